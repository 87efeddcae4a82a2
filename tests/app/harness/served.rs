//! The site behind a real socket, and a server that can be cut off from its clients.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use actix_web::{HttpServer, web};
use shegong::app::App;
use shegong::web::{Metrics, site};

/// The site, served until it is dropped.
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    handle: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    /// Serves an application on a port of its own.
    pub fn start(app: &App) -> Served {
        let app = web::Data::new(app.clone());
        let metrics = web::Data::new(Metrics::new().unwrap());
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = HttpServer::new(move || site(app.clone(), metrics.clone()))
                    .workers(1)
                    .disable_signals()
                    .bind(("127.0.0.1", 0))
                    .unwrap();
                let address = server.addrs()[0];
                let running = server.run();
                tell.send((address, running.handle())).unwrap();
                running.await.unwrap();
            });
        });
        let (address, handle) = told.recv().unwrap();
        Served {
            address,
            handle,
            thread: Some(thread),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What stands between the clients and the server.
struct Line {
    server: String,
    open: Mutex<Vec<TcpStream>>,
    /// How many more pieces the clients may send: below zero none, and nobody comes in.
    pieces: AtomicI64,
}

impl Line {
    fn is_cut(&self) -> bool {
        self.pieces.load(Ordering::SeqCst) < 0
    }

    fn cut(&self) {
        self.pieces.store(-1, Ordering::SeqCst);
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn join(self: &Arc<Self>, client: TcpStream) {
        let Ok(server) = TcpStream::connect(&self.server) else {
            return;
        };
        let both = [client.try_clone().unwrap(), server.try_clone().unwrap()];
        self.open.lock().unwrap().extend(both);
        let (mut from_server, mut to_client) =
            (server.try_clone().unwrap(), client.try_clone().unwrap());
        std::thread::spawn(move || std::io::copy(&mut from_server, &mut to_client));
        let line = Arc::clone(self);
        std::thread::spawn(move || line.forward(client, server));
    }

    /// Passes on what a client sends, piece by piece, until it is too much.
    fn forward(&self, mut client: TcpStream, mut server: TcpStream) {
        let mut piece = [0_u8; 16 * 1024];
        while let Ok(length @ 1..) = client.read(&mut piece) {
            if self.pieces.fetch_sub(1, Ordering::SeqCst) <= 0 {
                self.cut();
                return;
            }
            if server.write_all(&piece[..length]).is_err() {
                return;
            }
        }
    }
}

/// A TCP proxy in front of a server, cut and mended at will.
pub struct Proxy {
    /// Where clients connect.
    pub address: SocketAddr,
    line: Arc<Line>,
}

impl Proxy {
    /// In front of `host:port`.
    pub fn before(server: &str) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let line = Arc::new(Line {
            server: server.to_owned(),
            open: Mutex::default(),
            pieces: AtomicI64::new(i64::MAX),
        });
        let accepting = Arc::clone(&line);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if !accepting.is_cut() {
                    accepting.join(client);
                }
            }
        });
        Proxy { address, line }
    }

    /// Breaks every connection and lets nobody in.
    pub fn cut(&self) {
        self.line.cut();
    }

    /// Breaks off when the clients have sent so many more pieces.
    pub fn cut_after(&self, pieces: i64) {
        self.line.pieces.store(pieces, Ordering::SeqCst);
    }

    /// Lets everybody in again.
    pub fn mend(&self) {
        self.line.pieces.store(i64::MAX, Ordering::SeqCst);
    }
}

//! The program under load, in a process of its own.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::district::District;

/// How long a start may take before the script gives up.
const LONGEST_START: Duration = Duration::from_secs(30);

/// `shegong serve`, killed at the end.
pub struct Program {
    child: Child,
    /// Its port.
    pub port: u16,
    /// From its start to its first answer with status 200.
    pub started_in: Duration,
}

impl Program {
    /// Starts it on the district and waits until it answers.
    pub fn start(district: &District) -> Self {
        let port = free_port();
        let started = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_shegong"));
        command
            .arg("--config")
            .arg(&district.settings)
            .env("SHEGONG_DATABASE_URL", database(district))
            // The pages alone: what is due in a district of this size is another figure.
            .env("SHEGONG_JOBS_RUN", "separately")
            .args(["serve", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn().expect("the program");
        while !answers(port) {
            assert!(
                started.elapsed() < LONGEST_START,
                "the program does not start"
            );
            std::thread::sleep(Duration::from_millis(1));
        }
        let started_in = started.elapsed();
        // The jobs of the first seconds are over before memory is looked at.
        std::thread::sleep(Duration::from_secs(3));
        Self {
            child,
            port,
            started_in,
        }
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Its resident memory in MB.
    pub fn memory_mb(&self) -> f64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process())).unwrap_or_default();
        status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.split_whitespace().next())
            .and_then(|kib| kib.parse::<f64>().ok())
            .map_or(f64::NAN, |kib| kib / 1024.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Its password, if it has one, must reach the program.
fn database(district: &District) -> String {
    district.app.config.database.url.0.clone()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}

fn answers(port: u16) -> bool {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) else {
        return false;
    };
    let asked = stream
        .write_all(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        .is_ok();
    let mut answer = [0_u8; 12];
    asked && stream.read_exact(&mut answer).is_ok() && answer.ends_with(b"200")
}

//! The server as a child process, and the certificates it needs.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde::Deserialize;

use crate::skipping::skip;

/// How long a test waits for the child to say something.
const PATIENCE: Duration = Duration::from_secs(20);

/// One mail as the server took it.
#[derive(Debug, Deserialize)]
pub struct ReceivedMail {
    pub from: String,
    pub to: Vec<String>,
    pub tls: bool,
    pub user: Option<String>,
    pub peer_port: u16,
    #[serde(deserialize_with = "from_base64")]
    pub data: Vec<u8>,
}

fn from_base64<'de, D: serde::Deserializer<'de>>(text: D) -> Result<Vec<u8>, D::Error> {
    let encoded = String::deserialize(text)?;
    let part = format!("Content-Transfer-Encoding: base64\r\n\r\n{encoded}");
    mailparse::parse_mail(part.as_bytes())
        .and_then(|mail| mail.get_body_raw())
        .map_err(serde::de::Error::custom)
}

/// A running server; dropping it stops it.
pub struct SmtpServer {
    child: Child,
    lines: Receiver<String>,
    port: u16,
}

impl SmtpServer {
    /// Without TLS and without accounts. None where it cannot run here.
    pub fn plain() -> Option<SmtpServer> {
        SmtpServer::start(&[])
    }

    /// With TLS: `starttls` or `wrapper`.
    pub fn with_tls(offered: &str, certificates: &Certificates) -> Option<SmtpServer> {
        let (cert, key) = (
            certificates.path("server.pem"),
            certificates.path("server.key"),
        );
        SmtpServer::start(&[
            "--tls",
            offered,
            "--cert",
            cert.to_str()?,
            "--key",
            key.to_str()?,
        ])
    }

    /// Without TLS, demanding this account.
    pub fn with_account(user: &str, password: &str) -> Option<SmtpServer> {
        SmtpServer::start(&["--auth", &format!("{user}:{password}")])
    }

    fn start(options: &[&str]) -> Option<SmtpServer> {
        if !has_aiosmtpd() {
            return skip("smtp", "python3 with aiosmtpd is missing");
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/smtp_server.py");
        let mut child = Command::new("python3")
            .arg(script)
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    break;
                }
            }
        });
        let greeting = lines.recv_timeout(PATIENCE).expect("the server starts");
        let port = greeting.strip_prefix("PORT ").unwrap().parse().unwrap();
        Some(SmtpServer { child, lines, port })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The next mail that it took.
    pub fn received(&self) -> ReceivedMail {
        let line = self.lines.recv_timeout(PATIENCE).expect("a mail arrives");
        serde_json::from_str(&line).unwrap()
    }

    /// Whether it took no mail (beyond those already asked for).
    pub fn received_nothing(&self) -> bool {
        self.lines.recv_timeout(Duration::from_millis(200)).is_err()
    }

    /// Ends it at once.
    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn has_aiosmtpd() -> bool {
    succeeds(Command::new("python3").args(["-c", "import aiosmtpd.smtp"]))
}

/// A CA of its own and a server certificate for localhost.
pub struct Certificates {
    folder: tempfile::TempDir,
}

impl Certificates {
    /// Fresh ones for localhost, by the `openssl` command. None where it is missing.
    pub fn make() -> Option<Certificates> {
        Certificates::make_for("DNS:localhost,IP:127.0.0.1")
    }

    /// The same for other names.
    pub fn make_for(names: &str) -> Option<Certificates> {
        if !succeeds(Command::new("openssl").arg("version")) {
            return skip("smtp", "the openssl command is missing");
        }
        let made = Certificates {
            folder: tempfile::tempdir().unwrap(),
        };
        std::fs::write(
            made.path("extensions"),
            format!("subjectAltName={names}\nbasicConstraints=critical,CA:FALSE\n"),
        )
        .unwrap();
        for arguments in [
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=test-ca \
             -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign",
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr -subj /CN=localhost",
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
             -extfile extensions -out server.pem",
        ] {
            let done = succeeds(
                Command::new("openssl")
                    .args(arguments.split_whitespace())
                    .current_dir(made.folder.path()),
            );
            assert!(done, "openssl {arguments}");
        }
        Some(made)
    }

    /// What a client must trust.
    pub fn ca_file(&self) -> PathBuf {
        self.path("ca.pem")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

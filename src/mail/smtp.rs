//! Mails over a mail server.

use std::path::Path;
use std::time::Duration;

use chrono::NaiveDateTime;
use lettre::Transport as _;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::{Error as SmtpError, PoolConfig, SmtpTransport};

use super::address;
use super::error::{SendError, SetupError, masked_answer};
use super::message::{Message, Sender};
use super::settings::{SmtpSettings, TlsMode};

/// Statuses that speak of the account, not of the mail (RFC 4954 §6).
const ACCOUNT_STATUSES: [u16; 4] = [530, 534, 535, 538];

/// A mail server with its pool of connections.
#[derive(Debug, Clone)]
pub struct SmtpMails {
    server: String,
    sender: Sender,
    transport: SmtpTransport,
}

impl SmtpMails {
    /// Prepares the pool; the server is not contacted before the first mail.
    pub(super) fn open(settings: &SmtpSettings, sender: Sender) -> Result<SmtpMails, SetupError> {
        let port = settings.port_used();
        let mut builder = SmtpTransport::builder_dangerous(settings.host.trim())
            .port(port)
            .tls(tls(settings)?)
            .timeout(Some(Duration::from_secs(settings.timeout_seconds)))
            .pool_config(PoolConfig::new().max_size(settings.connections));
        if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.0.clone()));
        }
        Ok(SmtpMails {
            server: format!("{}:{port}", settings.host.trim()),
            sender,
            transport: builder.build(),
        })
    }

    /// `host:port`.
    pub fn server(&self) -> &str {
        &self.server
    }

    pub(super) fn send(&self, message: &Message, sent_at: NaiveDateTime) -> Result<(), SendError> {
        let mail = message.build(&self.sender, sent_at)?;
        match self.transport.send(&mail) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.told(&error, &message.to_address)),
        }
    }

    /// Connects and signs in without sending anything.
    pub(super) fn check(&self) -> Result<(), SendError> {
        match self.transport.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => Err(SendError::Unreachable {
                server: self.server.clone(),
                reason: "NOOP".to_owned(),
            }),
            Err(error) => Err(self.told(&error, "")),
        }
    }

    fn told(&self, error: &SmtpError, recipient: &str) -> SendError {
        let server = self.server.clone();
        let reason = || masked_answer(&innermost(error));
        if let Some(code) = error.status().map(u16::from) {
            let recipient = address::mask(recipient);
            return if ACCOUNT_STATUSES.contains(&code) {
                SendError::SignInRefused { server, code }
            } else if error.is_permanent() {
                SendError::Refused {
                    recipient,
                    code,
                    answer: reason(),
                }
            } else {
                SendError::Deferred {
                    recipient,
                    code,
                    answer: reason(),
                }
            };
        }
        if error.is_tls() || speaks_of_encryption(error) {
            return SendError::NotEncrypted {
                server,
                reason: reason(),
            };
        }
        SendError::Unreachable {
            server,
            reason: reason(),
        }
    }
}

fn tls(settings: &SmtpSettings) -> Result<Tls, SetupError> {
    if settings.tls == TlsMode::None {
        return Ok(Tls::None);
    }
    let mut builder = TlsParameters::builder(settings.host.trim().to_owned());
    if let Some(file) = &settings.ca_file {
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(ca_certificates(file)?);
    }
    let parameters = builder.build().map_err(|error| SetupError::Tls {
        reason: innermost(&error),
    })?;
    Ok(match settings.tls {
        TlsMode::Required => Tls::Required(parameters),
        TlsMode::Wrapper => Tls::Wrapper(parameters),
        TlsMode::Optional => Tls::Opportunistic(parameters),
        TlsMode::None => Tls::None,
    })
}

fn ca_certificates(file: &Path) -> Result<Certificate, SetupError> {
    let unusable = |reason: String| SetupError::CaFile {
        file: file.to_owned(),
        reason,
    };
    let pem = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
    // lettre takes a file without any certificate for an empty list.
    if !pem
        .windows(27)
        .any(|part| part == b"-----BEGIN CERTIFICATE-----")
    {
        return Err(unusable("文件中没有 PEM 证书".to_owned()));
    }
    Certificate::from_pem(&pem).map_err(|error| unusable(innermost(&error)))
}

/// The last cause in the chain: what the server or the system itself said.
fn innermost(error: &SmtpError) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// lettre tells a missing STARTTLS as a client error and a failed handshake
/// as a broken connection; both are the encryption's fault.
fn speaks_of_encryption(error: &SmtpError) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(link) = cause {
        let words = link.to_string();
        if [
            "STARTTLS",
            "certificate",
            "corrupt message",
            "HandshakeFailure",
        ]
        .iter()
        .any(|hint| words.contains(hint))
        {
            return true;
        }
        cause = link.source();
    }
    false
}

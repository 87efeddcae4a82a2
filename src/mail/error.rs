//! Why a mail could not be sent, in a sentence for the operator, and whether
//! trying again can help.

use std::path::PathBuf;

use super::address::{self, BadAddress};

/// A mail was not handed over. `Display` is one Chinese sentence without
/// personal data: addresses are masked, also in what a server answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The recipient's address cannot be written to at all.
    #[error(transparent)]
    BadAddress(#[from] BadAddress),
    /// The mail cannot be built (the program's own fault).
    #[error("邮件无法生成（{reason}），请把这条消息告诉系统管理员。")]
    Unbuildable {
        /// What the builder said.
        reason: String,
    },
    /// The server refused this mail or this recipient for good (5xx).
    #[error("邮件服务器拒收发往 {recipient} 的邮件（{code} {answer}），请核对电子邮箱后重新发送。")]
    Refused {
        /// The masked recipient.
        recipient: String,
        /// SMTP status.
        code: u16,
        /// What the server said, addresses masked.
        answer: String,
    },
    /// The server asks to try later (4xx).
    #[error("邮件服务器暂时不收发往 {recipient} 的邮件（{code} {answer}），稍后会自动重试。")]
    Deferred {
        /// The masked recipient.
        recipient: String,
        /// SMTP status.
        code: u16,
        /// What the server said, addresses masked.
        answer: String,
    },
    /// The server does not accept the account, or wants one (530, 534, 535, 538).
    #[error(
        "邮件服务器 {server} 不接受登录（{code}），请检查 mail.smtp.user 和 mail.smtp.password。"
    )]
    SignInRefused {
        /// `host:port`.
        server: String,
        /// SMTP status.
        code: u16,
    },
    /// TLS is required and the server offers none, its certificate does not
    /// check, or it wants another kind of TLS.
    #[error(
        "与邮件服务器 {server} 不能建立加密连接（{reason}），请检查 mail.smtp.tls、端口和 mail.smtp.ca_file。"
    )]
    NotEncrypted {
        /// `host:port`.
        server: String,
        /// What the TLS library said.
        reason: String,
    },
    /// No connection, it broke off, or no answer in time.
    #[error(
        "连接不上邮件服务器 {server}（{reason}），请检查网络以及 mail.smtp.host 和端口，稍后会自动重试。"
    )]
    Unreachable {
        /// `host:port`.
        server: String,
        /// What the system said.
        reason: String,
    },
    /// The folder for mails cannot be written.
    #[error("邮件不能写入文件夹 {}（{reason}），请检查该文件夹的权限和磁盘空间。", .folder.display())]
    Unwritable {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        reason: String,
    },
}

impl SendError {
    /// Whether sending the same mail again may succeed. Faults of the server,
    /// the network, the account or the folder are temporary, because they are
    /// not the mail's fault and somebody will mend them.
    pub fn is_temporary(&self) -> bool {
        match self {
            SendError::BadAddress(_)
            | SendError::Unbuildable { .. }
            | SendError::Refused { .. } => false,
            SendError::Deferred { .. }
            | SendError::SignInRefused { .. }
            | SendError::NotEncrypted { .. }
            | SendError::Unreachable { .. }
            | SendError::Unwritable { .. } => true,
        }
    }

    /// Whether every other mail of this run would fail for the same reason, so
    /// that a run should stop rather than knock a thousand times.
    pub fn concerns_every_mail(&self) -> bool {
        match self {
            SendError::SignInRefused { .. }
            | SendError::NotEncrypted { .. }
            | SendError::Unreachable { .. }
            | SendError::Unwritable { .. } => true,
            SendError::BadAddress(_)
            | SendError::Unbuildable { .. }
            | SendError::Refused { .. }
            | SendError::Deferred { .. } => false,
        }
    }
}

/// The transport could not be opened: a fault of the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// Values that do not fit; see [`super::MailSettings::problems`].
    #[error("{}", .0.join("\n"))]
    Settings(Vec<String>),
    /// The CA file cannot be read or holds no certificate.
    #[error("mail.smtp.ca_file 指定的文件 {} 不能使用（{reason}），请换成 PEM 格式的 CA 证书文件。", .file.display())]
    CaFile {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The TLS library refuses to start.
    #[error("加密连接不能初始化（{reason}），请检查 mail.smtp.host 和 mail.smtp.ca_file。")]
    Tls {
        /// What the library said.
        reason: String,
    },
    /// The folder for mails cannot be made.
    #[error("存放邮件的文件夹 {} 不能创建（{reason}），请检查 mail.folder 和权限。", .folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        reason: String,
    },
}

/// A server's answer on one short line, with every address in it masked.
pub(super) fn masked_answer(answer: &str) -> String {
    let words = answer.split_whitespace().map(|word| {
        let core = word.trim_matches(|c: char| "<>()[],;:\"'".contains(c));
        if core.contains('@') {
            word.replace(core, &address::mask(core))
        } else {
            word.to_owned()
        }
    });
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_a_servers_answer_are_masked() {
        assert_eq!(
            masked_answer("5.1.1 <li.ming@example.cn>:\r\n user unknown"),
            "5.1.1 <l***@e***.cn>: user unknown"
        );
    }
}

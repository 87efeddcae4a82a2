//! The key of a deployment, and what it protects: ID numbers (and later bank
//! accounts) are encrypted in the database and looked up by a keyed hash.
//!
//! Separate subkeys for both uses; table, column and row are bound to each
//! ciphertext, so that a ciphertext moved to another row does not open; key id
//! and algorithm stand before it, so that keys can be changed later.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// XChaCha20-Poly1305, hex.
const ALGORITHM: &str = "xc20p";

/// Why the key cannot be used. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The database has data, but its key file is missing.
    #[error(
        "找不到密钥文件 {path}：数据库里已有加密的数据，请把备份的密钥文件放回这里（不要新建）"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error("密钥文件 {path} 无法读写：{reason}。请检查文件夹权限")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// The file does not hold a key.
    #[error("密钥文件 {path} 的内容不是 64 位十六进制密钥：请放回原来的密钥文件")]
    Malformed {
        /// The file.
        path: PathBuf,
    },
    /// The key belongs to another database.
    #[error(
        "密钥文件 {path} 与数据库不符（数据库要的是 {expected}，文件是 {found}）：请换回这个数据库的密钥文件"
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Fingerprint in the database.
        expected: String,
        /// Fingerprint of the file.
        found: String,
    },
    /// The system gave no random bytes.
    #[error("系统不能产生随机数：{0}")]
    Random(String),
}

/// A ciphertext that does not open: another key, another row, or damage.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("密文无法解开：密钥不对，或数据被改动过")]
pub struct CannotOpen;

/// The subkeys of a deployment. Cloning is cheap; its `Debug` shows only the fingerprint.
#[derive(Clone)]
pub struct Keys {
    cipher: XChaCha20Poly1305,
    lookup: Hmac<Sha256>,
    signing: [u8; KEY_BYTES],
    fingerprint: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.fingerprint)
    }
}

impl Keys {
    /// Reads the key file.
    ///
    /// # Errors
    /// [`KeyError::Missing`], [`KeyError::Unusable`], [`KeyError::Malformed`].
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => KeyError::Missing {
                path: path.to_owned(),
            },
            std::io::ErrorKind::InvalidData => KeyError::Malformed {
                path: path.to_owned(),
            },
            _ => KeyError::Unusable {
                path: path.to_owned(),
                reason: error.to_string(),
            },
        })?;
        let mut master = [0_u8; KEY_BYTES];
        hex::decode_to_slice(text.trim(), &mut master).map_err(|_| KeyError::Malformed {
            path: path.to_owned(),
        })?;
        Ok(Self::derive(&master))
    }

    /// Makes a new key file, readable by its owner only. Never replaces a file.
    ///
    /// # Errors
    /// [`KeyError::Unusable`] also when the file exists, [`KeyError::Random`].
    pub fn create(path: &Path) -> Result<Self, KeyError> {
        let unusable = |error: std::io::Error| KeyError::Unusable {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        let mut master = [0_u8; KEY_BYTES];
        getrandom::fill(&mut master).map_err(|error| KeyError::Random(error.to_string()))?;
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(unusable)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(path).map_err(unusable)?;
        writeln!(file, "{}", hex::encode(master)).map_err(unusable)?;
        file.sync_all().map_err(unusable)?;
        Ok(Self::derive(&master))
    }

    /// Derives the subkeys from a master key of 32 bytes.
    pub fn derive(master: &[u8; KEY_BYTES]) -> Self {
        let cipher_key = subkey(master, b"shegong field encryption 1");
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let lookup =
            <Hmac<Sha256> as KeyInit>::new_from_slice(&subkey(master, b"shegong lookup hash 1"))
                .expect("any length");
        let fingerprint = hex::encode(&subkey(master, b"shegong key fingerprint 1")[..8]);
        Self {
            cipher: XChaCha20Poly1305::new(&cipher_key.into()),
            lookup,
            signing: subkey(master, b"shegong session signature 1"),
            fingerprint,
        }
    }

    /// The key that signs session cookies; used for nothing else.
    pub fn signing_key(&self) -> &[u8; KEY_BYTES] {
        &self.signing
    }

    /// Sixteen hex digits that tell keys apart and reveal nothing of them.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Checks that this key, read from `path`, is the one the database was written with.
    ///
    /// # Errors
    /// [`KeyError::Foreign`].
    pub fn must_match(&self, expected: &str, path: &Path) -> Result<(), KeyError> {
        if self.fingerprint == expected {
            return Ok(());
        }
        Err(KeyError::Foreign {
            path: path.to_owned(),
            expected: expected.to_owned(),
            found: self.fingerprint.clone(),
        })
    }

    /// Encrypts `plaintext` for one column (`people.id_number`) of one row.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn seal(&self, column: &str, row: i64, plaintext: &str) -> Result<String, KeyError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|error| KeyError::Random(error.to_string()))?;
        let bound = format!("{column}/{row}");
        let payload = Payload {
            msg: plaintext.as_bytes(),
            aad: bound.as_bytes(),
        };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|error| KeyError::Random(error.to_string()))?;
        let mut bytes = nonce.to_vec();
        bytes.extend_from_slice(&sealed);
        Ok(format!(
            "{}:{ALGORITHM}:{}",
            &self.fingerprint[..4],
            hex::encode(bytes)
        ))
    }

    /// Opens what [`Keys::seal`] made for the same column and row.
    ///
    /// # Errors
    /// [`CannotOpen`].
    pub fn open(&self, column: &str, row: i64, sealed: &str) -> Result<String, CannotOpen> {
        let mut parts = sealed.splitn(3, ':');
        let (Some(key), Some(ALGORITHM), Some(body)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(CannotOpen);
        };
        if key != &self.fingerprint[..4] {
            return Err(CannotOpen);
        }
        let bytes = hex::decode(body).map_err(|_| CannotOpen)?;
        let Some((nonce, ciphertext)) = bytes.split_at_checked(NONCE_BYTES) else {
            return Err(CannotOpen);
        };
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| CannotOpen)?;
        let bound = format!("{column}/{row}");
        let payload = Payload {
            msg: ciphertext,
            aad: bound.as_bytes(),
        };
        let plain = self
            .cipher
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| CannotOpen)?;
        String::from_utf8(plain).map_err(|_| CannotOpen)
    }

    /// The keyed hash by which a value of `column` is found again; the same value
    /// always gives the same hash, and without the key nothing can be tried out.
    pub fn lookup_hash(&self, column: &str, value: &str) -> String {
        let mut mac = self.lookup.clone();
        mac.update(column.as_bytes());
        mac.update(b"\0");
        mac.update(value.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}

/// Whether a text has the form of what [`Keys::seal`] makes.
pub fn is_sealed(text: &str) -> bool {
    text.split(':').nth(1) == Some(ALGORITHM)
}

fn subkey(master: &[u8; KEY_BYTES], purpose: &[u8]) -> [u8; KEY_BYTES] {
    let mut derived = [0_u8; KEY_BYTES];
    #[expect(
        clippy::expect_used,
        reason = "32 bytes are below HKDF-SHA256's limit of 8160"
    )]
    Hkdf::<Sha256>::new(None, master)
        .expand(purpose, &mut derived)
        .expect("a short output");
    derived
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys::derive(&[byte; KEY_BYTES])
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_own_column_and_row_and_with_its_own_key() {
        let sealed = keys(1)
            .seal("people.id_number", 7, "11010519491231002X")
            .unwrap();

        assert_eq!(
            keys(1).open("people.id_number", 7, &sealed).unwrap(),
            "11010519491231002X"
        );
        assert_eq!(
            keys(1).open("people.id_number", 8, &sealed),
            Err(CannotOpen)
        );
        assert_eq!(keys(1).open("people.mobile", 7, &sealed), Err(CannotOpen));
        assert_eq!(
            keys(2).open("people.id_number", 7, &sealed),
            Err(CannotOpen)
        );
        assert!(!sealed.contains("1949"));
    }

    #[test]
    fn a_damaged_value_does_not_open() {
        let sealed = keys(1).seal("people.id_number", 7, "x").unwrap();
        for damaged in [
            "",
            "::",
            "a:xc20p:zz",
            &sealed[..sealed.len() - 2],
            &sealed.replace("xc20p", "none"),
        ] {
            assert_eq!(
                keys(1).open("people.id_number", 7, damaged),
                Err(CannotOpen),
                "{damaged}"
            );
        }
    }

    #[test]
    fn the_lookup_hash_depends_on_key_column_and_value() {
        let hash = keys(1).lookup_hash("people.id_number", "a");
        assert_eq!(hash, keys(1).lookup_hash("people.id_number", "a"));
        assert_ne!(hash, keys(1).lookup_hash("people.id_number", "b"));
        assert_ne!(hash, keys(1).lookup_hash("people.mobile", "a"));
        assert_ne!(hash, keys(2).lookup_hash("people.id_number", "a"));
    }

    #[test]
    fn a_key_file_is_never_replaced_and_a_foreign_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/shegong.key");
        let made = Keys::create(&path).unwrap();

        assert!(matches!(
            Keys::create(&path),
            Err(KeyError::Unusable { .. })
        ));
        let read = Keys::read(&path).unwrap();
        assert_eq!(read.fingerprint(), made.fingerprint());
        assert!(read.must_match(made.fingerprint(), &path).is_ok());
        assert!(matches!(
            read.must_match("00", &path),
            Err(KeyError::Foreign { .. })
        ));
        std::fs::write(&path, "short").unwrap();
        assert!(matches!(Keys::read(&path), Err(KeyError::Malformed { .. })));
    }
}

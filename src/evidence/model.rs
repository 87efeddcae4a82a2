//! Uploaded files as stored, and why one is not taken.

use chrono::NaiveDateTime;

use crate::accounts::AccountId;
use crate::people::PersonId;
use crate::{id_type, text_enum};

/// A file may have at most this many bytes: 20 MB.
pub const MOST_BYTES: u64 = 20 * 1024 * 1024;
/// A name is cut to this many characters.
pub const LONGEST_NAME: usize = 120;

id_type!(
    /// One uploaded file of one person.
    EvidenceId
);

text_enum!(
    /// What a file is, by its content.
    MediaType {
        /// PDF.
        Pdf = "pdf", "PDF";
        /// A photograph.
        Jpg = "jpg", "JPG";
        /// A picture, mostly a screenshot.
        Png = "png", "PNG";
        /// 版式文件 by GB/T 33190: kept, never rendered.
        Ofd = "ofd", "OFD";
    }
);

impl MediaType {
    /// The type that the file is served with.
    pub const fn content_type(self) -> &'static str {
        match self {
            MediaType::Pdf => "application/pdf",
            MediaType::Jpg => "image/jpeg",
            MediaType::Png => "image/png",
            MediaType::Ofd => "application/ofd",
        }
    }

    /// Whether a page can show it: a picture, or the first page of a PDF as one.
    pub const fn has_preview(self) -> bool {
        matches!(self, MediaType::Pdf | MediaType::Jpg | MediaType::Png)
    }
}

/// The values of an uploaded file; also what the history keeps.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::evidence_files, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct EvidenceDetails {
    /// Whom it belongs to.
    pub person_id: PersonId,
    /// SHA-256 of the bytes as uploaded, to recognise the same file again.
    pub original_sha256: String,
    /// SHA-256 of the bytes as kept, under which they lie in the folder.
    pub stored_sha256: String,
    /// What it is.
    pub media_type: MediaType,
    /// How many bytes are kept.
    pub size_bytes: i64,
    /// Its name when it came, without a path.
    pub original_name: String,
    /// The account that brought it; none from the command line.
    pub uploaded_by: Option<AccountId>,
    /// That account's name at the time.
    pub uploaded_by_name: String,
    /// When (UTC).
    pub uploaded_at: NaiveDateTime,
}

/// An uploaded file as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::evidence_files)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
    /// Its values.
    #[diesel(embed)]
    pub details: EvidenceDetails,
}

impl Evidence {
    /// The name it is handed out with: its own, with the ending of what it really is.
    pub fn download_name(&self) -> String {
        let name = self.details.original_name.as_str();
        let stem = name
            .rsplit_once('.')
            .map_or(name, |(stem, _)| stem)
            .trim_end_matches('.');
        format!("{stem}.{}", self.details.media_type.as_str())
    }
}

/// Why a file is not taken: one sentence with the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceRefusal {
    /// No bytes.
    #[error("证明文件是空的（0 字节），请重新选择文件")]
    Empty,
    /// More than [`MOST_BYTES`].
    #[error("证明文件有 {megabytes} MB，超过 20 MB，请压缩或改为拍照后再上传")]
    TooLarge {
        /// Its size, rounded up.
        megabytes: u64,
    },
    /// None of the types that are taken.
    #[error(
        "这个文件不是 PDF、JPG、PNG 或 OFD（按内容判断，与文件名无关），请另存为 PDF 或拍照后上传"
    )]
    UnknownType,
    /// HEIC or AVIF, which telephones make.
    #[error("这是手机的 HEIC 照片，请在手机上另存为 JPG（或截屏）后再上传")]
    PhonePicture,
    /// A text document.
    #[error("这是文字处理或表格文件，请另存为 PDF 后再上传")]
    OfficeDocument,
    /// Cut short on the way.
    #[error("{} 文件不完整，可能没有传完，请重新导出或重新上传", .0.label())]
    Cut(MediaType),
    /// Not what its head says.
    #[error("{} 文件已损坏，打不开，请重新导出或重新拍照后上传", .0.label())]
    Damaged(MediaType),
    /// A PDF with a password or limited rights.
    #[error("这个 PDF 设有密码或权限限制，审核人打不开，请用“打印为 PDF”另存一份不加密的再上传")]
    Encrypted,
    /// A picture with more points than any camera of an office makes.
    #[error("图片有 {width}×{height} 像素，超过 4000 万像素，请缩小后再上传")]
    TooManyPixels {
        /// Points across.
        width: u32,
        /// Points down.
        height: u32,
    },
    /// An OFD that inflates without end.
    #[error("OFD 文件解压后大得不正常，没有保存，请重新导出后上传")]
    Inflates,
}

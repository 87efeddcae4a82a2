//! Why a file, a row or a cell cannot be used: one Chinese sentence each, naming
//! the place and the remedy.

use std::fmt;

use super::layout::Field;

/// Why a whole file is refused. Nothing of it is imported.
#[derive(Debug, thiserror::Error)]
pub enum FileRefusal {
    /// The file is not there or cannot be read.
    #[error("文件“{path}”打不开（{reason}），请核对路径和权限")]
    Unreadable {
        /// The path as given.
        path: String,
        /// What the operating system says.
        reason: String,
    },
    /// Nothing in it.
    #[error("文件是空的，请检查导出是否完成")]
    Empty,
    /// Not a spreadsheet of any kind that is read.
    #[error("这个文件不是表格（支持xlsx、xls、ods、csv），请用表格软件打开后另存为xlsx再导入")]
    NotATable,
    /// A binary workbook, `.xlsb`.
    #[error("这是xlsb格式的工作簿，请用表格软件打开后另存为xlsx再导入")]
    BinaryWorkbook,
    /// A web page with a spreadsheet's name, as many web systems export.
    #[error("这个文件其实是网页（HTML），只是用了表格的扩展名，请用表格软件打开后另存为xlsx再导入")]
    Html,
    /// Protected with a password.
    #[error("文件设有打开密码，请另存为不加密码的xlsx再导入")]
    Encrypted,
    /// Cut short, or its parts do not fit together.
    #[error("文件不完整或已损坏，请重新导出，或用表格软件打开后另存为xlsx再导入")]
    Damaged,
    /// An xls or ods above the size that is read whole.
    #[error("xls和ods文件不能超过{limit_megabytes}MB，请另存为xlsx再导入")]
    TooLarge {
        /// The limit in megabytes.
        limit_megabytes: u64,
    },
    /// More comes out of it than any honest spreadsheet holds.
    #[error("文件解压后大得不正常，已停止读取，请用表格软件打开后只保留数据另存为xlsx再导入")]
    Inflates,
    /// A quotation mark in a csv that never ends.
    #[error("第{row}行起的引号没有成对，后面的内容连成了一格，请补上引号后再导入")]
    OpenQuote {
        /// The row where the cell begins.
        row: u32,
    },
    /// No sheet has the headings.
    #[error("没有找到表头，表头应有{expected}，请核对文件是否选对")]
    NoHeadings {
        /// The headings that a sheet needs, joined by 、.
        expected: String,
    },
    /// A sheet has some of the headings, not those without which nothing can be read.
    #[error("工作表“{sheet}”第{row}行的表头缺少{missing}，请补上后再导入")]
    MissingColumns {
        /// The sheet.
        sheet: String,
        /// The row of the headings.
        row: u32,
        /// The headings that are missing, quoted and joined by 、.
        missing: String,
    },
    /// The headings are those of another import.
    #[error("工作表“{sheet}”第{row}行的标题像“{seems}”，请检查导入种类是不是选成了“{chosen}”")]
    OtherKind {
        /// The sheet.
        sheet: String,
        /// The row of the headings.
        row: u32,
        /// The kind that they fit.
        seems: &'static str,
        /// The kind that was chosen.
        chosen: &'static str,
    },
    /// Two columns of one meaning.
    #[error("工作表“{sheet}”的“{first}”列和“{second}”列意思相同，请只保留一列")]
    SameMeaning {
        /// The sheet.
        sheet: String,
        /// The heading further left.
        first: String,
        /// The heading further right.
        second: String,
    },
}

/// Why a cell, and with it its row, is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellRefusal {
    /// Which column was meant.
    pub field: Field,
    /// The heading as the sheet has it.
    pub column: String,
    /// The sentence, which names the heading and the value.
    pub message: String,
}

impl fmt::Display for CellRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CellRefusal {}

/// What a reader should know and nothing depends on: columns and sheets left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A column whose heading means nothing to this import.
    UnknownColumn {
        /// The sheet where it was seen first.
        sheet: String,
        /// The heading.
        heading: String,
    },
    /// A sheet with contents but without the headings.
    SkippedSheet {
        /// The sheet.
        sheet: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::UnknownColumn { sheet, heading } => {
                write!(f, "工作表“{sheet}”的“{heading}”列不在导入范围内，已忽略")
            }
            Notice::SkippedSheet { sheet } => {
                write!(f, "工作表“{sheet}”没有可识别的表头，已跳过")
            }
        }
    }
}

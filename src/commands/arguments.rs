//! The arguments as clap reads them; `--help` is made from these texts.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use crate::intake::ImportKind;

/// 社工通：社会工作者考试、继续教育、登记与报销管理
#[derive(Debug, Parser)]
#[command(name = "shegong", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// 配置文件（默认只用程序默认值和环境变量；每一项见 config/shegong.toml）
    #[arg(long, global = true, value_name = "文件")]
    pub config: Option<PathBuf>,
    /// 数据库地址，如 sqlite:data/shegong.db 或 postgres://用户@主机/库名
    #[arg(long, global = true, value_name = "地址")]
    pub database: Option<String>,
    /// 做什么
    #[command(subcommand)]
    pub command: Command,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 导入一个表格：units 单位、people 人员、certificates 证书与登记、training 培训台账、exam-entries 报考名单、exam-results 考试成绩
    Import(ImportArguments),
    /// 撤销一次导入（之后没有在其上改动时）
    ImportUndo {
        /// 导入批次号（导入时显示）
        batch: i64,
    },
    /// 继续教育情况：每人每项规定一行，已计多少、还差多少、何时到期
    TrainingStatus(TrainingArguments),
    /// 考试情况：每人每级别一行，已通过、仍有效、还需考哪些科目
    ExamStatus(ExamArguments),
    /// 政策数据
    Policy(PolicyArguments),
    /// 把数据库结构升级到最新
    Migrate,
}

/// `import`
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// 表格的种类
    #[arg(value_parser = import_kind, value_name = "种类")]
    pub kind: ImportKind,
    /// 表格文件（xlsx、xls、ods、csv）
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 只检查，不保存
    #[arg(long)]
    pub dry_run: bool,
    /// 文件所属的区县（默认取配置中的 region）
    #[arg(long, value_name = "区县")]
    pub region: Option<String>,
    /// 以 JSON 输出报告
    #[arg(long)]
    pub json: bool,
}

fn import_kind(word: &str) -> Result<ImportKind, String> {
    word.parse().map_err(|_| {
        let words: Vec<&str> = ImportKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("请从 {} 中选一个", words.join("、"))
    })
}

/// `training-status`
#[derive(Debug, Args)]
pub struct TrainingArguments {
    /// 按哪一天计算，如 2026-03-09（默认今天）
    #[arg(long, value_name = "日期")]
    pub as_of: Option<NaiveDate>,
    /// 只看某单位及其下属：单位编号、名称或完整路径
    #[arg(long, value_name = "单位")]
    pub unit: Option<String>,
    /// 只看某项规定，如 national-hours
    #[arg(long, value_name = "规定")]
    pub rule: Option<String>,
    /// 显示完整身份证号
    #[arg(long)]
    pub full_ids: bool,
    /// 以 JSON 输出
    #[arg(long, conflicts_with = "xlsx")]
    pub json: bool,
    /// 写成 xlsx 文件
    #[arg(long, value_name = "文件")]
    pub xlsx: Option<PathBuf>,
}

/// `exam-status`
#[derive(Debug, Args)]
pub struct ExamArguments {
    /// 按哪一天计算，如 2026-03-09（默认今天）
    #[arg(long, value_name = "日期")]
    pub as_of: Option<NaiveDate>,
    /// 只看某单位及其下属：单位编号、名称或完整路径
    #[arg(long, value_name = "单位")]
    pub unit: Option<String>,
    /// 显示完整身份证号
    #[arg(long)]
    pub full_ids: bool,
    /// 以 JSON 输出
    #[arg(long, conflicts_with = "xlsx")]
    pub json: bool,
    /// 写成 xlsx 文件
    #[arg(long, value_name = "文件")]
    pub xlsx: Option<PathBuf>,
}

/// `policy …`
#[derive(Debug, Args)]
pub struct PolicyArguments {
    /// 做什么
    #[command(subcommand)]
    pub command: PolicyCommand,
}

/// What can be done with the rule data.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// 检查政策数据，指出哪个文件第几行有什么问题
    Check {
        /// 只检查这个文件（连同内置数据一起看）
        #[arg(value_name = "文件")]
        file: Option<PathBuf>,
    },
}

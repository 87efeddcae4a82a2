//! The arguments as clap reads them; `--help` is made from these texts.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use crate::accounts::Role;
use crate::claims::ClaimState;
use crate::intake::ImportKind;

/// 社工通：社会工作者考试、继续教育、登记与报销管理
#[derive(Debug, Parser)]
#[command(
    name = "shegong",
    version,
    about = "社工通：社会工作者考试、继续教育、登记与报销管理",
    disable_help_subcommand = true
)]
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
    /// 生成到期的提醒（每条只生成一次），写好邮件放入发件箱
    Remind(RemindArguments),
    /// 发送发件箱里的邮件
    Send {
        /// 发完就结束（不加则一直运行，每半分钟看一次）
        #[arg(long)]
        once: bool,
    },
    /// 按报销政策为报考记录生成报销单草稿，并说明不能报销的原因
    ClaimsPropose(ClaimsProposeArguments),
    /// 打印一张报销单（考试报名费报销申请表和费用报销单）
    ClaimForm {
        /// 报销单编号，如 BX2026-00012
        claim: String,
        /// 写到哪个 PDF 文件
        #[arg(long, value_name = "文件")]
        out: PathBuf,
    },
    /// 打印某一状态的全部报销单，每张一个 PDF
    ClaimForms {
        /// 状态：draft、submitted、returned、approved、rejected、withdrawn、void、in_batch、paid、bounced
        #[arg(long, value_parser = claim_state, value_name = "状态")]
        state: ClaimState,
        /// 写到哪个文件夹
        #[arg(long, value_name = "文件夹")]
        out: PathBuf,
    },
    /// 打印一个人的继续教育（培训）情况表，再登记时使用
    TrainingStatement(StatementArguments),
    /// 建一个虚构的演示区县（每种情况都有），生成提醒、邮件和表单，然后启动网页服务
    Demo(DemoArguments),
    /// 启动网页服务；空数据库上会建一个系统管理员并显示一次密码
    Serve {
        /// 监听端口（默认取配置）
        #[arg(long, value_name = "端口")]
        port: Option<u16>,
    },
    /// 账号：新增岗位账号、停用、重置密码
    User(UserArguments),
    /// 运行定时任务：生成提醒、发送邮件、封存历史记录、清理、体检（serve 默认已经包括）
    RunJobs {
        /// 到期的运行一遍就结束（不加则一直运行）
        #[arg(long)]
        once: bool,
    },
    /// 体检：核对历史记录的封条链、各表的约束和密文；有问题时退出码为 1
    Doctor {
        /// 打开每一个密文（默认抽查）
        #[arg(long)]
        full: bool,
        /// 以 JSON 输出
        #[arg(long)]
        json: bool,
    },
    /// 政策数据
    Policy(PolicyArguments),
    /// 把数据库结构升级到最新
    Migrate,
    /// 把标准输入的 PDF 的第一页画成图片（由程序自己调用）
    #[command(hide = true)]
    DrawFirstPage,
}

impl Command {
    /// The port that the command is told to listen on instead of the configured one.
    pub(super) fn port(&self) -> Option<u16> {
        match self {
            Self::Serve { port } => *port,
            Self::Demo(arguments) => arguments.port,
            _ => None,
        }
    }
}

/// `demo`
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// 多少人（压力测试可用 100000）
    #[arg(long, value_name = "人数", default_value_t = crate::demo::DEFAULT_PEOPLE, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub people: u32,
    /// 演示哪一天，如 2026-03-09（默认今天）；报名期、考试前后各有不同的提醒
    #[arg(long, value_name = "日期")]
    pub as_of: Option<NaiveDate>,
    /// 随机种子：种子、人数、日期相同，内容就相同
    #[arg(long, value_name = "种子", default_value_t = crate::demo::DEFAULT_SEED)]
    pub seed: u64,
    /// 做好就结束，不启动网页服务
    #[arg(long)]
    pub no_serve: bool,
    /// 监听端口（默认取配置）
    #[arg(long, value_name = "端口", conflicts_with = "no_serve")]
    pub port: Option<u16>,
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

fn claim_state(word: &str) -> Result<ClaimState, String> {
    word.parse().map_err(|_| {
        let words: Vec<&str> = ClaimState::ALL.iter().map(|state| state.as_str()).collect();
        format!("请从 {} 中选一个", words.join("、"))
    })
}

/// `remind`
#[derive(Debug, Args)]
pub struct RemindArguments {
    /// 按哪一天计算，如 2026-03-09（默认今天）
    #[arg(long, value_name = "日期")]
    pub as_of: Option<NaiveDate>,
    /// 只看会生成什么，不保存
    #[arg(long)]
    pub dry_run: bool,
    /// 以 JSON 输出
    #[arg(long)]
    pub json: bool,
}

/// `claims-propose`
#[derive(Debug, Args)]
pub struct ClaimsProposeArguments {
    /// 考试年度，如 2026
    #[arg(long, value_name = "年度")]
    pub season: i32,
    /// 只看会生成什么，不保存
    #[arg(long)]
    pub dry_run: bool,
    /// 以 JSON 输出
    #[arg(long)]
    pub json: bool,
}

/// `training-statement`
#[derive(Debug, Args)]
pub struct StatementArguments {
    /// 身份证号，或（没有重名时）姓名
    #[arg(value_name = "人员")]
    pub person: String,
    /// 写到哪个 PDF 文件
    #[arg(long, value_name = "文件")]
    pub out: PathBuf,
    /// 按哪一天计算，如 2026-03-09（默认今天）
    #[arg(long, value_name = "日期")]
    pub as_of: Option<NaiveDate>,
    /// 印完整身份证号
    #[arg(long)]
    pub full_ids: bool,
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

/// `user …`
#[derive(Debug, Args)]
pub struct UserArguments {
    /// 做什么
    #[command(subcommand)]
    pub command: UserCommand,
}

/// What can be done with accounts at the machine itself.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// 新增一个岗位账号，显示一次初始密码
    Add {
        /// 账号名：3 至 32 位小写字母、数字、点、横线，以字母开头
        #[arg(value_name = "账号名")]
        login_name: String,
        /// 角色：hr、approver、finance、training_officer、trainer、registrar、district、admin、auditor
        #[arg(long, value_parser = role, value_name = "角色")]
        role: Role,
        /// 在哪个单位（连同下属）担任；不写就是全部单位
        #[arg(long, value_name = "单位")]
        unit: Option<String>,
        /// 显示的名称，如 石壕镇社会事务办（默认同账号名）
        #[arg(long, value_name = "名称")]
        name: Option<String>,
    },
    /// 停用一个账号，已登录的立即退出
    Lock {
        /// 账号名、手机号或身份证号
        #[arg(value_name = "账号")]
        account: String,
        /// 重新启用
        #[arg(long)]
        undo: bool,
    },
    /// 重置一个账号的密码并解除锁定，显示一次初始密码
    Reset {
        /// 账号名、手机号或身份证号
        #[arg(value_name = "账号")]
        account: String,
    },
}

fn role(word: &str) -> Result<Role, String> {
    word.parse().map_err(|_| {
        let words: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("请从 {} 中选一个", words.join("、"))
    })
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

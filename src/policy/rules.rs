//! What a version added in the browser must have, and who may add it. Pure.

mod checks;
mod new_version;

use chrono::NaiveDate;

use super::model::ClaimKind;
use crate::calendar::chinese_day;
use crate::changes::Refusal;

pub use new_version::NewVersion;

/// Why a version cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyRefusal {
    /// A field is empty.
    #[error("请填写{label}")]
    Missing {
        /// The field.
        field: &'static str,
        /// What it is called.
        label: &'static str,
    },
    /// A name, note or document that is too long.
    #[error("{label}超过{most}个字，请改短")]
    TooLong {
        /// The field.
        field: &'static str,
        /// What it is called.
        label: &'static str,
        /// The most characters.
        most: usize,
    },
    /// Ends before it begins.
    #[error("停止执行的日期不能早于开始执行的日期，请核对")]
    EndsBeforeItBegins,
    /// No level owes anything.
    #[error("请至少给一个级别填写大于0的数量")]
    NothingRequired,
    /// Nothing counts.
    #[error("请至少选择一种计入的类别")]
    NothingCounts,
    /// 考前培训 never counts.
    #[error("考前培训不计入继续教育，请去掉")]
    PreExamCounts,
    /// Hours of a day that make no sense.
    #[error("每天折合的学时应大于0，请核对")]
    HoursPerDay,
    /// A window of no or too many years.
    #[error("周期应是1到10年")]
    Years,
    /// A reimbursement policy that pays no kind of cost.
    #[error("请至少选择一种报销的费用")]
    NothingPaid,
    /// A reimbursement policy that says nothing of anybody.
    #[error("请至少填写一组人员：哪些单位、什么时候报销")]
    NoGroups,
    /// More groups than a form has.
    #[error("人员分组最多{}组，请合并", GROUP_FIELDS.len())]
    TooManyGroups,
    /// Everyone of a group belongs to an earlier one.
    #[error("这一组永远轮不到，因为前面的一组已经包含它，请删去或调到前面")]
    GroupNeverReached {
        /// The group's field.
        field: &'static str,
    },
    /// A cap for what is not paid.
    #[error("填了{label}的上限，但没有选择报销{label}，请补选或删去上限")]
    CapWithoutKind {
        /// The cap's field.
        field: &'static str,
        /// The cost.
        label: &'static str,
    },
    /// Targets that name no kind of unit.
    #[error("请至少填写一类单位的目标")]
    NoTargets,
    /// A group of targets without a name or a kind of unit.
    #[error("{sentence}")]
    TargetGroup {
        /// The group's field.
        field: &'static str,
        /// What is missing.
        sentence: &'static str,
    },
    /// No level counts as certified.
    #[error("请至少选择一个算持证的级别")]
    NoLevels,
    /// Exam fees of what is no exam area.
    #[error("“{0}”不是考区，请写省、自治区、直辖市的正式名称，如重庆市")]
    NotAnArea(String),
    /// An archive fee, and nothing said of when it comes back.
    #[error("收取档案管理费的，请填写按前几个考试年度的记录退还")]
    ArchiveYears,
    /// A pass line above 100 points or with two decimals.
    #[error("合格标准应是0到100分，至多一位小数")]
    Mark,
    /// Ends before it begins.
    #[error("最后年度不能早于开始年度，请核对")]
    YearsReversed,
    /// Counties of a line of the whole country.
    #[error("写了区县，考区请写这些区县所在的省、自治区、直辖市")]
    CountiesOfNation,
    /// A county that is not listed, or lies elsewhere.
    #[error("“{0}”不是这个考区的区县，请写正式名称，几个区县之间用顿号隔开")]
    County(String),
    /// A year without days off.
    #[error("请填写放假的日期")]
    NoHolidays,
    /// A day of another year.
    #[error("{}不在{year}年，请写到它那一年的安排里", chinese_day(*.day))]
    DayOfAnotherYear {
        /// The field.
        field: &'static str,
        /// The day.
        day: NaiveDate,
        /// The year of the entry.
        year: i32,
    },
    /// Off and worked at once.
    #[error("{}既写成放假又写成上班，请删去一处", chinese_day(*.0))]
    OffAndWorked(NaiveDate),
    /// A worked day that is no weekend.
    #[error("调休上班的{}不是星期六或星期日，请核对", chinese_day(*.0))]
    NoWeekend(NaiveDate),
    /// The very same version was added before.
    #[error("这一版已于{}添加，内容和开始执行的日期都一样，不必再添加；要改的话，请改了再添加", chinese_day(*.0))]
    AddedAlready(NaiveDate),
    /// It holds already.
    #[error("这一版自{}起已经执行，不能撤回；要改变规定，请添加新版本", chinese_day(*.0))]
    InForce(NaiveDate),
    /// It is no version that was added in the browser.
    #[error("这一版来自随系统的政策文件，不是在这里添加的，不能撤回；要改变规定，请添加新版本")]
    NotAddedHere,
    /// The region is not listed.
    #[error("“{0}”不在行政区划表中，请写正式名称，如綦江区")]
    RegionUnknown(String),
    /// Other districts' people would be touched.
    #[error("“{0}”里有不归您管理的单位，只能修改本区县的政策；更大范围的政策请由上级管理员添加")]
    NotYours(String),
    /// What the reader of policy files says.
    #[error("{0}")]
    Problem(String),
}

impl Refusal for PolicyRefusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Missing { field, .. } | Self::TooLong { field, .. } => Some(field),
            Self::EndsBeforeItBegins => Some("to"),
            Self::NothingRequired => Some("required_assistant"),
            Self::NothingCounts | Self::PreExamCounts => Some("kinds"),
            Self::HoursPerDay => Some("hours_per_day"),
            Self::Years => Some("years"),
            Self::NothingPaid => Some("kinds"),
            Self::NoGroups => GROUP_FIELDS.first().copied(),
            Self::GroupNeverReached { field } | Self::CapWithoutKind { field, .. } => Some(field),
            Self::RegionUnknown(_) | Self::NotYours(_) => Some("region"),
            Self::NoTargets => TARGET_FIELDS.first().copied(),
            Self::TargetGroup { field, .. } | Self::DayOfAnotherYear { field, .. } => Some(field),
            Self::NoLevels => Some("levels"),
            Self::NotAnArea(_) => Some("region"),
            Self::ArchiveYears => Some("archive_years"),
            Self::Mark => Some("mark"),
            Self::YearsReversed => Some("year_to"),
            Self::CountiesOfNation | Self::County(_) => Some("counties"),
            Self::NoHolidays => Some("holidays"),
            Self::OffAndWorked(_) | Self::NoWeekend(_) => Some("workdays"),
            Self::TooManyGroups
            | Self::AddedAlready(_)
            | Self::InForce(_)
            | Self::NotAddedHere
            | Self::Problem(_) => None,
        }
    }
}

/// The fields of a reimbursement policy's groups, in their order.
pub const GROUP_FIELDS: [&str; 8] = [
    "group_units_0",
    "group_units_1",
    "group_units_2",
    "group_units_3",
    "group_units_4",
    "group_units_5",
    "group_units_6",
    "group_units_7",
];

/// The fields of the groups of targets, in their order.
pub const TARGET_FIELDS: [&str; 10] = [
    "target_units_0",
    "target_units_1",
    "target_units_2",
    "target_units_3",
    "target_units_4",
    "target_units_5",
    "target_units_6",
    "target_units_7",
    "target_units_8",
    "target_units_9",
];

/// The field of the cap of a kind of cost.
const fn cap_field(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::ExamFee => "cap_exam_fee",
        ClaimKind::Books => "cap_books",
        ClaimKind::Travel => "cap_travel",
        ClaimKind::TrainingFee => "cap_training_fee",
    }
}

//! What a cell says: days, months, moments, numbers, money, scores. Pure; each
//! returns the value or the tail of a sentence that [`Row`](super::Row) completes
//! with the heading and the value.

mod dates;
mod numbers;

pub use dates::{MonthOrDay, day, moment, month, year};
pub use numbers::{ReadScore, cents, hundredths, score, whole_number, yes_no};

/// Why a cell's value cannot be used: the end of the sentence
/// “天数”列的“两天”……
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValueRefusal {
    /// No day in any style that is read.
    #[error("不是日期，请写成2025-03-09的样式")]
    NotADay,
    /// 30 February.
    #[error("这一天不存在，请核对后改正")]
    NoSuchDay,
    /// Before 1980 or after 2099.
    #[error("不在1980年至2099年之间，请核对年份")]
    OutOfRange,
    /// No month.
    #[error("不是年月，请写成2019-06的样式")]
    NotAMonth,
    /// 2019.1 as a number: January or October, nobody can tell.
    #[error("作为数字分不清是1月还是10月，请把单元格设为文本格式后写成2019-01的样式")]
    JanuaryOrOctober,
    /// No year.
    #[error("不是年份，请写成2025的样式")]
    NotAYear,
    /// No day and time.
    #[error("不是日期和时间，请写成2026-03-12 14:05的样式")]
    NotAMoment,
    /// No number.
    #[error("不是数字，请只填数字")]
    NotANumber,
    /// Below zero.
    #[error("不能是负数，请核对后改正")]
    Negative,
    /// More than two decimals.
    #[error("小数超过两位，请改为最多两位小数")]
    MoreThanTwoDecimals,
    /// A fraction where whole numbers stand.
    #[error("应为整数，请核对后改正")]
    NotWhole,
    /// Far above what the column can hold.
    #[error("数值过大，请核对后改正")]
    TooLarge,
    /// An amount of a hundred million yuan and more.
    #[error("金额应小于1亿元，请核对后改正")]
    TooMuchMoney,
    /// No score and no code.
    #[error("不是成绩，请填0至100的分数（最多一位小数），或填缺考、违纪、成绩无效")]
    NotAScore,
    /// Neither yes nor no.
    #[error("应填是或否")]
    NotYesOrNo,
}

//! The words of the reminder tables.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::content::ReminderContent;
use crate::people::PersonId;
use crate::text_enum;
use crate::units::UnitId;

text_enum!(
    /// The rules of the ladder, by the ids of rules.md §7.
    ReminderRule {
        /// Sign-up opens soon, or has opened.
        SignupOpens = "signup-opens", "报名开始";
        /// Sign-up closes soon.
        SignupCloses = "signup-closes", "报名截止";
        /// Payment closes soon.
        PaymentCloses = "payment-closes", "缴费截止";
        /// The admission ticket is not printed.
        Ticket = "ticket", "打印准考证";
        /// The exam comes.
        Exam = "exam", "考试";
        /// Results are out.
        Results = "results", "成绩公布";
        /// The e-receipt of the exam fee can be fetched.
        FeeReceipt = "fee-receipt", "下载缴费票据";
        /// A payable claim has not been handed in.
        ClaimDeadline = "claim-deadline", "报销截止";
        /// A certificate was never registered.
        RegistrationFirst = "registration-first", "首次登记";
        /// Renewal is accepted from now on.
        RegistrationOpens = "registration-opens", "再登记开始受理";
        /// The registration ends soon.
        RegistrationEnds = "registration-ends", "登记到期";
        /// Training is open before the registration period ends.
        TrainingShort = "training-short", "继续教育未完成";
        /// Training is open after the registration period ended.
        TrainingOverdue = "training-overdue", "继续教育已逾期";
        /// Training is open in the rolling window.
        TrainingRolling = "training-rolling", "继续教育不足";
        /// A unit's list of who needs help this week.
        UnitWeekly = "unit-weekly", "单位每周清单";
    }
);

text_enum!(
    /// Which way a reminder reaches its recipient.
    Channel {
        /// By mail.
        Mail = "mail", "邮件";
        /// Not at all: there is no address; the name is on the unit's list.
        None = "none", "无邮箱";
    }
);

text_enum!(
    /// What became of a due rung.
    ReminderOutcome {
        /// It is told.
        Made = "made", "已生成";
        /// A later rung of the same ladder was due too and is told in its place.
        Skipped = "skipped", "已跳过";
    }
);

text_enum!(
    /// Why a made and unsent reminder must not be sent any more.
    OutdatedReason {
        /// The days it tells of have moved; the new ones make their own.
        Moved = "moved", "日程有变";
        /// Done in the meantime, or no longer asked of this person.
        Settled = "settled", "已不需要";
        /// Its time of use is over.
        TooLate = "too_late", "已过时";
        /// The person has left, or the account is locked.
        Left = "left", "已离职或停用";
    }
);

/// Whom a reminder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// One person.
    Person(PersonId),
    /// The contact of a unit.
    Unit(UnitId),
}

/// One rung that is due: a row to write, and what its mail says.
///
/// `(recipient, rule, subject, due_on)` is the unique key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReminder {
    /// Whom it is for.
    pub recipient: Recipient,
    /// The rule that asks for it.
    pub rule: ReminderRule,
    /// What it is about, stable over days: `2026-重庆市-intermediate` (season
    /// and level), `registration-12`, `certificate-7`, `national-hours`,
    /// `unit-3`. Where moved days would meet a key that was used for the old
    /// ones, the new day is added: `2026-重庆市-intermediate@2026-03-15`.
    pub subject: String,
    /// The rung's day.
    pub due_on: NaiveDate,
    /// Last day on which it is worth sending, inclusive.
    pub useful_until: NaiveDate,
    /// By mail, or not at all.
    pub channel: Channel,
    /// Told, or skipped for a later rung.
    pub outcome: ReminderOutcome,
    /// What the mail says; serialisable, so that a row can keep it.
    pub content: ReminderContent,
}

impl DueReminder {
    /// The day that the recipient is told of; kept with the row so that a
    /// later mail can say what has moved.
    pub fn told_on(&self) -> Option<NaiveDate> {
        self.content.told_on()
    }
}

/// A row that exists: made, skipped or sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeReminder {
    /// The rule.
    pub rule: ReminderRule,
    /// The subject.
    pub subject: String,
    /// The rung's day.
    pub due_on: NaiveDate,
    /// Last day of use.
    pub useful_until: NaiveDate,
    /// [`DueReminder::told_on`] of the time.
    pub told_on: Option<NaiveDate>,
}

impl From<&DueReminder> for MadeReminder {
    fn from(due: &DueReminder) -> MadeReminder {
        MadeReminder {
            rule: due.rule,
            subject: due.subject.clone(),
            due_on: due.due_on,
            useful_until: due.useful_until,
            told_on: due.told_on(),
        }
    }
}

//! The three state columns of a provincial sign-up export, and the one state of an
//! entry they amount to.
//!
//! The systems differ: some show one column, some three, with their own words. What
//! is decided here: money is the hardest fact, so a payment decides before a check,
//! a check before the sign-up; only a cancellation overrides all three.

use super::exact;
use crate::exams::EntryState;

/// What the sign-up column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpWord {
    /// 拟报考.
    Planned,
    /// 已注册, 未确认: an account, no sign-up yet.
    AccountReady,
    /// 已报名, 已提交, 已确认.
    Submitted,
    /// A check's word in the sign-up column.
    Check(CheckWord),
    /// A payment's word in the sign-up column.
    Payment(PaymentWord),
    /// 已打印准考证.
    TicketPrinted,
    /// 已参考.
    Sat,
    /// 缺考.
    Absent,
    /// 已出成绩.
    Scored,
    /// 已取消, 放弃, 退考.
    Cancelled,
}

/// What the check column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckWord {
    /// 待审核, 审核中, 未审核.
    Pending,
    /// 审核不通过, 退回.
    Failed,
    /// 审核通过, 免审核, 免核查.
    Passed,
}

/// What the payment column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentWord {
    /// 未缴费: not paid, be it open already or not.
    Unpaid,
    /// 待缴费: may pay now.
    Due,
    /// 缴费待确认, 缴费中.
    Unconfirmed,
    /// 已缴费, 缴费成功, 免缴费.
    Paid,
    /// 全额退费: all paid back, which only a cancelled entry gets. (已退费 alone is
    /// [`PaymentWord::Paid`]: some areas pay their archive fee back to everyone.)
    Refunded,
}

/// The sign-up column's word.
pub fn sign_up_word(text: &str) -> Option<SignUpWord> {
    let own = exact(text, SIGN_UP_WORDS);
    own.or_else(|| check_word(text).map(SignUpWord::Check))
        .or_else(|| payment_word(text).map(SignUpWord::Payment))
}

/// The check column's word.
pub fn check_word(text: &str) -> Option<CheckWord> {
    exact(text, CHECK_WORDS)
}

/// The payment column's word.
pub fn payment_word(text: &str) -> Option<PaymentWord> {
    exact(text, PAYMENT_WORDS)
}

/// The words of [`sign_up_word`].
const SIGN_UP_WORDS: &[(&str, SignUpWord)] = {
    use SignUpWord::{
        Absent, AccountReady, Cancelled, Planned, Sat, Scored, Submitted, TicketPrinted,
    };
    &[
        ("拟报考", Planned),
        ("拟报名", Planned),
        ("计划报考", Planned),
        ("未报名", Planned),
        ("待报名", Planned),
        ("已注册", AccountReady),
        ("注册完成", AccountReady),
        ("未确认", AccountReady),
        ("未提交", AccountReady),
        ("待确认", AccountReady),
        ("信息未确认", AccountReady),
        ("未提交报名信息", AccountReady),
        ("暂存", AccountReady),
        ("已报名", Submitted),
        ("报名", Submitted),
        ("已提交", Submitted),
        ("已确认", Submitted),
        ("报名成功", Submitted),
        ("提交成功", Submitted),
        ("报名信息已确认", Submitted),
        ("信息已确认", Submitted),
        ("报名完成", Submitted),
        ("已报考", Submitted),
        ("报名已提交", Submitted),
        ("正常", Submitted),
        ("有效", Submitted),
        ("已打印准考证", TicketPrinted),
        ("准考证已打印", TicketPrinted),
        ("已打印", TicketPrinted),
        ("已参考", Sat),
        ("已参加考试", Sat),
        ("已考", Sat),
        ("参考", Sat),
        ("缺考", Absent),
        ("已出成绩", Scored),
        ("成绩已公布", Scored),
        ("已公布成绩", Scored),
        ("已取消", Cancelled),
        ("取消报名", Cancelled),
        ("取消", Cancelled),
        ("放弃", Cancelled),
        ("已放弃", Cancelled),
        ("放弃报名", Cancelled),
        ("放弃考试", Cancelled),
        ("退考", Cancelled),
        ("已退考", Cancelled),
        ("撤销", Cancelled),
        ("已撤销", Cancelled),
        ("作废", Cancelled),
        ("报名取消", Cancelled),
        ("已撤回", Cancelled),
    ]
};

/// The words of [`check_word`].
const CHECK_WORDS: &[(&str, CheckWord)] = {
    use CheckWord::{Failed, Passed, Pending};
    &[
        ("待审核", Pending),
        ("审核中", Pending),
        ("未审核", Pending),
        ("待审", Pending),
        ("待核查", Pending),
        ("核查中", Pending),
        ("未核查", Pending),
        ("待复核", Pending),
        ("待人工核查", Pending),
        ("待现场审核", Pending),
        ("初审通过", Pending),
        ("审查中", Pending),
        ("待资格审核", Pending),
        ("待资格核查", Pending),
        ("审核不通过", Failed),
        ("审核未通过", Failed),
        ("未通过", Failed),
        ("不通过", Failed),
        ("核查不通过", Failed),
        ("核查未通过", Failed),
        ("资格审核未通过", Failed),
        ("资格审核不通过", Failed),
        ("退回", Failed),
        ("已退回", Failed),
        ("退回修改", Failed),
        ("不合格", Failed),
        ("审核失败", Failed),
        ("资格核查未通过", Failed),
        ("驳回", Failed),
        ("审核通过", Passed),
        ("已审核", Passed),
        ("通过", Passed),
        ("审核已通过", Passed),
        ("核查通过", Passed),
        ("资格审核通过", Passed),
        ("终审通过", Passed),
        ("免审核", Passed),
        ("免审", Passed),
        ("免核查", Passed),
        ("无需审核", Passed),
        ("无需核查", Passed),
        ("合格", Passed),
        ("资格核查通过", Passed),
        ("已核查", Passed),
        ("不需要审核", Passed),
        ("告知承诺", Passed),
        ("已通过", Passed),
    ]
};

/// The words of [`payment_word`].
const PAYMENT_WORDS: &[(&str, PaymentWord)] = {
    use PaymentWord::{Due, Paid, Refunded, Unconfirmed, Unpaid};
    &[
        ("未缴费", Unpaid),
        ("未交费", Unpaid),
        ("未支付", Unpaid),
        ("未缴", Unpaid),
        ("否", Unpaid),
        ("未缴纳", Unpaid),
        ("缴费失败", Unpaid),
        ("支付失败", Unpaid),
        ("待缴费", Due),
        ("待交费", Due),
        ("待支付", Due),
        ("可缴费", Due),
        ("应缴费", Due),
        ("缴费待确认", Unconfirmed),
        ("待确认缴费", Unconfirmed),
        ("缴费中", Unconfirmed),
        ("支付中", Unconfirmed),
        ("缴费确认中", Unconfirmed),
        ("缴费未确认", Unconfirmed),
        ("交费待确认", Unconfirmed),
        ("待确认", Unconfirmed),
        ("已缴费", Paid),
        ("已交费", Paid),
        ("已支付", Paid),
        ("缴费成功", Paid),
        ("交费成功", Paid),
        ("支付成功", Paid),
        ("已缴", Paid),
        ("缴费完成", Paid),
        ("是", Paid),
        ("已缴纳", Paid),
        ("免缴费", Paid),
        ("免缴", Paid),
        ("免费", Paid),
        ("缴费已确认", Paid),
        ("部分退费", Paid),
        ("已退费", Paid),
        ("已退款", Paid),
        ("全额退费", Refunded),
        ("全额退款", Refunded),
        ("退费", Paid),
    ]
};

/// What the three columns of one row say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EntryWords {
    /// 报名状态.
    pub sign_up: Option<SignUpWord>,
    /// 审核状态.
    pub check: Option<CheckWord>,
    /// 缴费状态.
    pub payment: Option<PaymentWord>,
}

impl EntryWords {
    /// The state they amount to; none where all three are empty.
    pub fn state(self) -> Option<EntryState> {
        let (check, payment) = match self.sign_up {
            Some(SignUpWord::Cancelled) => return Some(EntryState::Cancelled),
            Some(SignUpWord::Scored) => return Some(EntryState::Scored),
            Some(SignUpWord::Sat) => return Some(EntryState::Sat),
            Some(SignUpWord::Absent) => return Some(EntryState::Absent),
            Some(SignUpWord::TicketPrinted) => return Some(EntryState::TicketPrinted),
            Some(SignUpWord::Check(check)) => (self.check.or(Some(check)), self.payment),
            Some(SignUpWord::Payment(payment)) => (self.check, self.payment.or(Some(payment))),
            Some(SignUpWord::Planned | SignUpWord::AccountReady | SignUpWord::Submitted) | None => {
                (self.check, self.payment)
            }
        };
        let by_payment = match payment {
            Some(PaymentWord::Refunded) => Some(EntryState::Cancelled),
            Some(PaymentWord::Paid) => Some(EntryState::Paid),
            Some(PaymentWord::Unconfirmed) => Some(EntryState::PaymentUnconfirmed),
            Some(PaymentWord::Due) if check != Some(CheckWord::Failed) => Some(EntryState::Payable),
            Some(PaymentWord::Due | PaymentWord::Unpaid) | None => None,
        };
        let by_check = match check {
            Some(CheckWord::Failed) => Some(EntryState::ChecksFailed),
            Some(CheckWord::Pending) => Some(EntryState::ChecksPending),
            Some(CheckWord::Passed) => Some(EntryState::Payable),
            None => None,
        };
        let by_sign_up = match self.sign_up {
            Some(SignUpWord::Planned) => Some(EntryState::Planned),
            Some(SignUpWord::AccountReady) => Some(EntryState::AccountReady),
            Some(_) => Some(EntryState::Submitted),
            // Signed up and not paid, nothing else known.
            None => payment.map(|_| EntryState::Submitted),
        };
        by_payment.or(by_check).or(by_sign_up)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_columns_make_one_state() {
        use EntryState::{
            AccountReady, Cancelled, ChecksFailed, ChecksPending, Paid, Payable,
            PaymentUnconfirmed, Planned, Submitted, TicketPrinted,
        };
        for (sign_up, check, payment, state) in [
            ("", "", "", None),
            ("拟报考", "", "", Some(Planned)),
            ("未确认", "", "", Some(AccountReady)),
            ("已报名", "", "", Some(Submitted)),
            ("已报名", "", "未缴费", Some(Submitted)),
            ("", "", "未缴费", Some(Submitted)),
            ("已报名", "待审核", "未缴费", Some(ChecksPending)),
            ("已报名", "审核不通过", "未缴费", Some(ChecksFailed)),
            ("已报名", "审核不通过", "待缴费", Some(ChecksFailed)),
            ("已报名", "审核通过", "未缴费", Some(Payable)),
            ("已报名", "免审核", "待缴费", Some(Payable)),
            ("已报名", "审核通过", "缴费待确认", Some(PaymentUnconfirmed)),
            ("已报名", "审核通过", "已缴费", Some(Paid)),
            ("报名成功", "", "缴费成功", Some(Paid)),
            ("已缴费", "", "", Some(Paid)),
            ("审核通过", "", "", Some(Payable)),
            ("已打印准考证", "审核通过", "已缴费", Some(TicketPrinted)),
            ("已取消", "审核通过", "已缴费", Some(Cancelled)),
            ("已报名", "审核通过", "已退费", Some(Paid)),
            ("已报名", "审核通过", "全额退费", Some(Cancelled)),
        ] {
            let word = |text: &'static str| (!text.is_empty()).then_some(text);
            let words = EntryWords {
                sign_up: word(sign_up).map(|text| sign_up_word(text).expect(text)),
                check: word(check).map(|text| check_word(text).expect(text)),
                payment: word(payment).map(|text| payment_word(text).expect(text)),
            };
            assert_eq!(words.state(), state, "{sign_up}/{check}/{payment}");
        }
    }

    #[test]
    fn unknown_words_are_not_guessed() {
        assert_eq!(sign_up_word("看情况"), None);
        assert_eq!(check_word("问张三"), None);
        assert_eq!(payment_word("下周"), None);
    }
}

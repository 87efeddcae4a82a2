//! Why something is not done with an account: one sentence each.

use super::HashingError;
use super::rules::{LoginNameRefusal, PasswordRefusal, SecondFactorError};
use crate::db::DatabaseError;
use crate::mail::SetupError;
use crate::mail::store::SealedMailError;
use crate::secrecy::{CannotOpen, KeyError};

/// Why something is not done with an account.
#[derive(Debug, thiserror::Error)]
pub enum AccountRefusal {
    /// There is none such, or it is not the viewer's.
    #[error("没有这个账号、角色、会话或令牌：请刷新页面后再看")]
    NotFound,
    /// Somebody else changed it meanwhile.
    #[error("这个账号刚被别人改过：请刷新页面，核对后再操作")]
    Stale,
    /// The present password is wrong.
    #[error("当前密码不对：请重新输入，连续错 5 次会锁定 15 分钟")]
    WrongPassword,
    /// Locked after failures.
    #[error("连续错了 5 次，账号已锁定 15 分钟，本次登录已退出：请稍后重新登录")]
    LockedOut,
    /// The new password breaks a rule.
    #[error(transparent)]
    Password(#[from] PasswordRefusal),
    /// The new password was typed two ways.
    #[error("两次输入的新密码不一样：请重新输入")]
    NotRepeated,
    /// The reset link was used, is over, or never was.
    #[error("这个链接已失效：链接只能用一次，请在“忘记密码”里重新申请")]
    LinkOver,
    /// The code of the second factor does not count.
    #[error(transparent)]
    SecondFactor(#[from] SecondFactorError),
    /// There is a second factor already.
    #[error("动态验证码已经启用：要换手机，请先停用再重新启用")]
    HasSecondFactor,
    /// There is no second factor.
    #[error("还没有启用动态验证码：请先启用")]
    NoSecondFactor,
    /// The notice was replaced while it was read.
    #[error("告知书已更新：请阅读新的内容后再确认")]
    NoticeReplaced,
    /// Only a session may do this, not a program.
    #[error("接口令牌不能做这件事：请在网页上登录后操作")]
    SessionOnly,
    /// A token without a name.
    #[error("令牌要有一个名称，不超过 60 字：请写明给哪个程序用")]
    TokenLabel,
    /// A token for too long.
    #[error("令牌的有效期应为 1 至 366 天：请改正天数")]
    TokenDays,
    /// The viewer could not give this role.
    #[error("您不能授予或收回这个角色：只能在自己管理的范围内授权，系统管理员角色由系统管理员授予")]
    BeyondReach,
    /// There is no lock to lift.
    #[error("这个账号没有因密码输错被锁定，不需要解锁")]
    NotLockedOut,
    /// The first password was used, replaced or is over.
    #[error("这个初始密码已经用过、被换过或过期：需要时请再次重置密码，随即打印")]
    SlipOver,
    /// Nobody looked at the address that a new password could be sent to.
    #[error("用邮箱 {0} 可以自助重设这个账号的密码：请与本人核对，是本人的邮箱再勾选")]
    EmailUnchecked(String),
    /// One's own roles.
    #[error("不能改自己的角色或状态：请由另一位管理员操作")]
    OwnAccount,
    /// The role is held already.
    #[error("这个账号在该单位已有这个角色：不用重复授予")]
    HeldAlready,
    /// An office's account without a role could do nothing.
    #[error("岗位账号至少要有一个角色，不能收回最后一个：不再使用时请停用账号")]
    LastRole,
    /// Nobody would be left to manage accounts.
    #[error("这是最后一个系统管理员，不能停用或收回：请先指定另一位系统管理员")]
    LastAdministrator,
    /// The account name cannot be used.
    #[error(transparent)]
    LoginName(#[from] LoginNameRefusal),
    /// The account name is taken.
    #[error("账号名“{0}”已有人用：请换一个")]
    NameTaken(String),
    /// The person has an account.
    #[error("{0}已有账号：需要新密码时请用“重置密码”")]
    HasAccount(String),
    /// The person has left.
    #[error("{0}已离职，不能开通账号：如有变动请先更新人员信息")]
    HasLeft(String),
    /// Too many at once, or no hash could be made.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// A sealed value does not open.
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
    /// Nothing could be sealed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The sender's address is wrong.
    #[error(transparent)]
    Mail(#[from] SetupError),
    /// A mail could not be written.
    #[error("邮件模板出错（{0}）：请联系系统管理员")]
    Template(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<SealedMailError> for AccountRefusal {
    fn from(error: SealedMailError) -> Self {
        match error {
            SealedMailError::Query(error) => error.into(),
            SealedMailError::Key(error) => error.into(),
        }
    }
}

impl From<diesel::result::Error> for AccountRefusal {
    /// What was read before and is gone or changed now is a matter of seconds.
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::Stale,
            other => Self::Database(DatabaseError::Query(other)),
        }
    }
}

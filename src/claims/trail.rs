//! The approval trail (审批记录): each step a claim took, by whom and in whose place.

use chrono::NaiveDateTime;

use super::rules::{ClaimAction, Party};
use super::{ClaimId, ClaimState};
use crate::accounts::AccountId;
use crate::people::PersonId;

/// One step that a claim took.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::claim_steps, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct StepTaken {
    /// The claim.
    pub claim_id: ClaimId,
    /// What was done.
    pub action: ClaimAction,
    /// Where it stood.
    pub from_state: ClaimState,
    /// Where it stands since.
    pub to_state: ClaimState,
    /// Whose account did it; none for the command line and jobs.
    pub account_id: Option<AccountId>,
    /// Whose account that is.
    pub person_id: Option<PersonId>,
    /// The name then.
    pub actor_name: String,
    /// In whose place, under a delegation.
    pub for_account_id: Option<AccountId>,
    /// Whose account that is.
    pub for_person_id: Option<PersonId>,
    /// That one's name then; empty where nobody's.
    pub for_name: String,
    /// The reason given; may be empty.
    pub reason: String,
    /// What the claim asked or was granted with this step, in 分.
    pub amount_cents: i64,
    /// When (UTC).
    pub taken_at: NaiveDateTime,
}

impl StepTaken {
    /// Who took it, as the form names them: 刘敏, or 刘敏（受王强委托）.
    pub fn who(&self) -> String {
        if self.for_name.is_empty() {
            self.actor_name.clone()
        } else {
            format!("{}（受{}委托）", self.actor_name, self.for_name)
        }
    }

    /// Who stands behind it: the one who acted and the one in whose place.
    pub fn parties(&self) -> Vec<Party> {
        let of =
            |account: Option<AccountId>, person| account.map(|account| Party { account, person });
        [
            of(self.account_id, self.person_id),
            of(self.for_account_id, self.for_person_id),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Who endorsed a claim since it was handed in last: a return begins anew.
pub fn endorsers(trail: &[StepTaken]) -> Vec<Party> {
    let since = trail
        .iter()
        .rposition(|step| step.action == ClaimAction::Submit)
        .unwrap_or(0);
    trail
        .iter()
        .skip(since)
        .filter(|step| step.action == ClaimAction::Endorse)
        .flat_map(StepTaken::parties)
        .collect()
}

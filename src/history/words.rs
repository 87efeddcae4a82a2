//! The words of the payloads' values.

use super::plain::plain;
use crate::accounts::{AccountState, Role, TokenScope};
use crate::audit::Entity;
use crate::certificates::{CertificateScope, Level, RegistrationKind};
use crate::claims::ClaimState;
use crate::claims::receipts::{ReadFrom, ReceiptKind};
use crate::evidence::MediaType;
use crate::exams::{EntryState, ScoreKind, SeasonState, Subject};
use crate::people::{Education, EmploymentKind};
use crate::policy::versions::PolicyKind;
use crate::policy::{ClaimKind, Trust};
use crate::reminders::{Channel, ReminderOutcome, ReminderRule};
use crate::retention::OrderStanding;
use crate::training::{RecordSource, RecordState, TrainingKind, TrainingMode};
use crate::units::UnitKind;

/// The first of these enums that knows the word says it in Chinese.
macro_rules! first_of {
    ($word:expr; $($kind:ty),+ $(,)?) => {{
        let word: &str = $word;
        None$(.or_else(|| word.parse::<$kind>().ok().map(<$kind>::label)))+
    }};
}

pub(super) use first_of;

/// A stored word in Chinese; `None` where it is no word of a list.
pub(super) fn word(entity: Entity, field: &str, text: &str) -> Option<&'static str> {
    match field {
        "level" => first_of!(text; Level),
        "education" => first_of!(text; Education),
        "employment_kind" => first_of!(text; EmploymentKind),
        "mode" => first_of!(text; TrainingMode),
        "source" => first_of!(text; RecordSource),
        "source_trust" => first_of!(text; Trust),
        "score_kind" => first_of!(text; ScoreKind),
        "subject" | "subjects" => first_of!(text; Subject),
        "rule" => first_of!(text; ReminderRule),
        "channel" => first_of!(text; Channel),
        "outcome" => first_of!(text; ReminderOutcome),
        "media_type" => first_of!(text; MediaType),
        "pays_for" => first_of!(text; ClaimKind),
        "read_from" => first_of!(text; ReadFrom),
        "role" | "roles" => first_of!(text; Role),
        "standing" => first_of!(text; crate::training::submission::Standing, RecordState),
        "scope" => first_of!(text; CertificateScope, TokenScope),
        "kind" => match entity {
            Entity::Unit => first_of!(text; UnitKind),
            Entity::Registration => first_of!(text; RegistrationKind),
            Entity::TrainingRecord => first_of!(text; TrainingKind),
            Entity::Claim => first_of!(text; ClaimKind, ReceiptKind),
            Entity::PolicyVersion => first_of!(text; PolicyKind),
            _ => first_of!(text; ClaimKind, TrainingKind, UnitKind),
        },
        "state" => match entity {
            Entity::TrainingRecord => first_of!(text; RecordState),
            Entity::Season => first_of!(text; SeasonState),
            Entity::Entry => first_of!(text; EntryState),
            Entity::Claim => first_of!(text; ClaimState),
            Entity::Account => first_of!(text; AccountState),
            Entity::PurgeOrder => first_of!(text; OrderStanding),
            _ => None,
        },
        "viewed" => first_of!(text; Entity),
        _ => plain(field, text),
    }
}

//! What binds, what is due first, whom a filter shows, as tables.

mod duties;
mod listing;

use crate::calendar::day;
use chrono::NaiveDate;

use super::*;
use crate::calendar::Period;
use crate::certificates::{HeldCertificate, Level, RegistrationInUse};
use crate::claims::{ClaimId, ClaimStanding, ClaimState};
use crate::exams::prospects::MaySit;
use crate::exams::{EntryId, EntryState, SeasonState};
use crate::people::{EmploymentKind, PersonId};
use crate::roster::{
    DutyKind, EntryStanding, ExamStanding, ExamWord, Focus, LevelChoice, Presence, Question,
    RegistrationState, RosterRow, SeasonAtHand, Sort, TrainingStanding,
};
use crate::training::{RuleUnit, WindowKind};
use crate::units::UnitId;

fn today() -> NaiveDate {
    day("2026-03-09")
}

/// Three of twelve days are open, of a registration that ends on `last`.
fn training(state: TrainingState, basis: WindowKind, last: &str) -> TrainingStanding {
    let open = if state == TrainingState::Complete {
        0
    } else {
        300
    };
    TrainingStanding {
        rule_id: "qijiang-days".to_owned(),
        rule_name: "綦江培训天数".to_owned(),
        unit: RuleUnit::Days,
        state,
        required_hundredths: 1_200,
        counted_hundredths: 1_200 - open,
        open_hundredths: open,
        basis,
        window: Period {
            first: day("2023-07-28"),
            last: day(last),
        },
    }
}

fn season(state: SeasonState) -> SeasonAtHand {
    let at = |text: &str| day(text).and_hms_opt(17, 0, 0);
    SeasonAtHand {
        year: 2026,
        state,
        signup_opens: at("2026-03-09"),
        signup_closes: at("2026-03-19"),
        payment_closes: at("2026-03-20"),
        ticket: Some(Period {
            first: day("2026-05-18"),
            last: day("2026-05-22"),
        }),
        exam: Some(Period {
            first: day("2026-05-23"),
            last: day("2026-05-24"),
        }),
        cutoff: day("2026-12-31"),
        document: "渝人考〔2026〕1号".to_owned(),
    }
}

fn entry(state: EntryState) -> EntryStanding {
    EntryStanding {
        entry: EntryId(1),
        level: Level::Assistant,
        state,
        doubtful: false,
    }
}

fn claim(state: ClaimState) -> ClaimStanding {
    ClaimStanding {
        claim: ClaimId(1),
        claim_number: "BX-1".to_owned(),
        state,
        amount_cents: 12_200,
    }
}

fn row(id: i64, name: &str) -> RosterRow {
    RosterRow {
        person: PersonId(id),
        version: 1,
        name: name.to_owned(),
        pinyin_key: crate::text::pinyin_key(name),
        pinyin_initials: crate::text::pinyin_initials(name),
        unit: UnitId(1),
        unit_name: "城南社区".to_owned(),
        unit_path: "綦江区/古南街道/城南社区".to_owned(),
        employment: None,
        mobile: Some(format!("1380000{id:04}")),
        left_on: None,
        has_left: false,
        level: None,
        training: None,
        registration: None,
        exam: ExamStanding {
            word: ExamWord::NotEligible,
            answer: MaySit::No,
            level: None,
            sentence: String::new(),
            prospects: Vec::new(),
            entries: Vec::new(),
            waits_for: None,
        },
        claim: None,
        pending_proofs: 0,
        duties: Vec::new(),
    }
}

fn with_training(mut row: RosterRow, standing: TrainingStanding) -> RosterRow {
    row.level = Some(Level::Assistant);
    row.duties = duties(Some(&standing), None, None, &[], None);
    row.training = Some(standing);
    row
}

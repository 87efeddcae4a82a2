//! The registration that stands in a row of the list of certificates.

use chrono::NaiveDate;

use crate::certificates::rules::{registration_last_day, rows_in_use};
use crate::certificates::{
    CertificateId, Level, Registration, RegistrationDetails, RegistrationKind,
};
use crate::sheets::{CellRefusal, Field, Row};

#[derive(Debug, Clone, Copy)]
pub(super) struct RegistrationCells {
    pub(super) first_day: NaiveDate,
    pub(super) printed_last_day: Option<NaiveDate>,
}

/// The registration row that a row's cells make; none when it is known already.
pub(super) fn registration_step(
    level: Level,
    known: &[Registration],
    cells: RegistrationCells,
) -> Option<RegistrationDetails> {
    let rows: Vec<_> = known
        .iter()
        .map(|registration| registration.row(level))
        .collect();
    let in_use: Vec<&Registration> = rows_in_use(&rows)
        .filter_map(|row| known.iter().find(|registration| registration.id == row.id))
        .collect();
    let last_day = registration_last_day(cells.first_day, cells.printed_last_day);
    let same = in_use
        .iter()
        .find(|registration| registration.details.first_day == cells.first_day);
    let (kind, follows) = match same {
        Some(same)
            if cells
                .printed_last_day
                .is_none_or(|printed| printed == same.details.last_day) =>
        {
            return None;
        }
        Some(same) => (RegistrationKind::Correction, Some(same.id)),
        None => {
            let earlier = in_use
                .iter()
                .filter(|registration| registration.details.first_day < cells.first_day)
                .max_by_key(|registration| registration.details.first_day);
            match earlier {
                Some(earlier) => (RegistrationKind::Renewal, Some(earlier.id)),
                None => (RegistrationKind::First, None),
            }
        }
    };
    Some(RegistrationDetails {
        certificate_id: CertificateId(0),
        follows_id: follows,
        kind,
        first_day: cells.first_day,
        last_day,
        last_day_printed: cells.printed_last_day.is_some(),
        document: None,
    })
}

/// Reads the cells of a registration, if the row has any.
pub(super) fn read_registration(row: &Row<'_>) -> Result<Option<RegistrationCells>, CellRefusal> {
    let printed_last_day = row.day(Field::RegisteredUntil)?;
    match (row.day(Field::RegisteredOn)?, printed_last_day) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(row.refuse(
            Field::RegisteredUntil,
            "填了登记有效期至，没有填登记日期，请补填登记日期",
        )),
        (Some(first_day), Some(last_day)) if last_day < first_day => Err(row.refuse(
            Field::RegisteredUntil,
            format!("登记有效期至{last_day}早于登记日期{first_day}，请核对"),
        )),
        (Some(first_day), printed_last_day) => Ok(Some(RegistrationCells {
            first_day,
            printed_last_day,
        })),
    }
}

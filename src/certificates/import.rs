//! `import certificates`: certificates and, in the same row, their registration.

mod registering;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use registering::{RegistrationCells, read_registration, registration_step};

use super::{
    Certificate, CertificateDetails, CertificateId, CertificateScope, Level, Registration,
    RegistrationId, RegistrationKind, store,
};
use crate::audit::{Change, Entity};
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::intake::{
    AboutPerson, Block, ImportError, ImportKind, Importer, Overlay, Owners, PersonCells,
    PersonReader, Place, Placed, RowOutcome, RowRefusal, SeenRows, overlay, row_key,
};
use crate::people::PersonId;
use crate::secrecy::Keys;
use crate::sheets::{CellRefusal, Field, Layout, Row, layouts, words};

/// One row of the list of certificates.
#[derive(Debug)]
pub struct CertificateRow {
    person: PersonCells,
    level: Level,
    number: Option<String>,
    approved_on: Option<NaiveDate>,
    registration: Option<RegistrationCells>,
    headings: Headings,
}

impl AboutPerson for CertificateRow {
    fn person(&self) -> &PersonCells {
        &self.person
    }
}

#[derive(Debug)]
struct Headings {
    level: String,
    first_day: String,
}

/// Imports certificates and registrations.
#[derive(Debug)]
pub struct CertificateImporter {
    keys: Keys,
    people: PersonReader,
    seen: SeenRows,
    today: NaiveDate,
    /// In a look: what earlier blocks would have stored.
    imagined: HashMap<(PersonId, Level), Imagined>,
}

/// A certificate with its registrations that is not stored.
type Imagined = (Certificate, Vec<Registration>);

/// What a block knows: certificates by person and level, registrations by certificate.
struct Known {
    certificates: HashMap<(PersonId, Level), Certificate>,
    registrations: HashMap<CertificateId, Vec<Registration>>,
    /// The certificates that this block made or changed, in a look.
    touched: HashSet<(PersonId, Level)>,
}

impl Known {
    /// Takes over what an earlier block of a look would have stored.
    fn take_over(&mut self, key: (PersonId, Level), (certificate, rows): Imagined) {
        self.registrations.insert(certificate.id, rows);
        self.certificates.insert(key, certificate);
        self.touched.insert(key);
    }

    /// What this block of a look would have stored.
    fn imagined(mut self) -> impl Iterator<Item = ((PersonId, Level), Imagined)> {
        let touched = std::mem::take(&mut self.touched);
        touched.into_iter().filter_map(move |key| {
            let certificate = self.certificates.remove(&key)?;
            let rows = self.registrations.remove(&certificate.id);
            Some((key, (certificate, rows.unwrap_or_default())))
        })
    }
}

impl CertificateImporter {
    /// An importer; `today` only makes notices.
    pub fn new(keys: Keys, today: NaiveDate) -> Self {
        Self {
            keys,
            people: PersonReader::default(),
            seen: SeenRows::default(),
            today,
            imagined: HashMap::new(),
        }
    }

    fn store_row(
        &mut self,
        conn: &mut Conn,
        known: &mut Known,
        person: PersonId,
        placed: &Placed<CertificateRow>,
        block: &mut Block<'_>,
    ) -> Result<RowOutcome, ImportError> {
        let row = &placed.row;
        // Both halves are judged before either is stored: a refused row leaves nothing.
        let certificate_key = row_key(&["certificate", &person.to_string(), row.level.as_str()]);
        let key = (person, row.level);
        if !self.imagined.is_empty()
            && let Some(imagined) = self.imagined.remove(&key)
        {
            known.take_over(key, imagined);
        }
        let certificate = known.certificates.get(&key).cloned();
        let step = match certificate_step(certificate, person, row) {
            CertificateStep::Change(..) if self.seen.earlier(certificate_key).is_some() => {
                return Ok(self.refuse_repeated(certificate_key, &row.headings.level, "证书"));
            }
            step => step,
        };
        let registration_key = row.registration.map(|cells| {
            row_key(&[
                "registration",
                &person.to_string(),
                row.level.as_str(),
                &cells.first_day.to_string(),
            ])
        });
        let rows = match &step {
            CertificateStep::Keep(certificate) | CertificateStep::Change(certificate, _) => known
                .registrations
                .get(&certificate.id)
                .map(Vec::as_slice)
                .unwrap_or_default(),
            CertificateStep::Add(_) => &[],
        };
        let registration = row
            .registration
            .and_then(|cells| registration_step(row.level, rows, cells));
        if let (Some(key), Some(details)) = (registration_key, &registration)
            && details.kind == RegistrationKind::Correction
            && self.seen.earlier(key).is_some()
        {
            return Ok(self.refuse_repeated(key, &row.headings.first_day, "登记"));
        }

        self.seen.note(certificate_key, &placed.place);
        if let Some(key) = registration_key {
            self.seen.note(key, &placed.place);
        }
        note_later_days(row, &placed.place, self.today, block);
        let (certificate, mut outcome) = apply_certificate(conn, step, block)?;
        if let Some(mut details) = registration {
            let corrects = details.kind == RegistrationKind::Correction;
            details.certificate_id = certificate.id;
            let stored = match block.imagine() {
                Some(id) => Registration {
                    id: RegistrationId(id),
                    details,
                },
                None => {
                    let at = block.occasion.now.instant;
                    store::insert_registration(conn, details, at)?
                }
            };
            block.changes.push(Change::created(
                Entity::Registration,
                stored.id.0,
                Some(person),
                &stored.details,
            ));
            known
                .registrations
                .entry(certificate.id)
                .or_default()
                .push(stored);
            outcome = match (outcome, corrects) {
                (RowOutcome::Unchanged, true) => RowOutcome::Changed,
                (RowOutcome::Unchanged | RowOutcome::Changed, false) => RowOutcome::New,
                (outcome, _) => outcome,
            };
        }
        if block.looks() && outcome != RowOutcome::Unchanged {
            known.touched.insert(key);
        }
        known.certificates.insert(key, certificate);
        Ok(outcome)
    }

    fn refuse_repeated(&self, key: u128, heading: &str, what: &str) -> RowOutcome {
        let earlier = self
            .seen
            .earlier(key)
            .map(|place| place.words())
            .unwrap_or_default();
        RowOutcome::Refused(RowRefusal::at(
            heading,
            format!("与{earlier}是同一本{what}，但内容不一致，请核对后只保留一行"),
        ))
    }
}

/// What a row does to the certificate.
enum CertificateStep {
    Keep(Certificate),
    Add(CertificateDetails),
    Change(Certificate, CertificateDetails),
}

fn certificate_step(
    known: Option<Certificate>,
    person: PersonId,
    row: &CertificateRow,
) -> CertificateStep {
    let Some(certificate) = known else {
        return CertificateStep::Add(CertificateDetails {
            person_id: person,
            level: row.level,
            number: row.number.clone(),
            approved_on: row.approved_on,
            scope: CertificateScope::National,
            scope_region: None,
        });
    };
    let mut details = certificate.details.clone();
    let laid = [
        overlay(&mut details.number, row.number.clone()),
        overlay(&mut details.approved_on, row.approved_on),
    ];
    if laid.contains(&Overlay::Other) {
        CertificateStep::Change(certificate, details)
    } else {
        CertificateStep::Keep(certificate)
    }
}

fn apply_certificate(
    conn: &mut Conn,
    step: CertificateStep,
    block: &mut Block<'_>,
) -> Result<(Certificate, RowOutcome), ImportError> {
    let at = block.occasion.now.instant;
    match step {
        CertificateStep::Keep(certificate) => Ok((certificate, RowOutcome::Unchanged)),
        CertificateStep::Add(details) => {
            let person = details.person_id;
            let stored = match block.imagine() {
                Some(id) => Certificate {
                    id: CertificateId(id),
                    details,
                    version: 1,
                },
                None => store::insert(conn, details, at)?,
            };
            block.changes.push(Change::created(
                Entity::Certificate,
                stored.id.0,
                Some(person),
                &stored.details,
            ));
            Ok((stored, RowOutcome::New))
        }
        CertificateStep::Change(certificate, details) => {
            if !block.looks() {
                store::update(conn, certificate.id, certificate.version, &details, at)?;
            }
            let person = details.person_id;
            block.changes.push(Change::changed(
                Entity::Certificate,
                certificate.id.0,
                Some(person),
                &certificate.details,
                &details,
            ));
            let stored = Certificate {
                id: certificate.id,
                details,
                version: certificate.version + 1,
            };
            Ok((stored, RowOutcome::Changed))
        }
    }
}

fn note_later_days(row: &CertificateRow, place: &Place, today: NaiveDate, block: &mut Block<'_>) {
    let days = [
        row.approved_on,
        row.registration.map(|cells| cells.first_day),
    ];
    if let Some(day) = days.into_iter().flatten().find(|day| *day > today) {
        block.notices.push(format!(
            "{}：日期{}晚于今天，请核对",
            place.words(),
            chinese_day(day)
        ));
    }
}

impl Importer for CertificateImporter {
    type Row = CertificateRow;
    const KIND: ImportKind = ImportKind::Certificates;
    const LAYOUT: &'static Layout = &layouts::CERTIFICATES;

    fn read(&mut self, row: &Row<'_>) -> Result<CertificateRow, CellRefusal> {
        Ok(CertificateRow {
            person: self.people.read(row)?,
            level: row.required(
                Field::Level,
                row.word(Field::Level, words::level, words::LEVELS_EXPECTED),
            )?,
            number: row.text(Field::CertificateNumber, 60)?,
            approved_on: row.day(Field::ApprovedOn)?,
            registration: read_registration(row)?,
            headings: Headings {
                level: row.heading(Field::Level).to_owned(),
                first_day: row.heading(Field::RegisteredOn).to_owned(),
            },
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        rows: Vec<Placed<CertificateRow>>,
        block: &mut Block<'_>,
    ) -> Result<Vec<RowOutcome>, ImportError> {
        let owners = Owners::load(conn, &self.keys, &rows, block.within)?;
        let certificates = store::load_of_people(conn, &owners.people)?;
        let certificate_ids: Vec<CertificateId> = certificates
            .iter()
            .map(|certificate| certificate.id)
            .collect();
        let mut known = Known {
            registrations: store::load_registrations(conn, &certificate_ids)?,
            certificates: certificates
                .into_iter()
                .map(|certificate| {
                    (
                        (certificate.details.person_id, certificate.details.level),
                        certificate,
                    )
                })
                .collect(),
            touched: HashSet::new(),
        };
        let mut outcomes = Vec::with_capacity(rows.len());
        for (placed, owner) in rows.iter().zip(owners.of_rows) {
            outcomes.push(match owner {
                Ok(person) => {
                    let cells = placed.row.person();
                    block.begin_row(&placed.place, || owners.names.who(person, cells));
                    self.store_row(conn, &mut known, person, placed, block)?
                }
                Err(refusal) => RowOutcome::Refused(refusal),
            });
        }
        if block.looks() {
            self.imagined.extend(known.imagined());
        }
        Ok(outcomes)
    }
}

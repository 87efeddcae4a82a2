//! Whose registration ends by when, who must register again, who never did: the
//! registrar's list, as a page and as a file.

use askama::Template;
use chrono::NaiveDate;

use super::list::{Loaded, XLSX, note_export, read, workbook};
use crate::accounts::Right;
use crate::db::Conn;
use crate::roster::rules::ENDING_DAYS;
use crate::roster::view::{Badge, Pager, days_in_words, registration_badge, training_badge};
use crate::roster::{RegistrationStanding, RegistrationState, RosterRow, sheet};
use crate::units::UnitPicker;
use crate::web::{Answer, Frame, Problem, Reply, Request, Section};

/// What can be asked of the list: each word with its label.
const STANDINGS: [(&str, &str); 6] = [
    ("", "全部"),
    ("ended", "已过期"),
    ("ending", "90 天内到期"),
    ("renewal_open", "可办再登记"),
    ("not_registered", "未登记"),
    ("in_force", "有效"),
];

struct LineView {
    id: i64,
    name: String,
    unit: String,
    level: &'static str,
    badge: Badge,
    due_on: Option<NaiveDate>,
    left: Option<String>,
    training: Option<Badge>,
}

struct StandingChip {
    word: &'static str,
    label: &'static str,
    count: usize,
    current: bool,
}

#[derive(Template)]
#[template(path = "people/registrations.html")]
struct RegistrationsPage {
    frame: Frame,
    heading: String,
    chips: Vec<StandingChip>,
    lines: Vec<LineView>,
    pager: Pager,
    query: String,
    too_many: Option<usize>,
    standing: String,
    search: String,
    unit: String,
    units: UnitPicker,
    /// The other filters as they stand in the address, behind a `&`.
    others: String,
    may_register: bool,
    may_extend: bool,
}

/// Whether a standing is what the word asks for; none where the word is not known.
fn fits(standing: RegistrationStanding, word: &str, today: NaiveDate) -> bool {
    let days_left = standing.due_on.map(|due| (due - today).num_days());
    let in_time = matches!(
        standing.state,
        RegistrationState::InForce | RegistrationState::RenewalOpen
    );
    match word {
        "" => true,
        "ending" => in_time && days_left.is_some_and(|days| days <= ENDING_DAYS),
        word => standing.state.as_str() == word,
    }
}

/// The word that the address asks for.
fn asked(request: &Request) -> Result<&str, Problem> {
    let word = request.query("standing").unwrap_or_default();
    if STANDINGS.iter().any(|(known, _)| *known == word) {
        Ok(word)
    } else {
        Err(Problem::field("standing", "登记状态不对，请从页面上选择"))
    }
}

/// Those with a certificate that fit, the first due first; who never registered last.
fn registered(loaded: &Loaded, word: &str, today: NaiveDate) -> Vec<RosterRow> {
    let mut rows: Vec<RosterRow> = loaded
        .roster
        .listed
        .iter()
        .filter(|row| row.registration.is_some_and(|one| fits(one, word, today)))
        .cloned()
        .collect();
    rows.sort_by_cached_key(|row| {
        let standing = row.registration;
        (
            standing.is_some_and(|one| one.state == RegistrationState::NotRegistered),
            standing.is_none_or(|one| one.due_on.is_none()),
            standing.and_then(|one| one.due_on),
            row.pinyin_key.clone(),
            row.person,
        )
    });
    rows
}

/// `/registrations`
pub(super) fn list(request: &Request, conn: &mut Conn) -> Answer {
    let word = asked(request)?;
    let loaded = Loaded::new(request, conn)?;
    let viewer = request.viewer()?;
    let today = request.now.today;
    let rows = registered(&loaded, word, today);
    let query = request.query_fields().query_without(&["page"]);
    let others = request.query_fields().query_without(&["page", "standing"]);
    let pager = Pager::new(rows.len(), request.query("page"), query.clone());
    Reply::html(&RegistrationsPage {
        frame: request.frame("登记", Section::Registrations),
        heading: loaded.title(),
        chips: STANDINGS
            .iter()
            .map(|(known, label)| StandingChip {
                word: known,
                label,
                count: registered(&loaded, known, today).len(),
                current: *known == word,
            })
            .collect(),
        lines: pager
            .of(&rows)
            .iter()
            .filter_map(|row| line(row, today))
            .collect(),
        query,
        too_many: loaded.roster.too_many,
        standing: word.to_owned(),
        search: loaded.question.search.clone().unwrap_or_default(),
        unit: loaded
            .question
            .unit
            .map(|unit| unit.to_string())
            .unwrap_or_default(),
        units: loaded.units("全部单位"),
        others: match others.is_empty() {
            true => others,
            false => format!("&{others}"),
        },
        may_register: viewer.may(Right::EditCertificates),
        may_extend: viewer.may(Right::ExtendRegistrations),
        pager,
    })
}

fn line(row: &RosterRow, today: NaiveDate) -> Option<LineView> {
    let standing = row.registration?;
    Some(LineView {
        id: row.person.0,
        name: row.name.clone(),
        unit: row.unit_name.clone(),
        level: standing.level.label(),
        badge: registration_badge(standing.state),
        due_on: standing.due_on,
        left: standing
            .due_on
            .map(|due| days_in_words((due - today).num_days())),
        training: row
            .training
            .as_ref()
            .map(|training| training_badge(training, today)),
    })
}

/// `/registrations.xlsx`
pub(super) fn download(request: &Request) -> Answer {
    let word = asked(request)?;
    let loaded = read(request)?;
    let today = request.now.today;
    let rows = registered(&loaded, word, today);
    let file = workbook(|path| sheet::write_registrations(path, &rows, today).map(drop))?;
    let query = request.query_fields().query_without(&["page"]);
    note_export(request, "登记到期名单", &query, rows.len())?;
    let name = format!("{}登记到期名单{today}.xlsx", loaded.title());
    Ok(Reply::download(file, &name, XLSX))
}

//! Whose registration ends by when, who must register again, who never did: the
//! registrar's list, as a page and as a file.

use askama::Template;
use chrono::NaiveDate;

use super::list::{Loaded, XLSX, note_export, read, workbook};
use crate::accounts::Right;
use crate::db::Conn;
use crate::roster::rules::ENDING_DAYS;
use crate::roster::todo::{OfficeTask, RegistrationCounts};
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
    /// What is to do, where nothing is filtered.
    tasks: Vec<OfficeTask>,
    heading: String,
    chips: Vec<StandingChip>,
    lines: Vec<LineView>,
    pager: Pager,
    query: String,
    too_many: Option<usize>,
    standing: String,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
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

/// What the address asks for.
#[derive(Clone, Copy)]
pub(in crate::roster) struct Asked<'a> {
    /// One of [`STANDINGS`].
    word: &'a str,
    /// The first and the last day that a registration may end on.
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl<'a> Asked<'a> {
    /// What a request asks for.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for a word or a day that is none.
    pub(in crate::roster) fn read(request: &'a Request) -> Result<Self, Problem> {
        let word = request.query("standing").unwrap_or_default();
        if STANDINGS.iter().all(|(known, _)| *known != word) {
            return Err(Problem::field("standing", "登记状态不对，请从页面上选择"));
        }
        Ok(Self {
            word,
            from: day(request, "from")?,
            until: day(request, "until")?,
        })
    }

    fn fits(self, standing: RegistrationStanding, today: NaiveDate) -> bool {
        let between = |due: NaiveDate| {
            self.from.is_none_or(|from| from <= due) && self.until.is_none_or(|until| due <= until)
        };
        let unbounded = self.from.is_none() && self.until.is_none();
        fits(standing, self.word, today) && standing.due_on.map_or(unbounded, between)
    }
}

fn day(request: &Request, name: &str) -> Result<Option<NaiveDate>, Problem> {
    let typed = request.query(name).map(str::parse::<NaiveDate>).transpose();
    typed.map_err(|_| Problem::field(name, "日期不对，请写成 2026-04-01 这样"))
}

/// Those with a certificate that fit, the first due first; who never registered last,
/// of them first those who still can in time.
pub(in crate::roster) fn registered(
    loaded: &Loaded,
    asked: Asked<'_>,
    today: NaiveDate,
) -> Vec<RosterRow> {
    let mut rows: Vec<RosterRow> = loaded
        .roster
        .listed
        .iter()
        .filter(|row| row.registration.is_some_and(|one| asked.fits(one, today)))
        .cloned()
        .collect();
    rows.sort_by_cached_key(|row| {
        let standing = row.registration;
        let never = standing.is_some_and(|one| one.state == RegistrationState::NotRegistered);
        let due_in = standing
            .and_then(|one| one.due_on)
            .map(|due| (due - today).num_days());
        // A first registration can still be made in time, or is late by years.
        let late = never && due_in.is_some_and(|days| days < 0);
        (
            never,
            late,
            due_in.is_none(),
            due_in.map(|days| if late { -days } else { days }),
            row.pinyin_key.clone(),
            row.person,
        )
    });
    rows
}

/// `/registrations`
pub(super) fn list(request: &Request, conn: &mut Conn) -> Answer {
    let asked = Asked::read(request)?;
    let loaded = Loaded::new(request, conn)?;
    let viewer = request.viewer()?;
    let today = request.now.today;
    let rows = registered(&loaded, asked, today);
    let query = request.query_fields().query_without(&["page"]);
    let others = request.query_fields().query_without(&["page", "standing"]);
    let pager = Pager::new(rows.len(), request.query("page"), query.clone());
    Reply::html(&RegistrationsPage {
        frame: request.frame("登记", Section::Registrations),
        tasks: match query.is_empty() && request.query("page").is_none() {
            true => tasks(&rows, today),
            false => Vec::new(),
        },
        heading: loaded.title(),
        chips: STANDINGS
            .iter()
            .map(|(known, label)| StandingChip {
                word: known,
                label,
                count: registered(
                    &loaded,
                    Asked {
                        word: known,
                        ..asked
                    },
                    today,
                )
                .len(),
                current: *known == asked.word,
            })
            .collect(),
        lines: pager
            .of(&rows)
            .iter()
            .filter_map(|row| line(row, today))
            .collect(),
        query,
        too_many: loaded.roster.too_many,
        standing: asked.word.to_owned(),
        from: asked.from,
        until: asked.until,
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

/// What the registrar has to do.
fn tasks(rows: &[RosterRow], today: NaiveDate) -> Vec<OfficeTask> {
    let mut counts = RegistrationCounts::default();
    for standing in rows.iter().filter_map(|row| row.registration) {
        counts.add(standing, today);
    }
    counts.tasks()
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
    let asked = Asked::read(request)?;
    let loaded = read(request)?;
    let today = request.now.today;
    let rows = registered(&loaded, asked, today);
    let file = workbook(|path| sheet::write_registrations(path, &rows, today).map(drop))?;
    let query = request.query_fields().query_without(&["page"]);
    note_export(request, "登记到期名单", &query, rows.len())?;
    let name = format!("{}登记到期名单{today}.xlsx", loaded.title());
    Ok(Reply::download(file, &name, XLSX))
}

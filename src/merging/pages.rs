//! Making two entries one: choosing the other entry, seeing what will happen, doing it.

use actix_web::http::StatusCode;
use askama::Template;

use super::actions::{Grounds, Pair, entry_in_words, identity, load_belongings, merge};
use super::rules::{Differences, Identity};
use super::{MergePlan, rules};
use crate::accounts::Right;
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::people::actions::ChangeError;
use crate::people::answers::Wrong;
use crate::people::pages::{person_of, seen_version};
use crate::people::{self, Person, PersonId};
use crate::roster::rules::matches;
use crate::units::UnitTree;
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Route, Section};

/// More entries than this are not offered at once.
const MOST_FOUND: usize = 20;

/// The routes of merging.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/people/{id}/merge", Right::EditPeople, ask),
        Route::act("/people/{id}/merge", Right::EditPeople, act),
    ]
}

/// One entry as the choice shows it.
struct EntryView {
    id: i64,
    name: String,
    unit: String,
    id_number: String,
    /// Told from another of the same name: 何丽（证件尾号0024，双溪村）.
    words: String,
    version: i64,
}

/// One thing that tells people apart, of both entries.
struct Compared {
    what: &'static str,
    kept: String,
    other: String,
    differs: bool,
}

#[derive(Template)]
#[template(path = "people/merge.html")]
struct MergePage {
    frame: Frame,
    kept: EntryView,
    search: String,
    found: Vec<EntryView>,
    other: Option<EntryView>,
    plan: Option<MergePlan>,
    compared: Vec<Compared>,
    /// Somebody must have looked at the documents.
    needs_check: bool,
    /// `yes` where the box is ticked.
    confirmed: String,
    refusal: Option<String>,
    reason: String,
    problems: Vec<FieldProblem>,
}

fn view(request: &Request, person: &Person, tree: &UnitTree) -> Result<EntryView, Problem> {
    Ok(EntryView {
        id: person.id.0,
        name: person.details.name.clone(),
        unit: tree
            .get(person.details.unit_id)
            .map(|unit| unit.details.path.clone())
            .unwrap_or_default(),
        id_number: person.shown_id_number(&request.app.keys, false)?,
        words: entry_in_words(&request.app.keys, tree, person)?,
        version: person.version,
    })
}

impl MergePage {
    /// Puts the other entry beside the kept one, and tells what a merging would do.
    fn compare(
        &mut self,
        request: &Request,
        conn: &mut Conn,
        tree: &UnitTree,
        (kept, other): (Person, Person),
    ) -> Result<(), Problem> {
        self.other = Some(view(request, &other, tree)?);
        let keys = &request.app.keys;
        let people = (identity(keys, &kept)?, identity(keys, &other)?);
        let differences = rules::differences(&people.0, &people.1);
        self.compared = compare(&people.0, &people.1, differences);
        self.needs_check = differences != Differences::default();
        if let Err(refusal) = rules::one_person(differences, true) {
            // What was refused already comes first.
            self.refusal.get_or_insert_with(|| refusal.to_string());
            return Ok(());
        }
        let kept = load_belongings(conn, kept)?;
        let other = load_belongings(conn, other)?;
        match rules::plan(&kept, &other) {
            Ok(plan) => self.plan = Some(plan),
            Err(refusal) => {
                self.refusal.get_or_insert_with(|| refusal.to_string());
            }
        }
        Ok(())
    }
}

/// Both entries side by side, so that one sees whether it is one person.
fn compare(kept: &Identity, other: &Identity, differences: Differences) -> Vec<Compared> {
    let row = |what, differs, tell: &dyn Fn(&Identity) -> String| Compared {
        what,
        kept: tell(kept),
        other: tell(other),
        differs,
    };
    let unknown = || "证件号码不含".to_owned();
    vec![
        row("姓名", differences.name, &|one| one.name.clone()),
        row("出生日期", differences.birthday, &|one| {
            one.born_on.map_or_else(unknown, chinese_day)
        }),
        row("性别", differences.sex, &|one| {
            one.sex.map_or_else(unknown, |sex| sex.label().to_owned())
        }),
    ]
}

fn form(request: &Request, conn: &mut Conn, wrong: Wrong) -> Result<MergePage, Problem> {
    let (kept, tree) = person_of(request, conn)?;
    let reach = request.reach(&tree)?;
    let asked = request
        .query("other")
        .or(request.fields().optional("other"));
    let other = match asked {
        None => None,
        Some(id) => {
            let id = PersonId(id.parse().map_err(|_| Problem::NotFound)?);
            let found = people::store::find_within(conn, id, &reach)?;
            Some(found.ok_or(Problem::NotFound)?)
        }
    };
    let search = request.query("q").unwrap_or(&kept.details.name).to_owned();
    let mut page = MergePage {
        frame: request.frame("合并重复档案", Section::People),
        kept: view(request, &kept, &tree)?,
        found: Vec::new(),
        other: None,
        plan: None,
        compared: Vec::new(),
        needs_check: false,
        confirmed: request.fields().text("confirmed").to_owned(),
        refusal: wrong.sentence,
        reason: request.fields().text("reason").to_owned(),
        problems: wrong.problems,
        search,
    };
    match other {
        Some(other) => page.compare(request, conn, &tree, (kept, other))?,
        None => {
            let units = reach.units();
            let ids: Vec<PersonId> = people::store::load_briefs(conn, units.as_deref())?
                .into_iter()
                .filter(|brief| brief.id != kept.id)
                .filter(|brief| {
                    matches(
                        &page.search,
                        &brief.name,
                        &brief.pinyin_initials,
                        brief.mobile.as_deref(),
                    )
                })
                .take(MOST_FOUND)
                .map(|brief| brief.id)
                .collect();
            for person in people::store::load_of_ids(conn, &ids)? {
                page.found.push(view(request, &person, &tree)?);
            }
        }
    }
    Ok(page)
}

/// `GET /people/{id}/merge`: the other entry is looked for, then shown beside this one.
fn ask(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&form(request, conn, Wrong::default())?)
}

/// `POST /people/{id}/merge`
fn act(request: &Request) -> Answer {
    let fields = request.fields();
    let number = |name: &str| fields.text(name).parse::<i64>();
    let (Ok(other), Ok(other_version)) = (number("other"), number("other_version")) else {
        return Err(Problem::field("other", "请先选择要并入的档案"));
    };
    let pair = Pair {
        kept: PersonId(request.param("id")?),
        kept_version: seen_version(request)?,
        other: PersonId(other),
        other_version,
    };
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let grounds = Grounds {
        reason: fields.text("reason"),
        confirmed: fields.optional("confirmed").is_some(),
    };
    match merge(&request.app, viewer, pair, grounds, &occasion) {
        Ok(merged) => {
            let mut notice = format!("{}已并入{}", merged.gone, merged.kept);
            if !merged.plan.conflicts.is_empty() {
                let count = merged.plan.conflicts.len();
                notice.push_str(&format!("，{count} 处重复按保留的档案为准"));
            }
            Ok(Reply::see_other(format!("/people/{}", pair.kept)).with_notice(notice))
        }
        Err(error) => {
            let wrong = match error {
                // The page itself shows both entries as they are now, and the new plan.
                ChangeError::Stale => Wrong {
                    status: StatusCode::PRECONDITION_FAILED,
                    sentence: Some(
                        "两份档案中有一份刚被别人修改，下面是最新的内容，请重新核对后再合并"
                            .to_owned(),
                    ),
                    problems: Vec::new(),
                },
                other => Wrong::from_error(other)?,
            };
            let status = wrong.status;
            let page = request.app.db.read(|conn| form(request, conn, wrong))?;
            Reply::html_with(status, &page)
        }
    }
}

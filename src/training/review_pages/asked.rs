//! What is asked of the queue: where the records stand, of which unit, of which kind;
//! the same for the page, the file and programs.

use super::scope;
use crate::accounts::{Reach, Right};
use crate::clock::to_local;
use crate::db::Conn;
use crate::people::noting::{self, ExportedList};
use crate::people::{self, PersonId};
use crate::roster::rules::matches;
use crate::roster::view::home_unit;
use crate::sheets::ListCell;
use crate::training::TrainingKind;
use crate::training::queue::{self, Case};
use crate::training::store::submissions::{QueuePlace, Wanted};
use crate::training::submission::Standing;
use crate::units::{UnitId, UnitPicker, UnitTree};
use crate::web::{Answer, Problem, Reply, Request, choices};

/// The most lines of a file; more are asked for by unit.
pub(super) const LINES_IN_A_FILE: i64 = 5_000;

/// The longest search that is read.
const LONGEST_SEARCH: usize = 60;
/// More people are never searched through: the databases bind no more at once.
const MOST_PEOPLE_FOUND: usize = 5_000;

/// The filters of the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::training) struct Asked {
    /// Where the records stand.
    pub standing: Standing,
    /// One kind only.
    pub kind: Option<TrainingKind>,
    /// One unit and those below it.
    pub unit: Option<UnitId>,
    /// Name, pinyin initials or mobile number of the person.
    pub search: Option<String>,
}

impl Asked {
    /// Reads the filters.
    ///
    /// # Errors
    /// [`Problem::Invalid`] naming a filter that is no word of its list.
    pub(in crate::training) fn read(request: &Request) -> Result<Self, Problem> {
        let wrong = |name: &str| Problem::field(name, format!("筛选条件 {name} 不对，请重新选择"));
        let standing = match request.query("state") {
            None => Standing::Waiting,
            Some(word) => word.parse().map_err(|_| wrong("state"))?,
        };
        let kind = match request.query("kind") {
            None => None,
            Some(word) => Some(word.parse().map_err(|_| wrong("kind"))?),
        };
        let unit = match request.query("unit") {
            None => None,
            Some(id) => Some(UnitId(id.parse().map_err(|_| wrong("unit"))?)),
        };
        Ok(Self {
            standing,
            kind,
            unit,
            search: request
                .query("q")
                .map(|text| text.chars().take(LONGEST_SEARCH).collect()),
        })
    }

    /// The same, elsewhere in the trail.
    pub(super) fn standing(&self, standing: Standing) -> Self {
        Self {
            standing,
            ..self.clone()
        }
    }

    /// What the store is asked for.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a unit out of reach.
    pub(in crate::training) fn wanted(
        &self,
        conn: &mut Conn,
        tree: &UnitTree,
        reach: &Reach,
    ) -> Result<Wanted, Problem> {
        let reach = match self.unit {
            None => reach.clone(),
            Some(unit) if reach.contains(unit) && tree.get(unit).is_some() => {
                reach.below(unit, tree)
            }
            Some(_) => return Err(Problem::NotFound),
        };
        let units = reach.units();
        Ok(Wanted {
            people: match &self.search {
                None => None,
                Some(search) => Some(found(conn, units.as_deref(), search)?),
            },
            units,
            standing: self.standing,
            kind: self.kind,
        })
    }

    /// The filters as they stand in an address.
    pub(super) fn query(&self) -> String {
        let mut pairs = vec![("state", self.standing.as_str().to_owned())];
        pairs.extend(self.kind.map(|kind| ("kind", kind.as_str().to_owned())));
        pairs.extend(self.unit.map(|unit| ("unit", unit.to_string())));
        pairs.extend(self.search.clone().map(|search| ("q", search)));
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

/// The people of these units whom a search finds.
fn found(
    conn: &mut Conn,
    units: Option<&[UnitId]>,
    search: &str,
) -> diesel::QueryResult<Vec<PersonId>> {
    Ok(people::store::load_briefs(conn, units)?
        .into_iter()
        .filter(|brief| {
            let mobile = brief.mobile.as_deref();
            matches(search, &brief.name, &brief.pinyin_initials, mobile)
        })
        .map(|brief| brief.id)
        .take(MOST_PEOPLE_FOUND)
        .collect())
}

/// The units and kinds to choose from.
pub(super) struct Choices {
    pub(super) units: UnitPicker,
    pub(super) kinds: Vec<(String, String)>,
}

impl Choices {
    pub(super) fn of(request: &Request, tree: &UnitTree, reach: &Reach) -> Result<Self, Problem> {
        let home = home_unit(request.viewer()?, Right::SeeReviews);
        Ok(Self {
            units: UnitPicker::new(tree, reach, home).or("全部单位"),
            kinds: choices(
                Some("全部类别"),
                TrainingKind::ALL
                    .iter()
                    .map(|kind| (kind.as_str(), kind.label())),
            ),
        })
    }
}

/// `/reviews.xlsx`: the list that the filters show, with what to look at.
pub(super) fn download(request: &Request) -> Answer {
    let asked = Asked::read(request)?;
    let (tree, cases, names, outcomes) = request.app.db.read(|conn: &mut Conn| {
        let (tree, reach) = scope(request, conn)?;
        let wanted = asked.wanted(conn, &tree, &reach)?;
        let first = QueuePlace::Skip(0);
        let cases = queue::load(conn, &wanted, first, LINES_IN_A_FILE)?;
        let names = super::names_of(conn, &cases, &reach)?;
        let outcomes = super::outcomes_of(request, conn, &cases)?;
        Ok::<_, Problem>((tree, cases, names, outcomes))
    })?;
    let occasion = request.occasion()?;
    let filters = asked.query();
    request.app.db.write(|conn| {
        let list = ExportedList {
            exported: "培训证明审核",
            filters: &filters,
            line_count: cases.len(),
        };
        Ok::<_, Problem>(noting::exported(conn, &occasion, &list)?)
    })?;
    let headings = [
        "姓名",
        "单位",
        "培训名称",
        "主办单位",
        "类别",
        "开始日期",
        "结束日期",
        "天数",
        "学时",
        "证明份数",
        "提交日期",
        "代填人",
        "状态",
        "核对",
        "办理情况",
    ];
    let zone = request.app.config.time_zone;
    let rows = cases.iter().map(|case| {
        let details = &case.record.details;
        let filed_by = (case.submission.on_behalf).then_some(&case.submission.filed_by_name);
        vec![
            case.person.details.name.as_str().into(),
            super::unit_name(&tree, case).into(),
            details.title.as_str().into(),
            details.organiser.as_deref().into(),
            details.kind.label().into(),
            ListCell::Day(details.first_day),
            ListCell::Day(details.last_day),
            hundredths(details.days_hundredths),
            hundredths(details.hours_hundredths),
            proofs(case),
            ListCell::Day(to_local(case.submission.handed_in_at, zone).date()),
            filed_by.map(String::as_str).into(),
            case.submission.standing.label().into(),
            super::sentences(case, &names).join("；").into(),
            outcomes.get(&case.record.id).map(String::as_str).into(),
        ]
    });
    Reply::table("培训证明审核", &headings, rows)
}

fn hundredths(value: Option<i64>) -> ListCell<'static> {
    value.map_or(ListCell::Empty, ListCell::Hundredths)
}

fn proofs(case: &Case) -> ListCell<'static> {
    ListCell::Whole(i64::try_from(case.proofs.len()).unwrap_or(i64::MAX))
}

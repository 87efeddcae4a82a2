//! A picture in the words and shapes of the pages.

use chrono::{NaiveDate, NaiveDateTime};

use super::tasks::{days_left, words};
use super::{Picture, SeasonPicture};
use crate::calendar::chinese_day;
use crate::exams::SeasonState;
use crate::training::rules::{RecordLine, StatusLine};
use crate::training::submission::Standing;
use crate::training::{
    Reason, Record, RecordState, TrainingRecordId, TrainingState, WindowKind, plain_figure,
};

/// A state: shape, word and the class that colours both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The class of the style sheet.
    pub class: &'static str,
    /// The shape.
    pub shape: &'static str,
    /// The word.
    pub word: String,
}

impl Badge {
    /// A badge.
    pub fn new(class: &'static str, shape: &'static str, word: impl Into<String>) -> Self {
        Self {
            class,
            shape,
            word: word.into(),
        }
    }

    /// The state under a rule.
    pub fn of_state(state: TrainingState) -> Self {
        let (shape, class) = state.look();
        Self::new(class, shape, state.label())
    }

    /// Where a submitted record stands.
    pub fn of_standing(standing: Standing) -> Self {
        let (class, shape) = match standing {
            Standing::Waiting => ("wait", "◔"),
            Standing::Recognised => ("done", "✓"),
            Standing::Returned => ("ask", "●"),
            Standing::Rejected => ("late", "!"),
            Standing::Withdrawn => ("none", "—"),
        };
        Self::new(class, shape, standing.label())
    }

    /// Where a record stands that nobody handed in.
    pub fn of_record(state: RecordState) -> Self {
        let (class, shape) = match state {
            RecordState::Pending => ("wait", "◔"),
            RecordState::Recognised => ("done", "✓"),
            RecordState::Rejected => ("late", "!"),
            RecordState::Withdrawn => ("none", "—"),
        };
        Self::new(class, shape, state.label())
    }
}

/// How the person stands under one rule.
#[derive(Debug, Clone)]
pub struct RuleView {
    /// 国家学时要求.
    pub name: String,
    /// Its document.
    pub document: String,
    /// Where it is explained.
    pub link: String,
    /// 天 or 学时.
    pub unit: &'static str,
    /// What is owed.
    pub required: String,
    /// What counts, rounded down.
    pub counted: String,
    /// What is missing, rounded up.
    pub open: String,
    /// Whether nothing is missing.
    pub complete: bool,
    /// The part of the ring, 0 to 100.
    pub percent: i64,
    /// The state.
    pub state: Badge,
    /// 2023年7月28日—2026年7月27日（含当日）.
    pub window: String,
    /// By when, or that the window rolls.
    pub due: String,
    /// The amount stands by analogy.
    pub by_analogy: bool,
}

/// The rules, the most pressing first.
pub fn rules(picture: &Picture<'_>) -> Vec<RuleView> {
    picture
        .lines
        .iter()
        .map(|line| rule(line, picture.now.today))
        .collect()
}

fn rule(line: &StatusLine<'_>, today: NaiveDate) -> RuleView {
    let (required, counted) = (
        line.required.hundredths_up(),
        line.counted.hundredths_down(),
    );
    let open = line.open.hundredths_up();
    RuleView {
        name: line.rule.name.clone(),
        document: line.rule.source.document.clone(),
        link: format!("/help/training#{}", line.rule.id),
        unit: line.rule.unit.label(),
        required: plain_figure(required),
        counted: plain_figure(counted),
        open: plain_figure(open),
        complete: open == 0,
        percent: (counted.saturating_mul(100) / required.max(1)).clamp(0, 100),
        state: Badge::of_state(line.state),
        window: format!(
            "{} — {}（含当日）",
            chinese_day(line.window.first),
            chinese_day(line.window.last)
        ),
        due: match line.basis {
            WindowKind::Registration => format!(
                "须在{}前完成，{}",
                chinese_day(line.window.last),
                days_left(today, line.window.last)
            ),
            WindowKind::Rolling => {
                format!("没有在有效期内的登记，按最近{}年滚动计算", line.rule.years)
            }
        },
        by_analogy: line.by_analogy,
    }
}

/// One record with what it counts under each rule and why.
#[derive(Debug, Clone)]
pub struct RecordView {
    /// Its id.
    pub id: TrainingRecordId,
    /// 培训名称.
    pub title: String,
    /// Last day.
    pub last_day: NaiveDate,
    /// Days and hours on the proof.
    pub proof: String,
    /// What counts under each rule: 2.00 天.
    pub counted: Vec<String>,
    /// Why; where the rules differ, one for each.
    pub reasons: Vec<Badge>,
    /// Where the reasons are explained.
    pub link: String,
    /// Whether it was handed in with proof and has a page of its own.
    pub has_page: bool,
    /// Filed by somebody else: their name.
    pub filed_by: Option<String>,
}

/// Every record, the latest first.
pub fn records(picture: &Picture<'_>) -> Vec<RecordView> {
    let mut views: Vec<RecordView> = picture
        .training
        .records
        .iter()
        .enumerate()
        .map(|(at, record)| record_view(picture, at, record))
        .collect();
    views.sort_by_key(|view| std::cmp::Reverse((view.last_day, view.id)));
    views
}

fn record_view(picture: &Picture<'_>, at: usize, record: &Record) -> RecordView {
    let lines: Vec<(&StatusLine<'_>, &RecordLine)> = picture
        .lines
        .iter()
        .filter_map(|line| Some((line, line.records.get(at)?)))
        .collect();
    let mut reasons: Vec<Badge> = Vec::new();
    for (line, counted) in &lines {
        let badge = reason(picture, record, line, counted);
        if !reasons.contains(&badge) {
            reasons.push(badge);
        }
    }
    if lines.is_empty() {
        reasons.push(without_rule(picture, record));
    }
    let submission = picture.submissions.get(&record.id);
    let code = lines
        .first()
        .map_or(Reason::Counted, |(_, counted)| counted.reason);
    RecordView {
        id: record.id,
        title: record.title.clone(),
        last_day: record.last_day,
        proof: figures(record),
        counted: lines
            .iter()
            .map(|(line, counted)| {
                format!(
                    "{} {}",
                    plain_figure(counted.counted.hundredths_down()),
                    line.rule.unit.label()
                )
            })
            .collect(),
        reasons,
        link: format!("/help/reasons#{code}"),
        has_page: submission.is_some(),
        filed_by: submission
            .filter(|submission| submission.on_behalf)
            .map(|submission| submission.filed_by_name.clone()),
    }
}

fn figures(record: &Record) -> String {
    let days = record.days_hundredths.map(|value| (value, "天"));
    let hours = record.hours_hundredths.map(|value| (value, "学时"));
    days.into_iter()
        .chain(hours)
        .map(|(value, unit)| format!("{} {unit}", plain_figure(value)))
        .collect::<Vec<_>>()
        .join("，")
}

fn without_rule(picture: &Picture<'_>, record: &Record) -> Badge {
    match record.state {
        RecordState::Recognised => Badge::new("none", "—", "还没有证书，暂无继续教育要求"),
        _ => undecided(picture, record),
    }
}

/// Why a record counts what it counts, in the words of an office.
fn reason(
    picture: &Picture<'_>,
    record: &Record,
    line: &StatusLine<'_>,
    counted: &RecordLine,
) -> Badge {
    match counted.reason {
        Reason::Counted => {
            let mut word = "计入".to_owned();
            if counted.converted {
                word.push_str("，按每天学时数折算");
            }
            if let Some(other) = counted.overlaps_with.and_then(|id| {
                let mut records = picture.training.records.iter();
                records.find(|other| other.id == id)
            }) {
                word.push_str(&format!("；与“{}”日期重叠，待核对", other.title));
            }
            Badge::new("done", "✓", word)
        }
        Reason::Capped => Badge::new("behind", "◐", "超过上限，只计入一部分"),
        Reason::BeforeWindow => Badge::new(
            "none",
            "—",
            format!("早于本周期（{}起）", line.window.first),
        ),
        Reason::AfterWindow => Badge::new("none", "—", "晚于本周期"),
        Reason::KindNotCounted => Badge::new(
            "none",
            "—",
            format!("“{}”不计入继续教育", record.kind.label()),
        ),
        Reason::Duplicate => Badge::new("none", "—", "与另一条记录是同一次培训，只计一次"),
        Reason::Pending | Reason::Rejected | Reason::Withdrawn => undecided(picture, record),
    }
}

fn undecided(picture: &Picture<'_>, record: &Record) -> Badge {
    let standing = picture
        .submissions
        .get(&record.id)
        .map(|submission| submission.standing);
    let why = picture
        .reasons
        .get(&record.id)
        .and_then(|line| line.reason.as_deref());
    match (standing, record.state) {
        (Some(Standing::Returned), _) => Badge::new(
            "ask",
            "●",
            format!("已退回：{}", why.unwrap_or("请补正后重新提交")),
        ),
        (_, RecordState::Pending) => Badge::new("wait", "◔", "待单位审核"),
        (_, RecordState::Withdrawn) => Badge::new("none", "—", "已撤回"),
        _ => Badge::new(
            "none",
            "—",
            match why {
                Some(why) => format!("不予认定：{why}"),
                None => "未予认定".to_owned(),
            },
        ),
    }
}

/// One door of the season.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorView {
    /// 3月9日.
    pub day: String,
    /// 报名开始.
    pub what: String,
    /// It is today, or open now.
    pub now: bool,
    /// It is over.
    pub past: bool,
}

/// The season in the order of its days.
pub fn doors(season: &SeasonPicture, today: NaiveDate) -> Vec<DoorView> {
    let days = &season.days;
    let signup = |what: &'static str, expected: &'static str| match days.signup_expected {
        true => expected,
        false => what,
    };
    let at = |moment: Option<NaiveDateTime>, what: &str| {
        moment.map(|moment| DoorView {
            day: words::moment(moment),
            what: what.to_owned(),
            now: moment.date() == today,
            past: moment.date() < today,
        })
    };
    let span = |period: Option<crate::calendar::Period>, what: &str| {
        period.map(|period| DoorView {
            day: words::span(period.first, period.last),
            what: what.to_owned(),
            now: period.contains(today),
            past: period.last < today,
        })
    };
    [
        at(days.signup_opens, signup("报名开始", "报名开始（预计）")),
        at(days.signup_closes, signup("报名截止", "报名截止（预计）")),
        at(days.payment_closes, "缴费截止"),
        span(days.ticket, "打印准考证"),
        span(days.exam, "考试"),
        at(days.results, "公布成绩"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// 预计, 已延期 …; nothing where the season is announced.
pub fn season_mark(season: &SeasonPicture) -> Option<&'static str> {
    match season.days.state {
        SeasonState::Announced if season.days.signup_expected => Some("报名日期为预计"),
        SeasonState::Announced => None,
        other => Some(other.label()),
    }
}

//! The weekly mail to a unit, as the templates see it.

use super::MailFrame;
use super::chinese::{level, moment};
use super::wording::open_amount;
use crate::calendar::{chinese_day, plus_days};
use crate::reminders::content::{WeeklyFact, WeeklyLine, WeeklyList};
use crate::reminders::situation::TrainingSituation;
use crate::training::{TrainingState, WindowKind};

/// A section shows at most so many lines; the page in the system shows all.
const LONGEST_SECTION: usize = 50;

/// A unit's mail.
pub(super) struct WeeklyPage {
    pub system_name: String,
    pub base_url: String,
    pub unit_name: String,
    pub headline: String,
    /// 2026年3月9日至15日.
    pub week: String,
    pub sections: Vec<Section>,
}

/// One group of people.
pub(super) struct Section {
    pub shape: &'static str,
    pub colour: &'static str,
    pub title: &'static str,
    pub advice: &'static str,
    pub count: usize,
    pub lines: Vec<Line>,
    /// Lines that are not shown.
    pub more: usize,
}

/// One person.
pub(super) struct Line {
    pub name: String,
    /// Empty where it is the unit itself.
    pub unit_name: String,
    pub matter: String,
}

impl WeeklyPage {
    pub fn new(list: &WeeklyList, frame: &MailFrame<'_>) -> Option<WeeklyPage> {
        let sections: Vec<Section> = [
            (
                "▲",
                "#a86400",
                "即将截止",
                "请提醒本人在截止前办完，错过要等下一年度。",
                &list.at_a_door,
            ),
            (
                "!",
                "#b3261e",
                "已逾期",
                "请与本人核实，尽快补办或补足。",
                &list.late,
            ),
            (
                "◐",
                "#a86400",
                "继续教育不足",
                "请安排培训；有培训没有登记的，请补报。",
                &list.short,
            ),
            (
                "●",
                "#2b5ea7",
                "没有邮箱，通知不到",
                "请当面或电话通知，并补录邮箱。",
                &list.unreachable,
            ),
        ]
        .into_iter()
        .filter(|(.., lines)| !lines.is_empty())
        .map(|(shape, colour, title, advice, lines)| {
            let people = by_person(lines);
            Section {
                shape,
                colour,
                title,
                advice,
                count: people.len(),
                lines: people
                    .iter()
                    .take(LONGEST_SECTION)
                    .map(|lines| shown(lines, &list.unit_name))
                    .collect(),
                more: people.len().saturating_sub(LONGEST_SECTION),
            }
        })
        .collect();
        if sections.is_empty() {
            return None;
        }
        Some(WeeklyPage {
            system_name: frame.system_name.to_owned(),
            base_url: frame.base_url.to_owned(),
            unit_name: list.unit_name.clone(),
            headline: headline(list),
            week: super::chinese::days(crate::calendar::Period {
                first: list.week_of,
                last: plus_days(list.week_of, 6),
            }),
            sections,
        })
    }
}

/// What to do by when: the first door that closes, or the end of the week.
fn headline(list: &WeeklyList) -> String {
    let mut parts = Vec::new();
    let mut part = |lines: &[WeeklyLine], words: &str| {
        if !lines.is_empty() {
            parts.push(format!("{words}{}人", by_person(lines).len()));
        }
    };
    part(&list.late, "已逾期");
    part(&list.short, "继续教育不足");
    part(&list.unreachable, "没有邮箱");
    let rest = parts.join("、");
    match first_door(list) {
        Some(door) => {
            let also = if rest.is_empty() {
                String::new()
            } else {
                format!("；另有{rest}")
            };
            format!(
                "请于{door}前督促{}人办理即将截止的事项{also}",
                by_person(&list.at_a_door).len()
            )
        }
        None => format!(
            "请于{}前处理{rest}",
            chinese_day(plus_days(list.week_of, 4))
        ),
    }
}

fn first_door(list: &WeeklyList) -> Option<String> {
    list.at_a_door
        .iter()
        .filter_map(|line| match &line.fact {
            WeeklyFact::NotSignedUp { closes_at, .. } | WeeklyFact::NotPaid { closes_at, .. } => {
                Some(*closes_at)
            }
            WeeklyFact::NoTicket { last_day, .. } => Some((*last_day).into()),
            WeeklyFact::RegistrationEnded { .. }
            | WeeklyFact::Training(_)
            | WeeklyFact::NoAddress => None,
        })
        .min()
        .map(moment)
}

/// The lines of each person together: what is counted is people, and one may lack
/// under several rules.
fn by_person(lines: &[WeeklyLine]) -> Vec<Vec<&WeeklyLine>> {
    let mut people: Vec<Vec<&WeeklyLine>> = Vec::new();
    let same = |a: &WeeklyLine, b: &WeeklyLine| {
        (a.person, &a.name, &a.unit_name) == (b.person, &b.name, &b.unit_name)
    };
    for line in lines {
        // Lines of one person follow each other.
        match people.last_mut() {
            Some(person) if person.first().is_some_and(|first| same(first, line)) => {
                person.push(line);
            }
            _ => people.push(vec![line]),
        }
    }
    people
}

/// One person with everything that is the matter.
fn shown(lines: &[&WeeklyLine], unit_name: &str) -> Line {
    let (name, unit) = lines
        .first()
        .map(|line| (line.name.clone(), line.unit_name.clone()))
        .unwrap_or_default();
    let matters: Vec<String> = lines.iter().map(|line| matter(&line.fact)).collect();
    Line {
        name,
        unit_name: if unit == unit_name {
            String::new()
        } else {
            unit
        },
        matter: matters.join("；"),
    }
}

fn matter(fact: &WeeklyFact) -> String {
    match fact {
        WeeklyFact::NotSignedUp {
            level: l,
            closes_at,
        } => {
            format!("{}考试未报名，{}截止报名", level(*l), moment(*closes_at))
        }
        WeeklyFact::NotPaid {
            level: l,
            state,
            closes_at,
        } => format!(
            "{}考试{}，{}截止缴费",
            level(*l),
            state.label(),
            moment(*closes_at)
        ),
        WeeklyFact::NoTicket { level: l, last_day } => format!(
            "{}考试未打印准考证，{}截止打印",
            level(*l),
            chinese_day(*last_day)
        ),
        WeeklyFact::RegistrationEnded { level: l, last_day } => format!(
            "{}证书登记已于{}到期，未再登记",
            level(*l),
            chinese_day(*last_day)
        ),
        WeeklyFact::Training(line) => training_matter(line),
        WeeklyFact::NoAddress => "没有登记电子邮箱".to_owned(),
    }
}

fn training_matter(line: &TrainingSituation) -> String {
    let until = match (line.basis, line.state) {
        (WindowKind::Registration, TrainingState::Overdue) => {
            format!("，{}已到期", chinese_day(line.window.last))
        }
        (WindowKind::Registration, _) => format!("，{}到期", chinese_day(line.window.last)),
        (WindowKind::Rolling, _) => String::new(),
    };
    format!(
        "{}：{}，还差{}{until}",
        line.rule_name,
        line.state.label(),
        open_amount(line)
    )
}

//! Exams: papers, calendar, eligibility, pass lines; and public holidays.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::{PolicyEntry, PolicySection, fact, joined};
use crate::calendar::{Period, chinese_day};
use crate::certificates::Level;
use crate::policy::{HolidayYear, PassLine, Policies, SeasonDays, Validity};

pub(super) fn all(policies: &Policies, entries: &mut Vec<PolicyEntry>) {
    papers(policies, entries);
    seasons(policies, entries);
    expected(policies, entries);
    eligibility(policies, entries);
    pass_lines(policies, entries);
    for year in policies.holiday_years() {
        entries.push(holidays(year));
    }
}

fn papers(policies: &Policies, entries: &mut Vec<PolicyEntry>) {
    for level in Level::ALL {
        let papers = policies.papers(*level);
        let Some(first) = papers.first() else {
            continue;
        };
        let facts = papers
            .iter()
            .map(|paper| {
                let time = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
                fact(
                    paper.subject.label(),
                    format!(
                        "第{}天 {}—{}，{}分钟，{}，满分100分",
                        paper.exam_day,
                        time(paper.starts_minute),
                        time(paper.starts_minute + paper.minutes),
                        paper.minutes,
                        paper.paper.label()
                    ),
                )
            })
            .collect();
        entries.push(PolicyEntry::new(
            PolicySection::ExamPaper,
            level.as_str(),
            format!("{}考试科目", level.label()),
            "全国",
            None,
            facts,
            &first.source,
        ));
    }
}

/// The days of a season in words; what is not known is left out.
pub fn season_facts(season: &SeasonDays) -> Vec<(String, String)> {
    let moment = |at: NaiveDateTime| {
        let time = at.time().format("%H:%M");
        format!("{} {time}", chinese_day(at.date()))
    };
    let period = |period: Period| {
        if period.first == period.last {
            chinese_day(period.first)
        } else {
            format!(
                "{}至{}",
                chinese_day(period.first),
                chinese_day(period.last)
            )
        }
    };
    let results = season.results.map(|at| {
        if season.results_day_only {
            chinese_day(at.date())
        } else {
            moment(at)
        }
    });
    [
        ("报名开始", season.signup_opens.map(moment)),
        ("报名截止", season.signup_closes.map(moment)),
        ("缴费截止", season.payment_closes.map(moment)),
        ("打印准考证", season.ticket.map(period)),
        ("考试", season.exam.map(period)),
        ("公布成绩", results),
        ("工作年限计算到", season.service_cutoff.map(chinese_day)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some(fact(name, value?)))
    .collect()
}

fn seasons(policies: &Policies, entries: &mut Vec<PolicyEntry>) {
    for season in policies.seasons() {
        let mut facts = vec![fact("状态", season.state.label())];
        facts.extend(season_facts(season));
        if let Some(notice) = &season.notice {
            facts.push(fact("通知", notice));
        }
        let year = Validity {
            from: first_day(season.year),
            to: NaiveDate::from_ymd_opt(season.year, 12, 31),
        };
        entries.push(PolicyEntry::new(
            PolicySection::Season,
            "",
            format!("{}年度{}考试安排", season.year, season.area),
            &season.area,
            Some(year),
            facts,
            &season.source,
        ));
    }
}

fn first_day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()
}

fn expected(policies: &Policies, entries: &mut Vec<PolicyEntry>) {
    for habit in policies.expected_seasons() {
        let month_day = |day: Option<(u32, u32)>| {
            day.map_or_else(
                || "不作预计".to_owned(),
                |(month, day)| format!("{month}月{day}日"),
            )
        };
        let facts = vec![
            fact("报名开始", month_day(habit.signup_opens)),
            fact("报名截止", month_day(habit.signup_closes)),
            fact(
                "考试",
                format!(
                    "{}月倒数第{}个星期六和次日",
                    habit.exam_month, habit.exam_saturday_from_end
                ),
            ),
            fact(
                "公布成绩",
                format!("考试结束后第{}天", habit.results_days_after),
            ),
        ];
        entries.push(PolicyEntry::new(
            PolicySection::Season,
            "expected",
            format!("{}没有公布的年度怎样预计", habit.area),
            &habit.area,
            None,
            facts,
            &habit.source,
        ));
    }
}

fn eligibility(policies: &Policies, entries: &mut Vec<PolicyEntry>) {
    for level in Level::ALL {
        for line in policies.eligibility_lines(*level) {
            let mut facts = vec![
                fact("报考级别", line.level.label()),
                fact(
                    "学历",
                    joined(line.educations.iter().map(|one| one.label())),
                ),
                fact("专业", line.major.label()),
                fact("从事社会工作", format!("满{}年", line.years)),
            ];
            if let Some(after) = line.after_certificate {
                facts.push(fact("年限起算", format!("取得{}证书后", after.label())));
            }
            entries.push(PolicyEntry::new(
                PolicySection::Eligibility,
                &line.id,
                format!("{}：{}", line.level.label(), line.label),
                "全国",
                None,
                facts,
                &line.source,
            ));
        }
    }
}

fn pass_lines(policies: &Policies, entries: &mut Vec<PolicyEntry>) {
    for line in policies.pass_lines() {
        entries.push(pass_line(line));
    }
}

/// What the versions of a pass line share: its papers and its first county.
pub fn pass_line_id(line: &PassLine) -> String {
    let level = line.level.map_or("各级别", Level::label);
    let subject = line.subject.map_or("各科目", |subject| subject.label());
    let county = line
        .counties
        .first()
        .map(String::as_str)
        .unwrap_or_default();
    format!("{level}{subject}{county}")
}

fn pass_line(line: &PassLine) -> PolicyEntry {
    let level = line.level.map_or("各级别", Level::label);
    let subject = line.subject.map_or("各科目", |subject| subject.label());
    let mark = format!("{}.{}", line.mark_tenths / 10, line.mark_tenths % 10);
    let mark = mark.trim_end_matches(".0");
    let mut facts = vec![fact("合格标准", format!("{level}{subject}{mark}分"))];
    if !line.counties.is_empty() {
        facts.push(fact(
            "适用区县",
            joined(line.counties.iter().map(String::as_str)),
        ));
    }
    if let Some(day) = line.published_on {
        facts.push(fact("公布日期", chinese_day(day)));
    }
    if line.assumed {
        facts.push(fact("说明", "没有查到通知，推定"));
    }
    let years = Validity {
        from: first_day(line.year_from),
        to: line
            .year_to
            .and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31)),
    };
    let span = match line.year_to {
        Some(to) if to == line.year_from => format!("{to}年"),
        Some(to) => format!("{}—{to}年", line.year_from),
        None => format!("{}年起", line.year_from),
    };
    PolicyEntry::new(
        PolicySection::PassLine,
        &pass_line_id(line),
        format!("{span}{}合格标准（{level}{subject}）", line.area),
        &line.area,
        Some(years),
        facts,
        &line.source,
    )
}

fn holidays(year: &HolidayYear) -> PolicyEntry {
    let short = |day: &NaiveDate| format!("{}月{}日", day.month(), day.day());
    let list = |days: &std::collections::BTreeSet<NaiveDate>| {
        days.iter().map(short).collect::<Vec<_>>().join("、")
    };
    let facts = vec![
        fact("放假", list(&year.holidays)),
        fact("调休上班", list(&year.workdays)),
    ];
    let validity = Validity {
        from: first_day(year.year),
        to: NaiveDate::from_ymd_opt(year.year, 12, 31),
    };
    PolicyEntry::new(
        PolicySection::Holidays,
        &year.year.to_string(),
        format!("{}年放假和调休", year.year),
        "全国",
        Some(validity),
        facts,
        &year.source,
    )
}

//! An entry as the text of a policy file, for versions added in the browser. What is
//! written here is read back by the same reader as the files; a test holds the two
//! against each other.

use chrono::NaiveDate;
use num_rational::Ratio;
use toml::{Table, Value};

use super::model::{
    ExamFees, HolidayYear, PassLine, ReimbursementGroup, ReimbursementPolicy, Source, TrainingRule,
    Validity,
};
use super::targets::{TargetAmount, TargetGroup, TargetPolicy};

/// The text of a training rule.
pub fn training_rule_text(rule: &TrainingRule) -> String {
    let mut entry = Table::new();
    put(&mut entry, "id", text(&rule.id));
    put(&mut entry, "name", text(&rule.name));
    put(&mut entry, "region", text(&rule.region));
    put_validity(&mut entry, rule.validity);
    put(&mut entry, "unit", text(rule.unit.as_str()));
    let required: Table = rule
        .required
        .iter()
        .map(|(level, amount)| (level.as_str().to_owned(), decimal(*amount)))
        .collect();
    put(&mut entry, "required", Value::Table(required));
    put(
        &mut entry,
        "by_analogy",
        words(rule.by_analogy.iter().map(|level| level.as_str())),
    );
    put(&mut entry, "years", Value::Integer(i64::from(rule.years)));
    put(&mut entry, "window", text(rule.window.as_str()));
    let hours = rule.hours_per_day.iter().map(|line| {
        let mut table = Table::new();
        put_day(&mut table, "from", line.from);
        put_day(&mut table, "to", line.to);
        put(&mut table, "hours", decimal(line.hours));
        Value::Table(table)
    });
    put(&mut entry, "hours_per_day", Value::Array(hours.collect()));
    put(
        &mut entry,
        "kinds",
        words(rule.kinds.iter().map(|kind| kind.as_str())),
    );
    let caps = rule.caps.iter().map(|cap| {
        let mut table = Table::new();
        put(
            &mut table,
            "kinds",
            words(cap.kinds.iter().map(|kind| kind.as_str())),
        );
        put(
            &mut table,
            "modes",
            words(cap.modes.iter().map(|mode| mode.as_str())),
        );
        put(&mut table, "at_most", decimal(cap.at_most));
        Value::Table(table)
    });
    put(&mut entry, "caps", Value::Array(caps.collect()));
    if let Some(amount) = rule.degree_amount {
        put(&mut entry, "degree_amount", decimal(amount));
    }
    put(
        &mut entry,
        "due_soon_days",
        Value::Integer(rule.due_soon_days),
    );
    put(&mut entry, "pace_test", Value::Boolean(rule.pace_test));
    put(&mut entry, "source", source(&rule.source));
    section("training_rule", entry)
}

/// The text of a reimbursement policy.
pub fn reimbursement_text(policy: &ReimbursementPolicy) -> String {
    let mut entry = Table::new();
    put(&mut entry, "id", text(&policy.id));
    put(&mut entry, "name", text(&policy.name));
    put(&mut entry, "region", text(&policy.region));
    put_validity(&mut entry, policy.validity);
    put(
        &mut entry,
        "kinds",
        words(policy.kinds.iter().map(|kind| kind.as_str())),
    );
    let groups = policy.groups.iter().map(group).collect();
    put(&mut entry, "groups", Value::Array(groups));
    if let Some(times) = policy.max_times_per_level {
        put(
            &mut entry,
            "max_times_per_level",
            Value::Integer(i64::from(times)),
        );
    }
    let caps: Table = policy
        .caps_cents
        .iter()
        .map(|(kind, cents)| (kind.as_str().to_owned(), decimal(Ratio::new(*cents, 100))))
        .collect();
    put(&mut entry, "caps_yuan", Value::Table(caps));
    if let Some(days) = policy.days_after_event {
        put(&mut entry, "days_after_event", Value::Integer(days));
    }
    for (key, day) in [
        ("fiscal_close", policy.fiscal_close),
        ("carry_over_until", policy.carry_over_until),
    ] {
        if let Some((month, day)) = day {
            put(&mut entry, key, text(&format!("{month:02}-{day:02}")));
        }
    }
    put(
        &mut entry,
        "invoice_title_must_be_unit",
        Value::Boolean(policy.invoice_title_must_be_unit),
    );
    put(&mut entry, "source", source(&policy.source));
    section("reimbursement", entry)
}

fn group(group: &ReimbursementGroup) -> Value {
    let mut table = Table::new();
    put(
        &mut table,
        "unit_kinds",
        words(group.unit_kinds.iter().map(|kind| kind.as_str())),
    );
    put(
        &mut table,
        "employment_kinds",
        words(group.employment_kinds.iter().map(|kind| kind.as_str())),
    );
    put(&mut table, "covered", Value::Boolean(group.covered));
    put(
        &mut table,
        "reimburse_on",
        text(group.reimburse_on.as_str()),
    );
    if let Some(note) = &group.note {
        put(&mut table, "note", text(note));
    }
    Value::Table(table)
}

/// The text of a region's targets.
pub fn target_text(policy: &TargetPolicy) -> String {
    let mut entry = Table::new();
    put(&mut entry, "id", text(&policy.id));
    put(&mut entry, "name", text(&policy.name));
    put(&mut entry, "region", text(&policy.region));
    put_validity(&mut entry, policy.validity);
    put_day(&mut entry, "due", policy.due_on);
    put(
        &mut entry,
        "levels",
        words(policy.levels.iter().map(|level| level.as_str())),
    );
    for (key, number) in [
        ("total_people", policy.total_people),
        ("agencies", policy.agencies),
    ] {
        if let Some(number) = number {
            put(&mut entry, key, Value::Integer(number));
        }
    }
    let groups = policy.groups.iter().map(target_group).collect();
    put(&mut entry, "groups", Value::Array(groups));
    put(&mut entry, "source", source(&policy.source));
    section("certified_target", entry)
}

fn target_group(group: &TargetGroup) -> Value {
    let mut table = Table::new();
    put(&mut table, "id", text(&group.id));
    put(&mut table, "name", text(&group.name));
    put(
        &mut table,
        "unit_kinds",
        words(group.unit_kinds.iter().map(|kind| kind.as_str())),
    );
    let name_words = group.name_words.iter().map(|word| text(word)).collect();
    put(&mut table, "name_words", Value::Array(name_words));
    match group.amount {
        TargetAmount::People(people) => put(&mut table, "people", Value::Integer(people)),
        // A form and a file know shares of one in so many only.
        TargetAmount::ShareOfStaff(share) => {
            put(&mut table, "one_of", Value::Integer(*share.denom()));
        }
        TargetAmount::None => {}
    }
    put(
        &mut table,
        "degree_counts",
        Value::Boolean(group.degree_counts),
    );
    put(
        &mut table,
        "office_required",
        Value::Boolean(group.office_required),
    );
    if let Some(note) = &group.note {
        put(&mut table, "note", text(note));
    }
    Value::Table(table)
}

/// The text of an area's exam fees.
pub fn fees_text(fees: &ExamFees) -> String {
    let mut entry = Table::new();
    put(&mut entry, "area", text(&fees.area));
    put_validity(&mut entry, fees.validity);
    for (key, cents) in [
        ("objective_yuan", fees.objective_cents),
        ("subjective_yuan", fees.subjective_cents),
        ("senior_yuan", fees.senior_cents),
        ("archive_fee_yuan", fees.archive_fee_cents),
    ] {
        put(&mut entry, key, decimal(Ratio::new(cents, 100)));
    }
    let years = i64::from(fees.archive_record_years);
    put(&mut entry, "archive_record_years", Value::Integer(years));
    put(&mut entry, "source", source(&fees.source));
    section("exam_fees", entry)
}

/// The text of a pass line.
pub fn pass_line_text(line: &PassLine) -> String {
    let mut entry = Table::new();
    let year = |year: i32| Value::Integer(i64::from(year));
    put(&mut entry, "year_from", year(line.year_from));
    if let Some(to) = line.year_to {
        put(&mut entry, "year_to", year(to));
    }
    put(&mut entry, "area", text(&line.area));
    let counties = line.counties.iter().map(|county| text(county)).collect();
    put(&mut entry, "counties", Value::Array(counties));
    if let Some(level) = line.level {
        put(&mut entry, "level", text(level.as_str()));
    }
    if let Some(subject) = line.subject {
        put(&mut entry, "subject", text(subject.as_str()));
    }
    put(
        &mut entry,
        "mark",
        decimal(Ratio::new(line.mark_tenths, 10)),
    );
    put_day(&mut entry, "published_on", line.published_on);
    put(&mut entry, "assumed", Value::Boolean(line.assumed));
    put(&mut entry, "source", source(&line.source));
    section("pass_line", entry)
}

/// The text of a year's public holidays.
pub fn holidays_text(year: &HolidayYear) -> String {
    let mut entry = Table::new();
    let days = |days: &std::collections::BTreeSet<NaiveDate>| {
        Value::Array(days.iter().map(|day| text(&day.to_string())).collect())
    };
    put(&mut entry, "year", Value::Integer(i64::from(year.year)));
    put(&mut entry, "holidays", days(&year.holidays));
    put(&mut entry, "workdays", days(&year.workdays));
    put(&mut entry, "source", source(&year.source));
    section("holidays", entry)
}

fn section(name: &str, entry: Table) -> String {
    let mut file = Table::new();
    put(&mut file, name, Value::Array(vec![Value::Table(entry)]));
    file.to_string()
}

fn source(source: &Source) -> Value {
    let mut table = Table::new();
    put(&mut table, "document", text(&source.document));
    if let Some(clause) = &source.clause {
        put(&mut table, "clause", text(clause));
    }
    if let Some(quote) = &source.quote {
        put(&mut table, "quote", text(quote));
    }
    put(&mut table, "trust", text(source.trust.as_str()));
    if let Some(note) = &source.note {
        put(&mut table, "note", text(note));
    }
    Value::Table(table)
}

fn put(table: &mut Table, key: &str, value: Value) {
    table.insert(key.to_owned(), value);
}

fn put_day(table: &mut Table, key: &str, day: Option<NaiveDate>) {
    if let Some(day) = day {
        put(table, key, text(&day.to_string()));
    }
}

fn put_validity(table: &mut Table, validity: Validity) {
    put_day(table, "from", Some(validity.from));
    put_day(table, "to", validity.to);
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn words(words: impl Iterator<Item = &'static str>) -> Value {
    Value::Array(words.map(text).collect())
}

/// An amount of at most two decimals as text, so that no float is ever made of it.
fn decimal(amount: Ratio<i64>) -> Value {
    let hundredths = (amount * Ratio::from_integer(100)).round().to_integer();
    text(&format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

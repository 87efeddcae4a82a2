//! What the form asks of a pass line (合格标准).

use chrono::{Datelike, NaiveDate};
use num_rational::Ratio;

use super::PolicyForm;
use crate::policy::overview::plain_amount;
use crate::policy::{NATIONAL, PassLine};
use crate::web::Typed;

/// A new line.
pub(super) fn blank(form: &mut PolicyForm, today: NaiveDate) {
    form.set("year_from", today.year());
    form.set("published_on", today);
}

/// The next version of a line: the same papers and places, from the next year on.
pub(super) fn fill(form: &mut PolicyForm, line: &PassLine) {
    form.set("region", &line.area);
    form.set("counties", line.counties.join("、"));
    form.set("level", line.level.map_or("", |level| level.as_str()));
    form.set(
        "subject",
        line.subject.map_or("", |subject| subject.as_str()),
    );
    form.set("mark", plain_amount(Ratio::new(line.mark_tenths, 10)));
    form.set("year_from", line.year_to.unwrap_or(line.year_from) + 1);
}

/// What was typed; mistakes are kept in `typed`. A special line (单独划线) holds for its
/// own year only.
pub(super) fn read(typed: &mut Typed<'_>) -> PassLine {
    if typed.optional("year_from").is_none() {
        typed.wrong("year_from", "请填写考试年度，如 2026");
    }
    let year = |typed: &mut Typed<'_>, field: &str| {
        let year = typed.whole(field, 2008, 2099)?;
        i32::try_from(year).ok()
    };
    let year_from = year(typed, "year_from").unwrap_or_default();
    let year_to = year(typed, "year_to");
    if typed.optional("mark").is_none() {
        typed.wrong("mark", "请填写合格分数，如 60");
    }
    let mark = typed.hundredths("mark").unwrap_or(0);
    if mark % 10 != 0 {
        typed.wrong("mark", "合格标准应是0到100分，至多一位小数");
    }
    let area = typed.text("region");
    let counties = crate::text::fold(&typed.text("counties"))
        .split(['、', ',', ';', ' '])
        .map(|county| county.trim().to_owned())
        .filter(|county| !county.is_empty())
        .collect();
    PassLine {
        year_from,
        year_to: if area == NATIONAL {
            year_to
        } else {
            Some(year_to.unwrap_or(year_from))
        },
        area,
        counties,
        level: typed.word("level"),
        subject: typed.word("subject"),
        mark_tenths: mark / 10,
        published_on: typed.day("published_on"),
        assumed: false,
        source: super::source(typed),
    }
}

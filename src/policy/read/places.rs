//! `[[region]]` and `[[holidays]]`.

use super::{Placed, placed};
use crate::policy::fields::{Fields, FileText};
use crate::policy::model::{HolidayYear, Region};

/// The region of an entry and those it lists in `contains`.
pub(super) fn regions(file: &FileText<'_>, fields: &Fields<'_>) -> Vec<Placed<Region>> {
    let name = fields.required("name", Fields::text);
    let parent = fields.text("parent");
    let aliases = fields
        .texts("aliases")
        .into_iter()
        .map(|(alias, _)| alias)
        .collect();
    let contains = fields.texts("contains");
    fields.refuse_unknown();
    let Some(name) = name else {
        return Vec::new();
    };
    let inner = contains.into_iter().map(|(inner, line)| Placed {
        file: file.name().to_owned(),
        line,
        entry: Region {
            name: inner,
            parent: Some(name.clone()),
            aliases: Vec::new(),
        },
    });
    let mut regions: Vec<_> = inner.collect();
    regions.insert(
        0,
        placed(
            file,
            fields,
            Region {
                name,
                parent,
                aliases,
            },
        ),
    );
    regions
}

pub(super) fn holiday_year(fields: &Fields<'_>) -> Option<HolidayYear> {
    let year = fields.required("year", |fields, key| fields.whole(key, 1980, 2099));
    let holidays = fields.days("holidays");
    let workdays = fields.days("workdays");
    let source = fields.source();
    Some(HolidayYear {
        year: i32::try_from(year?).ok()?,
        holidays: holidays.into_iter().collect(),
        workdays: workdays.into_iter().collect(),
        source: source?,
    })
}

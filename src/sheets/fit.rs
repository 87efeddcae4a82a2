//! Whether a sheet's headings belong to another kind of import than the one chosen: a
//! training ledger read as a roster would rename people and add strangers.

use super::layout::{Field, Headings, Layout, Naming, Need};
use super::layouts;
use super::refusal::FileRefusal;

/// A heading that the other kind cannot do without counts so much.
const WEIGHT_OF_A_NEEDED_HEADING: usize = 2;
/// What speaks for the other kind must weigh so much at least (decided) …
const CLEARLY: usize = 2;
/// … and so much more for each heading that only the chosen kind knows: one list often
/// serves as roster and as list of certificates.
const FOR_EACH_OWN_HEADING: usize = 5;

/// The kind that headings fit clearly better than the chosen one; none where the chosen
/// one is as good.
pub(super) fn better_kind(headings: &[String], chosen: &Layout) -> Option<&'static Layout> {
    let own = Headings::of(chosen);
    let own: Vec<Option<Field>> = fields(headings, &own);
    layouts::ALL
        .into_iter()
        .filter(|other| other.kind != chosen.kind)
        .filter_map(|other| Some((weight(headings, &own, other)?, other)))
        .max_by_key(|(weight, _)| *weight)
        .map(|(_, other)| other)
}

/// Refuses a row of headings that fits another kind clearly better.
///
/// # Errors
/// [`FileRefusal::OtherKind`].
pub(super) fn refuse_other_kind(
    sheet: &str,
    row: u32,
    headings: &[String],
    chosen: &Layout,
) -> Result<(), FileRefusal> {
    match better_kind(headings, chosen) {
        None => Ok(()),
        Some(other) => Err(FileRefusal::OtherKind {
            sheet: sheet.to_owned(),
            row,
            seems: other.label,
            chosen: chosen.label,
        }),
    }
}

/// How much speaks for another kind, where it is clearly more than for the chosen one.
fn weight(headings: &[String], own: &[Option<Field>], other: &Layout) -> Option<usize> {
    let others = fields(headings, &Headings::of(other));
    let needed = |field: Field| {
        other
            .column(field)
            .is_some_and(|column| column.need == Need::Required)
    };
    let complete = other
        .columns
        .iter()
        .filter(|column| column.need == Need::Required)
        .all(|column| others.contains(&Some(column.field)));
    if !complete {
        return None;
    }
    let (mut only_own, mut only_other) = (0, 0);
    for (own, other) in own.iter().zip(&others) {
        match (own, other) {
            (Some(_), None) => only_own += 1,
            (None, Some(field)) if needed(*field) => only_other += WEIGHT_OF_A_NEEDED_HEADING,
            (None, Some(_)) => only_other += 1,
            _ => {}
        }
    }
    (only_other >= CLEARLY + FOR_EACH_OWN_HEADING * only_own).then_some(only_other)
}

fn fields(headings: &[String], known: &Headings) -> Vec<Option<Field>> {
    headings
        .iter()
        .map(|text| match known.recognise(text) {
            Some(Naming::Strong(field) | Naming::Weak(field)) => Some(field),
            Some(Naming::Quiet) | None => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_of_another_kind_is_noticed_and_a_list_that_serves_twice_is_not() {
        for (chosen, headings, better) in [
            // A ledger, with and without the people's unit, chosen as a roster.
            (
                layouts::PEOPLE,
                "序号 姓名 身份证号 培训名称 主办单位 开始日期 结束日期 天数 学时 方式 类别",
                Some("继续教育培训"),
            ),
            (
                layouts::PEOPLE,
                "姓名 身份证号 工作单位 培训名称 主办单位 开始日期 结束日期 天数 方式",
                Some("继续教育培训"),
            ),
            (
                layouts::PEOPLE,
                "姓名 身份证号 考试年度 级别 科目 成绩 考区",
                Some("考试成绩"),
            ),
            (
                layouts::PEOPLE,
                "单位名称 上级单位 联系人 职工人数",
                Some("单位"),
            ),
            (layouts::UNITS, "姓名 身份证号 单位 学历 专业", Some("人员")),
            (
                layouts::EXAM_ENTRIES,
                "姓名 身份证号 考试年度 级别 科目 成绩",
                Some("考试成绩"),
            ),
            (
                layouts::TRAINING,
                "姓名 身份证号 单位 学历 手机号",
                Some("人员"),
            ),
            // As it should be.
            (layouts::PEOPLE, "姓名 身份证号", None),
            (
                layouts::PEOPLE,
                "姓名 身份证号码 所在单位 联系电话 学历 备注",
                None,
            ),
            (
                layouts::PEOPLE,
                "姓名 身份证号 单位 证书级别 证书管理号 批准日期 登记日期 登记有效期至",
                None,
            ),
            (
                layouts::CERTIFICATES,
                "姓名 身份证号 单位 手机号 证书级别 证书管理号 批准日期",
                None,
            ),
            (
                layouts::TRAINING,
                "姓名 身份证号 单位 手机号 培训名称 开始日期 结束日期 天数",
                None,
            ),
            // A column is missing: that is told, and no other kind.
            (layouts::TRAINING, "姓名 身份证号 培训名称 天数", None),
        ] {
            let headings: Vec<String> = headings.split(' ').map(str::to_owned).collect();
            let found = better_kind(&headings, &chosen).map(|layout| layout.label);
            assert_eq!(found, better, "{} {headings:?}", chosen.label);
        }
    }
}

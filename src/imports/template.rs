//! An empty workbook for each kind of import: the headings that it knows, one example
//! row, and a sheet that explains the columns.
//!
//! The example can never become a record: a part of it is refused on purpose, so an
//! office that forgets to delete it is told so.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use crate::certificates::import::CertificateImporter;
use crate::exams::import::{EntryImporter, ResultImporter};
use crate::intake::{ImportKind, Importer};
use crate::people::import::PersonImporter;
use crate::sheets::{Column, Field, Layout, Need, words};
use crate::training::import::TrainingImporter;
use crate::units::import::UnitImporter;

/// The columns of a kind.
pub fn layout(kind: ImportKind) -> &'static Layout {
    match kind {
        ImportKind::Units => UnitImporter::LAYOUT,
        ImportKind::People => PersonImporter::LAYOUT,
        ImportKind::Certificates => CertificateImporter::LAYOUT,
        ImportKind::Training => TrainingImporter::LAYOUT,
        ImportKind::ExamEntries => EntryImporter::LAYOUT,
        ImportKind::ExamResults => ResultImporter::LAYOUT,
    }
}

/// What a column wants: an example, and how it is filled in.
fn explained(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::Name => (
            "示例（请删除本行）",
            "与身份证一致；与名册不一致的行会被拒绝",
        ),
        // The check digit is wrong, so that the example is never imported.
        Field::IdNumber => (
            "500110199001010000",
            "18位身份证号，单元格设为文本格式；号码不对的行会被拒绝",
        ),
        Field::Unit => (
            "石壕镇溪山村",
            "单位全称；有同名单位时写完整路径，如 綦江区/石壕镇/溪山村",
        ),
        Field::ParentUnit => ("石壕镇", "街镇或主管单位，空着时按名称判断"),
        Field::UnitKind => ("村", words::UNIT_KINDS_EXPECTED),
        Field::ContactName => ("刘敏", "报送材料的经办人"),
        Field::ContactPhone => ("13900000000", "经办人电话"),
        Field::ContactEmail => ("office@example.cn", "接收提醒的邮箱"),
        Field::Headcount => ("示例，请删除本行", "职工总人数，填整数，如 12"),
        Field::HasStudio => ("是", "是或否"),
        Field::Mobile => ("13900000000", "11位手机号，用于登录和提醒"),
        Field::Email => ("name@example.cn", "接收提醒的邮箱"),
        Field::Education => ("本科", words::EDUCATIONS_EXPECTED),
        Field::Major => ("社会工作", "最高学历的专业"),
        Field::GraduatedOn => ("2015-06", "年月即可"),
        Field::SocialWorkSince => ("2016-03", "开始从事社会工作的年月，用于判断报考条件"),
        Field::EmploymentKind => ("社区工作者", words::EMPLOYMENT_KINDS_EXPECTED),
        Field::JoinedOn => ("2016-03-01", "到本单位的日期"),
        Field::LeftOn => ("", "在职的空着"),
        Field::Level => (
            "助理社会工作师",
            "社会工作员、助理社会工作师、社会工作师或高级社会工作师",
        ),
        Field::CertificateNumber => ("2021055000000000000", "证书上的管理号，设为文本格式"),
        Field::ApprovedOn => ("2021-10-17", "证书上的批准日期"),
        Field::RegisteredOn => ("2022-03-09", "登记证上的登记日期；没有登记的空着"),
        Field::RegisteredUntil => ("2025-03-08", "登记证上印的有效期至；空着按三年计算"),
        Field::Title => ("2026年社会工作实务培训", "培训班名称"),
        Field::Organiser => ("綦江区民政局", "举办单位"),
        Field::FirstDay => ("2026-03-02", "开班日期"),
        Field::LastDay => ("2026-03-03", "结业日期"),
        Field::Days => ("2", "天数和学时至少填一项"),
        Field::Hours => ("16", "天数和学时至少填一项"),
        Field::Mode => ("面授", words::TRAINING_MODES_EXPECTED),
        Field::TrainingKind => (
            "继续教育",
            "继续教育、考前培训、学历教育、督导、会议、论文或其他；空着为继续教育",
        ),
        Field::ExamYear => ("2026", "四位年份"),
        Field::Subject => ("社会工作实务", "报考名单可以写多科，用顿号隔开"),
        Field::Score => ("72", "分数；-1或缺考、-2或违纪、-4或成绩无效"),
        Field::ExamArea => ("重庆市", "省级考区，空着按本区县"),
        Field::WorkCounty => ("綦江区", "享受区域合格标准的填写"),
        Field::SignUpState => ("已报名", "已报名、待审核、待缴费、已缴费或已取消"),
        Field::CheckState => ("审核通过", "待审核、审核通过或审核未通过"),
        Field::PaymentState => ("已缴费", "未缴费、待缴费、已缴费或已退费"),
        Field::PaidAt => ("2026-04-02 10:30", "缴费的日期或时间"),
        Field::PaidAmount => ("122", "元"),
        Field::RefundAmount => ("", "没有退费的空着"),
        Field::TicketNumber => ("", "准考证打印后填写，设为文本格式"),
    }
}

fn remarks(column: &Column, layout: &Layout) -> String {
    let (_, how) = explained(column.field);
    // Of the list of units the first column is the unit itself, not where somebody works.
    match (layout.kind, column.field) {
        ("units", Field::Unit) => "单位全称，不写上级单位".to_owned(),
        _ => how.to_owned(),
    }
}

/// The workbook of a kind.
///
/// # Errors
/// When it cannot be put together, which is a fault of ours.
pub fn workbook(kind: ImportKind) -> Result<Vec<u8>, XlsxError> {
    let layout = layout(kind);
    let heading = Format::new()
        .set_bold()
        .set_background_color(0x00E8_EEF4)
        .set_align(FormatAlign::VerticalCenter);
    // Kept as text, so that no ID number loses its last digits.
    let text = Format::new().set_num_format("@");
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut workbook = Workbook::new();

    let sheet = workbook.add_worksheet();
    sheet.set_name(kind.label())?;
    for (number, column) in (0_u16..).zip(layout.columns) {
        sheet.set_column_format(number, &text)?;
        sheet.set_column_width(number, 18)?;
        sheet.write_string_with_format(0, number, column.heading, &heading)?;
        let (example, _) = explained(column.field);
        sheet.write_string_with_format(1, number, example, &text)?;
    }
    sheet.set_freeze_panes(1, 0)?;

    let sheet = workbook.add_worksheet();
    sheet.set_name("填写说明")?;
    for (number, (title, width)) in
        (0_u16..).zip([("栏目", 26), ("要求", 10), ("填法", 52), ("例子", 26)])
    {
        sheet.set_column_width(number, width)?;
        sheet.write_string_with_format(0, number, title, &heading)?;
    }
    for (row, column) in (1_u32..).zip(layout.columns) {
        let need = match column.need {
            Need::Required => "必填",
            Need::Optional => "可空",
        };
        let (example, _) = explained(column.field);
        // With its number, so that the explanation is never taken for headings.
        let named = format!("第{row}列：{}", column.heading);
        for (number, words) in
            (0_u16..).zip([named.as_str(), need, &remarks(column, layout), example])
        {
            sheet.write_string_with_format(row, number, words, &wrapped)?;
        }
    }
    let last = u32::try_from(layout.columns.len()).unwrap_or_default() + 2;
    sheet.write_string(
        last,
        0,
        "第一张表的第2行是示例，请删除或覆盖后再上传；列的先后不要紧，用不到的列可以删掉。",
    )?;
    workbook.save_to_buffer()
}

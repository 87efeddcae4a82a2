use super::*;
use crate::sheets::layouts::{
    ALL, CERTIFICATES, EXAM_ENTRIES, EXAM_RESULTS, PEOPLE, TRAINING, UNITS,
};

fn field(layout: &Layout, heading: &str) -> Option<Field> {
    match Headings::of(layout).recognise(heading) {
        Some(Naming::Strong(field)) => Some(field),
        _ => None,
    }
}

#[test]
fn no_heading_of_an_import_means_two_things() {
    for layout in ALL {
        let mut seen: HashMap<String, Field> = HashMap::new();
        for column in layout.columns {
            for name in column.names().chain(split(column.weak)) {
                let other = seen.insert(heading_key(name), column.field);
                let same = other.is_none_or(|other| other == column.field);
                assert!(same, "{}: {name} is {other:?}, too", layout.kind);
            }
        }
        assert!(layout.column(layout.key).is_some() && layout.column(layout.name).is_some());
    }
}

#[test]
fn the_headings_that_were_promised_are_known() {
    use Field::*;
    let tables: [(&Layout, &[(Field, &str)]); 6] = [
        (
            &PEOPLE,
            &[
                (Name, "姓名、学员姓名、考生姓名"),
                (IdNumber, "身份证号、身份证号码、公民身份号码、证件号码"),
                (Unit, "单位、所在单位、单位名称"),
                (Mobile, "联系电话、手机号"),
                (Email, "电子邮箱、邮箱"),
                (Education, "学历、文化程度、最高学历"),
                (Major, "专业、所学专业"),
                (GraduatedOn, "毕业时间"),
                (SocialWorkSince, "从事社会工作时间、参加社工工作年月"),
                (EmploymentKind, "人员类别、岗位类别、身份"),
                (JoinedOn, "入职日期"),
                (LeftOn, "离职日期"),
            ],
        ),
        (
            &CERTIFICATES,
            &[
                (Level, "级别、证书级别"),
                (CertificateNumber, "管理号、证书管理号"),
                (ApprovedOn, "批准日期、取得时间"),
                (RegisteredOn, "登记日期、登记时间"),
                (RegisteredUntil, "登记有效期至、有效期至"),
            ],
        ),
        (
            &TRAINING,
            &[
                (Title, "培训名称、班次名称"),
                (Organiser, "主办单位、举办单位"),
                (FirstDay, "开始日期、培训起"),
                (LastDay, "结束日期、培训止"),
                (Days, "天数、培训天数（天）、天数（天）、培训天数(天)"),
                (Hours, "学时、学时数"),
                (Mode, "方式、培训形式"),
                (TrainingKind, "类别、培训类型"),
            ],
        ),
        (
            &EXAM_RESULTS,
            &[
                (ExamYear, "考试年度、年度"),
                (Level, "级别、报考级别"),
                (Subject, "科目、科目名称"),
                (Score, "成绩、分数"),
                (ExamArea, "考区、报考省市"),
                (WorkCounty, "工作区县、工作所在区县"),
            ],
        ),
        (
            &EXAM_ENTRIES,
            &[
                (Subject, "报考科目"),
                (SignUpState, "报名状态"),
                (CheckState, "审核状态"),
                (PaymentState, "缴费状态"),
                (PaidAt, "缴费时间"),
                (PaidAmount, "缴费金额"),
                (RefundAmount, "退费金额"),
                (TicketNumber, "准考证号"),
            ],
        ),
        (
            &UNITS,
            &[
                (Unit, "单位名称"),
                (ParentUnit, "上级单位"),
                (UnitKind, "类别"),
                (ContactName, "联系人"),
                (ContactEmail, "联系邮箱"),
                (Headcount, "职工人数"),
                (HasStudio, "是否设社会工作室"),
            ],
        ),
    ];
    for (layout, rows) in tables {
        for (expected, names) in rows {
            for name in names.split('、') {
                assert_eq!(
                    field(layout, name),
                    Some(*expected),
                    "{}: {name}",
                    layout.kind
                );
            }
        }
    }
}

#[test]
fn a_heading_is_known_however_it_is_typed() {
    for heading in [
        "身份证号",
        "身 份 证 号",
        "身份证号\n码",
        "身份证号（18位）",
        "身份证号(必填)",
        "*身份证号",
        "身份证号：",
        "　身份证号　",
        "【必填】身份证号",
        "身份证号*（文本格式）",
    ] {
        assert_eq!(field(&PEOPLE, heading), Some(Field::IdNumber), "{heading}");
    }
    assert_eq!(field(&TRAINING, "培训时长（学时）"), Some(Field::Hours));
    assert_eq!(field(&TRAINING, "培训时长（天）"), Some(Field::Days));
    assert_eq!(field(&PEOPLE, "配偶身份证号"), None);
    assert_eq!(field(&PEOPLE, &"身份证号".repeat(50)), None);
}

use super::*;
use crate::people::{Education, EmploymentKind};
use crate::units::UnitKind;

#[test]
fn the_longest_level_word_wins() {
    use Level::{Assistant, Intermediate, Senior, Worker};
    for (text, expected) in [
        ("社会工作员", Worker),
        ("社工员", Worker),
        ("助理社会工作师", Assistant),
        ("助理社会工作师（初级）", Assistant),
        ("社会工作者职业资格考试（初级）", Assistant),
        ("社会工作师（初级）", Assistant),
        ("初级社会工作师", Assistant),
        ("初级", Assistant),
        (" 助 理 ", Assistant),
        ("社会工作师", Intermediate),
        ("社会工作师（中级）", Intermediate),
        ("中级", Intermediate),
        ("高级社会工作师", Senior),
        ("高级", Senior),
        ("副高", Senior),
        ("社会工作师(高级)", Senior),
    ] {
        assert_eq!(level(text), Some(expected), "{text}");
    }
    for text in ["", "其他", "社会工作", "心理咨询师"] {
        assert_eq!(level(text), None, "{text}");
    }
}

#[test]
fn subjects_come_with_and_without_their_level() {
    use Subject::{ComprehensiveAbility, LawAndPolicy, Practice};
    for (text, subject_of, level_of) in [
        ("社会工作法规与政策", LawAndPolicy, None),
        ("法规与政策", LawAndPolicy, None),
        (
            "社会工作综合能力(中级)",
            ComprehensiveAbility,
            Some(Level::Intermediate),
        ),
        (
            "社会工作综合能力（初级）",
            ComprehensiveAbility,
            Some(Level::Assistant),
        ),
        ("综合能力", ComprehensiveAbility, None),
        ("社会工作实务（高级）", Practice, Some(Level::Senior)),
        ("实务", Practice, None),
    ] {
        let expected = ReadSubject {
            subject: subject_of,
            level: level_of,
        };
        assert_eq!(subject(text), Some(expected), "{text}");
    }
    for text in ["", "英语", "社会工作", "综合能力、实务"] {
        assert_eq!(subject(text), None, "{text}");
    }
}

#[test]
fn several_subjects_stand_in_one_cell() {
    let names = |text: &str| match subjects(text) {
        Some(ReadSubjects::These(read)) => read
            .iter()
            .map(|s| s.subject.label())
            .collect::<Vec<_>>()
            .join("、"),
        Some(ReadSubjects::All) => "全部".to_owned(),
        None => "？".to_owned(),
    };
    for (text, expected) in [
        (
            "社会工作综合能力（初级）、社会工作实务（初级）",
            "社会工作综合能力、社会工作实务",
        ),
        (
            "法规与政策,综合能力;实务",
            "社会工作法规与政策、社会工作综合能力、社会工作实务",
        ),
        ("综合能力\n实务", "社会工作综合能力、社会工作实务"),
        ("1.综合能力 2.实务", "社会工作综合能力、社会工作实务"),
        ("社会工作实务 （中级）", "社会工作实务"),
        ("实务、实务", "社会工作实务"),
        ("全部科目", "全部"),
        ("综合能力、英语", "？"),
        ("、", "？"),
        ("", "？"),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
}

#[test]
fn training_kinds_are_those_of_the_contract() {
    use TrainingKind::{Conference, Degree, Other, Paper, PreExam, Supervision, Training};
    for (text, expected) in [
        ("", Some(Training)),
        ("继续教育", Some(Training)),
        (" 培训 ", Some(Training)),
        ("考前培训", Some(PreExam)),
        ("考前辅导", Some(PreExam)),
        ("学历教育", Some(Degree)),
        ("督导", Some(Supervision)),
        ("会议", Some(Conference)),
        ("论文", Some(Paper)),
        ("其他", Some(Other)),
        ("旅游", None),
        ("培训会议", None),
    ] {
        assert_eq!(training_kind(text), expected, "{text}");
    }
}

#[test]
fn modes_are_told_by_what_they_hold() {
    for (text, expected) in [
        ("面授", Some(TrainingMode::InPerson)),
        ("集中培训", Some(TrainingMode::InPerson)),
        ("线上", Some(TrainingMode::Online)),
        ("网络培训", Some(TrainingMode::Online)),
        ("线上线下结合", Some(TrainingMode::Mixed)),
        ("线上+线下", Some(TrainingMode::Mixed)),
        ("不详", None),
    ] {
        assert_eq!(training_mode(text), expected, "{text}");
    }
}

#[test]
fn educations_are_told_from_their_many_names() {
    use Education::{
        Bachelor, Doctor, HighSchool, JuniorCollege, Master, MiddleSchool, VocationalSecondary,
    };
    for (text, expected) in [
        ("博士研究生", Some(Doctor)),
        ("硕士研究生", Some(Master)),
        ("研究生", Some(Master)),
        ("大学本科", Some(Bachelor)),
        ("大学", Some(Bachelor)),
        ("本科", Some(Bachelor)),
        ("大学专科", Some(JuniorCollege)),
        ("大专", Some(JuniorCollege)),
        ("高职", Some(JuniorCollege)),
        ("中专", Some(VocationalSecondary)),
        ("职业高中", Some(VocationalSecondary)),
        ("高中", Some(HighSchool)),
        ("初中及以下", Some(MiddleSchool)),
        ("本科在读", None),
        ("不详", None),
    ] {
        assert_eq!(education(text), expected, "{text}");
    }
}

#[test]
fn every_label_is_read_back_as_itself() {
    for kind in EmploymentKind::ALL {
        assert_eq!(employment_kind(kind.label()), Some(*kind));
    }
    for kind in UnitKind::ALL {
        assert_eq!(unit_kind(kind.label()), Some(*kind));
    }
    for kind in Education::ALL {
        assert_eq!(education(kind.label()), Some(*kind));
    }
    for kind in Level::ALL {
        assert_eq!(level(kind.label()), Some(*kind));
    }
    for kind in TrainingKind::ALL {
        assert_eq!(training_kind(kind.label()), Some(*kind));
    }
    for kind in TrainingMode::ALL {
        assert_eq!(training_mode(kind.label()), Some(*kind));
    }
    for kind in Subject::ALL {
        assert_eq!(subject(kind.label()).map(|read| read.subject), Some(*kind));
    }
}

#[test]
fn employment_and_unit_words_of_real_lists() {
    for (text, expected) in [
        ("公务员（含选调生）", EmploymentKind::CivilServant),
        ("参公事业编制", EmploymentKind::QuasiCivilServant),
        ("事业编", EmploymentKind::InstitutionStaff),
        ("事业单位聘用", EmploymentKind::Contract),
        ("专职社区工作者", EmploymentKind::CommunityWorker),
        ("社区“两委”成员", EmploymentKind::CommitteeMember),
        ("村（社区）两委", EmploymentKind::CommitteeMember),
        ("专职网格员", EmploymentKind::GridWorker),
        ("民办社工机构", EmploymentKind::AgencyStaff),
        ("民办非企业", EmploymentKind::AssociationStaff),
    ] {
        assert_eq!(employment_kind(text), Some(expected), "{text}");
    }
    for (text, expected) in [
        ("镇（街道）", UnitKind::Township),
        ("村委会", UnitKind::Village),
        ("社区居委会", UnitKind::UrbanCommunity),
        ("民办社会工作服务机构", UnitKind::Agency),
        ("民办非企业单位", UnitKind::Association),
        ("卫生院", UnitKind::Hospital),
    ] {
        assert_eq!(unit_kind(text), Some(expected), "{text}");
    }
}

//! Words for people and the units they work in.

use super::longest;
use crate::people::{Education, EmploymentKind};
use crate::text::compare_key;
use crate::units::UnitKind;

/// An education that is finished; 在读 is none yet.
pub fn education(text: &str) -> Option<Education> {
    use Education::{
        Bachelor, Doctor, HighSchool, JuniorCollege, Master, MiddleSchool, VocationalSecondary,
    };
    let key = compare_key(text);
    if key.contains("在读") || key.contains("肄业") {
        return None;
    }
    if matches!(key.as_str(), "大学" | "大学毕业") {
        return Some(Bachelor);
    }
    // In this order: 大学专科 is no 大学本科, 博士研究生 no 研究生, 职业高中 no 高中.
    const WORDS: [(&str, Education); 25] = [
        ("博士", Doctor),
        ("硕士", Master),
        ("研究生", Master),
        ("专升本", Bachelor),
        ("本科", Bachelor),
        ("学士", Bachelor),
        ("双学位", Bachelor),
        ("大专", JuniorCollege),
        ("专科", JuniorCollege),
        ("高职", JuniorCollege),
        ("高等职业", JuniorCollege),
        ("中专", VocationalSecondary),
        ("中技", VocationalSecondary),
        ("中职", VocationalSecondary),
        ("中等专业", VocationalSecondary),
        ("中等职业", VocationalSecondary),
        ("职高", VocationalSecondary),
        ("职业高中", VocationalSecondary),
        ("技校", VocationalSecondary),
        ("技工", VocationalSecondary),
        ("高中", HighSchool),
        ("初中", MiddleSchool),
        ("小学", MiddleSchool),
        ("文盲", MiddleSchool),
        ("无学历", MiddleSchool),
    ];
    WORDS
        .iter()
        .find(|(word, _)| key.contains(word))
        .map(|(_, education)| *education)
}

/// On which footing a person works.
pub fn employment_kind(text: &str) -> Option<EmploymentKind> {
    longest(text, EMPLOYMENT_WORDS)
}

/// The words for footings.
const EMPLOYMENT_WORDS: &[(&str, EmploymentKind)] = {
    use EmploymentKind::{
        AgencyStaff, AssociationStaff, CivilServant, CommitteeMember, CommunityWorker, Contract,
        EnterpriseStaff, GridWorker, InstitutionStaff, Other, QuasiCivilServant, Student,
        VillageCadre,
    };
    &[
        ("公务员", CivilServant),
        ("行政编制", CivilServant),
        ("机关工作人员", CivilServant),
        ("参公", QuasiCivilServant),
        ("参照公务员", QuasiCivilServant),
        ("参照公务员法管理", QuasiCivilServant),
        ("参公管理事业单位", QuasiCivilServant),
        ("参公事业编制", QuasiCivilServant),
        ("事业编制", InstitutionStaff),
        ("事业编", InstitutionStaff),
        ("事业人员", InstitutionStaff),
        ("事业单位", InstitutionStaff),
        ("在编", InstitutionStaff),
        ("事业身份", InstitutionStaff),
        ("合同制", Contract),
        ("合同工", Contract),
        ("聘用", Contract),
        ("编外", Contract),
        ("非在编", Contract),
        ("劳务派遣", Contract),
        ("派遣", Contract),
        ("政府购买服务", Contract),
        ("公益性岗位", Contract),
        ("临聘", Contract),
        ("事业单位聘用", Contract),
        ("事业单位合同制", Contract),
        ("事业单位编外", Contract),
        ("机关聘用", Contract),
        ("社区工作者", CommunityWorker),
        ("专职社区工作者", CommunityWorker),
        ("社区专职工作者", CommunityWorker),
        ("社区专职干部", CommunityWorker),
        ("社区干部", CommunityWorker),
        ("社区工作人员", CommunityWorker),
        ("社区专干", CommunityWorker),
        ("两委", CommitteeMember),
        ("居委会成员", CommitteeMember),
        ("村委会成员", CommitteeMember),
        ("社区两委", CommitteeMember),
        ("村(社区)两委", CommitteeMember),
        ("网格员", GridWorker),
        ("专职网格员", GridWorker),
        ("网格", GridWorker),
        ("村干部", VillageCadre),
        ("村专干", VillageCadre),
        ("村社干部", VillageCadre),
        ("村居干部", VillageCadre),
        ("本土人才", VillageCadre),
        ("社工机构", AgencyStaff),
        ("社会工作机构", AgencyStaff),
        ("社会工作服务机构", AgencyStaff),
        ("民办社工机构", AgencyStaff),
        ("机构社工", AgencyStaff),
        ("社工机构员工", AgencyStaff),
        ("社会组织", AssociationStaff),
        ("社会团体", AssociationStaff),
        ("民办非企业", AssociationStaff),
        ("社会服务机构", AssociationStaff),
        ("基金会", AssociationStaff),
        ("协会", AssociationStaff),
        ("企业", EnterpriseStaff),
        ("公司职员", EnterpriseStaff),
        ("国企", EnterpriseStaff),
        ("学生", Student),
        ("大学生", Student),
        ("在校", Student),
        ("其他", Other),
        ("其它", Other),
        ("无业", Other),
        ("待业", Other),
        ("自由职业", Other),
        ("个体", Other),
        ("退休", Other),
        ("志愿者", Other),
    ]
};

/// The kind of a unit, by the word in its own column. (Its name is judged by the
/// units' rules, not here.)
pub fn unit_kind(text: &str) -> Option<UnitKind> {
    longest(text, UNIT_WORDS)
}

/// The words for kinds of units.
const UNIT_WORDS: &[(&str, UnitKind)] = {
    use UnitKind::{
        Agency, Association, District, Enterprise, Hospital, Institution, Organ, School, Township,
        UrbanCommunity, Village,
    };
    &[
        ("区县", District),
        ("区(县)", District),
        ("县区", District),
        ("县级", District),
        ("街镇", Township),
        ("镇街", Township),
        ("街道", Township),
        ("乡镇", Township),
        ("镇乡", Township),
        ("镇(街道)", Township),
        ("乡镇(街道)", Township),
        ("镇", Township),
        ("乡", Township),
        ("街道办事处", Township),
        ("城市社区", UrbanCommunity),
        ("社区", UrbanCommunity),
        ("社区居委会", UrbanCommunity),
        ("居委会", UrbanCommunity),
        ("居民委员会", UrbanCommunity),
        ("行政村", Village),
        ("村", Village),
        ("村委会", Village),
        ("村民委员会", Village),
        ("机关", Organ),
        ("行政机关", Organ),
        ("机关单位", Organ),
        ("党政机关", Organ),
        ("行政单位", Organ),
        ("群团", Organ),
        ("人民团体", Organ),
        ("事业单位", Institution),
        ("事业", Institution),
        ("参公事业单位", Institution),
        ("学校", School),
        ("中小学", School),
        ("高校", School),
        ("教育机构", School),
        ("医院", Hospital),
        ("医疗机构", Hospital),
        ("卫生院", Hospital),
        ("医疗卫生机构", Hospital),
        ("社工机构", Agency),
        ("社会工作机构", Agency),
        ("社会工作服务机构", Agency),
        ("民办社工机构", Agency),
        ("民办社会工作服务机构", Agency),
        ("社工服务机构", Agency),
        ("社会组织", Association),
        ("社会团体", Association),
        ("民办非企业单位", Association),
        ("民非", Association),
        ("社会服务机构", Association),
        ("基金会", Association),
        ("协会", Association),
        ("社团", Association),
        ("企业", Enterprise),
        ("企业单位", Enterprise),
        ("公司", Enterprise),
        ("国企", Enterprise),
        ("民营企业", Enterprise),
    ]
};

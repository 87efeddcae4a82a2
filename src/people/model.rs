//! People: who they are, where they work, what they bring to an exam.

use crate::{id_type, text_enum};

id_type!(
    /// One person.
    PersonId
);

text_enum!(
    /// 人员类别: on which footing a person works.
    EmploymentKind {
        /// 公务员.
        CivilServant = "civil_servant", "公务员";
        /// 参公.
        QuasiCivilServant = "quasi_civil_servant", "参公人员";
        /// 事业编制.
        InstitutionStaff = "institution_staff", "事业编制";
        /// 合同制、聘用.
        Contract = "contract", "合同制";
        /// 社区工作者（专职）.
        CommunityWorker = "community_worker", "社区工作者";
        /// 两委成员.
        CommitteeMember = "committee_member", "两委成员";
        /// 专职网格员.
        GridWorker = "grid_worker", "专职网格员";
        /// 村干部.
        VillageCadre = "village_cadre", "村干部";
        /// 社工机构员工.
        AgencyStaff = "agency_staff", "社工机构员工";
        /// 社会组织员工.
        AssociationStaff = "association_staff", "社会组织员工";
        /// 企业.
        EnterpriseStaff = "enterprise_staff", "企业员工";
        /// 学生.
        Student = "student", "学生";
        /// 其他.
        Other = "other", "其他";
    }
);

text_enum!(
    /// 学历, lowest first; the order is used by the eligibility lines.
    Education {
        /// 初中及以下.
        MiddleSchool = "middle_school", "初中及以下";
        /// 高中.
        HighSchool = "high_school", "高中";
        /// 中专、中技、职高.
        VocationalSecondary = "vocational_secondary", "中专";
        /// 大专、高职.
        JuniorCollege = "junior_college", "大专";
        /// 本科.
        Bachelor = "bachelor", "本科";
        /// 硕士.
        Master = "master", "硕士研究生";
        /// 博士.
        Doctor = "doctor", "博士研究生";
    }
);

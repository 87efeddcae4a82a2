//! People: who they are, where they work, what they bring to an exam.

use chrono::NaiveDate;

use crate::identity::mask_id_number;
use crate::secrecy::{CannotOpen, Keys};
use crate::units::UnitId;
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

/// The values of a person that an office fills in; also what the history keeps.
/// The ID number is not among them: it is the key, encrypted beside them.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::AsChangeset,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::people, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct PersonDetails {
    /// 姓名.
    pub name: String,
    /// Sort key; follows from the name.
    #[serde(skip)]
    pub pinyin_key: String,
    /// For the initials search; follows from the name.
    #[serde(skip)]
    pub pinyin_initials: String,
    /// Where the person works.
    pub unit_id: UnitId,
    /// 手机号.
    pub mobile: Option<String>,
    /// 电子邮箱.
    pub email: Option<String>,
    /// 学历.
    pub education: Option<Education>,
    /// 所学专业.
    pub major: Option<String>,
    /// 毕业时间; the first of the month where only the month is known.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub graduated_on: Option<NaiveDate>,
    /// 从事社会工作时间; the first of the month where only the month is known.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub social_work_since: Option<NaiveDate>,
    /// 人员类别.
    pub employment_kind: Option<EmploymentKind>,
    /// 入职日期.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub joined_on: Option<NaiveDate>,
    /// 离职日期; the last day in the unit.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub left_on: Option<NaiveDate>,
}

impl PersonDetails {
    /// The same values with the keys that follow from the name.
    #[must_use]
    pub fn with_name_keys(mut self) -> Self {
        self.pinyin_key = crate::text::pinyin_key(&self.name);
        self.pinyin_initials = crate::text::pinyin_initials(&self.name);
        self
    }

    /// Whether both lead to the same mobile number and mail address.
    pub fn same_contact(&self, other: &Self) -> bool {
        self.mobile == other.mobile && self.email == other.email
    }

    /// Whether the person has left by `day`.
    pub fn has_left(&self, day: NaiveDate) -> bool {
        self.left_on.is_some_and(|left| left < day)
    }
}

/// A person as stored; the ID number still sealed.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::people)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Person {
    /// Its id.
    pub id: PersonId,
    /// Keyed hash of the ID number.
    pub id_number_hash: String,
    /// The sealed ID number.
    pub id_number_cipher: String,
    /// Its values.
    #[diesel(embed)]
    pub details: PersonDetails,
    /// Raised by each change.
    pub version: i64,
}

/// A move from one unit to another; what belongs to the person goes along.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::person_moves, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct PersonMove {
    /// Who moved.
    pub person_id: PersonId,
    /// Where the person worked until then.
    pub from_unit_id: UnitId,
    /// Where the person works since.
    pub to_unit_id: UnitId,
    /// 调动日期: the first day in the new unit.
    #[diesel(deserialize_as = crate::db::days::Day)]
    pub moved_on: NaiveDate,
    /// Why, where it was said.
    pub reason: Option<String>,
}

/// Where the sealed ID number stands; bound into the ciphertext.
pub const ID_NUMBER_COLUMN: &str = "people.id_number";

/// What stands where a sealed ID number was erased by law.
pub const ERASED_ID_NUMBER: &str = "erased";

impl Person {
    /// Whether the person's contact data and ID number were erased by law.
    pub fn is_erased(&self) -> bool {
        self.id_number_cipher == ERASED_ID_NUMBER
    }

    /// The ID number, unsealed; none where it was erased by law.
    ///
    /// # Errors
    /// [`CannotOpen`] when the key is another one or the row was tampered with.
    pub fn id_number(&self, keys: &Keys) -> Result<Option<String>, CannotOpen> {
        if self.is_erased() {
            return Ok(None);
        }
        keys.open(ID_NUMBER_COLUMN, self.id.0, &self.id_number_cipher)
            .map(Some)
    }

    /// The ID number as it is shown: masked, or in full on purpose.
    ///
    /// # Errors
    /// As [`Person::id_number`].
    pub fn shown_id_number(&self, keys: &Keys, full: bool) -> Result<String, CannotOpen> {
        Ok(match self.id_number(keys)? {
            None => "已依法清除".to_owned(),
            Some(number) if full => number,
            Some(number) => mask_id_number(&number),
        })
    }
}

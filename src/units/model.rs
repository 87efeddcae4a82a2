//! Units (单位): the district, its townships, villages, communities and employers, as a tree.

use crate::{id_type, text_enum};

id_type!(
    /// One unit.
    UnitId
);

text_enum!(
    /// What kind of unit it is; reimbursement and allowances depend on it.
    UnitKind {
        /// 区县.
        District = "district", "区县";
        /// 街道、镇、乡.
        Township = "township", "街镇";
        /// 社区.
        UrbanCommunity = "urban_community", "社区";
        /// 村.
        Village = "village", "村";
        /// 机关.
        Organ = "organ", "机关";
        /// 事业单位.
        Institution = "institution", "事业单位";
        /// 学校.
        School = "school", "学校";
        /// 医院.
        Hospital = "hospital", "医院";
        /// 民办社工机构.
        Agency = "agency", "社工机构";
        /// 社会组织.
        Association = "association", "社会组织";
        /// 企业.
        Enterprise = "enterprise", "企业";
    }
);

/// The values of a unit that an office fills in; also what the history keeps.
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
#[diesel(table_name = crate::db::schema::units, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct UnitDetails {
    /// The unit above; none = a district.
    pub parent_id: Option<UnitId>,
    /// 单位名称 as the office writes it.
    pub name: String,
    /// The names from the district down, joined by `/`; unique.
    pub path: String,
    /// [`crate::text::compare_key`] of the name.
    pub name_key: String,
    /// What kind of unit it is.
    pub kind: UnitKind,
    /// Whether the kind was guessed from the name.
    pub kind_guessed: bool,
    /// The region (行政区划) a district stands for; regional rules hold below it.
    pub region: Option<String>,
    /// 联系人.
    pub contact_name: Option<String>,
    /// 联系电话.
    pub contact_mobile: Option<String>,
    /// 联系邮箱.
    pub contact_email: Option<String>,
    /// 职工人数.
    pub employee_count: Option<i64>,
    /// 是否设社会工作室.
    pub has_social_work_office: Option<bool>,
}

/// A unit as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::units)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// Its values.
    #[diesel(embed)]
    pub details: UnitDetails,
    /// Raised by each change.
    pub version: i64,
    /// The day from which the unit is closed (撤销); it keeps its past.
    pub closed_on: Option<chrono::NaiveDate>,
}

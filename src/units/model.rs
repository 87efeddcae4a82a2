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

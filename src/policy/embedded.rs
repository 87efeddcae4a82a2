//! The policy files that are built into the binary. A file of the same name in
//! the configured folder replaces one of these.

/// Name and text of every embedded file, in order of name.
pub(super) const EMBEDDED_FILES: &[(&str, &str)] = &[
    (
        "chongqing.toml",
        include_str!("../../config/policies/chongqing.toml"),
    ),
    (
        "fengdu.toml",
        include_str!("../../config/policies/fengdu.toml"),
    ),
    (
        "guangdong.toml",
        include_str!("../../config/policies/guangdong.toml"),
    ),
    (
        "holidays.toml",
        include_str!("../../config/policies/holidays.toml"),
    ),
    (
        "national.toml",
        include_str!("../../config/policies/national.toml"),
    ),
    (
        "other-provinces.toml",
        include_str!("../../config/policies/other-provinces.toml"),
    ),
    (
        "qijiang.toml",
        include_str!("../../config/policies/qijiang.toml"),
    ),
    (
        "regions.toml",
        include_str!("../../config/policies/regions.toml"),
    ),
    (
        "retention.toml",
        include_str!("../../config/policies/retention.toml"),
    ),
    (
        "sichuan.toml",
        include_str!("../../config/policies/sichuan.toml"),
    ),
];

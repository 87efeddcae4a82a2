//! Words that no list of a room holds: how somebody signed in, which filters a list was
//! made with, which program it was.

use super::readable::Names;
use super::words::first_of;
use crate::audit::{Action, Entity};
use crate::certificates::Level;
use crate::exams::EntryState;
use crate::people::EmploymentKind;
use crate::roster::{Focus, Presence, Sort};
use crate::training::TrainingKind;
use crate::training::submission::Standing;
use crate::units::{UnitId, UnitKind};

/// What is kept as a bare word, by field.
const PLAIN: &[(&str, &str, &str)] = &[
    ("password", "set", "原密码"),
    ("password", "changed", "本人已修改"),
    ("password", "reset_by_office", "由单位重置"),
    ("password", "reset_by_operator", "由运维人员重置"),
    ("password", "reset_by_link", "用邮件链接重设"),
    ("reset_link", "sent", "已发送"),
    ("reset_link", "sent_before", "5分钟内已发过，没有重发"),
    ("reset_link", "too_many", "1小时内次数过多，没有发送"),
    (
        "reset_link",
        "passed_over",
        "没有可发的账号或邮箱，没有发送",
    ),
    ("sign_in", "failed", "密码不对"),
    ("sign_in", "locked", "密码连续不对，暂时锁定"),
    ("sign_in", "unknown", "没有这个账号"),
    ("second_factor", "off", "未启用"),
    ("second_factor", "on", "已启用"),
    ("second_factor", "asked", "要求输入"),
    ("second_factor", "given", "输入正确"),
    ("second_factor", "recovery_code", "用备用码通过"),
    ("second_factor", "codes_renewed", "已换新备用码"),
    ("second_factor", "removed", "本人已停用"),
    ("second_factor", "removed_by_administrator", "由管理员解除"),
    ("second_factor", "removed_by_operator", "由运维人员解除"),
    ("sessions", "one", "退出一处登录"),
    ("sessions", "others", "退出其他各处登录"),
    ("state", "renewal_open", "可办再登记"),
    ("standing", "ending", "90 天内到期"),
    ("password", "reset_with_role", "授予角色时重置"),
    ("issued", "password", "初始密码"),
    ("issued", "link", "邮件链接"),
];

/// A bare word in Chinese.
pub(super) fn plain(field: &str, word: &str) -> Option<&'static str> {
    PLAIN
        .iter()
        .find(|(of, known, _)| *of == field && *known == word)
        .map(|(_, _, chinese)| *chinese)
}

/// What a filter of an address is called.
const FILTERS: &[(&str, &str)] = &[
    ("unit", "单位"),
    ("q", "查找"),
    ("state", "状态"),
    ("level", "级别"),
    ("kind", "类别"),
    ("presence", "在职情况"),
    ("sort", "排序"),
    ("only", "只看"),
    ("rule", "规则"),
    ("due_by", "最迟到期"),
    ("person", "有关人员"),
    ("actor", "操作人"),
    ("entity", "内容"),
    ("action", "操作"),
    ("from", "从"),
    ("to", "到"),
    ("year", "年度"),
    ("full", "完整号码"),
    ("reason", "原因"),
    ("until", "到"),
    ("standing", "登记情况"),
    ("days", "期限"),
];

/// The filters of an address, as a reader would say them: 状态 可报考未报名，单位 打通镇.
pub(super) fn filters(query: &str, names: Names<'_>) -> String {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let told: Vec<String> = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| {
            let label = FILTERS
                .iter()
                .find(|(known, _)| *known == key)
                .map_or("其他条件", |(_, label)| *label);
            format!("{label} {}", filter_value(&key, &value, names))
        })
        .collect();
    if told.is_empty() {
        "全部".to_owned()
    } else {
        told.join("，")
    }
}

fn filter_value(key: &str, value: &str, names: Names<'_>) -> String {
    let unit = || {
        let id = value.parse().ok().map(UnitId)?;
        Some(names.tree.get(id)?.details.name.clone())
    };
    let said = match key {
        "unit" => return unit().unwrap_or_else(|| format!("编号 {value}")),
        "rule" => return names.rule(value),
        "level" if value == "none" => Some("无证书"),
        "only" if value == "missing" => Some("有空缺的"),
        "only" if value == "closed" => Some("已撤销的"),
        "full" => Some("是"),
        "state" => first_of!(value; Focus, Standing, EntryState).or_else(|| plain("state", value)),
        "level" => first_of!(value; Level),
        "kind" | "only" => first_of!(value; EmploymentKind, TrainingKind, UnitKind),
        "presence" => first_of!(value; Presence),
        "standing" => {
            first_of!(value; crate::roster::RegistrationState).or_else(|| plain("standing", value))
        }
        "sort" => first_of!(value; Sort),
        "entity" => first_of!(value; Entity),
        "action" => first_of!(value; Action),
        _ => None,
    };
    said.map_or_else(|| value.to_owned(), str::to_owned)
}

//! What a unit's name tells: its kind, and the township it lies in; and what an
//! office may write about a unit.

mod change;
pub mod handover;

pub use change::{LONGEST_UNIT_NAME, UnitInput, UnitRefusal, check_unit};

use super::UnitKind;

/// The endings that tell a kind, tried in this order; the first that fits decides.
const ENDINGS: &[(UnitKind, &[&str])] = &[
    (
        UnitKind::UrbanCommunity,
        &[
            "社区",
            "社区居委会",
            "居委会",
            "居民委员会",
            "社区居民委员会",
            "社区党委",
            "社区党支部",
        ],
    ),
    (
        UnitKind::Village,
        &["村", "村委会", "村民委员会", "村党支部"],
    ),
    (UnitKind::Township, &["街道", "镇", "乡"]),
    (
        UnitKind::School,
        &[
            "学校",
            "小学",
            "中学",
            "一中",
            "二中",
            "三中",
            "幼儿园",
            "学院",
            "大学",
            "职教中心",
            "党校",
        ],
    ),
    (
        UnitKind::Hospital,
        &["医院", "卫生院", "卫生服务中心", "保健院", "卫生室"],
    ),
    (
        UnitKind::Enterprise,
        &["公司", "集团", "企业", "厂", "合作社"],
    ),
    (
        UnitKind::Association,
        &[
            "协会",
            "学会",
            "联合会",
            "基金会",
            "商会",
            "促进会",
            "志愿服务队",
            "志愿者队",
            "联谊会",
        ],
    ),
    (
        UnitKind::Organ,
        &[
            "局",
            "委员会",
            "办公室",
            "办公厅",
            "人民政府",
            "政府",
            "部",
            "法院",
            "检察院",
            "办事处",
            "区委",
            "县委",
            "市委",
            "党工委",
            "纪委",
            "政法委",
            "人大",
            "政协",
            "总工会",
            "工会",
            "妇联",
            "残联",
            "团委",
            "团区委",
            "科协",
            "工商联",
            "社工委",
            "监委",
            "税务所",
            "派出所",
        ],
    ),
    (
        UnitKind::Institution,
        &[
            "中心",
            "站",
            "所",
            "院",
            "馆",
            "队",
            "园",
            "社",
            "服务处",
            "管理处",
        ],
    ),
];

/// The bodies that these words end are public organs although a shorter ending
/// fits an association.
const ORGANS_NAMED_LIKE_ASSOCIATIONS: &[&str] = &[
    "残疾人联合会",
    "妇女联合会",
    "工商业联合会",
    "文学艺术界联合会",
    "归国华侨联合会",
];

/// Words that make a centre a civil social-work agency (民办社工机构).
const AGENCY_WORDS: &[&str] = &["社工", "社会工作"];
const AGENCY_ENDINGS: &[&str] = &[
    "服务中心",
    "发展中心",
    "服务社",
    "服务站",
    "事务所",
    "机构",
    "工作室",
    "社工站",
    "中心",
];

/// Guesses the kind of a unit from its name; public institutions where nothing fits.
pub fn guess_kind(name: &str) -> UnitKind {
    let name = name.trim();
    if ORGANS_NAMED_LIKE_ASSOCIATIONS
        .iter()
        .any(|ending| name.ends_with(ending))
    {
        return UnitKind::Organ;
    }
    let agency = AGENCY_WORDS.iter().any(|word| name.contains(word))
        && AGENCY_ENDINGS.iter().any(|ending| name.ends_with(ending));
    if agency {
        return UnitKind::Agency;
    }
    ENDINGS
        .iter()
        .find(|(_, endings)| endings.iter().any(|ending| name.ends_with(ending)))
        .map_or(UnitKind::Institution, |(kind, _)| *kind)
}

/// Whether 镇 or 乡 at `index` ends a township's name: not in 城镇管理局, 乡村振兴局,
/// 区乡镇企业局.
fn ends_township(chars: &[(usize, char)], index: usize) -> bool {
    let before = index
        .checked_sub(1)
        .and_then(|at| chars.get(at))
        .map(|(_, c)| *c);
    let after = chars.get(index + 1).map(|(_, c)| *c);
    let proper_name = before.is_some_and(|c| !matches!(c, '城' | '乡' | '区' | '县' | '市'));
    let of_a_word =
        chars.get(index).is_some_and(|(_, c)| *c == '乡') && matches!(after, Some('村' | '镇'));
    proper_name && !of_a_word
}

/// The township a longer name begins with: 石壕镇 in 石壕镇溪山村, 古南街道 in
/// 古南街道办事处. A name that is only the township has none above it.
pub fn township_in(name: &str) -> Option<&str> {
    let chars: Vec<(usize, char)> = name.char_indices().collect();
    for (index, (position, character)) in chars.iter().enumerate() {
        // At least one character of a proper name stands before 镇, 乡, 街道.
        let end = match character {
            '镇' | '乡' if ends_township(&chars, index) => position + character.len_utf8(),
            '道' if index >= 2
                && chars
                    .get(index - 1)
                    .is_some_and(|(_, before)| *before == '街') =>
            {
                position + character.len_utf8()
            }
            _ => continue,
        };
        let rest = name.get(end..).unwrap_or_default();
        return (!rest.is_empty()).then(|| name.get(..end).unwrap_or_default());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_guessed_as_an_office_would_read_the_name() {
        for (name, kind) in [
            ("古南街道城南社区", UnitKind::UrbanCommunity),
            ("石壕镇溪山村", UnitKind::Village),
            ("石壕镇溪山村村民委员会", UnitKind::Village),
            ("文龙街道九龙社区居委会", UnitKind::UrbanCommunity),
            ("石壕镇", UnitKind::Township),
            ("古南街道", UnitKind::Township),
            ("古南街道办事处", UnitKind::Organ),
            ("石壕镇人民政府", UnitKind::Organ),
            ("区民政局", UnitKind::Organ),
            ("区委社会工作部", UnitKind::Organ),
            ("区残疾人联合会", UnitKind::Organ),
            ("区妇联", UnitKind::Organ),
            ("区实验中学", UnitKind::School),
            ("区第二人民医院", UnitKind::Hospital),
            ("三江街道社区卫生服务中心", UnitKind::Hospital),
            ("阳光社工服务中心", UnitKind::Agency),
            ("綦江区益家社会工作服务中心", UnitKind::Agency),
            ("区社会工作者协会", UnitKind::Association),
            ("重庆南桐矿业有限公司", UnitKind::Enterprise),
            ("区社会福利院", UnitKind::Institution),
            ("区救助管理站", UnitKind::Institution),
            ("没有线索", UnitKind::Institution),
        ] {
            assert_eq!(guess_kind(name), kind, "{name}");
        }
    }

    #[test]
    fn a_longer_name_tells_its_township() {
        for (name, township) in [
            ("石壕镇溪山村", Some("石壕镇")),
            ("古南街道城南社区", Some("古南街道")),
            ("石壕镇", None),
            ("古南街道", None),
            ("区民政局", None),
            ("镇中心小学", None),
            ("永新镇中学", Some("永新镇")),
            ("中峰乡街道村", Some("中峰乡")),
            ("区乡村振兴局", None),
            ("乡村振兴局", None),
            ("区城镇管理局", None),
            ("区城乡建设委员会", None),
            ("区乡镇企业局", None),
        ] {
            assert_eq!(township_in(name), township, "{name}");
        }
    }
}

//! The units of the demo.

use crate::text::compare_key;
use crate::units::{UnitDetails, UnitId, UnitKind};

use super::random::Dice;

/// The subdistricts and towns of 綦江区 by their real names. What lies below them is
/// made up: generic names such as many places have, put before no real one.
const SUBDISTRICTS: [&str; 5] = ["古南街道", "文龙街道", "三江街道", "新盛街道", "通惠街道"];
const TOWNS: [&str; 16] = [
    "石角镇",
    "东溪镇",
    "赶水镇",
    "打通镇",
    "石壕镇",
    "永新镇",
    "三角镇",
    "隆盛镇",
    "郭扶镇",
    "篆塘镇",
    "丁山镇",
    "安稳镇",
    "扶欢镇",
    "永城镇",
    "中峰镇",
    "横山镇",
];
/// Made-up communities.
const COMMUNITIES: [&str; 12] = [
    "和平社区",
    "滨河社区",
    "新风社区",
    "花园社区",
    "东苑社区",
    "桥头社区",
    "文昌社区",
    "长乐社区",
    "向阳社区",
    "金桂社区",
    "平安社区",
    "同心社区",
];
/// Made-up villages.
const VILLAGES: [&str; 16] = [
    "柏树村",
    "青山村",
    "石坝村",
    "双溪村",
    "太平村",
    "龙井村",
    "清泉村",
    "松林村",
    "红岩村",
    "高坪村",
    "桃园村",
    "金银村",
    "白云村",
    "大田村",
    "水口村",
    "永丰村",
];

/// A unit at the district, of a kind.
const AT_DISTRICT: &[(UnitKind, &str)] = &[
    (UnitKind::Organ, "区委社会工作部"),
    (UnitKind::Organ, "区民政局"),
    (UnitKind::Organ, "区司法局"),
    (UnitKind::Organ, "区妇联"),
    (UnitKind::Organ, "区残联"),
    (UnitKind::Organ, "团区委"),
    (UnitKind::Organ, "区退役军人事务局"),
    (UnitKind::Institution, "区救助管理站"),
    (UnitKind::Institution, "区社会福利院"),
    (UnitKind::Institution, "区未成年人救助保护中心"),
    (UnitKind::School, "区实验中学"),
    (UnitKind::School, "区特殊教育学校"),
    (UnitKind::School, "区第三小学"),
    (UnitKind::Hospital, "区人民医院"),
    (UnitKind::Hospital, "区中医院"),
    (UnitKind::Agency, "綦江区明灯社会工作服务中心"),
    (UnitKind::Agency, "綦江区益邻社会工作服务中心"),
    (UnitKind::Agency, "綦江区暖阳社会工作事务所"),
    (UnitKind::Association, "区社会工作者协会"),
    (UnitKind::Association, "区志愿服务联合会"),
    (UnitKind::Enterprise, "重庆綦安物业服务有限公司"),
];

/// From so many people on every village and community of the lists is made, and the
/// district itself gets no weekly list: a list of thousands helps nobody.
pub(super) const MANY_PEOPLE: usize = 2_000;

/// A unit to be made; `above` is its place in the list, none = a district.
#[derive(Debug, Clone)]
pub(super) struct UnitPlan {
    pub(super) above: Option<usize>,
    pub(super) details: UnitDetails,
}

/// Every unit, the ones above before those below.
pub(super) fn units(region: &str, people: usize, dice: &mut Dice) -> Vec<UnitPlan> {
    let mut units = vec![unit(None, UnitKind::District, "綦江区".to_owned(), None)];
    units[0].details.region = Some(region.to_owned());
    if people <= MANY_PEOPLE {
        contact(&mut units[0], "周敏", 0);
    }
    for (kind, name) in AT_DISTRICT {
        let above = Some(0);
        units.push(unit(above, *kind, (*name).to_owned(), Some(&units[0])));
        let place = units.len() - 1;
        if place % 3 != 2 {
            contact_of_number(&mut units[place], place);
        }
        units[place].details.employee_count = Some(dice.between(12, 180));
    }
    let whole = people > MANY_PEOPLE;
    for name in SUBDISTRICTS {
        township(&mut units, name, if whole { (12, 2) } else { (3, 0) }, dice);
    }
    for name in TOWNS {
        township(&mut units, name, if whole { (3, 16) } else { (1, 2) }, dice);
    }
    units
}

fn township(
    units: &mut Vec<UnitPlan>,
    name: &str,
    (communities, villages): (usize, usize),
    dice: &mut Dice,
) {
    units.push(unit(
        Some(0),
        UnitKind::Township,
        name.to_owned(),
        Some(&units[0]),
    ));
    let above = units.len() - 1;
    contact_of_number(&mut units[above], above);
    units[above].details.employee_count = Some(dice.between(40, 120));
    let mut below: Vec<(UnitKind, &str)> = Vec::new();
    below.extend(
        rotated(&COMMUNITIES, above, communities).map(|name| (UnitKind::UrbanCommunity, name)),
    );
    below.extend(rotated(&VILLAGES, above, villages).map(|name| (UnitKind::Village, name)));
    for (kind, short) in below {
        // Named as an office names it in a list: 石壕镇青山村.
        let full = format!("{name}{short}");
        units.push(unit(Some(above), kind, full, Some(&units[above])));
        let place = units.len() - 1;
        units[place].details.has_social_work_office = match (kind, dice.below(10)) {
            (UnitKind::UrbanCommunity, 0..=5) | (_, 0..=1) => Some(true),
            (_, 9) => None,
            _ => Some(false),
        };
        // Of a few the kind was only guessed from the name, as an import leaves it.
        units[place].details.kind_guessed = dice.chance(15);
        if dice.chance(30) {
            contact_of_number(&mut units[place], place);
        }
    }
    if name == "三江街道" {
        let hospital = "三江街道社区卫生服务中心".to_owned();
        units.push(unit(
            Some(above),
            UnitKind::Hospital,
            hospital,
            Some(&units[above]),
        ));
    }
}

/// `count` names, beginning elsewhere for each township.
fn rotated(
    names: &'static [&'static str],
    start: usize,
    count: usize,
) -> impl Iterator<Item = &'static str> {
    names
        .iter()
        .cycle()
        .skip(start * 5 % names.len())
        .take(count)
        .copied()
}

fn unit(above: Option<usize>, kind: UnitKind, name: String, parent: Option<&UnitPlan>) -> UnitPlan {
    UnitPlan {
        above,
        details: UnitDetails {
            parent_id: None::<UnitId>,
            path: parent.map_or_else(
                || name.clone(),
                |parent| format!("{}/{name}", parent.details.path),
            ),
            name_key: compare_key(&name),
            name,
            kind,
            kind_guessed: false,
            region: None,
            contact_name: None,
            contact_mobile: None,
            contact_email: None,
            employee_count: None,
            has_social_work_office: None,
        },
    }
}

const CONTACTS: [&str; 12] = [
    "周敏",
    "王建华",
    "李晓琴",
    "张玉兰",
    "刘洪",
    "陈思雨",
    "杨帆",
    "黄丽",
    "吴强",
    "赵文静",
    "徐艳",
    "孙伟",
];

fn contact_of_number(unit: &mut UnitPlan, number: usize) {
    let name = CONTACTS[number % CONTACTS.len()];
    contact(unit, name, number);
}

fn contact(unit: &mut UnitPlan, name: &str, number: usize) {
    unit.details.contact_name = Some(name.to_owned());
    unit.details.contact_mobile = Some(format!("199001{number:05}"));
    unit.details.contact_email = Some(format!("unit{number:03}@example.test"));
}

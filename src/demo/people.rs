//! One made-up person: name, number, workplace, education.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{plus_days, plus_months};
use crate::identity::{IdNumber, check_digit};
use crate::people::{Education, EmploymentKind, PersonDetails};
use crate::units::{UnitId, UnitKind};

use super::random::Dice;

/// Common surnames, with some whose surname reading differs and two-character ones.
const SURNAMES: [&str; 52] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
    "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "单",
    "仇", "解", "欧阳", "令狐",
];
const FEMALE: [&str; 24] = [
    "静", "敏", "丽", "艳", "霞", "娟", "秀英", "晓燕", "雪梅", "玉兰", "思雨", "佳慧", "梦婷",
    "春梅", "小红", "海燕", "雨欣", "文静", "建英", "桂芳", "诗涵", "莉", "倩", "洁",
];
const MALE: [&str; 24] = [
    "伟", "强", "军", "洪", "勇", "建国", "志强", "晓东", "文博", "子轩", "俊杰", "国庆", "明辉",
    "天佑", "海波", "永刚", "立新", "宇航", "浩然", "平", "超", "鹏", "斌", "毅",
];

/// What a made-up person is, before any certificate.
#[derive(Debug, Clone)]
pub(super) struct PersonPlan {
    pub(super) id_number: IdNumber,
    pub(super) details: PersonDetails,
}

/// A workplace to choose from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Workplace {
    pub(super) id: UnitId,
    pub(super) kind: UnitKind,
}

/// How many of a hundred work in a unit of each kind: most in communities and villages.
const KINDS: [(UnitKind, usize); 11] = [
    (UnitKind::UrbanCommunity, 34),
    (UnitKind::Village, 20),
    (UnitKind::Township, 12),
    (UnitKind::Organ, 7),
    (UnitKind::Institution, 6),
    (UnitKind::School, 4),
    (UnitKind::Hospital, 5),
    (UnitKind::Agency, 8),
    (UnitKind::Association, 2),
    (UnitKind::Enterprise, 1),
    (UnitKind::District, 1),
];

/// The person number `index` of the demo.
pub(super) fn person(
    index: usize,
    today: NaiveDate,
    workplaces: &[Workplace],
    dice: &mut Dice,
) -> Option<PersonPlan> {
    let kind = super::random::story(index, 1, &KINDS, dice);
    let of_kind: Vec<&Workplace> = workplaces
        .iter()
        .filter(|place| place.kind == kind)
        .collect();
    let place = of_kind
        .get(dice.below(of_kind.len()))
        .copied()
        .or(workplaces.first())?;
    let employment = employment(place.kind, dice);
    let age = if employment == Some(EmploymentKind::Student) {
        dice.between(20, 22)
    } else {
        dice.between(23, 57)
    };
    let born = plus_days(
        plus_months(today, -12 * i32::try_from(age).unwrap_or(30)),
        -dice.between(1, 360),
    );
    let female = dice.chance(62);
    let name = name(index, female, dice);
    let education = education(employment, dice);
    let graduated_on = graduated_on(born, education, today, dice);
    let worked_from = graduated_on.unwrap_or_else(|| plus_months(born, 12 * 19));
    let months = (today.year() - worked_from.year()).max(0) * 12;
    let mut months_in_social_work =
        i32::try_from(dice.between(2, i64::from(months.clamp(3, 180)))).unwrap_or(2);
    if is_long_gone(index) {
        months_in_social_work = months_in_social_work.max(96);
    }
    let since = first_of_month(plus_months(today, -months_in_social_work));
    let details = PersonDetails {
        name,
        pinyin_key: String::new(),
        pinyin_initials: String::new(),
        unit_id: place.id,
        mobile: dice.chance(96).then(|| format!("19900{index:06}")),
        email: dice
            .chance(86)
            .then(|| format!("p{:05}@example.test", index + 1)),
        education,
        major: major(education, dice),
        graduated_on,
        social_work_since: dice.chance(93).then_some(since),
        employment_kind: employment,
        joined_on: Some(plus_days(since, dice.between(0, 27))),
        left_on: left_on(index, today, since, dice),
    };
    Some(PersonPlan {
        id_number: id_number(index, born, female)?,
        details: details.with_name_keys(),
    })
}

/// Left so long ago that the time of keeping the contact is over.
fn is_long_gone(index: usize) -> bool {
    matches!(index % 120, 17 | 57)
}

/// Leavers: some long gone, one who leaves today, one with a notice for later.
fn left_on(index: usize, today: NaiveDate, since: NaiveDate, dice: &mut Dice) -> Option<NaiveDate> {
    let day = match index % 40 {
        _ if is_long_gone(index) => plus_days(today, -dice.between(1_150, 1_700)),
        17 => plus_days(today, -dice.between(20, 500)),
        _ if index == 38 => today,
        _ if index == 39 => plus_days(today, 30),
        _ => return None,
    };
    Some(day.max(plus_days(since, 30)))
}

fn name(index: usize, female: bool, dice: &mut Dice) -> String {
    // Two names that often break other systems: a middle dot, a rare character.
    match index {
        11 => return "阿依古丽·买买提".to_owned(),
        12 => return "李㛃".to_owned(),
        _ => {}
    }
    let surname = dice.pick(&SURNAMES);
    let given = if female {
        dice.pick(&FEMALE)
    } else {
        dice.pick(&MALE)
    };
    format!("{surname}{given}")
}

/// 99xxxx is no region of anybody; 500 people a code, so that no number comes twice
/// whatever the birth dates are.
fn id_number(index: usize, born: NaiveDate, female: bool) -> Option<IdNumber> {
    let region = 990_101 + index / 500;
    // The 17th digit tells the sex: even for women.
    let sequence = (index % 500) * 2 + usize::from(!female);
    let digits = format!("{region:06}{}{sequence:03}", born.format("%Y%m%d"));
    let check = check_digit(digits.as_bytes())?;
    IdNumber::parse(&format!("{digits}{}", char::from(check))).ok()
}

fn employment(unit: UnitKind, dice: &mut Dice) -> Option<EmploymentKind> {
    use EmploymentKind::*;
    if dice.chance(6) {
        return None;
    }
    let likely: &[(EmploymentKind, usize)] = match unit {
        UnitKind::UrbanCommunity => &[
            (CommunityWorker, 55),
            (CommitteeMember, 20),
            (GridWorker, 22),
            (Other, 3),
        ],
        UnitKind::Village => &[(VillageCadre, 60), (CommitteeMember, 30), (GridWorker, 10)],
        UnitKind::Township => &[
            (CivilServant, 35),
            (InstitutionStaff, 30),
            (CommunityWorker, 15),
            (Contract, 20),
        ],
        UnitKind::District | UnitKind::Organ => {
            &[(CivilServant, 50), (QuasiCivilServant, 30), (Contract, 20)]
        }
        UnitKind::Institution | UnitKind::School | UnitKind::Hospital => {
            &[(InstitutionStaff, 75), (Contract, 25)]
        }
        UnitKind::Agency => &[(AgencyStaff, 85), (Student, 15)],
        UnitKind::Association => &[(AssociationStaff, 90), (Other, 10)],
        UnitKind::Enterprise => &[(EnterpriseStaff, 100)],
    };
    Some(dice.weighted(likely))
}

fn education(employment: Option<EmploymentKind>, dice: &mut Dice) -> Option<Education> {
    if employment == Some(EmploymentKind::Student) {
        return Some(Education::Bachelor);
    }
    if dice.chance(4) {
        return None;
    }
    Some(dice.weighted(&[
        (Education::MiddleSchool, 3),
        (Education::HighSchool, 12),
        (Education::VocationalSecondary, 9),
        (Education::JuniorCollege, 38),
        (Education::Bachelor, 33),
        (Education::Master, 4),
        (Education::Doctor, 1),
    ]))
}

fn graduated_on(
    born: NaiveDate,
    education: Option<Education>,
    today: NaiveDate,
    dice: &mut Dice,
) -> Option<NaiveDate> {
    let age = match education? {
        Education::MiddleSchool => 15,
        Education::HighSchool | Education::VocationalSecondary => 18,
        Education::JuniorCollege => 21,
        Education::Bachelor => 22,
        Education::Master => 25,
        Education::Doctor => 29,
    };
    let day = NaiveDate::from_ymd_opt(born.year() + age, 7, 1)?;
    // A part-time degree was taken later, an unfinished one is not told.
    (day <= today && dice.chance(88)).then_some(day)
}

fn major(education: Option<Education>, dice: &mut Dice) -> Option<String> {
    if education? < Education::VocationalSecondary || dice.chance(8) {
        return None;
    }
    let majors = [
        ("社会工作", 24),
        ("行政管理", 18),
        ("法学", 9),
        ("汉语言文学", 12),
        ("会计学", 12),
        ("护理学", 8),
        ("心理学", 7),
        ("计算机应用技术", 10),
    ];
    Some(dice.weighted(&majors).to_owned())
}

pub(super) fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

//! Areas and counties by their stem: 酉阳 = 酉阳县 = 酉阳土家族苗族自治县.

/// What may stand behind the stem of a place, longest first.
const KINDS: [&str; 17] = [
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "直辖市",
    "地区",
    "林区",
    "考区",
    "省",
    "市",
    "区",
    "县",
    "州",
    "旗",
    "盟",
    "师",
];

/// The peoples in the names of autonomous places, longest first, with and
/// without 族 where names leave it out (克孜勒苏柯尔克孜自治州).
const PEOPLES: [&str; 58] = [
    "柯尔克孜族",
    "乌孜别克族",
    "鄂伦春族",
    "鄂温克族",
    "达斡尔族",
    "俄罗斯族",
    "维吾尔族",
    "哈萨克族",
    "塔吉克族",
    "塔塔尔族",
    "柯尔克孜",
    "蒙古族",
    "傈僳族",
    "拉祜族",
    "布依族",
    "土家族",
    "景颇族",
    "纳西族",
    "仫佬族",
    "毛南族",
    "仡佬族",
    "阿昌族",
    "普米族",
    "德昂族",
    "保安族",
    "裕固族",
    "独龙族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
    "撒拉族",
    "东乡族",
    "高山族",
    "布朗族",
    "朝鲜族",
    "锡伯族",
    "哈尼族",
    "维吾尔",
    "哈萨克",
    "蒙古",
    "羌族",
    "藏族",
    "苗族",
    "彝族",
    "壮族",
    "回族",
    "侗族",
    "瑶族",
    "白族",
    "傣族",
    "黎族",
    "佤族",
    "畲族",
    "水族",
    "土族",
    "怒族",
    "满族",
];

/// The name of a place without what kind of place it is and whose: 重庆市 → 重庆,
/// 彭水苗族土家族自治县 → 彭水. A name of one character (忠县) keeps its kind.
pub fn place_stem(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let mut stem = without_one_of(&name, &KINDS);
    if stem.len() < name.len() {
        loop {
            let shorter = without_one_of(stem, &PEOPLES);
            if shorter.len() == stem.len() {
                break;
            }
            stem = shorter;
        }
    }
    stem.to_owned()
}

/// Whether two names have one stem. Most places already differ in their first letter,
/// which a stem never loses: a list of people asks this for every line of a year.
pub fn same_place(one: &str, other: &str) -> bool {
    let first = |name: &str| name.chars().find(|letter| !letter.is_whitespace());
    first(one) == first(other) && place_stem(one) == place_stem(other)
}

fn without_one_of<'n>(name: &'n str, endings: &[&str]) -> &'n str {
    endings
        .iter()
        .find_map(|ending| {
            name.strip_suffix(ending)
                .filter(|stem| stem.chars().count() >= 2)
        })
        .unwrap_or(name)
}

/// Whether what somebody wrote names `place` or a place in it: 酉阳,
/// 重庆市酉阳县, 四川省乐山市峨边县 and 酉阳县钟多街道 name what their stems say;
/// 江北新区 does not name 江北. `within` is the province, which may stand before
/// it without its kind (重庆酉阳).
pub fn place_matches(written: &str, within: &str, place: &str) -> bool {
    let written: String = written
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let stem = place_stem(place);
    let below_province = written
        .strip_prefix(&place_stem(within))
        .unwrap_or(&written);
    let below_others = written
        .match_indices(['省', '市', '区', '县', '州', '盟'])
        .map(|(at, kind)| &written[at + kind.len()..]);
    [written.as_str(), below_province]
        .into_iter()
        .chain(below_others)
        .any(|text| begins_with_place(text, &stem))
}

/// Whether `text` begins with the place of this stem: nothing, or its people and
/// kind, must follow, else it is another place that begins alike.
fn begins_with_place(text: &str, stem: &str) -> bool {
    let Some(mut rest) = text.strip_prefix(stem).filter(|_| !stem.is_empty()) else {
        return false;
    };
    while let Some(shorter) = PEOPLES.iter().find_map(|people| rest.strip_prefix(people)) {
        rest = shorter;
    }
    rest.is_empty() || stem_is_a_full_name(stem) || KINDS.iter().any(|kind| rest.starts_with(kind))
}

/// 忠县 and the like keep their kind in the stem.
fn stem_is_a_full_name(stem: &str) -> bool {
    stem.chars().count() == 2 && KINDS.iter().any(|kind| stem.ends_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_known_by_its_stem() {
        for (name, stem) in [
            ("酉阳", "酉阳"),
            ("酉阳县", "酉阳"),
            ("酉阳自治县", "酉阳"),
            ("酉阳土家族苗族自治县", "酉阳"),
            ("彭水苗族土家族自治县", "彭水"),
            ("城 口 县", "城口"),
            ("重庆市", "重庆"),
            ("重庆考区", "重庆"),
            ("广西壮族自治区", "广西"),
            ("内蒙古自治区", "内蒙古"),
            ("西藏自治区", "西藏"),
            ("甘孜藏族自治州", "甘孜"),
            ("阿坝藏族羌族自治州", "阿坝"),
            ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
            ("喀什地区", "喀什"),
            ("金口河区", "金口河"),
            ("忠县", "忠县"),
        ] {
            assert_eq!(place_stem(name), stem, "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn places_are_the_same_where_their_stems_are(
            one in "[ 重庆酉阳四川]{0,3}(土家族)?(苗族)?(自治县|市|县|区)?",
            other in "[ 重庆酉阳四川]{0,3}(土家族)?(苗族)?(自治县|市|县|区)?",
        ) {
            proptest::prop_assert_eq!(
                same_place(&one, &other),
                place_stem(&one) == place_stem(&other)
            );
        }
    }

    #[test]
    fn what_people_write_names_a_county_with_and_without_its_province() {
        for written in [
            "酉阳",
            "酉阳县",
            "酉阳自治县",
            "酉阳土家族苗族自治县",
            "重庆市酉阳县",
            "重庆酉阳",
            "重庆市 酉阳土家族苗族自治县",
            "酉阳县钟多街道",
        ] {
            assert!(
                place_matches(written, "重庆", "酉阳土家族苗族自治县"),
                "{written}"
            );
            assert!(place_matches(written, "重庆市", "酉阳"), "{written}");
        }
        assert!(place_matches("甘孜州康定市", "四川", "甘孜"));
        assert!(place_matches("四川省乐山市峨边彝族自治县", "四川", "峨边"));
        assert!(place_matches("忠县", "重庆", "忠县"));
    }

    #[test]
    fn another_county_is_not_taken_for_it() {
        for written in ["", "秀山县", "城口", "酉", "重庆市", "酉阳新村镇"] {
            assert!(!place_matches(written, "重庆", "酉阳"), "{written:?}");
        }
    }
}

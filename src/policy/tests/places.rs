use proptest::prelude::*;

use super::{day, policies};

#[test]
fn a_region_is_found_by_every_name_people_write() {
    let policies = policies();
    for (written, official) in [
        ("綦江区", "綦江区"),
        ("綦江", "綦江区"),
        ("綦江县", "綦江区"),
        ("重庆市綦江区", "綦江区"),
        ("重庆綦江", "綦江区"),
        (" 重庆市 綦江区 ", "綦江区"),
        ("重庆", "重庆市"),
        ("酉阳", "酉阳土家族苗族自治县"),
        ("酉阳县", "酉阳土家族苗族自治县"),
        ("重庆市酉阳县", "酉阳土家族苗族自治县"),
        ("彭水苗族土家族自治县", "彭水苗族土家族自治县"),
        ("忠县", "忠县"),
        ("四川省成都市武侯区", "武侯区"),
        ("成都", "成都市"),
        ("阿坝州", "阿坝藏族羌族自治州"),
        ("四川省阿坝藏族羌族自治州马尔康市", "马尔康市"),
        ("阿坝县", "阿坝县"),
        ("会理县", "会理市"),
        ("广西", "广西壮族自治区"),
        ("海南", "海南省"),
        ("青海省海南州", "海南藏族自治州"),
        ("内蒙古", "内蒙古自治区"),
        ("兵团", "新疆生产建设兵团"),
        ("国家", "全国"),
    ] {
        let found = policies.region(written).map(|region| region.name.as_str());

        assert_eq!(found, Some(official), "{written}");
    }
}

#[test]
fn a_name_that_is_not_listed_or_not_clear_is_not_guessed() {
    let policies = policies();
    for written in [
        "",
        "某某区",
        "重庆市某某区",
        "四川省綦江区",
        "广安区",
        "重庆市綦江区石壕镇",
        "市",
        "区",
    ] {
        assert_eq!(policies.region(written), None, "{written}");
    }
    assert_eq!(policies.region(&"重庆市".repeat(10_000)), None);
    assert_eq!(policies.region_chain("某某区"), ["全国"]);
    assert_eq!(policies.area_of("某某区"), None);
}

#[test]
fn a_chain_leads_from_the_region_to_the_whole_country() {
    let policies = policies();

    assert_eq!(policies.region_chain("綦江"), ["綦江区", "重庆市", "全国"]);
    assert_eq!(
        policies.region_chain("武侯区"),
        ["武侯区", "成都市", "四川省", "全国"]
    );
    assert_eq!(policies.area_of("武侯区"), Some("四川省"));
    assert_eq!(policies.area_of("重庆市"), Some("重庆市"));
    assert_eq!(policies.area_of("全国"), None);
}

#[test]
fn every_province_and_every_district_of_chongqing_is_listed() {
    let policies = policies();
    let below = |parent: &str| {
        let regions = policies.regions().iter();
        regions
            .filter(|region| region.parent.as_deref() == Some(parent))
            .count()
    };

    assert_eq!(below("全国"), 35, "34 provinces and 新疆生产建设兵团");
    assert_eq!(below("重庆市"), 38);
    assert_eq!(below("四川省"), 21);
    assert_eq!(below("广东省"), 21);
    assert_eq!(below("成都市"), 20);
    assert_eq!(below("广州市"), 11);
    assert_eq!(below("阿坝州") + below("阿坝藏族羌族自治州"), 13);
    assert_eq!(below("甘孜藏族自治州"), 18);
    assert_eq!(below("凉山彝族自治州"), 17);
}

#[test]
fn training_rules_come_from_the_country_down_to_the_district() {
    let policies = policies();
    let ids = |region: &str, on: &str| -> Vec<String> {
        let rules = policies.training_rules(region, day(on));
        rules.iter().map(|rule| rule.id.clone()).collect()
    };

    assert_eq!(
        ids("重庆市綦江区", "2026-03-09"),
        ["national-hours", "qijiang-days"]
    );
    assert_eq!(ids("荣昌区", "2026-03-09"), ["national-hours"]);
    assert_eq!(
        ids("天河区", "2026-03-09"),
        ["national-hours", "guangdong-hours"]
    );
    assert_eq!(ids("没有列出的地方", "2026-03-09"), ["national-hours"]);
    assert_eq!(ids("綦江区", "2019-12-31"), ["national-hours"]);
    assert!(ids("綦江区", "2009-09-06").is_empty());
}

#[test]
fn every_region_is_found_by_its_own_name_and_by_the_whole_way_to_it() {
    let policies = policies();
    for region in policies.regions() {
        let mut way: Vec<&str> = policies.region_chain(&region.name);
        assert_eq!(way.pop(), Some("全国"), "{}", region.name);
        way.reverse();
        if way.is_empty() {
            continue;
        }

        let found = policies
            .region(&way.concat())
            .map(|found| found.name.as_str());

        assert_eq!(found, Some(region.name.as_str()));
        assert_eq!(way.last(), Some(&region.name.as_str()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_name_at_all_breaks_the_search(name in "[重庆市綦江区县自治州酉阳 a-z]{0,12}") {
        let policies = policies();

        let chain = policies.region_chain(&name);

        prop_assert_eq!(chain.last().copied(), Some("全国"));
        prop_assert_eq!(policies.region(&name).map(|r| r.name.as_str()).unwrap_or("全国"), chain[0]);
    }
}

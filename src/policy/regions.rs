//! Regions (行政区划) as a tree, found by their official name, another name, the
//! stem that people say (酉阳 = 酉阳县 = 酉阳土家族苗族自治县) or a name written
//! with those it lies in (重庆市綦江区).

use std::collections::HashMap;

use super::model::Region;

/// The root of the tree: what holds everywhere.
pub const NATIONAL: &str = "全国";

/// No way from a province to a county is longer; a cell full of text is not searched.
const LONGEST_NAME_BYTES: usize = 240;

/// The regions, each with its parent, and an index by every name it goes by.
#[derive(Debug, Clone, Default)]
pub(super) struct RegionTree {
    regions: Vec<Region>,
    parents: Vec<Option<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    by_stem: HashMap<String, Vec<usize>>,
}

impl RegionTree {
    /// Indexes the regions; a parent that is not among them is left out (the
    /// checks have reported it).
    pub(super) fn new(regions: Vec<Region>) -> Self {
        let mut tree = RegionTree {
            regions,
            ..RegionTree::default()
        };
        for (place, region) in tree.regions.iter().enumerate() {
            for name in region.aliases.iter().chain([&region.name]) {
                tree.by_name.entry(name.clone()).or_default().push(place);
            }
            let stem = region_stem(&region.name);
            if stem.chars().count() > 1 && stem != region.name {
                tree.by_stem.entry(stem.to_owned()).or_default().push(place);
            }
        }
        let place_of = |name: &String| tree.regions.iter().position(|region| region.name == *name);
        tree.parents = tree
            .regions
            .iter()
            .map(|region| region.parent.as_ref().and_then(place_of))
            .collect();
        tree
    }

    /// The region a name means; none where it is not listed or not clear.
    pub(super) fn find(&self, name: &str) -> Option<&Region> {
        self.regions.get(self.place_of(name)?)
    }

    /// The names from the region up to 全国; only 全国 for a name not listed.
    pub(super) fn chain(&self, name: &str) -> Vec<&str> {
        let place = self.place_of(name).or_else(|| self.place_of(NATIONAL));
        let upward = place.into_iter().flat_map(|place| self.upward(place));
        upward
            .map(|place| self.regions[place].name.as_str())
            .collect()
    }

    /// Every region listed below the one named, at any depth.
    pub(super) fn below(&self, name: &str) -> Vec<&str> {
        let Some(top) = self.place_of(name) else {
            return Vec::new();
        };
        let inner = (0..self.regions.len()).filter(|place| self.lies_within(*place, top));
        inner
            .map(|place| self.regions[place].name.as_str())
            .collect()
    }

    /// Every region.
    pub(super) fn all(&self) -> &[Region] {
        &self.regions
    }

    /// The place that a name means. A name as it stands in the list, which is what is
    /// stored and asked for nearly always, is found by one look.
    fn place_of(&self, name: &str) -> Option<usize> {
        match self.by_name.get(name).map(Vec::as_slice) {
            Some([place]) => Some(*place),
            _ => self.find_within(&squeeze(name), None),
        }
    }

    /// From a region to the root; at most as many steps as there are regions,
    /// so that a circle in faulty data ends too.
    fn upward(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let steps = std::iter::successors(Some(place), |place| {
            self.parents.get(*place).copied().flatten()
        });
        steps.take(self.regions.len())
    }

    fn lies_within(&self, place: usize, top: usize) -> bool {
        self.upward(place).skip(1).any(|upper| upper == top)
    }

    /// A name as a whole, else as a known region followed by one inside it.
    fn find_within(&self, name: &str, top: Option<usize>) -> Option<usize> {
        if name.len() > LONGEST_NAME_BYTES {
            return None;
        }
        if let Some(place) = self.find_whole(name, top) {
            return Some(place);
        }
        let splits: Vec<usize> = name.char_indices().skip(2).map(|(at, _)| at).collect();
        splits.into_iter().rev().find_map(|at| {
            let (head, rest) = name.split_at(at);
            let outer = self.find_whole(head, top)?;
            self.find_within(rest, Some(outer))
        })
    }

    fn find_whole(&self, name: &str, top: Option<usize>) -> Option<usize> {
        let inside = |place: &usize| top.is_none_or(|top| self.lies_within(*place, top));
        let exact: Vec<usize> = self
            .by_name
            .get(name)
            .into_iter()
            .flatten()
            .copied()
            .filter(inside)
            .collect();
        if !exact.is_empty() {
            return self.nearest_to_root(&exact);
        }
        let written = Suffix::of(name);
        let by_stem: Vec<usize> = self
            .by_stem
            .get(region_stem(name))
            .into_iter()
            .flatten()
            .copied()
            .filter(inside)
            .filter(|place| self.may_mean(written, *place))
            .collect();
        self.nearest_to_root(&by_stem)
    }

    /// Whether a name written with this suffix may mean the region: 璧山县 became
    /// 璧山区 and 会理县 became 会理市, but 广安区 is not 广安市 around it.
    fn may_mean(&self, written: Suffix, place: usize) -> bool {
        let official = Suffix::of(&self.regions[place].name);
        let depth = self.upward(place).count();
        match (written, official) {
            (Suffix::None, _) => true,
            // A city of the prefecture level lies right below its province.
            (Suffix::County, Suffix::City) | (Suffix::City, Suffix::County) => {
                depth > 2 && !self.is_prefecture_city(place)
            }
            (written, official) => written == official,
        }
    }

    fn is_prefecture_city(&self, place: usize) -> bool {
        let upper = self
            .upward(place)
            .nth(1)
            .map(|upper| Suffix::of(&self.regions[upper].name));
        Suffix::of(&self.regions[place].name) == Suffix::City && upper == Some(Suffix::Province)
    }

    /// The one nearest to the root (海南 is the province); none where two are.
    fn nearest_to_root(&self, places: &[usize]) -> Option<usize> {
        let depth = |place: usize| self.upward(place).count();
        let nearest = places.iter().copied().min_by_key(|place| depth(*place))?;
        let rivals = places
            .iter()
            .filter(|place| depth(**place) == depth(nearest))
            .count();
        (rivals == 1).then_some(nearest)
    }
}

/// Which kind of region a name says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Suffix {
    None,
    Province,
    Prefecture,
    City,
    County,
}

/// Longest first, so that 自治区 is not read as 区.
const SUFFIXES: [(&str, Suffix); 13] = [
    ("特别行政区", Suffix::Province),
    ("自治区", Suffix::Province),
    ("自治州", Suffix::Prefecture),
    ("自治县", Suffix::County),
    ("自治旗", Suffix::County),
    ("地区", Suffix::Prefecture),
    ("省", Suffix::Province),
    ("州", Suffix::Prefecture),
    ("盟", Suffix::Prefecture),
    ("市", Suffix::City),
    ("区", Suffix::County),
    ("县", Suffix::County),
    ("旗", Suffix::County),
];

impl Suffix {
    fn of(name: &str) -> Suffix {
        split_suffix(name).1
    }
}

fn split_suffix(name: &str) -> (&str, Suffix) {
    for (word, suffix) in SUFFIXES {
        // 广州, 苏州 and 神州 end in 州 without being prefectures.
        if let Some(stem) = name.strip_suffix(word)
            && stem.chars().count() > 1
        {
            return (stem, suffix);
        }
    }
    (name, Suffix::None)
}

/// The peoples that autonomous regions are named after, longest first where
/// one ends in another.
const PEOPLES: [&str; 42] = [
    "柯尔克孜族",
    "柯尔克孜",
    "维吾尔族",
    "维吾尔",
    "哈萨克族",
    "哈萨克",
    "蒙古族",
    "蒙古",
    "塔吉克",
    "鄂伦春",
    "鄂温克",
    "达斡尔",
    "撒拉族",
    "东乡族",
    "保安族",
    "裕固族",
    "土家族",
    "布依族",
    "朝鲜族",
    "景颇族",
    "傈僳族",
    "哈尼族",
    "拉祜族",
    "纳西族",
    "仡佬族",
    "仫佬族",
    "毛南族",
    "布朗族",
    "普米族",
    "锡伯",
    "藏族",
    "羌族",
    "彝族",
    "苗族",
    "侗族",
    "壮族",
    "瑶族",
    "傣族",
    "白族",
    "回族",
    "满族",
    "黎族",
];

/// What people say for a region: its name without 省, 市, 区, 县, 自治县 … and
/// without the peoples of an autonomous region. 酉阳土家族苗族自治县 → 酉阳.
/// Names too short to lose their ending (忠县) stay whole.
pub fn region_stem(name: &str) -> &str {
    let (mut stem, suffix) = split_suffix(name.trim());
    if suffix == Suffix::None || !name.contains("自治") {
        return stem;
    }
    while let Some(shorter) = PEOPLES
        .iter()
        .find_map(|people| stem.strip_suffix(people))
        .filter(|shorter| shorter.chars().count() > 1)
    {
        stem = shorter;
    }
    stem
}

/// A name without the blanks that people put into it.
fn squeeze(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_is_what_people_say() {
        for (name, stem) in [
            ("酉阳土家族苗族自治县", "酉阳"),
            ("彭水苗族土家族自治县", "彭水"),
            ("酉阳县", "酉阳"),
            ("酉阳", "酉阳"),
            ("重庆市", "重庆"),
            ("内蒙古自治区", "内蒙古"),
            ("新疆维吾尔自治区", "新疆"),
            ("阿坝藏族羌族自治州", "阿坝"),
            ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
            ("阿坝州", "阿坝"),
            ("广州", "广州"),
            ("广州市", "广州"),
            ("忠县", "忠县"),
            ("喀什地区", "喀什"),
        ] {
            assert_eq!(region_stem(name), stem, "{name}");
        }
    }
}

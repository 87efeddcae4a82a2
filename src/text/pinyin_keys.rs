//! Pinyin of names, with the surname's own reading: the order of lists and the
//! initials that people search by. Stored beside the name, because no database
//! sorts Chinese names this way.

use pinyin::ToPinyin;

use super::folding::standard_char;

/// Surnames whose reading differs from the character's everyday one, compound
/// ones first. Readings after 通用规范汉字 and the surname entries of 现代汉语词典.
/// 覃 is read qín, the reading of Chongqing, Hubei and Guangxi; 乐 is yuè; 解 xiè.
const SURNAMES: &[(&str, &[&str])] = &[
    ("尉迟", &["yu4", "chi2"]),
    ("万俟", &["mo4", "qi2"]),
    ("长孙", &["zhang3", "sun1"]),
    ("澹台", &["tan2", "tai2"]),
    ("单于", &["chan2", "yu2"]),
    ("宿勤", &["su4", "qin2"]),
    ("令狐", &["ling2", "hu2"]),
    ("夏侯", &["xia4", "hou2"]),
    ("皇甫", &["huang2", "fu3"]),
    ("宇文", &["yu3", "wen2"]),
    ("呼延", &["hu1", "yan2"]),
    ("欧阳", &["ou1", "yang2"]),
    ("诸葛", &["zhu1", "ge3"]),
    ("司马", &["si1", "ma3"]),
    ("上官", &["shang4", "guan1"]),
    ("东方", &["dong1", "fang1"]),
    ("公孙", &["gong1", "sun1"]),
    ("慕容", &["mu4", "rong2"]),
    ("单", &["shan4"]),
    ("曾", &["zeng1"]),
    ("仇", &["qiu2"]),
    ("解", &["xie4"]),
    ("区", &["ou1"]),
    ("查", &["zha1"]),
    ("朴", &["piao2"]),
    ("盖", &["ge3"]),
    ("任", &["ren2"]),
    ("华", &["hua4"]),
    ("覃", &["qin2"]),
    ("缪", &["miao4"]),
    ("乐", &["yue4"]),
    ("员", &["yun4"]),
    ("黑", &["he4"]),
    ("秘", &["bi4"]),
    ("冼", &["xian3"]),
    ("折", &["she2"]),
    ("翟", &["zhai2"]),
    ("种", &["chong2"]),
    ("重", &["chong2"]),
    ("燕", &["yan1"]),
    ("尉", &["wei4"]),
    ("召", &["shao4"]),
    ("宁", &["ning4"]),
    ("甯", &["ning4"]),
    ("纪", &["ji3"]),
    ("葛", &["ge3"]),
    ("哈", &["ha3"]),
    ("卜", &["bu3"]),
    ("车", &["che1"]),
    ("石", &["shi2"]),
    ("沈", &["shen3"]),
    ("洗", &["xian3"]),
    ("繁", &["po2"]),
    ("逄", &["pang2"]),
    ("那", &["na1"]),
    ("褚", &["chu3"]),
    ("郗", &["xi1"]),
    ("能", &["nai4"]),
    ("阚", &["kan4"]),
    ("隗", &["wei3"]),
    ("宓", &["mi4"]),
    ("幺", &["yao1"]),
    ("祭", &["zhai4"]),
    ("乜", &["nie4"]),
    ("佴", &["nai4"]),
    ("相", &["xiang4"]),
    ("应", &["ying1"]),
    ("訾", &["zi1"]),
    ("眭", &["sui1"]),
    ("过", &["guo1"]),
    ("牟", &["mou2"]),
    ("晟", &["cheng2"]),
    ("殷", &["yin1"]),
    ("吕", &["lv3"]),
    ("尹", &["yin3"]),
    ("薄", &["bo2"]),
    ("柏", &["bai3"]),
    ("贾", &["jia3"]),
    ("呙", &["guo1"]),
    ("禚", &["zhuo2"]),
    ("谌", &["chen2"]),
    ("郇", &["xun2"]),
    ("瞿", &["qu2"]),
    ("冯", &["feng2"]),
    ("俞", &["yu2"]),
    ("余", &["yu2"]),
    ("舍", &["she4"]),
    ("强", &["qiang2"]),
    ("臧", &["zang1"]),
    ("藏", &["zang4"]),
    ("洪", &["hong2"]),
    ("曲", &["qu1"]),
    ("干", &["gan1"]),
    ("盛", &["sheng4"]),
    ("晁", &["chao2"]),
    ("郝", &["hao3"]),
    ("龙", &["long2"]),
    ("向", &["xiang4"]),
    ("冉", &["ran3"]),
];

/// The key by which a list of people is sorted: one syllable a character, the
/// tone behind it, `shan4 tian1 fang1`; the surname in its own reading; other
/// characters as they are, in lower case.
pub fn pinyin_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() * 2);
    for_each_syllable(name, |syllable| {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(syllable);
    });
    key
}

/// The initials that people type to find a name: 单田芳 → `stf`.
pub fn pinyin_initials(name: &str) -> String {
    let mut initials = String::new();
    for_each_syllable(name, |syllable| initials.extend(syllable.chars().next()));
    initials
}

fn for_each_syllable(name: &str, mut with: impl FnMut(&str)) {
    let standard: String = name.chars().map(standard_char).collect();
    let mut rest = standard.trim();
    if let Some((surname, syllables)) = SURNAMES.iter().find(|(s, _)| rest.starts_with(s)) {
        syllables.iter().for_each(|syllable| with(syllable));
        rest = &rest[surname.len()..];
    }
    for c in rest.chars() {
        match c.to_pinyin() {
            Some(pinyin) => with(&pinyin.with_tone_num_end().replace('ü', "v")),
            None if c.is_alphanumeric() => with(&c.to_lowercase().to_string()),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_have_their_own_reading() {
        for (name, key, initials) in [
            ("单田芳", "shan4 tian2 fang1", "stf"),
            ("曾国藩", "zeng1 guo2 fan1", "zgf"),
            ("仇英", "qiu2 ying1", "qy"),
            ("解缙", "xie4 jin4", "xj"),
            ("尉迟恭", "yu4 chi2 gong1", "ycg"),
            ("万俟卨", "mo4 qi2 xie4", "mqx"),
            ("万玲", "wan4 ling2", "wl"),
            ("吕秀䶮", "lv3 xiu4 yan3", "lxy"),
            ("吕秀\u{E863}", "lv3 xiu4 yan3", "lxy"),
            ("欧阳修", "ou1 yang2 xiu1", "oyx"),
            ("欧文", "ou1 wen2", "ow"),
            ("覃勇", "qin2 yong3", "qy"),
            ("王单", "wang2 dan1", "wd"),
        ] {
            assert_eq!(pinyin_key(name), key, "{name}");
            assert_eq!(pinyin_initials(name), initials, "{name}");
        }
    }

    #[test]
    fn a_list_sorts_as_a_register_does() {
        let mut names = ["单雄信", "赵云", "曾巩", "安康", "仇英", "山涛", "商鞅"];
        names.sort_by_key(|name| pinyin_key(name));
        assert_eq!(
            names,
            ["安康", "仇英", "山涛", "单雄信", "商鞅", "曾巩", "赵云"]
        );
    }
}

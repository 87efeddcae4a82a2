//! Which proofs are handed in: the training, what is typed, and what the proof says.

/// What lies behind a record.
pub(super) enum Proof {
    /// A photograph on which nothing can be read.
    Blurred,
    /// A certificate that says so many days and hours.
    Certificate(&'static str),
    /// The certificate of the person before, handed in once more.
    Borrowed(&'static str),
    /// A printed statement.
    Statement,
    /// Nothing but paper in the office.
    Paper,
}

/// One record that was handed in.
pub(super) struct Story {
    pub(super) who: usize,
    pub(super) title: &'static str,
    pub(super) days_ago: i64,
    pub(super) days: &'static str,
    pub(super) hours: &'static str,
    pub(super) proof: Proof,
}

const fn story(
    who: usize,
    title: &'static str,
    days_ago: i64,
    days: &'static str,
    hours: &'static str,
    proof: Proof,
) -> Story {
    Story {
        who,
        title,
        days_ago,
        days,
        hours,
        proof,
    }
}

/// The first person is the one whose sign-in is `worker`.
pub(super) const STORIES: [Story; 12] = [
    story(0, "社区矛盾调解实务培训", 20, "1", "6", Proof::Blurred),
    story(
        0,
        "老年人能力评估培训",
        3,
        "1",
        "",
        Proof::Certificate("1天"),
    ),
    story(
        1,
        "社会救助政策与实务线上课程",
        9,
        "",
        "8",
        Proof::Certificate("8学时"),
    ),
    story(
        1,
        "儿童主任能力提升班",
        30,
        "2",
        "12",
        Proof::Certificate("1.5天、9学时"),
    ),
    story(
        2,
        "社会救助政策与实务线上课程",
        9,
        "",
        "8",
        Proof::Borrowed("8学时"),
    ),
    story(
        3,
        "禁毒社会工作专题培训",
        6,
        "1",
        "12",
        Proof::Certificate("1天、12学时"),
    ),
    story(4, "乡镇（街道）社工站建设培训", 5, "1", "6", Proof::Paper),
    story(5, "年度继续教育汇总证明", 4, "1", "6", Proof::Statement),
    story(
        6,
        "志愿服务组织管理培训",
        7,
        "1",
        "6",
        Proof::Certificate("1天、6学时"),
    ),
    story(
        6,
        "基层协商议事工作坊",
        7,
        "0.5",
        "",
        Proof::Certificate("0.5天"),
    ),
    story(
        7,
        "医务社会工作实务培训",
        2,
        "1",
        "6",
        Proof::Certificate("1天、6学时"),
    ),
    story(
        8,
        "项目设计与评估培训",
        8,
        "1",
        "6",
        Proof::Certificate("1天、6学时"),
    ),
];

/// What is handed in at the community of `hr-community`, by its people in turn.
pub(super) const STORIES_OF_THE_COMMUNITY: [Story; 3] = [
    story(
        0,
        "城市社区治理与居民自治培训",
        4,
        "1",
        "6",
        Proof::Certificate("1天、6学时"),
    ),
    story(
        0,
        "社区独居老人探访服务培训",
        11,
        "1",
        "",
        Proof::Certificate("0.5天"),
    ),
    story(1, "社区工作者心理调适讲座", 6, "", "3", Proof::Blurred),
];

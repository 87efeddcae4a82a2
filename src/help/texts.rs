//! Sentences that no rule data holds, with what they rest on.

/// An anchor, a heading, its sentences, and the document behind them.
pub(super) struct Text {
    pub anchor: &'static str,
    pub title: &'static str,
    pub sentences: &'static [&'static str],
    pub source: Option<&'static str>,
}

const DECIDED: &str = "文件没有规定，本系统约定";

/// How records count, beside the rules themselves.
pub(super) const TRAINING: &[Text] = &[
    Text {
        anchor: "side-by-side",
        title: "几项要求同时适用",
        sentences: &[
            "国家要求按学时、綦江区要求按天数，两项要求分别计算、分别完成；同一次培训可以在两项里都计入，数量按各自的单位折合。",
            "凭证上写了天数的按天数，写了学时的按学时；只写了一种的，按该要求的“一天折合”换算后计入，原来的数不改。",
        ],
        source: Some("民发〔2009〕123号；綦江民发〔2020〕60号；换算办法为本系统约定"),
    },
    Text {
        anchor: "state",
        title: "状态是怎样得出的",
        sentences: &[
            "已完成：计入的数量达到要求。",
            "不足：没有登记、按滚动周期计算，还没有达到要求。",
            "已逾期：登记有效期已过，还没有达到要求；最后一天当天不算逾期。",
            "快到期：离登记有效期最后一天不足180天，还没有达到要求。",
            "进度落后：计入的比例低于周期已经过去的比例。",
            "正常：还没有达到要求，但进度跟得上。",
        ],
        source: Some(DECIDED),
    },
    Text {
        anchor: "promotion",
        title: "周期中间升了级",
        sentences: &[
            "取得更高级别的证书后，以新证书的登记为新的周期；新证书登记以前，按新级别的数量和滚动周期计算，原证书的周期同时列出。",
        ],
        source: Some(DECIDED),
    },
    Text {
        anchor: "overlap",
        title: "日期重叠的两次培训",
        sentences: &["名称不同、日期有重叠的两次培训都计入，同时标出来请单位核对。"],
        source: Some(DECIDED),
    },
];

/// The windows.
pub(super) const WINDOWS: &[Text] = &[
    Text {
        anchor: "registration",
        title: "按登记有效期",
        sentences: &[
            "周期是本人现级别证书最近一次登记的第一天到最后一天，首尾两天都算在内。",
            "只看现级别的证书：低一级证书的登记不作为周期。",
            "登记证书上印的有效期与推算不同的，以印的为准。",
        ],
        source: Some("民发〔2009〕123号第七条；首尾规则为本系统约定"),
    },
    Text {
        anchor: "rolling",
        title: "滚动周期",
        sentences: &[
            "没有登记的，从截至当日往前推36个月的次日起，到当日止。",
            "看的是培训的最后一天：最后一天在周期内的计入，第一天在不在周期内没有关系。",
        ],
        source: Some(DECIDED),
    },
];

/// Registration.
pub(super) const REGISTRATION: &[Text] = &[
    Text {
        anchor: "first",
        title: "首次登记",
        sentences: &["通过考试后1年内申请首次登记；超过1年的系统会提醒，但不影响登记。"],
        source: Some("《社会工作者职业水平证书登记办法》（民发〔2009〕44号）第四条"),
    },
    Text {
        anchor: "period",
        title: "有效期和再登记",
        sentences: &[
            "登记有效期3年，从登记之日算起到三年后的前一天止；2月29日登记的到2月28日止。",
            "有效期最后3个月内申请再登记，再登记时应当已经完成继续教育。",
            "登记过期不影响证书本身：证书长期有效，过期的是登记。",
            "名单上的“90天内到期”从最后一天往前数90天，只为提前安排，不是文件规定的期限。",
        ],
        source: Some("民发〔2009〕44号第四条；起止日的算法为本系统约定"),
    },
    Text {
        anchor: "extension",
        title: "批量延长",
        sentences: &[
            "上级文件延长登记有效期的，由区里按文件成批延长：写明范围、新的有效期和文号，先看名单再确认。",
            "延长是新的一条登记，原来的登记保留；没有后续登记的，可以整批撤销，撤销也留在记录里。",
        ],
        source: Some(DECIDED),
    },
    Text {
        anchor: "application",
        title: "登记申请的进度",
        sentences: &[
            "未申请→待审核→初审通过或未通过→终审通过或未通过→登记已完成→已出证；只有“未申请”和“待审核”时本人可以修改。",
        ],
        source: Some("全国社会工作者职业水平证书登记系统（2021年3月起）"),
    },
];

/// Who may sit.
pub(super) const ELIGIBILITY: &[Text] = &[
    Text {
        anchor: "years",
        title: "从事社会工作的年限怎样算",
        sentences: &[
            "算到当年考试通知规定的截止日（没有规定的，算到考试当年12月31日），满一整年算一年，截止日当天满的也算。",
            "毕业以前的时间不算；要求取得证书后满几年的，从证书批准日期算起。",
        ],
        source: Some("国人部发〔2006〕71号；各年度考试通知；整年的算法为本系统约定"),
    },
    Text {
        anchor: "education",
        title: "学历和专业",
        sentences: &[
            "学历看截止日以前已经取得的；毕业时间在截止日以后的，本年度不算。",
            "专业名称里有“社会工作”的按社会工作专业，其余按其他专业；没有填专业的按其他专业。",
            "符合其中任何一条就可以报考。",
        ],
        source: Some("国人部发〔2006〕71号；专业的认定办法为本系统约定"),
    },
];

/// Passing.
pub(super) const EXAM: &[Text] = &[
    Text {
        anchor: "one-year",
        title: "助理社会工作师",
        sentences: &[
            "一个考试年度内两个科目都合格，才算通过；不滚动，没有一次通过的下一年要全部重考。",
        ],
        source: Some("国人部发〔2006〕71号"),
    },
    Text {
        anchor: "two-years",
        title: "社会工作师：连续两个考试年度",
        sentences: &[
            "三个科目在连续两个考试年度内都合格，才算通过；逐年向后滚动，前年合格的科目今年就不再有效。",
            "例：2023年过了《法规与政策》、2024年过了《综合能力》、2025年过了《实务》，2025年不算通过，因为《法规与政策》已经失效；2026年只剩《实务》有效，另外两科都要重考。",
            "考区停考的年度是否顺延没有统一规定，系统默认不顺延。",
        ],
        source: Some("国人部发〔2006〕71号"),
    },
    Text {
        anchor: "senior-proof",
        title: "高级社会工作师",
        sentences: &[
            "考试合格的发成绩合格证明，3年内参加评审；评审通过后才取得高级社会工作师证书。",
        ],
        source: Some("《高级社会工作师评价办法》（人社部规〔2018〕2号）"),
    },
    Text {
        anchor: "late-lines",
        title: "单独划线和成绩复核",
        sentences: &[
            "单独划线地区的合格标准往往在成绩公布几个月后才定，原来“未通过”的可能变为“已通过”；证书只在当地有效。",
            "成绩公布后30天内可以书面申请复核，只查加分和登分；资格复核不通过的，成绩可以撤销。",
        ],
        source: Some("人社厅发〔2022〕25号；各地公告"),
    },
    Text {
        anchor: "expected",
        title: "标着“预计”的日期",
        sentences: &[
            "没有公布的年度按往年习惯推算，一律标“预计”；预计的截止日期不会发催办邮件，只提醒留意通知。",
        ],
        source: Some(DECIDED),
    },
    Text {
        anchor: "entry",
        title: "报考的每一步",
        sentences: &[
            "拟报考→已注册→已报名→（待审核）→待缴费→缴费待确认→已缴费→已打印准考证→已参考或缺考→已出成绩。",
            "报名在中国人事考试网（www.cpta.com.cn）办理，以本省人事考试中心当年通知为准。",
        ],
        source: Some("各年度考试通知"),
    },
];

/// Money.
pub(super) const FEES: &[Text] = &[Text {
    anchor: "archive-fee",
    title: "考试成绩档案管理费",
    sentences: &[
        "重庆报名时每人先收20元档案管理费；助理社会工作师、高级社会工作师考生，以及前两个考试年度在本考区有报考记录的社会工作师考生，考前退还。",
        "报销只报净额：实际缴费减去退费。",
    ],
    source: Some("重庆市人事考试中心通知；净额为本系统约定"),
}];

/// Reimbursement.
pub(super) const REIMBURSEMENT: &[Text] = &[
    Text {
        anchor: "attended-passed",
        title: "“参加考试后”和“考试通过后”",
        sentences: &[
            "参加考试后：至少有一个科目有成绩。",
            "考试通过后：本次成绩使本人通过该级别；社会工作师的部分科目还有效的，先不报，等通过后再报；科目失效的不报。",
        ],
        source: Some(DECIDED),
    },
    Text {
        anchor: "receipt",
        title: "考试费票据",
        sentences: &[
            "考试费开的是财政电子票据，缴费3个工作日后可以下载；抬头是个人，不要求是单位。",
            "同一张票据只能报销一次，退回或作废后才能再用。",
        ],
        source: Some("重庆市人事考试中心电子票据查询平台说明；一票一报为本系统约定"),
    },
];

/// Privacy.
pub(super) const PRIVACY: &[Text] = &[
    Text {
        anchor: "why",
        title: "为什么要这些信息",
        sentences: &[
            "身份证号用来对上证书、登记、报名和成绩；手机号和邮箱用来提醒；学历、专业和工作年限用来判断报考条件；单位用来确定适用的规定和审核人。",
            "性别、年龄从身份证号当场算出，只用于年度统计，不另外保存。",
        ],
        source: Some("《中华人民共和国个人信息保护法》第六条、第十七条"),
    },
    Text {
        anchor: "masked",
        title: "怎样保护",
        sentences: &[
            "身份证号加密保存，页面和导出一律只显示前6位和后4位；确需查看完整号码的，每一次都有记录。",
            "谁在什么时候看过、改过、导出过，都留在历史记录里，日志保留至少184天。",
        ],
        source: Some("《中华人民共和国个人信息保护法》第五十一条；GB/T 22239-2019 二级要求"),
    },
    Text {
        anchor: "rights",
        title: "您可以要求",
        sentences: &[
            "查看、复制自己的全部记录，更正有误的内容；离职后超过保存期限的由区里清理。要求请向所在单位人事提出。",
        ],
        source: Some("《中华人民共和国个人信息保护法》第四十四条至第四十七条"),
    },
];

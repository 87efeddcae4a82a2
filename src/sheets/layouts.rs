//! The six imports and every heading they know. A new synonym is one word here.

use super::layout::{Column, Field, Layout, Need};

const fn required(field: Field, heading: &'static str, synonyms: &'static str) -> Column {
    Column {
        field,
        heading,
        synonyms,
        weak: "",
        need: Need::Required,
    }
}

const fn optional(field: Field, heading: &'static str, synonyms: &'static str) -> Column {
    Column {
        field,
        heading,
        synonyms,
        weak: "",
        need: Need::Optional,
    }
}

impl Column {
    const fn weakly(self, weak: &'static str) -> Column {
        Column { weak, ..self }
    }
}

const NAME_SYNONYMS: &str = "学员姓名、考生姓名、人员姓名、职工姓名、员工姓名、持证人姓名、持证人员姓名、\
         报考人姓名、参训人员姓名、参训人员、学员、考生、持证人、名字";

const NAME: Column = optional(Field::Name, "姓名", NAME_SYNONYMS);

const ID_NUMBER: Column = required(
    Field::IdNumber,
    "身份证号",
    "身份证号码、公民身份号码、公民身份证号码、证件号码、证件号、身份证件号码、\
         身份证件号、有效证件号码、有效身份证件号码、居民身份证号码、居民身份证号、\
         身份证、身份号码、身份证编号、考生证件号码、学员身份证号、考生身份证号",
)
.weakly("证件编号、id、idnumber");

const LEVEL_SYNONYMS: &str = "证书级别、证书等级、级别、资格级别、资格等级、职业资格级别、职业资格等级、\
         职业水平级别、职业水平等级、职业等级、考试级别、考试等级、报考级别、报考等级、\
         报考层级、专业技术资格级别";

const EXAM_YEAR: Column = required(
    Field::ExamYear,
    "考试年度",
    "年度、考试年份、年份、报考年度、报名年度、报考年份、考试年",
);

const EXAM_AREA: Column = optional(
    Field::ExamArea,
    "考区",
    "报考省市、报考省份、报考省、考试地区、报考地区、报考地、报名省市、报名地区、\
         参考省市、考试省市、省市",
);

const WORK_COUNTY: Column = optional(
    Field::WorkCounty,
    "工作区县",
    "工作所在区县、工作地区县、工作所在地区县、所在区县、工作单位所在区县、\
         单位所在区县、工作所在县、工作县、区县",
);

/// `import units`.
pub const UNITS: Layout = Layout {
    kind: "units",
    label: "单位",
    columns: &[
        required(Field::Unit, "单位名称", "单位全称、机构名称、名称、单位"),
        optional(
            Field::ParentUnit,
            "上级单位",
            "上级单位名称、上级、上级部门、主管单位、主管部门、业务主管单位、隶属单位、\
         所属街镇、所属镇街、所属乡镇、所属街道、街镇",
        ),
        optional(
            Field::UnitKind,
            "类别",
            "单位类别、单位类型、类型、单位性质、性质、机构类别、机构类型",
        ),
        optional(
            Field::ContactName,
            "联系人",
            "联络人、联系人姓名、联络员、经办人",
        ),
        optional(
            Field::ContactPhone,
            "联系电话",
            "联系人电话、电话、手机号、手机号码、手机、联系方式、联系人手机",
        ),
        optional(
            Field::ContactEmail,
            "联系邮箱",
            "邮箱、电子邮箱、联系人邮箱、单位邮箱、电子邮件、email、e-mail",
        ),
        optional(
            Field::Headcount,
            "职工人数",
            "职工数、职工总数、员工人数、员工数、在职人数、从业人数、人数",
        ),
        optional(
            Field::HasStudio,
            "是否设社会工作室",
            "是否设立社会工作室、是否设置社会工作室、是否有社会工作室、是否建有社会工作室、\
         是否设社工室、有无社会工作室、社会工作室、社工室、设社会工作室",
        ),
    ],
    key: Field::Unit,
    name: Field::Unit,
};

/// `import people`.
pub const PEOPLE: Layout = Layout {
    kind: "people",
    label: "人员",
    columns: &[
        ID_NUMBER,
        required(Field::Name, "姓名", NAME_SYNONYMS),
        optional(
            Field::Unit,
            "单位",
            "所在单位、单位名称、工作单位、现工作单位、所在单位名称、工作单位名称、任职单位、\
         所属单位、服务单位、单位全称、工作单位全称、所在机构",
        ),
        optional(
            Field::Mobile,
            "联系电话",
            "手机号、手机号码、手机、移动电话、联系手机、联系方式、电话、电话号码、\
         联系电话号码、本人手机号",
        ),
        optional(
            Field::Email,
            "电子邮箱",
            "邮箱、电子邮件、邮箱地址、电子邮箱地址、email、e-mail、qq邮箱",
        ),
        optional(
            Field::Education,
            "学历",
            "文化程度、最高学历、学历层次、现学历、学历情况",
        )
        .weakly("全日制学历"),
        optional(
            Field::Major,
            "专业",
            "所学专业、毕业专业、最高学历专业、所学专业名称、专业名称",
        ),
        optional(
            Field::GraduatedOn,
            "毕业时间",
            "毕业日期、毕业年月、最高学历毕业时间、毕业年月日",
        ),
        optional(
            Field::SocialWorkSince,
            "从事社会工作时间",
            "参加社工工作年月、参加社会工作时间、参加社工工作时间、从事社工工作时间、\
         从事社会工作年月、从事社会工作起始时间、从事社会工作日期、从事社工时间、\
         开始从事社会工作时间、参加社会工作年月、从事社会工作开始时间",
        ),
        optional(
            Field::EmploymentKind,
            "人员类别",
            "岗位类别、身份、人员身份、身份类别、人员性质、岗位性质、人员类型、岗位类型、\
         用工形式、用工性质、编制类型、编制性质",
        ),
        optional(
            Field::JoinedOn,
            "入职日期",
            "入职时间、到岗日期、到岗时间、到职日期、入职年月、进入本单位时间",
        ),
        optional(
            Field::LeftOn,
            "离职日期",
            "离职时间、离岗日期、离岗时间、离职年月",
        ),
    ],
    key: Field::IdNumber,
    name: Field::Name,
};

/// `import certificates`.
pub const CERTIFICATES: Layout = Layout {
    kind: "certificates",
    label: "证书和登记",
    columns: &[
        ID_NUMBER,
        NAME,
        required(Field::Level, "证书级别", LEVEL_SYNONYMS)
            .weakly("证书名称、资格名称、职业资格名称、职业资格、职称、等级"),
        optional(
            Field::CertificateNumber,
            "证书管理号",
            "管理号、资格证书管理号、证书管理号码、管理号码、职业资格证书管理号、\
         职业水平证书管理号、管理编号",
        )
        .weakly("证书编号、证书号、证书号码、资格证书编号、资格证书号"),
        optional(
            Field::ApprovedOn,
            "批准日期",
            "取得时间、取得日期、批准时间、证书取得时间、证书取得日期、取得证书时间、\
         取得证书日期、取证时间、取证日期、获证时间、获证日期、资格取得时间、批准年月日、\
         证书批准日期",
        )
        .weakly("发证日期、发证时间、签发日期、颁发日期、获得时间"),
        optional(
            Field::RegisteredOn,
            "登记日期",
            "登记时间、登记开始日期、登记起始日期、登记有效期起、登记有效期自、有效期起、\
         有效期自、登记起、登记有效期开始日期",
        )
        .weakly("首次登记日期、首次登记时间、注册日期、注册时间"),
        optional(
            Field::RegisteredUntil,
            "登记有效期至",
            "有效期至、登记有效期止、登记截止日期、登记到期日期、登记到期时间、登记止、\
         有效期止、有效期截止日期、登记有效期截止日期、登记有效期限至、登记有效期到、\
         有效期到",
        )
        .weakly("登记有效期、有效期、到期日期、到期时间、截止日期"),
    ],
    key: Field::IdNumber,
    name: Field::Name,
};

/// `import training`.
pub const TRAINING: Layout = Layout {
    kind: "training",
    label: "继续教育培训",
    columns: &[
        ID_NUMBER,
        NAME,
        required(
            Field::Title,
            "培训名称",
            "班次名称、培训班名称、培训班次、培训班次名称、培训项目、培训项目名称、培训课程、\
         培训主题、课程名称、继续教育名称、继续教育项目、学习项目、项目名称、活动名称",
        )
        .weakly("培训内容、学习内容、班次、名称、主题"),
        optional(
            Field::Organiser,
            "主办单位",
            "举办单位、主办方、组织单位、主办机构、举办机构、培训主办单位、培训机构、\
         施教机构、培训举办单位",
        )
        .weakly("承办单位、培训单位"),
        required(
            Field::FirstDay,
            "开始日期",
            "培训起、开始时间、起始日期、起始时间、培训开始日期、培训开始时间、培训起始日期、\
         培训起始时间、培训时间起、培训日期起、起始年月日、开班日期、开班时间",
        )
        .weakly("起、开始、自"),
        required(
            Field::LastDay,
            "结束日期",
            "培训止、结束时间、截止日期、截止时间、终止日期、终止时间、培训结束日期、\
         培训结束时间、培训截止日期、培训终止日期、培训时间止、培训日期止、结业日期、\
         结业时间、结束年月日",
        )
        .weakly("止、结束、至"),
        optional(
            Field::Days,
            "天数",
            "培训天数、培训天数（天）、参训天数、培训时长（天）、时长（天）、学习天数",
        ),
        optional(
            Field::Hours,
            "学时",
            "学时数、培训学时、培训学时数、课时、课时数、继续教育学时、获得学时、认定学时、\
         培训时长（学时）、时长（学时）、总学时、学习学时",
        ),
        optional(
            Field::Mode,
            "方式",
            "培训形式、培训方式、形式、授课方式、授课形式、学习方式、学习形式、参训方式",
        ),
        optional(
            Field::TrainingKind,
            "类别",
            "培训类型、培训类别、类型、学习类别、继续教育类别、继续教育类型、学习类型",
        ),
    ],
    key: Field::IdNumber,
    name: Field::Name,
};

/// `import exam-entries`.
pub const EXAM_ENTRIES: Layout = Layout {
    kind: "exam-entries",
    label: "考试报名",
    columns: &[
        ID_NUMBER,
        NAME,
        EXAM_YEAR,
        optional(Field::Level, "报考级别", LEVEL_SYNONYMS).weakly("考试名称、等级、报考专业"),
        EXAM_AREA,
        optional(
            Field::Subject,
            "报考科目",
            "科目、科目名称、考试科目、报名科目、报考科目名称、考试科目名称",
        ),
        optional(
            Field::SignUpState,
            "报名状态",
            "报考状态、报名情况、报名进度",
        )
        .weakly("状态"),
        optional(
            Field::CheckState,
            "审核状态",
            "资格审核状态、资格审核、审核结果、资格审核结果、核查状态、资格核查状态、\
         审核情况、资格审查状态、资格审查结果",
        ),
        optional(
            Field::PaymentState,
            "缴费状态",
            "交费状态、支付状态、缴费情况、是否缴费、是否交费、交费情况",
        ),
        optional(
            Field::PaidAt,
            "缴费时间",
            "缴费日期、交费时间、交费日期、支付时间",
        ),
        optional(
            Field::PaidAmount,
            "缴费金额",
            "缴费金额（元）、交费金额、支付金额、缴费额、实缴金额、报名费、考试费、考务费、\
         报名考试费",
        ),
        optional(
            Field::RefundAmount,
            "退费金额",
            "退款金额、退费、退费额、退还金额",
        ),
        optional(Field::TicketNumber, "准考证号", "准考证号码、准考证编号"),
    ],
    key: Field::IdNumber,
    name: Field::Name,
};

/// `import exam-results`.
pub const EXAM_RESULTS: Layout = Layout {
    kind: "exam-results",
    label: "考试成绩",
    columns: &[
        ID_NUMBER,
        NAME,
        EXAM_YEAR,
        optional(Field::Level, "级别", LEVEL_SYNONYMS).weakly("考试名称、等级"),
        required(
            Field::Subject,
            "科目",
            "科目名称、考试科目、考试科目名称、报考科目",
        ),
        required(
            Field::Score,
            "成绩",
            "分数、得分、考试成绩、科目成绩、考试分数",
        ),
        EXAM_AREA,
        WORK_COUNTY,
    ],
    key: Field::IdNumber,
    name: Field::Name,
};

/// Every layout, in the order of the command line's help.
pub const ALL: [&Layout; 6] = [
    &UNITS,
    &PEOPLE,
    &CERTIFICATES,
    &TRAINING,
    &EXAM_ENTRIES,
    &EXAM_RESULTS,
];

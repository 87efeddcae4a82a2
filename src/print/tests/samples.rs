//! Made-up forms for the tests: long names, hostile names, empty fields.

pub(crate) use crate::calendar::day;
use chrono::NaiveDate;

use crate::calendar::Period;
use crate::print::*;

pub(crate) fn press() -> &'static Press {
    static PRESS: std::sync::LazyLock<Press> =
        std::sync::LazyLock::new(|| Press::new("社工通", None).unwrap());
    &PRESS
}

pub(crate) fn on(paper: Paper) -> Setup {
    Setup {
        paper,
        ..Setup::new(day("2026-03-09"))
    }
}

fn trail() -> Vec<TrailLine> {
    [
        ("2026-03-03T20:11:00", "欧阳海波", "提交"),
        ("2026-03-05T09:30:00", "刘敏", "退回：车票看不清"),
        ("2026-03-06T14:02:00", "欧阳海波", "提交"),
        ("2026-03-08T10:15:00", "刘敏（代王强）", "同意 ¥543.00"),
    ]
    .into_iter()
    .map(|(at, who, what)| TrailLine {
        at: at.parse().unwrap(),
        who: who.to_owned(),
        what: what.to_owned(),
    })
    .collect()
}

fn payee() -> Payee {
    Payee {
        name: "欧阳海波".to_owned(),
        bank: "中国农业银行股份有限公司重庆綦江古南支行".to_owned(),
        account: "6228480470012345678".to_owned(),
    }
}

/// An ordinary claim: three lines, ¥543.00.
pub(crate) fn claim() -> ExpenseClaim {
    let line = |item: &str, purpose: &str, amount_cents| ClaimLine {
        item: item.to_owned(),
        purpose: purpose.to_owned(),
        amount_cents,
    };
    ExpenseClaim {
        number: "BX-2026-0147".to_owned(),
        filed_on: day("2026-03-06"),
        unit: "綦江区古南街道金桥村".to_owned(),
        department: "社会工作室".to_owned(),
        claimant: "欧阳海波".to_owned(),
        position: "专职社区工作者".to_owned(),
        attachments: Some(4),
        lines: vec![
            line(
                "考试报名费",
                "2025年社会工作师考试3科，已缴 ¥207.00，档案费首次不退",
                20_700,
            ),
            line("差旅费", "5月24日、25日 綦江至重庆主城往返", 8_600),
            line("书本费", "社会工作师教材3本，按上限核准", 25_000),
        ],
        advance_cents: None,
        funding_source: Some(FundingSource::Everyday),
        payee: Some(payee()),
        trail: trail(),
        draft: false,
    }
}

/// Forty lines, a long unit, a long name, an advance: more than one page of any paper.
pub(crate) fn long_claim() -> ExpenseClaim {
    ExpenseClaim {
        unit: "重庆市綦江区石壕镇人民政府社会事务服务中心（退役军人服务站、新时代文明实践服务中心）溪山村便民服务中心"
            .to_owned(),
        department: "社会工作与志愿服务联合办公室（筹）".to_owned(),
        claimant: "阿卜杜热合曼·买买提图尔逊江·伊斯坎达尔".to_owned(),
        lines: (1..=40)
            .map(|number| ClaimLine {
                item: format!("第{number:02}项培训费"),
                purpose: "综合能力、工作实务、法规与政策三门课程的考前面授辅导及配套资料，含往返交通与误餐，按实际发生数报销".to_owned(),
                amount_cents: 10_001 * number,
            })
            .collect(),
        advance_cents: Some(10_000_000),
        funding_source: Some(FundingSource::Other("社会工作人才队伍建设专项补助资金".to_owned())),
        draft: true,
        ..claim()
    }
}

/// An ordinary application, ¥543.00 in all.
pub(crate) fn application() -> ExamFeeApplication {
    let subject = |name: &str, score: &str, passed| SubjectLine {
        name: name.to_owned(),
        entered: true,
        score: score.to_owned(),
        passed,
    };
    let receipt = |kind: &str, code: &str, number: &str, cents, check: &str| ReceiptLine {
        kind: kind.to_owned(),
        code: code.to_owned(),
        number: number.to_owned(),
        issued_on: Some(day("2025-04-14")),
        amount_cents: Some(cents),
        check_code: check.to_owned(),
    };
    ExamFeeApplication {
        number: "KS-2026-0147".to_owned(),
        filed_on: day("2026-03-06"),
        name: "欧阳海波".to_owned(),
        id_number: "500110********1237".to_owned(),
        unit: "綦江区古南街道金桥村".to_owned(),
        employment_kind: "社区工作者".to_owned(),
        level: "社会工作师".to_owned(),
        exam_year: 2025,
        subjects: vec![
            subject("社会工作法规与政策", "72", Some(true)),
            subject("社会工作综合能力", "缺考", Some(false)),
            subject("社会工作实务", "81", Some(true)),
        ],
        attempt: Some(2),
        ticket_number: "2550010203456".to_owned(),
        absent: Some(false),
        passed: Some(true),
        certificate_number: "20250535005000000123".to_owned(),
        charged_cents: 22_700,
        archive_fee_cents: 2_000,
        refunded_cents: 2_000,
        books_cents: Some(25_000),
        training_cents: None,
        travel_cents: Some(8_600),
        receipts: vec![
            receipt("财政电子票据", "50010125", "0012345678", 20_700, "a1b2c3"),
            receipt("数电票", "", "25502000000113514086", 25_000, ""),
            receipt(
                "增值税电子普通发票",
                "050002000111",
                "12345678",
                8_600,
                "12345678901234567890",
            ),
        ],
        attachments: Some(4),
        payee: Some(payee()),
        authority: "綦江区民政局（区委社会工作部）".to_owned(),
        trail: trail(),
        draft: false,
    }
}

/// Nothing known but the person and the money: the rest is left to the pen.
pub(crate) fn bare_application() -> ExamFeeApplication {
    ExamFeeApplication {
        receipts: Vec::new(),
        attachments: None,
        payee: None,
        attempt: None,
        absent: None,
        passed: None,
        ticket_number: String::new(),
        certificate_number: String::new(),
        trail: Vec::new(),
        draft: true,
        ..application()
    }
}

/// Two rules with `records` records each.
pub(crate) fn statement(records: usize) -> TrainingStatement {
    let period = |first: &str, last: &str| Period {
        first: day(first),
        last: day(last),
    };
    let record = |number: usize| RecordLine {
        title: format!("第{number}期社会工作专业人才能力提升培训班（个案工作与小组工作实务）"),
        organiser: "綦江区民政局、重庆市社会工作协会".to_owned(),
        period: period("2024-05-06", "2024-05-08"),
        days_hundredths: Some(300),
        hours_hundredths: (number.is_multiple_of(2)).then_some(1_850),
        counted_hundredths: if number == 1 { 0 } else { 300 },
        reason: if number == 1 {
            "早于本周期"
        } else {
            "计入"
        }
        .to_owned(),
    };
    let rule = |name: &str, unit_word: &str, source: &str| RuleBlock {
        name: name.to_owned(),
        unit_word: unit_word.to_owned(),
        basis: "登记有效期".to_owned(),
        window: period("2024-04-02", "2027-04-01"),
        required_hundredths: 7_200,
        counted_hundredths: 5_550,
        open_hundredths: 1_650,
        state: "进度落后".to_owned(),
        source: source.to_owned(),
        records: (1..=records).map(record).collect(),
    };
    TrainingStatement {
        as_of: day("2026-03-09"),
        name: "欧阳海波".to_owned(),
        id_number: "500110********1237".to_owned(),
        unit: "綦江区古南街道金桥村".to_owned(),
        level: "助理社会工作师".to_owned(),
        certificates: vec![CertificateLine {
            level: "助理社会工作师".to_owned(),
            number: "20200525005000000456".to_owned(),
            approved_on: Some(day("2020-10-18")),
            registrations: vec![
                RegistrationLine {
                    kind: "首次登记".to_owned(),
                    period: period("2021-04-02", "2024-04-01"),
                },
                RegistrationLine {
                    kind: "再登记".to_owned(),
                    period: period("2024-04-02", "2027-04-01"),
                },
            ],
        }],
        rules: vec![
            rule(
                "全国继续教育学时",
                "学时",
                "民政部《社会工作者继续教育办法》（民发〔2009〕123号）",
            ),
            rule(
                "綦江区培训天数",
                "天",
                "《关于加强社会工作专业人才队伍建设的通知》（綦江民发〔2020〕60号）",
            ),
        ],
    }
}

//! Claim forms a second on one core: every form another claim, as in a batch.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use shegong::print::{
    AmountColumns, ClaimLine, ExpenseClaim, Form, FundingSource, Paper, Payee, Press, Setup,
};

use support::cpu_time::CpuTime;
use support::district::{name, today};

const FORMS_IN_ONE_DOCUMENT: usize = 50;

fn claim(index: usize) -> ExpenseClaim {
    let subjects = 1 + index % 3;
    let fee = 6_100 * subjects as i64 + 2_000;
    let line = |item: &str, purpose: String, amount_cents| ClaimLine {
        item: item.to_owned(),
        purpose,
        amount_cents,
    };
    let claimant = name(index);
    ExpenseClaim {
        number: format!("BX-2026-{index:05}"),
        filed_on: today(),
        unit: format!("綦江区第{}镇{}村", index % 31, index % 17),
        department: String::new(),
        position: "专职社区工作者".to_owned(),
        attachments: Some(2),
        lines: vec![
            line(
                "考试报名费",
                format!("2025年社会工作师考试{subjects}科"),
                fee,
            ),
            line(
                "差旅费",
                "5月24日、25日綦江至重庆主城往返".to_owned(),
                8_600 + (index % 100) as i64,
            ),
        ],
        advance_cents: None,
        funding_source: Some(FundingSource::Everyday),
        payee: Some(Payee {
            name: claimant.clone(),
            bank: "中国农业银行股份有限公司重庆綦江支行".to_owned(),
            account: format!("62284804700{index:08}"),
        }),
        claimant,
        trail: Vec::new(),
        draft: index.is_multiple_of(2),
    }
}

fn main() {
    let press = Press::new("社工通", None).expect("the press opens");
    let mut criterion = Criterion::default()
        .with_measurement(CpuTime)
        .configure_from_args();
    let mut group = criterion.benchmark_group("forms");
    group
        .sample_size(20)
        .warm_up_time(Duration::from_secs(3))
        .measurement_time(Duration::from_secs(20))
        .throughput(Throughput::Elements(1));
    for (paper, amount_columns) in [
        (Paper::A4, AmountColumns::Boxes),
        (Paper::A4, AmountColumns::Plain),
        (Paper::Voucher, AmountColumns::Boxes),
    ] {
        let setup = Setup {
            paper,
            amount_columns,
            ..Setup::new(today())
        };
        let mut index = 0;
        group.bench_function(
            format!("expense_claim/{paper}_{amount_columns}"),
            |bencher| {
                bencher.iter(|| {
                    index += 1;
                    let form = press.expense_claim(&claim(index), &setup);
                    black_box(form.expect("the form is printed"))
                });
            },
        );
    }
    // Many claims in one document share its fonts; one page each all the same.
    group.throughput(Throughput::Elements(FORMS_IN_ONE_DOCUMENT as u64));
    let setup = Setup::new(today());
    let mut first = 0;
    group.bench_function("expense_claim/a4_together", |bencher| {
        bencher.iter(|| {
            first += FORMS_IN_ONE_DOCUMENT;
            let forms: Vec<Form> = (first..first + FORMS_IN_ONE_DOCUMENT)
                .map(|index| Form::ExpenseClaim(Box::new(claim(index))))
                .collect();
            let document = press.many("报销单", &forms, &setup);
            black_box(document.expect("the forms are printed"))
        });
    });
    group.finish();
}

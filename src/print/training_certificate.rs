//! 结业证书: what whoever runs a course gives to who has finished it.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::glyphs::FormNames;
use crate::calendar::chinese_day;

/// 结业证书.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingCertificate {
    /// 证书编号.
    pub number: String,
    /// 姓名.
    pub name: String,
    /// 培训名称.
    pub course: String,
    /// 主办单位.
    pub organiser: String,
    /// First day of the course.
    pub first_day: NaiveDate,
    /// Its last day.
    pub last_day: NaiveDate,
    /// Days and hours with their units: 1天、6学时.
    pub amount: String,
    /// The day that it was made out.
    pub issued_on: NaiveDate,
}

impl TrainingCertificate {
    /// The form's title.
    pub const TITLE: &'static str = "结业证书";

    pub(super) fn names(&self) -> FormNames<'_> {
        FormNames {
            owner: &self.name,
            form: Self::TITLE,
            fields: &[
                ("name", "姓名"),
                ("course", "培训名称"),
                ("organiser", "主办单位"),
                ("amount", "天数、学时"),
                ("number", "证书编号"),
            ],
        }
    }

    pub(super) fn input(&self) -> Value {
        let period = if self.first_day == self.last_day {
            chinese_day(self.last_day)
        } else {
            format!(
                "{}至{}",
                chinese_day(self.first_day),
                chinese_day(self.last_day)
            )
        };
        json!({
            "kind": "training_certificate",
            "number": self.number,
            "name": self.name,
            "course": self.course,
            "organiser": self.organiser,
            "period": period,
            "amount": self.amount,
            "issued_on": chinese_day(self.issued_on),
        })
    }
}

//! Slips with first passwords: twelve a page, to be cut apart and handed over in person.
//! Those of several units are parted by headings, townships by pages.

use chrono::NaiveDate;
use qrcode::QrCode;
use qrcode::render::svg;
use serde_json::{Value, json};

use super::PrintError;
use super::glyphs::FormNames;
use crate::calendar::chinese_day;

/// The slips of one print.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordSlips {
    /// What the system calls itself.
    pub system_name: String,
    /// Where to sign in; also as a QR code.
    pub url: String,
    /// The slips in the order in which they are handed out.
    pub slips: Vec<SlipLine>,
}

/// One slip.
#[derive(Clone, PartialEq, Eq)]
pub struct SlipLine {
    /// The unit, with the units above it.
    pub unit: String,
    /// What is handed over together begins a page of its own: a township.
    pub packet: String,
    /// Whose it is.
    pub name: String,
    /// What to sign in with, in words or as an account name.
    pub sign_in_name: String,
    /// The first password.
    pub password: String,
    /// The last day on which it is good.
    pub good_until: NaiveDate,
}

/// The slips of one unit.
#[derive(serde::Serialize)]
struct SlipPart<'a> {
    unit: &'a str,
    packet: &'a str,
    new_page: bool,
    slips: Vec<Value>,
}

impl PasswordSlips {
    /// What is printed at the top of the document's window.
    pub const TITLE: &'static str = "初始密码条";

    pub(super) fn input(&self, lines: Vec<Value>) -> Result<Value, PrintError> {
        let mut parts: Vec<SlipPart> = Vec::new();
        for (slip, line) in self.slips.iter().zip(lines) {
            match parts.last_mut() {
                Some(part) if part.unit == slip.unit => part.slips.push(line),
                last => {
                    let new_page = last.is_some_and(|last| last.packet != slip.packet);
                    parts.push(SlipPart {
                        unit: &slip.unit,
                        packet: &slip.packet,
                        new_page,
                        slips: vec![line],
                    });
                }
            }
        }
        // One unit alone needs no heading: every slip names it.
        let headings = parts.len() > 1;
        Ok(json!({
            "kind": "password_slips",
            "system_name": self.system_name,
            "url": self.url,
            "qr": qr_svg(&self.url)?,
            "headings": headings,
            "parts": parts,
        }))
    }
}

impl SlipLine {
    pub(super) fn names(&self) -> FormNames<'_> {
        FormNames {
            owner: &self.name,
            form: PasswordSlips::TITLE,
            fields: &[
                ("unit", "单位"),
                ("name", "姓名"),
                ("sign_in_name", "登录名"),
            ],
        }
    }

    pub(super) fn input(&self) -> Value {
        json!({
            "unit": self.unit,
            "name": self.name,
            "sign_in_name": self.sign_in_name,
            "password": self.password,
            "good_until": chinese_day(self.good_until),
        })
    }
}

fn qr_svg(url: &str) -> Result<String, PrintError> {
    let code = QrCode::new(url.as_bytes()).map_err(|error| PrintError::Typesetting {
        details: format!("base_url as a QR code: {error}"),
    })?;
    Ok(code
        .render::<svg::Color<'_>>()
        .quiet_zone(false)
        .min_dimensions(120, 120)
        .build())
}

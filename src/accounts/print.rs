//! First passwords on slips.

use super::actions::PasswordSlip;
use crate::app::App;
use crate::clock::Now;
use crate::print::{PasswordSlips, Press, PrintError, SlipLine};
use crate::web::{Answer, Problem, Reply};

/// Said where nothing waits to be printed.
pub const NO_SLIPS: &str =
    "这个单位没有待发的密码条：请先开通账号；已登录改过密码的和超过 7 天的不再打印";

/// The slips as a file to take away.
///
/// # Errors
/// [`Problem::Refused`] for a name that no font can print.
pub fn handed_out(app: &App, slips: Vec<PasswordSlip>, now: Now) -> Answer {
    match slips_pdf(app, slips, now) {
        Ok(pdf) => Ok(Reply::download(
            pdf,
            &format!("初始密码条-{}.pdf", now.today),
            "application/pdf",
        )),
        Err(error @ PrintError::MissingGlyph { .. }) => Err(Problem::Refused(error.to_string())),
        Err(error) => Err(Problem::internal(error)),
    }
}

/// The slips as one PDF.
///
/// # Errors
/// [`PrintError`].
pub fn slips_pdf(app: &App, slips: Vec<PasswordSlip>, now: Now) -> Result<Vec<u8>, PrintError> {
    let press = Press::new(
        &app.config.mail.from_name,
        app.config.print.fonts_folder.as_deref(),
    )?;
    let lines = slips
        .into_iter()
        .map(|slip| SlipLine {
            unit: slip.unit.replace('/', " · "),
            packet: slip.packet,
            name: slip.name,
            sign_in_name: slip.sign_in_name,
            password: slip.password,
            good_until: slip.good_until,
        })
        .collect();
    let slips = PasswordSlips {
        system_name: app.config.mail.from_name.clone(),
        url: app.config.base_url.clone(),
        slips: lines,
    };
    press.password_slips(&slips, now.today)
}

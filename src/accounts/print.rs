//! First passwords on slips.

use super::actions::PasswordSlip;
use crate::app::App;
use crate::clock::Now;
use crate::print::{PasswordSlips, Press, PrintError, SlipLine};

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

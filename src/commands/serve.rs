//! `serve`.

use std::process::ExitCode;

use super::CommandError;
use crate::app::App;

pub(super) fn serve(app: &App, port: Option<u16>) -> Result<ExitCode, CommandError> {
    crate::web::serve(app.clone(), port)
        .map_err(|error| CommandError::Refused(error.to_string()))?;
    Ok(ExitCode::SUCCESS)
}

//! `training-statement`.

use std::process::ExitCode;

use super::CommandError;
use super::arguments::StatementArguments;
use super::output::say;
use crate::app::App;
use crate::claims::print::{press, setup};
use crate::files::write_file;
use crate::identity::IdNumber;
use crate::people::{ID_NUMBER_COLUMN, PersonId, store};
use crate::training::print::statement as print_statement;

pub(super) fn statement(
    app: &App,
    arguments: &StatementArguments,
) -> Result<ExitCode, CommandError> {
    let person = find_person(app, &arguments.person)?;
    let now = app.clock.now_as_of(app.config.time_zone, arguments.as_of);
    let pdf = print_statement(
        app,
        &press(app)?,
        person,
        now.today,
        arguments.full_ids,
        &setup(app, now),
    )?;
    write_file(&arguments.out, &pdf).map_err(CommandError::Refused)?;
    say!("已写入 {}", arguments.out.display());
    Ok(ExitCode::SUCCESS)
}

/// A person by ID number, or by a name that only one person has.
fn find_person(app: &App, text: &str) -> Result<PersonId, CommandError> {
    app.db.read(|conn| {
        if let Ok(number) = IdNumber::parse(text) {
            let hash = app.keys.lookup_hash(ID_NUMBER_COLUMN, number.as_str());
            let found = store::load_known(conn, std::slice::from_ref(&hash))?;
            return match found.get(&hash) {
                Some(known) => Ok(known.id),
                None => Err(CommandError::Refused(format!(
                    "没有身份证号为{}的人员",
                    number.masked()
                ))),
            };
        }
        let named = store::load_named(conn, text.trim())?;
        match named.as_slice() {
            [one] => Ok(one.id),
            [] => Err(CommandError::Refused(format!(
                "没有叫“{}”的人员：请写身份证号或全名",
                text.trim()
            ))),
            several => Err(CommandError::Refused(format!(
                "有{}个人叫“{}”：请改写身份证号",
                several.len(),
                text.trim()
            ))),
        }
    })
}

//! A few printed forms, to look at: claims as drafts and decided, statements of training.

use std::path::Path;

use crate::app::App;
use crate::claims::{Claim, ClaimState, print as claim_print, store as claims};
use crate::people::{self, PersonId};
use crate::training::print::statement;
use crate::training::situation;

use super::actions::DemoError;

/// So many draft claims are printed, and one of each later state.
const DRAFTS: usize = 3;
/// So many statements are printed.
const STATEMENTS: usize = 3;
/// Among so many people a statement looks for somebody who owes training.
const LOOKED_AT: i64 = 200;

/// Writes the forms into `folder`; how many there are.
pub(super) fn print(app: &App, folder: &Path) -> Result<u64, DemoError> {
    std::fs::create_dir_all(folder).map_err(|error| DemoError::file(folder, &error))?;
    let press = claim_print::press(app)?;
    let setup = claim_print::setup(app, app.now());
    let mut written = 0;
    for claim in chosen_claims(app)? {
        let pdf = claim_print::claim_form(app, &press, claim.id)?;
        let name = format!(
            "报销单-{}-{}.pdf",
            claim.details.claim_number,
            claim.details.state.label()
        );
        write(&folder.join(name), &pdf)?;
        written += 1;
    }
    for (person, name) in chosen_people(app)? {
        let pdf = statement(app, &press, person, app.now().today, true, &setup)?;
        write(&folder.join(format!("继续教育情况表-{name}.pdf")), &pdf)?;
        written += 1;
    }
    Ok(written)
}

fn chosen_claims(app: &App) -> Result<Vec<Claim>, DemoError> {
    app.db.read(|conn| {
        let mut chosen = Vec::new();
        for state in ClaimState::ALL {
            let most = if *state == ClaimState::Draft {
                DRAFTS
            } else {
                1
            };
            chosen.extend(claims::load_in_state(conn, *state)?.into_iter().take(most));
        }
        Ok(chosen)
    })
}

/// The people of the first ones with the most certificates and records.
fn chosen_people(app: &App) -> Result<Vec<(PersonId, String)>, DemoError> {
    app.db.read(|conn| {
        let block = people::store::load_page(conn, None, PersonId(0), LOOKED_AT)?;
        let mut situations = situation::load(conn, block, true)?;
        situations.sort_by_key(|of| {
            let fullness = of.certificates.len() * 10 + of.records.len();
            (std::cmp::Reverse(fullness), of.person.id)
        });
        Ok(situations
            .into_iter()
            .take(STATEMENTS)
            .map(|of| (of.person.id, of.person.details.name))
            .collect())
    })
}

fn write(path: &Path, pdf: &[u8]) -> Result<(), DemoError> {
    std::fs::write(path, pdf).map_err(|error| DemoError::file(path, &error))
}

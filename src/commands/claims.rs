//! `claims-propose`, `claim-form` and `claim-forms`.

use std::path::Path;
use std::process::ExitCode;

use super::arguments::ClaimsProposeArguments;
use super::output::say;
use super::output::{self, padded};
use super::{CommandError, SOME_REFUSED};
use crate::app::App;
use crate::claims::actions::{ProposalLine, propose_claims};
use crate::claims::print::{ClaimFormError, claim_form, find_claim, press};
use crate::claims::store::load_in_state;
use crate::claims::{ClaimState, ProposalOutcome};
use crate::files::write_file;
use crate::money::yuan;

pub(super) fn propose(
    app: &App,
    arguments: &ClaimsProposeArguments,
) -> Result<ExitCode, CommandError> {
    let occasion = app.command_line_occasion(app.now());
    let lines = propose_claims(app, arguments.season, arguments.dry_run, &occasion)?;
    if arguments.json {
        output::json(&lines)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in &lines {
        tell(line, arguments.dry_run);
    }
    let count =
        |outcome: ProposalOutcome| lines.iter().filter(|line| line.outcome == outcome).count();
    let dry = if arguments.dry_run {
        "试运行（没有保存）："
    } else {
        ""
    };
    say!(
        "{dry}{}年报考 {} 条：可报销 {}，已有报销单 {}，暂不能报销 {}，不予报销 {}",
        arguments.season,
        lines.len(),
        count(ProposalOutcome::Proposed),
        count(ProposalOutcome::Exists),
        count(ProposalOutcome::NotYet),
        count(ProposalOutcome::NotCovered)
    );
    Ok(ExitCode::SUCCESS)
}

fn tell(line: &ProposalLine, dry_run: bool) {
    let total: i64 = line.lines.iter().map(|amount| amount.amount_cents).sum();
    let amount = if line.lines.is_empty() {
        String::new()
    } else {
        yuan(total)
    };
    let number = match (&line.claim_number, dry_run) {
        (Some(number), false) => format!("（{number}）"),
        _ => String::new(),
    };
    say!(
        "{} {} {} {} {} {}{number}",
        padded(line.outcome.label(), 12),
        padded(&line.name, 10),
        padded(&line.unit, 24),
        padded(line.level.label(), 16),
        padded(&amount, 10),
        line.reason
    );
    for flag in &line.flags {
        say!("             注意：{flag}");
    }
}

pub(super) fn form(app: &App, claim: &str, out: &Path) -> Result<ExitCode, CommandError> {
    let id = find_claim(app, claim)?;
    let pdf = claim_form(app, &press(app)?, id)?;
    write_file(out, &pdf).map_err(CommandError::Refused)?;
    say!("已写入 {}", out.display());
    Ok(ExitCode::SUCCESS)
}

pub(super) fn forms(app: &App, state: ClaimState, out: &Path) -> Result<ExitCode, CommandError> {
    let claims = app
        .db
        .read(|conn| Ok::<_, CommandError>(load_in_state(conn, state)?))?;
    let press = press(app)?;
    let mut refused = 0;
    for claim in &claims {
        match claim_form(app, &press, claim.id) {
            Ok(pdf) => {
                let file = out.join(format!("{}.pdf", claim.details.claim_number));
                write_file(&file, &pdf).map_err(CommandError::Refused)?;
            }
            // One name without a glyph must not keep back everybody else's form.
            Err(error @ ClaimFormError::Print(_)) => {
                refused += 1;
                eprintln!("{}：{error}", claim.details.claim_number);
            }
            Err(error) => return Err(error.into()),
        }
    }
    say!(
        "{}的报销单 {} 张写入 {}，未能打印 {refused} 张",
        state.label(),
        claims.len() - refused,
        out.display()
    );
    Ok(if refused > 0 {
        ExitCode::from(SOME_REFUSED)
    } else {
        ExitCode::SUCCESS
    })
}

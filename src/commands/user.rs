//! `user add|lock|reset`: accounts, at the machine itself.

use std::process::ExitCode;

use super::arguments::{UserArguments, UserCommand};
use super::output::say;
use super::{CommandError, find_unit};
use crate::accounts::actions::{
    FirstPassword, OfficeAccount, operator_adds, operator_resets, operator_switches,
};
use crate::accounts::{AccountState, RoleAt};
use crate::app::App;

pub(super) fn run(app: &App, arguments: &UserArguments) -> Result<ExitCode, CommandError> {
    let occasion = app.command_line_occasion(app.now());
    match &arguments.command {
        UserCommand::Add {
            login_name,
            role,
            unit,
            name,
        } => {
            let office = OfficeAccount {
                login_name,
                display_name: name.as_deref().unwrap_or_default(),
                role: RoleAt {
                    role: *role,
                    unit: find_unit(app, unit.as_deref())?,
                },
            };
            let made = operator_adds(app, &office, &occasion)?;
            say!("已新增账号 {}（{}）", made.sign_in_name, role.label());
            tell(&made);
        }
        UserCommand::Lock { account, undo } => {
            let (state, done) = if *undo {
                (AccountState::Active, "已重新启用")
            } else {
                (AccountState::Locked, "已停用")
            };
            let name = operator_switches(app, account, state, &occasion)?;
            say!("{done}账号：{name}");
        }
        UserCommand::Reset { account } => {
            let made = operator_resets(app, account, &occasion)?;
            say!("已重置密码：{}", made.name);
            tell(&made);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(made: &FirstPassword) {
    say!(
        "初始密码（只显示这一次，30 天内有效，登录后须修改）：{}",
        made.password
    );
}

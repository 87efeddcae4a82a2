//! Where settings come from: the file and the environment.

use std::path::Path;

use toml::{Table, Value};

use super::values::SETTINGS;

/// Reads the file into a table; what is wrong with it goes into `problems`.
pub(super) fn read_file(path: &Path, problems: &mut Vec<String>) -> Table {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            problems.push(format!(
                "配置文件 {} 读不出来（{error}）：请检查 --config 的路径和权限",
                path.display()
            ));
            return Table::new();
        }
    };
    match text.parse::<Table>() {
        Ok(table) => table,
        Err(error) => {
            let line = error.span().map_or(1, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            problems.push(format!(
                "配置文件 {} 第 {line} 行不是有效的 TOML：{}。请对照 config/shegong.toml 改正",
                path.display(),
                error.message()
            ));
            Table::new()
        }
    }
}

/// The environment variable of a setting: `database.url` → `SHEGONG_DATABASE_URL`.
pub(super) fn variable(key: &str) -> String {
    format!("SHEGONG_{}", key.replace('.', "_").to_uppercase())
}

/// Lays the environment over the table, secrets also from the file that
/// `<variable>_FILE` names.
pub(super) fn overlay_environment(
    table: &mut Table,
    environment: impl Fn(&str) -> Option<String>,
    problems: &mut Vec<String>,
) {
    for setting in SETTINGS {
        let name = variable(setting.key);
        let direct = environment(&name);
        let from_file = if setting.secret {
            environment(&format!("{name}_FILE"))
        } else {
            None
        };
        let text = match (direct, from_file) {
            (Some(_), Some(_)) => {
                problems.push(format!(
                    "环境变量 {name} 和 {name}_FILE 只能设一个：请去掉其中之一"
                ));
                continue;
            }
            (Some(text), None) => text,
            (None, Some(path)) => match std::fs::read_to_string(&path) {
                Ok(text) => text.trim_end_matches(['\r', '\n']).to_owned(),
                Err(error) => {
                    problems.push(format!(
                        "{name}_FILE 指向的文件 {path} 读不出来（{error}）：请检查路径和权限"
                    ));
                    continue;
                }
            },
            (None, None) => continue,
        };
        insert(table, setting.key, Value::String(text));
    }
}

fn insert(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((section, rest)) => {
            let inner = table
                .entry(section)
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

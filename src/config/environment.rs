//! Variables of the environment that look like settings and are none: a misspelled one
//! would leave the default in force without a word.

use std::collections::BTreeMap;

use super::sources::variable;
use super::values::SETTINGS;

/// How the names of all settings begin.
const PREFIX: &str = "SHEGONG_";

/// What tests and benchmarks of this program are told by.
const FOR_DEVELOPERS: [&str; 6] = [
    "SHEGONG_TEST_",
    "SHEGONG_BENCH_",
    "SHEGONG_REQUIRE",
    "SHEGONG_PICTURES",
    "SHEGONG_MAIL_PICTURES",
    "SHEGONG_PRINT_SAMPLES",
];

/// A name farther off than so many letters is nobody's slip of the pen.
const FARTHEST_SLIP: usize = 12;

/// A sentence for each variable that is no setting, with the setting nearest to it.
pub(super) fn unknown(environment: &BTreeMap<String, String>) -> Vec<String> {
    let known: Vec<String> = SETTINGS
        .iter()
        .flat_map(|setting| {
            let name = variable(setting.key);
            let file = setting.secret.then(|| format!("{name}_FILE"));
            std::iter::once(name).chain(file)
        })
        .collect();
    environment
        .iter()
        .filter(|(name, value)| {
            name.starts_with(PREFIX)
                && !known.contains(name)
                && !FOR_DEVELOPERS.iter().any(|front| name.starts_with(front))
                && !is_of_a_container(name, value)
        })
        .map(|(name, _)| sentence(name, &known))
        .collect()
}

/// A cluster tells every container where its services are: a service called shegong
/// gives SHEGONG_SERVICE_HOST, SHEGONG_PORT=tcp://…, SHEGONG_PORT_8080_TCP_ADDR.
fn is_of_a_container(name: &str, value: &str) -> bool {
    let rest = name.strip_prefix(PREFIX).unwrap_or(name);
    rest.starts_with("SERVICE_HOST")
        || rest.starts_with("SERVICE_PORT")
        || rest.contains("_TCP_")
        || (rest.starts_with("PORT") && value.starts_with("tcp://"))
}

fn sentence(name: &str, known: &[String]) -> String {
    let nearest = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .min()
        .filter(|(distance, _)| *distance <= FARTHEST_SLIP);
    match nearest {
        Some((_, meant)) => {
            format!("环境变量 {name} 不是本程序的设置，写了不起作用：是不是 {meant}？请改名或去掉")
        }
        None => format!(
            "环境变量 {name} 不是本程序的设置，写了不起作用：请对照 config/shegong.toml 改名或去掉"
        ),
    }
}

use super::*;
#[test]
fn every_embedded_file_passes_the_check() {
    let problems = check_all(None);
    assert!(problems.is_empty(), "{}", PolicyProblems(problems));
}

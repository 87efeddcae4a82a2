//! Files: how long, what must not stand in them, and that each is used.

use super::*;

#[test]
fn nothing_is_left_to_do_in_the_sources() {
    let files = sources();
    no_line_has(
        files.iter(),
        &["todo!", "unimplemented!", "dbg!(", "#[ignore"],
    );
}

#[test]
fn no_file_is_too_long() {
    let mut long = Vec::new();
    for file in files(&["src", "tests", "benches"]) {
        if !file.name().ends_with(".rs") {
            continue;
        }
        let most = if file.is_test() { 600 } else { 400 };
        let lines = file.text.lines().count();
        if lines > most {
            long.push(format!("{} has {lines} lines, at most {most}", file.path));
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn nothing_points_outside_the_repository() {
    // Written apart, so that this file does not find itself.
    let words = [
        concat!("..", "/shared"),
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("tool ", "library"),
    ];
    let mut found = Vec::new();
    let mut everything = files(&[
        "src",
        "tests",
        "benches",
        "config",
        "migrations",
        "templates",
        "docs",
        ".ci",
    ]);
    for name in [
        "README.md",
        "README.zh-CN.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "Cargo.toml",
        "deny.toml",
    ] {
        if let Ok(text) = std::fs::read_to_string(root().join(name)) {
            everything.push(File {
                path: name.to_owned(),
                text,
            });
        }
    }
    for file in &everything {
        for (number, line) in (1..).zip(file.text.lines()) {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_mail_has_its_subject_its_text_and_its_page() {
    let folder = root().join("templates/mails");
    let mails: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    assert!(!mails.is_empty());
    for mail in mails {
        for part in ["subject.txt", "body.txt", "body.html"] {
            assert!(mail.join(part).is_file(), "{} lacks {part}", mail.display());
        }
    }
}

#[test]
fn every_form_is_used_and_every_mail_is_a_template_of_the_program() {
    let mut sources: String = sources().into_iter().map(|file| file.text).collect();
    for template in files(&["templates"]) {
        sources.push_str(&template.text);
    }
    for file in files(&["templates"]) {
        let name = file.path.strip_prefix("templates/").unwrap();
        let short = name.rsplit('/').next().unwrap();
        assert!(
            sources.contains(name) || sources.contains(short) || short == "layout.html",
            "{} is used nowhere",
            file.path
        );
    }
}

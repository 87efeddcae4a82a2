//! The sample district: what a district really has comes in, and the answers that
//! were worked out apart from this program come out, on both databases.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use shegong::exams::actions::{ExamQuestion, exam_status};
use shegong::intake::{ImportKind, ImportReport};
use shegong::training::actions::{StatusQuestion, training_status};

use crate::harness::{TestApp, day, test_file};

#[derive(Deserialize)]
struct Answers {
    people: u64,
    exam_rows: u64,
    imports: BTreeMap<String, Counts>,
    roster_rejected: Vec<String>,
    status: BTreeMap<String, Vec<TrainingAnswer>>,
    exam_status: BTreeMap<String, Vec<ExamAnswer>>,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
struct Counts {
    rows: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    refused: u64,
}

/// One line, by value: amounts in hundredths.
#[derive(Debug, Deserialize)]
struct TrainingAnswer {
    id_number: String,
    rule: String,
    level: String,
    basis: String,
    window: (String, String),
    required: f64,
    counted: f64,
    open: f64,
    state: String,
    entries_counted: usize,
}

type TrainingFacts = (String, String, String, String, [i64; 3], String, usize);

impl TrainingAnswer {
    fn facts(&self) -> ((String, String), TrainingFacts) {
        let hundredths = |number: f64| (number * 100.0).round() as i64;
        (
            (self.id_number.clone(), self.rule.clone()),
            (
                self.level.clone(),
                self.basis.clone(),
                self.window.0.clone(),
                self.window.1.clone(),
                [self.required, self.counted, self.open].map(hundredths),
                self.state.clone(),
                self.entries_counted,
            ),
        )
    }
}

#[derive(Debug, Deserialize)]
struct ExamAnswer {
    id_number: String,
    level: String,
    outcome: String,
    qualified_year: Option<i32>,
    live_passes: Vec<Pass>,
    needs: Vec<String>,
}

#[derive(Debug, Clone, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Pass {
    subject: String,
    year: i32,
}

type ExamFacts = (String, Option<i32>, BTreeSet<Pass>, Vec<String>);

fn answers() -> Answers {
    let text = std::fs::read(test_file("sample-district/answers.json")).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn training_answers(as_of: &str) -> BTreeMap<(String, String), TrainingFacts> {
    answers().status[as_of]
        .iter()
        .map(TrainingAnswer::facts)
        .collect()
}

fn training_facts(app: &TestApp, as_of: &str) -> BTreeMap<(String, String), TrainingFacts> {
    let question = StatusQuestion {
        full_ids: true,
        ..StatusQuestion::default()
    };
    let mut lines = BTreeMap::new();
    training_status(&app.app, &question, as_of.parse().unwrap(), |line| {
        let counted = |reason: &str| ["counted", "capped"].contains(&reason);
        let facts = (
            line.level.as_str().to_owned(),
            line.basis.as_str().to_owned(),
            line.window.0.to_string(),
            line.window.1.to_string(),
            [line.required.0, line.counted.0, line.open.0],
            line.state.as_str().to_owned(),
            line.entries
                .iter()
                .filter(|entry| counted(entry.reason.as_str()))
                .count(),
        );
        let earlier = lines.insert((line.id_number, line.rule), facts);
        assert!(earlier.is_none(), "one line per person and rule");
        Ok(())
    })
    .unwrap();
    lines
}

fn exam_answers(as_of: &str) -> BTreeMap<(String, String), ExamFacts> {
    answers().exam_status[as_of]
        .iter()
        .map(|answer| {
            (
                (answer.id_number.clone(), answer.level.clone()),
                (
                    answer.outcome.clone(),
                    answer.qualified_year,
                    answer.live_passes.iter().cloned().collect(),
                    answer.needs.clone(),
                ),
            )
        })
        .collect()
}

fn exam_facts(app: &TestApp) -> BTreeMap<(String, String), ExamFacts> {
    let question = ExamQuestion {
        full_ids: true,
        ..ExamQuestion::default()
    };
    let mut lines = BTreeMap::new();
    exam_status(&app.app, &question, day(2026, 3, 9), |line| {
        let passes = line.live_passes.iter().map(|pass| Pass {
            subject: pass.subject.to_owned(),
            year: pass.year,
        });
        let facts = (
            line.outcome.as_str().to_owned(),
            line.qualified_year,
            passes.collect(),
            line.needs.iter().map(ToString::to_string).collect(),
        );
        let earlier = lines.insert((line.id_number, line.level.as_str().to_owned()), facts);
        assert!(earlier.is_none(), "one line per person and level");
        Ok(())
    })
    .unwrap();
    lines
}

const FILES: [(ImportKind, &str); 4] = [
    (ImportKind::People, "roster.xlsx"),
    (ImportKind::Certificates, "certificates.csv"),
    (ImportKind::Training, "training.xlsx"),
    (ImportKind::ExamResults, "exam-results.xlsx"),
];

/// A copy, so that refused files do not lie among the test data.
fn copied(app: &TestApp, name: &str) -> std::path::PathBuf {
    let path = app.path(name);
    if !path.exists() {
        std::fs::copy(test_file("sample-district").join(name), &path).unwrap();
    }
    path
}

fn import_all(app: &TestApp, order: [usize; 4]) -> Vec<ImportReport> {
    order
        .map(|file| {
            let (kind, name) = FILES[file];
            app.import(kind, &copied(app, name))
        })
        .into()
}

fn counts(report: &ImportReport) -> Counts {
    Counts {
        rows: report.rows,
        new: report.new,
        changed: report.changed,
        unchanged: report.unchanged,
        refused: report.refused,
    }
}

fn assert_the_answers(app: &TestApp) {
    for as_of in ["2026-03-09", "2026-11-20"] {
        let (found, expected) = (training_facts(app, as_of), training_answers(as_of));
        for (key, facts) in &expected {
            assert_eq!(found.get(key), Some(facts), "{key:?} on {as_of}");
        }
        assert_eq!(found.len(), expected.len(), "{as_of}");
    }
    let (found, expected) = (exam_facts(app), exam_answers("2026-03-09"));
    for (key, facts) in &expected {
        assert_eq!(found.get(key), Some(facts), "{key:?}");
    }
    assert_eq!(found.len(), expected.len());
}

on_both_databases! {
    fn the_sample_district_gives_the_answers_worked_out_apart(app: TestApp) {
        let reports = import_all(&app, [0, 1, 2, 3]);

        let expected = answers();
        for (report, (kind, _)) in reports.iter().zip(FILES).take(3) {
            assert_eq!(counts(report), expected.imports[kind.as_str()], "{kind}");
        }
        assert_eq!(reports[3].new, expected.exam_rows);
        assert_eq!((reports[3].changed, reports[3].unchanged, reports[3].refused), (0, 0, 0));
        assert_eq!(app.contents().count("people") as u64, expected.people);
        assert_eq!(reports[0].errors.len(), expected.roster_rejected.len());
        assert_the_answers(&app);
    }

    fn the_same_files_a_second_time_change_nothing(app: TestApp) {
        let first = import_all(&app, [0, 1, 2, 3]);
        let before = app.contents();

        let second = import_all(&app, [0, 1, 2, 3]);

        for (first, second) in first.iter().zip(&second) {
            assert_eq!((second.new, second.changed), (0, 0));
            assert_eq!(second.unchanged, first.new + first.unchanged);
            assert_eq!(second.refused, first.refused);
            assert_eq!(second.batch, None, "nothing to take back");
        }
        assert!(app.contents() == before, "the history too stays as it was");
    }

    fn the_order_in_which_the_files_come_does_not_matter(app: TestApp) {
        import_all(&app, [0, 3, 2, 1]);

        assert_the_answers(&app);
    }

    fn each_import_can_be_taken_back_and_leaves_what_was_before(app: TestApp) {
        let mut before = vec![app.contents().of_the_books()];
        let mut reports = Vec::new();
        for (kind, name) in FILES {
            reports.push(app.import(kind, &copied(&app, name)));
            before.push(app.contents().of_the_books());
        }

        for (report, (kind, _)) in reports.iter().zip(FILES).rev() {
            before.pop();
            let undone = app.undo(report).unwrap();

            assert!(undone.removed >= report.new, "{kind}");
            assert!(&app.contents().of_the_books() == before.last().unwrap(), "{kind}");
        }
        assert_eq!(app.contents().count("people"), 0);
        assert_eq!(app.contents().count("units"), 0);
    }

    fn a_dry_run_tells_the_same_and_stores_nothing(app: TestApp) {
        let told = app.dry_run(ImportKind::People, &copied(&app, "roster.xlsx"));

        assert!(app.contents().is_empty());
        assert_eq!(std::fs::read_dir(app.path("")).unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|kind| kind == "xlsx"))
            .count(), 1, "no refused file");
        let done = app.import(ImportKind::People, &copied(&app, "roster.xlsx"));
        assert_eq!(counts(&told), counts(&done));
        assert_eq!(told.errors, done.errors);
        assert_eq!(told.notices, done.notices);
        assert!(done.refused_file.is_some_and(|path| path == app.path("roster-refused.xlsx")));
    }
}

//! From files to [`Policies`]: the embedded ones, replaced or joined by those
//! of a folder.

use std::collections::BTreeMap;
use std::path::Path;

use super::Policies;
use super::check;
use super::embedded::EMBEDDED_FILES;
use super::fields::FileText;
use super::model::{PassLine, SeasonDays, TrainingRule};
use super::problem::{PolicyProblem, PolicyProblems};
use super::read::{Entries, Placed};
use super::regions::RegionTree;
use super::supersede::supersede;
use super::versions::AddedText;

impl Policies {
    /// The rules built into the binary.
    ///
    /// # Errors
    /// Every mistake in the embedded files; a test keeps them without any.
    pub fn embedded() -> Result<Policies, PolicyProblems> {
        Policies::load(None)
    }

    /// The embedded rules with the `*.toml` files of `folder`: one of the same
    /// name replaces the embedded one, others are added.
    ///
    /// # Errors
    /// Every mistake in the files, and a folder or file that cannot be read.
    pub fn load(folder: Option<&Path>) -> Result<Policies, PolicyProblems> {
        Policies::load_with(folder, &[])
    }

    /// The same with the versions added in the browser laid over them, in the order
    /// they were added.
    ///
    /// # Errors
    /// As [`Policies::load`]; mistakes in an added version too.
    pub fn load_with(
        folder: Option<&Path>,
        added: &[AddedText],
    ) -> Result<Policies, PolicyProblems> {
        let mut problems = Vec::new();
        let files = files_with(folder, &mut problems);
        let (policies, found) = build(&files, added);
        problems.extend(found);
        problems.sort();
        if problems.is_empty() {
            Ok(policies)
        } else {
            Err(PolicyProblems(problems))
        }
    }
}

/// What is wrong with the embedded files and those of `folder` taken together.
pub fn check_all(folder: Option<&Path>) -> Vec<PolicyProblem> {
    match Policies::load(folder) {
        Ok(_) => Vec::new(),
        Err(PolicyProblems(problems)) => problems,
    }
}

/// What is wrong with one file, read together with the embedded ones (of which
/// it replaces the one of its name).
pub fn check_file(path: &Path) -> Vec<PolicyProblem> {
    let mut problems = Vec::new();
    let mut files = embedded_files();
    add_file(&mut files, path, &mut problems);
    if problems.is_empty() {
        problems = build(&files, &[]).1;
    }
    problems.sort();
    problems
}

/// Name shown to the reader, and text.
type Files = BTreeMap<String, (String, String)>;

fn embedded_files() -> Files {
    let named = EMBEDDED_FILES.iter().map(|(name, text)| {
        (
            (*name).to_owned(),
            (format!("内置/{name}"), (*text).to_owned()),
        )
    });
    named.collect()
}

fn files_with(folder: Option<&Path>, problems: &mut Vec<PolicyProblem>) -> Files {
    let mut files = embedded_files();
    let Some(folder) = folder else {
        return files;
    };
    let Ok(listing) = std::fs::read_dir(folder) else {
        problems.push(PolicyProblem {
            file: folder.display().to_string(),
            line: 0,
            message: "政策文件夹打不开，请检查路径和读取权限".to_owned(),
        });
        return files;
    };
    let mut paths: Vec<_> = listing
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    paths.sort();
    for path in paths {
        add_file(&mut files, &path, problems);
    }
    files
}

fn add_file(files: &mut Files, path: &Path, problems: &mut Vec<PolicyProblem>) {
    let shown = path.display().to_string();
    let refuse = |message: &str| PolicyProblem {
        file: shown.clone(),
        line: 0,
        message: message.to_owned(),
    };
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            files.insert(name, (shown, text));
        }
        Ok(Err(_)) => problems.push(refuse("文件不是 UTF-8 编码，请另存为 UTF-8 后重试")),
        Err(_) => problems.push(refuse("文件打不开，请检查路径和读取权限")),
    }
}

/// Reads, checks and puts in order; the policies are whole only without problems.
fn build(files: &Files, added: &[AddedText]) -> (Policies, Vec<PolicyProblem>) {
    let mut entries = Entries::default();
    let mut problems = Vec::new();
    let mut all_read = true;
    for (shown, text) in files.values() {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file = FileText::new(shown, text);
        all_read &= entries.read_file(&file, text);
        problems.extend(file.into_problems());
    }
    for version in added {
        let file = FileText::new(&version.name, &version.text);
        all_read &= entries.read_file(&file, &version.text);
        problems.extend(file.into_problems());
    }
    let mut compared = Vec::new();
    let regions = check::regions(&entries.regions, &mut compared);
    check::region_names(&mut entries, &regions, &mut compared);
    supersede(&mut entries, added);
    check::entries(&entries, &regions, &mut compared);
    // What is missing because a file could not be read is nobody else's mistake.
    if all_read {
        problems.extend(compared);
    }
    problems.sort();
    problems.dedup();
    (put_in_order(entries, regions), problems)
}

fn put_in_order(entries: Entries, regions: RegionTree) -> Policies {
    let mut training_rules: Vec<TrainingRule> = bare(entries.training_rules);
    training_rules.sort_by(|a, b| (&a.id, a.validity.from).cmp(&(&b.id, b.validity.from)));
    let mut papers = bare(entries.papers);
    papers.sort_by_key(|paper| (paper.level, paper.exam_day, paper.starts_minute));
    let mut seasons: Vec<SeasonDays> = bare(entries.seasons);
    seasons.sort_by(|a, b| (a.year, &a.area).cmp(&(b.year, &b.area)));
    let mut pass_lines: Vec<PassLine> = bare(entries.pass_lines);
    for line in &mut pass_lines {
        line.counties = with_inner_counties(&line.counties, &regions);
    }
    pass_lines.sort_by_key(|line| line.year_from);
    Policies {
        training_rules,
        papers,
        seasons,
        expected_seasons: bare(entries.expected),
        fees: bare(entries.fees),
        pass_lines,
        eligibility: bare(entries.eligibility),
        reimbursements: bare(entries.reimbursements),
        holidays: bare(entries.holidays)
            .into_iter()
            .map(|year| (year.year, year))
            .collect(),
        retentions: bare(entries.retentions),
        targets: bare(entries.targets),
        regions,
    }
}

fn bare<T>(entries: Vec<Placed<T>>) -> Vec<T> {
    entries.into_iter().map(|placed| placed.entry).collect()
}

/// A special line that names a prefecture holds in its counties.
fn with_inner_counties(counties: &[String], regions: &RegionTree) -> Vec<String> {
    let mut all = Vec::new();
    for county in counties {
        all.push(county.clone());
        all.extend(regions.below(county).into_iter().map(str::to_owned));
    }
    all
}

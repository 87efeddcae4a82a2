//! `import exam-entries` and `import exam-results`.

mod entries;
mod results;

pub use entries::{EntryHistory, EntryImporter};
pub use results::ResultImporter;

use crate::certificates::Level;
use crate::exams::Subject;
use crate::policy::Policies;

/// Where a list belongs when its cells do not say: the exam area of its region.
#[derive(Debug, Clone)]
pub struct AreaReader {
    default: Option<String>,
}

impl AreaReader {
    /// The area of the import's region.
    pub fn new(policies: &Policies, region: &str) -> Self {
        Self {
            default: policies.area_of(region).map(str::to_owned),
        }
    }

    /// The official name of the area that a cell names, or the region's.
    ///
    /// # Errors
    /// The sentence for the refusal.
    pub fn read(&self, policies: &Policies, cell: Option<&str>) -> Result<String, String> {
        let bare = cell.map(|cell| {
            let cell = cell.trim();
            cell.strip_suffix("考区")
                .or_else(|| cell.strip_suffix("考点"))
                .unwrap_or(cell)
        });
        match (bare, &self.default) {
            (Some(cell), _) => policies.area_of(cell).map(str::to_owned).ok_or_else(|| {
                format!("考区“{cell}”不是省级地区，请填写省、自治区或直辖市名称，例如 重庆市")
            }),
            (None, Some(area)) => Ok(area.clone()),
            (None, None) => Err("没有填写考区，也不知道本区县属于哪个省市，请补填考区".to_owned()),
        }
    }
}

/// Whether the level has such a paper; the sentence where not.
fn check_subject(policies: &Policies, level: Level, subject: Subject) -> Result<(), String> {
    let subjects = policies.subjects(level);
    if subjects.contains(&subject) {
        return Ok(());
    }
    if subjects.is_empty() {
        return Err(format!("{}没有全国统一考试，请核对级别", level.label()));
    }
    let names: Vec<&str> = subjects.iter().map(|subject| subject.label()).collect();
    Err(format!(
        "{}考试没有“{}”这一科，应为{}，请核对级别和科目",
        level.label(),
        subject.label(),
        names.join("、")
    ))
}

//! Files that are written for people: whole or not at all.

use std::io::Write;
use std::path::Path;

/// Writes a file beside its place and moves it there, so that nobody ever sees half
/// of it; makes the folder if it is missing.
///
/// # Errors
/// A Chinese sentence with the path and the system's reason.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let sentence = |error: std::io::Error| {
        format!(
            "文件 {} 写不进去（{error}）：请检查文件夹权限和磁盘空间",
            path.display()
        )
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(sentence)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(sentence)?;
    file.write_all(bytes).map_err(sentence)?;
    file.as_file().sync_all().map_err(sentence)?;
    file.persist(path).map_err(|error| sentence(error.error))?;
    Ok(())
}

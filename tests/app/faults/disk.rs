//! A full disk and a folder that cannot be written (SQLite; PostgreSQL has its own).

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{assert_told_clearly, roster};
use crate::harness::{Finished, command, finish, shegong};
use crate::skipping::skip;

/// A small disk of its own, unmounted at the end. None where it may not be mounted.
pub struct SmallDisk {
    megabytes: u32,
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn mount() -> Option<SmallDisk> {
        SmallDisk::of_megabytes(4)
    }

    /// A bigger one.
    pub fn of_megabytes(megabytes: u32) -> Option<SmallDisk> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        mounted.then_some(SmallDisk { megabytes, folder })
    }

    /// Fills it but for about `left` bytes.
    pub fn fill(&self, left: usize) -> PathBuf {
        let path = self.folder.path().join("filler");
        let mut size = (self.megabytes as usize) << 20;
        while std::fs::write(&path, vec![1_u8; size]).is_err() {
            size -= 64 << 10;
        }
        std::fs::write(&path, vec![1_u8; size - left]).unwrap();
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.folder.path()).status();
    }
}

fn people(folder: &Path) -> usize {
    let finished = run(folder, &["training-status", "--unit", "石壕镇", "--json"]);
    if finished.code == Some(1) {
        assert!(finished.err.contains("石壕镇"), "{finished:?}");
        return 0;
    }
    let reimported = run(
        folder,
        &["import", "people", "roster.csv", "--dry-run", "--json"],
    );
    reimported.json()["unchanged"].as_u64().unwrap() as usize
}

fn run(folder: &Path, arguments: &[&str]) -> Finished {
    shegong(folder, arguments, &[])
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing_half_stored() {
    let Some(disk) = SmallDisk::mount() else {
        // `EFBIG` instead of a full disk: no file may grow beyond 1 MiB.
        return a_file_that_may_not_grow();
    };
    let folder = disk.folder.path();
    assert_eq!(run(folder, &["migrate"]).code, Some(0));
    std::fs::write(folder.join("roster.csv"), roster(1, 3_000)).unwrap();
    let filler = disk.fill(300 << 10);

    let finished = run(folder, &["import", "people", "roster.csv"]);

    assert_told_clearly(&finished);
    std::fs::remove_file(filler).unwrap();
    assert_eq!(people(folder), 0);
    let again = run(folder, &["import", "people", "roster.csv", "--json"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert_eq!(again.json()["new"], 3_000);
}

#[test]
fn a_new_database_on_a_full_disk_is_told_and_can_be_made_later() {
    let Some(disk) = SmallDisk::mount() else {
        return skip("mount", "a small disk may not be mounted here").unwrap_or_default();
    };
    let folder = disk.folder.path();
    let filler = disk.fill(100 << 10);

    let finished = run(folder, &["migrate"]);

    assert_told_clearly(&finished);
    std::fs::remove_file(filler).unwrap();
    assert_eq!(run(folder, &["migrate"]).code, Some(0));
    assert_eq!(run(folder, &["exam-status"]).code, Some(0));
}

fn a_file_that_may_not_grow() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(run(folder, &["migrate"]).code, Some(0));
    std::fs::write(folder.join("roster.csv"), roster(1, 3_000)).unwrap();
    let script = "trap '' XFSZ; ulimit -f 1024; exec \"$0\" import people roster.csv";
    let limited = Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_shegong")])
        .current_dir(folder)
        .output()
        .unwrap();

    assert_told_clearly(&finish(limited));
    assert_eq!(people(folder), 0);
    let again = run(folder, &["import", "people", "roster.csv", "--json"]);
    assert_eq!(again.json()["new"], 3_000, "{again:?}");
}

/// The program as somebody whom permissions bind. None where it cannot be that.
fn run_unprivileged(folder: &Path, arguments: &[&str]) -> Option<Finished> {
    let child = command(folder, arguments, &[]);
    if std::fs::metadata(folder).unwrap().uid() != 0 {
        return Some(finish({ child }.output().unwrap()));
    }
    let mut unprivileged = Command::new("setpriv");
    unprivileged
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(child.get_program())
        .args(child.get_args())
        .current_dir(folder)
        .stdin(Stdio::null());
    for (name, value) in child.get_envs() {
        match value {
            Some(value) => unprivileged.env(name, value),
            None => unprivileged.env_remove(name),
        };
    }
    match unprivileged.output() {
        Ok(output) if output.status.code().is_some_and(|code| code <= 2) => Some(finish(output)),
        _ => skip("setpriv", "the tests run as root and setpriv is missing"),
    }
}

fn allow(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("roster.csv"), roster(1, 3)).unwrap();
    allow(folder, 0o555);
    let Some(new) = run_unprivileged(folder, &["migrate"]) else {
        return;
    };
    assert_told_clearly(&new);
    assert!(new.err.contains("data"), "names the place: {}", new.err);
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);

    allow(folder, 0o755);
    assert_eq!(run(folder, &["migrate"]).code, Some(0));
    let data = folder.join("data");
    for entry in std::fs::read_dir(&data).unwrap() {
        allow(&entry.unwrap().path(), 0o444);
    }
    allow(&data, 0o555);
    for arguments in [&["migrate"][..], &["import", "people", "roster.csv"]] {
        assert_told_clearly(&run_unprivileged(folder, arguments).unwrap());
    }
    allow(&data, 0o755);
    for entry in std::fs::read_dir(&data).unwrap() {
        allow(&entry.unwrap().path(), 0o644);
    }
    assert_eq!(people(folder), 0);
}

#[test]
fn a_key_file_that_may_not_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(run(folder, &["migrate"]).code, Some(0));
    let data = folder.join("data");
    for entry in std::fs::read_dir(&data).unwrap() {
        allow(&entry.unwrap().path(), 0o666);
    }
    allow(&data, 0o777);
    allow(folder, 0o755);
    allow(&data.join("shegong.key"), 0o000);

    let Some(finished) = run_unprivileged(folder, &["exam-status"]) else {
        return;
    };

    assert_told_clearly(&finished);
    assert!(finished.err.contains("shegong.key"), "{}", finished.err);
}

#[test]
fn a_new_key_file_may_be_read_by_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["migrate"]).code, Some(0));

    let key = std::fs::metadata(folder.path().join("data/shegong.key")).unwrap();

    assert_eq!(key.mode() & 0o777, 0o600);
}

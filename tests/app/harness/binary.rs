//! The real program as a child process.

use std::path::Path;
use std::process::{Command, Stdio};

/// What a finished run left.
#[derive(Debug)]
pub struct Finished {
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Finished {
    /// The answer as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts that it failed with one clear message, and gives that.
    pub fn failed(&self) -> &str {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(self.err.contains("错误："), "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        &self.err
    }
}

/// The program, ready to run in `folder` with nothing of the tester's settings.
pub fn command(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shegong"));
    for (name, _) in std::env::vars() {
        if name.starts_with("SHEGONG_") {
            command.env_remove(name);
        }
    }
    command
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs the program to its end.
pub fn shegong(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Finished {
    finish(command(folder, arguments, environment).output().unwrap())
}

/// What a child process left.
pub fn finish(output: std::process::Output) -> Finished {
    Finished {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

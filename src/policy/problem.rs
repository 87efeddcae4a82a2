//! What is wrong with the rule data: each mistake with its file, its line and
//! the way to mend it, all of them at once.

use std::fmt;

/// One mistake in one policy file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyProblem {
    /// The file as the reader knows it: a path, or `内置/national.toml`.
    pub file: String,
    /// Line from 1; 0 = the file as a whole.
    pub line: usize,
    /// One Chinese sentence: what is wrong and how to mend it.
    pub message: String,
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}：{}", self.file, self.message),
            line => write!(f, "{} 第{line}行：{}", self.file, self.message),
        }
    }
}

/// Every mistake found, in order of file and line; never empty when it is an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PolicyProblems(pub Vec<PolicyProblem>);

impl fmt::Display for PolicyProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "政策数据有{}处错误，请改正后重试：", self.0.len())?;
        for problem in &self.0 {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

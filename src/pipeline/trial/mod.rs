//! Policy tests as data: a small set of counts and registry facts in, verdicts out.
//!
//! Every case varies one figure around the threshold of one condition; which thresholds have a case at, just below
//! and just above them is counted, so that a forgotten one is seen.

mod case;
mod coverage;
mod file;

use std::path::Path;

use crate::model::in_chinese::of_system;
use crate::model::policy::Policy;
use crate::model::region::Regions;

pub use coverage::Coverage;

/// Name and text of the tests of the shipped policies: the files of `schemas/policies/tests/`.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/policy_tests.rs"));

/// Why tests cannot be run; shown once, in Chinese.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The folder cannot be read, or has no tests.
    #[error("政策用例 {path} 无法使用：{why}")]
    Folder {
        /// As given.
        path: String,
        /// In Chinese.
        why: String,
    },
    /// A file is no test.
    #[error("政策用例 {file} 第 {line} 行：{why}")]
    File {
        /// Its name.
        file: String,
        /// From 1.
        line: usize,
        /// In Chinese.
        why: String,
    },
}

/// What became of all tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trials {
    /// Expected results that came true.
    pub passed: usize,
    /// Those that did not, in Chinese.
    pub failed: Vec<String>,
    /// By policy: its thresholds, and those with results on all three sides.
    pub coverage: Vec<Coverage>,
}

/// Runs the tests of the shipped policies.
///
/// # Errors
/// When a test file is wrong.
pub fn shipped(policies: &[Policy], regions: &Regions) -> Result<Trials, TrialError> {
    let texts = SHIPPED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    run(texts.collect(), policies, regions)
}

/// Runs the tests of a file, or of all `.toml` files of a folder.
///
/// # Errors
/// When there is none, or one is wrong.
pub fn trials(path: &Path, policies: &[Policy], regions: &Regions) -> Result<Trials, TrialError> {
    let wrong = |why: String| TrialError::Folder { path: path.display().to_string(), why };
    let mut files = Vec::new();
    if path.is_file() {
        files.push(path.to_owned());
    } else {
        for entry in std::fs::read_dir(path).map_err(|error| wrong(of_system(&error)))? {
            files.push(entry.map_err(|error| wrong(of_system(&error)))?.path());
        }
        files.retain(|file| file.extension().is_some_and(|it| it.eq_ignore_ascii_case("toml")));
        files.sort();
    }
    if files.is_empty() {
        return Err(wrong("其中没有 .toml 文件".to_owned()));
    }
    let read = |file: &std::path::PathBuf| {
        let text = std::fs::read_to_string(file).map_err(|error| wrong(of_system(&error)))?;
        Ok((file.display().to_string(), text))
    };
    let texts = files.iter().map(read).collect::<Result<Vec<_>, TrialError>>()?;
    run(texts, policies, regions)
}

fn run(
    texts: Vec<(String, String)>,
    policies: &[Policy],
    regions: &Regions,
) -> Result<Trials, TrialError> {
    let mut trials = Trials::default();
    let mut tested: Vec<(&Policy, Coverage)> = Vec::new();
    for (name, text) in texts {
        let file = file::parse(&text, &name)?;
        let known = |policy: &&Policy| *policy.id == *file.policy;
        let Some(policy) = policies.iter().find(known) else {
            let why = format!("没有政策“{}”，自己的政策文件用 --policy 给出", file.policy);
            return Err(TrialError::File { file: name, line: 1, why });
        };
        let at = tested.iter().position(|(known, _)| known.id == policy.id).unwrap_or_else(|| {
            tested.push((policy, Coverage::of(policy)));
            tested.len() - 1
        });
        for case in &file.cases {
            case::run(case, &file, policy, regions, &mut tested[at].1, &mut trials);
        }
    }
    trials.coverage = tested.into_iter().map(|(_, coverage)| coverage).collect();
    Ok(trials)
}

#[cfg(test)]
mod tests;

//! Whether everything that the log says is there and as it was written.

use std::path::PathBuf;

use rayon::prelude::*;

use super::data_file::DataFile;
use super::history::History;
use super::statistics::Statistics;
use super::{STATISTICS, Table, log};
use crate::store::StoreError;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, in Chinese.
    pub what: String,
}

impl Table {
    /// Reads the whole log and every file of this version again. No problem means: every entry is there and can be
    /// parsed, times rise, the entries add up to this version, and every file has the length, the content,
    /// the number of rows and the ranges of values that the log says.
    ///
    /// # Errors
    /// If the folder of the log cannot be read.
    pub fn verify(&self) -> Result<Vec<Problem>, StoreError> {
        let mut problems = self.verify_log()?;
        let of_files = self.files.par_iter().filter_map(|file| {
            let what = self.verify_file(file).err()?;
            Some(Problem { path: file.place(self.folder()), what })
        });
        problems.extend(of_files.collect::<Vec<_>>());
        Ok(problems)
    }

    /// Whether the log has an entry for every version up to this one, and none is empty: what a power cut or an
    /// incomplete copy leaves must not pass for a table with less in it.
    ///
    /// # Errors
    /// If one is missing or empty, or the folder of the log cannot be read.
    pub fn verify_entries(&self) -> Result<(), StoreError> {
        let there = log::versions(self.folder())?;
        for version in 0..=self.version() {
            let place = log::entry(self.folder(), version);
            if there.binary_search(&version).is_err() {
                return Err(StoreError::damaged(&place, "日志缺少这个版本"));
            }
            if place.metadata().is_ok_and(|found| found.len() == 0) {
                return Err(StoreError::damaged(&place, "日志的这个版本是空的"));
            }
        }
        Ok(())
    }

    fn verify_log(&self) -> Result<Vec<Problem>, StoreError> {
        let there = log::versions(self.folder())?;
        let problem = |version: u64, what: &str| Problem {
            path: log::entry(self.folder(), version),
            what: what.to_owned(),
        };
        // A later entry behind a gap says that this version is not the newest that there was.
        let next = self.version() + 1;
        let has_gap = there.last().is_some_and(|newest| *newest > next);
        let expected = 0..next + u64::from(has_gap);
        let missing = expected.filter(|version| there.binary_search(version).is_err());
        let mut problems: Vec<Problem> =
            missing.map(|version| problem(version, "日志缺少这个版本")).collect();
        let history = match self.history() {
            Ok(history) => history,
            Err(StoreError::Damaged { path, what }) => {
                problems.push(Problem { path, what });
                return Ok(problems);
            }
            Err(error) => return Err(error),
        };
        for pair in history.commits.windows(2) {
            if let [earlier, later] = pair
                && later.time <= earlier.time
            {
                problems.push(problem(later.version, "提交时间不晚于上一个版本"));
            }
        }
        if problems.is_empty() {
            problems.extend(self.verify_sum(&history));
        }
        Ok(problems)
    }

    /// Whether the entries add up to the files of this version.
    fn verify_sum(&self, history: &History) -> Vec<Problem> {
        let problem = |file: PathBuf, what: &str| Problem { path: file, what: what.to_owned() };
        let is_lost = |file: &&DataFile| {
            let committed = history.files.get(&file.path);
            committed.is_none_or(|it| it.removed_in.is_some() || it.file.as_ref() != Some(*file))
        };
        let lost = self.files.iter().filter(is_lost);
        let lost = lost.map(|file| problem(file.place(self.folder()), "检查点与日志不一致"));
        let live = history.files.iter().filter(|(_, it)| it.removed_in.is_none());
        let unknown = live.filter(|(path, _)| self.find(path).is_none());
        let unknown =
            unknown.map(|(path, _)| problem(self.folder().join(path), "检查点中没有这个文件"));
        lost.chain(unknown).collect()
    }

    fn verify_file(&self, file: &DataFile) -> Result<(), String> {
        let told = |error| match error {
            StoreError::Damaged { what, .. } => what,
            error => error.to_string(),
        };
        let batches = self.batches(file, None).map_err(told)?;
        let mut found = Statistics::of(&self.schema, self.property(STATISTICS).unwrap_or_default());
        found.keep(|column| batches.holds(column));
        for batch in batches {
            found.count(&batch.map_err(told)?);
        }
        if found.rows() != file.rows {
            return Err(format!("应有 {} 行，实有 {} 行", file.rows, found.rows()));
        }
        match found.differs(&file.ranges) {
            Some(column) => Err(format!("日志所说的最小值、最大值或空值数与内容不符（{column}）")),
            None => Ok(()),
        }
    }
}

//! The brand registry as it arrives: a table with Chinese or English headers in any order, or a TOML file.
//!
//! A bad row is an issue, never an error: the other rows count.

mod entry;
mod header;
mod toml_file;

use std::sync::Arc;

use self::entry::{Draft, build};
use self::header::{Column, columns};
use crate::model::registry::{Entry, Registry};
use crate::model::text::trim;

pub use header::looks_like_registry;
pub use toml_file::from_toml;

/// Official names of province and reporting unit for the text of a unit cell.
pub type Place = (Arc<str>, Arc<str>);

/// One thing wrong with a registry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RegistryIssue {
    /// Row as a spreadsheet shows it, or line of a TOML file; 0 for the file as a whole.
    pub row: usize,
    /// Header or key concerned.
    pub column: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

/// What a registry file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistryRows {
    /// Entries with their rows.
    pub entries: Vec<(usize, Entry)>,
    /// What could not be used.
    pub issues: Vec<RegistryIssue>,
}

impl RegistryRows {
    /// Moves the entries into a registry; what is there already stays. Returns every issue, by row.
    #[must_use]
    pub fn add_to(self, registry: &mut Registry) -> Vec<RegistryIssue> {
        let mut issues = self.issues;
        for (row, entry) in self.entries {
            let twin = registry.find(&entry.subject(), &[entry.kind]);
            if twin == Some(&entry) {
                continue;
            }
            if let Err(entry) = registry.add(entry) {
                let message = format!(
                    "{}{}“{}”重复登记，以先登记的为准，请删去其中一条",
                    entry.city,
                    entry.kind.label(),
                    entry.name
                );
                issues.push(RegistryIssue { row, column: "名称".to_owned(), message });
            }
        }
        issues.sort();
        issues
    }

    fn push(&mut self, row: usize, draft: Draft, resolve: &dyn Fn(&str) -> Option<Place>) {
        let mut defects = Vec::new();
        if let Some(entry) = build(draft, resolve, &mut defects) {
            self.entries.push((row, entry));
        }
        let issue = |(column, message)| RegistryIssue { row, column, message };
        self.issues.extend(defects.into_iter().map(issue));
    }
}

/// Titles may stand above the header, but not more rows than this.
const HEADER_WITHIN: usize = 30;

/// The row that is a registry's header, if a table is one.
#[must_use]
pub fn header_row(rows: &[Vec<String>]) -> Option<usize> {
    rows.iter().take(HEADER_WITHIN).position(|row| looks_like_registry(row))
}

/// Reads a table. Rows are numbered from 1 as the table counts them; `resolve` knows the reporting units.
#[must_use]
pub fn from_rows(rows: &[Vec<String>], resolve: &dyn Fn(&str) -> Option<Place>) -> RegistryRows {
    let mut found = RegistryRows::default();
    let Some(header) = header_row(rows) else {
        let message = "找不到品牌库的表头：须有名称，以及种类、类型或级别".to_owned();
        found.issues.push(RegistryIssue { row: 0, column: String::new(), message });
        return found;
    };
    let columns = columns(&rows[header]);
    for (index, cells) in rows.iter().enumerate().skip(header + 1) {
        let filled = cells.iter().filter(|cell| !is_empty(cell)).count();
        // A row with one cell is a note or a signature line.
        if filled > 1 && !looks_like_registry(cells) {
            found.push(index + 1, draft(&columns, cells), resolve);
        }
    }
    found
}

fn draft(columns: &[(usize, Column)], cells: &[String]) -> Draft {
    let mut draft = Draft::default();
    for (index, column) in columns {
        if let Some(cell) = cells.get(*index).filter(|cell| !is_empty(cell)) {
            draft.set(column, trim(cell));
        }
    }
    draft
}

/// Cells that say nothing.
const EMPTY: [&str; 15] = [
    "", "-", "—", "/", "无", "NULL", "#N/A", "暂无", "待定", "#REF!", "#VALUE!", "#DIV/0!",
    "#NAME?", "#NULL!", "#NUM!",
];

fn is_empty(cell: &str) -> bool {
    EMPTY.contains(&trim(cell))
}

#[cfg(test)]
mod tests;

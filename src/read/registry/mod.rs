//! The brand registry as it arrives: sheets of a workbook, a csv file, a TOML file, or several of these together.
//!
//! Sheets are known by their headers: entries (品牌, 基地, 县), papers (人工证明), relaxations (放宽), links (双品牌关联),
//! declared numbers (申报数). Rows of the latter attach to entries wherever those stand. A bad row or cell is a finding,
//! never an error: the others count.

mod attach;
mod conditions;
mod entry;
mod header;
mod record;
mod toml_file;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use self::attach::Filed;
use self::entry::build;
use self::header::{Head, Sort};
use self::record::{Cell, Record, Remarks};
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::region::Regions;
use crate::model::registry::columns::Columns;
use crate::model::registry::{GUIDE_TITLE, Registry};
use crate::model::text::trim;

pub use conditions::Conditions;
pub use header::looks_like_registry;

/// What a registry is read against.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// Headers and words.
    pub columns: &'a Columns,
    /// Reporting units and counties.
    pub regions: &'a Regions,
    /// Conditions that papers may be about.
    pub conditions: &'a Conditions,
    /// The as-of date.
    pub as_of: NaiveDate,
}

/// Titles may stand above the header, but not more rows than this.
const HEADER_WITHIN: usize = 30;

/// Everything that registry files say, to be put on file together.
#[derive(Debug, Default)]
pub struct Filing {
    records: Vec<Record>,
    remarks: Remarks,
    /// How a sheet is called in remarks about another.
    names: BTreeMap<SheetId, String>,
}

impl Filing {
    /// Takes a table; `false` when it has no header of a registry.
    pub fn add_table(
        &mut self,
        sheet: SheetId,
        name: &str,
        rows: &[Vec<String>],
        columns: &Columns,
    ) -> bool {
        // The sheet that explains names columns in its cells.
        if rows.first().is_some_and(|row| row.iter().any(|cell| cell == GUIDE_TITLE)) {
            return false;
        }
        let head = |cells: &Vec<String>| Head::of(cells, columns);
        let mut found = rows.iter().take(HEADER_WITHIN).enumerate();
        let Some((at, mut head)) = found.find_map(|(at, row)| Some((at, head(row)?))) else {
            return false;
        };
        self.names.insert(sheet, name.to_owned());
        for (index, cells) in rows.iter().enumerate().skip(at + 1) {
            if let Some(next) = Head::of(cells, columns) {
                // A header again: of a printed page, or of the next table.
                head = next;
                continue;
            }
            let filled = cells.iter().filter(|cell| !columns.is_empty(cell)).count();
            // A row with one cell is a note or a signature line.
            if filled > 1 {
                let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
                self.records.push(head.record(RowRef { sheet, row }, cells, columns));
            }
        }
        true
    }

    /// Takes a TOML file; rows are lines.
    pub fn add_toml(&mut self, sheet: SheetId, name: &str, text: &str, columns: &Columns) {
        self.names.insert(sheet, name.to_owned());
        toml_file::read(text, sheet, columns, &mut self.records, &mut self.remarks);
    }

    /// Puts everything on file, in the order in which it was taken; of two entries about the same the first stays.
    #[must_use]
    pub fn file(self, rules: &Rules<'_>) -> (Registry, Vec<Finding>) {
        let Self { records, mut remarks, names } = self;
        let mut filed = Filed::new(&names);
        let (entries, others): (Vec<_>, Vec<_>) =
            records.into_iter().partition(|record| record.sort == Sort::Entry);
        for record in &entries {
            if let Some(entry) = build(record, rules, &mut remarks) {
                filed.add(record, entry, &mut remarks);
            }
        }
        for record in &others {
            filed.attach(record, rules, &mut remarks);
        }
        filed.check_links(&mut remarks);
        (filed.registry(), remarks.sorted())
    }
}

#[cfg(test)]
mod tests;

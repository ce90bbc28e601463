//! The columns of one returned sheet: those of its file in their order, one for every field that it lacks, then what
//! is to be said of a row. Columns that an earlier return added are left out.

use super::{Context, problems};
use crate::model::finding::RowRef;
use crate::model::rejected::{Head, PackedRow};
use crate::model::return_book::{ORIGIN, OWN_COLUMNS, REASON, ReturnPage};
use crate::model::text::trim;

/// No sheet is wider, whatever its file holds.
const MOST_COLUMNS: usize = 16_000;

/// The columns of a sheet.
pub(super) struct Columns {
    /// Positions in the file, in the order in which they are written.
    pub own: Vec<usize>,
    /// Width of the file's header; beyond it only single rows hold something.
    pub header_width: usize,
    /// Headers of the fields that the file has no column for.
    pub lacking: Vec<String>,
}

impl Columns {
    pub fn of(page: &ReturnPage, context: &Context<'_>) -> Self {
        let heads = page.sections.iter().map(|section| &*section.head);
        let left_out: Vec<usize> = heads.clone().flat_map(earlier_return).collect();
        let rows = page.sections.iter().flat_map(|section| &section.rows);
        let header_width = heads.flat_map(header_lines).map(PackedRow::width).max().unwrap_or(0);
        let widest = rows.clone().filter_map(|row| row.cells.as_ref()).map(PackedRow::width).max();
        let width = header_width.max(widest.unwrap_or(0)).min(MOST_COLUMNS);
        let mut lacking: Vec<String> = Vec::new();
        for row in rows {
            let problems = problems::of(context, row, RowRef { sheet: page.sheet, row: row.row });
            for problem in problems.iter().filter(|problem| problem.wants_column()) {
                if !lacking.iter().any(|header| header == problem.header) {
                    lacking.push(problem.header.to_owned());
                }
            }
        }
        Self {
            own: (0..width).filter(|column| !left_out.contains(column)).collect(),
            lacking,
            header_width,
        }
    }

    /// Where a column of the file is written.
    pub fn position(&self, column: usize) -> Option<u16> {
        let index = self.own.binary_search(&column).ok()?;
        u16::try_from(index).ok()
    }

    /// Where the column of a field that the file lacks is written.
    pub fn lacking(&self, header: &str) -> Option<u16> {
        let index = self.lacking.iter().position(|lacking| lacking == header)?;
        u16::try_from(self.own.len() + index).ok()
    }

    /// The first of the columns that say why.
    pub fn said(&self) -> u16 {
        u16::try_from(self.own.len() + self.lacking.len()).unwrap_or(u16::MAX)
    }

    /// Headers beside those of the file, from left to right.
    pub fn added(&self) -> impl Iterator<Item = &str> {
        self.lacking.iter().map(String::as_str).chain(OWN_COLUMNS)
    }
}

/// The lines of a header, without those above it.
pub(super) fn header_lines(head: &Head) -> impl Iterator<Item = &PackedRow> {
    let lines = head.lines.iter().filter(|(row, _)| *row >= head.header_row);
    lines.map(|(_, line)| line)
}

/// Positions of the columns that a return workbook added to this header.
fn earlier_return(head: &Head) -> Vec<usize> {
    let mut found = Vec::new();
    for line in header_lines(head) {
        let cells: Vec<&str> = line.cells().map(|(_, text)| trim(text)).collect();
        if cells.contains(&REASON) && cells.contains(&ORIGIN) {
            let added = cells.iter().enumerate().filter(|(_, cell)| OWN_COLUMNS.contains(cell));
            found.extend(added.map(|(column, _)| column));
        }
    }
    found
}

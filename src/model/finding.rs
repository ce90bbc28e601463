//! Findings: bad or doubtful data as values, each with a permanent code and the place it was seen at.

mod code;
mod registry;

use std::sync::Arc;

use super::field::Field;

pub use code::Severity;
pub use registry::Code;

/// A sheet of an input file. Ordered as rows are merged: files by path, sheets as the workbook has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetId {
    /// Index of the file in the run's list of sources.
    pub file: u32,
    /// Index of the sheet in its file.
    pub sheet: u32,
}

/// Where a row came from. Ordered as rows are merged: by file and sheet, then by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowRef {
    /// File and sheet.
    pub sheet: SheetId,
    /// Row number as a spreadsheet shows it, from 1; 0 means the sheet as a whole.
    pub row: u32,
}

/// One remark about one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The row.
    pub at: RowRef,
    /// What it is.
    pub code: Code,
    /// The field concerned; decides how `value` is masked.
    pub field: Option<Field>,
    /// The column's header as it stands in the file; empty for a whole row.
    pub column: Arc<str>,
    /// The value as found, unmasked.
    pub value: Box<str>,
    /// What more there is to say, in Chinese; empty when the code says it all.
    pub detail: Box<str>,
}

//! How files were understood: their sheets with tables, first rows and counts, for whoever wants to see it.

use std::sync::Arc;

use super::field::Field;
use super::finding::{Code, Finding, SheetId};
use super::kind::LedgerKind;
use super::layout::Ambiguity;
use super::source::{FileKind, RowCounts, SourceFile};
use super::table::Table;

/// How a file was understood.
#[derive(Clone, Debug)]
pub struct FileReading {
    /// The file with its counts.
    pub source: SourceFile,
    /// What stands between the cells of delimited text.
    pub delimiter: Option<char>,
    /// Its sheets, in order.
    pub sheets: Vec<SheetReading>,
    /// Everything that was found in it.
    pub findings: Vec<Finding>,
}

impl FileReading {
    /// Whether all of it could be read without guessing.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.source.kind != FileKind::Unusable
            && self.sheets.iter().all(|sheet| sheet.ambiguous.is_empty())
    }
}

/// How a sheet was understood.
#[derive(Clone, Debug)]
pub struct SheetReading {
    /// The sheet.
    pub sheet: SheetId,
    /// Its name; empty for delimited text.
    pub name: String,
    /// Whether it is hidden, and so not read.
    pub hidden: bool,
    /// Its tables from the top.
    pub tables: Vec<TableReading>,
    /// Headers that could not be read without guessing, with their rows.
    pub ambiguous: Vec<(u32, Ambiguity)>,
    /// What became of its rows.
    pub counts: RowCounts,
    /// Its first rows of data.
    pub rows: Vec<SampleRow>,
}

/// How a table was understood.
#[derive(Clone, Debug)]
pub struct TableReading {
    /// What kind of ledger it is.
    pub kind: LedgerKind,
    /// The table.
    pub table: Table,
    /// The lines above it and the mapping file, each with what it fills.
    pub metadata: Vec<Metadata>,
    /// The reporting unit that its surroundings name.
    pub unit: Option<Arc<str>>,
}

/// A line above a table, or a value from a mapping file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// What stands before the colon; empty for a title.
    pub key: String,
    /// What stands behind it.
    pub value: String,
    /// What it is used for.
    pub fills: Fills,
}

/// What a line above a table is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fills {
    /// Nothing.
    Nothing,
    /// A field of every row.
    Field(Field),
    /// The place of rows that name none.
    Place(Field),
    /// The unit of amounts.
    AmountUnit,
    /// A field of every row, from a mapping file.
    Mapped(Field),
}

/// A row of data as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleRow {
    /// Its number as a spreadsheet shows it.
    pub row: u32,
    /// Why it was turned away, if it was.
    pub rejected: Option<Code>,
    /// The reporting unit of an accepted row.
    pub unit: Option<Arc<str>>,
    /// What its fields hold after cleaning; `None` where that is nothing, or nothing readable.
    pub values: Vec<(Field, Option<String>)>,
}

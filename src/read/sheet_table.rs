//! What was found on a sheet: a table, none, or one that cannot be read without guessing.

use crate::model::layout::Ambiguity;
use crate::model::table::Table;

/// The outcome of looking for a table.
#[derive(Clone, Debug)]
pub enum SheetTable {
    /// A ledger's table.
    Found(Box<Table>),
    /// No row looks like a header.
    NoHeader,
    /// Two columns compete for one field.
    Ambiguous(u32, Ambiguity),
}

impl From<Result<Table, (u32, Ambiguity)>> for SheetTable {
    fn from(found: Result<Table, (u32, Ambiguity)>) -> Self {
        match found {
            Ok(table) => Self::Found(Box::new(table)),
            Err((row, ambiguity)) => Self::Ambiguous(row, ambiguity),
        }
    }
}

//! How a file was understood: its sheets with their tables, for whoever wants to see it.

use super::finding::SheetId;
use super::layout::Ambiguity;
use super::region::PlaceContext;
use super::table::Table;

/// How a sheet was understood.
#[derive(Clone, Debug)]
pub struct SheetReading {
    /// The sheet.
    pub sheet: SheetId,
    /// Its name; empty for delimited text.
    pub name: String,
    /// Whether it is hidden, and so not read.
    pub hidden: bool,
    /// Its tables from the top, with what their surroundings say of their place.
    pub tables: Vec<(Table, PlaceContext)>,
    /// Headers that could not be read without guessing, with their rows.
    pub ambiguous: Vec<(u32, Ambiguity)>,
}

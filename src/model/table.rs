//! One table on a sheet: where its header stands, and what the lines above it say.

use std::collections::BTreeMap;

use super::field::Field;
use super::layout::{AmountUnit, Layout};

/// A merged range of cells, rows and columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First row and column.
    pub start: (u32, u32),
    /// Last row and column.
    pub end: (u32, u32),
}

/// A ledger's table as a reader found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// First row that belongs to the table: its title, or the header where there is none.
    pub top: u32,
    /// First row of the header, as a spreadsheet shows it.
    pub header_row: u32,
    /// Last row of the header; a merged header stands over several.
    pub header_end: u32,
    /// Which column carries which field.
    pub layout: Layout,
    /// The lines above the header as `(key, value)`, keys without the colon; a line without one is a title, its key empty.
    pub above: Vec<(String, String)>,
    /// Fields without a column whose value stands above the header and holds for every row.
    pub constants: BTreeMap<Field, String>,
    /// Merged ranges down to the end of the header.
    pub merges: Vec<Merge>,
}

impl Table {
    /// Key of the line that states the units of figures (`单位：人、元`).
    pub const MONEY_KEY: &str = "单位";

    /// The values of a key in the lines above the header, e.g. 填报单位.
    pub fn values_of<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.above.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The unit of amounts that a line above the header states (`单位：人、元`).
    #[must_use]
    pub fn amount_unit(&self) -> Option<AmountUnit> {
        self.values_of(Self::MONEY_KEY).find_map(super::layout::money_unit)
    }
}

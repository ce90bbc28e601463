//! Mapping files: what a user says of certain files and sheets, which overrules detection.
//!
//! The grammar stands in `schemas/mapping/README.md`.

mod load;
mod pattern;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::field::Field;
use super::kind::LedgerKind;
use super::layout::AmountUnit;
use super::vocabulary::Vocabulary;

pub use load::{MappingError, parse};
use pattern::Pattern;

/// What one `[[table]]` of a mapping file says.
#[derive(Clone, Debug, Default)]
pub struct TableMapping {
    file: Pattern,
    sheet: Pattern,
    /// The kind of ledger.
    pub kind: Option<LedgerKind>,
    /// Rows of the header from the first to the last; `None` leaves it to detection.
    pub header_rows: Option<(u32, u32)>,
    /// The unit of amounts that name none in their cell.
    pub amount_unit: Option<AmountUnit>,
    /// Values that hold for every row, whatever a column says.
    pub constants: BTreeMap<Field, String>,
    columns: Vec<(ColumnKey, Target)>,
}

/// How a column is named.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ColumnKey {
    /// By its position from 0: `C列`.
    Position(usize),
    /// By its normalised header.
    Header(String),
}

/// What a column is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// It carries a field.
    Field(Field),
    /// A tick in it stands for a word of a choice.
    OneHot(Field, Arc<str>),
    /// It is an extra column.
    Extra,
}

impl TableMapping {
    /// What is said of the column at `position` with this normalised header; a position is more exact than a header.
    #[must_use]
    pub fn target(&self, position: usize, header: &str) -> Option<&Target> {
        let of = |wanted: &dyn Fn(&ColumnKey) -> bool| {
            self.columns.iter().find(|(key, _)| wanted(key)).map(|(_, target)| target)
        };
        of(&|key| *key == ColumnKey::Position(position))
            .or_else(|| of(&|key| matches!(key, ColumnKey::Header(known) if known == header)))
    }
}

/// All mappings of a run, each as the vocabulary that its tables are read with.
#[derive(Clone, Debug, Default)]
pub struct Mappings {
    list: Vec<Vocabulary>,
}

impl Mappings {
    /// The vocabulary to read a sheet with: the first mapping that matches file and sheet, else `shipped`.
    #[must_use]
    pub fn words<'a>(&'a self, file: &str, sheet: &str, shipped: &'a Vocabulary) -> &'a Vocabulary {
        let matches = |words: &&Vocabulary| {
            let mapping = words.headers().mapping();
            mapping.is_some_and(|table| table.file.matches_path(file) && table.sheet.matches(sheet))
        };
        self.list.iter().find(matches).unwrap_or(shipped)
    }
}

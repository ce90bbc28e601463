//! Rejected rows as they stood in their files: what return workbooks (退回) and repair suggestions are made of.

use std::sync::Arc;

use chrono::NaiveDate;

use super::field::Field;
use super::finding::Code;
use super::kind::LedgerKind;
use super::layout::AmountUnit;
use super::origin::Origin;
use super::region::{ProvinceId, UnitId};
use super::sheet::{CellKind, Row};
use super::table::Merge;
use super::vocabulary::Sex;

/// One rejected row; why it was rejected is a finding at the same place.
#[derive(Debug)]
pub struct RejectedRow {
    /// Its number, as a spreadsheet shows it.
    pub row: u32,
    /// Its reporting unit, where its cells or its surroundings tell.
    pub unit: Option<UnitId>,
    /// The field to blame.
    pub field: Field,
    /// Position of the cell to blame; `None` when no column carries the field.
    pub column: Option<u32>,
    /// Its cells; `None` where so many rows were rejected that they are not kept.
    pub cells: Option<PackedRow>,
    /// The row that it corrects, where it came back in a return workbook.
    pub origin: Option<Box<Origin>>,
    /// What is known of the person, where the ID number may be repairable.
    pub suspect: Option<Box<Suspect>>,
    /// What else is wrong in the row: further reasons to reject it, then values that cannot be read or contradict.
    pub also: Box<[Fault]>,
}

/// Something wrong in a rejected row besides what it was rejected for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it is.
    pub code: Code,
    /// Position of the cell to blame; `None` when no column carries the field.
    pub column: Option<u32>,
    /// Header of that column, else the label of the field.
    pub header: Arc<str>,
    /// What more there is to say, in Chinese; empty when the code says it all.
    pub detail: Box<str>,
}

/// An ID number of 18 characters that is wrong, and what the row says besides of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// The number, normalised.
    pub number: [u8; 18],
    /// Hash of the name as it is compared; 0 when missing.
    pub name: u64,
    /// 出生日期, where it is a whole date.
    pub birth: Option<NaiveDate>,
    /// 性别
    pub sex: Option<Sex>,
}

/// The header of a table with the lines above it, or a header that a later row repeats in another order.
#[derive(Debug)]
pub struct Head {
    /// Row of the first line of the header.
    pub header_row: u32,
    /// Row of its last line.
    pub header_end: u32,
    /// The lines above the header and the header itself, with their row numbers.
    pub lines: Vec<(u32, PackedRow)>,
    /// Merged ranges in these lines.
    pub merges: Vec<Merge>,
    /// Columns of dates that count from 1904 where they are bare numbers.
    pub dates_1904: Vec<u32>,
    /// The kind of ledger that the table is.
    pub kind: LedgerKind,
    /// The unit of amounts that a line above the table, or above an earlier one, states.
    pub money: Option<AmountUnit>,
    /// The province that the surroundings of the table name.
    pub province: Option<ProvinceId>,
}

/// The cells of one row in two allocations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedRow {
    text: Box<str>,
    cells: Box<[(CellKind, u32)]>,
}

impl PackedRow {
    /// The cells of a row, blank ones at its end left out.
    #[must_use]
    pub fn of(row: Row<'_>) -> Self {
        let width = (0..row.width()).rev().find(|column| !row.cell(*column).is_empty());
        let filled = row.cells().take(width.map_or(0, |last| last + 1));
        Self::new(filled.map(|cell| (cell.kind(), cell.text())))
    }

    /// A row of these cells.
    #[must_use]
    pub fn new<T: AsRef<str>>(row: impl Iterator<Item = (CellKind, T)>) -> Self {
        let (mut text, mut cells) = (String::new(), Vec::with_capacity(row.size_hint().0));
        for (kind, cell) in row {
            text.push_str(cell.as_ref());
            cells.push((kind, u32::try_from(text.len()).unwrap_or(u32::MAX)));
        }
        Self { text: text.into(), cells: cells.into() }
    }

    /// Bytes that it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.len() + std::mem::size_of_val(&*self.cells)
    }

    /// Number of cells.
    #[must_use]
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// Its cells from left to right.
    pub fn cells(&self) -> impl Iterator<Item = (CellKind, &str)> {
        let mut start = 0;
        self.cells.iter().map(move |(kind, end)| {
            let cell = self.text.get(start..*end as usize).unwrap_or_default();
            start = *end as usize;
            (*kind, cell)
        })
    }
}

/// All rejected rows of a sheet, with the headers above them.
#[derive(Debug)]
pub struct RejectedSheet {
    /// The sheet.
    pub sheet: super::finding::SheetId,
    /// Its headers, in the order of rows.
    pub heads: Vec<Head>,
    /// Its rejected rows, in order.
    pub rows: Vec<RejectedRow>,
}

/// A repair of a wrong ID number that is the only plausible one: a suggestion, never applied by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The rejected row.
    pub at: super::finding::RowRef,
    /// The number as it stands in the file.
    pub value: Box<str>,
    /// The number that it may have been meant to be.
    pub number: Arc<str>,
    /// What speaks for it.
    pub basis: Vec<Evidence>,
}

/// What speaks for a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// The birth date of the row is the one in the number.
    BirthDate,
    /// The sex of the row is the one in the number.
    Sex,
    /// A valid row of the same name carries the number.
    SameName,
}

impl Suggestion {
    /// What speaks for it, for staff.
    #[must_use]
    pub fn reasons(&self) -> String {
        if self.basis.is_empty() {
            return "唯一可能的更正".to_owned();
        }
        let labels: Vec<&str> = self.basis.iter().map(|evidence| evidence.label()).collect();
        labels.join("、")
    }
}

impl Evidence {
    /// What staff see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::BirthDate => "与出生日期相符",
            Self::Sex => "与性别相符",
            Self::SameName => "与同名人员的证件号一致",
        }
    }
}

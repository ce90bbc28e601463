//! What a delivered file gave, in the form that is kept: independent of any as-of date.

use chrono::NaiveDate;

use super::finding::{Code, Finding, RowRef};
use super::ledger::CleanBlock;
use super::source::SourceFile;

/// One file of a delivery, cleaned as if the as-of date lay behind everything.
#[derive(Debug)]
pub struct Delivered {
    /// The file, with its counts.
    pub source: SourceFile,
    /// Its cleaned rows with their particulars, in order.
    pub blocks: Vec<CleanBlock>,
    /// What is to be said of the file and its sheets, not of rows.
    pub findings: Vec<Finding>,
    /// What takes the place of rows by an early as-of date.
    pub unborn: Vec<Unborn>,
    /// The bytes of a file that is no ledger: a registry or claimed figures, which are read anew each time.
    pub content: Option<Vec<u8>>,
}

/// A row whose person was born on a certain day: by any as-of date before it, the row is rejected (`ID_BIRTH_DATE`).
#[derive(Debug)]
pub struct Unborn {
    /// Index of the block that the row stands in.
    pub block: usize,
    /// The row.
    pub at: RowRef,
    /// The birth date in its ID number.
    pub birth: NaiveDate,
    /// What it is rejected for in any case; nothing where it is accepted otherwise.
    pub otherwise: Option<Code>,
    /// All that the row gives then.
    pub instead: CleanBlock,
}

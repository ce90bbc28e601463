//! A suspicion in the making: rows by their places only, so that many fit into little memory.

use crate::model::check::{Check, Severity};
use crate::model::money::Fen;
use crate::model::person_id::PersonId;

/// A row that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// Its place in the order of rows.
    pub ordinal: u32,
    pub course: u32,
    pub person: PersonId,
}

/// What some check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    pub check: Check,
    pub severity: Severity,
    pub rows: Vec<Seen>,
    pub detail: Box<str>,
    pub amount: Fen,
}

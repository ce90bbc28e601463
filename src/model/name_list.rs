//! Name lists (培训人员名单, 花名册) held against the ledgers, person by person.

use std::sync::Arc;

use super::field::Field;
use super::finding::{Code, RowRef, SheetId};
use super::person_id::PersonId;

/// What became of a person of a list, or of a person of the ledgers whom a list should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// In both, and all that both say agrees.
    Same,
    /// In both, but something differs.
    Differs,
    /// In the ledgers, but not in the unit, brand, class or year that the list is of.
    Elsewhere,
    /// In the list alone.
    OnlyListed,
    /// In the list with an ID number that is wrong.
    InvalidId,
    /// In the list once more.
    Repeated,
    /// In the ledgers alone.
    OnlyLedger,
}

impl Match {
    /// Every outcome.
    pub const ALL: [Self; 7] = [
        Self::Same,
        Self::Differs,
        Self::Elsewhere,
        Self::OnlyListed,
        Self::InvalidId,
        Self::Repeated,
        Self::OnlyLedger,
    ];

    /// The stable name in `rosters.csv`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differs => "differs",
            Self::Elsewhere => "elsewhere",
            Self::OnlyListed => "only_listed",
            Self::InvalidId => "invalid_id",
            Self::Repeated => "repeated",
            Self::OnlyLedger => "only_ledger",
        }
    }

    /// What staff see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Same => "一致",
            Self::Differs => "内容不同",
            Self::Elsewhere => "台账在别处",
            Self::OnlyListed => "仅名单有",
            Self::InvalidId => "名单证件号有误",
            Self::Repeated => "名单重复",
            Self::OnlyLedger => "仅台账有",
        }
    }
}

/// Who a line is about, as somebody wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub name: Box<str>,
    /// The ID number: whole where it is right, as it stands where it is wrong.
    pub id_number: Box<str>,
}

/// A field in which list and ledger differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field.
    pub field: Field,
    /// What staff call it.
    pub label: Arc<str>,
    /// What the list says.
    pub listed: String,
    /// What the ledgers say.
    pub ledger: String,
}

/// Somebody else who may be the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Who.
    pub name: Name,
    /// The first of their rows, in the ledgers or in the list.
    pub at: RowRef,
    /// Why they may be the same, in Chinese.
    pub why: &'static str,
}

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The list.
    pub list: SheetId,
    /// The row of the list; none for somebody of the ledgers alone.
    pub listed: Option<RowRef>,
    /// What became of it.
    pub outcome: Match,
    /// Who.
    pub name: Name,
    /// The person, unless the ID number is wrong.
    pub person: Option<PersonId>,
    /// Why the ID number is wrong.
    pub wrong: Option<Code>,
    /// Reporting unit, brand and class: of the ledgers, else what the list says.
    pub place: [Arc<str>; 3],
    /// The rows of the ledgers.
    pub rows: Vec<RowRef>,
    /// Where the two differ, in the order of fields.
    pub differences: Vec<Difference>,
    /// Who may be the same person.
    pub near: Vec<Near>,
}

/// What a list covers: the persons of the ledgers whom it should have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// Reporting unit.
    pub unit: Arc<str>,
    /// Brand; empty for all of the unit.
    pub brand: Arc<str>,
    /// Class number; empty for all of the brand.
    pub class: Arc<str>,
    /// Years of the end dates, where the list tells; empty for all.
    pub years: Vec<i32>,
}

/// The comparison of one list.
#[derive(Clone, Debug)]
pub struct ComparedList {
    /// The list.
    pub list: SheetId,
    /// What it covers.
    pub scopes: Vec<Scope>,
    /// Its persons in the order of its rows, then those of the ledgers alone by number.
    pub lines: Vec<Compared>,
}

impl ComparedList {
    /// How many lines have that outcome.
    #[must_use]
    pub fn count(&self, outcome: Match) -> u64 {
        self.lines.iter().filter(|line| line.outcome == outcome).count() as u64
    }
}

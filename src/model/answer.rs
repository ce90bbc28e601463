//! What `taizhang explain` answers of ledgers.

use super::bridge::{Bridge, BridgeCase};
use super::explained::Explained;
use super::history::{History, RowAnswer};
use super::region::Regions;
use super::run::Run;
use super::verdict::Verdict;

/// An answer, with the run that it is about.
pub struct Answer<'a> {
    /// The ledgers, and what became of their rows.
    pub run: &'a Run,
    /// Names of units.
    pub regions: &'a Regions,
    /// The answer itself.
    pub body: Body,
}

/// The answer itself.
pub enum Body {
    /// Numbers with the persons behind them.
    Numbers(Vec<Explained>),
    /// The lines of a verdict, and the numbers that they rest on.
    Verdict(Vec<Verdict>, Vec<Explained>),
    /// A row, and whose it is.
    Row(RowAnswer),
    /// Everything about a person; documents of several types may have one number.
    Persons(Vec<History>),
    /// Why parts do not add up, and the persons behind each term.
    Bridges(Vec<Bridge>, Vec<BridgeCase>),
}

impl Body {
    /// Of how many persons it tells; one who is told of twice is counted twice.
    #[must_use]
    pub fn persons(&self) -> u64 {
        let told = match self {
            Self::Numbers(numbers) | Self::Verdict(_, numbers) => {
                numbers.iter().map(|number| number.cases.len()).sum()
            }
            Self::Row(_) => 1,
            Self::Persons(persons) => persons.len(),
            Self::Bridges(_, cases) => cases.len(),
        };
        told as u64
    }
}

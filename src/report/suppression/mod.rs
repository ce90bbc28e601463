//! Small counts of persons left out of outputs for others, and with them whatever would tell them.
//!
//! Hidden first: every count from 1 to one less than the limit, and the money of those persons. Then, as long as a
//! hidden figure could be no other for all that is shown, one of the figures that leave it no room.

mod relations;
mod system;

use std::collections::BTreeSet;

use self::relations::Figures;
use super::tables::COUNTS;
use crate::model::measure::{Cohorts, Subject};
use crate::model::period::Window;

/// A subject and a year.
type Key = (Subject, Window);

/// The cells that are not shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Hidden {
    cells: BTreeSet<(Key, &'static str)>,
}

impl Hidden {
    /// What must not be shown of the yearly counts, so that nobody learns of a count from 1 to `below` less 1.
    pub(super) fn of(years: &Cohorts, below: u64) -> Self {
        let mut figures = Figures::of(years, below);
        figures.system.protect();
        let hidden = figures.cells().filter(|(.., cell)| figures.system.is_hidden(*cell));
        Self { cells: hidden.map(|(key, name, _)| (key.clone(), name)).collect() }
    }

    /// Whether the figure of that name is not shown.
    pub(super) fn hides(&self, key: &Key, name: &'static str) -> bool {
        !self.cells.is_empty() && self.cells.contains(&(key.clone(), name))
    }

    /// How many cells are not shown.
    pub(super) fn count(&self) -> usize {
        self.cells.len()
    }
}

//! For whom outputs are made: what they show of persons, and of small counts of persons.

use super::pseudonym::PseudonymKey;

/// What outputs show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disclosure {
    /// ID numbers, names and telephone numbers as they are.
    pub full_ids: bool,
    /// Pseudonyms in place of ID numbers, and nothing else of a person.
    pub pseudonyms: Option<PseudonymKey>,
    /// No count of persons from 1 to one less.
    pub suppress_below: Option<u64>,
}

impl Disclosure {
    /// Whether the outputs are for others, who must not learn of persons.
    #[must_use]
    pub fn is_for_others(&self) -> bool {
        self.pseudonyms.is_some() || self.suppress_below.is_some()
    }
}

/// The smallest limit that hides anything.
pub const LEAST_LIMIT: u64 = 2;
/// Above this a table would say nothing any more.
pub const HIGHEST_LIMIT: u64 = 1000;

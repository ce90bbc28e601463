//! What verifying ledgers found out, beside their counts.

use super::bridge::Bridge;
use super::name_list::ComparedList;
use super::run::Run;
use super::suspicion::Audit;
use super::verification::Verification;

/// The result of verifying.
#[derive(Debug)]
pub struct Review {
    /// The ledgers and their counts; nothing is judged.
    pub run: Run,
    /// Why the numbers of brands, bases and units do not add up.
    pub bridges: Vec<Bridge>,
    /// What the integrity checks found.
    pub audit: Audit,
    /// Claimed figures held against the counts; `None` where nothing was claimed.
    pub claims: Option<Verification>,
    /// Name lists held against the ledgers, in the order of files and sheets.
    pub name_lists: Vec<ComparedList>,
}

//! What verifying ledgers found out, beside their counts.

use super::run::Run;
use super::suspicion::Audit;

/// The result of verifying.
#[derive(Debug)]
pub struct Review {
    /// The ledgers and their counts; nothing is judged.
    pub run: Run,
    /// What the integrity checks found.
    pub audit: Audit,
}

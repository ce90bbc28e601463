//! The contract's tables as data frames: built here, written as csv and as parquet by one writer each.

mod claims;
mod cohorts;
mod counts;
mod csv_file;
mod judged;
mod monthly;
mod parquet_file;
mod placed;

pub(super) use claims::claims;
pub(super) use cohorts::{COUNTS, bases, metrics};
pub(super) use counts::{counts, links};
pub(super) use csv_file::write as csv;
pub(super) use judged::{evaluations, measures, notices, verdicts};
pub(super) use monthly::month;
pub(super) use parquet_file::write as parquet;
pub(super) use placed::placements;

#[cfg(test)]
mod tests;

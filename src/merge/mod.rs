//! Merging: accepted rows to enrolments. Rows are sorted by person, course and the order of rows, then folded.

mod dictionary;
mod fold;
mod listing;
mod sorted;

use std::ops::Range;

use rayon::prelude::*;

use crate::model::enrolment::{EnrolmentPart, Enrolments};
use crate::model::finding::Finding;
use crate::model::ledger::CleanBlock;
use crate::model::person_id::PersonId;
use crate::model::region::Regions;
use crate::model::vocabulary::Vocabulary;

use dictionary::Dictionaries;
use sorted::SortedRows;

/// Enrolments, and what merging had to say.
#[derive(Debug)]
pub struct Merged {
    /// The enrolments.
    pub enrolments: Enrolments,
    /// Replaced values and conflicts.
    pub findings: Vec<Finding>,
    /// Per file: accepted rows that belong to an enrolment opened by an earlier row.
    pub merged_rows: Vec<u64>,
}

/// More accepted rows than this cannot be ordered in 32 bits.
pub const MOST_ROWS: u64 = u32::MAX as u64;

/// A part holds about this many rows, so that parts can be worked on in parallel.
const PART_ROWS: usize = 1 << 17;

/// Merges blocks that stand in the order of rows. `files` is the number of input files.
#[must_use]
pub fn merge(
    blocks: Vec<CleanBlock>,
    files: usize,
    words: &Vocabulary,
    regions: &Regions,
) -> Merged {
    let dictionaries = Dictionaries::of(&blocks);
    let rows = SortedRows::of(blocks, &dictionaries);
    let context = fold::Context { rows: &rows, dictionaries: &dictionaries, words, regions, files };
    let folded: Vec<fold::Folded> =
        by_person(&rows.persons).into_par_iter().map(|range| fold::fold(range, &context)).collect();
    drop(rows);

    let mut findings = Vec::new();
    let mut merged_rows = vec![0; files];
    let mut parts: Vec<EnrolmentPart> = Vec::with_capacity(folded.len());
    for part in folded {
        findings.extend(part.findings);
        for (total, count) in merged_rows.iter_mut().zip(part.merged_rows) {
            *total += count;
        }
        parts.push(part.part);
    }
    let (courses, texts) = dictionaries.into_lists();
    let enrolments = Enrolments { parts, courses, texts };
    findings.extend(listing::near_classes(&enrolments, words));
    Merged { enrolments, findings, merged_rows }
}

/// Ranges of about [`PART_ROWS`] rows that never divide a person.
fn by_person(persons: &[PersonId]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    while start < persons.len() {
        let mut end = (start + PART_ROWS).min(persons.len());
        let last = persons[end - 1];
        end += persons[end..].partition_point(|person| *person == last);
        ranges.push(start..end);
        start = end;
    }
    ranges
}

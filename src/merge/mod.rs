//! Merging: accepted rows to enrolments. Rows are sorted by person, course and the order of rows, then folded.

mod dictionary;
mod fold;
mod listing;

use rayon::prelude::*;

use crate::model::enrolment::{EnrolmentPart, Enrolments};
use crate::model::finding::{Finding, RowRef};
use crate::model::ledger::CleanBlock;
use crate::model::person_id::PersonId;
use crate::model::region::Regions;
use crate::model::vocabulary::Vocabulary;

use dictionary::Dictionaries;

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

/// One accepted row: whose, which course, and its place in the order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    person: PersonId,
    course: u32,
    ordinal: u32,
}

/// All accepted rows behind the keys.
struct Rows<'a> {
    blocks: &'a [CleanBlock],
    /// Ordinal of the first row of every block.
    starts: Vec<u32>,
    dictionaries: &'a Dictionaries,
    words: &'a Vocabulary,
}

impl Rows<'_> {
    /// Block and index of a row.
    fn locate(&self, ordinal: u32) -> (usize, usize) {
        let block = self.starts.partition_point(|start| *start <= ordinal).saturating_sub(1);
        (block, (ordinal - self.starts[block]) as usize)
    }

    fn row_ref(&self, ordinal: u32) -> RowRef {
        let (block, index) = self.locate(ordinal);
        let block = &self.blocks[block];
        RowRef { sheet: block.sheet, row: block.rows[index] }
    }
}

/// More accepted rows than this cannot be ordered in 32 bits.
pub const MOST_ROWS: u64 = u32::MAX as u64;

/// A part holds about this many rows, so that parts can be worked on in parallel.
const PART_ROWS: usize = 1 << 16;

/// Merges blocks that stand in the order of rows. `files` is the number of input files.
#[must_use]
pub fn merge(
    blocks: Vec<CleanBlock>,
    files: usize,
    words: &Vocabulary,
    regions: &Regions,
) -> Merged {
    let dictionaries = Dictionaries::of(&blocks);
    let mut starts = Vec::with_capacity(blocks.len());
    let mut keys = Vec::with_capacity(blocks.iter().map(|block| block.rows.len()).sum());
    let mut ordinal = 0;
    for (index, block) in blocks.iter().enumerate() {
        starts.push(ordinal);
        for (person, course) in block.persons.iter().zip(&block.courses) {
            keys.push(Key {
                person: dictionaries.person(index, *person),
                course: dictionaries.course(index, *course),
                ordinal,
            });
            ordinal = ordinal.saturating_add(1);
        }
    }
    keys.par_sort_unstable();
    let rows = Rows { blocks: &blocks, starts, dictionaries: &dictionaries, words };
    let folded: Vec<fold::Folded> = by_person(&keys)
        .into_par_iter()
        .map(|keys| fold::fold(keys, &rows, files, regions))
        .collect();
    drop(keys);

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

/// Slices of about [`PART_ROWS`] keys that never divide a person.
fn by_person(mut keys: &[Key]) -> Vec<&[Key]> {
    let mut slices = Vec::new();
    while keys.len() > PART_ROWS {
        let last = keys[PART_ROWS - 1].person;
        let end = PART_ROWS + keys[PART_ROWS..].partition_point(|key| key.person == last);
        let (slice, rest) = keys.split_at(end);
        slices.push(slice);
        keys = rest;
    }
    if !keys.is_empty() {
        slices.push(keys);
    }
    slices
}

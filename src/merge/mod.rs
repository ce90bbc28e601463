//! Merging: accepted rows to enrolments. Rows are sorted by person, course and the order of rows, then folded a few
//! persons at a time, so that never more than some of the enrolments exist at once.

mod dictionary;
mod fold;
mod join;
mod listing;
mod sorted;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::enrolment::{Catalogue, EnrolmentPart};
use crate::model::finding::{Finding, RowRef};
use crate::model::ledger::CleanBlock;
use crate::model::people::{People, Row, Witness};
use crate::model::region::Regions;
use crate::model::vocabulary::Vocabulary;

use dictionary::Dictionaries;
use fold::Folded;
use listing::NearClasses;
use sorted::{Persons, SortedRows};

/// More accepted rows than this cannot be ordered in 32 bits.
pub const MOST_ROWS: u64 = u32::MAX as u64;

/// A part holds about this many rows: enough to work on in parallel, few enough to stay in a core's cache.
const PART_ROWS: usize = 1 << 11;

/// All accepted rows, ready to be folded.
pub struct Merging<'a> {
    rows: SortedRows,
    dictionaries: Dictionaries,
    near: NearClasses,
    words: &'a Vocabulary,
    regions: &'a Regions,
}

/// What merging had to say besides enrolments.
#[derive(Debug, Default)]
pub struct Listing {
    /// Replaced values and conflicts.
    pub findings: Vec<Finding>,
    /// The same of later parts, not moved more often than needed.
    more_findings: Vec<Vec<Finding>>,
    /// Per file: accepted rows that belong to an enrolment opened by another row.
    pub merged_rows: BTreeMap<u32, u64>,
    /// Per file: accepted rows that belong to no enrolment.
    pub unassigned_rows: BTreeMap<u32, u64>,
    /// The first row of every course whose class number is nearly equal to another.
    near_rows: BTreeMap<u32, RowRef>,
}

/// The enrolments of some persons, all of each.
#[derive(Debug)]
pub struct Part<'a> {
    /// Their rows.
    pub rows: Vec<Row<'a>>,
    /// The enrolments.
    pub enrolments: EnrolmentPart,
    /// What merging them had to say.
    pub listing: Listing,
}

impl<'a> Merging<'a> {
    /// Sorts blocks that stand in the order of rows.
    #[must_use]
    pub fn of(blocks: Vec<CleanBlock>, words: &'a Vocabulary, regions: &'a Regions) -> Self {
        let dictionaries = Dictionaries::of(&blocks);
        let near = NearClasses::among(&dictionaries.catalogue().courses);
        Self { rows: SortedRows::of(blocks, &dictionaries), dictionaries, near, words, regions }
    }

    /// What the indexes in the enrolments stand for.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        self.dictionaries.catalogue()
    }

    /// Folds all rows, a part at a time, in parallel; the parts follow each other by person.
    #[must_use]
    pub fn parts(&self) -> impl IndexedParallelIterator<Item = Part<'_>> {
        self.rows.groups(PART_ROWS).into_par_iter().map(|group| self.part(&group))
    }

    /// The same of rows that were rejected for their ID number, where they were kept; they are in no other part.
    #[must_use]
    pub fn barred_parts(&self) -> impl IndexedParallelIterator<Item = Part<'_>> {
        self.rows.barred_groups(PART_ROWS).into_par_iter().map(|group| self.part(&group))
    }

    /// Has a witness look at all persons, in parallel, then at barred ones.
    #[must_use]
    pub fn look<W: Witness>(&self, witness: &W) -> W::Found {
        let join = |mut found, later| {
            witness.join(&mut found, later);
            found
        };
        let all = self.parts().fold(
            || witness.start(),
            |mut found, part| {
                witness.take(&part.people(), &mut found);
                found
            },
        );
        join(all.reduce(|| witness.start(), join), self.look_at_barred(witness))
    }

    /// Has a witness look at barred persons only.
    #[must_use]
    pub fn look_at_barred<W: Witness>(&self, witness: &W) -> W::Found {
        let barred = self.barred_parts().fold(
            || witness.start(),
            |mut found, part| {
                witness.take_barred(&part.people(), &mut found);
                found
            },
        );
        barred.reduce(
            || witness.start(),
            |mut found, later| {
                witness.join(&mut found, later);
                found
            },
        )
    }

    fn part(&self, group: &Persons) -> Part<'_> {
        let (rows, joined) = self.rows.gather(group, &self.dictionaries);
        let context = fold::Context {
            catalogue: self.catalogue(),
            near: &self.near,
            words: self.words,
            regions: self.regions,
        };
        let Folded { enrolments, mut listing } = fold::fold(&rows, &context);
        add(&mut listing.merged_rows, joined.merged_rows);
        listing::unassigned(&joined.unjoined, self.words, &mut listing);
        Part { rows, enrolments, listing }
    }

    /// The row at a place in the order of rows: its block, and where in it.
    #[must_use]
    pub fn row_at(&self, ordinal: u32) -> (&CleanBlock, usize) {
        self.rows.place(ordinal)
    }

    /// The findings of all parts, with those that need all of them.
    #[must_use]
    pub fn findings(&self, listing: Listing) -> Vec<Finding> {
        let mut findings = listing.findings;
        findings.reserve(listing.more_findings.iter().map(Vec::len).sum());
        findings.extend(listing.more_findings.into_iter().flatten());
        let courses = &self.catalogue().courses;
        findings.extend(self.near.findings(courses, &listing.near_rows, self.words));
        findings
    }
}

impl Part<'_> {
    /// Its persons with their rows and enrolments.
    #[must_use]
    pub fn people(&self) -> People<'_> {
        People { rows: &self.rows, enrolments: &self.enrolments }
    }
}

impl Listing {
    /// Adds what a later part had to say.
    pub fn extend(&mut self, later: Self) {
        self.more_findings.push(later.findings);
        self.more_findings.extend(later.more_findings);
        add(&mut self.merged_rows, later.merged_rows);
        add(&mut self.unassigned_rows, later.unassigned_rows);
        for (course, at) in later.near_rows {
            let first = self.near_rows.entry(course).or_insert(at);
            *first = (*first).min(at);
        }
    }
}

/// Adds the counts of files.
fn add(counts: &mut BTreeMap<u32, u64>, more: BTreeMap<u32, u64>) {
    for (file, count) in more {
        *counts.entry(file).or_default() += count;
    }
}

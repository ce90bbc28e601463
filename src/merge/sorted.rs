//! The accepted rows in the order of persons, courses and rows. Only keys are sorted; the columns stay in their blocks
//! and are gathered for a few persons at a time.

use std::ops::Range;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::dictionary::Dictionaries;
use crate::model::certificate::CertType;
use crate::model::finding::RowRef;
use crate::model::ledger::{CleanBlock, TextId};
use crate::model::money::Fen;
use crate::model::person_id::PersonId;
use crate::model::vocabulary::{CategoryId, TrainingMode};

/// One accepted row: whose, which course, and its place in the order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    person: PersonId,
    /// Course above, place in the order of rows below: one comparison for both.
    course_and_ordinal: u64,
}

impl Key {
    fn new(person: PersonId, course: u32, ordinal: u32) -> Self {
        Self { person, course_and_ordinal: u64::from(course) << 32 | u64::from(ordinal) }
    }

    fn course(self) -> u32 {
        low_half(self.course_and_ordinal >> 32)
    }

    fn ordinal(self) -> u32 {
        low_half(self.course_and_ordinal)
    }
}

fn low_half(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

/// All accepted rows.
pub struct SortedRows {
    keys: Vec<Key>,
    blocks: Vec<CleanBlock>,
    /// First ordinal of every block.
    firsts: Vec<u32>,
}

/// Some neighbouring rows, column by column; see [`CleanBlock`] for what each holds.
pub struct Rows {
    pub persons: Vec<PersonId>,
    pub courses: Vec<u32>,
    pub ordinals: Vec<u32>,
    pub at: Vec<RowRef>,
    pub names: Vec<u64>,
    pub counties: Vec<TextId>,
    pub bases: Vec<TextId>,
    pub starts: Vec<Option<NaiveDate>>,
    pub ends: Vec<Option<NaiveDate>>,
    pub modes: Vec<Option<TrainingMode>>,
    pub categories: Vec<Option<CategoryId>>,
    pub cert_types: Vec<Option<CertType>>,
    pub cert_dates: Vec<Option<NaiveDate>>,
    pub employed: Vec<Option<bool>>,
    pub employment_dates: Vec<Option<NaiveDate>>,
    pub leave_dates: Vec<Option<NaiveDate>>,
    pub subsidies: Vec<Option<Fen>>,
    pub subsidy_dates: Vec<Option<NaiveDate>>,
}

impl SortedRows {
    /// Sorts the rows of blocks that stand in the order of rows.
    pub fn of(mut blocks: Vec<CleanBlock>, dictionaries: &Dictionaries) -> Self {
        let mut keys = Vec::with_capacity(blocks.iter().map(|block| block.rows.len()).sum());
        let mut firsts = Vec::with_capacity(blocks.len());
        let mut ordinal: u32 = 0;
        for (index, block) in blocks.iter_mut().enumerate() {
            firsts.push(ordinal);
            let persons = std::mem::take(&mut block.persons);
            let courses = std::mem::take(&mut block.courses);
            for (person, course) in persons.into_iter().zip(courses) {
                let person = dictionaries.person(index, person);
                keys.push(Key::new(person, dictionaries.course(index, course), ordinal));
                ordinal = ordinal.saturating_add(1);
            }
            for text in block.counties.iter_mut().chain(&mut block.bases) {
                *text = dictionaries.text(index, *text);
            }
        }
        keys.par_sort_unstable();
        Self { keys, blocks, firsts }
    }

    /// Ranges of about `size` rows that never divide a person.
    pub fn by_person(&self, size: usize) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut start = 0;
        while start < self.keys.len() {
            let mut end = (start + size).min(self.keys.len());
            let last = self.keys[end - 1].person;
            end += self.keys[end..].partition_point(|key| key.person == last);
            ranges.push(start..end);
            start = end;
        }
        ranges
    }

    /// The rows of a range.
    pub fn gather(&self, range: Range<usize>) -> Rows {
        let keys = &self.keys[range];
        let places: Vec<(u32, u32)> = keys.iter().map(|key| self.place(key.ordinal())).collect();
        let at = places.iter().map(|(block, row)| {
            let block = &self.blocks[*block as usize];
            RowRef { sheet: block.sheet, row: block.rows[*row as usize] }
        });
        Rows {
            persons: keys.iter().map(|key| key.person).collect(),
            courses: keys.iter().map(|key| key.course()).collect(),
            ordinals: keys.iter().map(|key| key.ordinal()).collect(),
            at: at.collect(),
            names: self.column(&places, |block| &block.names),
            counties: self.column(&places, |block| &block.counties),
            bases: self.column(&places, |block| &block.bases),
            starts: self.column(&places, |block| &block.starts),
            ends: self.column(&places, |block| &block.ends),
            modes: self.column(&places, |block| &block.modes),
            categories: self.column(&places, |block| &block.categories),
            cert_types: self.column(&places, |block| &block.cert_types),
            cert_dates: self.column(&places, |block| &block.cert_dates),
            employed: self.column(&places, |block| &block.employed),
            employment_dates: self.column(&places, |block| &block.employment_dates),
            leave_dates: self.column(&places, |block| &block.leave_dates),
            subsidies: self.column(&places, |block| &block.subsidies),
            subsidy_dates: self.column(&places, |block| &block.subsidy_dates),
        }
    }

    /// Block and row in it of the row at `ordinal` in the order of rows.
    fn place(&self, ordinal: u32) -> (u32, u32) {
        let block = self.firsts.partition_point(|first| *first <= ordinal).saturating_sub(1);
        (u32::try_from(block).unwrap_or(u32::MAX), ordinal - self.firsts[block])
    }

    fn column<T: Copy>(
        &self,
        places: &[(u32, u32)],
        column: impl Fn(&CleanBlock) -> &Vec<T>,
    ) -> Vec<T> {
        let columns: Vec<&[T]> = self.blocks.iter().map(|block| column(block).as_slice()).collect();
        places.iter().map(|(block, row)| columns[*block as usize][*row as usize]).collect()
    }
}

//! The accepted rows in the order of persons, courses and rows: every column gathered once, then read from front to
//! back.

use chrono::NaiveDate;
use rayon::prelude::*;

use super::dictionary::Dictionaries;
use crate::model::certificate::CertType;
use crate::model::finding::{RowRef, SheetId};
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

/// The columns of all accepted rows, sorted; see [`CleanBlock`] for what each holds.
pub struct SortedRows {
    pub persons: Vec<PersonId>,
    pub courses: Vec<u32>,
    pub ordinals: Vec<u32>,
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
    places: Places,
}

/// Where rows came from, by their place in the order of rows.
struct Places {
    rows: Vec<u32>,
    /// First ordinal and sheet of every block.
    blocks: Vec<(u32, SheetId)>,
}

impl SortedRows {
    /// Sorts the rows of blocks that stand in the order of rows.
    pub fn of(mut blocks: Vec<CleanBlock>, dictionaries: &Dictionaries) -> Self {
        let mut keys = Vec::with_capacity(blocks.iter().map(|block| block.rows.len()).sum());
        let mut places = Places { rows: Vec::with_capacity(keys.capacity()), blocks: Vec::new() };
        let mut ordinal: u32 = 0;
        for (index, block) in blocks.iter_mut().enumerate() {
            places.blocks.push((ordinal, block.sheet));
            places.rows.append(&mut block.rows);
            for (person, course) in block.persons.drain(..).zip(block.courses.drain(..)) {
                let person = dictionaries.person(index, person);
                keys.push(Key::new(person, dictionaries.course(index, course), ordinal));
                ordinal = ordinal.saturating_add(1);
            }
            for text in block.counties.iter_mut().chain(&mut block.bases) {
                *text = dictionaries.text(index, *text);
            }
        }
        keys.par_sort_unstable();
        let order: Vec<u32> = keys.iter().map(|key| key.ordinal()).collect();
        let persons = keys.iter().map(|key| key.person).collect();
        let courses = keys.iter().map(|key| key.course()).collect();
        drop(keys);
        let blocks = &mut blocks;
        Self {
            persons,
            courses,
            names: gather(blocks, &order, |block| &mut block.names),
            counties: gather(blocks, &order, |block| &mut block.counties),
            bases: gather(blocks, &order, |block| &mut block.bases),
            starts: gather(blocks, &order, |block| &mut block.starts),
            ends: gather(blocks, &order, |block| &mut block.ends),
            modes: gather(blocks, &order, |block| &mut block.modes),
            categories: gather(blocks, &order, |block| &mut block.categories),
            cert_types: gather(blocks, &order, |block| &mut block.cert_types),
            cert_dates: gather(blocks, &order, |block| &mut block.cert_dates),
            employed: gather(blocks, &order, |block| &mut block.employed),
            employment_dates: gather(blocks, &order, |block| &mut block.employment_dates),
            leave_dates: gather(blocks, &order, |block| &mut block.leave_dates),
            subsidies: gather(blocks, &order, |block| &mut block.subsidies),
            subsidy_dates: gather(blocks, &order, |block| &mut block.subsidy_dates),
            ordinals: order,
            places,
        }
    }

    /// Where the row at `ordinal` in the order of rows came from.
    pub fn row_ref(&self, ordinal: u32) -> RowRef {
        let block = self.places.blocks.partition_point(|(first, _)| *first <= ordinal);
        RowRef {
            sheet: self.places.blocks[block.saturating_sub(1)].1,
            row: self.places.rows[ordinal as usize],
        }
    }
}

/// One column of all blocks, in the order of `order`; the blocks' own are given up.
fn gather<T: Copy>(
    blocks: &mut [CleanBlock],
    order: &[u32],
    column: impl Fn(&mut CleanBlock) -> &mut Vec<T>,
) -> Vec<T> {
    let mut whole = Vec::with_capacity(order.len());
    for block in blocks {
        whole.append(&mut std::mem::take(column(block)));
    }
    order.iter().map(|ordinal| whole[*ordinal as usize]).collect()
}

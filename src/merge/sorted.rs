//! The accepted rows in the order of persons, courses and rows. Only keys are sorted; the columns stay in their blocks
//! and are gathered for a few persons at a time.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::dictionary::Dictionaries;
use super::join::{Joining, Taken};
use crate::model::certificate::CertType;
use crate::model::enrolment::Payment;
use crate::model::finding::RowRef;
use crate::model::kind::LedgerKind;
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

/// A row of another ledger than the training ledger, to be joined to enrolments of its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    person: PersonId,
    ordinal: u32,
}

/// Nobody has more enrolments times rows of other ledgers; what claims to is not joined, since every row could join
/// every enrolment.
const MOST_PAIRS: usize = 1 << 14;
const TOO_MUCH: &str = "此人的参训记录和台账行多得不像一个人";

/// All accepted rows.
pub struct SortedRows {
    keys: Vec<Key>,
    events: Vec<Event>,
    blocks: Vec<CleanBlock>,
    /// First ordinal of every block.
    firsts: Vec<u32>,
}

/// All rows of some persons.
#[derive(Clone, Debug, Default)]
pub struct Persons {
    keys: Range<usize>,
    events: Range<usize>,
}

/// What became of the rows of other ledgers than the training ledger.
#[derive(Debug, Default)]
pub struct Joined {
    /// Per file: rows that belong to enrolments.
    pub merged_rows: BTreeMap<u32, u64>,
    pub unjoined: Vec<Unjoined>,
}

/// A row that belongs to no enrolment.
#[derive(Clone, Copy, Debug)]
pub struct Unjoined {
    pub person: PersonId,
    pub at: RowRef,
    pub kind: LedgerKind,
    /// Why it joins none, in the words that staff see.
    pub why: &'static str,
}

/// Some neighbouring rows, column by column; see [`CleanBlock`] for what each holds.
pub struct Rows {
    /// What kind of ledger a row is of. A row that joined several enrolments stands once in each.
    pub kinds: Vec<LedgerKind>,
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

impl Rows {
    /// The payment that a row of a subsidy ledger tells of.
    pub fn payment(&self, index: usize) -> Option<Payment> {
        Some(Payment { day: self.subsidy_dates[index], amount: self.subsidies[index]? })
    }
}

impl SortedRows {
    /// Sorts the rows of blocks that stand in the order of rows.
    pub fn of(mut blocks: Vec<CleanBlock>, dictionaries: &Dictionaries) -> Self {
        let mut keys = Vec::with_capacity(blocks.iter().map(|block| block.rows.len()).sum());
        let mut firsts = Vec::with_capacity(blocks.len());
        let mut events = Vec::new();
        let mut ordinal: u32 = 0;
        for (index, block) in blocks.iter_mut().enumerate() {
            firsts.push(ordinal);
            let persons = std::mem::take(&mut block.persons);
            let courses = std::mem::take(&mut block.courses);
            let is_training = block.kind == LedgerKind::Training;
            for (person, course) in persons.into_iter().zip(courses) {
                let person = dictionaries.person(index, person);
                if is_training {
                    keys.push(Key::new(person, dictionaries.course(index, course), ordinal));
                } else {
                    block.courses.push(course);
                    events.push(Event { person, ordinal });
                }
                ordinal = ordinal.saturating_add(1);
            }
            for text in block.counties.iter_mut().chain(&mut block.bases) {
                *text = dictionaries.text(index, *text);
            }
        }
        keys.par_sort_unstable();
        events.par_sort_unstable();
        Self { keys, events, blocks, firsts }
    }

    /// Groups of persons with about `size` rows of the training ledger; every row of a person is in one group.
    pub fn groups(&self, size: usize) -> Vec<Persons> {
        let mut groups: Vec<Persons> = Vec::new();
        let (mut key, mut event) = (0, 0);
        while key < self.keys.len() {
            let mut end = (key + size).min(self.keys.len());
            let last = self.keys[end - 1].person;
            end += self.keys[end..].partition_point(|key| key.person == last);
            let events = event + self.events[event..].partition_point(|event| event.person <= last);
            groups.push(Persons { keys: key..end, events: event..events });
            (key, event) = (end, events);
        }
        // Persons behind all who were trained.
        match groups.last_mut() {
            Some(group) => group.events.end = self.events.len(),
            None => groups.push(Persons { keys: 0..0, events: 0..self.events.len() }),
        }
        groups
    }

    /// The rows of a group, in the order of persons, courses and rows, and those that join none of its enrolments.
    pub fn gather(&self, group: &Persons, dictionaries: &Dictionaries) -> (Rows, Joined) {
        let own = &self.keys[group.keys.clone()];
        if group.events.is_empty() {
            return (self.rows(own), Joined::default());
        }
        let mut keys = Vec::with_capacity(own.len() + group.events.len());
        let mut joined = Joined::default();
        let mut events = self.events[group.events.clone()].chunk_by(|a, b| a.person == b.person);
        let mut events_of_next = events.next();
        for person in own.chunk_by(|a, b| a.person == b.person) {
            let start = keys.len();
            keys.extend_from_slice(person);
            while let Some(events_of) = events_of_next
                && events_of[0].person <= person[0].person
            {
                let taken = if events_of[0].person == person[0].person {
                    self.taken(person, dictionaries)
                } else {
                    Vec::new()
                };
                self.join(events_of, &taken, dictionaries, &mut keys, &mut joined);
                events_of_next = events.next();
            }
            keys[start..].sort_unstable();
        }
        for events_of in events_of_next.into_iter().chain(events) {
            self.join(events_of, &[], dictionaries, &mut keys, &mut joined);
        }
        (self.rows(&keys), joined)
    }

    /// Adds a key for every enrolment that a row of `events` belongs to.
    fn join(
        &self,
        events: &[Event],
        taken: &[Taken],
        dictionaries: &Dictionaries,
        keys: &mut Vec<Key>,
        joined: &mut Joined,
    ) {
        let is_too_much = taken.len().saturating_mul(events.len()) > MOST_PAIRS;
        let taken = if is_too_much { &[] } else { taken };
        for event in events {
            let (block, row) = self.place(event.ordinal);
            let from = &self.blocks[block as usize];
            let joining = Joining {
                kind: from.kind,
                target: from.targets[from.courses[row as usize] as usize],
                paid_on: from.subsidy_dates[row as usize],
            }
            .in_run(block as usize, dictionaries);
            match joining.courses(taken, dictionaries.catalogue()) {
                Ok(courses) => {
                    *joined.merged_rows.entry(from.sheet.file).or_default() += 1;
                    let key = |course| Key::new(event.person, course, event.ordinal);
                    keys.extend(courses.into_iter().map(key));
                }
                Err(why) => {
                    let why = if is_too_much { TOO_MUCH } else { why };
                    let at = RowRef { sheet: from.sheet, row: from.rows[row as usize] };
                    let row = Unjoined { person: event.person, at, kind: from.kind, why };
                    joined.unjoined.push(row);
                }
            }
        }
    }

    /// The courses of one person.
    fn taken(&self, person: &[Key], dictionaries: &Dictionaries) -> Vec<Taken> {
        let rows_of_courses = person.chunk_by(|a, b| a.course() == b.course());
        rows_of_courses
            .map(|rows| {
                let (course, opened) = (rows[0].course(), rows[0].ordinal());
                let mut taken = Taken { course, opened, occupations: Vec::new(), end: None };
                for key in rows {
                    let (block, row) = self.place(key.ordinal());
                    let from = &self.blocks[block as usize];
                    taken.end = from.ends[row as usize].or(taken.end);
                    let occupation =
                        dictionaries.text(block as usize, from.occupations[row as usize]);
                    if occupation.is_some() && !taken.occupations.contains(&occupation) {
                        taken.occupations.push(occupation);
                    }
                }
                taken
            })
            .collect()
    }

    fn rows(&self, keys: &[Key]) -> Rows {
        let places: Vec<(u32, u32)> = keys.iter().map(|key| self.place(key.ordinal())).collect();
        let at = places.iter().map(|(block, row)| {
            let block = &self.blocks[*block as usize];
            RowRef { sheet: block.sheet, row: block.rows[*row as usize] }
        });
        Rows {
            kinds: places.iter().map(|(block, _)| self.blocks[*block as usize].kind).collect(),
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

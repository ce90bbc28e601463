//! The accepted rows in the order of persons, courses and rows. Only keys are sorted; the rows stay in their blocks and
//! are gathered for a few persons at a time.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::dictionary::Dictionaries;
use super::join::{Joining, Taken};
use crate::model::finding::RowRef;
use crate::model::kind::LedgerKind;
use crate::model::ledger::CleanBlock;
use crate::model::people::Row;
use crate::model::person_id::PersonId;

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

/// Sorts keys on that many threads: what belongs before the middle is parted from the rest, and both are sorted.
fn sort(keys: &mut [Key], threads: usize) {
    // One number, so that keys compare without a branch.
    let order = |key: &Key| u128::from(key.person.key()) << 64 | u128::from(key.course_and_ordinal);
    if threads < 2 || keys.len() < PARALLEL_FROM {
        return keys.sort_unstable_by_key(order);
    }
    let middle = keys.len() / 2;
    keys.select_nth_unstable_by_key(middle, order);
    let (before, behind) = keys.split_at_mut(middle);
    rayon::join(|| sort(before, threads / 2), || sort(behind, threads - threads / 2));
}

/// Fewer keys are not worth another thread.
const PARALLEL_FROM: usize = 1 << 14;

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
    /// Keys before this one are of accepted rows, the others of barred persons.
    barred_from: usize,
    /// How many blocks begin before every [`STRETCH`]-th ordinal, so that few of them are searched.
    begun: Vec<usize>,
}

/// Ordinals from one entry of `begun` to the next: fewer than blocks usually have rows.
const STRETCH: u32 = 1 << 10;

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

impl SortedRows {
    /// Sorts the rows of blocks that stand in the order of rows.
    pub fn of(mut blocks: Vec<CleanBlock>, dictionaries: &Dictionaries) -> Self {
        let mut keys = Vec::with_capacity(blocks.iter().map(|block| block.rows.len()).sum());
        let mut firsts = Vec::with_capacity(blocks.len());
        let mut events = Vec::new();
        let mut ordinal: u32 = 0;
        for (index, block) in blocks.iter_mut().enumerate() {
            firsts.push(ordinal);
            let classes = block.class_list.iter();
            block.class_list =
                classes.map(|class| dictionaries.class(index, block, class)).collect();
            let persons = std::mem::take(&mut block.persons);
            for (person, row) in persons.into_iter().zip(&block.rows) {
                let person = dictionaries.person(index, person);
                if block.kind == LedgerKind::Training {
                    let course = block.class(row).course;
                    keys.push(Key::new(person, course, ordinal));
                } else {
                    events.push(Event { person, ordinal });
                }
                ordinal = ordinal.saturating_add(1);
            }
        }
        sort(&mut keys, rayon::current_num_threads());
        let barred_from = keys.partition_point(|key| !key.person.is_barred());
        events.par_sort_unstable();
        let stretches = (0..=ordinal / STRETCH).map(|stretch| stretch * STRETCH);
        let begun = stretches.map(|start| firsts.partition_point(|first| *first < start));
        let begun = begun.chain([firsts.len()]).collect();
        Self { keys, events, blocks, firsts, barred_from, begun }
    }

    /// Groups of persons with about `size` rows of the training ledger; every row of a person is in one group.
    pub fn groups(&self, size: usize) -> Vec<Persons> {
        let mut groups: Vec<Persons> = Vec::new();
        let mut event = 0;
        for keys in self.stretches(0..self.barred_from, size) {
            let last = self.keys[keys.end - 1].person;
            let events = event + self.events[event..].partition_point(|event| event.person <= last);
            groups.push(Persons { keys, events: event..events });
            event = events;
        }
        // Persons behind all who were trained.
        match groups.last_mut() {
            Some(group) => group.events.end = self.events.len(),
            None => groups.push(Persons { keys: 0..0, events: 0..self.events.len() }),
        }
        groups
    }

    /// The same of barred persons, whom no event joins.
    pub fn barred_groups(&self, size: usize) -> Vec<Persons> {
        let stretches = self.stretches(self.barred_from..self.keys.len(), size);
        stretches.map(|keys| Persons { keys, events: 0..0 }).collect()
    }

    /// Neighbouring keys, about `size` at a time; all of a person are together.
    fn stretches(&self, keys: Range<usize>, size: usize) -> impl Iterator<Item = Range<usize>> {
        let mut start = keys.start;
        std::iter::from_fn(move || {
            let mut end = (start + size).min(keys.end);
            let last = self.keys[start..end].last()?.person;
            end += self.keys[end..keys.end].partition_point(|key| key.person == last);
            let stretch = start..end;
            start = end;
            Some(stretch)
        })
    }

    /// The rows of a group, in the order of persons, courses and rows, and those that join none of its enrolments.
    pub fn gather(&self, group: &Persons, dictionaries: &Dictionaries) -> (Vec<Row<'_>>, Joined) {
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
                    self.taken(person)
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
            let (from, index) = self.place(event.ordinal);
            let row = &from.rows[index];
            let joining = Joining {
                kind: from.kind,
                target: from.targets[from.class(row).course as usize],
                paid_on: row.values.subsidy_date,
            }
            .in_run(self.block(event.ordinal), dictionaries);
            match joining.courses(taken, dictionaries.catalogue()) {
                Ok(courses) => {
                    *joined.merged_rows.entry(from.sheet.file).or_default() += 1;
                    let key = |course| Key::new(event.person, course, event.ordinal);
                    keys.extend(courses.into_iter().map(key));
                }
                Err(why) => {
                    let why = if is_too_much { TOO_MUCH } else { why };
                    let at = RowRef { sheet: from.sheet, row: row.number };
                    let row = Unjoined { person: event.person, at, kind: from.kind, why };
                    joined.unjoined.push(row);
                }
            }
        }
    }

    /// The courses of one person.
    fn taken(&self, person: &[Key]) -> Vec<Taken> {
        let rows_of_courses = person.chunk_by(|a, b| a.course() == b.course());
        rows_of_courses
            .map(|rows| {
                let (course, opened) = (rows[0].course(), rows[0].ordinal());
                let mut taken = Taken { course, opened, occupations: Vec::new(), end: None };
                for key in rows {
                    let (block, row) = self.place(key.ordinal());
                    let class = block.class(&block.rows[row]);
                    taken.end = class.end.or(taken.end);
                    let occupation = class.occupation;
                    if occupation.is_some() && !taken.occupations.contains(&occupation) {
                        taken.occupations.push(occupation);
                    }
                }
                taken
            })
            .collect()
    }

    fn rows(&self, keys: &[Key]) -> Vec<Row<'_>> {
        let row = |key: &Key| {
            let place = self.place(key.ordinal());
            let (block, row) = place;
            let row = &block.rows[row];
            Row {
                person: key.person,
                course: key.course(),
                ordinal: key.ordinal(),
                at: RowRef { sheet: block.sheet, row: row.number },
                kind: block.kind,
                class: block.class(row),
                name: row.name,
                says: row.values,
                place,
            }
        };
        keys.iter().map(row).collect()
    }

    /// Number of the block that holds the row at `ordinal` in the order of rows.
    fn block(&self, ordinal: u32) -> usize {
        let stretch = (ordinal / STRETCH) as usize;
        let (before, after) = (self.begun[stretch], self.begun[stretch + 1]);
        let more = self.firsts[before..after].partition_point(|first| *first <= ordinal);
        (before + more).saturating_sub(1)
    }

    /// The block that holds the row at `ordinal`, and where in it.
    pub fn place(&self, ordinal: u32) -> (&CleanBlock, usize) {
        let block = self.block(ordinal);
        (&self.blocks[block], (ordinal - self.firsts[block]) as usize)
    }
}

//! Tallies by number while counting: what an enrolment counts for is looked up once per brand, base and end day's spans.
//!
//! A person counts once for a subject over a set of spans, not once for every span; the sets are opened at the end.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::span_sets::{SetId, Span, SpanSets};
use super::subjects::SubjectKey;
use crate::model::facts::Count;
use crate::model::ledger::TextId;

type Map<K, V> = HashMap<K, V, FixedState>;

/// Counts by subject and span.
pub type Spread = Map<(SubjectKey, Span), Count>;

/// Persons of a subject over a set of spans.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Number of the subject.
    pub subject: u32,
    /// The spans in which these persons count alike.
    pub set: SetId,
    /// The persons.
    pub count: Count,
}

/// Tallies by subject and set of spans.
#[derive(Default)]
pub struct Tallies {
    numbers: Map<SubjectKey, u32>,
    subjects: Vec<SubjectKey>,
    index: Map<(u32, SetId), u32>,
    list: Vec<Tally>,
}

impl Tallies {
    /// The number of a subject, counted from 0.
    fn subject(&mut self, key: SubjectKey) -> u32 {
        let subjects = &mut self.subjects;
        *self.numbers.entry(key).or_insert_with(|| {
            subjects.push(key);
            number(subjects.len() - 1)
        })
    }

    /// The number of a subject's tally over a set of spans.
    pub fn number(&mut self, subject: u32, set: SetId) -> u32 {
        let list = &mut self.list;
        *self.index.entry((subject, set)).or_insert_with(|| {
            list.push(Tally { subject, set, count: Count::default() });
            number(list.len() - 1)
        })
    }

    /// How many subjects there are.
    pub fn subjects(&self) -> usize {
        self.subjects.len()
    }

    /// The tally of that number.
    pub fn at(&mut self, tally: u32) -> &mut Tally {
        &mut self.list[tally as usize]
    }

    /// Adds every tally to the counts of each of its spans.
    fn spread(self, sets: &SpanSets, into: &mut Spread) {
        for Tally { subject, set, count } in self.list {
            let subject = self.subjects[subject as usize];
            for span in sets.spans(set) {
                into.entry((subject, *span)).or_default().add(&count);
            }
        }
    }
}

/// What decides which tallies an enrolment counts in: brand, base, and the spans that its end date lies in.
pub type Place = (u32, TextId, SetId);

/// The places seen so far. Who has but one enrolment is counted at its place, and every place once in its tallies.
#[derive(Default)]
pub struct Places {
    index: Map<Place, u32>,
    list: Vec<PlaceTally>,
    /// The tallies of all places.
    tallies: Vec<u32>,
}

struct PlaceTally {
    /// Range of `tallies`.
    tallies: (u32, u32),
    count: Count,
}

impl Places {
    /// The number of a place, whose subjects are told by `subjects` the first time.
    pub fn number<S>(
        &mut self,
        place: Place,
        tallies: &mut Tallies,
        subjects: impl FnOnce() -> S,
    ) -> u32
    where
        S: Iterator<Item = SubjectKey>,
    {
        let (list, own) = (&mut self.list, &mut self.tallies);
        *self.index.entry(place).or_insert_with(|| {
            let start = number(own.len());
            own.extend(subjects().map(|subject| {
                let subject = tallies.subject(subject);
                tallies.number(subject, place.2)
            }));
            list.push(PlaceTally { tallies: (start, number(own.len())), count: Count::default() });
            number(list.len() - 1)
        })
    }

    /// The tallies of a place, each of another subject.
    pub fn tallies(&self, place: u32) -> &[u32] {
        let (start, end) = self.list[place as usize].tallies;
        &self.tallies[start as usize..end as usize]
    }

    /// Those who are counted at a place only.
    pub fn count(&mut self, place: u32) -> &mut Count {
        &mut self.list[place as usize].count
    }
}

/// Adds what was counted at the places and in the tallies to the counts by span, and forgets it.
pub fn settle(places: &mut Places, tallies: &mut Tallies, sets: &SpanSets, into: &mut Spread) {
    let (places, mut tallies) = (std::mem::take(places), std::mem::take(tallies));
    for PlaceTally { tallies: (start, end), count } in places.list {
        for tally in &places.tallies[start as usize..end as usize] {
            tallies.at(*tally).count.add(&count);
        }
    }
    tallies.spread(sets, into);
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

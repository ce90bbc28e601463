//! Tallies by number while counting: what an enrolment counts for is looked up once per brand, base and year.

use hashbrown::HashMap;

use super::subjects::SubjectKey;
use crate::model::facts::Count;
use crate::model::ledger::TextId;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// A window while counting: a calendar year, or an index into the windows asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// A calendar year.
    Year(i32),
    /// A window asked for.
    Asked(u16),
}

/// Tallies by subject and span.
#[derive(Default)]
pub struct Tallies {
    index: Map<(SubjectKey, Span), u32>,
    list: Vec<Count>,
}

impl Tallies {
    /// The number of a subject's tally.
    pub fn slot(&mut self, key: (SubjectKey, Span)) -> u32 {
        let list = &mut self.list;
        *self.index.entry(key).or_insert_with(|| {
            list.push(Count::default());
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The tally of that number.
    pub fn at(&mut self, slot: u32) -> &mut Count {
        &mut self.list[slot as usize]
    }

    /// All tallies.
    pub fn into_entries(mut self) -> impl Iterator<Item = ((SubjectKey, Span), Count)> {
        let index = std::mem::take(&mut self.index);
        index
            .into_iter()
            .map(move |(key, slot)| (key, std::mem::take(&mut self.list[slot as usize])))
    }
}

/// What decides which tallies an enrolment counts in: brand, base, and the spans that its end date lies in.
pub type Place = (u32, TextId, u16);

/// The places seen so far. Who has but one enrolment is counted at its place, and every place once in its tallies.
#[derive(Default)]
pub struct Places {
    index: Map<Place, u32>,
    list: Vec<PlaceTally>,
    slots: Vec<u32>,
}

struct PlaceTally {
    /// Range of `slots`.
    slots: (u32, u32),
    tally: Count,
}

impl Places {
    /// The number of a place, whose slots are found out by `find` the first time.
    pub fn number(&mut self, place: Place, find: impl FnOnce(&mut Vec<u32>)) -> u32 {
        let (list, slots) = (&mut self.list, &mut self.slots);
        *self.index.entry(place).or_insert_with(|| {
            let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            let start = number(slots.len());
            find(slots);
            list.push(PlaceTally { slots: (start, number(slots.len())), tally: Count::default() });
            number(list.len() - 1)
        })
    }

    /// The slots of a place, each once.
    pub fn slots(&self, place: u32) -> &[u32] {
        let (start, end) = self.list[place as usize].slots;
        &self.slots[start as usize..end as usize]
    }

    /// Those who are counted at a place only.
    pub fn tally(&mut self, place: u32) -> &mut Count {
        &mut self.list[place as usize].tally
    }

    /// Adds what was counted at the places, and forgets them.
    pub fn settle(&mut self, tallies: &mut Tallies) {
        let Self { list, slots, .. } = std::mem::take(self);
        for PlaceTally { slots: (start, end), tally } in list {
            for slot in &slots[start as usize..end as usize] {
                tallies.at(*slot).add(&tally);
            }
        }
    }
}

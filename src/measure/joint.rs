//! A person with several enrolments: once in every tally, with the facts of all enrolments that count there.

use super::slots::{Places, Tallies};
use crate::model::facts::{Count, Facts};

/// A tally that the person counts in.
struct Entry {
    slot: u32,
    /// Number of the facts that it takes.
    facts: usize,
}

/// Counts one person after another.
#[derive(Default)]
pub struct Joint {
    entries: Vec<Entry>,
    /// Where in `entries` a tally is, by slot; what earlier persons left points to nothing or to another slot.
    positions: Vec<usize>,
    /// Facts of every set of enrolments that some tally takes: sets are few, tallies many.
    facts: Vec<Facts>,
    /// What earlier facts are together with the enrolment at hand, once a tally asks.
    joined: Vec<Option<usize>>,
    counts: Vec<Count>,
}

impl Joint {
    /// Counts a person by place and facts of each enrolment.
    pub fn count(&mut self, enrolments: &[(u32, Facts)], places: &Places, tallies: &mut Tallies) {
        let Self { entries, positions, facts, joined, counts } = self;
        positions.resize(tallies.len(), 0);
        entries.clear();
        facts.clear();
        for (place, own) in enrolments {
            let alone = facts.len();
            facts.push(*own);
            joined.clear();
            joined.resize(alone, None);
            for slot in places.slots(*place) {
                let position = &mut positions[*slot as usize];
                match entries.get_mut(*position).filter(|entry| entry.slot == *slot) {
                    None => {
                        *position = entries.len();
                        entries.push(Entry { slot: *slot, facts: alone });
                    }
                    Some(entry) => {
                        let Some(known) = joined.get_mut(entry.facts) else { continue };
                        entry.facts = *known.get_or_insert_with(|| {
                            let mut both = facts[entry.facts];
                            both.join(own);
                            facts.push(both);
                            facts.len() - 1
                        });
                    }
                }
            }
        }
        counts.clear();
        counts.extend(facts.iter().map(Count::of));
        for entry in entries {
            tallies.at(entry.slot).add(&counts[entry.facts]);
        }
    }
}

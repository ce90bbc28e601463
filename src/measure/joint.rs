//! A person with several enrolments: once in every subject and span, with the facts of all enrolments that count there.

use super::span_sets::{SetId, SpanSets};
use super::tallies::{Places, Tallies};
use crate::model::facts::{Counted, Facts};

/// Spans of a subject in which the same enrolments of the person count. Those of one subject have no span in common.
struct Piece {
    subject: u32,
    set: SetId,
    /// Number of their tally.
    tally: u32,
    /// Number of the facts that it takes.
    facts: usize,
    /// The subject's next piece.
    next: Option<usize>,
}

/// Counts one person after another.
#[derive(Default)]
pub struct Joint {
    pieces: Pieces,
    /// Facts of every set of enrolments that some piece takes: sets are few, pieces many.
    facts: Vec<Facts>,
    /// What earlier facts are together with the enrolment at hand, once a piece asks.
    joined: Vec<Option<usize>>,
    counted: Vec<Counted>,
}

#[derive(Default)]
struct Pieces {
    list: Vec<Piece>,
    /// First piece by subject; what earlier persons left points to nothing or to another subject.
    firsts: Vec<usize>,
}

impl Joint {
    /// Counts a person by place and facts of each enrolment.
    pub fn count(
        &mut self,
        enrolments: &[(u32, Facts)],
        places: &Places,
        tallies: &mut Tallies,
        sets: &mut SpanSets,
    ) {
        let Self { pieces, facts, joined, counted } = self;
        pieces.list.clear();
        pieces.firsts.resize(tallies.subjects(), 0);
        facts.clear();
        for (place, own) in enrolments {
            let alone = facts.len();
            facts.push(*own);
            joined.clear();
            joined.resize(alone, None);
            let mut join = |earlier: usize| {
                *joined[earlier].get_or_insert_with(|| {
                    let mut both = facts[earlier];
                    both.join(own);
                    facts.push(both);
                    facts.len() - 1
                })
            };
            for tally in places.tallies(*place) {
                pieces.add(*tally, alone, tallies, sets, &mut join);
            }
        }
        counted.clear();
        counted.extend(facts.iter().map(Facts::counted));
        for piece in &pieces.list {
            tallies.at(piece.tally).count.add_person(&counted[piece.facts]);
        }
    }
}

impl Pieces {
    /// Adds an enrolment with the facts numbered `alone` to the spans of a tally; `join` gives the number of its facts
    /// together with others.
    fn add(
        &mut self,
        tally: u32,
        alone: usize,
        tallies: &mut Tallies,
        sets: &mut SpanSets,
        join: &mut impl FnMut(usize) -> usize,
    ) {
        let (subject, set) = {
            let tally = tallies.at(tally);
            (tally.subject, tally.set)
        };
        let first = self.firsts[subject as usize];
        if self.list.get(first).is_none_or(|piece| piece.subject != subject) {
            self.firsts[subject as usize] = self.list.len();
            self.list.push(Piece { subject, set, tally, facts: alone, next: None });
            return;
        }
        let (mut at, mut rest) = (first, set);
        loop {
            let Piece { set: earlier, facts, next, .. } = self.list[at];
            if earlier == rest {
                self.list[at].facts = join(facts);
                return;
            }
            let meet = sets.meet(earlier, rest);
            if let Some(both) = meet.both {
                let tally = tallies.number(subject, both);
                let piece = &mut self.list[at];
                (piece.set, piece.tally, piece.facts) = (both, tally, join(facts));
                if let Some(set) = meet.first_only {
                    // Nothing of it is in what is left to be added.
                    self.insert_behind(at, (subject, set), facts, tallies);
                }
                match meet.second_only {
                    Some(left) => rest = left,
                    None => return,
                }
            }
            match next {
                Some(next) => at = next,
                None => return self.insert_behind(at, (subject, rest), alone, tallies),
            }
        }
    }

    fn insert_behind(
        &mut self,
        at: usize,
        (subject, set): (u32, SetId),
        facts: usize,
        tallies: &mut Tallies,
    ) {
        let tally = tallies.number(subject, set);
        let new = self.list.len();
        let next = self.list[at].next.replace(new);
        self.list.push(Piece { subject, set, tally, facts, next });
    }
}

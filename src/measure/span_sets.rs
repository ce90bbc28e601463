//! Sets of spans by number: what a day lies in, and what two of them have in common.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// A window while counting: a calendar year, or an index into the windows asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// A calendar year.
    Year(i32),
    /// A window asked for.
    Asked(u16),
}

/// The number of a set.
pub type SetId = u32;

/// Two sets taken apart; what would be empty is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meet {
    /// Spans of both.
    pub both: Option<SetId>,
    /// Spans of the first alone.
    pub first_only: Option<SetId>,
    /// Spans of the second alone.
    pub second_only: Option<SetId>,
}

/// The sets seen so far, and those that followed from them.
#[derive(Default)]
pub struct SpanSets {
    numbers: HashMap<Vec<Span>, SetId, FixedState>,
    sets: Vec<Vec<Span>>,
    meets: HashMap<(SetId, SetId), Meet, FixedState>,
}

impl SpanSets {
    /// The number of a set of spans, each once and in order.
    pub fn number(&mut self, spans: Vec<Span>) -> SetId {
        let Self { numbers, sets, .. } = self;
        *numbers.entry(spans).or_insert_with_key(|spans| {
            sets.push(spans.clone());
            SetId::try_from(sets.len() - 1).unwrap_or(SetId::MAX)
        })
    }

    /// The spans of a set.
    pub fn spans(&self, set: SetId) -> &[Span] {
        &self.sets[set as usize]
    }

    /// Takes two sets apart.
    pub fn meet(&mut self, first: SetId, second: SetId) -> Meet {
        if let Some(meet) = self.meets.get(&(first, second)) {
            return *meet;
        }
        let (of_first, of_second) = (self.spans(first), self.spans(second));
        let is_in = |set: &[Span], span: &Span| set.binary_search(span).is_ok();
        let parted = |set: &[Span], other: &[Span], shared: bool| -> Vec<Span> {
            set.iter().filter(|span| is_in(other, span) == shared).copied().collect()
        };
        let both = parted(of_first, of_second, true);
        let (of_first, of_second) =
            (parted(of_first, of_second, false), parted(of_second, of_first, false));
        let mut filled = |set: Vec<Span>| (!set.is_empty()).then(|| self.number(set));
        let meet = Meet {
            both: filled(both),
            first_only: filled(of_first),
            second_only: filled(of_second),
        };
        self.meets.insert((first, second), meet);
        meet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sets_are_taken_apart() {
        use Span::{Asked, Year};
        let mut sets = SpanSets::default();
        let first = sets.number(vec![Year(2024), Asked(0), Asked(1)]);
        let second = sets.number(vec![Year(2025), Asked(1), Asked(2)]);
        let other = sets.number(vec![Year(2023)]);
        let of = |sets: &SpanSets, set: Option<SetId>| set.map(|set| sets.spans(set).to_vec());
        let meet = sets.meet(first, second);
        assert_eq!(of(&sets, meet.both), Some(vec![Asked(1)]));
        assert_eq!(of(&sets, meet.first_only), Some(vec![Year(2024), Asked(0)]));
        assert_eq!(of(&sets, meet.second_only), Some(vec![Year(2025), Asked(2)]));
        assert_eq!(sets.meet(first, second), meet, "remembered");
        let apart = Meet { both: None, first_only: Some(first), second_only: Some(other) };
        assert_eq!(sets.meet(first, other), apart);
        let same = Meet { both: Some(first), first_only: None, second_only: None };
        assert_eq!(sets.meet(first, first), same);
    }
}

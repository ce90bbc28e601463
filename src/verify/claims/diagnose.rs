//! Which mistakes reproduce a claimed figure: one, else two together, else the one that comes nearest.

use std::collections::BTreeSet;

use super::mistake::{Mistake, Wrong};
use super::reading::Reading;
use crate::model::claim::Claim;
use crate::model::verification::{Cause, Explanation, Term};

/// More pairs that fit are coincidence; the most usual ones are kept.
const MOST_PAIRS: usize = 12;

/// What may have gone wrong with a figure.
pub(super) struct Diagnosis {
    /// The ways, the likeliest first; several reproduce it alike.
    pub wrong: Vec<Wrong>,
    /// Whether they reproduce it exactly.
    pub exact: bool,
}

/// Whether a figure is the claimed one at the digits that are stated.
pub(super) fn agrees(claim: &Claim, value: i64) -> bool {
    let grain = i128::from(claim.grain.max(1));
    let doubled = 2 * (i128::from(value) - i128::from(claim.claimed.units));
    // A half is rounded up.
    -grain <= doubled && doubled < grain || doubled == 0
}

/// Recomputes the figure under every mistake and every pair; `value` is the figure in a reading.
pub(super) fn diagnose(
    claim: &Claim,
    right: Reading,
    mistakes: &[Mistake],
    value: &dyn Fn(&Reading) -> Option<i64>,
) -> Diagnosis {
    let Some(counted) = value(&right) else { return Diagnosis { wrong: Vec::new(), exact: false } };
    let tried: Vec<(&Mistake, i64)> = mistakes
        .iter()
        .filter_map(|mistake| Some((mistake, value(&mistake.change.apply(right))?)))
        .collect();
    let moved: Vec<(&Mistake, i64)> =
        tried.iter().copied().filter(|(_, value)| *value != counted).collect();
    let single = |(mistake, _): &(&Mistake, i64)| mistake.causes.len() == 1;
    let exact = moved.iter().filter(|moved| agrees(claim, moved.1));
    let mut wrong: Vec<Wrong> = exact
        .clone()
        .filter(|moved| single(moved))
        .map(|(mistake, _)| Wrong::of(mistake, right))
        .collect();
    if wrong.is_empty() {
        let of_one_sort = exact.map(|(mistake, _)| Wrong::of(mistake, right));
        wrong = of_one_sort.chain(pairs(claim, right, (counted, &tried), value)).collect();
        wrong.sort_by_key(|wrong| wrong.rank);
        wrong = once_each(wrong);
        wrong.truncate(MOST_PAIRS);
    }
    if !wrong.is_empty() {
        return Diagnosis { wrong: once_each(wrong), exact: true };
    }
    let distance = |value: i64| (i128::from(value) - i128::from(claim.claimed.units)).abs();
    let nearest =
        moved.iter().filter(|moved| single(moved)).map(|(_, value)| distance(*value)).min();
    let nearest = nearest.filter(|nearest| *nearest < distance(counted));
    let near = moved.iter().filter(|moved| single(moved) && Some(distance(moved.1)) == nearest);
    let wrong = near.map(|(mistake, _)| Wrong::of(mistake, right)).collect();
    Diagnosis { wrong: once_each(wrong), exact: false }
}

/// Two mistakes of different sorts, each of which changes the figure beside the other, and by itself as well; unless
/// the other lets persons of others in, whom alone it may concern.
fn pairs<'m>(
    claim: &'m Claim,
    right: Reading,
    (counted, tried): (i64, &'m [(&'m Mistake, i64)]),
    value: &'m dyn Fn(&Reading) -> Option<i64>,
) -> impl Iterator<Item = Wrong> + 'm {
    let single = |moved: &&(&Mistake, i64)| moved.0.causes.len() == 1;
    tried.iter().enumerate().filter(move |(_, one)| single(one)).flat_map(move |(index, one)| {
        let others = tried[index + 1..].iter().filter(single);
        others.filter_map(move |other| {
            let ((one, first), (other, second)) = (one, other);
            let (one_moves, other_moves) = (*first != counted, *second != counted);
            let lets_in =
                one_moves && one.lets_others_in() || other_moves && other.lets_others_in();
            if one.causes == other.causes || !(one_moves && other_moves || lets_in) {
                return None;
            }
            let both = value(&one.change.beside(other.change, right)?)?;
            let moves = both != *first && both != *second;
            (moves && agrees(claim, both)).then(|| Wrong::of_both(one, other, right))
        })
    })
}

/// The first of each combination of causes, in the order in which they were found.
fn once_each(wrong: Vec<Wrong>) -> Vec<Wrong> {
    let mut known: BTreeSet<Vec<Cause>> = BTreeSet::new();
    wrong.into_iter().filter(|wrong| known.insert(wrong.causes.clone())).collect()
}

impl Diagnosis {
    /// The explanations as they are reported.
    pub fn explanations(&self) -> Vec<Explanation> {
        let explanation = |wrong: &Wrong| Explanation {
            causes: wrong.causes.clone(),
            detail: wrong.words.clone(),
        };
        self.wrong.iter().map(explanation).collect()
    }

    /// From the claimed figure to the count: what nothing explains, then what the first explanation does.
    pub fn terms(
        &self,
        claim: &Claim,
        counted: i64,
        value: &dyn Fn(&Reading) -> Option<i64>,
    ) -> Vec<Term> {
        let mut left = claim.claimed.units - counted;
        let mut terms = Vec::new();
        for (cause, words, before, after) in
            self.wrong.first().iter().flat_map(|wrong| &wrong.steps)
        {
            let amount =
                value(before).zip(value(after)).map_or(0, |(before, after)| before - after);
            left -= amount;
            terms.push(Term { cause: Some(*cause), detail: words.to_string(), amount });
        }
        if left != 0 {
            let detail = if left > 0 { "台账中没有" } else { "台账中有而没有申报" };
            terms.insert(0, Term { cause: None, detail: detail.to_owned(), amount: left });
        }
        terms
    }
}

//! Which thresholds of a policy have results at, just below and just above them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::policy::{Condition, Policy, Test, Threshold};
use crate::model::ratio::{Limit, Ratio};

/// A threshold: standard, condition, and which of its cases; the general one comes last.
type Key = (Arc<str>, String, usize);

/// The thresholds of one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Its id.
    pub policy: Arc<str>,
    /// Each threshold as written, with the sides that were tried.
    thresholds: BTreeMap<Key, (String, BTreeSet<Side>)>,
}

/// Where a value lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    JustBelow,
    At,
    JustAbove,
}

impl Coverage {
    /// Nothing tried yet.
    pub(super) fn of(policy: &Policy) -> Self {
        let mut thresholds = BTreeMap::new();
        for family in &policy.families {
            for standard in &family.standards {
                let own = standard.rule.conditions().iter().flat_map(Condition::with_members);
                for condition in own {
                    for (number, limit) in limits(&condition.test) {
                        let key = (standard.name.clone(), condition.id.clone(), number);
                        thresholds.insert(key, (limit.text.clone(), BTreeSet::new()));
                    }
                }
            }
        }
        Self { policy: policy.id.clone(), thresholds }
    }

    /// A value was tried.
    pub(super) fn tried(&mut self, standard: &str, condition: &str, number: usize, value: Ratio) {
        let key = (Arc::from(standard), condition.to_owned(), number);
        let Some((text, sides)) = self.thresholds.get_mut(&key) else { return };
        if let Some(side) = Limit::parse(text).ok().and_then(|limit| side(value, limit.value)) {
            sides.insert(side);
        }
    }

    /// Number of thresholds.
    #[must_use]
    pub fn total(&self) -> usize {
        self.thresholds.len()
    }

    /// Those without a result on every side, as condition and threshold.
    #[must_use]
    pub fn lacking(&self) -> Vec<String> {
        let lacking = self.thresholds.iter().filter(|(_, (text, sides))| {
            // Nothing is below zero.
            let is_zero = Limit::parse(text).is_ok_and(|limit| limit.value.num == 0);
            sides.len() < if is_zero { 2 } else { 3 }
        });
        lacking.map(|((_, condition, _), (text, _))| format!("{condition} {text}")).collect()
    }
}

/// At the threshold, or one person (or whatever is counted) from it; `None` further away.
fn side(value: Ratio, limit: Ratio) -> Option<Side> {
    let at = u128::from(limit.num) * u128::from(value.den);
    let den = u128::from(limit.den);
    let num = u128::from(value.num) * den;
    if num == at {
        return Some(Side::At);
    }
    if num < at {
        return (num + den >= at).then_some(Side::JustBelow);
    }
    (at + den >= num).then_some(Side::JustAbove)
}

/// Every threshold of a condition, numbered as its cases are.
fn limits(test: &Test) -> Vec<(usize, &Limit)> {
    match test {
        Test::Measure(measured) => of_threshold(&measured.threshold),
        Test::Count { threshold, .. } => of_threshold(threshold),
        Test::Fact { limit, .. } => vec![(0, limit)],
        _ => Vec::new(),
    }
}

fn of_threshold(threshold: &Threshold) -> Vec<(usize, &Limit)> {
    let cases = threshold.cases.iter().map(|case| &case.limit);
    cases.chain(&threshold.general).enumerate().collect()
}

/// Which of a condition's thresholds a limit is.
pub(super) fn number_of(test: &Test, used: &Limit) -> Option<usize> {
    limits(test).into_iter().find(|(_, limit)| std::ptr::eq(*limit, used)).map(|(number, _)| number)
}

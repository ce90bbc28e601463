//! What is judged otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::Wanted;
use crate::model::change::VerdictChange;
use crate::model::measure::Subject;
use crate::model::verdict::Verdict;

/// A line of verdicts.csv, whatever its window; some conditions have several.
type Key<'v> = (&'v str, &'v str, &'v Subject, &'v str, usize);

/// The lines with another result, in the order of verdicts.csv.
pub fn changed(of: [&[Verdict]; 2], wanted: &Wanted) -> Vec<VerdictChange> {
    let [a, b] = of.map(|verdicts| by_key(verdicts, wanted));
    let keys: BTreeSet<&Key<'_>> = a.keys().chain(b.keys()).collect();
    let pairs = keys.into_iter().map(|key| (a.get(key), b.get(key)));
    let result = |verdict: Option<&&Verdict>| verdict.map(|verdict| verdict.result);
    let moved = pairs.filter(|(a, b)| result(*a) != result(*b));
    let own = |verdict: Option<&&Verdict>| verdict.map(|verdict| (*verdict).clone());
    moved.map(|(a, b)| VerdictChange { a: own(a), b: own(b) }).collect()
}

fn by_key<'v>(verdicts: &'v [Verdict], wanted: &Wanted) -> BTreeMap<Key<'v>, &'v Verdict> {
    let mut lines = BTreeMap::new();
    let mut nth: BTreeMap<(&str, &str, &_, &str), usize> = BTreeMap::new();
    for verdict in verdicts.iter().filter(|verdict| wanted.has(&verdict.subject)) {
        let Verdict { policy, standard, subject, condition, .. } = verdict;
        let count = nth.entry((policy, standard, subject, condition)).or_default();
        lines.insert((&**policy, &**standard, subject, condition.as_str(), *count), verdict);
        *count += 1;
    }
    lines
}

//! Verdict lines gathered by what was judged: the line of the whole with those of its conditions.

use std::collections::HashMap;

use crate::model::measure::Subject;
use crate::model::verdict::{Outcome, Verdict, WHOLE};

/// One subject under one standard.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    /// The line of the whole.
    pub(super) whole: &'a Verdict,
    /// The lines of its conditions, in their order.
    pub(super) conditions: Vec<&'a Verdict>,
}

impl<'a> Judged<'a> {
    /// The conditions that decide the result; counted ones first, as they can be acted upon.
    pub(super) fn deciding(&self) -> Vec<&'a Verdict> {
        let decides = |line: &&&Verdict| line.result == self.whole.result;
        let mut lines: Vec<&Verdict> = self.conditions.iter().filter(decides).copied().collect();
        lines.sort_by_key(|line| line.value.is_none());
        lines
    }
}

/// All that was judged, in the order of the verdicts.
pub(super) fn gather(verdicts: &[Verdict]) -> Vec<Judged<'_>> {
    let mut places: HashMap<(&str, &str, &Subject), usize> = HashMap::new();
    let mut judged: Vec<Judged> = Vec::new();
    for whole in verdicts.iter().filter(|line| line.condition == WHOLE) {
        places.insert(key(whole), judged.len());
        judged.push(Judged { whole, conditions: Vec::new() });
    }
    for line in verdicts.iter().filter(|line| line.condition != WHOLE) {
        let place = places.get(&key(line)).copied();
        if let Some(found) = place.and_then(|place| judged.get_mut(place)) {
            found.conditions.push(line);
        }
    }
    judged
}

fn key(line: &Verdict) -> (&str, &str, &Subject) {
    (&line.policy, &line.standard, &line.subject)
}

/// How many were judged with each result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// 达标
    pub(super) pass: usize,
    /// 不达标
    pub(super) fail: usize,
    /// 待定
    pub(super) pending: usize,
    /// 需人工核验
    pub(super) manual: usize,
}

impl Score {
    /// Counts one result.
    pub(super) fn add(&mut self, result: Outcome) {
        match result {
            Outcome::Pass => self.pass += 1,
            Outcome::Fail => self.fail += 1,
            Outcome::Pending => self.pending += 1,
            Outcome::Manual => self.manual += 1,
        }
    }

    /// Everything judged.
    pub(super) fn total(self) -> usize {
        self.pass + self.fail + self.pending + self.manual
    }
}

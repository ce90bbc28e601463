//! Policies and registry against measures: verdicts, in parallel over reporting units, in a fixed order.
//!
//! Source: policies §0; metrics §6. Every rule itself is data in `schemas/policies/`.

mod condition;
mod filed;
mod margin;
mod reading;
mod standard;
mod subject;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::model::measure::{Cohorts, Subject, SubjectKind};
use crate::model::period::Window;
use crate::model::policy::{Policy, Test};
use crate::model::registry::Registry;
use crate::model::verdict::Judgement;

/// Everything that a verdict depends on.
#[derive(Clone, Copy, Debug)]
pub struct JudgeInput<'a> {
    /// The policies, each judging the units that it addresses.
    pub policies: &'a [Policy],
    /// What is on file about brands and bases.
    pub registry: &'a Registry,
    /// Counts over (at least) the windows that [`windows`] asks for.
    pub cohorts: &'a Cohorts,
    /// Everything that some ledger has a row of.
    pub subjects: &'a BTreeSet<Subject>,
    /// The as-of date (截止日期).
    pub as_of: NaiveDate,
    /// The assessment year Y.
    pub year: i32,
}

/// The cohort windows that must be measured for every brand and base before [`judge`] is called.
#[must_use]
pub fn windows(policies: &[Policy], year: i32, as_of: NaiveDate) -> BTreeSet<Window> {
    let tests = policies.iter().flat_map(Policy::conditions).map(|condition| &condition.test);
    let rules = tests.filter_map(|test| match test {
        Test::Measure { measure, window, .. } if measure.is_computable() => Some(*window),
        _ => None,
    });
    rules.flat_map(|rule| rule.resolve(year, as_of)).collect()
}

/// Judges every brand and base of the ledgers and of the registry by every policy that addresses its unit.
///
/// A brand or base of the registry without a ledger row is judged with zeros and marked 无台账.
#[must_use]
pub fn judge(input: &JudgeInput) -> Judgement {
    let by_unit = by_unit(input);
    let units: Vec<_> = by_unit.iter().collect();
    let parts: Vec<Judgement> = units
        .par_iter()
        .map(|((province, city), subjects)| judge_unit(input, province, city, subjects))
        .collect();
    let mut all = Judgement::default();
    for part in parts {
        all.verdicts.extend(part.verdicts);
        all.measures.extend(part.measures);
    }
    // Stable: within one subject the order of the policy file stays.
    all.verdicts
        .sort_by(|a, b| (&a.policy, place(&a.subject)).cmp(&(&b.policy, place(&b.subject))));
    all.measures.sort();
    all.measures.dedup();
    all
}

type Unit<'a> = (&'a str, &'a str);

fn place(subject: &Subject) -> (&str, &str, SubjectKind, &str) {
    (&subject.province, &subject.city, subject.kind, &subject.name)
}

/// Brands and bases of the ledgers and of the registry, by reporting unit.
fn by_unit<'a>(input: &JudgeInput<'a>) -> BTreeMap<Unit<'a>, BTreeSet<Subject>> {
    let mut units: BTreeMap<Unit, BTreeSet<Subject>> = BTreeMap::new();
    for subject in input.subjects {
        if matches!(subject.kind, SubjectKind::Brand | SubjectKind::Base) {
            let unit = (subject.province.as_ref(), subject.city.as_ref());
            units.entry(unit).or_default().insert(subject.clone());
        }
    }
    for entry in input.registry.entries() {
        let unit = (entry.province.as_ref(), entry.city.as_ref());
        units.entry(unit).or_default().insert(entry.subject());
    }
    units
}

fn judge_unit(
    input: &JudgeInput,
    province: &str,
    city: &str,
    subjects: &BTreeSet<Subject>,
) -> Judgement {
    let mut unit = Judgement::default();
    for policy in input.policies.iter().filter(|policy| policy.addresses(province, city)) {
        for subject in subjects {
            subject::judge_subject(input, policy, subject, &mut unit);
        }
    }
    unit
}

#[cfg(test)]
mod tests;

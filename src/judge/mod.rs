//! Policies and registry against measures: verdicts, in parallel over reporting units, in a fixed order.
//!
//! Brands and bases come first, then what counts them: counties and units, at last the provinces.
//! Source: policies §0; metrics §6. Every rule itself is data in `schemas/policies/`.

mod condition;
mod count;
mod evaluation;
mod filed;
mod margin;
mod measured;
mod notice;
mod reading;
mod relaxation;
mod standard;
mod subject;
mod unit;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::model::counts::Counts;
use crate::model::measure::{Subject, SubjectKind};
use crate::model::period::Window;
use crate::model::policy::{Policy, Test, WindowRule};
use crate::model::region::Regions;
use crate::model::registry::Registry;
use crate::model::verdict::Judgement;

use unit::{Found, Unit, units};

/// Everything that a verdict depends on.
#[derive(Clone, Copy, Debug)]
pub struct JudgeInput<'a> {
    /// The policies, each judging the units that it addresses.
    pub policies: &'a [Policy],
    /// What is on file about brands and bases.
    pub registry: &'a Registry,
    /// Counts over (at least) the windows that [`windows`] asks for.
    pub counts: &'a Counts,
    /// Units, counties and their names.
    pub regions: &'a Regions,
    /// The only reporting unit to be judged (`--only-unit`); then no province is.
    pub only_unit: Option<&'a str>,
    /// The as-of date (截止日期).
    pub as_of: NaiveDate,
    /// The assessment year Y.
    pub year: i32,
}

/// The windows that must be counted for every subject before [`judge`] is called.
#[must_use]
pub fn windows(policies: &[Policy], year: i32, as_of: NaiveDate) -> BTreeSet<Window> {
    let mut windows = BTreeSet::new();
    for family in policies.iter().flat_map(|policy| &policy.families) {
        let rules = family.conditions().flat_map(|condition| rules(&condition.test));
        for rule in rules {
            windows.extend(rule.resolve(year, as_of));
            if family.evaluated.is_some() {
                windows.extend(rule.resolve(year.saturating_sub(1), as_of));
            }
        }
    }
    windows
}

fn rules(test: &Test) -> Vec<WindowRule> {
    match test {
        Test::Measure(measured) => {
            let beside = measured.beside_windows.iter().copied();
            std::iter::once(measured.window).chain(beside).collect()
        }
        Test::Report { window, .. } => vec![*window],
        _ => Vec::new(),
    }
}

/// Judges every brand and base of the ledgers and of the registry by every policy that addresses its unit, then the
/// units, counties and provinces by what they have on file.
///
/// A brand or base of the registry without a ledger row is judged with zeros and marked 无台账.
#[must_use]
pub fn judge(input: &JudgeInput) -> Judgement {
    let counting = unit::counting(input);
    let units = units(input, &counting);
    let parts: Vec<Judgement> =
        units.par_iter().map(|unit| judge_unit(input, &counting, unit)).collect();
    let mut all = Judgement::default();
    for part in parts {
        all.verdicts.extend(part.verdicts);
        all.measures.extend(part.measures);
        all.evaluations.extend(part.evaluations);
        all.remarks.extend(part.remarks);
    }
    judge_provinces(input, &counting, &units, &mut all);
    // Stable: within one subject the order of the policy file stays.
    all.verdicts
        .sort_by(|a, b| (&a.policy, place(&a.subject)).cmp(&(&b.policy, place(&b.subject))));
    all.evaluations
        .sort_by(|a, b| (&a.policy, place(&a.subject)).cmp(&(&b.policy, place(&b.subject))));
    all.remarks.sort_by(|a, b| (&a.policy, place(&a.subject)).cmp(&(&b.policy, place(&b.subject))));
    all.measures.sort();
    all.measures.dedup();
    all
}

fn place(subject: &Subject) -> (&str, &str, SubjectKind, &str) {
    (&subject.province, &subject.city, subject.kind, &subject.name)
}

fn judge_unit(input: &JudgeInput, counting: &[&Policy], unit: &Unit) -> Judgement {
    let mut lines = Judgement::default();
    let addresses = |policy: &Policy| policy.addresses(&unit.province, &unit.city);
    for policy in input.policies.iter().filter(|policy| addresses(policy)) {
        for subject in &unit.subjects {
            subject::judge_subject(input, policy, subject, &mut lines);
        }
        notice::look(input, policy, unit, &mut lines.remarks);
    }
    let found = std::mem::take(&mut lines.verdicts);
    let results = Found::of(&found);
    for policy in counting.iter().filter(|policy| addresses(policy)) {
        for family in policy.families.iter().filter(|family| family.is_about(&unit.city)) {
            for subject in unit.counted(family.subject, input.regions) {
                let entries = unit.entries_of(&subject);
                subject::judge_counted(
                    input,
                    policy,
                    family,
                    &subject,
                    (&entries, &results),
                    &mut lines,
                );
            }
        }
    }
    lines.verdicts.splice(0..0, found);
    lines
}

/// Provinces are judged over all their units; never when only some of them are looked at.
fn judge_provinces(input: &JudgeInput, counting: &[&Policy], units: &[Unit], all: &mut Judgement) {
    if input.only_unit.is_some() {
        return;
    }
    let about = |policy: &&&Policy| {
        policy.families.iter().any(|family| family.subject == SubjectKind::Province)
    };
    let mut lines = Judgement::default();
    {
        let results = Found::of(&all.verdicts);
        for policy in counting.iter().filter(about) {
            let of_province = units.iter().filter(|unit| *unit.province == *policy.province);
            let entries: Vec<_> = of_province.flat_map(|unit| &unit.entries).copied().collect();
            let subject = unit::province(&policy.province);
            for family in &policy.families {
                if family.subject == SubjectKind::Province {
                    let known = (entries.as_slice(), &results);
                    subject::judge_counted(input, policy, family, &subject, known, &mut lines);
                }
            }
        }
    }
    all.verdicts.append(&mut lines.verdicts);
    all.measures.append(&mut lines.measures);
}

#[cfg(test)]
mod tests;

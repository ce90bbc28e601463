//! The integrity checks of a run as they were in force, and how much they found.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::check::{Change, Checks, Rule, Value};
use crate::model::suspicion::Audit;

#[derive(Serialize)]
pub(super) struct Account<'a> {
    suspicions: usize,
    checks: Vec<CheckAccount<'a>>,
    unchecked: Vec<Unchecked>,
    sample: Option<Sample>,
}

#[derive(Serialize)]
struct CheckAccount<'a> {
    code: &'static str,
    severity: &'static str,
    enabled: bool,
    parameters: BTreeMap<&'a str, Number<'a>>,
    /// What was ruled otherwise, in the order in which it acts.
    changes: Vec<ChangeAccount<'a>>,
    suspicions: usize,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Number<'a> {
    Number(u32),
    Word(&'a str),
}

#[derive(Serialize)]
struct ChangeAccount<'a> {
    place: &'a str,
    severity: Option<&'static str>,
    enabled: Option<bool>,
    set: BTreeMap<&'a str, Number<'a>>,
    source: Option<&'a str>,
    file: &'a str,
}

/// What could not be looked for in a unit.
#[derive(Serialize)]
struct Unchecked {
    code: &'static str,
    unit: String,
}

#[derive(Serialize)]
struct Sample {
    wanted: usize,
    drawn: usize,
    seed: u64,
}

/// What `run.json` says of the checks.
pub(super) fn account(audit: &Audit) -> Account<'_> {
    let sample = audit.sample.as_ref().map(|sample| Sample {
        wanted: sample.wanted,
        drawn: sample.units.iter().map(|unit| unit.drawn.len()).sum(),
        seed: sample.seed,
    });
    let checks = audit.checks.rules().iter().map(|rule| check(rule, audit));
    let unchecked = audit.unchecked.iter().map(|(check, unit)| Unchecked {
        code: check.code(),
        unit: format!("{}{}", unit.province, unit.city),
    });
    Account {
        suspicions: audit.suspicions.len(),
        checks: checks.collect(),
        unchecked: unchecked.collect(),
        sample,
    }
}

fn check<'a>(rule: &'a Rule, audit: &'a Audit) -> CheckAccount<'a> {
    let checks: &Checks = &audit.checks;
    let setting = checks.general(rule.check);
    let parameters = rule.parameters.iter().map(|parameter| {
        let value = setting.value(&parameter.key).unwrap_or(&parameter.default);
        (parameter.key.as_str(), number(value))
    });
    let changes = checks.changes().iter().filter(|change| change.check == rule.check);
    CheckAccount {
        code: rule.check.code(),
        severity: setting.severity.key(),
        enabled: setting.enabled,
        parameters: parameters.collect(),
        changes: changes.map(change).collect(),
        suspicions: audit.suspicions.iter().filter(|it| it.check == rule.check).count(),
    }
}

fn change(change: &Change) -> ChangeAccount<'_> {
    ChangeAccount {
        place: &change.place_name,
        severity: change.severity.map(crate::model::check::Severity::key),
        enabled: change.enabled,
        set: change.set.iter().map(|(key, value)| (key.as_str(), number(value))).collect(),
        source: change.source.as_deref(),
        file: &change.file,
    }
}

fn number(value: &Value) -> Number<'_> {
    match value {
        Value::Number(number) => Number::Number(*number),
        Value::Choice(word) => Number::Word(word),
    }
}

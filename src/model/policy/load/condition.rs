//! One condition of a policy file: the keys that its kind needs, and no others.

use std::collections::{BTreeMap, BTreeSet};

use super::raw::{Kind, RawCondition};
use crate::model::policy::{Case, Condition, Test, Threshold};
use crate::model::verdict::{Outcome, WHOLE};

/// Key and message of a defect.
pub(super) type Defect = (&'static str, String);

/// Units by class.
pub(super) type Classes = BTreeMap<String, BTreeSet<String>>;

pub(super) fn condition(mut raw: RawCondition, classes: &Classes) -> Result<Condition, Defect> {
    if raw.id.trim().is_empty() || raw.id == WHOLE {
        return Err(("id", "条件编号不能为空，也不能是 *".to_owned()));
    }
    if raw.choice != raw.note.is_some() {
        return Err(("note", "choice = true 时用 note 写明本工具口径，否则不写".to_owned()));
    }
    let (kind, allowed): (_, &[&str]) = match raw.kind {
        Kind::Measure => {
            ("measure", &["measure", "window", "op", "threshold", "cases", "add_fact", "beside"])
        }
        Kind::Fact => ("fact", &["fact", "label", "unit", "op", "threshold", "absent"]),
        Kind::Attestation => ("attestation", &["what"]),
    };
    if let Some(&(key, _)) = present(&raw).iter().find(|(key, set)| *set && !allowed.contains(key))
    {
        return Err((
            key,
            format!("kind = \"{kind}\" 的条件没有这个键，可用的键：{}", allowed.join("、")),
        ));
    }
    let test = match raw.kind {
        Kind::Measure => measured(&mut raw, classes)?,
        Kind::Fact => Test::Fact {
            fact: need(raw.fact.take(), "fact")?,
            label: need(raw.label.take(), "label")?,
            unit: need(raw.unit.take(), "unit")?,
            op: need(raw.op, "op")?,
            limit: need(raw.threshold.take(), "threshold")?,
            absent: raw.absent.map_or(Outcome::Pending, Outcome::from),
        },
        Kind::Attestation => Test::Attestation { what: need(raw.what.take(), "what")? },
    };
    Ok(Condition { id: raw.id, section: raw.section, group: raw.group, test, choice: raw.note })
}

fn measured(raw: &mut RawCondition, classes: &Classes) -> Result<Test, Defect> {
    let measure = need(raw.measure, "measure")?;
    let cases = raw.cases.take().unwrap_or_default();
    if let Some(unknown) = cases.iter().find(|case| !classes.contains_key(&case.class)) {
        return Err(("cases", format!("没有地区类别“{}”，请用 [[class]] 定义", unknown.class)));
    }
    if cases.is_empty() && raw.threshold.is_none() {
        return Err(("threshold", "缺少门槛值".to_owned()));
    }
    let limits = cases.iter().map(|case| &case.threshold).chain(&raw.threshold);
    for limit in limits {
        if measure.is_rate() && !limit.fits_rate() {
            return Err((
                "threshold",
                format!("“{}”超过 100%，比率的门槛应写成 \"80%\"", limit.text),
            ));
        }
        if !measure.is_rate() && !limit.fits_count() {
            return Err((
                "threshold",
                format!("“{}”不是整数，人数的门槛应写成 \"200\"", limit.text),
            ));
        }
    }
    if measure.is_rate() && raw.add_fact.is_some() {
        return Err(("add_fact", "只有人数可以加上申报数".to_owned()));
    }
    Ok(Test::Measure {
        measure,
        window: need(raw.window, "window")?,
        op: need(raw.op, "op")?,
        threshold: Threshold {
            general: raw.threshold.take(),
            cases: cases
                .into_iter()
                .map(|case| Case { class: case.class, limit: case.threshold })
                .collect(),
        },
        add_fact: raw.add_fact.take(),
        beside: raw.beside.take().unwrap_or_default(),
    })
}

/// The keys that depend on the kind, and whether each is set.
fn present(raw: &RawCondition) -> [(&'static str, bool); 12] {
    [
        ("measure", raw.measure.is_some()),
        ("window", raw.window.is_some()),
        ("op", raw.op.is_some()),
        ("threshold", raw.threshold.is_some()),
        ("cases", raw.cases.is_some()),
        ("add_fact", raw.add_fact.is_some()),
        ("beside", raw.beside.is_some()),
        ("fact", raw.fact.is_some()),
        ("label", raw.label.is_some()),
        ("unit", raw.unit.is_some()),
        ("absent", raw.absent.is_some()),
        ("what", raw.what.is_some()),
    ]
}

fn need<T>(value: Option<T>, key: &'static str) -> Result<T, Defect> {
    value.ok_or_else(|| (key, "缺少这个键".to_owned()))
}

//! One condition of a policy file: the keys that its kind needs, and no others.

use std::ops::Range;

use toml::Spanned;

use super::raw::{Kind, RawCase, RawCondition, RawCount};
use super::{Classes, Defect, Within};
use crate::model::measure::SubjectKind;
use crate::model::policy::{
    Case, Condition, Count, Day, Declared, InForce, Measure, Measured, Test, Threshold,
};
use crate::model::ratio::Limit;
use crate::model::verdict::{Outcome, WHOLE};

/// Conditions inside conditions: no document nests deeper.
const DEEPEST: usize = 4;

/// A defect with the place in the file that is to blame.
pub(super) type Placed = (Range<usize>, Defect);

pub(super) fn condition(
    raw: Spanned<RawCondition>,
    within: &Within<'_>,
    depth: usize,
) -> Result<Condition, Placed> {
    let span = raw.span();
    let mut raw = raw.into_inner();
    let here = |defect: Defect| (span.clone(), defect);
    if raw.id.trim().is_empty() || raw.id == WHOLE {
        return Err(here(("id", "条件编号不能为空，也不能是 *".to_owned())));
    }
    check_note(raw.choice, raw.note.as_ref()).map_err(here)?;
    only_own_keys(&raw).map_err(here)?;
    let test = match raw.kind {
        Kind::Any | Kind::All => {
            let members = need(raw.of.take(), "of").map_err(here)?;
            if members.is_empty() || depth == DEEPEST {
                let message = format!("至少要有一个条件，且不超过 {DEEPEST} 层");
                return Err(here(("of", message)));
            }
            let members = members.into_iter().map(|member| condition(member, within, depth + 1));
            let members = members.collect::<Result<Vec<_>, _>>()?;
            if raw.kind == Kind::Any { Test::AnyOf(members) } else { Test::AllOf(members) }
        }
        _ => {
            single(&mut raw, within).map_err(|(at, defect)| (at.unwrap_or(span.clone()), defect))?
        }
    };
    Ok(Condition {
        id: raw.id,
        section: raw.section,
        test,
        choice: raw.note,
        relaxable: raw.relaxable,
        advice: raw.advice,
    })
}

/// What the tool chose itself is explained, and nothing else is.
pub(super) fn check_note(choice: bool, note: Option<&String>) -> Result<(), Defect> {
    if choice == note.is_some() {
        return Ok(());
    }
    Err(("note", "choice = true 时用 note 写明本工具口径，否则不写".to_owned()))
}

/// A defect, with its place where that is not the whole condition.
type Somewhere = (Option<Range<usize>>, Defect);

fn single(raw: &mut RawCondition, within: &Within<'_>) -> Result<Test, Somewhere> {
    let here = |defect: Defect| (None, defect);
    Ok(match raw.kind {
        Kind::Measure => measured(raw, within)?,
        Kind::Report => Test::Report {
            measure: need(raw.measure, "measure").map_err(here)?,
            window: need(raw.window, "window").map_err(here)?,
            what: need(raw.what.take(), "what").map_err(here)?,
        },
        Kind::Fact => Test::Fact {
            fact: need(raw.fact.take(), "fact").map_err(here)?,
            label: need(raw.label.take(), "label").map_err(here)?,
            unit: need(raw.unit.take(), "unit").map_err(here)?,
            op: need(raw.op, "op").map_err(here)?,
            limit: need(raw.threshold.take(), "threshold").map_err(here)?,
            absent: raw.absent.map_or(Outcome::Pending, Outcome::from),
        },
        Kind::Attestation => Test::Attestation {
            what: need(raw.what.take(), "what").map_err(here)?,
            declared: raw
                .declared
                .take()
                .map(|declared| Declared { fact: declared.fact, label: declared.label }),
            trained_and_placed: raw.trained_and_placed.unwrap_or_default(),
        },
        Kind::Count => counted(raw, within)?,
        Kind::Linked => Test::Linked { family: family(raw, within).map_err(here)? },
        Kind::Meets => Test::Meets { family: family(raw, within).map_err(here)? },
        Kind::Any | Kind::All => return Err(here(("kind", "条件组不能这样写".to_owned()))),
    })
}

/// The name of another family about brands or bases.
fn family(raw: &mut RawCondition, within: &Within<'_>) -> Result<String, Defect> {
    let name = need(raw.family.take(), "family")?;
    known_family(&name, within).map_err(|message| ("family", message))?;
    Ok(name)
}

fn known_family(name: &str, within: &Within<'_>) -> Result<(), String> {
    if name == within.family {
        return Err(format!("“{name}”不能以自己为条件"));
    }
    // Only families further up can be named, so that no two ask for each other.
    if within.earlier.iter().any(|known| known == name) {
        return Ok(());
    }
    Err(format!("前面没有名为“{name}”的一类标准（family），可写：{}", within.earlier.join("、")))
}

fn measured(raw: &mut RawCondition, within: &Within<'_>) -> Result<Test, Somewhere> {
    let here = |defect: Defect| (None, defect);
    let measure = need(raw.measure, "measure").map_err(here)?;
    if measure.is_rate() && raw.add_fact.is_some() {
        return Err(here(("add_fact", "只有人数可以加上申报数".to_owned())));
    }
    let fits = |limit: &Limit| fits_measure(measure, limit);
    Ok(Test::Measure(Measured {
        measure,
        window: need(raw.window, "window").map_err(here)?,
        op: need(raw.op, "op").map_err(here)?,
        threshold: threshold(raw, within.classes, &fits)?,
        add_fact: raw.add_fact.take(),
        beside: raw.beside.take().unwrap_or_default(),
        beside_windows: raw.beside_windows.take().unwrap_or_default(),
    }))
}

fn counted(raw: &mut RawCondition, within: &Within<'_>) -> Result<Test, Somewhere> {
    let here = |defect: Defect| (None, defect);
    if !matches!(within.subject, SubjectKind::City | SubjectKind::County | SubjectKind::Province) {
        let message = "只有 subject 为 city、county、province 的一类标准可以计数".to_owned();
        return Err(here(("kind", message)));
    }
    let count = need(raw.count.take(), "count").map_err(here)?;
    let span = count.span();
    let RawCount { kinds, types, levels, linked, meets, repeated } = count.into_inner();
    let wrong = |message: String| (Some(span.clone()), ("count", message));
    if kinds.is_empty() {
        return Err(wrong("kinds 不能为空".to_owned()));
    }
    if let Some(family) = &meets {
        known_family(family, within).map_err(wrong)?;
    }
    let fits = |limit: &Limit| {
        let whole = limit.fits_count().then_some(());
        whole.ok_or_else(|| format!("“{}”不是整数，个数的门槛应写成 \"2\"", limit.text))
    };
    Ok(Test::Count {
        of: Count { kinds, types, levels, linked, meets, repeated },
        label: need(raw.label.take(), "label").map_err(here)?,
        op: need(raw.op, "op").map_err(here)?,
        threshold: threshold(raw, within.classes, &fits)?,
        on: raw.on.map(|day| day.0),
    })
}

fn threshold(
    raw: &mut RawCondition,
    classes: &Classes,
    fits: &dyn Fn(&Limit) -> Result<(), String>,
) -> Result<Threshold, Somewhere> {
    let cases = raw.cases.take().unwrap_or_default();
    if cases.is_empty() && raw.threshold.is_none() {
        return Err((None, ("threshold", "缺少门槛值".to_owned())));
    }
    if let Some(general) = &raw.threshold {
        fits(general).map_err(|message| (None, ("threshold", message)))?;
    }
    let cases = cases.into_iter().map(|raw| case(raw, classes, fits));
    Ok(Threshold { cases: cases.collect::<Result<_, _>>()?, general: raw.threshold.take() })
}

fn case(
    raw: Spanned<RawCase>,
    classes: &Classes,
    fits: &dyn Fn(&Limit) -> Result<(), String>,
) -> Result<Case, Somewhere> {
    let span = raw.span();
    let raw = raw.into_inner();
    let wrong = |key, message| (Some(span.clone()), (key, message));
    if let Some(class) = raw.class.as_ref().filter(|class| !classes.contains_key(*class)) {
        return Err(wrong("cases", format!("没有地区类别“{class}”，请用 [[class]] 定义")));
    }
    fits(&raw.threshold).map_err(|message| wrong("threshold", message))?;
    let in_force = in_force(raw.from, raw.to).map_err(|(key, message)| wrong(key, message))?;
    let dated = in_force != InForce::default();
    if raw.class.is_none() && raw.types.is_empty() && raw.industries.is_empty() && !dated {
        let message = "至少要写 class、types、industries、from、to 之一".to_owned();
        return Err(wrong("cases", message));
    }
    Ok(Case {
        class: raw.class,
        types: raw.types,
        industries: raw.industries,
        in_force,
        source: raw.source,
        limit: raw.threshold,
    })
}

/// From when until when, in that order.
pub(super) fn in_force(from: Option<Day>, to: Option<Day>) -> Result<InForce, Defect> {
    match (from.map(|day| day.0), to.map(|day| day.0)) {
        (Some(from), Some(to)) if to < from => {
            Err(("to", format!("截止日 {to} 早于起始日 {from}")))
        }
        (from, to) => Ok(InForce { from, to }),
    }
}

fn fits_measure(measure: Measure, limit: &Limit) -> Result<(), String> {
    if measure.is_rate() && !limit.fits_rate() {
        return Err(format!("“{}”超过 100%，比率的门槛应写成 \"80%\"", limit.text));
    }
    if !measure.is_rate() && !limit.fits_count() {
        return Err(format!("“{}”不是整数，人数的门槛应写成 \"200\"", limit.text));
    }
    Ok(())
}

/// Only the keys of its kind are set.
fn only_own_keys(raw: &RawCondition) -> Result<(), Defect> {
    let (kind, allowed): (_, &[&str]) = match raw.kind {
        Kind::Measure => (
            "measure",
            &[
                "measure",
                "window",
                "op",
                "threshold",
                "cases",
                "add_fact",
                "beside",
                "beside_windows",
            ],
        ),
        Kind::Report => ("report", &["measure", "window", "what"]),
        Kind::Fact => ("fact", &["fact", "label", "unit", "op", "threshold", "absent"]),
        Kind::Attestation => ("attestation", &["what", "declared", "trained_and_placed"]),
        Kind::Count => ("count", &["count", "label", "op", "threshold", "cases", "on"]),
        Kind::Linked => ("linked", &["family"]),
        Kind::Meets => ("meets", &["family"]),
        Kind::Any => ("any", &["of"]),
        Kind::All => ("all", &["of"]),
    };
    let keys = keys(raw);
    match keys.iter().find(|(key, set)| *set && !allowed.contains(key)) {
        Some(&(key, _)) => Err((
            key,
            format!("kind = \"{kind}\" 的条件没有这个键，可用的键：{}", allowed.join("、")),
        )),
        None => Ok(()),
    }
}

/// The keys that depend on the kind, and whether each is set.
fn keys(raw: &RawCondition) -> [(&'static str, bool); 19] {
    [
        ("of", raw.of.is_some()),
        ("measure", raw.measure.is_some()),
        ("window", raw.window.is_some()),
        ("op", raw.op.is_some()),
        ("threshold", raw.threshold.is_some()),
        ("cases", raw.cases.is_some()),
        ("add_fact", raw.add_fact.is_some()),
        ("beside", raw.beside.is_some()),
        ("beside_windows", raw.beside_windows.is_some()),
        ("fact", raw.fact.is_some()),
        ("label", raw.label.is_some()),
        ("unit", raw.unit.is_some()),
        ("absent", raw.absent.is_some()),
        ("what", raw.what.is_some()),
        ("declared", raw.declared.is_some()),
        ("trained_and_placed", raw.trained_and_placed.is_some()),
        ("count", raw.count.is_some()),
        ("on", raw.on.is_some()),
        ("family", raw.family.is_some()),
    ]
}

fn need<T>(value: Option<T>, key: &'static str) -> Result<T, Defect> {
    value.ok_or_else(|| (key, "缺少这个键".to_owned()))
}

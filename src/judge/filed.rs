//! Conditions that the registry answers: numbers on file, papers by which somebody answers for something, links.

use chrono::{Datelike, NaiveDate};

use super::condition::compare;
use super::reading::Reading;
use super::relaxation::linked_entries;
use super::standard::{append, judge_standard, latest};
use super::subject::{Candidate, candidate as as_candidate, standards};
use crate::model::measure::Subject;
use crate::model::period::months_after;
use crate::model::policy::{Condition, Declared, Family};
use crate::model::ratio::{Limit, Op, Ratio, percent};
use crate::model::registry::{Attestation, Entry};
use crate::model::verdict::{Beside, Outcome, Unit, Verdict};

/// The measure column of a condition that a person answers for.
const ATTESTATION: &str = "attestation";
/// The measure column of conditions on links and on other standards.
const LINKED: &str = "linked";
const MEETS: &str = "meets";
/// The fact that follows from 成立日期: whole years until the as-of date.
const ESTABLISHED_YEARS: &str = "established_years";
/// Months of a year.
const MONTHS: u32 = 12;

/// The line about a number on file; without it the result is `absent`, unless a paper answers for the condition.
pub(super) fn fact_line(
    candidate: &Candidate,
    condition: &Condition,
    mut line: Verdict,
    (label, unit): (&str, &str),
    (op, limit): (Op, &Limit),
    absent: Outcome,
) -> Verdict {
    line.op = Some(op);
    line.threshold.clone_from(&limit.text);
    line.shown.limit = Some(limit.value);
    let fact = candidate.entry.and_then(|entry| fact(entry, &line.measure, candidate.input.as_of));
    let reading = match fact {
        Some(value) => Reading::settled(value),
        None => Reading::unknown(format!("品牌库中缺“{label}”（{unit}）")),
    };
    compare(&mut line, &reading, op, limit, Unit::Of(unit.to_owned()));
    if fact.is_none() {
        if let Some(paper) = attestation(candidate, condition) {
            return by_paper(line, paper);
        }
        line.margin.clear();
        line.shown.unit = None;
        line.shown.gap = None;
        if absent == Outcome::Manual {
            line = Verdict { result: absent, value: None, ..line };
        }
    }
    line
}

fn fact(entry: &Entry, key: &str, as_of: NaiveDate) -> Option<Ratio> {
    if key != ESTABLISHED_YEARS {
        return entry.facts.get(key).copied();
    }
    let since = entry.established?;
    let years = u32::try_from(as_of.year() - since.year()).unwrap_or_default();
    let full = |years: &u32| months_after(since, years * MONTHS) <= as_of;
    Some(Ratio::whole((0..=years).rev().find(full).unwrap_or_default().into()))
}

/// The line about what a person must judge, with what is shown beside it.
pub(super) fn attested(
    candidate: &Candidate,
    condition: &Condition,
    mut line: Verdict,
    what: &str,
    (declared, together): (Option<&Declared>, bool),
) -> Verdict {
    ATTESTATION.clone_into(&mut line.measure);
    let number = declared.and_then(|declared| candidate.entry?.facts.get(&declared.fact).copied());
    let mut shown = String::new();
    if let (Some(declared), Some(number)) = (declared, number) {
        let text = if number.den == 1 { number.to_string() } else { percent(number, &[]) };
        shown = format!("申报{} {text}（未核实）", declared.label);
    }
    if together {
        line.shown.beside.extend(trained_and_placed(candidate));
    }
    let mut line = match attestation(candidate, condition) {
        Some(paper) => by_paper(line, paper),
        None => Verdict {
            result: Outcome::Manual, missing: format!("缺人工证明：{what}"), ..line
        },
    };
    append(&mut line.margin, &shown);
    line
}

/// Of each linked training brand: its trainees who are on the labour brand's placement roster too.
fn trained_and_placed(candidate: &Candidate) -> Vec<Beside> {
    let Some(entry) = candidate.entry else { return Vec::new() };
    let persons = |name| {
        let key = (candidate.subject.clone(), std::sync::Arc::clone(name));
        candidate.input.counts.links.get(&key).copied().unwrap_or_default()
    };
    let beside = |name| Beside {
        label: format!("“{name}”参训且在就业花名册的人数"),
        value: Ratio::whole(persons(name)),
    };
    entry.links.iter().map(beside).collect()
}

/// The line that is settled by one linked training brand that meets its standard.
pub(super) fn linked_line(candidate: &Candidate, family: &str, line: Verdict) -> Verdict {
    let mut line = Verdict { measure: LINKED.to_owned(), ..line };
    let (Some(entry), Some(family)) = (candidate.entry, candidate.policy.family(family)) else {
        return Verdict {
            result: Outcome::Fail, margin: "没有关联的培训品牌".to_owned(), ..line
        };
    };
    let on_file: Vec<&Entry> = linked_entries(candidate, entry).collect();
    let mut standings = Vec::new();
    for linked in &on_file {
        standings.extend(standing(candidate, family, &linked.subject()));
    }
    line.result = Outcome::any_of(standings.iter().map(|standing| standing.result));
    describe(&mut line, &standings);
    let unknown: Vec<&str> = entry
        .links
        .iter()
        .filter(|name| on_file.iter().all(|linked| linked.name != **name))
        .map(AsRef::as_ref)
        .collect();
    if !unknown.is_empty() {
        append(
            &mut line.missing,
            &format!("截止日期品牌库中没有关联的培训品牌：{}", unknown.join("、")),
        );
        if line.result == Outcome::Fail {
            line.result = Outcome::Pending;
        }
    }
    line
}

/// The line that is settled by the subject's own standing under another family.
pub(super) fn meets_line(candidate: &Candidate, family: &str, line: Verdict) -> Verdict {
    let mut line = Verdict { measure: MEETS.to_owned(), ..line };
    let family = candidate.policy.family(family);
    let standings: Vec<Standing> = family
        .into_iter()
        .flat_map(|family| standing(candidate, family, candidate.subject))
        .collect();
    if standings.is_empty() {
        let missing = "不在该类标准的对象之中".to_owned();
        return Verdict { result: Outcome::Pending, missing, ..line };
    }
    line.result = Outcome::any_of(standings.iter().map(|standing| standing.result));
    describe(&mut line, &standings);
    line
}

/// How a brand stands under one standard.
struct Standing {
    brand: String,
    standard: String,
    result: Outcome,
    why: String,
    settles_on: Option<NaiveDate>,
}

fn standing(candidate: &Candidate, family: &Family, subject: &Subject) -> Vec<Standing> {
    let Some(other) = as_candidate(candidate.input, candidate.policy, family, subject) else {
        return Vec::new();
    };
    let known = |standard: &str, whole: &Verdict| {
        let mut why = whole.margin.clone();
        append(&mut why, &whole.missing);
        Standing {
            brand: subject.name.to_string(),
            standard: standard.to_owned(),
            result: whole.result,
            why,
            settles_on: whole.settles_on,
        }
    };
    match standards(&other) {
        Ok(standards) => standards
            .into_iter()
            .map(|standard| known(&standard.name, &judge_standard(&other, standard).whole))
            .collect(),
        Err(missing) => vec![Standing {
            brand: subject.name.to_string(),
            standard: family.name.clone(),
            result: Outcome::Pending,
            why: missing,
            settles_on: None,
        }],
    }
}

/// Says of each brand how it stands; what is missing where that decides.
fn describe(line: &mut Verdict, standings: &[Standing]) {
    for Standing { brand, standard, result, why, .. } in standings {
        append(&mut line.margin, &format!("{brand}（{standard}）{}", result.label()));
        if *result == line.result && matches!(result, Outcome::Pending | Outcome::Manual) {
            append(&mut line.missing, &format!("{brand}：{why}"));
        }
    }
    if line.result == Outcome::Pending {
        let pending = standings.iter().filter(|standing| standing.result == Outcome::Pending);
        line.settles_on = latest(pending.map(|standing| standing.settles_on));
    }
}

/// The paper on file by the as-of date, under the condition's id, or under `POLICY/ID` where several policies use that id.
fn attestation<'a>(candidate: &Candidate<'a>, condition: &Condition) -> Option<&'a Attestation> {
    let papers = &candidate.entry?.attestations;
    let qualified = format!("{}/{}", candidate.policy.id, condition.id);
    let paper = papers.get(&qualified).or_else(|| papers.get(&condition.id))?;
    (paper.when <= candidate.input.as_of).then_some(paper)
}

fn by_paper(line: Verdict, paper: &Attestation) -> Verdict {
    let margin = format!("人工证明：{}，{}，{}", paper.who, paper.when, paper.paper);
    let mut line = Verdict {
        result: Outcome::Pass,
        value: None,
        margin,
        missing: String::new(),
        settles_on: None,
        ..line
    };
    line.shown.gap = None;
    line
}

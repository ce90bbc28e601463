//! One standard for one brand or base: every condition, and the whole.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::condition::judge_condition;
use super::subject::{Candidate, NO_LEDGER};
use crate::model::measure::SubjectKind;
use crate::model::period::Window;
use crate::model::policy::{Condition, Rule, Standard, Test, calendar_year};
use crate::model::verdict::{MeasureLine, Outcome, Verdict};

/// The lines of one standard.
pub(super) struct Judged {
    pub whole: Verdict,
    pub conditions: Vec<Verdict>,
    pub measures: Vec<MeasureLine>,
}

/// Judges a standard.
pub(super) fn judge_standard(candidate: &Candidate, standard: &Standard) -> Judged {
    let mut whole = candidate.line(&standard.name, &standard.section);
    let own = match &standard.rule {
        Rule::Fixed { result, missing } => {
            whole.result = *result;
            whole.missing.clone_from(missing);
            mark_no_ledger(candidate, &mut whole);
            return Judged { whole, conditions: Vec::new(), measures: Vec::new() };
        }
        Rule::Conditions(own) => own,
    };
    let (mut conditions, mut measures, mut judged) = (Vec::new(), Vec::new(), Vec::new());
    for condition in own.iter().chain(&candidate.family.common) {
        let lines = judge_condition(candidate, standard, condition, &mut measures);
        let outcome = Outcome::all_of(lines.iter().map(|line| line.result));
        judged.push((condition, outcome));
        conditions.extend(lines);
    }
    whole.result = combine(&judged);
    whole.window = hull(conditions.iter().filter_map(|line| line.window));
    explain(&mut whole, &conditions);
    if candidate.entry.is_none() {
        let what = match candidate.subject.kind {
            SubjectKind::Base => "基地",
            _ => "品牌",
        };
        append(&mut whole.missing, &format!("品牌库中没有这个{what}"));
    }
    mark_no_ledger(candidate, &mut whole);
    Judged { whole, conditions, measures }
}

/// Whether every measured condition of a standard that has some holds: what can be said without papers.
pub(super) fn meets_measured(candidate: &Candidate, standard: &Standard) -> bool {
    let measured = |condition: &&Condition| matches!(condition.test, Test::Measure { measure, .. } if measure.is_computable());
    let mut outcomes = standard.rule.conditions().iter().filter(measured).map(|condition| {
        let lines = judge_condition(candidate, standard, condition, &mut Vec::new());
        Outcome::all_of(lines.iter().map(|line| line.result))
    });
    let first = outcomes.next();
    first == Some(Outcome::Pass) && outcomes.all(|outcome| outcome == Outcome::Pass)
}

/// All conditions must hold; those of one group are alternatives.
fn combine(judged: &[(&Condition, Outcome)]) -> Outcome {
    let mut alternatives: BTreeMap<&str, Vec<Outcome>> = BTreeMap::new();
    let mut required = Vec::new();
    for (condition, outcome) in judged {
        match &condition.group {
            Some(group) => alternatives.entry(group).or_default().push(*outcome),
            None => required.push(*outcome),
        }
    }
    required.extend(alternatives.into_values().map(Outcome::any_of));
    Outcome::all_of(required)
}

/// Says on the line of the whole which conditions decided, what is missing and when it is known.
fn explain(whole: &mut Verdict, conditions: &[Verdict]) {
    let with = |result| conditions.iter().filter(move |line| line.result == result);
    let names = |result| {
        let names: Vec<String> = with(result).map(named).collect();
        names.join("、")
    };
    match whole.result {
        Outcome::Pass | Outcome::Manual => {}
        Outcome::Fail => whole.margin = format!("不达标：{}", names(Outcome::Fail)),
        Outcome::Pending => {
            for line in with(Outcome::Pending) {
                append(&mut whole.missing, &format!("{}：{}", named(line), line.missing));
            }
            whole.settles_on = latest(with(Outcome::Pending).map(|line| line.settles_on));
        }
    }
    if matches!(whole.result, Outcome::Pending | Outcome::Manual)
        && with(Outcome::Manual).next().is_some()
    {
        append(&mut whole.missing, &format!("需人工核验：{}", names(Outcome::Manual)));
    }
}

/// A condition, with its year where it has one.
fn named(line: &Verdict) -> String {
    match line.window.and_then(calendar_year) {
        Some(year) => format!("{}（{year}年）", line.condition),
        None => line.condition.clone(),
    }
}

/// The last day, when every day is known.
fn latest(days: impl Iterator<Item = Option<NaiveDate>>) -> Option<NaiveDate> {
    days.collect::<Option<Vec<_>>>()?.into_iter().max()
}

fn hull(windows: impl Iterator<Item = Window>) -> Option<Window> {
    windows.reduce(|a, b| Window { from: a.from.min(b.from), to: a.to.max(b.to) })
}

fn mark_no_ledger(candidate: &Candidate, whole: &mut Verdict) {
    if candidate.no_ledger {
        append(&mut whole.missing, NO_LEDGER);
    }
}

/// Adds a clause to a Chinese text.
pub(super) fn append(text: &mut String, clause: &str) {
    if !text.is_empty() && !clause.is_empty() {
        text.push('；');
    }
    text.push_str(clause);
}

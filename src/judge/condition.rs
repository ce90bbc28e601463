//! One condition for one subject: one line, or one per year, or those of a group.

use super::count::{self, count_line};
use super::filed::{attested, fact_line, linked_line, meets_line};
use super::margin::{Compared, gap, margin};
use super::measured::{measured, reported};
use super::reading::Reading;
use super::relaxation::relax;
use super::standard::append;
use super::subject::Candidate;
use crate::model::policy::{Condition, Standard, Test};
use crate::model::ratio::{Limit, Op};
use crate::model::verdict::{MeasureLine, Outcome, Unit, Verdict};

/// The measure column of a group of conditions.
const ANY: &str = "any";
const ALL: &str = "all";

/// The lines of a condition; never none.
pub(super) struct Lines {
    /// The result of the condition.
    pub outcome: Outcome,
    /// One line, or one per year; of a group its own, then those of its members.
    pub lines: Vec<Verdict>,
}

impl Lines {
    fn of(lines: Vec<Verdict>) -> Self {
        Self { outcome: Outcome::all_of(lines.iter().map(|line| line.result)), lines }
    }
}

/// Judges a condition.
pub(super) fn judge_condition(
    candidate: &Candidate,
    standard: &Standard,
    condition: &Condition,
    measures: &mut Vec<MeasureLine>,
) -> Lines {
    let blank = blank(candidate, standard, condition);
    let one = |line: Verdict| Lines::of(vec![line]);
    let mut judged = match &condition.test {
        Test::Measure(asked) => Lines::of(measured(candidate, asked, &blank, measures)),
        Test::Report { measure, window, what } => {
            Lines::of(reported(candidate, condition, (*measure, *window, what), &blank, measures))
        }
        Test::Fact { fact, label, unit, op, limit, absent } => {
            let line = Verdict { measure: fact.clone(), ..blank };
            one(fact_line(candidate, condition, line, (label, unit), (*op, limit), *absent))
        }
        Test::Attestation { what, declared, trained_and_placed } => {
            let shown = (declared.as_ref(), *trained_and_placed);
            one(attested(candidate, condition, blank, what, shown))
        }
        Test::Count { of, label, op, threshold, on } => {
            let asked = count::Asked { of, label, op: *op, threshold, on: *on };
            one(count_line(candidate, &asked, blank))
        }
        Test::Linked { family } => one(linked_line(candidate, family, blank)),
        Test::Meets { family } => one(meets_line(candidate, family, blank)),
        Test::AnyOf(members) => {
            let blank = Verdict { measure: ANY.to_owned(), ..blank };
            group(candidate, standard, members, blank, Outcome::any_of, measures)
        }
        Test::AllOf(members) => {
            let blank = Verdict { measure: ALL.to_owned(), ..blank };
            group(candidate, standard, members, blank, Outcome::all_of, measures)
        }
    };
    relax(candidate, condition, &mut judged);
    if condition.advice {
        advise(&mut judged);
    }
    judged
}

fn blank(candidate: &Candidate, standard: &Standard, condition: &Condition) -> Verdict {
    let mut line = candidate.line(&standard.name, &condition.section);
    line.condition.clone_from(&condition.id);
    if let Some(choice) = &condition.choice {
        append(&mut line.citation, &format!("本工具口径：{choice}"));
    }
    line
}

/// A line of the group's own, then the lines of its members.
fn group(
    candidate: &Candidate,
    standard: &Standard,
    members: &[Condition],
    mut line: Verdict,
    combine: fn(Vec<Outcome>) -> Outcome,
    measures: &mut Vec<MeasureLine>,
) -> Lines {
    let mut outcomes = Vec::new();
    let mut lines = Vec::new();
    for member in members {
        let judged = judge_condition(candidate, standard, member, measures);
        outcomes.push(judged.outcome);
        lines.extend(judged.lines);
    }
    line.result = combine(outcomes);
    for member in &mut lines {
        member.shown.member = true;
        if member.result == line.result {
            append(&mut line.margin, &member.margin);
            append(&mut line.missing, &member.missing);
        }
    }
    if line.result == Outcome::Pending {
        let pending = lines.iter().filter(|member| member.result == Outcome::Pending);
        line.settles_on = super::standard::latest(pending.map(|member| member.settles_on));
    }
    let outcome = line.result;
    lines.insert(0, line);
    Lines { outcome, lines }
}

/// Advice that is not followed is for people to look at, never a fail.
fn advise(judged: &mut Lines) {
    for line in judged.lines.iter_mut().filter(|line| line.result == Outcome::Fail) {
        line.result = Outcome::Manual;
        append(&mut line.missing, "建议性要求，未达到不作不达标处理，请说明情况");
    }
    if judged.outcome == Outcome::Fail {
        judged.outcome = Outcome::Manual;
    }
}

/// Compares a reading with a threshold and writes result, margin and, where it is pending, what is missing.
pub(super) fn compare(line: &mut Verdict, reading: &Reading, op: Op, limit: &Limit, unit: Unit) {
    line.value = Some(reading.interval);
    line.result = match op.at_ends(reading.interval, limit.value) {
        (true, true) => Outcome::Pass,
        (false, false) => Outcome::Fail,
        _ => Outcome::Pending,
    };
    let compared = Compared { value: reading.interval, so_far: reading.so_far, over: reading.over };
    line.margin = margin(&compared, op, limit, &unit, line.result);
    if line.result != Outcome::Pass {
        line.shown.gap = gap(reading.so_far, limit.value, op);
    }
    if line.result == Outcome::Pending {
        line.missing.clone_from(&reading.missing);
        line.settles_on = reading.settles_on;
    }
    line.shown.unit = Some(unit);
    line.shown.so_far = (reading.so_far != reading.interval.low).then_some(reading.so_far);
}

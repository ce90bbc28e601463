//! One standard for one subject: every condition, and the whole.

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
    let (mut conditions, mut measures, mut outcomes) = (Vec::new(), Vec::new(), Vec::new());
    for condition in own.iter().chain(&candidate.family.common) {
        let judged = judge_condition(candidate, standard, condition, &mut measures);
        outcomes.push(judged.outcome);
        conditions.extend(judged.lines);
    }
    whole.result = Outcome::all_of(outcomes);
    whole.window = hull(conditions.iter().filter_map(|line| line.window));
    explain(&mut whole, &conditions);
    mark_unregistered(candidate, &mut whole);
    mark_no_ledger(candidate, &mut whole);
    if !candidate.policy.in_force.holds_on(candidate.input.as_of) {
        append(&mut whole.missing, "截止日期不在这份文件的施行期内");
    }
    Judged { whole, conditions, measures }
}

/// How the measured conditions of a standard stand, with their lines: what can be said without papers. `None` when it
/// has none.
pub(super) fn measured_outcome(
    candidate: &Candidate,
    standard: &Standard,
) -> Option<(Outcome, Vec<Verdict>)> {
    let measured = |condition: &&Condition| matches!(condition.test, Test::Measure(_));
    let (mut outcomes, mut lines) = (Vec::new(), Vec::new());
    for condition in standard.rule.conditions().iter().filter(measured) {
        let judged = judge_condition(candidate, standard, condition, &mut Vec::new());
        outcomes.push(judged.outcome);
        lines.extend(judged.lines);
    }
    (!outcomes.is_empty()).then(|| (Outcome::all_of(outcomes), lines))
}

/// Says on the line of the whole which conditions decided, what is missing and when it is known.
fn explain(whole: &mut Verdict, conditions: &[Verdict]) {
    let with =
        |result| conditions.iter().filter(move |line| line.result == result && !line.shown.member);
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
    let relaxed: Vec<String> =
        conditions.iter().filter(|line| line.shown.relaxed).map(named).collect();
    if !relaxed.is_empty() {
        append(&mut whole.margin, &format!("放宽：{}", relaxed.join("、")));
        whole.shown.relaxed = true;
    }
}

/// A condition, with its year where it has one.
pub(super) fn named(line: &Verdict) -> String {
    match line.window.and_then(calendar_year) {
        Some(year) => format!("{}（{year}年）", line.condition),
        None => line.condition.clone(),
    }
}

/// The last day, when every day is known.
pub(super) fn latest(days: impl Iterator<Item = Option<NaiveDate>>) -> Option<NaiveDate> {
    days.collect::<Option<Vec<_>>>()?.into_iter().max()
}

fn hull(windows: impl Iterator<Item = Window>) -> Option<Window> {
    windows.reduce(|a, b| Window { from: a.from.min(b.from), to: a.to.max(b.to) })
}

fn mark_unregistered(candidate: &Candidate, whole: &mut Verdict) {
    let what = match candidate.subject.kind {
        SubjectKind::Base => "基地",
        SubjectKind::Brand => "品牌",
        SubjectKind::City | SubjectKind::County | SubjectKind::Province => return,
    };
    match candidate.entry {
        None => append(&mut whole.missing, &format!("品牌库中没有这个{what}")),
        Some(entry) if !entry.is_listed_on(candidate.input.as_of) => {
            append(&mut whole.missing, &format!("截止日期这个{what}不在库"));
        }
        Some(_) => {}
    }
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

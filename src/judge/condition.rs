//! One condition for one subject: one line, or one per year, or those of a group.

use super::count::{self, count_line};
use super::filed::{attested, fact_line, linked_line, meets_line};
use super::margin::{Compared, gap, margin};
use super::reading::{Reading, read};
use super::relaxation::relax;
use super::standard::append;
use super::subject::{Candidate, NO_LEDGER};
use crate::model::measure::Tally;
use crate::model::period::Window;
use crate::model::policy::{
    Condition, LimitQuestion, Measure, Measured, Standard, Test, WindowRule, calendar_year,
};
use crate::model::ratio::{Limit, Op, Ratio};
use crate::model::verdict::{Beside, MeasureLine, Outcome, Unit, Verdict};

/// What measures count.
const PERSONS: &str = "人";
/// Persons said to be employed without a date, who count in no rate (metrics §4).
const UNDATED: &str = "缺就业日期人数";
/// What a declared number that counts too adds to a measure's name.
const DECLARED_SUFFIX: &str = "_with_declared";
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

fn measured(
    candidate: &Candidate,
    asked: &Measured,
    blank: &Verdict,
    measures: &mut Vec<MeasureLine>,
) -> Vec<Verdict> {
    let input = candidate.input;
    let blank =
        Verdict { measure: asked.measure.key().to_owned(), op: Some(asked.op), ..blank.clone() };
    let pending = |missing| vec![Verdict { result: Outcome::Pending, missing, ..blank.clone() }];
    let question = LimitQuestion {
        policy: candidate.policy,
        city: &candidate.subject.city,
        entry: candidate.entry,
        day: input.as_of,
    };
    let (limit, source) = match asked.threshold.limit(&question) {
        Ok(found) => found,
        Err(missing) => return pending(missing),
    };
    let mut blank = Verdict { threshold: limit.text.clone(), ..blank.clone() };
    blank.shown.limit = Some(limit.value);
    append(
        &mut blank.citation,
        &source.map_or_else(String::new, |from| format!("门槛依据：{from}")),
    );
    let windows = asked.window.resolve(input.year, input.as_of);
    if windows.is_empty() {
        return vec![Verdict {
            result: Outcome::Pending,
            missing: beyond_calendar(input.year),
            ..blank
        }];
    }
    let line = |window: Window| {
        let line = Verdict { window: Some(window), ..blank.clone() };
        match uncounted(candidate, asked.measure, window) {
            Some(missing) => Verdict { result: Outcome::Manual, missing, ..line },
            None => measured_line(candidate, asked, limit, window, line, measures),
        }
    };
    windows.into_iter().map(line).collect()
}

/// Why a measure is not known. Without rosters of its unit, who was placed is unknown, not zero; and a table of counts
/// that verdicts are drawn from may lack columns or windows.
fn uncounted(candidate: &Candidate, measure: Measure, window: Window) -> Option<String> {
    let (subject, counts) = (candidate.subject, candidate.input.counts);
    let figures = measure.figures();
    if let Some(figure) = figures.iter().find(|figure| !counts.known.has(subject.kind, figure)) {
        return Some(format!("所给的统计表中没有 {figure}，不能得出{}", measure.label()));
    }
    if !counts.covers(window) {
        return Some(format!("所给的统计表没有统计期 {}，请按这份政策重新汇总", span(window)));
    }
    if !measure.is_placement() || counts.has_rosters(subject) {
        return None;
    }
    Some(format!(
        "没有{}{}的、写明是谁带动的就业花名册，不能统计{}：请补交花名册或人工核验",
        subject.province,
        subject.city,
        measure.label()
    ))
}

fn beyond_calendar(year: i32) -> String {
    format!("{year} 年的统计期超出日历范围")
}

fn measured_line(
    candidate: &Candidate,
    asked: &Measured,
    limit: &Limit,
    window: Window,
    mut line: Verdict,
    measures: &mut Vec<MeasureLine>,
) -> Verdict {
    let input = candidate.input;
    let tally = tally(candidate, window);
    let mut reading = read(asked.measure, &tally, window, input.as_of);
    let declared = declared(candidate, asked.add_fact.as_deref(), window).map(|persons| {
        reading.add(persons);
        line.measure.push_str(DECLARED_SUFFIX);
        format!("含申报 {persons} 人（未核实）")
    });
    append(&mut reading.missing, declared.as_deref().unwrap_or_default());
    for &measure in asked.beside.iter().chain(asked.measure.over_others()) {
        let beside = read(measure, &tally, window, input.as_of);
        let label = measure.label().to_owned();
        line.shown.beside.push(Beside { label, value: beside.so_far });
        measures.push(measure_line(candidate, window, measure.key(), &beside));
    }
    for rule in &asked.beside_windows {
        for window in rule.resolve(input.year, input.as_of) {
            let beside = read(asked.measure, &self::tally(candidate, window), window, input.as_of);
            let label = format!("{}（{}）", asked.measure.label(), span(window));
            line.shown.beside.push(Beside { label, value: beside.so_far });
            measures.push(measure_line(candidate, window, asked.measure.key(), &beside));
        }
    }
    if asked.measure.is_employment() && tally.employed_undated > 0 {
        let value = Ratio::whole(tally.employed_undated);
        line.shown.beside.push(Beside { label: UNDATED.to_owned(), value });
    }
    measures.push(measure_line(candidate, window, &line.measure, &reading));
    compare(&mut line, &reading, asked.op, limit, unit_of(asked.measure));
    append(&mut line.margin, declared.as_deref().unwrap_or_default());
    if candidate.no_ledger {
        append(&mut line.missing, NO_LEDGER);
    }
    line
}

/// Lines that show a measure for people to judge.
fn reported(
    candidate: &Candidate,
    condition: &Condition,
    (measure, rule, what): (Measure, WindowRule, &str),
    blank: &Verdict,
    measures: &mut Vec<MeasureLine>,
) -> Vec<Verdict> {
    let input = candidate.input;
    let mut line = |window: Window| {
        let mut line = attested(candidate, condition, blank.clone(), what, (None, false));
        line.window = Some(window);
        measure.key().clone_into(&mut line.measure);
        if let Some(missing) = uncounted(candidate, measure, window) {
            append(&mut line.missing, &missing);
            return line;
        }
        let reading = read(measure, &tally(candidate, window), window, input.as_of);
        measures.push(measure_line(candidate, window, measure.key(), &reading));
        line.value = Some(reading.interval);
        line.shown.unit = Some(unit_of(measure));
        line
    };
    let windows = rule.resolve(input.year, input.as_of);
    let lines: Vec<Verdict> = windows.into_iter().map(&mut line).collect();
    if lines.is_empty() {
        let missing = beyond_calendar(input.year);
        return vec![Verdict { result: Outcome::Pending, missing, ..blank.clone() }];
    }
    lines
}

fn unit_of(measure: Measure) -> Unit {
    if measure.is_rate() { Unit::Percent } else { Unit::Of(PERSONS.to_owned()) }
}

fn tally(candidate: &Candidate, window: Window) -> Tally {
    candidate.input.counts.tally(candidate.subject, window).cloned().unwrap_or_default()
}

/// A calendar year as such, any other window with both days.
fn span(window: Window) -> String {
    match calendar_year(window) {
        Some(year) => format!("{year}年"),
        None => format!("{} 至 {}", window.from, window.to),
    }
}

/// A declared number on file for that window: `KEY_YEAR` for a calendar year; the sum of its years for several of
/// them, where one is on file; else `KEY`.
fn declared(candidate: &Candidate, fact: Option<&str>, window: Window) -> Option<u64> {
    let (facts, fact) = (&candidate.entry?.facts, fact?);
    let of_years = window.calendar_years().into_iter().flatten();
    let of_years: Vec<&Ratio> =
        of_years.filter_map(|year| facts.get(&format!("{fact}_{year}"))).collect();
    let whole = |number: &Ratio| number.num / number.den.max(1);
    if of_years.is_empty() {
        return facts.get(fact).map(whole);
    }
    Some(of_years.into_iter().map(whole).fold(0, u64::saturating_add))
}

fn measure_line(
    candidate: &Candidate,
    window: Window,
    measure: &str,
    reading: &Reading,
) -> MeasureLine {
    let mut missing = reading.missing.clone();
    if candidate.no_ledger {
        append(&mut missing, NO_LEDGER);
    }
    MeasureLine {
        province: candidate.subject.province.clone(),
        city: candidate.subject.city.clone(),
        subject_kind: candidate.subject.kind,
        subject: candidate.subject.name.clone(),
        window,
        measure: measure.to_owned(),
        value: reading.interval,
        missing,
        settles_on: reading.settles_on,
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

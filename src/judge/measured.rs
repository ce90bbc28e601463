//! Conditions on measures of the ledgers: one line, or one per year, with the figures behind it.

use super::condition::compare;
use super::filed::attested;
use super::reading::{Reading, read};
use super::standard::append;
use super::subject::{Candidate, NO_LEDGER};
use crate::model::measure::Tally;
use crate::model::period::Window;
use crate::model::policy::{
    Condition, LimitQuestion, Measure, Measured, WindowRule, calendar_year,
};
use crate::model::ratio::{Limit, Ratio};
use crate::model::verdict::{Beside, MeasureLine, Outcome, Unit, Verdict};

/// What measures count.
const PERSONS: &str = "人";
/// Persons said to be employed without a date, who count in no rate (metrics §4).
const UNDATED: &str = "缺就业日期人数";
/// What a declared number that counts too adds to a measure's name.
const DECLARED_SUFFIX: &str = "_with_declared";

/// Compares a measure with its threshold, in each of its windows.
pub(super) fn measured(
    candidate: &Candidate,
    asked: &Measured,
    blank: &Verdict,
    measures: &mut Vec<MeasureLine>,
) -> Vec<Verdict> {
    let input = candidate.input;
    let blank =
        Verdict { measure: asked.measure.key().to_owned(), op: Some(asked.op), ..blank.clone() };
    let question = LimitQuestion {
        policy: candidate.policy,
        city: &candidate.subject.city,
        entry: candidate.entry,
        day: input.as_of,
    };
    let (limit, source) = match asked.threshold.limit(&question) {
        Ok(found) => found,
        Err(missing) => {
            let possible: Vec<&Limit> = asked.threshold.possible(&question).collect();
            return undecided(candidate, asked, &possible, &missing, &blank, measures);
        }
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

/// Lines whose threshold depends on what the registry lacks: the value is shown, and where every possible threshold gives
/// the same result, so is that.
fn undecided(
    candidate: &Candidate,
    asked: &Measured,
    possible: &[&Limit],
    missing: &str,
    blank: &Verdict,
    measures: &mut Vec<MeasureLine>,
) -> Vec<Verdict> {
    let input = candidate.input;
    let pending = |window: Option<Window>| Verdict {
        window,
        result: Outcome::Pending,
        missing: missing.to_owned(),
        ..blank.clone()
    };
    let windows = asked.window.resolve(input.year, input.as_of);
    if windows.is_empty() || possible.is_empty() {
        return vec![pending(None)];
    }
    let line = |window: Window| {
        if uncounted(candidate, asked.measure, window).is_some() {
            return pending(Some(window));
        }
        let mut lines = possible.iter().map(|limit| {
            let mut line = Verdict { window: Some(window), ..blank.clone() };
            line.threshold.clone_from(&limit.text);
            line.shown.limit = Some(limit.value);
            measured_line(candidate, asked, limit, window, line, measures)
        });
        let Some(first) = lines.next() else { return pending(Some(window)) };
        if lines.all(|line| line.result == first.result) {
            let mut line = first;
            append(&mut line.missing, missing);
            return line;
        }
        let Verdict { measure, value, shown, .. } = first;
        let mut line = Verdict { measure, value, shown, ..pending(Some(window)) };
        (line.shown.limit, line.shown.gap) = (None, None);
        line
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
pub(super) fn reported(
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

//! One condition for one brand or base: one line, or one per year.

use super::filed::{attested, fact_line};
use super::margin::{Compared, margin};
use super::reading::{Reading, read};
use super::standard::append;
use super::subject::{Candidate, NO_LEDGER};
use crate::model::measure::Tally;
use crate::model::period::Window;
use crate::model::policy::{
    Condition, Measure, Standard, Test, Threshold, WindowRule, calendar_year,
};
use crate::model::ratio::{Limit, Op, Ratio};
use crate::model::verdict::{Beside, MeasureLine, Outcome, Unit, Verdict};

/// What measures count.
const PERSONS: &str = "人";
/// Persons said to be employed without a date, who count in no rate (metrics §4).
const UNDATED: &str = "缺就业日期人数";
/// What a declared number that counts too adds to a measure's name.
const DECLARED_SUFFIX: &str = "_with_declared";

/// Judges a condition; never yields no line.
pub(super) fn judge_condition(
    candidate: &Candidate,
    standard: &Standard,
    condition: &Condition,
    measures: &mut Vec<MeasureLine>,
) -> Vec<Verdict> {
    let blank = blank(candidate, standard, condition);
    match &condition.test {
        Test::Measure { measure, window, op, threshold, add_fact, beside } => {
            let asked = Asked {
                measure: *measure,
                op: *op,
                threshold,
                add_fact: add_fact.as_deref(),
                beside,
            };
            measured(candidate, &asked, *window, &blank, measures)
        }
        Test::Fact { fact, label, unit, op, limit, absent } => {
            let line = Verdict { measure: fact.clone(), ..blank };
            vec![fact_line(candidate, condition, line, label, unit, (*op, limit), *absent)]
        }
        Test::Attestation { what } => vec![attested(candidate, condition, blank, what)],
    }
}

/// What a measured condition asks.
struct Asked<'a> {
    measure: Measure,
    op: Op,
    threshold: &'a Threshold,
    add_fact: Option<&'a str>,
    beside: &'a [Measure],
}

fn blank(candidate: &Candidate, standard: &Standard, condition: &Condition) -> Verdict {
    let mut line = candidate.line(&standard.name, &condition.section);
    line.condition.clone_from(&condition.id);
    if let Some(choice) = &condition.choice {
        append(&mut line.citation, &format!("本工具口径：{choice}"));
    }
    line
}

fn measured(
    candidate: &Candidate,
    asked: &Asked,
    rule: WindowRule,
    blank: &Verdict,
    measures: &mut Vec<MeasureLine>,
) -> Vec<Verdict> {
    let input = candidate.input;
    let blank =
        Verdict { measure: asked.measure.key().to_owned(), op: Some(asked.op), ..blank.clone() };
    let Some(limit) = candidate.policy.limit(asked.threshold, &candidate.subject.city) else {
        let missing = format!("“{}”不在文件所列的任何地区类别之中", candidate.subject.city);
        return vec![Verdict { result: Outcome::Pending, missing, ..blank }];
    };
    let mut blank = Verdict { threshold: limit.text.clone(), ..blank };
    blank.shown.limit = Some(limit.value);
    let windows = rule.resolve(input.year, input.as_of);
    if windows.is_empty() {
        let missing = format!("{} 年的统计期超出日历范围", input.year);
        return vec![Verdict { result: Outcome::Pending, missing, ..blank }];
    }
    let line = |window: Window| {
        let line = Verdict { window: Some(window), ..blank.clone() };
        if asked.measure.is_computable() {
            measured_line(candidate, asked, limit, window, line, measures)
        } else {
            let missing = format!("本工具尚不能统计{}，请人工核验", asked.measure.label());
            Verdict { result: Outcome::Manual, missing, ..line }
        }
    };
    windows.into_iter().map(line).collect()
}

fn measured_line(
    candidate: &Candidate,
    asked: &Asked,
    limit: &Limit,
    window: Window,
    mut line: Verdict,
    measures: &mut Vec<MeasureLine>,
) -> Verdict {
    let input = candidate.input;
    let none = Tally::default();
    let tally = input.cohorts.get(&(candidate.subject.clone(), window)).unwrap_or(&none);
    let mut reading = read(asked.measure, tally, window, input.as_of);
    let declared = declared(candidate, asked.add_fact, window).map(|persons| {
        reading.add(persons);
        line.measure.push_str(DECLARED_SUFFIX);
        format!("含申报 {persons} 人（未核实）")
    });
    append(&mut reading.missing, declared.as_deref().unwrap_or_default());
    for &measure in asked.beside {
        let beside = read(measure, tally, window, input.as_of);
        line.shown.beside.push(Beside { label: measure.label(), value: beside.so_far });
        measures.push(measure_line(candidate, window, measure.key(), &beside));
    }
    if asked.measure.is_employment() && tally.employed_undated > 0 {
        let value = Ratio::whole(tally.employed_undated);
        line.shown.beside.push(Beside { label: UNDATED, value });
    }
    measures.push(measure_line(candidate, window, &line.measure, &reading));
    let unit = if asked.measure.is_rate() { Unit::Percent } else { Unit::Of(PERSONS.to_owned()) };
    compare(&mut line, &reading, asked.op, limit, unit);
    append(&mut line.margin, declared.as_deref().unwrap_or_default());
    if candidate.no_ledger {
        append(&mut line.missing, NO_LEDGER);
    }
    line
}

/// A declared number on file for that window: `KEY_YEAR` for a calendar year, else `KEY`.
fn declared(candidate: &Candidate, fact: Option<&str>, window: Window) -> Option<u64> {
    let (facts, fact) = (&candidate.entry?.facts, fact?);
    let of_year = calendar_year(window).and_then(|year| facts.get(&format!("{fact}_{year}")));
    let number = of_year.or_else(|| facts.get(fact))?;
    Some(number.num / number.den.max(1))
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
    if line.result == Outcome::Pending {
        line.missing.clone_from(&reading.missing);
        line.settles_on = reading.settles_on;
    }
    line.shown.unit = Some(unit);
    line.shown.so_far = (reading.so_far != reading.interval.low).then_some(reading.so_far);
}

//! Bridges: the equation of each, and the persons behind every term.

use std::fmt::Write as _;
use std::io::Write;

use super::numbers::{subject, window};
use super::page::{Cell, Column, Page, Shown};
use crate::model::bridge::{Bridge, BridgeCase};
use crate::model::explained::Sought;
use crate::report::Fault;
use crate::report::csv::Csv;
use crate::report::wording::grouped;

const TERMS: &[Column] = &[
    Column::text("whole", "对象", 24.0),
    Column::text("window", "统计期", 14.0),
    Column::text("measure", "指标", 24.0),
    Column::text("term", "项", 36.0),
    Column::number("persons", "人数", 10.0),
    Column::number("value", "增减", 12.0),
];
const PERSONS: &[Column] = &[
    Column::text("level", "相加", 10.0).off_screen(),
    Column::text("measure", "指标", 20.0).off_screen(),
    Column::text("term_key", "代号", 10.0).off_screen(),
    Column::text("term", "项", 26.0),
    Column::number("value", "增减", 8.0),
    Column::text("id_number", "证件号", 21.0),
    Column::text("name", "姓名", 10.0),
    Column::text("parts", "计入的品牌、基地或单位", 50.0),
    Column::text("rows", "出处", 40.0),
];

/// The pages: the equations, then the persons.
pub(super) fn pages<'a>(
    bridges: &'a [Bridge],
    cases: &'a [BridgeCase],
    shown: &'a Shown<'a>,
) -> Vec<Page<'a>> {
    let terms: Vec<Vec<Cell>> = bridges.iter().flat_map(terms).collect();
    let equations: Vec<String> = bridges.iter().map(equation).collect();
    let persons =
        cases.iter().filter_map(move |case| Some(person(bridges.get(case.bridge)?, case, shown)));
    vec![
        Page {
            name: "合计关系".to_owned(),
            lines: equations,
            columns: TERMS,
            total: terms.len(),
            rows: Box::new(terms.into_iter()),
            screen: Some(Vec::new()),
            is_main: false,
        },
        Page {
            name: "人员".to_owned(),
            lines: Vec::new(),
            columns: PERSONS,
            total: cases.len(),
            rows: Box::new(persons),
            screen: None,
            is_main: true,
        },
    ]
}

pub(super) fn measure(bridge: &Bridge) -> &'static str {
    Sought::Figure(bridge.figure, None).label()
}

/// 长春市 2024 年 培训人数：各品牌相加 1,230 － 在 2 个品牌都计入 48（48 人） ＝ 1,182
fn equation(bridge: &Bridge) -> String {
    let count = |value: i64| grouped(value.unsigned_abs());
    let mut text = format!(
        "{} {} {}：各{}相加 {}",
        subject(&bridge.whole),
        window(bridge.window),
        measure(bridge),
        bridge.level.label(),
        count(bridge.sum)
    );
    for (term, behind) in &bridge.terms {
        let sign = if behind.value < 0 { "－" } else { "＋" };
        let each = behind.value.unsigned_abs() / behind.persons.max(1);
        let is_plain = each * behind.persons == behind.value.unsigned_abs();
        let persons = match each {
            1 if is_plain => format!("{} 人", grouped(behind.persons)),
            each if is_plain && each > 1 => format!("{} 人 × {each}", grouped(behind.persons)),
            _ => format!("{} 人，共 {}", grouped(behind.persons), count(behind.value)),
        };
        // Writing into a string does not fail.
        let _ = write!(text, " {sign} {}（{persons}）", term.label(bridge.level));
    }
    let _ = write!(text, " ＝ {} {}", subject(&bridge.whole), count(bridge.total));
    text
}

/// Every line of an equation: key, what staff read, persons, value.
fn lines(bridge: &Bridge) -> Vec<(String, String, Option<u64>, i64)> {
    let sum = format!("各{}相加", bridge.level.label());
    let first = ("sum".to_owned(), sum, None, bridge.sum);
    let last = ("total".to_owned(), "合计".to_owned(), None, bridge.total);
    let terms = bridge.terms.iter().map(|(term, behind)| {
        (term.key(), term.label(bridge.level), Some(behind.persons), behind.value)
    });
    std::iter::once(first).chain(terms).chain([last]).collect()
}

fn terms(bridge: &Bridge) -> Vec<Vec<Cell>> {
    let persons = |persons: Option<u64>| match persons {
        Some(persons) => Cell::Number(i64::try_from(persons).unwrap_or(i64::MAX)),
        None => Cell::of(""),
    };
    let line = |(_, label, count, value): (String, String, Option<u64>, i64)| {
        vec![
            Cell::of(subject(&bridge.whole)),
            Cell::of(window(bridge.window)),
            Cell::of(measure(bridge)),
            Cell::of(label),
            persons(count),
            Cell::Number(value),
        ]
    };
    lines(bridge).into_iter().map(line).collect()
}

fn person(bridge: &Bridge, case: &BridgeCase, shown: &Shown<'_>) -> Vec<Cell> {
    vec![
        Cell::Word(bridge.level.kind().key(), bridge.level.label().to_owned()),
        Cell::Word(bridge.figure.name, measure(bridge).to_owned()),
        Cell::of(case.term.key()),
        Cell::of(case.term.label(bridge.level)),
        Cell::Number(case.value),
        Cell::of(shown.number(&case.number)),
        Cell::of(case.name.to_string()),
        Cell::of(case.parts.join("、")),
        shown.places(&case.rows),
    ]
}

/// Writes `bridge.csv`: every bridge, a line a term.
///
/// # Errors
/// When it cannot be written.
pub fn bridge_csv(out: impl Write, bridges: &[Bridge]) -> Result<(), Fault> {
    let header = ["level", "province", "city", "year", "measure", "term", "value", "persons"];
    let mut csv = Csv::new(out, &header)?;
    for bridge in bridges {
        let year = bridge.window.calendar_years().map(|years| *years.start());
        for (key, _, persons, value) in lines(bridge) {
            csv.text(bridge.level.kind().key())?;
            csv.text(&bridge.whole.province)?;
            csv.text(&bridge.whole.city)?;
            csv.optional(year)?;
            csv.text(bridge.figure.name)?;
            csv.text(&key)?;
            csv.number(value)?;
            csv.optional(persons)?;
            csv.end_row()?;
        }
    }
    Ok(())
}

//! Numbers explained: the equation of each, and every person behind it or left out, record by record.

use std::collections::BTreeMap;

use super::page::{Cell, Column, Page, Shown};
use crate::model::explained::{Case, CasePart, Explained, Sought};
use crate::model::measure::Subject;
use crate::model::period::Window;
use crate::model::rule::{Reason, Rule};
use crate::report::wording::grouped;

const COLUMNS: &[Column] = &[
    Column::text("measure", "指标", 20.0).off_screen(),
    Column::text("window", "统计期", 13.0).off_screen(),
    Column::number("person", "人员", 7.0),
    Column::text("id_number", "证件号", 21.0),
    Column::text("name", "姓名", 10.0),
    Column::number("counted", "计入", 7.0),
    Column::number("in_denominator", "分母", 7.0).off_screen(),
    Column::text("city", "上报单位", 13.0).off_screen(),
    Column::text("brand", "品牌", 20.0).off_screen(),
    Column::text("class_no", "班级", 14.0).off_screen(),
    Column::text("base", "基地", 20.0).off_screen(),
    Column::text("start_date", "开班日期", 12.0).off_screen(),
    Column::text("end_date", "结业日期", 12.0).off_screen(),
    Column::text("record", "证书、就业、补贴", 34.0).off_screen(),
    Column::number("record_counted", "该记录", 8.0).off_screen(),
    Column::text("reason", "原因", 40.0),
    Column::text("section", "手册", 7.0),
    Column::text("rows", "出处", 36.0),
];

/// The pages: what was asked, then the persons.
pub(super) fn pages<'a>(numbers: &'a [Explained], shown: &'a Shown<'a>) -> Vec<Page<'a>> {
    let lines = match numbers {
        [] => Vec::new(),
        some if some.len() <= MOST_SUMMARIES => some.iter().flat_map(summary).collect(),
        many => many.iter().map(headline).collect(),
    };
    let total = numbers.iter().flat_map(|number| &number.cases).map(|case| case.parts.len()).sum();
    let rows = numbers.iter().flat_map(move |number| rows(number, shown));
    let rows = Box::new(rows);
    vec![Page {
        name: "人员".to_owned(),
        lines,
        columns: COLUMNS,
        total,
        rows,
        screen: None,
        is_main: true,
    }]
}

/// Of more numbers than these only the numbers are summed up.
const MOST_SUMMARIES: usize = 8;

fn headline(number: &Explained) -> String {
    let question = &number.question;
    let (subject, window) = (subject(&question.subject), window(question.window));
    format!("{subject} {window} {}：{}", question.sought.label(), equation(number))
}

/// The number, and by which rules how many were left out.
fn summary(number: &Explained) -> Vec<String> {
    let mut lines = vec![headline(number)];
    let reasons = left_out(number);
    let left_out: u64 = reasons.iter().map(|(_, persons)| persons).sum();
    if left_out > 0 {
        lines.push(format!("没有计入的 {} 人：", grouped(left_out)));
    }
    let reason = |((section, text), persons): ((&str, String), u64)| {
        format!("  {} 人：{text}（手册 {section}）", grouped(persons))
    };
    lines.extend(reasons.into_iter().map(reason));
    if number.counted == 0 && !number.years.is_empty() {
        lines.push(format!("有数的年度：{}", number.years.join("、")));
    }
    for (code, rows) in &number.elsewhere {
        lines.push(format!(
            "  另有 {rows} 行退回（{} {}），不知属于哪个品牌或班级",
            code.name(),
            code.what()
        ));
    }
    lines
}

/// By which rules, each with its section, how many persons were left out; most first.
pub(super) fn left_out(number: &Explained) -> Vec<((&'static str, String), u64)> {
    let mut reasons: BTreeMap<(&'static str, String), u64> = BTreeMap::new();
    let mut rejected: BTreeMap<String, u64> = BTreeMap::new();
    for case in number.cases.iter().filter(|case| case.value == 0) {
        let Some(reason) = case.parts.first().map(|part| &part.reason) else { continue };
        if reason.rule == Rule::Rejected {
            let word = reason.word.as_deref().unwrap_or_default();
            *rejected.entry(word.split(' ').next().unwrap_or_default().to_owned()).or_default() +=
                1;
        } else {
            *reasons.entry((reason.rule.section(), kind(reason))).or_default() += 1;
        }
    }
    let of_rejected: u64 = rejected.values().sum();
    if of_rejected > 0 {
        let codes = rejected.iter().map(|(code, persons)| format!("{code} {persons}"));
        let codes = codes.collect::<Vec<_>>().join("、");
        let text = format!("证件号有误，所在的行已退回（{codes}）");
        reasons.insert((Rule::Rejected.section(), text), of_rejected);
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, persons)| std::cmp::Reverse(*persons));
    reasons
}

fn equation(number: &Explained) -> String {
    let counted = number.cases.iter().filter(|case| case.value > 0).count() as u64;
    let count = |count: i64| grouped(count.unsigned_abs());
    match (&number.question.sought, number.over) {
        (_, Some(over)) => format!(
            "{} ÷ {}（分子 {} 人，分母 {} 人）",
            count(number.counted),
            count(over),
            count(number.sum()),
            count(number.sum_over())
        ),
        _ if number.counted == number.sum() && number.counted.unsigned_abs() == counted => {
            format!("{} 人", grouped(counted))
        }
        _ => format!("{}（{} 人）", count(number.counted), grouped(counted)),
    }
}

/// What a reason says of many: without its days.
fn kind(reason: &Reason) -> String {
    let plain = Reason { day: None, limit: None, ..reason.clone() };
    let text = plain.text();
    ["（{limit}）", " {day} ", " {limit} ", " {limit}", "{day} ", "{day}"]
        .into_iter()
        .fold(text, |text, mark| text.replace(mark, ""))
}

/// 长春市 长春月嫂
pub(super) fn subject(subject: &Subject) -> String {
    let place = if subject.city.is_empty() { &subject.province } else { &subject.city };
    if subject.name.is_empty() { place.to_string() } else { format!("{place} {}", subject.name) }
}

/// 2024 年, or the days of another window.
pub(super) fn window(window: Window) -> String {
    match window.calendar_years() {
        Some(years) if years.start() == years.end() => format!("{} 年", years.start()),
        Some(years) => format!("{} 至 {} 年", years.start(), years.end()),
        None => format!("{} 至 {}", window.from, window.to),
    }
}

/// Who counts comes first, then those of the denominator; each with a number of its own.
pub(super) fn cases(number: &Explained) -> impl Iterator<Item = (usize, &Case)> {
    let rank = |case: &Case| if case.value > 0 { 0 } else { 2 - usize::from(case.over > 0) };
    let of_rank = move |wanted: usize| {
        let cases = (1..).zip(&number.cases);
        cases.filter(move |(_, case)| rank(case) == wanted)
    };
    (0..=2).flat_map(of_rank)
}

fn rows<'a>(number: &'a Explained, shown: &'a Shown<'a>) -> impl Iterator<Item = Vec<Cell>> + 'a {
    cases(number).flat_map(move |(person, case)| {
        let parts = case.parts.iter();
        parts.map(move |part| row(number, (person, case), part, shown))
    })
}

fn row(
    number: &Explained,
    (person, case): (usize, &Case),
    part: &CasePart,
    shown: &Shown<'_>,
) -> Vec<Cell> {
    let question = &number.question;
    let is_rate = matches!(question.sought, Sought::Figure(_, Some(_)));
    let person = i64::try_from(person).unwrap_or(i64::MAX);
    let over = if is_rate { Cell::Number(case.over) } else { Cell::of("") };
    let mut cells = vec![
        Cell::Word(question.sought.name(), question.sought.label().to_owned()),
        Cell::of(question.window.to_string()),
        Cell::Number(person),
        Cell::of(shown.number(&case.number)),
        Cell::of(case.name.to_string()),
        Cell::Number(case.value),
        over,
    ];
    cells.extend(shown.enrolment(part));
    cells.extend([
        Cell::Number(part.value),
        Cell::of(part.reason.text()),
        Cell::of(part.reason.rule.section()),
        shown.places(&part.rows),
    ]);
    cells
}

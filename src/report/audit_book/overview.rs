//! The sheets 概览 (counts by check, units with the most doubtful first) and 分项 (counts by unit and check).

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::{Columns, Formats, HEIGHT};
use crate::model::check::{Rule, Severity};
use crate::model::review::Review;
use crate::model::suspicion::{Audit, UnitAudit};
use crate::report::book::{self, Line};
use crate::report::suspicions::{Totals, sampled};

/// Two tables stand below each other; the second has a column more.
const CHECKS: Columns<10> = Columns {
    names: [
        "核查",
        "代码",
        "级别",
        "含义",
        "疑点",
        "涉及单位",
        "涉及人次",
        "涉及行",
        "涉及补贴（元）",
        "",
    ],
    widths: [24.0, 27.0, 8.0, 44.0, 9.0, 10.0, 10.0, 9.0, 16.0, 10.0],
};
const UNITS: [&str; 10] = [
    "上报单位",
    "省份",
    "名次",
    "疑点最多的核查",
    "疑点",
    "重点",
    "一般",
    "提示",
    "涉及补贴（元）",
    "占比",
];
const MATRIX: Columns<6> = Columns {
    names: ["名次", "省份", "上报单位", "核查", "级别", "疑点"],
    widths: [8.0, 14.0, 22.0, 34.0, 10.0, 10.0],
};

/// Adds the sheets.
pub(super) fn add(workbook: &mut Workbook, review: &Review) -> Result<(), XlsxError> {
    let audit = &review.audit;
    let sheet = workbook.add_worksheet().set_name("概览")?;
    book::landscape(sheet);
    CHECKS.title(sheet, "台账疑点核查", &remark(review))?;
    let row = checks(sheet, audit, 2)?;
    units(sheet, audit, row + 1)?;
    let sheet = workbook.add_worksheet().set_name("分项")?;
    book::landscape(sheet);
    matrix(sheet, audit)
}

/// What was looked at, and what it means to be listed.
fn remark(review: &Review) -> String {
    let audit = &review.audit;
    let severity = |wanted| audit.suspicions.iter().filter(|it| it.severity == wanted).count();
    let [high, medium, low] = Severity::ALL.map(severity);
    let mut remark = format!(
        "截止日期 {}    参训记录 {} 条    疑点 {} 项：重点 {high}，一般 {medium}，提示 {low}。\
         疑点是需要核实的情况，不是结论；请上报单位在“疑点”表的“单位说明”一栏逐项说明。",
        review.run.stamp.as_of,
        review.run.enrolments.total,
        audit.suspicions.len(),
    );
    if !audit.unchecked.is_empty() {
        let units: Vec<&str> = audit.unchecked.iter().map(|(_, unit)| &*unit.city).collect();
        let units = units.join("、");
        remark.push_str(
            "
台账中没有任何证书、未核查“有补贴无证书”的单位：",
        );
        remark.push_str(&units);
        remark.push('。');
    }
    if let Some(sample) = &audit.sample {
        remark.push('\n');
        remark.push_str(&sampled(sample));
    }
    remark
}

/// Counts by check; returns the next free row.
fn checks(sheet: &mut Worksheet, audit: &Audit, start: u32) -> Result<u32, XlsxError> {
    CHECKS.head(sheet, start)?;
    let formats = Formats::new();
    let mut row = start;
    for rule in audit.checks.rules() {
        row += 1;
        let total = Totals::of(audit, rule.check);
        let mut line = Line::new(sheet, row, &CHECKS.widths, HEIGHT);
        line.text(0, &rule.title, &formats.cell)?;
        line.text(1, rule.check.code(), &formats.cell)?;
        line.text(2, state(rule, audit), &formats.centred)?;
        line.text(3, &rule.meaning, &formats.cell)?;
        let units = audit.units.iter().filter(|unit| unit.checks.contains_key(&rule.check));
        let counts = [total.suspicions, units.count() as u64, total.persons, total.rows];
        for (column, count) in (4..).zip(counts) {
            line.number(column, count, &formats.count)?;
        }
        line.amount(8, total.amount.0, &formats.yuan)?;
        line.end()?;
    }
    Ok(row + 1)
}

fn state(rule: &Rule, audit: &Audit) -> &'static str {
    let setting = audit.checks.general(rule.check);
    if setting.enabled { setting.severity.label() } else { "不核查" }
}

/// Units with a suspicion, the most doubtful first.
fn units(sheet: &mut Worksheet, audit: &Audit, start: u32) -> Result<(), XlsxError> {
    let heading = book::heading();
    let mut line = Line::new(sheet, start, &CHECKS.widths, 24.0);
    for (column, name) in (0..).zip(UNITS) {
        line.text(column, name, &heading)?;
    }
    line.end()?;
    let formats = Formats::new();
    let percent = book::count().set_num_format("0.0%");
    for (rank, unit) in (1u32..).zip(&audit.units) {
        let mut line = Line::new(sheet, start + rank, &CHECKS.widths, HEIGHT);
        line.text(0, &unit.unit.city, &formats.cell)?;
        line.text(1, &unit.unit.province, &formats.cell)?;
        line.number(2, u64::from(rank), &formats.count)?;
        line.text(3, &most(unit, audit), &formats.cell)?;
        let [high, medium, low] = unit.severities;
        line.number(4, high + medium + low, &formats.count)?;
        line.number(5, high, &formats.count)?;
        line.number(6, medium, &formats.count)?;
        line.number(7, low, &formats.count)?;
        line.amount(8, unit.amount.0, &formats.yuan)?;
        line.decimal(9, share(unit), &percent)?;
        line.end()?;
    }
    let last = start + u32::try_from(audit.units.len()).unwrap_or_default() + 1;
    let note = "占比：涉及疑点的参训记录占该单位参训记录的比例。名次按重点、一般、提示疑点数依次比较。\
                涉及几个单位的疑点在每个单位都计。";
    sheet.merge_range(last, 0, last, CHECKS.last(), note, &book::plain())?;
    Ok(())
}

/// Of the enrolments of a unit those that are doubtful; drawn only, nothing is decided by it.
fn share(unit: &UnitAudit) -> f64 {
    let float = |count: u64| u32::try_from(count).map_or(f64::from(u32::MAX), f64::from);
    if unit.enrolments == 0 { 0.0 } else { float(unit.doubtful) / float(unit.enrolments) }
}

/// The checks with the most suspicions.
fn most(unit: &UnitAudit, audit: &Audit) -> String {
    const NAMED: usize = 3;
    let mut counts: Vec<_> = unit.checks.iter().collect();
    counts.sort_by_key(|(check, count)| (std::cmp::Reverse(**count), **check));
    let named = counts.iter().take(NAMED);
    let named = named.map(|(check, count)| format!("{} {count}", audit.checks.rule(**check).title));
    named.collect::<Vec<_>>().join("，")
}

fn matrix(sheet: &mut Worksheet, audit: &Audit) -> Result<(), XlsxError> {
    MATRIX.head(sheet, 0)?;
    book::stays(sheet, 0)?;
    let formats = Formats::new();
    let mut row = 0;
    for (rank, unit) in (1u64..).zip(&audit.units) {
        for (check, count) in &unit.checks {
            row += 1;
            let rule = audit.checks.rule(*check);
            let mut line = Line::new(sheet, row, &MATRIX.widths, HEIGHT);
            line.number(0, rank, &formats.count)?;
            line.text(1, &unit.unit.province, &formats.cell)?;
            line.text(2, &unit.unit.city, &formats.cell)?;
            line.text(3, &rule.title, &formats.cell)?;
            line.text(4, state(rule, audit), &formats.centred)?;
            line.number(5, *count, &formats.count)?;
            line.end()?;
        }
    }
    sheet.autofilter(0, 0, row, MATRIX.last())?;
    Ok(())
}

//! The last sheet of every workbook, 说明: with what data and rules it was made, so that it can be made again.
//!
//! Source: forms, first paragraph.

use rust_xlsxwriter::{FormatAlign, Workbook, Worksheet, XlsxError};

use super::{Line, cell, centred, count, heading, landscape, plain};
use crate::model::run::{REPORT, Run, Stamp};
use crate::model::source::FileKind;
use crate::report::wording;

const WIDTHS: [f64; 10] = [16.0, 42.0, 12.0, 11.0, 9.0, 9.0, 9.0, 9.0, 9.0, 36.0];
const FILE_HEADINGS: [&str; 10] = [
    "类型",
    "文件",
    "字节数",
    "编码",
    "读入",
    "采纳",
    "退回",
    "跳过",
    "合并",
    "内容哈希（BLAKE3）",
];
/// Columns that a policy's hash spans.
const HASH: (u16, u16) = (2, 8);
const HEIGHT: f64 = 18.0;
/// How many of the facts are about judging: version, data, report, as-of date, assessment year.
const OF_JUDGING: usize = 5;
/// What stands before the version of the store.
const STORE_VERSION: &str = "台账库版本";

/// Adds the sheet.
pub(super) fn add(workbook: &mut Workbook, run: &Run) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name("说明")?;
    landscape(sheet);
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let row = facts(sheet, run)?;
    let row = policies(sheet, run, row + 1)?;
    files(sheet, run, row + 1)
}

/// Version, dates and the account of rows; returns the next free row.
fn facts(sheet: &mut Worksheet, run: &Run) -> Result<u32, XlsxError> {
    let stamp = &run.stamp;
    let total = run.sources.total();
    let counts = &run.enrolments;
    let quarter = match stamp.month {
        Some(_) => String::new(),
        None => format!("{}年{}", stamp.quarter_year, wording::quarter(stamp.quarter.number())),
    };
    let facts = [
        ("工具版本", format!("taizhang {}", stamp.version)),
        (STORE_VERSION, store_version(stamp)),
        (REPORT, report_name(stamp)),
        ("截止日期", stamp.as_of.to_string()),
        match stamp.month {
            Some(month) => ("月报", month.in_chinese()),
            None => ("评定年度", stamp.year.to_string()),
        },
        ("调度表", quarter),
        (
            "行数核对",
            format!(
                "读入 {} ＝ 采纳 {} ＋ 退回 {} ＋ 跳过 {}",
                total.read,
                total.accepted,
                total.rejected_total(),
                total.skipped_total()
            ),
        ),
        ("记录核对", wording::accepted_rows(&total, counts.total)),
        (
            "参训人员",
            format!(
                "{} 人；无结业日期 {} 条，截止日期后结业 {} 条，未填基地 {} 条（另计）",
                counts.persons, counts.no_end_date, counts.not_ended, counts.without_base
            ),
        ),
    ];
    // Judged again from the counts of an earlier run: the rows are accounted for there.
    let from_counts = run.sources.files.iter().any(|file| file.kind == FileKind::Counts);
    let told = if from_counts { &facts[..OF_JUDGING] } else { &facts[..] };
    let mut row = 0;
    for (name, value) in told.iter().filter(|(_, value)| !value.is_empty()) {
        let mut line = Line::new(sheet, row, &WIDTHS, HEIGHT);
        line.text(0, name, &heading())?;
        line.overflowing(1, value, &plain())?;
        line.end()?;
        row += 1;
    }
    Ok(row)
}

fn store_version(stamp: &Stamp) -> String {
    match &stamp.store {
        None => "无（直接读取输入文件）".to_owned(),
        Some(store) => format!("{}（{}）", store.version, store.time),
    }
}

/// The name under which the store keeps what the report was made with.
fn report_name(stamp: &Stamp) -> String {
    let name = stamp.store.as_ref().and_then(|store| store.report.clone());
    name.unwrap_or_else(|| "无".to_owned())
}

fn policies(sheet: &mut Worksheet, run: &Run, start: u32) -> Result<u32, XlsxError> {
    if run.stamp.policies.is_empty() {
        return Ok(start);
    }
    let mut row = start;
    sheet.merge_range(row, HASH.0, row, HASH.1, "内容哈希（BLAKE3）", &heading())?;
    let mut line = Line::new(sheet, row, &WIDTHS, HEIGHT);
    line.text(0, "政策", &heading())?;
    line.text(1, "文件标题", &heading())?;
    line.end()?;
    for policy in &run.stamp.policies {
        row += 1;
        sheet.merge_range(row, HASH.0, row, HASH.1, &policy.hash, &cell())?;
        let mut line = Line::new(sheet, row, &WIDTHS, HEIGHT);
        line.text(0, &policy.id, &cell())?;
        line.text(1, &policy.title, &cell())?;
        line.end()?;
    }
    Ok(row + 1)
}

fn files(sheet: &mut Worksheet, run: &Run, start: u32) -> Result<(), XlsxError> {
    let mut line = Line::new(sheet, start, &WIDTHS, HEIGHT);
    for (column, name) in (0..).zip(FILE_HEADINGS) {
        line.text(column, name, &heading())?;
    }
    line.end()?;
    sheet.set_repeat_rows(start, start)?;
    let (cell, centred, count) = (cell(), centred(), count());
    let hash = cell.clone().set_font_size(8).set_align(FormatAlign::Left);
    for (file, row) in run.sources.files.iter().zip(start + 1..) {
        let kind = match file.kind {
            FileKind::Ledger => "台账",
            FileKind::Registry => "品牌库",
            FileKind::NameList => "人员名单",
            FileKind::Claims => "申报表",
            FileKind::Repairs => "更正清单",
            FileKind::Counts => "统计结果",
            FileKind::Unusable => "未能处理",
        };
        let mut line = Line::new(sheet, row, &WIDTHS, HEIGHT);
        line.text(0, kind, &centred)?;
        line.text(1, &file.path, &cell)?;
        line.number(2, file.size, &count)?;
        line.text(3, &file.encoding, &centred)?;
        let rows = &file.rows;
        let counts =
            [rows.read, rows.accepted, rows.rejected_total(), rows.skipped_total(), rows.merged];
        for (column, value) in (4..).zip(counts) {
            line.number(column, value, &count)?;
        }
        line.text(9, &file.hash, &hash)?;
        line.end()?;
    }
    Ok(())
}

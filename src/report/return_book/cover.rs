//! The first sheet of a return workbook: how many rows came back for which reason, and how to send them in again.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{FormatAlign, Workbook, Worksheet, XlsxError};

use super::Context;
use super::problems::{self, advice};
use crate::model::finding::{Code, RowRef};
use crate::model::return_book::COVER_TITLE;
use crate::model::run::REPORT;
use crate::report::book::{self, Line};

/// Name of the sheet.
pub(super) const NAME: &str = "退回说明";

const WIDTHS: [f64; 4] = [44.0, 9.0, 44.0, 44.0];
const LAST: u16 = 3;
const HEADINGS: [&str; 4] = ["退回原因和其他问题（一行可有几条）", "行数", "常见成因", "怎么改"];
const HEIGHT: f64 = 20.0;
const STEPS: [&str; 4] = [
    "1. 后面各表的列次序与原文件相同，只列退回的行。红色的格子是退回的原因，橙色的格子读不出或有矛盾，右侧逐条写明原因和建议。",
    "2. 核对证件或原始材料后，直接在这些格子里更正。身份证号的格子已设为文本，完整录入即可；没有核实的行保留原样。",
    "3. 不要增删列，不要改动“来源”列：程序凭它找到原来的行。不需要再报的行可以整行删去。",
    "4. 另存到报送文件夹（文件名可改），与原文件一起或单独汇总，不需要任何选项；更正的行代替原来的行，没有更正的行会再次退回。",
];

/// Adds the sheet.
pub(super) fn add(
    workbook: &mut Workbook,
    context: &Context<'_>,
    name: &str,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name(name)?;
    book::landscape(sheet);
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    sheet.merge_range(0, 0, 0, LAST, COVER_TITLE, &book::title())?;
    sheet.set_row_height(0, 36)?;
    let row = facts(sheet, context)?;
    let row = reasons(sheet, context, row + 1)?;
    steps(sheet, row + 1)
}

/// Whose rows, from which file, as of when; returns the next free row.
fn facts(sheet: &mut Worksheet, context: &Context<'_>) -> Result<u32, XlsxError> {
    let run = context.run;
    let file = run.sources.files.get(context.book.file as usize);
    let (path, hash) = file.map_or(("", ""), |file| (file.path.as_str(), file.hash.as_str()));
    let listed = context.book.rows().count();
    let rows = match context.book.left_out {
        0 => format!("退回行数：{listed}"),
        more => format!("退回行数：{listed}；另有 {more} 行未列，待这些改好交回后再列"),
    };
    let facts = [
        format!("退回单位：{}", context.unit()),
        format!("原文件：{path}"),
        rows,
        format!("截止日期：{}　工具版本：taizhang {}", run.stamp.as_of, run.stamp.version),
        format!("原文件内容哈希（BLAKE3）：{hash}"),
    ];
    // Without a store it says nothing: there is nothing to make it again from.
    let made_from = run.stamp.store.iter().flat_map(|store| {
        let report = store.report.as_ref().map(|name| format!("{REPORT}：{name}"));
        [Some(format!("台账库版本：{}（{}）", store.version, store.time)), report]
    });
    let facts = facts.into_iter().chain(made_from.flatten());
    let mut row = 1;
    for fact in facts {
        let mut line = Line::new(sheet, row, &WIDTHS, HEIGHT);
        line.overflowing(0, &fact, &book::plain())?;
        line.end()?;
        row += 1;
    }
    Ok(row)
}

/// One line a reason; returns the next free row.
fn reasons(sheet: &mut Worksheet, context: &Context<'_>, start: u32) -> Result<u32, XlsxError> {
    let mut counts: BTreeMap<Code, u64> = BTreeMap::new();
    for (sheet, row) in context.book.rows() {
        let problems = problems::of(context, row, RowRef { sheet, row: row.row });
        let codes: BTreeSet<Code> = problems.iter().map(|problem| problem.code).collect();
        for code in codes {
            *counts.entry(code).or_default() += 1;
        }
    }
    let mut line = Line::new(sheet, start, &WIDTHS, HEIGHT);
    for (column, heading) in (0..).zip(HEADINGS) {
        line.text(column, heading, &book::heading())?;
    }
    line.end()?;
    let (cell, count) = (book::cell(), book::count());
    let mut row = start + 1;
    for (code, rows) in counts {
        let mut line = Line::new(sheet, row, &WIDTHS, HEIGHT);
        line.text(0, code.what(), &cell)?;
        line.number(1, rows, &count)?;
        line.text(2, code.cause(), &cell)?;
        line.text(3, advice(code), &cell)?;
        line.end()?;
        row += 1;
    }
    Ok(row)
}

fn steps(sheet: &mut Worksheet, start: u32) -> Result<(), XlsxError> {
    let width: f64 = WIDTHS.iter().sum();
    let format = book::plain().set_text_wrap().set_align(FormatAlign::VerticalCenter);
    for (row, step) in (start..).zip(STEPS) {
        sheet.merge_range(row, 0, row, LAST, step, &format)?;
        sheet.set_row_height(row, book::height(step, width).max(HEIGHT))?;
    }
    Ok(())
}

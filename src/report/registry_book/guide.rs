//! The sheet 填写说明: how to fill in, every column, and the conditions that ask for a paper.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet};

use super::layout::Layout;
use super::{Fault, Line, book};
use crate::model::registry::GUIDE_TITLE;
use crate::model::registry::choices::Choices;

/// Name of the sheet.
const NAME: &str = "填写说明";
const WIDTHS: [f64; 4] = [26.0, 26.0, 8.0, 66.0];
const LAST: u16 = 3;
const HEIGHT: f64 = 18.0;
/// The column that conditions stand in.
const CONDITION: &str = "B";

/// Adds the sheet; returns the range of the conditions, empty when there is none.
pub(super) fn add(
    sheet: &mut Worksheet,
    layout: &Layout,
    choices: &Choices,
) -> Result<String, Fault> {
    sheet.set_name(NAME)?;
    book::landscape(sheet);
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    sheet.merge_range(0, 0, 0, LAST, GUIDE_TITLE, &book::title())?;
    sheet.set_row_height(0, 32)?;
    let mut row = 1;
    let width: f64 = WIDTHS.iter().sum();
    let prose = book::plain().set_text_wrap().set_align(FormatAlign::Left);
    for rule in &layout.rules {
        sheet.merge_range(row, 0, row, LAST, rule, &prose)?;
        sheet.set_row_height(row, book::height(rule, width))?;
        row += 1;
    }
    row = columns(sheet, layout, row + 1)?;
    conditions(sheet, choices, row + 1)
}

/// Every column of every sheet; returns the next free row.
fn columns(sheet: &mut Worksheet, layout: &Layout, start: u32) -> Result<u32, Fault> {
    head(sheet, start, ["工作表", "列", "必填", "怎么填"])?;
    let (cell, centred) = (book::cell(), book::centred());
    let mut row = start + 1;
    for page in &layout.sheets {
        let sheet_name = book::cell().set_bold();
        table_row(
            sheet,
            row,
            [(&page.name, &sheet_name), ("", &cell), ("", &centred), (&page.about, &sheet_name)],
        )?;
        row += 1;
        for column in &page.columns {
            let required = if column.required { "是" } else { "" };
            let cells = [
                (page.name.as_str(), &cell),
                (&column.header, &cell),
                (required, &centred),
                (&column.note, &cell),
            ];
            table_row(sheet, row, cells)?;
            row += 1;
        }
    }
    Ok(row)
}

/// The conditions that ask for a paper.
fn conditions(sheet: &mut Worksheet, choices: &Choices, start: u32) -> Result<String, Fault> {
    if choices.papers.is_empty() {
        return Ok(String::new());
    }
    head(sheet, start, ["文件", "条件编号", "", "要证明什么"])?;
    let cell = book::cell();
    for (row, paper) in (start + 1..).zip(&choices.papers) {
        let cells = [
            (paper.document.as_str(), &cell),
            (&paper.condition, &cell),
            ("", &cell),
            (&paper.what, &cell),
        ];
        table_row(sheet, row, cells)?;
    }
    let last = start + 1 + u32::try_from(choices.papers.len()).unwrap_or(u32::MAX - start - 1);
    // Rows count from 1 in a range.
    Ok(format!("='{NAME}'!${CONDITION}${}:${CONDITION}${last}", start + 2))
}

fn head(sheet: &mut Worksheet, row: u32, names: [&str; 4]) -> Result<(), Fault> {
    let format = book::heading();
    table_row(sheet, row, names.map(|name| (name, &format)))
}

fn table_row(sheet: &mut Worksheet, row: u32, cells: [(&str, &Format); 4]) -> Result<(), Fault> {
    let mut line = Line::new(sheet, row, &WIDTHS, HEIGHT);
    for (column, (text, format)) in (0..).zip(cells) {
        line.text(column, text, format)?;
    }
    line.end()?;
    Ok(())
}

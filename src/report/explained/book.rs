//! An answer as a workbook: a sheet a page, at last the sheet 说明.

use std::fs::File;
use std::io::BufWriter;

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::page::{Cell, Page};
use crate::model::run::Run;
use crate::report::book::{self, Line};
use crate::report::error::Fault;
use crate::report::text_table::Align;

const HEIGHT: f64 = 18.0;
const HEAD_HEIGHT: f64 = 24.0;
/// A sheet has no more rows.
const MOST_ROWS: usize = 1_048_000;

/// Writes the workbook.
pub(super) fn write(
    out: &mut BufWriter<File>,
    pages: Vec<Page<'_>>,
    run: &Run,
) -> Result<(), Fault> {
    let mut workbook = Workbook::new();
    for page in pages {
        let sheet = workbook.add_worksheet().set_name(&page.name)?;
        fill(sheet, page)?;
    }
    book::save(workbook, "数字的来历", run, out)
}

fn fill(sheet: &mut Worksheet, page: Page<'_>) -> Result<(), XlsxError> {
    book::landscape(sheet);
    let widths: Vec<f64> = page.columns.iter().map(|column| column.width).collect();
    for (column, width) in (0..).zip(&widths) {
        sheet.set_column_width(column, *width)?;
    }
    let mut row = 0;
    let cut = (page.total > MOST_ROWS)
        .then(|| format!("共 {} 行，这里只列前 {MOST_ROWS} 行；写成 .csv 则是全部", page.total));
    for text in page.lines.iter().chain(&cut) {
        let mut line = Line::new(sheet, row, &widths, HEIGHT);
        line.overflowing(0, text, &book::plain())?;
        line.end()?;
        row += 1;
    }
    if page.total == 0 {
        return Ok(());
    }
    let head = row;
    let mut line = Line::new(sheet, head, &widths, HEAD_HEIGHT);
    for (column, of) in (0..).zip(page.columns) {
        line.text(column, of.heading, &book::heading())?;
    }
    line.end()?;
    book::stays(sheet, head)?;
    let (text, count) = (book::cell(), book::count());
    for cells in page.rows.take(MOST_ROWS) {
        row += 1;
        let mut line = Line::new(sheet, row, &widths, HEIGHT);
        for ((column, cell), of) in (0..).zip(&cells).zip(page.columns) {
            match cell {
                Cell::Number(number) if *number >= 0 && of.align == Align::Right => {
                    line.number(column, number.unsigned_abs(), &count)?;
                }
                Cell::Number(number) if i32::try_from(*number).is_ok() => {
                    let small = i32::try_from(*number).unwrap_or_default();
                    line.decimal(column, f64::from(small), &count)?;
                }
                cell => line.text(column, &cell.whole(), &text)?,
            }
        }
        line.end()?;
    }
    let last = u16::try_from(page.columns.len().saturating_sub(1)).unwrap_or_default();
    sheet.autofilter(head, 0, row, last)?;
    Ok(())
}

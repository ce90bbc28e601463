//! `疑点.xlsx`: what the integrity checks found, counted (概览, 分项), row by row with room for the unit's answer (疑点),
//! a sample for field audits (抽查), and the checks as they were in force (核查规则).

mod list;
mod overview;
mod rules;
mod sample;

use std::fs::File;
use std::io::BufWriter;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::book::{self, Line};
use super::error::Fault;
use super::mask::Mask;
use crate::model::review::Review;

/// Writes the workbook.
pub(super) fn write(out: &mut BufWriter<File>, review: &Review, mask: Mask) -> Result<(), Fault> {
    let mut workbook = Workbook::new();
    overview::add(&mut workbook, review)?;
    list::add(&mut workbook, review, mask)?;
    sample::add(&mut workbook, review, mask)?;
    rules::add(&mut workbook, &review.audit)?;
    book::save(workbook, "台账疑点核查", &review.run, out)
}

/// Least height of a line of a table.
const HEIGHT: f64 = 18.0;

/// Headings and widths of a table's columns.
struct Columns<const N: usize> {
    names: [&'static str; N],
    widths: [f64; N],
}

impl<const N: usize> Columns<N> {
    /// The last column.
    fn last(&self) -> u16 {
        u16::try_from(self.names.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    /// Widths and headings.
    fn head(&self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        for (column, width) in (0..).zip(self.widths) {
            sheet.set_column_width(column, width)?;
        }
        let format = book::heading();
        let mut line = Line::new(sheet, row, &self.widths, 24.0);
        for (column, name) in (0..).zip(self.names).filter(|(_, name)| !name.is_empty()) {
            line.text(column, name, &format)?;
        }
        line.end()
    }

    /// A title over the columns, a remark below it.
    fn title(&self, sheet: &mut Worksheet, title: &str, remark: &str) -> Result<(), XlsxError> {
        sheet.merge_range(0, 0, 0, self.last(), title, &book::title())?;
        sheet.set_row_height(0, 30)?;
        let format = book::plain().set_text_wrap();
        sheet.merge_range(1, 0, 1, self.last(), remark, &format)?;
        sheet.set_row_height(1, book::height(remark, self.widths.iter().sum()).max(20.0))?;
        Ok(())
    }
}

/// The formats of a table's cells, made once.
struct Formats {
    cell: Format,
    centred: Format,
    count: Format,
    yuan: Format,
    reply: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            cell: book::cell(),
            centred: book::centred(),
            count: book::count(),
            yuan: book::yuan(),
            reply: book::cell().set_background_color(0x00FF_FBE6),
        }
    }
}

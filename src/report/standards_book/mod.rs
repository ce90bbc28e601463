//! `达标.xlsx`: what was judged (总览), by which condition and figure (明细), what follows besides (年度评估, 提示, 日程),
//! with what data (说明).

mod detail;
mod further;
mod overview;

use std::fs::File;
use std::io::BufWriter;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::book::{self, Line};
use super::error::Fault;
use super::judged::gather;
use crate::model::run::Run;
use crate::model::verdict::Outcome;

/// Writes the workbook.
pub(super) fn write(out: &mut BufWriter<File>, run: &Run) -> Result<(), Fault> {
    let judged = gather(&run.judgement.verdicts);
    let mut workbook = Workbook::new();
    overview::add(&mut workbook, run, &judged)?;
    detail::add(&mut workbook, run)?;
    further::add(&mut workbook, run)?;
    book::save(workbook, "劳务品牌与培训基地达标情况", run, out)
}

/// Headings and widths of a table's columns.
struct Columns<const N: usize> {
    names: [&'static str; N],
    widths: [f64; N],
}

/// Least height of a line of a table.
const HEIGHT: f64 = 18.0;

impl<const N: usize> Columns<N> {
    /// Sets widths and headings; the header stays in sight, and on every printed page.
    fn head(&self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        let format = book::heading();
        for (column, width) in (0..).zip(self.widths) {
            sheet.set_column_width(column, width)?;
        }
        let mut line = Line::new(sheet, row, &self.widths, 24.0);
        for (column, name) in (0..).zip(self.names) {
            line.text(column, name, &format)?;
        }
        line.end()?;
        book::stays(sheet, row)?;
        Ok(())
    }
}

/// The formats of a table's rows, made once.
struct Formats {
    cell: Format,
    centred: Format,
    count: Format,
    pass: Format,
    fail: Format,
    pending: Format,
    manual: Format,
}

impl Formats {
    /// Of rows about a subject as a whole, which stand out among those of its conditions.
    fn of_whole() -> Self {
        let shade = |format: Format| format.set_bold().set_background_color(0x00F2_F2F2);
        let plain = Self::new();
        Self {
            cell: shade(plain.cell),
            centred: shade(plain.centred),
            count: shade(plain.count),
            ..plain
        }
    }

    fn new() -> Self {
        let result = |ink: u32, paper: u32| {
            book::centred().set_bold().set_font_color(ink).set_background_color(paper)
        };
        Self {
            cell: book::cell(),
            centred: book::centred(),
            count: book::count(),
            pass: result(0x0000_6100, 0x00C6_EFCE),
            fail: result(0x009C_0006, 0x00FF_C7CE),
            pending: result(0x007F_6000, 0x00FF_EB9C),
            manual: result(0x001F_4E79, 0x00BD_D7EE),
        }
    }

    fn result(&self, result: Outcome) -> &Format {
        match result {
            Outcome::Pass => &self.pass,
            Outcome::Fail => &self.fail,
            Outcome::Pending => &self.pending,
            Outcome::Manual => &self.manual,
        }
    }
}

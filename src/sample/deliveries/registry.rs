//! `品牌库.xlsx`: what the policies must know of brands and bases beyond the ledgers.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::super::SampleError;
use super::super::sink::dated_properties;
use super::super::vocab::lines;

pub(super) fn write(path: &Path) -> Result<(), SampleError> {
    let wrap = |source| SampleError::workbook(path, source);
    let mut book = Workbook::new();
    book.set_properties(&dated_properties().map_err(wrap)?);
    book.push_worksheet(sheet().map_err(wrap)?);
    book.save(path).map_err(wrap)
}

fn sheet() -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name("品牌库")?;
    let bold = Format::new().set_bold();
    let plain = Format::new();
    let entries = include_str!("../../../schemas/sample/registry.csv");
    for (line, entry) in (0u32..).zip(lines(entries)) {
        let format = if line == 0 { &bold } else { &plain };
        for (column, cell) in (0u16..).zip(entry.split(',')).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string_with_format(line, column, cell, format)?;
        }
    }
    Ok(sheet)
}

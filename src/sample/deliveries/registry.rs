//! `品牌库.xlsx`: what the policies must know of brands and bases beyond the ledgers.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::super::sink::dated_properties;
use super::super::vocab::lines;
use super::super::{SampleError, SampleFile};
use super::cohort::Maker;

/// Its sheets.
const SHEETS: [(&str, &str); 4] = [
    ("品牌库", include_str!("../../../schemas/sample/registry.csv")),
    ("双品牌关联", include_str!("../../../schemas/sample/registry_links.csv")),
    ("放宽", include_str!("../../../schemas/sample/registry_relaxations.csv")),
    ("申报数", include_str!("../../../schemas/sample/registry_declared.csv")),
];

pub(super) fn write(path: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let wrap = |source| SampleError::workbook(path, source);
    let mut book = Workbook::new();
    book.set_properties(&dated_properties().map_err(wrap)?);
    for (name, rows) in SHEETS {
        book.push_worksheet(sheet(name, rows).map_err(wrap)?);
    }
    book.save(path).map_err(wrap)?;
    let rows = SHEETS.iter().map(|(_, rows)| lines(rows).skip(1).count()).sum();
    maker.written.push(SampleFile { path: path.to_owned(), rows });
    Ok(())
}

fn sheet(name: &str, rows: &'static str) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    let bold = Format::new().set_bold();
    let plain = Format::new();
    for (line, entry) in (0u32..).zip(lines(rows)) {
        let format = if line == 0 { &bold } else { &plain };
        for (column, cell) in (0u16..).zip(entry.split(',')).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string_with_format(line, column, cell, format)?;
        }
    }
    Ok(sheet)
}

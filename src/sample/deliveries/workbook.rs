//! Pages as sheets of a workbook, with what only workbooks have: typed cells, merged cells, hidden sheets.

use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::super::day::Day;
use super::super::dirt::is_valid;
use super::super::row::{Column, DATES};
use super::super::sink::dated_properties;
use super::super::{SampleError, SampleFile};
use super::cohort::Maker;
use super::layout::split_header;
use super::page::Page;

/// How a page becomes a sheet.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SheetForm {
    /// Dates and amounts as numbers, and IDs that a spreadsheet has damaged as such.
    pub(super) typed: bool,
    /// Parent names merged over their columns.
    pub(super) two_row_header: bool,
    /// Class columns merged over the rows of a class.
    pub(super) merged_classes: bool,
}

pub(super) fn save(
    path: &Path,
    sheets: &[(&str, &Page, SheetForm)],
    maker: &mut Maker,
) -> Result<(), SampleError> {
    let wrap = |source| SampleError::workbook(path, source);
    let mut book = Workbook::new();
    book.set_properties(&dated_properties().map_err(wrap)?);
    for (name, page, form) in sheets {
        let mut sheet = Worksheet::new();
        sheet.set_name(*name).map_err(wrap)?;
        fill(&mut sheet, page, *form).map_err(wrap)?;
        book.push_worksheet(sheet);
    }
    if sheets.len() > 1 {
        book.push_worksheet(dictionary().map_err(wrap)?);
    }
    book.save(path).map_err(wrap)?;
    let rows = sheets.iter().map(|(_, page, _)| page.lines.len()).sum();
    maker.written.push(SampleFile { path: path.to_owned(), rows });
    Ok(())
}

fn fill(sheet: &mut Worksheet, page: &Page, form: SheetForm) -> Result<(), XlsxError> {
    let last = (page.layout.len().max(1) - 1) as u16;
    let centred =
        Format::new().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    let mut at = 0;
    for line in &page.above {
        if at == 0 {
            sheet.merge_range(0, 0, 0, last, line, &centred)?;
        } else {
            sheet.write_string(at, 0, line)?;
        }
        at += 1;
    }
    at = header(sheet, page, form, at, &centred)?;
    let first = at;
    let day = Format::new().set_num_format("yyyy-mm-dd");
    // Built-in format 31, which a Chinese Excel shows as 2025年9月30日.
    let chinese_day = Format::new().set_num_format_index(31);
    for line in &page.lines {
        for (column, (cell, (kind, _))) in (0u16..).zip(line.iter().zip(&page.layout)) {
            let format = if *kind == Column::EmployedOn { &chinese_day } else { &day };
            match number(cell, *kind).filter(|_| form.typed) {
                Some(number) if DATES.contains(kind) => {
                    sheet.write_number_with_format(at, column, number, format)?
                }
                Some(number) => sheet.write_number(at, column, number)?,
                None if cell.is_empty() => continue,
                None => sheet.write_string(at, column, cell)?,
            };
        }
        at += 1;
    }
    if form.merged_classes { merge_classes(sheet, page, first, &centred) } else { Ok(()) }
}

/// The number that a typed cell holds; `None` for text.
fn number(cell: &str, kind: Column) -> Option<f64> {
    match kind {
        Column::Amount => cell.parse::<u32>().ok().map(f64::from),
        Column::Id if cell.ends_with("000") && !is_valid(cell) => cell.parse().ok(),
        Column::Id if cell.contains("E+") => cell.parse().ok(),
        _ if DATES.contains(&kind) => Day::parse(cell).map(|day| f64::from(day.serial())),
        _ => None,
    }
}

/// Writes the header; the first line below it.
fn header(
    sheet: &mut Worksheet,
    page: &Page,
    form: SheetForm,
    at: u32,
    centred: &Format,
) -> Result<u32, XlsxError> {
    if !form.two_row_header {
        for (column, (_, header)) in (0u16..).zip(&page.layout) {
            sheet.write_string_with_format(at, column, *header, centred)?;
        }
        return Ok(at + 1);
    }
    let split: Vec<_> =
        page.layout.iter().map(|(_, header)| (*header, split_header(header))).collect();
    let mut column = 0u16;
    while let Some((header, parts)) = split.get(usize::from(column)) {
        let Some((parent, _)) = parts else {
            sheet.merge_range(at, column, at + 1, column, header, centred)?;
            column += 1;
            continue;
        };
        let from = column;
        while let Some((_, Some((same, child)))) = split.get(usize::from(column))
            && same == parent
        {
            sheet.write_string_with_format(at + 1, column, *child, centred)?;
            column += 1;
        }
        if column - from > 1 {
            sheet.merge_range(at, from, at, column - 1, parent, centred)?;
        } else {
            sheet.write_string_with_format(at, from, *parent, centred)?;
        }
    }
    Ok(at + 2)
}

/// Merges base, class number and dates over rows that follow each other and agree in them.
fn merge_classes(
    sheet: &mut Worksheet,
    page: &Page,
    first: u32,
    centred: &Format,
) -> Result<(), XlsxError> {
    let class_columns = [Column::Base, Column::ClassNo, Column::Start, Column::End];
    for (column, _) in
        page.layout.iter().enumerate().filter(|(_, (kind, _))| class_columns.contains(kind))
    {
        let mut from = 0;
        while from < page.lines.len() {
            let cell = page.lines[from].get(column);
            let run = page.lines[from..]
                .iter()
                .take_while(|line| line.get(column) == cell)
                .count()
                .max(1);
            if run > 1
                && let Some(text) = cell.filter(|text| !text.is_empty())
            {
                let (top, bottom) = (first + from as u32, first + (from + run) as u32 - 1);
                sheet.merge_range(top, column as u16, bottom, column as u16, text, centred)?;
            }
            from += run;
        }
    }
    Ok(())
}

/// The hidden sheet of drop-down words that forms carry; it is no ledger.
fn dictionary() -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name("字典")?;
    for (line, word) in
        (0u32..).zip(["姓名", "身份证号", "是", "否", "职业技能等级证书", "专项职业能力证书"])
    {
        sheet.write_string(line, 0, word)?;
    }
    sheet.set_hidden(true);
    Ok(sheet)
}

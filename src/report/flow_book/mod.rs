//! `调度表-<unit>-<year>Q<q>.xlsx`: the quarterly scheduling table of a reporting unit or province.
//!
//! Source: Jilin 2021-34 附件2 (title, headings and signature line are the form's own); forms.

mod form;
mod lines;

use std::fs::File;
use std::io::BufWriter;

use rust_xlsxwriter::Workbook;

use super::book;
use super::error::Fault;
use crate::model::flow::FlowTable;
use crate::model::run::Run;

/// What the names of all of them begin with.
pub(super) const PREFIX: &str = "调度表-";

/// The name of the file.
pub(super) fn file_name(table: &FlowTable, run: &Run) -> String {
    let unit: String = unit(table).chars().map(plain_character).collect();
    format!("{PREFIX}{unit}-{}Q{}.xlsx", run.stamp.quarter_year, run.stamp.quarter.number())
}

/// Writes the workbook.
pub(super) fn write(out: &mut BufWriter<File>, run: &Run, table: &FlowTable) -> Result<(), Fault> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("调度表")?;
    form::head(sheet, run, table)?;
    let next = lines::write(sheet, table)?;
    form::foot(sheet, run, table, next)?;
    book::save(workbook, &form::title(run), run, out)
}

/// The unit that reports: the province itself for its own table.
fn unit(table: &FlowTable) -> &str {
    table.unit.as_deref().unwrap_or(&table.province)
}

/// What some system does not allow in a file name becomes `_`.
pub(super) fn plain_character(c: char) -> char {
    if c.is_control() || "\\/:*?\"<>|".contains(c) { '_' } else { c }
}

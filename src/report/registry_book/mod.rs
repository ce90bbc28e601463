//! The empty workbook of a brand registry: sheets with headers, remarks and choices, and 填写说明.

mod guide;
mod layout;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, Formula, Note,
    Workbook, Worksheet, XlsxError,
};

use self::layout::{Layout, Offered, Sheet, SheetColumn};
use super::book::{self, Line};
use super::error::Fault;
use crate::model::registry::choices::Choices;
use crate::model::registry::columns::Columns;

/// Rows below a header that have choices and formats.
const ROWS: u32 = 2000;
/// Where a list of choices stands within a cell's rule, programs read no more.
const LONGEST_LIST: usize = 255;

/// Writes the template into a new file.
///
/// # Errors
/// When there is such a file already, or it cannot be written.
pub fn write_registry_template(
    path: &Path,
    choices: &Choices,
    columns: &Columns,
) -> Result<(), Fault> {
    let bytes = render(choices, columns)?;
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(&bytes)?;
    Ok(())
}

fn render(choices: &Choices, columns: &Columns) -> Result<Vec<u8>, Fault> {
    let layout = Layout::shipped()?;
    let mut workbook = Workbook::new();
    let conditions = guide::add(workbook.add_worksheet(), &layout, choices)?;
    for sheet in &layout.sheets {
        let page = Page { layout: &layout, sheet, choices, columns, conditions: &conditions };
        page.add(workbook.add_worksheet())?;
    }
    workbook.set_properties(&properties()?);
    Ok(workbook.save_to_buffer()?)
}

/// The same policies give the same bytes: the day of creation is that of the first layout.
fn properties() -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new()
        .set_title("重点劳务品牌资源库")
        .set_author(format!("taizhang {}", env!("CARGO_PKG_VERSION")))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?))
}

/// One sheet to be filled in.
struct Page<'a> {
    layout: &'a Layout,
    sheet: &'a Sheet,
    choices: &'a Choices,
    columns: &'a Columns,
    /// Where the conditions are listed.
    conditions: &'a str,
}

impl Page<'_> {
    fn add(&self, sheet: &mut Worksheet) -> Result<(), Fault> {
        sheet.set_name(&self.sheet.name)?;
        book::landscape(sheet);
        book::stays(sheet, 0)?;
        let widths: Vec<f64> = self.sheet.columns.iter().map(|column| column.width).collect();
        let mut line = Line::new(sheet, 0, &widths, 30.0);
        for (at, column) in (0..).zip(&self.sheet.columns) {
            line.text(at, &title(column), &heading(column))?;
        }
        line.end()?;
        for (at, column) in (0..).zip(&self.sheet.columns) {
            sheet.set_column_width(at, column.width)?;
            sheet.set_column_format(at, &cell(column))?;
            let note = Note::new(&column.note).add_author_prefix(false).set_width(220);
            sheet.insert_note(0, at, &note)?;
            self.offer(sheet, at, column)?;
        }
        Ok(())
    }

    /// The choices of a column; other words are possible after a question.
    fn offer(&self, sheet: &mut Worksheet, at: u16, column: &SheetColumn) -> Result<(), Fault> {
        let rule = DataValidation::new();
        let rule = match self.layout.offered(column, self.choices, self.columns) {
            Offered::Anything => return Ok(()),
            Offered::Conditions if self.conditions.is_empty() => return Ok(()),
            Offered::Conditions => rule.allow_list_formula(Formula::new(self.conditions)),
            Offered::Words(words) if words.join(",").chars().count() > LONGEST_LIST => {
                return Ok(());
            }
            Offered::Words(words) => rule.allow_list_strings(&words)?,
        };
        let rule = rule
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title("不在可选之列")?
            .set_error_message("一般从下拉中选。仍要这样填写吗？")?;
        sheet.add_data_validation(1, at, ROWS, at, &rule)?;
        Ok(())
    }
}

fn title(column: &SheetColumn) -> String {
    if column.required { format!("*{}", column.header) } else { column.header.clone() }
}

fn heading(column: &SheetColumn) -> Format {
    const REQUIRED: u32 = 0x00FC_E4D6;
    let format = book::heading();
    if column.required { format.set_background_color(REQUIRED) } else { format }
}

fn cell(column: &SheetColumn) -> Format {
    let format = book::cell();
    if column.date { format.set_num_format("yyyy-mm-dd") } else { format }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_of_the_template_is_one_that_is_read() {
        let (layout, columns) =
            (Layout::shipped().expect("data"), Columns::shipped().expect("data"));
        for sheet in &layout.sheets {
            let headers: Vec<String> = sheet.columns.iter().map(title).collect();
            for header in &headers {
                assert!(columns.column(header).is_some(), "{}: {header}", sheet.name);
            }
        }
    }

    #[test]
    fn the_same_choices_give_the_same_bytes() {
        let columns = Columns::shipped().expect("data");
        let choices = Choices::of(&crate::model::policy::shipped().expect("shipped"));
        let once = render(&choices, &columns).expect("a workbook");
        assert!(once == render(&choices, &columns).expect("a workbook"));
        assert!(render(&Choices::default(), &columns).is_ok(), "no policies, no choices");
    }
}

//! What all workbooks share: fonts, page set-up, cells that hold text as text, the sheet 说明.

mod line;
mod stamp_sheet;

use std::fs::File;
use std::io::BufWriter;

use chrono::Datelike;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

pub(super) use line::{Line, clip, height};

use super::error::Fault;
use crate::model::run::{Run, Stamp};

/// The font of forms.
const FONT: &str = "宋体";
/// A4 in the numbering of spreadsheets.
const A4: u8 = 9;
/// Least height of a row of headings.
const HEAD_HEIGHT: f64 = 24.0;

/// Finishes a workbook: its sheet 说明, its properties; writes it.
pub(super) fn save(
    mut workbook: Workbook,
    title: &str,
    run: &Run,
    out: &mut BufWriter<File>,
) -> Result<(), Fault> {
    stamp_sheet::add(&mut workbook, run)?;
    workbook.set_properties(&properties(title, &run.stamp)?);
    workbook.save_to_writer(out)?;
    Ok(())
}

/// The creation date is the as-of date: the same run gives the same bytes.
pub(super) fn properties(title: &str, stamp: &Stamp) -> Result<DocProperties, XlsxError> {
    let day = stamp.as_of;
    let year = u16::try_from(day.year()).unwrap_or(1900);
    let number = |number: u32| u8::try_from(number).unwrap_or(1);
    let created = ExcelDateTime::from_ymd(year, number(day.month()), number(day.day()))?;
    Ok(DocProperties::new()
        .set_title(title)
        .set_author(format!("taizhang {}", stamp.version))
        .set_creation_datetime(&created))
}

/// Text in the form's font.
pub(super) fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter)
}

/// A cell of a table: bordered, text left and wrapped.
pub(super) fn cell() -> Format {
    bordered().set_align(FormatAlign::Left).set_indent(1)
}

/// A cell of a table in the middle of its column.
pub(super) fn centred() -> Format {
    bordered().set_align(FormatAlign::Center)
}

fn bordered() -> Format {
    plain().set_border(FormatBorder::Thin).set_text_wrap()
}

/// A heading of a table.
pub(super) fn heading() -> Format {
    centred().set_bold().set_background_color(0x00DD_EBF7)
}

/// A count.
pub(super) fn count() -> Format {
    plain()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Right)
        .set_indent(1)
        .set_num_format("0")
}

/// An amount in yuan.
pub(super) fn yuan() -> Format {
    count().set_num_format("#,##0.00")
}

/// The title of a sheet.
pub(super) fn title() -> Format {
    plain().set_font_size(16).set_bold().set_align(FormatAlign::Center)
}

/// Widths of columns and their headings in row `row`, which stays in sight and stands on every printed page.
pub(super) fn head(
    sheet: &mut Worksheet,
    row: u32,
    columns: &[(&str, f64)],
) -> Result<Vec<f64>, XlsxError> {
    landscape(sheet);
    let widths: Vec<f64> = columns.iter().map(|(_, width)| *width).collect();
    for (column, width) in (0..).zip(&widths) {
        sheet.set_column_width(column, *width)?;
    }
    let format = heading();
    let mut line = Line::new(sheet, row, &widths, HEAD_HEIGHT);
    for (column, (name, _)) in (0..).zip(columns) {
        line.text(column, name, &format)?;
    }
    line.end()?;
    stays(sheet, row)?;
    Ok(widths)
}

/// A row of headings stays in sight and stands on every printed page.
pub(super) fn stays(sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(row + 1, 0)?;
    sheet.set_repeat_rows(row, row)?;
    Ok(())
}

/// A4 landscape, one page wide, pages numbered.
pub(super) fn landscape(sheet: &mut Worksheet) {
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer("&C&\"宋体\"&9第 &P 页，共 &N 页");
}

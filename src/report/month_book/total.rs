//! The sheet 汇总: the whole province or unit, a figure a line.

use rust_xlsxwriter::{FormatAlign, Workbook, XlsxError};

use super::view::{Formats, VIEWS, View, set_off};
use super::{FIGURES, HEADINGS, SUBTITLE, head, notes};
use crate::model::explained::EVENTS;
use crate::model::measure::Subject;
use crate::model::month::{MonthCounts, MonthlyFlow, Span};
use crate::report::book::{self, Line, height};

const WIDTHS: [f64; 9] = [22.0, 16.0, 16.0, 16.0, 12.0, 16.0, 16.0, 12.0, 18.0];
const LAST: u16 = 8;
const LINE_HEIGHT: f64 = 24.0;
/// Figures that are parts of the one above them.
const PARTS: std::ops::Range<usize> = 3..7;

/// Adds the sheet.
pub(super) fn add(
    workbook: &mut Workbook,
    flow: &MonthlyFlow,
    owner: &Subject,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name("汇总")?;
    head(sheet, flow, owner, (&WIDTHS, ""))?;
    let heading = book::heading();
    let mut line = Line::new(sheet, HEADINGS, &WIDTHS, 34.0);
    line.text(0, "指标", &heading)?;
    for (column, view) in (1..).zip(VIEWS) {
        line.text(column, &view.label(), &heading)?;
    }
    line.end()?;
    sheet.set_repeat_rows(SUBTITLE, HEADINGS)?;
    sheet.set_freeze_panes(HEADINGS + 1, 1)?;

    let none = MonthCounts::default();
    let counts = flow.lines.get(owner).unwrap_or(&none);
    let (plain, own) = (Formats::new(|format| format), Formats::new(set_off));
    let (whole, part) = (book::cell(), book::cell().set_indent(3));
    let mut row = HEADINGS;
    for (index, (name, figure)) in FIGURES.iter().zip(EVENTS).enumerate() {
        row += 1;
        let mut line = Line::new(sheet, row, &WIDTHS, LINE_HEIGHT);
        line.text(0, name, if PARTS.contains(&index) { &part } else { &whole })?;
        for (column, view) in (1..).zip(VIEWS) {
            let formats = if view == View::Counted(Span::ThisMonth) { &own } else { &plain };
            formats.write(&mut line, column, view.of(figure, counts))?;
        }
        line.end()?;
    }
    let format = book::plain().set_text_wrap().set_align(FormatAlign::Top);
    for note in notes(flow) {
        row += 1;
        sheet.merge_range(row, 0, row, LAST, &note, &format)?;
        sheet.set_row_height(row, height(&note, WIDTHS.iter().sum()))?;
    }
    row += 1;
    let signatures = "单位负责人签章：                    处（科）负责人签章：                    填表人签章：                    填报日期：      年    月    日";
    sheet.merge_range(row, 0, row, LAST, signatures, &book::plain().set_font_size(11))?;
    sheet.set_row_height(row, 36)?;
    Ok(())
}

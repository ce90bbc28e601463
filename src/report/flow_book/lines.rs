//! The lines of the table: one per county and base, then 合计.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::form::{ESTIMATED, FIRST_LINE, WIDTHS, beside};
use crate::model::flow::{FlowCounts, FlowLine, FlowTable};
use crate::report::book::{self, Line};
use crate::report::wording::or_unfilled;

/// Height of a line: a little air, as forms are signed by hand.
const LINE_HEIGHT: f64 = 21.0;
/// First column of counts.
const COUNTS: u16 = 3;
const AMOUNT: u16 = 12;

struct Formats {
    cell: Format,
    centred: Format,
    count: Format,
    yuan: Format,
    beside: Format,
}

impl Formats {
    fn new(bold: bool) -> Self {
        let weight = |format: Format| if bold { format.set_bold() } else { format };
        Self {
            cell: weight(book::cell()),
            centred: weight(book::centred()),
            count: weight(book::count()),
            yuan: weight(book::yuan()),
            beside: weight(beside()),
        }
    }
}

/// Writes the lines and returns the first row below them.
pub(super) fn write(sheet: &mut Worksheet, table: &FlowTable) -> Result<u32, XlsxError> {
    let formats = Formats::new(false);
    let mut row = FIRST_LINE;
    for (source, number) in table.lines.iter().zip(1..) {
        let mut line = Line::new(sheet, row, &WIDTHS, LINE_HEIGHT);
        line.number(0, number, &formats.centred)?;
        line.text(1, &county(source, table.unit.is_none()), &formats.cell)?;
        line.text(2, or_unfilled(&source.base), &formats.cell)?;
        counts(&mut line, &source.counts, &formats)?;
        line.end()?;
        row += 1;
    }
    let formats = Formats::new(true);
    sheet.merge_range(row, 0, row, 2, "合计", &formats.centred)?;
    let mut line = Line::new(sheet, row, &WIDTHS, LINE_HEIGHT);
    counts(&mut line, &table.total, &formats)?;
    line.end()?;
    Ok(row + 1)
}

/// In the province's table the unit goes before its county.
fn county(line: &FlowLine, of_province: bool) -> String {
    let county = or_unfilled(&line.county);
    if of_province { format!("{} {county}", line.city) } else { county.to_owned() }
}

fn counts(line: &mut Line, counts: &FlowCounts, formats: &Formats) -> Result<(), XlsxError> {
    let [vocational, skill_level, special, completion] = counts.certified;
    let values = [
        counts.classes,
        counts.trainees,
        counts.certified_any,
        vocational,
        skill_level,
        special,
        completion,
        counts.employed,
        counts.subsidised,
    ];
    for (column, value) in (COUNTS..).zip(values) {
        line.number(column, value, &formats.count)?;
    }
    line.amount(AMOUNT, counts.subsidy.0, &formats.yuan)?;
    line.number(ESTIMATED, counts.estimated, &formats.beside)
}

//! One row of a table being written: text as text, numbers as numbers, and a height that fits what is in it.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

/// What a cell can hold, in UTF-16 units.
const MAX_UNITS: usize = 32_767;
/// The highest row that a spreadsheet knows, in points.
const MAX_HEIGHT: f64 = 409.0;
/// Height of a line of 10-point text, and of the space above and below all lines.
const LINE: f64 = 13.5;
const SPACE: f64 = 4.0;
const MAX_LINES: u32 = 30;

/// A row.
///
/// Programs differ in whether they fit rows to wrapped text when they open a file, so that heights are given.
pub(in crate::report) struct Line<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    widths: &'a [f64],
    height: f64,
}

impl<'a> Line<'a> {
    /// The row `row` of a sheet with these column widths, at least `height` points high.
    pub(in crate::report) fn new(
        sheet: &'a mut Worksheet,
        row: u32,
        widths: &'a [f64],
        height: f64,
    ) -> Self {
        Self { sheet, row, widths, height }
    }

    /// Text that stays text: it can hold no formula, and is cut at what a cell holds.
    pub(in crate::report) fn text(
        &mut self,
        column: u16,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if let Some(width) = self.widths.get(usize::from(column)) {
            self.height = self.height.max(height(text, *width));
        }
        self.sheet.write_string_with_format(self.row, column, clip(text), format)?;
        Ok(())
    }

    /// Text that runs on over the empty cells beside it.
    pub(in crate::report) fn overflowing(
        &mut self,
        column: u16,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, column, clip(text), format)?;
        Ok(())
    }

    /// A count.
    pub(in crate::report) fn number(
        &mut self,
        column: u16,
        count: u64,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(self.row, column, float(count), format)?;
        Ok(())
    }

    /// A number as it stood in somebody's sheet.
    pub(in crate::report) fn decimal(
        &mut self,
        column: u16,
        number: f64,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(self.row, column, number, format)?;
        Ok(())
    }

    /// A number that may be negative.
    pub(in crate::report) fn signed(
        &mut self,
        column: u16,
        number: i64,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.decimal(column, signed_float(number), format)
    }

    /// A percentage, given in tenths of a percent, as the fraction that a spreadsheet takes it for.
    pub(in crate::report) fn percentage(
        &mut self,
        column: u16,
        tenths: i64,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.decimal(column, signed_float(tenths) / 1000.0, format)
    }

    /// An amount in yuan.
    pub(in crate::report) fn amount(
        &mut self,
        column: u16,
        fen: i64,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.decimal(column, signed_float(fen) / 100.0, format)
    }

    /// Gives the row its height.
    pub(in crate::report) fn end(self) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.row, self.height)?;
        Ok(())
    }
}

/// The height in points of wrapped text in a cell of `width` half-width characters.
pub(in crate::report) fn height(text: &str, width: f64) -> f64 {
    // Less the indent, and what a full-width character leaves that no longer fits into its line.
    let room = (width - 2.0).max(2.0);
    // No character is wider than its bytes.
    let bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
    if f64::from(bytes) <= room && !text.contains('\n') {
        return LINE + SPACE;
    }
    let lines: u32 = text.lines().map(|line| lines(line.width(), room)).sum();
    (LINE * f64::from(lines.max(1)) + SPACE).min(MAX_HEIGHT)
}

fn lines(half_widths: usize, room: f64) -> u32 {
    let needed = f64::from(u32::try_from(half_widths).unwrap_or(u32::MAX)) / room;
    (1..MAX_LINES).find(|&lines| f64::from(lines) >= needed).unwrap_or(MAX_LINES)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a spreadsheet has no other numbers, and these are exact up to 2^53"
)]
fn float(count: u64) -> f64 {
    count as f64
}

fn signed_float(number: i64) -> f64 {
    let size = float(number.unsigned_abs());
    if number < 0 { -size } else { size }
}

/// As much of a text as a cell can hold.
pub(in crate::report) fn clip(text: &str) -> &str {
    // A character is at most two units, and at least three bytes where it is two units.
    if text.len() <= MAX_UNITS || text.encode_utf16().count() <= MAX_UNITS {
        return text;
    }
    let end = text.char_indices().nth(MAX_UNITS / 2).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_text_gets_the_lines_it_needs() {
        assert!((height("", 10.0) - (LINE + SPACE)).abs() < f64::EPSILON);
        assert!((height("四个汉字", 10.0) - (LINE + SPACE)).abs() < f64::EPSILON);
        assert!((height("五个汉字吗", 10.0) - (2.0 * LINE + SPACE)).abs() < f64::EPSILON);
        assert!((height("一\n二\n三", 9.0) - (3.0 * LINE + SPACE)).abs() < f64::EPSILON);
        assert!(height(&"长".repeat(100_000), 9.0) <= MAX_HEIGHT);
    }

    #[test]
    fn no_text_is_longer_than_a_cell() {
        for text in ["短", &"长".repeat(40_000), &"𠀀".repeat(20_000)] {
            assert!(clip(text).encode_utf16().count() <= MAX_UNITS);
            assert!(text.starts_with(clip(text)));
        }
        assert_eq!(clip(&"a".repeat(MAX_UNITS)).len(), MAX_UNITS);
    }
}

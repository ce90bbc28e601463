//! One returned sheet: the lines above the header, the header, the rejected rows, and beside them what is wrong.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::columns::{Columns, header_lines};
use super::problems::{self, Problem};
use super::{Context, Formats};
use crate::model::finding::RowRef;
use crate::model::kind::{KIND_KEY, LedgerKind};
use crate::model::layout::AmountUnit;
use crate::model::origin::Origin;
use crate::model::rejected::{Head, PackedRow, RejectedRow};
use crate::model::return_book::{NOTE, ReturnPage};
use crate::model::sheet::CellKind;
use crate::model::table::Table;
use crate::report::book::{self, Line};

/// Widths in half-width characters: of columns of the file, and of those that say why.
const NARROWEST: usize = 4;
const WIDEST_PROSE: usize = 12;
const WIDEST_CODE: usize = 22;
const SAID: [f64; 3] = [32.0, 36.0, 30.0];
/// What stands side by side on a printed page and can still be read.
const PAGE_WIDTH: f64 = 190.0;
/// Pages side by side.
const MOST_PAGES: u16 = 4;
/// Room beside the text.
const PADDING: f64 = 2.5;
const HEIGHT: f64 = 18.0;
/// A header is looked for this far down a sheet; up to three lines of ours come above it.
const MOST_LINES_ABOVE: usize = 26;
/// Days between the first days of the two systems that number days.
const DAYS_TO_1904: f64 = 1462.0;

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    page: &ReturnPage,
    context: &Context<'_>,
) -> Result<(), XlsxError> {
    let columns = Columns::of(page, context);
    let widths = widths(page, &columns);
    let pages = (1..MOST_PAGES)
        .find(|pages| f64::from(*pages) * PAGE_WIDTH >= widths.iter().sum())
        .unwrap_or(MOST_PAGES);
    book::landscape(sheet);
    sheet.set_print_fit_to_pages(pages, 0);
    for (column, width) in (0..).zip(&widths) {
        sheet.set_column_width(column, *width)?;
    }
    let head = page.sections.first().map(|section| &*section.head);
    let mut table = TableSheet { sheet, columns, widths, context, head, next: 0 };
    table.our_lines()?;
    for (index, section) in page.sections.iter().enumerate() {
        table.lines_above(&section.head)?;
        let first = table.next;
        table.header(&section.head)?;
        if index == 0 {
            table.sheet.set_repeat_rows(first, table.next - 1)?;
            table.sheet.set_freeze_panes(table.next, 0)?;
        }
        for row in &section.rows {
            table.row(page, row, &section.head)?;
        }
    }
    Ok(())
}

struct TableSheet<'a, 'c> {
    sheet: &'a mut Worksheet,
    columns: Columns,
    widths: Vec<f64>,
    context: &'a Context<'c>,
    /// The first header of the sheet.
    head: Option<&'a Head>,
    next: u32,
}

impl TableSheet<'_, '_> {
    /// Whose rows these are, wherever the workbook is put, and what to do with them.
    fn our_lines(&mut self) -> Result<(), XlsxError> {
        let (formats, book) = (&self.context.formats, self.context.book);
        let province = book.province.as_deref().unwrap_or_default();
        let line = match book.unit.as_deref() {
            Some(unit) if unit == province => format!("上报单位：{unit}"),
            Some(unit) => format!("上报单位：{province}{unit}"),
            None if province.is_empty() => "上报单位：".to_owned(),
            None => format!("省份：{province}，上报单位："),
        };
        self.sheet.write_string_with_format(0, 0, line, &formats.plain)?;
        if book.unit.is_none() {
            // The name may be typed in here, for all rows at once.
            self.sheet.write_blank(0, FILL_IN, &formats.faulty)?;
        }
        self.sheet.write_string_with_format(1, 0, NOTE, &formats.plain)?;
        self.sheet.set_row_height(0, HEIGHT)?.set_row_height(1, HEIGHT)?;
        self.next = 2;
        let said = self.head.map_or_else(String::new, said_elsewhere);
        if !said.is_empty() {
            self.sheet.write_string_with_format(self.next, 0, said, &formats.plain)?;
            self.sheet.set_row_height(self.next, HEIGHT)?;
            self.next += 1;
        }
        Ok(())
    }

    fn lines_above(&mut self, head: &Head) -> Result<(), XlsxError> {
        let above: Vec<&(u32, PackedRow)> = head
            .lines
            .iter()
            .filter(|(row, line)| *row < head.header_row && !is_ours(line))
            .collect();
        let above = above.get(above.len().saturating_sub(MOST_LINES_ABOVE)..).unwrap_or_default();
        let first = self.next;
        for (_, line) in above {
            for (column, (_, text)) in line.cells().enumerate() {
                if let Some(at) = self.columns.position(column).filter(|_| !text.is_empty()) {
                    let format = &self.context.formats.plain;
                    let text = book::clip(text);
                    self.sheet.write_string_with_format(self.next, at, text, format)?;
                }
            }
            self.sheet.set_row_height(self.next, HEIGHT)?;
            self.next += 1;
        }
        let title = book::title().set_font_size(14).set_align(FormatAlign::Left);
        self.merge(head, above.iter().map(|(row, _)| *row), first, &title)
    }

    fn header(&mut self, head: &Head) -> Result<(), XlsxError> {
        let first = self.next;
        for line in header_lines(head) {
            let cells: Vec<&str> = line.cells().map(|(_, text)| text).collect();
            let mut row = Line::new(self.sheet, self.next, &self.widths, HEIGHT);
            for (at, column) in (0..).zip(&self.columns.own) {
                let text = cells.get(*column).copied().unwrap_or_default();
                row.text(at, text, &self.context.formats.heading)?;
            }
            row.end()?;
            self.next += 1;
        }
        let last = self.next.saturating_sub(1);
        let said = usize::from(self.columns.said());
        for (at, header) in (self.columns.own.len()..).zip(self.columns.added()) {
            let formats = &self.context.formats;
            let format = if at < said { &formats.heading } else { &formats.own_heading };
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            if last > first {
                self.sheet.merge_range(first, at, last, at, header, format)?;
            } else {
                self.sheet.write_string_with_format(first, at, header, format)?;
            }
        }
        let rows: Vec<u32> = (head.header_row..=head.header_end).collect();
        let format = self.context.formats.heading.clone();
        self.merge(head, rows.into_iter(), first, &format)
    }

    /// Merges again what is merged in these lines of the file, which now start at row `first`.
    fn merge(
        &mut self,
        head: &Head,
        lines: impl Iterator<Item = u32>,
        first: u32,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let lines: Vec<u32> = lines.collect();
        let mut taken: Vec<[u32; 4]> = Vec::new();
        for merge in &head.merges {
            let place = |row: u32| {
                let index = lines.iter().position(|line| *line == row + 1)?;
                Some(first + u32::try_from(index).ok()?)
            };
            let column = |column: u32| self.columns.position(column as usize);
            let (Some(top), Some(bottom)) = (place(merge.start.0), place(merge.end.0)) else {
                continue;
            };
            let (Some(left), Some(right)) = (column(merge.start.1), column(merge.end.1)) else {
                continue;
            };
            let area = [top, bottom, left.into(), right.into()];
            if area[0] == area[1] && area[2] == area[3] || taken.iter().any(|t| overlap(t, &area)) {
                continue;
            }
            taken.push(area);
            let line = head.lines.iter().find(|(row, _)| *row == merge.start.0 + 1);
            let cell = line.and_then(|(_, line)| line.cells().nth(merge.start.1 as usize));
            let text = cell.map_or("", |(_, text)| book::clip(text));
            self.sheet.merge_range(top, left, bottom, right, text, format)?;
        }
        Ok(())
    }

    fn row(&mut self, page: &ReturnPage, row: &RejectedRow, head: &Head) -> Result<(), XlsxError> {
        let at = RowRef { sheet: page.sheet, row: row.row };
        let formats = &self.context.formats;
        let problems = problems::of(self.context, row, at);
        let marked = marked(&self.columns, &problems, formats);
        let cells: Vec<(CellKind, &str)> = row.cells.iter().flat_map(PackedRow::cells).collect();
        let mut line = Line::new(self.sheet, self.next, &self.widths, HEIGHT);
        for (place, column) in (0..).zip(&self.columns.own) {
            let (kind, text) = cells.get(*column).copied().unwrap_or((CellKind::Text, ""));
            if text.is_empty() && *column >= self.columns.header_width {
                continue;
            }
            let mark = marked.get(&place).copied();
            let number = Some(text).filter(|_| kind == CellKind::Number && mark.is_none());
            match number.and_then(|text| text.parse::<f64>().ok()) {
                Some(number) => {
                    let from_1904 = head.dates_1904.iter().any(|date| *date as usize == *column);
                    let number = if from_1904 { number + DAYS_TO_1904 } else { number };
                    line.decimal(place, number, &formats.number)?;
                }
                None => line.text(place, text, mark.unwrap_or(&formats.text))?,
            }
        }
        for place in (0..self.columns.said()).skip(self.columns.own.len()) {
            line.text(place, "", marked.get(&place).unwrap_or(&&formats.text))?;
        }
        let said = self.columns.said();
        for (place, text) in (said..).zip(say(self.context, row, at, &problems)) {
            let format = if place == said + 2 { &formats.origin } else { &formats.said };
            line.text(place, &text, format)?;
        }
        line.end()?;
        self.next += 1;
        Ok(())
    }
}

/// The cells to be marked, where they are written.
fn marked<'f>(
    columns: &Columns,
    problems: &[Problem<'_>],
    formats: &'f Formats,
) -> BTreeMap<u16, &'f Format> {
    let mut marked = BTreeMap::new();
    for problem in problems {
        let place = match problem.column {
            Some(column) => columns.position(column as usize),
            None => columns.lacking(problem.header),
        };
        let format = if problem.rejects() { &formats.faulty } else { &formats.doubtful };
        if let Some(place) = place {
            marked.entry(place).or_insert(format);
        }
    }
    marked
}

/// Reasons, suggestions and origin of a row.
fn say(
    context: &Context<'_>,
    row: &RejectedRow,
    at: RowRef,
    problems: &[Problem<'_>],
) -> [String; 3] {
    let sources = &context.run.sources;
    let of_here = || {
        let hash = &sources.files.get(at.sheet.file as usize)?.hash;
        Origin::new(hash, sources.sheet_name(at.sheet), row.row)
    };
    let origin = row.origin.as_deref().cloned().or_else(of_here);
    let [reasons, advice] = problems::say(problems);
    [reasons, advice, origin.map_or_else(String::new, |origin| origin.to_string())]
}

/// Where the unit may be typed in, right of its caption.
const FILL_IN: u16 = 3;

/// What the file's name, an option or a line far above has said of the rows.
fn said_elsewhere(head: &Head) -> String {
    let mut said = Vec::new();
    if head.kind != LedgerKind::Training {
        said.push(format!("{KIND_KEY}：{}", head.kind));
    }
    let above = head.lines.iter().filter(|(row, _)| *row < head.header_row);
    let mut cells = above.flat_map(|(_, line)| line.cells());
    if head.money == Some(AmountUnit::TenThousandYuan)
        && !cells.any(|(_, text)| text.contains("万元"))
    {
        said.push(format!("{}：万元", Table::MONEY_KEY));
    }
    said.join("　")
}

/// Whether a line above the header comes from an earlier return.
fn is_ours(line: &PackedRow) -> bool {
    let first = line.cells().next().map_or("", |(_, text)| text);
    let ours = ["上报单位：", KIND_KEY];
    first == NOTE || ours.iter().any(|ours| first.starts_with(ours)) && line.width() == 1
}

fn overlap(left: &[u32; 4], right: &[u32; 4]) -> bool {
    left[0] <= right[1] && right[0] <= left[1] && left[2] <= right[3] && right[2] <= left[3]
}

/// Column widths: numbers and codes whole, headers and prose in a few lines.
fn widths(page: &ReturnPage, columns: &Columns) -> Vec<f64> {
    let mut widest = vec![NARROWEST; columns.own.len()];
    let mut fit = |row: &PackedRow, room: fn(&str) -> usize| {
        for (column, (_, text)) in row.cells().enumerate() {
            let width = columns.position(column).and_then(|at| widest.get_mut(usize::from(at)));
            // No character is wider than its bytes.
            if let Some(width) = width.filter(|width| text.len() > **width) {
                *width = room(text).max(*width);
            }
        }
    };
    for section in &page.sections {
        header_lines(&section.head).for_each(|line| fit(line, room_of_header));
        let rows = section.rows.iter().filter_map(|row| row.cells.as_ref());
        rows.for_each(|row| fit(row, room_of_value));
    }
    let float = |width: usize| f64::from(u16::try_from(width).unwrap_or(u16::MAX)) + PADDING;
    let own = widest.into_iter().map(float);
    let lacking = columns.lacking.iter().map(|header| float(header.width().max(WIDEST_PROSE)));
    own.chain(lacking).chain(SAID).collect()
}

/// A header may stand in two lines.
fn room_of_header(text: &str) -> usize {
    text.width().div_ceil(2).min(WIDEST_PROSE)
}

fn room_of_value(text: &str) -> usize {
    text.width().min(if text.is_ascii() { WIDEST_CODE } else { WIDEST_PROSE })
}

//! Raw cells as a reader hands them over: bytes and spans, no string per cell.

use std::borrow::Cow;

use encoding_rs::GB18030;

use super::finding::SheetId;

/// How the bytes of a block are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Valid UTF-8.
    Utf8,
    /// GB18030; fields are split before they are decoded.
    Gb18030,
}

impl Encoding {
    /// The text of some bytes; what cannot be decoded becomes U+FFFD.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Gb18030 => GB18030.decode_without_bom_handling(bytes).0,
        }
    }

    /// The name shown to staff.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
        }
    }
}

/// What a workbook says a cell is. Delimited text has only [`CellKind::Text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum CellKind {
    /// Text.
    Text = 0,
    /// A number, written as its shortest decimal.
    Number = 1,
    /// A day, written in ISO form.
    Date = 2,
}

impl CellKind {
    /// The kind behind a number.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        match bits {
            1 => Self::Number,
            2 => Self::Date,
            _ => Self::Text,
        }
    }
}

/// One cell.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// Its content, still encoded.
    pub bytes: &'a [u8],
    encoding: Encoding,
    kind: u32,
}

impl<'a> Cell<'a> {
    /// A cell with this text.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), encoding: Encoding::Utf8, kind: CellKind::Text as u32 }
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> CellKind {
        CellKind::from_bits(self.kind)
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        self.encoding.decode(self.bytes)
    }

    /// Whether there is not a single byte in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Whether its bytes are UTF-8.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        self.encoding == Encoding::Utf8
    }
}

/// Where a cell's bytes stand: offset, and kind with length packed into one word.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    kind_and_len: u32,
}

const KIND_SHIFT: u32 = 30;
const LEN_MASK: u32 = (1 << KIND_SHIFT) - 1;

/// Consecutive rows of one sheet.
#[derive(Debug)]
pub struct RawBlock {
    /// The sheet they belong to.
    pub sheet: SheetId,
    /// Number of the first row, as a spreadsheet shows it.
    pub first_row: u32,
    /// Whether serial numbers of days count from 1904.
    pub date_1904: bool,
    encoding: Encoding,
    bytes: Vec<u8>,
    spans: Vec<Span>,
    row_ends: Vec<u32>,
    /// Rows (from 0) with a quoted cell that seems to hold other rows.
    swallowing: Vec<usize>,
}

impl RawBlock {
    /// A block without rows, with room for `cells` cells.
    #[must_use]
    pub fn new(sheet: SheetId, first_row: u32, encoding: Encoding, cells: usize) -> Self {
        Self {
            sheet,
            first_row,
            date_1904: false,
            encoding,
            bytes: Vec::new(),
            spans: Vec::with_capacity(cells),
            row_ends: Vec::new(),
            swallowing: Vec::new(),
        }
    }

    /// A block without rows in the memory of this one.
    #[must_use]
    pub fn renewed(mut self, sheet: SheetId, first_row: u32, encoding: Encoding) -> Self {
        self.bytes.clear();
        self.spans.clear();
        self.row_ends.clear();
        self.swallowing.clear();
        Self { sheet, first_row, date_1904: false, encoding, ..self }
    }

    /// Room for bytes that it has taken.
    #[must_use]
    pub fn room(&self) -> usize {
        self.bytes.capacity()
    }

    /// Its bytes, to be given back once they are filled anew.
    #[must_use]
    pub fn take_bytes(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// Notes that the current row has a quoted cell that seems to hold other rows.
    pub fn mark_swallowed(&mut self) {
        let row = self.row_ends.len();
        if self.swallowing.last() != Some(&row) {
            self.swallowing.push(row);
        }
    }

    /// Rows (from 0) with a quoted cell that seems to hold other rows.
    #[must_use]
    pub fn swallowing(&self) -> &[usize] {
        &self.swallowing
    }

    /// Gives the block the bytes that its ranges point into (below 1 GiB; readers keep blocks at a few MiB).
    #[must_use]
    pub fn with_bytes(mut self, bytes: Vec<u8>) -> Self {
        self.bytes = bytes;
        self
    }

    /// Adds a cell that is a range of the bytes given at the end.
    #[inline]
    pub fn push_range(&mut self, start: usize, end: usize) {
        self.push_span(CellKind::Text, start, end.saturating_sub(start));
    }

    /// Adds the cells that end at the bits of `ends`, counted from `base`; the first starts at `start`, each other one
    /// behind the end of the one before. Returns where the next one starts.
    #[inline]
    pub fn push_ranges(&mut self, start: usize, base: usize, mut ends: u64) -> usize {
        /// Cells made together, whether all of them are there or not: most strides have no more.
        const TOGETHER: usize = 8;
        const HIGHEST: u64 = 1 << 63;
        let narrow = |number: usize| u32::try_from(number).unwrap_or(LEN_MASK);
        if ends == 0 {
            return start;
        }
        let next = base + (u64::BITS - ends.leading_zeros()) as usize;
        let (mut start, base) = (narrow(start), narrow(base));
        while ends != 0 {
            let there = self.spans.len() + TOGETHER.min(ends.count_ones() as usize);
            self.spans.extend((0..TOGETHER).map(|_| {
                // Never without a bit, which would have to be looked after; a text has kind 0 and is a length only.
                let end = base.wrapping_add((ends | HIGHEST).trailing_zeros());
                let span = Span { start, kind_and_len: end.wrapping_sub(start) };
                start = end.wrapping_add(1);
                ends &= ends.wrapping_sub(1);
                span
            }));
            self.spans.truncate(there);
        }
        next
    }

    /// Number of cells.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.spans.len()
    }

    /// Takes the last byte off a cell that has one.
    pub fn shorten(&mut self, cell: usize) {
        if let Some(span) = self.spans.get_mut(cell)
            && span.kind_and_len & LEN_MASK > 0
        {
            span.kind_and_len -= 1;
        }
    }

    /// Ends a row behind that many of the block's cells.
    pub fn end_row_at(&mut self, cells: usize) {
        self.row_ends.push(u32::try_from(cells).unwrap_or(u32::MAX));
    }

    /// Adds a cell with its content.
    pub fn push_cell(&mut self, kind: CellKind, content: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(content);
        self.push_span(kind, start, content.len());
    }

    #[inline]
    fn push_span(&mut self, kind: CellKind, start: usize, len: usize) {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let len = u32::try_from(len).unwrap_or(LEN_MASK).min(LEN_MASK);
        self.spans.push(Span { start, kind_and_len: (kind as u32) << KIND_SHIFT | len });
    }

    /// Ends the current row.
    pub fn end_row(&mut self) {
        self.row_ends.push(u32::try_from(self.spans.len()).unwrap_or(u32::MAX));
    }

    /// Adds rows without cells.
    pub fn append_blank_rows(&mut self, rows: usize) {
        let end = self.row_ends.last().copied().unwrap_or(0);
        self.row_ends.resize(self.row_ends.len() + rows, end);
    }

    /// How its bytes are to be read.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.row_ends.len()
    }

    /// Whether the block has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.row_ends.is_empty()
    }

    /// Row `index` (from 0).
    #[must_use]
    pub fn row(&self, index: usize) -> Row<'_> {
        let start = match index.checked_sub(1) {
            Some(previous) => self.row_ends[previous] as usize,
            None => 0,
        };
        Row { block: self, spans: &self.spans[start..self.row_ends[index] as usize] }
    }

    /// Number of cells of the widest row.
    #[must_use]
    pub fn widest(&self) -> usize {
        (0..self.len()).map(|index| self.row(index).width()).max().unwrap_or(0)
    }

    /// The number of row `index` as a spreadsheet shows it.
    #[must_use]
    pub fn row_number(&self, index: usize) -> u32 {
        self.first_row.saturating_add(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// One row of a block.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    block: &'a RawBlock,
    spans: &'a [Span],
}

impl<'a> Row<'a> {
    /// Number of cells.
    #[must_use]
    pub fn width(&self) -> usize {
        self.spans.len()
    }

    /// The cell in `column` (from 0); an empty text beyond the row's end.
    #[must_use]
    pub fn cell(&self, column: usize) -> Cell<'a> {
        let encoding = self.block.encoding;
        let Some(span) = self.spans.get(column) else {
            return Cell { bytes: &[], encoding, kind: CellKind::Text as u32 };
        };
        let start = span.start as usize;
        let end = start + (span.kind_and_len & LEN_MASK) as usize;
        let bytes = self.block.bytes.get(start..end).unwrap_or_default();
        Cell { bytes, encoding, kind: span.kind_and_len >> KIND_SHIFT }
    }

    /// The cells from column `first` to column `last`; `None` where the row is shorter.
    #[must_use]
    pub fn run(&self, first: usize, last: usize) -> Option<CellRun<'a>> {
        let spans = self.spans.get(first..=last)?;
        let (from, to) = (spans.first()?, spans.last()?);
        let end = to.start as usize + (to.kind_and_len & LEN_MASK) as usize;
        Some(CellRun { spans, bytes: self.block.bytes.get(from.start as usize..end)? })
    }

    /// Whether it holds so many digits that it is data: headers have few, an ID number alone has more.
    #[must_use]
    pub fn is_full_of_digits(self) -> bool {
        const DIGITS_OF_DATA: usize = 8;
        let digits = self.cells().flat_map(|cell| cell.bytes).filter(|byte| byte.is_ascii_digit());
        digits.take(DIGITS_OF_DATA).count() == DIGITS_OF_DATA
    }

    /// Whether it is longer or wider than any title, header or row that somebody corrects by hand. Such rows are read, but
    /// not kept: many of them would fill the memory.
    #[must_use]
    pub fn is_oversize(self) -> bool {
        const LONGEST: usize = 16 << 10;
        const WIDEST: usize = 1024;
        let is_filled = |column: &usize| !self.cell(*column).is_empty();
        let beyond = (WIDEST..self.width()).any(|column| is_filled(&column));
        beyond || self.cells().map(|cell| cell.bytes.len()).sum::<usize>() > LONGEST
    }

    /// Its cells from left to right.
    pub fn cells(self) -> impl Iterator<Item = Cell<'a>> {
        (0..self.width()).map(move |column| self.cell(column))
    }
}

/// Neighbouring cells of one row. Equal runs hold the same cells; cells that a reader had to copy are never equal.
#[derive(Clone, Copy, Debug)]
pub struct CellRun<'a> {
    spans: &'a [Span],
    bytes: &'a [u8],
}

impl PartialEq for CellRun<'_> {
    fn eq(&self, other: &Self) -> bool {
        let starts = |run: &Self| run.spans.first().map_or(0, |span| span.start);
        let (mine, theirs) = (starts(self), starts(other));
        // Without an early end, so that several spans are compared at once.
        let differ = self.spans.iter().zip(other.spans).fold(0, |differ, (a, b)| {
            let starts = a.start.wrapping_sub(mine) ^ b.start.wrapping_sub(theirs);
            differ | starts | (a.kind_and_len ^ b.kind_and_len)
        });
        differ == 0 && self.spans.len() == other.spans.len() && self.bytes == other.bytes
    }
}

#[cfg(test)]
mod tests;

//! Delimited text: bytes cut into whole records, records into cells, without decoding or copying a cell.
//!
//! A quote opens a quoted cell only at the start of a cell; text behind the closing quote is literal. No trail byte
//! of GB18030 is a delimiter, a quote or a line break, so both encodings are split as they are.

use std::io;

use super::content::Append;
use super::record_scan::RecordScan;
use super::separators::{STRIDE, Stride, Strides, positions};
use super::sniff::{Digest, is_utf8};
use super::spent::Spent;
use crate::model::finding::SheetId;
use crate::model::sheet::{Encoding, RawBlock};

/// Bytes read at a time: large enough to amortise a block's dictionaries, small enough to stay in a core's cache.
const CHUNK_BYTES: usize = 2 << 20;

/// Bytes read, hashed and scanned at once, so that they are still in the core's own cache.
const PIECE_BYTES: usize = 256 << 10;

/// No record is longer than this; a file that seems to hold one has an unclosed quote.
const LONGEST_RECORD: usize = 256 << 20;

pub(super) const QUOTE: u8 = b'"';

/// What separates cells and records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Between two cells.
    pub delimiter: u8,
    /// Behind a record; a carriage return before a line feed belongs to it.
    pub newline: u8,
}

/// Whole records that are still to be split.
#[derive(Debug)]
pub struct Chunk {
    /// Number of the first record, from 1.
    pub first_row: u32,
    bytes: Vec<u8>,
    /// The block whose memory they are in.
    spent: Option<RawBlock>,
    dialect: Dialect,
    /// Number of the record whose quotes the file never closes.
    open_record: Option<u32>,
}

/// Cuts a stream into chunks of whole records.
#[derive(Debug)]
pub struct Chunks<'d, R> {
    reader: R,
    digest: Option<&'d mut Digest>,
    dialect: Dialect,
    next_row: u32,
    /// What has been read of records that have not ended.
    rest: Vec<u8>,
    spent: Spent,
    done: bool,
}

impl<'d, R: Append> Chunks<'d, R> {
    /// Chunks of `reader`, which stands behind any byte-order mark; its bytes go through `digest`.
    pub fn new(reader: R, dialect: Dialect, digest: Option<&'d mut Digest>) -> Self {
        Self {
            reader,
            digest,
            dialect,
            next_row: 1,
            rest: Vec::new(),
            spent: Spent::default(),
            done: false,
        }
    }

    /// Where to leave blocks that are done with, for the next chunks.
    #[must_use]
    pub fn spent(&self) -> Spent {
        self.spent.clone()
    }

    fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut spent = self.spent.take();
        let mut bytes = spent.as_mut().map(RawBlock::take_bytes).unwrap_or_default();
        bytes.clear();
        bytes.append(&mut self.rest);
        let mut scan = RecordScan::default();
        loop {
            let before = bytes.len();
            let at_end = self.fill(&mut bytes, &mut scan)?;
            if at_end {
                self.done = true;
                if bytes.is_empty() {
                    return Ok(None);
                }
                let open = scan.quote_from.is_some_and(|from| from >= bytes.len());
                return Ok(Some(self.chunk(bytes, spent, &scan, open)));
            }
            if scan.last_end > 0 {
                self.rest.extend_from_slice(&bytes[scan.last_end..]);
                bytes.truncate(scan.last_end);
                return Ok(Some(self.chunk(bytes, spent, &scan, false)));
            }
            if before > LONGEST_RECORD {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("第 {} 条记录超过 256 MiB，双引号没有成对", self.next_row),
                ));
            }
        }
    }

    fn chunk(
        &mut self,
        bytes: Vec<u8>,
        spent: Option<RawBlock>,
        scan: &RecordScan,
        open: bool,
    ) -> Chunk {
        let first_row = self.next_row;
        self.next_row = first_row.saturating_add(scan.records);
        Chunk {
            first_row,
            bytes,
            spent,
            dialect: self.dialect,
            open_record: open.then_some(self.next_row),
        }
    }

    /// Appends up to [`CHUNK_BYTES`]; whether the stream has ended.
    fn fill(&mut self, bytes: &mut Vec<u8>, scan: &mut RecordScan) -> io::Result<bool> {
        bytes.reserve(CHUNK_BYTES);
        let limit = u64::try_from(PIECE_BYTES).unwrap_or(u64::MAX);
        for _ in 0..CHUNK_BYTES / PIECE_BYTES {
            let before = bytes.len();
            let read = self.reader.append(bytes, limit)?;
            if let Some(digest) = &mut self.digest {
                digest.update(&bytes[before..]);
            }
            scan.advance(bytes, self.dialect);
            if read < PIECE_BYTES {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<R: Append> Iterator for Chunks<'_, R> {
    type Item = io::Result<Chunk>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.next_chunk();
        self.done |= next.is_err();
        next.transpose()
    }
}

impl Chunk {
    /// Number of the record whose quotes the file never closes.
    #[must_use]
    pub fn open_record(&self) -> Option<u32> {
        self.open_record
    }

    /// Whether the records are UTF-8; no sequence reaches beyond a line break.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        is_utf8(&self.bytes)
    }

    /// Splits the records into cells.
    #[must_use]
    pub fn split(self, sheet: SheetId, encoding: Encoding) -> RawBlock {
        let bytes = self.bytes;
        let block = match self.spent {
            Some(block) => block.renewed(sheet, self.first_row, encoding),
            None => RawBlock::new(sheet, self.first_row, encoding, bytes.len() / TYPICAL_CELL),
        };
        let mut splitter = Splitter {
            block,
            bytes: &bytes,
            unescaped: Vec::new(),
            start: 0,
            quotes: Quotes::None,
            doubled: false,
            inside: (0, 0),
        };
        splitter.run(self.dialect);
        let Splitter { block, unescaped, .. } = splitter;
        let mut bytes = bytes;
        bytes.extend_from_slice(&unescaped);
        block.with_bytes(bytes)
    }
}

/// Average length of a cell in a ledger, for reserving room.
const TYPICAL_CELL: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Open,
    ClosedAt(usize),
}

struct Splitter<'a> {
    block: RawBlock,
    bytes: &'a [u8],
    /// Cells that differ from their bytes; they will stand behind the chunk's own bytes.
    unescaped: Vec<u8>,
    start: usize,
    quotes: Quotes,
    doubled: bool,
    /// Delimiters and line breaks inside the open quotes.
    inside: (u32, u32),
}

/// A quoted cell with a line break and this many delimiters has swallowed a row.
const DELIMITERS_OF_A_ROW: u32 = 6;

impl Splitter<'_> {
    fn run(&mut self, dialect: Dialect) {
        let Dialect { delimiter, newline } = dialect;
        // The second quote of a pair, already dealt with.
        let mut ignore = usize::MAX;
        for stride in Strides::new(self.bytes, delimiter, newline, QUOTE) {
            if stride.quotes == 0 && self.quotes == Quotes::None {
                self.plain_stride(stride);
                continue;
            }
            for at in positions(stride.base, stride.separators | stride.quotes) {
                match self.bytes[at] {
                    QUOTE if at == ignore => {}
                    QUOTE => ignore = self.quote(at),
                    byte => self.separator(at, byte == newline),
                }
            }
        }
        if self.start < self.bytes.len() || self.quotes == Quotes::Open {
            self.end_cell(self.bytes.len(), true);
            self.block.end_row();
        }
    }

    /// Separators among which no quote stands or is open.
    #[inline]
    fn plain_stride(&mut self, Stride { base, separators, newlines, .. }: Stride) {
        let before = self.block.cells();
        self.start = self.block.push_ranges(self.start, base, separators);
        for at in positions(base, newlines) {
            let cells_up_to = separators & (u64::MAX >> (STRIDE - 1 - (at - base)));
            let cells = before + cells_up_to.count_ones() as usize;
            if at > 0 && self.bytes[at - 1] == b'\r' {
                self.block.shorten(cells - 1);
            }
            self.block.end_row_at(cells);
        }
    }

    /// Takes a quote; returns the position of the next one if both together stand for a quote in the cell.
    fn quote(&mut self, at: usize) -> usize {
        match self.quotes {
            Quotes::None if at == self.start => {
                self.quotes = Quotes::Open;
                self.inside = (0, 0);
            }
            Quotes::Open if self.bytes.get(at + 1) == Some(&QUOTE) => {
                self.doubled = true;
                return at + 1;
            }
            Quotes::Open => self.quotes = Quotes::ClosedAt(at),
            _ => {}
        }
        usize::MAX
    }

    fn separator(&mut self, at: usize, is_newline: bool) {
        if self.quotes == Quotes::Open {
            let inside = if is_newline { &mut self.inside.1 } else { &mut self.inside.0 };
            *inside += 1;
            return;
        }
        self.end_cell(at, is_newline);
        if is_newline {
            self.block.end_row();
        }
        self.start = at + 1;
    }

    fn end_cell(&mut self, mut end: usize, ends_record: bool) {
        // Of quotes that are never closed the file tells as a whole.
        let is_closed = matches!(self.quotes, Quotes::ClosedAt(_));
        if is_closed && self.inside.1 > 0 && self.inside.0 >= DELIMITERS_OF_A_ROW {
            self.block.mark_swallowed();
        }
        if ends_record
            && end > self.start
            && self.bytes[end - 1] == b'\r'
            && self.quotes != Quotes::Open
        {
            end -= 1;
        }
        match (self.quotes, self.doubled) {
            (Quotes::None, _) => self.block.push_range(self.start, end),
            (Quotes::ClosedAt(close), false) if close + 1 == end => {
                self.block.push_range(self.start + 1, close);
            }
            (quotes, _) => self.end_unescaped(quotes, end),
        }
        self.quotes = Quotes::None;
        self.doubled = false;
    }

    fn end_unescaped(&mut self, quotes: Quotes, end: usize) {
        let close = match quotes {
            Quotes::ClosedAt(close) => close,
            _ => end,
        };
        let from = self.bytes.len() + self.unescaped.len();
        let mut after_quote = false;
        for byte in &self.bytes[self.start + 1..close] {
            after_quote = *byte == QUOTE && !after_quote;
            if !after_quote {
                self.unescaped.push(*byte);
            }
        }
        if let Some(literal) = self.bytes.get(close + 1..end) {
            self.unescaped.extend_from_slice(literal);
        }
        self.block.push_range(from, self.bytes.len() + self.unescaped.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMAS: Dialect = Dialect { delimiter: b',', newline: b'\n' };
    const SHEET: SheetId = SheetId { file: 0, sheet: 0 };

    fn split(text: &str) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for chunk in Chunks::new(text.as_bytes(), COMMAS, None) {
            let block = chunk.expect("readable").split(SHEET, Encoding::Utf8);
            for index in 0..block.len() {
                rows.push(block.row(index).cells().map(|cell| cell.text().into_owned()).collect());
            }
        }
        rows
    }

    #[test]
    fn splits_as_spreadsheets_write() {
        assert_eq!(split("a,b\r\nc,\r\n"), [vec!["a", "b"], vec!["c", ""]]);
        assert_eq!(split("\"a,\"\"b\"\"\nc\",d"), [vec!["a,\"b\"\nc", "d"]]);
        assert_eq!(split("\"a\"\r\n\r\n\"\",x"), [vec!["a"], vec![""], vec!["", "x"]]);
        assert_eq!(split("5\"6,=\"12\"\n"), [vec!["5\"6", "=\"12\""]]);
        assert_eq!(split("\"ab\"cd\"e,f\n"), [vec!["abcd\"e", "f"]]);
        assert_eq!(split("\"open,\nrest"), [vec!["open,\nrest"]]);
        assert!(split("").is_empty());
    }

    #[test]
    fn chunk_borders_change_nothing() {
        let record = "\"一,\"\"二\"\"\r\n三\",四,\"\"\r\n";
        let text = record.repeat(3 * CHUNK_BYTES / record.len());
        let rows = split(&text);
        assert_eq!(rows.len(), 3 * CHUNK_BYTES / record.len());
        assert!(rows.iter().all(|row| *row == ["一,\"二\"\r\n三", "四", ""]));
        let numbers: Vec<u32> = Chunks::new(text.as_bytes(), COMMAS, None)
            .map(|chunk| chunk.expect("readable").first_row)
            .collect();
        assert!(numbers.len() > 1 && numbers.windows(2).all(|pair| pair[0] < pair[1]));
    }
}

//! `.xls`: BIFF8 (Excel 97 to 2003) and BIFF5 (Excel 5 and 95) in an OLE2 container.
//!
//! Cells are found first and decoded when they are visited, so that a sheet costs what is in it and not its extent.
//! Source: [MS-XLS] 2.3 and 2.4.

use std::collections::BTreeMap;

use calamine::Dimensions;

use super::biff::{self, Record, Segments, Strings, double, long, packed_number, word};
use super::number_format;
use super::{Book, SheetEntry, Value, Visit};
use crate::read::content::Shared;
use crate::read::error::ReadError;
use crate::read::ole::Ole;

/// Types of records.
mod kind {
    pub const FORMULA: u16 = 0x0006;
    pub const END: u16 = 0x000a;
    pub const DATE_MODE: u16 = 0x0022;
    pub const FILE_PASS: u16 = 0x002f;
    pub const CONTINUE: u16 = 0x003c;
    pub const CODE_PAGE: u16 = 0x0042;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const MULTIPLE_RK: u16 = 0x00bd;
    pub const RICH_STRING: u16 = 0x00d6;
    pub const FORMAT_CELL: u16 = 0x00e0;
    pub const MERGED_CELLS: u16 = 0x00e5;
    pub const SHARED_STRINGS: u16 = 0x00fc;
    pub const LABEL_SHARED: u16 = 0x00fd;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const BOOL_OR_ERROR: u16 = 0x0205;
    pub const STRING: u16 = 0x0207;
    pub const RK: u16 = 0x027e;
    pub const FORMAT: u16 = 0x041e;
    pub const BEGIN: u16 = 0x0809;
}

const BIFF5: u16 = 0x0500;
const BIFF8: u16 = 0x0600;

/// Streams of other documents, and what to say of them.
const DOCUMENTS: [(&str, &str); 5] = [
    ("WordDocument", "Word 文档（.doc 或 .wps）"),
    ("PowerPoint Document", "演示文稿（.ppt）"),
    ("VisioDocument", "Visio 图"),
    ("HwpDocument", "文字文档"),
    ("__properties_version1.0", "邮件"),
];

/// An open workbook.
pub struct Xls {
    stream: Vec<u8>,
    strings: Strings,
    date_1904: bool,
    /// Whether a cell format shows days.
    dates: Vec<bool>,
    shared: Vec<String>,
    sheets: Vec<(SheetEntry, usize)>,
}

impl Xls {
    /// Reads everything but the cells.
    ///
    /// # Errors
    /// When the container is damaged, encrypted, or holds another document.
    pub fn open(bytes: &Shared) -> Result<Self, ReadError> {
        let damaged = || ReadError::Damaged("文件已损坏（扇区链成环或缺失）".to_owned());
        let ole = Ole::open(bytes.as_ref()).ok_or_else(damaged)?;
        if ole.has("EncryptedPackage") {
            return Err(ReadError::Encrypted);
        }
        let name = ["Workbook", "Book"].into_iter().find(|name| ole.has(name));
        let Some(name) = name else {
            let known = DOCUMENTS.into_iter().find(|(stream, _)| ole.has(stream));
            return Err(ReadError::is_a(known.map_or("其他 OLE 文档", |(_, what)| what)));
        };
        Self::of_stream(ole.stream(name).ok_or_else(damaged)?)
    }

    /// Reads the stream of a workbook.
    fn of_stream(stream: Vec<u8>) -> Result<Self, ReadError> {
        let version = biff::records(&stream, 0)
            .next()
            .and_then(|first| (first.kind == kind::BEGIN).then(|| word(first.data, 0)).flatten());
        let strings = match version {
            Some(BIFF8) => Strings::Unicode,
            Some(BIFF5) => Strings::Bytes(biff::encoding_of(0)),
            _ => return Err(ReadError::is_a("Excel 4.0 或更早的工作簿")),
        };
        let (dates, shared, sheets) = (Vec::new(), Vec::new(), Vec::new());
        let mut book =
            Self { stream: Vec::new(), strings, date_1904: false, dates, shared, sheets };
        book.read_globals(&stream)?;
        book.stream = stream;
        Ok(book)
    }

    fn read_globals(&mut self, stream: &[u8]) -> Result<(), ReadError> {
        let mut codes: BTreeMap<u16, bool> = BTreeMap::new();
        let mut formats = Vec::new();
        for record in biff::records(stream, 0) {
            let data = record.data;
            match record.kind {
                kind::FILE_PASS => return Err(ReadError::Encrypted),
                kind::CODE_PAGE => {
                    if let (Strings::Bytes(encoding), Some(page)) =
                        (&mut self.strings, word(data, 0))
                    {
                        *encoding = biff::encoding_of(page);
                    }
                }
                kind::DATE_MODE => self.date_1904 = word(data, 0) == Some(1),
                kind::FORMAT => {
                    let length_bytes = if matches!(self.strings, Strings::Unicode) { 2 } else { 1 };
                    let code = self.strings.read(&[data], 2, length_bytes);
                    if let (Some(id), Some(code)) = (word(data, 0), code) {
                        codes.insert(id, number_format::is_date(&code));
                    }
                }
                kind::FORMAT_CELL => formats.push(word(data, 2).unwrap_or(0)),
                kind::BOUND_SHEET => self.sheets.extend(self.sheet(data)),
                kind::SHARED_STRINGS => {
                    let segments = segments(stream, record.at);
                    self.shared = Segments::new(&segments, 0).shared_strings();
                }
                kind::END => break,
                _ => {}
            }
        }
        let is_date = |id: &u16| {
            codes.get(id).copied().unwrap_or_else(|| number_format::builtin_is_date(*id))
        };
        self.dates = formats.iter().map(is_date).collect();
        Ok(())
    }

    fn sheet(&self, data: &[u8]) -> Option<(SheetEntry, usize)> {
        let start = long(data, 0)? as usize;
        let visible = data.get(4)? & HIDDEN == 0 && *data.get(5)? == 0;
        let name = self.strings.read(&[data], 6, 1)?;
        Some((SheetEntry { name, visible }, start))
    }

    /// The records of a sheet, without those of charts within it.
    fn records(&self, sheet: usize) -> impl Iterator<Item = Record<'_>> {
        let start = self.sheets.get(sheet).map_or(usize::MAX, |(_, start)| *start);
        let mut depth = 0u32;
        biff::records(&self.stream, start)
            .map_while(move |record| {
                match record.kind {
                    kind::BEGIN => depth += 1,
                    kind::END => depth = depth.saturating_sub(1),
                    _ => {}
                }
                (depth > 0).then_some((depth, record))
            })
            .filter_map(|(depth, record)| (depth == 1).then_some(record))
    }

    /// The filled cells of a sheet in the order of rows; of two at one place the later one counts.
    fn cells(&self, sheet: usize) -> Vec<CellAt> {
        let mut cells = Vec::new();
        for record in self.records(sheet) {
            let (Some(row), Some(column)) = (word(record.data, 0), word(record.data, 2)) else {
                continue;
            };
            let at = |part: u16| CellAt {
                row,
                column: column.saturating_add(part),
                record: u32::try_from(record.at).unwrap_or(u32::MAX),
                part,
            };
            match record.kind {
                kind::MULTIPLE_RK => {
                    let parts = record.data.len().saturating_sub(6) / 6;
                    cells.extend((0..u16::try_from(parts).unwrap_or(0)).map(at));
                }
                kind::FORMULA
                | kind::RICH_STRING
                | kind::LABEL_SHARED
                | kind::NUMBER
                | kind::LABEL
                | kind::BOOL_OR_ERROR
                | kind::RK => cells.push(at(0)),
                _ => {}
            }
        }
        if !cells.is_sorted_by_key(|cell| (cell.row, cell.column)) {
            cells.sort_by_key(|cell| (cell.row, cell.column));
        }
        cells.dedup_by(|later, kept| {
            let same = (later.row, later.column) == (kept.row, kept.column);
            if same {
                *kept = *later;
            }
            same
        });
        cells
    }

    fn number(&self, number: f64, format: u16) -> Value<'static> {
        if self.dates.get(usize::from(format)).copied().unwrap_or(false) {
            Value::serial(number, self.date_1904)
        } else {
            Value::Number(number)
        }
    }

    /// The value of a cell; `None` when there is nothing in it.
    fn value<'a>(&'a self, cell: CellAt, text: &'a mut String) -> Option<Value<'a>> {
        let at = cell.record as usize;
        let record = biff::records(&self.stream, at).next()?;
        let data = record.data;
        let format = word(data, 4)?;
        match record.kind {
            kind::NUMBER => Some(self.number(double(data, 6)?, format)),
            kind::RK => Some(self.number(packed_number(long(data, 6)?), format)),
            kind::MULTIPLE_RK => {
                let part = 4 + 6 * usize::from(cell.part);
                Some(self.number(packed_number(long(data, part + 2)?), word(data, part)?))
            }
            kind::LABEL_SHARED => {
                self.shared.get(long(data, 6)? as usize).map(|shared| Value::Text(shared))
            }
            kind::LABEL | kind::RICH_STRING => {
                *text = self.strings.read(&segments(&self.stream, at), 6, 2)?;
                Some(Value::Text(text))
            }
            kind::BOOL_OR_ERROR if data.get(7) == Some(&0) => Some(Value::Bool(*data.get(6)? != 0)),
            kind::BOOL_OR_ERROR => Some(Value::Text(error(*data.get(6)?))),
            kind::FORMULA => self.result(at, data, format, text),
            _ => None,
        }
    }

    /// The result of a formula as it was last calculated.
    fn result<'a>(
        &'a self,
        at: usize,
        data: &[u8],
        format: u16,
        text: &'a mut String,
    ) -> Option<Value<'a>> {
        if word(data, 12)? != 0xffff {
            return Some(self.number(double(data, 6)?, format));
        }
        match data.get(6)? {
            0 => {
                // The text follows, behind what belongs to the formula.
                let near = biff::records(&self.stream, at).skip(1).take(NEAR);
                let string = near
                    .take_while(|record| !is_cell(record.kind))
                    .find(|record| record.kind == kind::STRING)?;
                *text = self.strings.read(&segments(&self.stream, string.at), 0, 2)?;
                Some(Value::Text(text))
            }
            1 => Some(Value::Bool(*data.get(8)? != 0)),
            2 => Some(Value::Text(error(*data.get(8)?))),
            _ => None,
        }
    }
}

/// A text result stands at most this many records behind its formula.
const NEAR: usize = 4;

fn is_cell(kind: u16) -> bool {
    matches!(kind, kind::FORMULA | kind::NUMBER | kind::RK | kind::LABEL_SHARED | kind::LABEL)
}

/// Where a cell's record stands.
#[derive(Clone, Copy)]
struct CellAt {
    row: u16,
    column: u16,
    record: u32,
    /// Which one of a record that holds several.
    part: u16,
}

/// Bits that hide a sheet, one of them beyond the user's reach.
const HIDDEN: u8 = 3;

/// The content of a record and of those that continue it.
fn segments(stream: &[u8], at: usize) -> Vec<&[u8]> {
    let mut records = biff::records(stream, at);
    let first = records.next().map(|record| record.data);
    let more = records.take_while(|record| record.kind == kind::CONTINUE);
    first.into_iter().chain(more.map(|record| record.data)).collect()
}

fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

impl Book for Xls {
    fn sheets(&self) -> Vec<SheetEntry> {
        self.sheets.iter().map(|(entry, _)| entry.clone()).collect()
    }

    fn date_1904(&self) -> bool {
        self.date_1904
    }

    fn merges(&mut self, sheet: usize) -> Result<Vec<Dimensions>, ReadError> {
        let mut merges = Vec::new();
        for record in self.records(sheet).filter(|record| record.kind == kind::MERGED_CELLS) {
            let (ranges, _) = record.data.get(2..).unwrap_or_default().as_chunks::<8>();
            merges.extend(ranges.iter().map(|range| {
                let at = |index| u32::from(word(range, index).unwrap_or(0));
                Dimensions { start: (at(0), at(4)), end: (at(2), at(6)) }
            }));
        }
        Ok(merges)
    }

    fn each_cell(&mut self, sheet: usize, visit: &mut Visit<'_>) -> Result<(), ReadError> {
        let mut text = String::new();
        for cell in self.cells(sheet) {
            let (row, column) = (u32::from(cell.row), u32::from(cell.column));
            if let Some(value) = self.value(cell, &mut text)
                && !visit(row, column, value)?
            {
                break;
            }
        }
        Ok(())
    }
}

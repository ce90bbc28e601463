//! One workbook per city, all cells as text. A workbook is built in memory and saved before the next is begun.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use super::super::row::{Row, WIDTH};
use super::super::{SampleError, SampleFile};
use super::Sink;

/// A city with more lines than this gets a further workbook, which bounds the memory.
const LINES_PER_BOOK: u32 = 100_000;

pub(in crate::sample) struct BookSink {
    folder: PathBuf,
    dirty: bool,
    city: usize,
    part: u32,
    line: u32,
    /// Lines down to the header.
    head: u32,
    open: Option<Worksheet>,
    pub(in crate::sample) written: Vec<SampleFile>,
}

impl BookSink {
    pub(in crate::sample) fn new(folder: &Path, dirty: bool) -> Self {
        Self {
            folder: folder.to_owned(),
            dirty,
            city: 0,
            part: 0,
            line: 0,
            head: 0,
            open: None,
            written: Vec::new(),
        }
    }

    /// Saves the open workbook. Names sort in the order of the rows; they name no city, for a name would be
    /// taken for the reporting unit of rows that give none.
    pub(in crate::sample) fn finish(&mut self) -> Result<(), SampleError> {
        let Some(sheet) = self.open.take() else {
            return Ok(());
        };
        let suffix = if self.part == 0 { String::new() } else { format!("_{:02}", self.part + 1) };
        let path = self.folder.join(format!("台账-{:02}{suffix}.xlsx", self.city + 1));
        let wrap = |source| SampleError::workbook(&path, source);
        let mut book = Workbook::new();
        book.set_properties(&dated_properties().map_err(wrap)?);
        book.push_worksheet(sheet);
        book.save(&path).map_err(wrap)?;
        let rows = (self.line - self.head) as usize;
        self.written.push(SampleFile { path, rows });
        Ok(())
    }

    fn start(&mut self) -> Result<(), SampleError> {
        let mut sheet = Worksheet::new();
        self.line = 0;
        if self.dirty {
            let [title, below] = super::super::stream::LINES_ABOVE;
            let centred = Format::new().set_align(FormatAlign::Center);
            let wrap = |source| SampleError::workbook(&self.folder, source);
            sheet.merge_range(0, 0, 0, WIDTH as u16 - 1, title, &centred).map_err(wrap)?;
            sheet.write_string(1, 0, below).map_err(wrap)?;
            self.line = 2;
        }
        self.open = Some(sheet);
        let mut row = Row::default();
        row.header();
        self.put(&row)?;
        self.head = self.line;
        Ok(())
    }

    fn put(&mut self, row: &Row) -> Result<(), SampleError> {
        let Some(sheet) = &mut self.open else {
            return Ok(());
        };
        for (column, cell) in (0u16..).zip(row.cells()) {
            if !cell.is_empty() {
                sheet
                    .write_string(self.line, column, cell)
                    .map_err(|source| SampleError::workbook(&self.folder, source))?;
            }
        }
        self.line += 1;
        Ok(())
    }
}

impl Sink for BookSink {
    fn city(&mut self, number: usize) -> Result<(), SampleError> {
        self.finish()?;
        self.city = number;
        self.part = 0;
        self.start()
    }

    fn row(&mut self, row: &Row) -> Result<(), SampleError> {
        if self.line >= LINES_PER_BOOK {
            self.finish()?;
            self.part += 1;
            self.start()?;
        }
        self.put(row)
    }

    fn part(&self) -> u32 {
        self.part
    }

    fn blank(&mut self, _: bool) -> Result<(), SampleError> {
        self.line += 1;
        Ok(())
    }
}

/// Properties with a fixed creation date: a workbook's bytes must not depend on the day it is made.
pub(in crate::sample) fn dated_properties() -> Result<DocProperties, rust_xlsxwriter::XlsxError> {
    Ok(DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2025, 9, 30)?))
}

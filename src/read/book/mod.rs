//! Workbooks of any format: sheets of typed cells, row by row, collected into blocks of rows.

mod biff;
mod cells;
mod html;
mod number_format;
mod ods;
mod spreadsheetml;
mod walk;
mod xls;
mod xlsx;

use std::cell::RefCell;

use calamine::Dimensions;

use super::archive;
use super::content::Content;
use super::error::ReadError;
use super::header::{self, HEADER_ROWS};
use super::limits::{self, TooLarge};
use super::package::{self, Package};
use super::rows::RowWriter;
use super::sheet_table::SheetTable;
use super::sniff::Format;
use crate::model::finding::SheetId;
use crate::model::layout::Layout;
use crate::model::sheet::RawBlock;
use crate::model::vocabulary::Vocabulary;

pub use cells::Value;

/// Rows of a block.
const BLOCK_ROWS: usize = 4096;

/// Merged ranges among the first rows that a header is looked for in.
const HEADER_MERGES: usize = 4096;

/// A sheet as the workbook lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetEntry {
    /// Its name; empty where the format has none.
    pub name: String,
    /// Whether it is a visible worksheet.
    pub visible: bool,
}

/// What takes the cells of a sheet: row and column from 0, and the value. `false` ends the walk.
type Visit<'v> = dyn FnMut(u32, u32, Value<'_>) -> Result<bool, ReadError> + 'v;

/// A format: how its sheets and cells are found.
trait Book {
    /// All its sheets, in order.
    fn sheets(&self) -> Vec<SheetEntry>;

    /// Whether serial numbers of days count from 1904.
    fn date_1904(&self) -> bool {
        false
    }

    /// Whether the file seems to lack its end.
    fn is_cut_short(&self) -> bool {
        false
    }

    /// The merged ranges of a sheet.
    fn merges(&mut self, sheet: usize) -> Result<Vec<Dimensions>, ReadError>;

    /// Walks over the cells of a sheet, row by row; blank ones may be left out.
    fn each_cell(&mut self, sheet: usize, visit: &mut Visit<'_>) -> Result<(), ReadError>;
}

/// An open workbook.
pub struct Workbook {
    label: &'static str,
    book: RefCell<Box<dyn Book>>,
    sheets: Vec<SheetEntry>,
}

impl Workbook {
    /// Opens a workbook; looks into containers for what they hold.
    ///
    /// # Errors
    /// When it is encrypted, damaged, too large or another document.
    pub fn open(content: &Content, format: Format) -> Result<Self, ReadError> {
        let (label, book): (_, Box<dyn Book>) = match format {
            Format::Zip => open_package(content)?,
            Format::Ole => ("xls", Box::new(xls::Xls::open(&content.hold()?)?)),
            Format::Html(text) => ("html", Box::new(html::HtmlPage::open(&content.hold()?, text)?)),
            Format::SpreadsheetMl(text) => {
                let book = spreadsheetml::SpreadsheetMl::open(content.clone(), text)?;
                ("xml", Box::new(book))
            }
            Format::Other(what) => return Err(ReadError::is_a(what)),
            Format::Text(_) | Format::Empty => return Err(ReadError::is_a("文本")),
        };
        let sheets = book.sheets();
        if sheets.len() > limits::SHEETS {
            return Err(TooLarge::new("工作表个数", limits::SHEETS).into());
        }
        Ok(Self { label, book: RefCell::new(book), sheets })
    }

    /// The kind of workbook.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.label
    }

    /// Whether the file seems to lack its end, so that rows may be missing.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.book.borrow().is_cut_short()
    }

    /// All its sheets, in order.
    #[must_use]
    pub fn sheets(&self) -> &[SheetEntry] {
        &self.sheets
    }

    /// The first rows of a sheet.
    ///
    /// # Errors
    /// When the sheet cannot be read.
    pub fn head(&self, number: usize, sheet: SheetId) -> Result<RawBlock, ReadError> {
        let mut book = self.book.borrow_mut();
        let mut rows = RowWriter::new(sheet, HEADER_ROWS, book.date_1904(), &[], &[]);
        let (mut first, mut filled) = (None, false);
        book.each_cell(number, &mut |row, column, value| {
            if value == Value::Blank {
                // Sheets are often formatted down to their last row.
                return Ok(!filled || (row as usize) < HEADER_ROWS);
            }
            filled = true;
            first = rows.cell(row, column, value)?;
            Ok(first.is_none())
        })?;
        match first {
            Some(block) => Ok(block),
            None => rows.finish(),
        }
    }

    /// The merged ranges of a sheet.
    ///
    /// # Errors
    /// When the sheet cannot be read or has too many.
    pub fn merges(&self, number: usize) -> Result<Vec<Dimensions>, ReadError> {
        let mut merges = self.book.borrow_mut().merges(number)?;
        if merges.len() > limits::MERGES {
            return Err(TooLarge::new("合并区域个数", limits::MERGES).into());
        }
        merges.retain(|merge| merge.start.0 <= merge.end.0 && merge.start.1 <= merge.end.1);
        Ok(merges)
    }

    /// The table on a sheet whose first rows are `head`.
    #[must_use]
    pub fn table(
        &self,
        number: usize,
        head: &RawBlock,
        merges: &[Dimensions],
        words: &Vocabulary,
    ) -> SheetTable {
        let is_blank = |header_row: u32, column: usize| {
            self.column_is_blank(number, header_row, column, words).unwrap_or(false)
        };
        let near = |merge: &&Dimensions| (merge.start.0 as usize) < head.len();
        let merges: Vec<Dimensions> =
            merges.iter().filter(near).take(HEADER_MERGES).copied().collect();
        header::find(head, &merges, words.headers(), &is_blank)
            .map_or(SheetTable::NoHeader, SheetTable::from)
    }

    /// Hands every block of a sheet to `take`, in order.
    ///
    /// # Errors
    /// When the sheet cannot be read to its end, or `take` refuses a block.
    pub fn each_block(
        &self,
        number: usize,
        sheet: SheetId,
        merges: &[Dimensions],
        layouts: &[&Layout],
        take: &mut dyn FnMut(RawBlock) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let mut book = self.book.borrow_mut();
        let mut rows = RowWriter::new(sheet, BLOCK_ROWS, book.date_1904(), merges, layouts);
        book.each_cell(number, &mut |row, column, value| {
            if let Some(block) = rows.cell(row, column, value)? {
                take(block)?;
            }
            Ok(true)
        })?;
        let last = rows.finish()?;
        if last.is_empty() { Ok(()) } else { take(last) }
    }

    fn column_is_blank(
        &self,
        number: usize,
        header_row: u32,
        column: usize,
        words: &Vocabulary,
    ) -> Result<bool, ReadError> {
        let mut blank = true;
        let mut text = String::new();
        self.book.borrow_mut().each_cell(number, &mut |row, at, value| {
            if row >= header_row && at as usize == column {
                text.clear();
                value.write(&mut text);
                blank &= words.says_nothing(&text);
            }
            Ok(blank)
        })?;
        Ok(blank)
    }
}

fn open_package(content: &Content) -> Result<(&'static str, Box<dyn Book>), ReadError> {
    let mut zip = package::open(content)?;
    match Package::of(&mut zip)? {
        Package::Xlsx => {
            package::check_parts(&mut zip)?;
            Ok(("xlsx", Box::new(xlsx::XlsxBook::open(zip.into_inner())?)))
        }
        Package::Ods => Ok(("ods", Box::new(ods::Ods::open(zip)?))),
        Package::Other(what) => Err(ReadError::is_a(what)),
        Package::Archive => {
            archive::check(&mut zip)?;
            Err(ReadError::Wrong(format!(
                "是压缩包，其中没有可读的文件，或嵌套超过 {} 层、里层的压缩包过大，请解压后再交",
                limits::ARCHIVE_DEPTH
            )))
        }
    }
}

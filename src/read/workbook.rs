//! Workbooks (`.xlsx`, `.xls`): cells with their types, in blocks of rows.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use calamine::{
    Data, DataRef, Dimensions, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};

use super::header::{self, HEADER_ROWS};
use super::ole;
use super::rows::{RowWriter, write_cell};
use super::sheet_table::SheetTable;
use super::sniff::Format;
use crate::model::finding::SheetId;
use crate::model::layout::Layout;
use crate::model::sheet::RawBlock;
use crate::model::vocabulary::Vocabulary;

/// Rows of a block.
const BLOCK_ROWS: usize = 4096;

/// Why a workbook could not be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// It asks for a password.
    #[error("有密码保护")]
    Encrypted,
    /// It is damaged or no workbook.
    #[error("{0}")]
    Unreadable(String),
}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => Self::Encrypted,
            other => Self::Unreadable(other.to_string()),
        }
    }
}

impl From<XlsError> for WorkbookError {
    fn from(error: XlsError) -> Self {
        match error {
            XlsError::Password => Self::Encrypted,
            other => Self::Unreadable(other.to_string()),
        }
    }
}

/// A sheet as the workbook lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetEntry {
    /// Its name.
    pub name: String,
    /// Whether it is a visible worksheet.
    pub visible: bool,
}

type Source = BufReader<File>;

enum Book {
    Xlsx(Xlsx<Source>),
    Xls(Xls<Source>),
}

/// An open workbook.
pub struct Workbook {
    path: PathBuf,
    book: Book,
}

impl Workbook {
    /// Opens a workbook of the given format.
    ///
    /// # Errors
    /// When it is encrypted or damaged.
    pub fn open(path: &Path, format: Format) -> Result<Self, WorkbookError> {
        let source = || {
            File::open(path)
                .map(BufReader::new)
                .map_err(|error| WorkbookError::Unreadable(error.to_string()))
        };
        let book = if format == Format::Ole {
            let bytes = std::fs::read(path)
                .map_err(|error| WorkbookError::Unreadable(error.to_string()))?;
            if !ole::chains_end(&bytes) {
                return Err(WorkbookError::Unreadable("文件已损坏（扇区链成环或缺失）".to_owned()));
            }
            match Xls::new(source()?) {
                Ok(book) => Book::Xls(book),
                // An encrypted .xlsx is an OLE container as well.
                Err(error) => match Xlsx::new(source()?) {
                    Err(XlsxError::Password) => return Err(WorkbookError::Encrypted),
                    _ => return Err(error.into()),
                },
            }
        } else {
            Book::Xlsx(Xlsx::new(source()?)?)
        };
        Ok(Self { path: path.to_owned(), book })
    }

    /// All its sheets, in order.
    #[must_use]
    pub fn sheets(&self) -> Vec<SheetEntry> {
        let listed = match &self.book {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
        };
        listed
            .iter()
            .map(|sheet| SheetEntry {
                name: sheet.name.clone(),
                visible: sheet.visible == SheetVisible::Visible
                    && sheet.typ == SheetType::WorkSheet,
            })
            .collect()
    }

    /// The first rows of a sheet.
    ///
    /// # Errors
    /// When the sheet cannot be read.
    pub fn head(&mut self, name: &str, sheet: SheetId) -> Result<RawBlock, WorkbookError> {
        let mut rows = RowWriter::new(sheet, HEADER_ROWS, self.date_1904(), &[], &[]);
        let mut first = None;
        self.each_cell(name, &mut |row, column, cell| {
            if let Some(block) = rows.cell(row, column, cell) {
                first.get_or_insert(block);
            }
            first.is_none()
        })?;
        Ok(first.unwrap_or_else(|| rows.finish()))
    }

    /// The merged ranges of a sheet.
    ///
    /// # Errors
    /// When the sheet cannot be read.
    pub fn merges(&mut self, name: &str) -> Result<Vec<Dimensions>, WorkbookError> {
        Ok(match &mut self.book {
            Book::Xlsx(book) => book.merge_cells_by_sheet_name(name)?,
            Book::Xls(book) => book.merge_cells_by_sheet_name(name)?,
        })
    }

    fn date_1904(&self) -> bool {
        matches!(&self.book, Book::Xlsx(book) if book.has_1904_epoch())
    }

    /// The table on a sheet whose first rows are `head`.
    #[must_use]
    pub fn table(
        &self,
        name: &str,
        head: &RawBlock,
        merges: &[Dimensions],
        words: &Vocabulary,
    ) -> SheetTable {
        let is_blank = |header_row: u32, column: usize| {
            self.column_is_blank(name, header_row, column, words).unwrap_or(false)
        };
        header::find(head, merges, words.headers(), &is_blank)
            .map_or(SheetTable::NoHeader, SheetTable::from)
    }

    /// Hands every block of a sheet to `take`, in order.
    ///
    /// # Errors
    /// When the sheet cannot be read to its end.
    pub fn each_block(
        &mut self,
        name: &str,
        sheet: SheetId,
        merges: &[Dimensions],
        layouts: &[&Layout],
        take: &mut dyn FnMut(RawBlock),
    ) -> Result<(), WorkbookError> {
        let mut rows = RowWriter::new(sheet, BLOCK_ROWS, self.date_1904(), merges, layouts);
        self.each_cell(name, &mut |row, column, cell| {
            if let Some(block) = rows.cell(row, column, cell) {
                take(block);
            }
            true
        })?;
        let last = rows.finish();
        if !last.is_empty() {
            take(last);
        }
        Ok(())
    }

    /// Walks over the filled cells of a sheet row by row until `visit` returns `false`.
    fn each_cell(
        &mut self,
        name: &str,
        visit: &mut dyn FnMut(u32, u32, &DataRef<'_>) -> bool,
    ) -> Result<(), WorkbookError> {
        match &mut self.book {
            Book::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(name)?;
                while let Some(cell) = cells.next_cell()? {
                    let (row, column) = cell.get_position();
                    if !visit(row, column, cell.get_value()) {
                        break;
                    }
                }
            }
            Book::Xls(book) => {
                let range = book.worksheet_range(name)?;
                let (first_row, first_column) = range.start().unwrap_or_default();
                for (row, column, data) in range.used_cells() {
                    let row = first_row.saturating_add(u32::try_from(row).unwrap_or(u32::MAX));
                    let column =
                        first_column.saturating_add(u32::try_from(column).unwrap_or(u32::MAX));
                    if !visit(row, column, &by_reference(data)) {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    fn column_is_blank(
        &self,
        name: &str,
        header_row: u32,
        column: usize,
        words: &Vocabulary,
    ) -> Result<bool, WorkbookError> {
        let format = match self.book {
            Book::Xlsx(_) => Format::Xlsx,
            Book::Xls(_) => Format::Ole,
        };
        let mut blank = true;
        let mut text = String::new();
        Self::open(&self.path, format)?.each_cell(name, &mut |row, at, cell| {
            if row >= header_row && at as usize == column {
                text.clear();
                write_cell(cell, &mut text);
                blank &= words.says_nothing(&text);
            }
            blank
        })?;
        Ok(blank)
    }
}

fn by_reference(data: &Data) -> DataRef<'_> {
    match data {
        Data::String(text) => DataRef::SharedString(text),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(day) => DataRef::DateTime(*day),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

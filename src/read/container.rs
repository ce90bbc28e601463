//! An open file of any format: sheets, whose rows come in blocks. A delimited text is one sheet without a name.

use calamine::Dimensions;

use super::book::{SheetEntry, Workbook};
use super::content::Content;
use super::delimited::DelimitedFile;
use super::error::ReadError;
use super::sheet_table::SheetTable;
use super::sniff::{Format, Text};
use crate::model::finding::SheetId;
use crate::model::layout::Layout;
use crate::model::sheet::RawBlock;
use crate::model::vocabulary::Vocabulary;

/// An open file.
pub enum Container {
    /// Delimited text.
    Delimited(Content, Text),
    /// A workbook.
    Workbook(Workbook),
}

impl Container {
    /// Opens a file whose format is known.
    ///
    /// # Errors
    /// When it is encrypted, damaged, too large or no table.
    pub fn open(content: &Content, format: Format) -> Result<Self, ReadError> {
        match format {
            Format::Text(text) => Ok(Self::Delimited(content.clone(), text)),
            format => Workbook::open(content, format).map(Self::Workbook),
        }
    }

    /// The encoding of a text, the kind of a workbook.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Delimited(_, text) => text.label(),
            Self::Workbook(book) => book.label(),
        }
    }

    /// Whether the file seems to lack its end, so that rows may be missing.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        matches!(self, Self::Workbook(book) if book.is_cut_short())
    }

    /// All its sheets, in order.
    #[must_use]
    pub fn sheets(&self) -> Vec<SheetEntry> {
        match self {
            Self::Delimited(..) => vec![SheetEntry { name: String::new(), visible: true }],
            Self::Workbook(book) => book.sheets().to_vec(),
        }
    }

    /// Opens a sheet and looks for its table; `None` when the sheet is blank.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn sheet(
        &self,
        number: usize,
        id: SheetId,
        words: &Vocabulary,
    ) -> Result<Option<Sheet<'_>>, ReadError> {
        match self {
            Self::Delimited(content, text) => {
                let (file, table) = DelimitedFile::open(content, *text, id, words)?;
                let rows = Rows::Chunks(file);
                Ok(Some(Sheet { table, rows }))
            }
            Self::Workbook(book) => {
                let head = book.head(number, id)?;
                if head.is_empty() {
                    return Ok(None);
                }
                let merges = book.merges(number)?;
                let table = book.table(number, &head, &merges, words);
                let rows = Rows::Cells(Cells { book, number, id, head, merges });
                Ok(Some(Sheet { table, rows }))
            }
        }
    }
}

/// An open sheet.
pub struct Sheet<'c> {
    /// The table found on it.
    pub table: SheetTable,
    /// Its rows.
    pub rows: Rows<'c>,
}

/// The rows of a sheet, by how they can be had.
pub enum Rows<'c> {
    /// As chunks that are split in any order.
    Chunks(DelimitedFile),
    /// Block by block.
    Cells(Cells<'c>),
}

impl Rows<'_> {
    /// Whether `wanted` holds for the first rows.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn begin_with(&self, wanted: &dyn Fn(&RawBlock) -> bool) -> Result<bool, ReadError> {
        Ok(match self {
            Self::Chunks(file) => file.head()?.is_some_and(|head| wanted(&head)),
            Self::Cells(cells) => wanted(&cells.head),
        })
    }
}

/// The rows of a workbook's sheet.
pub struct Cells<'c> {
    book: &'c Workbook,
    number: usize,
    id: SheetId,
    head: RawBlock,
    merges: Vec<Dimensions>,
}

impl Cells<'_> {
    /// The merged ranges of the sheet.
    #[must_use]
    pub fn merges(&self) -> &[Dimensions] {
        &self.merges
    }

    /// Hands every block to `take`, in order, merged cells filled in below the headers that `layouts` come from.
    ///
    /// # Errors
    /// When the sheet cannot be read to its end.
    pub fn each_block(
        &self,
        layouts: &[&Layout],
        take: &mut dyn FnMut(RawBlock) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.book.each_block(self.number, self.id, &self.merges, layouts, take)
    }
}

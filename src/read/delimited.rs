//! A delimited text file: its delimiter and table, then its blocks in parallel.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::csv::{Chunk, Chunks, Dialect};
use super::header;
use super::sheet_table::SheetTable;
use crate::model::finding::SheetId;
use crate::model::sheet::{Encoding, RawBlock};
use crate::model::vocabulary::Vocabulary;

/// A text file whose encoding is known.
#[derive(Clone, Debug)]
pub struct DelimitedFile {
    path: PathBuf,
    bom: u64,
    encoding: Encoding,
    dialect: Dialect,
    sheet: SheetId,
}

/// Delimiters, in the order in which they are tried.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// How far into a file its line breaks are looked for.
const NEWLINE_PROBE: u64 = 1 << 16;

/// A file with carriage returns and no line feed at all ends its records with them.
fn newline_of(path: &Path, bom: u64) -> io::Result<u8> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(bom))?;
    let mut start = Vec::new();
    file.take(NEWLINE_PROBE).read_to_end(&mut start)?;
    let only_returns = start.contains(&b'\r') && !start.contains(&b'\n');
    Ok(if only_returns { b'\r' } else { b'\n' })
}

impl DelimitedFile {
    /// Finds the delimiter under which the file has a header, and the table below it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(
        path: &Path,
        bom: u64,
        encoding: Encoding,
        sheet: SheetId,
        words: &Vocabulary,
    ) -> io::Result<(Self, SheetTable)> {
        let mut file = Self {
            path: path.to_owned(),
            bom,
            encoding,
            dialect: Dialect { delimiter: DELIMITERS[0], newline: newline_of(path, bom)? },
            sheet,
        };
        for delimiter in DELIMITERS {
            file.dialect.delimiter = delimiter;
            let Some(head) = file.head()? else {
                break;
            };
            let is_blank = |header_row: u32, column: usize| {
                file.column_is_blank(header_row, column, words).unwrap_or(false)
            };
            match header::find(&head, &[], words.headers(), &is_blank) {
                None => {}
                Some(found) => return Ok((file, SheetTable::from(found))),
            }
        }
        file.dialect.delimiter = DELIMITERS[0];
        Ok((file, SheetTable::NoHeader))
    }

    /// What stands between its cells.
    #[must_use]
    pub fn delimiter(&self) -> char {
        char::from(self.dialect.delimiter)
    }

    /// The first rows, for recognising what the file is.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn head(&self) -> io::Result<Option<RawBlock>> {
        let first = self.chunks()?.next().transpose()?;
        Ok(first.map(|chunk| self.split(chunk)))
    }

    /// The file's chunks of whole records, to be split in parallel.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn chunks(&self) -> io::Result<Chunks<File>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.bom))?;
        Ok(Chunks::new(file, self.dialect))
    }

    /// Splits a chunk of this file into cells.
    #[must_use]
    pub fn split(&self, chunk: Chunk) -> RawBlock {
        chunk.split(self.sheet, self.encoding)
    }

    fn column_is_blank(
        &self,
        header_row: u32,
        column: usize,
        words: &Vocabulary,
    ) -> io::Result<bool> {
        for chunk in self.chunks()? {
            let block = self.split(chunk?);
            for index in 0..block.len() {
                let row = block.row(index);
                let below = block.row_number(index) > header_row;
                if below && !words.says_nothing(&row.cell(column).text()) {
                    // Below a repeated header the columns are other ones.
                    return Ok(header::is_header(row, words.headers()));
                }
            }
        }
        Ok(true)
    }
}

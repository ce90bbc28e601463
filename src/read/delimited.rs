//! A delimited text file: its delimiter and table, then its blocks in parallel.

use std::io::{self, Read};

use encoding_rs::GB18030;

use super::content::{Append, Content, Source};
use super::csv::{Chunk, Chunks, Dialect};
use super::header;
use super::limits::{self, TooLarge};
use super::sheet_table::SheetTable;
use super::sniff::{Digest, Text};
use super::transcode::Transcoder;
use crate::model::finding::SheetId;
use crate::model::sheet::{Encoding, RawBlock};
use crate::model::vocabulary::Vocabulary;

/// A text whose encoding is known.
#[derive(Clone, Debug)]
pub struct DelimitedFile {
    content: Content,
    text: Text,
    dialect: Dialect,
    sheet: SheetId,
}

/// A text on its way to the splitter.
pub enum TextStream {
    /// UTF-8 or GB18030, split as it is.
    AsItIs(Source),
    /// Anything else, made UTF-8.
    Transcoded(Transcoder<Source>),
}

impl Append for TextStream {
    fn append(&mut self, bytes: &mut Vec<u8>, limit: u64) -> io::Result<usize> {
        match self {
            Self::AsItIs(source) => source.append(bytes, limit),
            Self::Transcoded(text) => text.by_ref().take(limit).read_to_end(bytes),
        }
    }
}

/// Delimiters, in the order in which they are tried.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// How far into a file its line breaks are looked for.
const NEWLINE_PROBE: u64 = 1 << 16;

fn stream(content: &Content, text: Text) -> io::Result<TextStream> {
    let source = content.open_at(text.bom as u64)?;
    Ok(if text.is_split_as_it_is() {
        TextStream::AsItIs(source)
    } else {
        TextStream::Transcoded(Transcoder::new(source, text.encoding))
    })
}

/// A file with carriage returns and no line feed at all ends its records with them.
fn newline_of(content: &Content, text: Text) -> io::Result<u8> {
    let mut start = Vec::new();
    stream(content, text)?.append(&mut start, NEWLINE_PROBE)?;
    let only_returns = start.contains(&b'\r') && !start.contains(&b'\n');
    Ok(if only_returns { b'\r' } else { b'\n' })
}

impl DelimitedFile {
    /// A file whose cells are separated by `delimiter`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn new(content: &Content, text: Text, sheet: SheetId, delimiter: u8) -> io::Result<Self> {
        let dialect = Dialect { delimiter, newline: newline_of(content, text)? };
        Ok(Self { content: content.clone(), text, dialect, sheet })
    }

    /// Finds the delimiter under which the file has a header, and the table below it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(
        content: &Content,
        text: Text,
        sheet: SheetId,
        words: &Vocabulary,
    ) -> io::Result<(Self, SheetTable)> {
        let mut file = Self::new(content, text, sheet, DELIMITERS[0])?;
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

    /// The encoding of the bytes that are split.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        if self.text.encoding == GB18030 { Encoding::Gb18030 } else { Encoding::Utf8 }
    }

    /// The first rows, for recognising what the file is.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn head(&self) -> io::Result<Option<RawBlock>> {
        let first = self.chunks()?.next().transpose()?;
        first.map(|chunk| self.split(chunk)).transpose()
    }

    /// The file's chunks of whole records, to be split in parallel.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn chunks(&self) -> io::Result<Chunks<'static, TextStream>> {
        Ok(Chunks::new(stream(&self.content, self.text)?, self.dialect, None))
    }

    /// The same, with size and hash of the whole file in `digest` once all chunks are taken. The text must be one that
    /// is split as it is.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn chunks_with_digest<'d>(
        &self,
        digest: &'d mut Digest,
    ) -> io::Result<Chunks<'d, TextStream>> {
        let mut source = self.content.open()?;
        let mut mark = vec![0; self.text.bom];
        source.read_exact(&mut mark)?;
        digest.update(&mark);
        Ok(Chunks::new(TextStream::AsItIs(source), self.dialect, Some(digest)))
    }

    /// Splits a chunk of this file into cells.
    ///
    /// # Errors
    /// When a row is wider than a sheet.
    pub fn split(&self, chunk: Chunk) -> io::Result<RawBlock> {
        let block = chunk.split(self.sheet, self.encoding());
        if block.widest() > limits::SHEET_COLUMNS as usize {
            return Err(TooLarge::new("列数", limits::SHEET_COLUMNS).into());
        }
        Ok(block)
    }

    fn column_is_blank(
        &self,
        header_row: u32,
        column: usize,
        words: &Vocabulary,
    ) -> io::Result<bool> {
        for chunk in self.chunks()? {
            let block = self.split(chunk?)?;
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

//! `SpreadsheetML` 2003 ("XML 表格"), mostly saved under the name `.xls`.
//!
//! What a table says of its own size (`ExpandedRowCount`) is not believed: rows and cells are counted as they come.

use std::io::{BufRead, BufReader};

use calamine::Dimensions;
use quick_xml::events::{BytesStart, Event};

use super::walk::{Contents, OneSheet, Walker, range};
use super::{Book, SheetEntry, Value, Visit};
use crate::read::content::Content;
use crate::read::error::ReadError;
use crate::read::limits;
use crate::read::sniff::Text;
use crate::read::xml::{self, Guard, XmlReader, attribute};

/// An open workbook.
pub struct SpreadsheetMl {
    content: Content,
    text: Text,
    contents: Contents,
}

impl SpreadsheetMl {
    /// Lists the sheets.
    ///
    /// # Errors
    /// When the XML is damaged or too large, or there is no sheet in it.
    pub fn open(content: Content, text: Text) -> Result<Self, ReadError> {
        let mut contents = Contents::default();
        walk(source(&content, text)?, &mut contents)?;
        if contents.sheets.is_empty() {
            return Err(ReadError::Damaged("XML 表格里没有工作表".to_owned()));
        }
        Ok(Self { content, text, contents })
    }
}

fn source(content: &Content, text: Text) -> Result<impl BufRead, ReadError> {
    let plain = xml::without_declaration(text.utf8(content)?)?;
    let most = limits::STREAMED_PART_BYTES;
    Ok(BufReader::new(Guard::new(plain, "XML 表格", most, most)))
}

impl Book for SpreadsheetMl {
    fn sheets(&self) -> Vec<SheetEntry> {
        self.contents.sheets.clone()
    }

    fn merges(&mut self, sheet: usize) -> Result<Vec<Dimensions>, ReadError> {
        Ok(self.contents.merges_of(sheet))
    }

    fn each_cell(&mut self, sheet: usize, visit: &mut Visit<'_>) -> Result<(), ReadError> {
        walk(source(&self.content, self.text)?, &mut OneSheet::new(sheet, visit))
    }
}

/// What the walk is inside of.
#[derive(Default)]
struct Place {
    /// Row and column of the current cell, and of the next ones where they give no index.
    row: u32,
    next_row: u32,
    column: u32,
    next_column: u32,
    /// The type of the data element that is open, and its text.
    data: Option<String>,
    text: String,
    in_cell: bool,
    in_comment: bool,
    in_visible: bool,
}

fn walk(source: impl BufRead, walker: &mut dyn Walker) -> Result<(), ReadError> {
    let mut xml = XmlReader::new(source);
    let mut place = Place::default();
    while let Some(event) = xml.next()? {
        let goes_on = match &event {
            Event::Start(tag) => place.open(tag, walker)?,
            Event::End(tag) if tag.local_name().as_ref() == "Workbook" => false,
            Event::End(tag) => place.close(tag.local_name().as_ref(), walker)?,
            text => {
                if place.in_visible || (place.data.is_some() && walker.wants_cells()) {
                    xml::push_text(text, &mut place.text)?;
                }
                true
            }
        };
        if !goes_on {
            return Ok(());
        }
    }
    Err(ReadError::Damaged("XML 表格没有结尾，可能没有传完".to_owned()))
}

impl Place {
    fn open(&mut self, tag: &BytesStart<'_>, walker: &mut dyn Walker) -> Result<bool, ReadError> {
        match tag.local_name().as_ref() {
            "Worksheet" => {
                *self = Self::default();
                return walker.sheet(&attribute(tag, "Name").unwrap_or_default());
            }
            "Row" => {
                self.row = index(tag).unwrap_or(self.next_row);
                // A format that spans blank rows below.
                let span = number(tag, "Span").unwrap_or(0);
                self.next_row = self.row.saturating_add(1).saturating_add(span);
                self.next_column = 0;
            }
            "Cell" => self.open_cell(tag, walker)?,
            "Comment" => self.in_comment = true,
            "Data" if self.in_cell && !self.in_comment => {
                self.text.clear();
                self.data = Some(attribute(tag, "Type").unwrap_or_default());
            }
            "Visible" => {
                self.text.clear();
                self.in_visible = true;
            }
            _ => {}
        }
        Ok(true)
    }

    fn open_cell(
        &mut self,
        tag: &BytesStart<'_>,
        walker: &mut dyn Walker,
    ) -> Result<(), ReadError> {
        self.in_cell = true;
        self.column = index(tag).unwrap_or(self.next_column);
        let across = number(tag, "MergeAcross").unwrap_or(0);
        let down = number(tag, "MergeDown").unwrap_or(0);
        self.next_column = self.column.saturating_add(1).saturating_add(across);
        match range(self.row, self.column, down, across) {
            Some(merge) => walker.merge(merge),
            None => Ok(()),
        }
    }

    fn close(&mut self, name: &str, walker: &mut dyn Walker) -> Result<bool, ReadError> {
        match name {
            "Cell" => self.in_cell = false,
            "Comment" => self.in_comment = false,
            "Data" => {
                if let Some(kind) = self.data.take()
                    && walker.wants_cells()
                    && !self.text.is_empty()
                {
                    return walker.cell(self.row, self.column, value(&kind, &self.text));
                }
            }
            "Visible" => {
                self.in_visible = false;
                if self.text.trim() != "SheetVisible" {
                    walker.hide();
                }
            }
            _ => {}
        }
        Ok(true)
    }
}

fn value<'a>(kind: &str, text: &'a str) -> Value<'a> {
    match kind {
        "Number" => text.trim().parse().map_or(Value::Text(text), Value::Number),
        "DateTime" => Value::iso_day(text.trim()),
        _ => Value::Text(text),
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok()
}

/// Indexes count from 1.
fn index(tag: &BytesStart<'_>) -> Option<u32> {
    number(tag, "Index")?.checked_sub(1)
}

//! `.ods`: the content part as a stream. Repeated rows and cells come as often as they say, blank ones cost nothing.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};

use calamine::Dimensions;
use quick_xml::events::{BytesStart, Event};
use zip::result::ZipError;

use super::walk::{Contents, OneSheet, Walker, range};
use super::{Book, SheetEntry, Value, Visit};
use crate::read::error::ReadError;
use crate::read::limits::{self, TooLarge};
use crate::read::package::Zip;
use crate::read::xml::{self, Guard, XmlReader, attribute};

const CONTENT: &str = "content.xml";
const MANIFEST: &str = "META-INF/manifest.xml";

/// An open workbook.
pub struct Ods {
    zip: Zip,
    contents: Contents,
}

impl Ods {
    /// Lists the sheets.
    ///
    /// # Errors
    /// When the workbook is encrypted, damaged or too large.
    pub fn open(mut zip: Zip) -> Result<Self, ReadError> {
        if is_encrypted(&mut zip)? {
            return Err(ReadError::Encrypted);
        }
        let mut contents = Contents::default();
        walk(part(&mut zip, CONTENT)?, &mut contents)?;
        Ok(Self { zip, contents })
    }
}

/// A part as a stream with limits.
fn part<'a>(zip: &'a mut Zip, name: &str) -> Result<impl BufRead + use<'a>, ReadError> {
    let entry = zip.by_name(name)?;
    let most = limits::STREAMED_PART_BYTES;
    let limit = limits::inflated(entry.compressed_size(), most);
    Ok(BufReader::new(Guard::new(entry, name, limit, most)))
}

fn is_encrypted(zip: &mut Zip) -> Result<bool, ReadError> {
    match zip.by_name(MANIFEST) {
        Ok(_) => {}
        Err(ZipError::FileNotFound) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    let mut manifest = Vec::new();
    part(zip, MANIFEST)?.take(limits::XML_TOKEN_BYTES).read_to_end(&mut manifest)?;
    Ok(memchr::memmem::find(&manifest, b"encryption-data").is_some())
}

impl Book for Ods {
    fn sheets(&self) -> Vec<SheetEntry> {
        self.contents.sheets.clone()
    }

    fn merges(&mut self, sheet: usize) -> Result<Vec<Dimensions>, ReadError> {
        Ok(self.contents.merges_of(sheet))
    }

    fn each_cell(&mut self, sheet: usize, visit: &mut Visit<'_>) -> Result<(), ReadError> {
        walk(part(&mut self.zip, CONTENT)?, &mut OneSheet::new(sheet, visit))
    }
}

/// A filled cell of the current row.
struct Cell {
    column: u32,
    repeated: u32,
    kind: String,
    /// The value that the cell states besides its text.
    stated: Option<String>,
    text: String,
}

#[derive(Default)]
struct Place {
    /// Styles of sheets that are not shown.
    hidden: BTreeSet<String>,
    style: Option<String>,
    /// Tables within each other; only the outermost is a sheet.
    tables: u32,
    row: u32,
    row_repeated: u32,
    /// Cells that stand for repeated ones so far.
    expanded: u64,
    column: u32,
    cells: Vec<Cell>,
    row_bytes: usize,
    open: Option<Cell>,
    paragraphs: u32,
    /// Elements inside of an annotation or a drawing, whose text is not the cell's.
    aside: u32,
}

fn walk(source: impl BufRead, walker: &mut dyn Walker) -> Result<(), ReadError> {
    let mut xml = XmlReader::new(source);
    let mut place = Place::default();
    while let Some(event) = xml.next()? {
        let goes_on = match &event {
            Event::Start(tag) => place.start(tag, walker)?,
            Event::End(tag) => place.end(tag.local_name().as_ref(), walker)?,
            text => {
                if let Some(cell) = &mut place.open
                    && place.paragraphs > 0
                    && place.aside == 0
                    && walker.wants_cells()
                {
                    xml::push_text(text, &mut cell.text)?;
                }
                true
            }
        };
        if !goes_on {
            break;
        }
    }
    Ok(())
}

const ASIDE: [&str; 3] = ["annotation", "shapes", "frame"];

impl Place {
    fn start(&mut self, tag: &BytesStart<'_>, walker: &mut dyn Walker) -> Result<bool, ReadError> {
        let name = tag.local_name();
        let name = name.as_ref();
        if self.aside > 0 || ASIDE.contains(&name) {
            self.aside += 1;
            return Ok(true);
        }
        match name {
            "style" => self.style = attribute(tag, "name"),
            "table-properties" if attribute(tag, "display").as_deref() == Some("false") => {
                self.hidden.extend(self.style.clone());
            }
            "table" => return self.start_table(tag, walker),
            "table-row" if self.tables == 1 => {
                self.row_repeated = repeated(tag, "number-rows-repeated");
                self.column = 0;
            }
            "table-cell" | "covered-table-cell" if self.tables == 1 => {
                self.start_cell(tag, walker)?;
            }
            "p" => {
                self.paragraphs += 1;
                if self.paragraphs == 1 {
                    self.push("\n")?;
                }
            }
            "line-break" => self.push("\n")?,
            "tab" => self.push("\t")?,
            "s" => {
                let spaces = (repeated(tag, "c") as usize).min(limits::CELL_BYTES);
                self.push(&" ".repeat(spaces))?;
            }
            _ => {}
        }
        Ok(true)
    }

    fn start_table(
        &mut self,
        tag: &BytesStart<'_>,
        walker: &mut dyn Walker,
    ) -> Result<bool, ReadError> {
        self.tables += 1;
        if self.tables > 1 {
            return Ok(true);
        }
        self.row = 0;
        let goes_on = walker.sheet(&attribute(tag, "name").unwrap_or_default())?;
        if attribute(tag, "style-name").is_some_and(|style| self.hidden.contains(&style)) {
            walker.hide();
        }
        Ok(goes_on)
    }

    fn start_cell(
        &mut self,
        tag: &BytesStart<'_>,
        walker: &mut dyn Walker,
    ) -> Result<(), ReadError> {
        let more = |name| repeated(tag, name) - 1;
        let spanned = range(
            self.row,
            self.column,
            more("number-rows-spanned"),
            more("number-columns-spanned"),
        );
        if let Some(merge) = spanned {
            walker.merge(merge)?;
        }
        let kind = attribute(tag, "value-type").unwrap_or_default();
        let stated = match kind.as_str() {
            "float" | "currency" | "percentage" => attribute(tag, "value"),
            "date" => attribute(tag, "date-value"),
            "boolean" => attribute(tag, "boolean-value"),
            _ => attribute(tag, "string-value"),
        };
        self.open = Some(Cell {
            column: self.column,
            repeated: repeated(tag, "number-columns-repeated"),
            kind,
            stated,
            text: String::new(),
        });
        Ok(())
    }

    /// Adds to the text of the open cell; a line break only behind something.
    fn push(&mut self, text: &str) -> Result<(), TooLarge> {
        let Some(cell) = &mut self.open else { return Ok(()) };
        if text != "\n" || !cell.text.is_empty() {
            cell.text.push_str(text);
        }
        xml::check_cell(&cell.text)
    }

    fn end(&mut self, name: &str, walker: &mut dyn Walker) -> Result<bool, ReadError> {
        if self.aside > 0 {
            self.aside -= 1;
            return Ok(true);
        }
        match name {
            "table" => self.tables = self.tables.saturating_sub(1),
            "p" => self.paragraphs = self.paragraphs.saturating_sub(1),
            "table-cell" | "covered-table-cell" if self.tables == 1 => self.end_cell(walker)?,
            "table-row" if self.tables == 1 => return self.end_row(walker),
            _ => {}
        }
        Ok(true)
    }

    fn end_cell(&mut self, walker: &dyn Walker) -> Result<(), ReadError> {
        let Some(cell) = self.open.take() else { return Ok(()) };
        self.column = cell.column.saturating_add(cell.repeated);
        let bytes = cell.text.len() + cell.stated.as_ref().map_or(0, String::len);
        if bytes > 0 && walker.wants_cells() {
            self.row_bytes += bytes;
            if self.row_bytes > limits::ROW_BYTES {
                return Err(TooLarge::bytes("一行文字的长度", limits::ROW_BYTES as u64).into());
            }
            self.cells.push(cell);
        }
        Ok(())
    }

    fn end_row(&mut self, walker: &mut dyn Walker) -> Result<bool, ReadError> {
        let next = self.row.saturating_add(self.row_repeated);
        let cells = std::mem::take(&mut self.cells);
        self.row_bytes = 0;
        if !cells.is_empty() {
            let across: u64 = cells.iter().map(|cell| u64::from(cell.repeated)).sum();
            let rows = u64::from(next - self.row);
            self.expanded += rows.saturating_mul(across) - cells.len() as u64;
            if self.expanded > limits::REPEATED_CELLS {
                return Err(TooLarge::new("重复的格数", limits::REPEATED_CELLS).into());
            }
            for row in self.row..next {
                for cell in &cells {
                    for column in cell.column..cell.column.saturating_add(cell.repeated) {
                        if !walker.cell(row, column, cell.value())? {
                            return Ok(false);
                        }
                    }
                }
            }
        }
        self.row = next;
        Ok(true)
    }
}

impl Cell {
    fn value(&self) -> Value<'_> {
        let stated = self.stated.as_deref().map(str::trim);
        match (self.kind.as_str(), stated) {
            ("float" | "currency" | "percentage", Some(number)) => {
                number.parse().map_or(Value::Text(&self.text), Value::Number)
            }
            ("date", Some(day)) => match Value::iso_day(day) {
                Value::Text(_) => Value::Text(&self.text),
                day => day,
            },
            ("boolean", Some(value)) => Value::Bool(value == "true"),
            (_, Some(text)) if self.text.is_empty() => Value::Text(text),
            _ => Value::Text(&self.text),
        }
    }
}

/// How often something is there: once where nothing is said.
fn repeated(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|count| count.trim().parse().ok()).unwrap_or(1).max(1)
}

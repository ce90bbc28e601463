//! Small tables whole: every visible sheet of a file as rows of texts. For registries and claims; ledgers are read in
//! blocks.

use super::book::Workbook;
use super::content::Content;
use super::delimited::DelimitedFile;
use super::error::ReadError;
use super::limits::{self, TooLarge};
use super::sniff::{self, Format, Text};
use crate::model::finding::SheetId;
use crate::model::sheet::{Cell, CellKind, RawBlock};
use crate::model::table::Merge;

/// Rows of cells; the index of a row is its number in a spreadsheet less one.
pub type Rows = Vec<Vec<String>>;

/// A sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its index in the workbook, hidden sheets counted.
    pub number: u32,
    /// Its name; empty for delimited text.
    pub name: String,
    /// Its rows.
    pub rows: Rows,
    /// Its merged ranges.
    pub merges: Vec<Merge>,
}

/// Every visible sheet of a workbook; a delimited text is one sheet.
///
/// # Errors
/// When the file cannot be read or is no table.
pub fn read_table(content: &Content) -> Result<Vec<Page>, ReadError> {
    let content = content.load()?;
    let only = |rows| vec![Page { number: 0, name: String::new(), rows, merges: Vec::new() }];
    match sniff::fingerprint(&content)?.format {
        Format::Empty => Ok(only(Rows::new())),
        Format::Text(text) => Ok(only(delimited(&content, text)?)),
        format => sheets(&Workbook::open(&content, format)?),
    }
}

/// The sheet that rows are numbered in; a registry's rows are known by their number alone.
const SHEET: SheetId = SheetId { file: 0, sheet: 0 };

/// Tabs separate where the first line has more of them than commas.
fn delimited(content: &Content, text: Text) -> Result<Rows, ReadError> {
    let separators = |tab| -> Result<usize, ReadError> {
        let file = DelimitedFile::new(content, text, SHEET, tab)?;
        let head = file.head()?;
        Ok(head.filter(|head| !head.is_empty()).map_or(0, |head| head.row(0).width()))
    };
    let delimiter = if separators(b'\t')? > separators(b',')? { b'\t' } else { b',' };
    let file = DelimitedFile::new(content, text, SHEET, delimiter)?;
    let mut table = Table::default();
    for chunk in file.chunks()? {
        table.add(&file.split(chunk?)?)?;
    }
    Ok(table.rows)
}

fn sheets(book: &Workbook) -> Result<Vec<Page>, ReadError> {
    let mut all = Vec::new();
    let mut cells = 0;
    for (number, entry) in book.sheets().iter().enumerate().filter(|(_, entry)| entry.visible) {
        let mut table = Table { cells, ..Table::default() };
        book.each_block(number, SHEET, &[], &[], &mut |block| table.add(&block))?;
        cells = table.cells;
        let merges = book.merges(number)?.into_iter();
        let merges = merges.map(|merge| Merge { start: merge.start, end: merge.end }).collect();
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        all.push(Page { number, name: entry.name.clone(), rows: table.rows, merges });
    }
    if all.is_empty() {
        return Err(ReadError::Wrong("没有可见的工作表，请取消隐藏".to_owned()));
    }
    Ok(all)
}

#[derive(Default)]
struct Table {
    rows: Rows,
    cells: u64,
}

/// More digits than a spreadsheet keeps.
const LONGEST_NUMBER: f64 = 1e15;

fn text(cell: &Cell<'_>) -> String {
    let text = cell.text();
    match text.parse::<f64>() {
        // A number this long was an ID number once; in this form nobody takes it for one.
        Ok(number) if cell.kind() == CellKind::Number && number.abs() >= LONGEST_NUMBER => {
            format!("{number:E}")
        }
        _ => text.into_owned(),
    }
}

impl Table {
    fn add(&mut self, block: &RawBlock) -> Result<(), ReadError> {
        for index in 0..block.len() {
            let row: Vec<String> = block.row(index).cells().map(|cell| text(&cell)).collect();
            self.cells += row.len() as u64;
            if self.cells > limits::REGISTRY_CELLS {
                return Err(TooLarge::new("整表读入的格数", limits::REGISTRY_CELLS).into());
            }
            self.rows.push(row);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GB18030;

    fn read(bytes: &[u8]) -> Result<Vec<Page>, ReadError> {
        read_table(&Content::Memory(bytes.to_vec().into()))
    }

    fn rows(bytes: &[u8]) -> Rows {
        let mut sheets = read(bytes).expect("a table");
        assert_eq!(sheets.len(), 1);
        sheets.remove(0).rows
    }

    #[test]
    fn the_encoding_is_found() {
        let text = "种类,名称\r\n基地,\"某校,分校\"\r\n";
        let expected = [["种类", "名称"], ["基地", "某校,分校"]];
        assert_eq!(rows(text.as_bytes()), expected);
        assert_eq!(rows(format!("\u{feff}{text}").as_bytes()), expected);
        assert_eq!(rows(&GB18030.encode(text).0), expected);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(rows(&[b"\xff\xfe".as_slice(), &utf16].concat()), expected);
    }

    #[test]
    fn quotes_line_breaks_tabs_and_blank_rows() {
        assert_eq!(
            rows(b"a,b\n\n\"x\"\"y\nz\",2"),
            [vec!["a", "b"], vec![""], vec!["x\"y\nz", "2"]]
        );
        assert_eq!(rows(b"a\tb,c\td\n1\t2\t3\n"), [["a", "b,c", "d"], ["1", "2", "3"]]);
        assert!(rows(b"").is_empty());
    }

    #[test]
    fn workbooks_of_any_format_are_tables() {
        let page = "<table><tr><th>种类<th>名称<tr><td>基地<td>某校</table>";
        assert_eq!(rows(page.as_bytes()), [["种类", "名称"], ["基地", "某校"]]);
    }

    #[test]
    fn a_broken_workbook_is_an_error() {
        assert!(matches!(read(b"PK\x03\x04broken"), Err(ReadError::Damaged(_))));
        assert!(matches!(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(ReadError::Damaged(_))));
        let missing = Content::File("不存在.csv".into());
        assert!(matches!(read_table(&missing), Err(ReadError::Io(_))));
    }
}

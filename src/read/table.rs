//! Small tables whole: every sheet of a workbook, or a delimited text, as rows of texts. For registries, not ledgers.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, ExcelDateTime, Reader, SheetVisible, Sheets, Xls, Xlsx, XlsxError};
use encoding_rs::{Encoding, GB18030};
use thiserror::Error;

/// Rows of cells; the index of a row is its number in a spreadsheet less one.
pub type Rows = Vec<Vec<String>>;

/// Why a table cannot be read.
#[derive(Debug, Error)]
pub enum TableError {
    /// No access to the file.
    #[error("文件无法打开，请确认它存在、没有被其他程序占用：{0}")]
    Io(#[from] std::io::Error),
    /// Protected by a password.
    #[error("工作簿有密码保护，请去掉密码后另存")]
    Encrypted,
    /// Not a workbook inside.
    #[error("工作簿已损坏或格式不对，请另存为 .xlsx 或 .csv：{0}")]
    Workbook(String),
}

/// Every visible sheet of a workbook with its name; a delimited text is one sheet without a name.
///
/// The first bytes decide what the file is, not its extension.
///
/// # Errors
/// When the file cannot be opened or is a workbook that cannot be read.
pub fn read_table(path: &Path) -> Result<Vec<(String, Rows)>, TableError> {
    parse_table(fs::read(path)?)
}

const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// As [`read_table`], of the bytes of a file.
///
/// # Errors
/// When the bytes are a workbook that cannot be read.
pub fn parse_table(bytes: Vec<u8>) -> Result<Vec<(String, Rows)>, TableError> {
    if bytes.starts_with(ZIP) {
        let workbook = Xlsx::new(Cursor::new(bytes)).map_err(xlsx_error)?;
        return sheets(Sheets::Xlsx(workbook));
    }
    if bytes.starts_with(COMPOUND) {
        return match Xls::new(Cursor::new(bytes.clone())) {
            Ok(workbook) => sheets(Sheets::Xls(workbook)),
            // An encrypted .xlsx is a compound file too.
            Err(error) => match Xlsx::new(Cursor::new(bytes)) {
                Err(XlsxError::Password) => Err(TableError::Encrypted),
                _ if matches!(error, calamine::XlsError::Password) => Err(TableError::Encrypted),
                _ => Err(TableError::Workbook(error.to_string())),
            },
        };
    }
    Ok(vec![(String::new(), delimited(&decode(&bytes)))])
}

fn xlsx_error(error: XlsxError) -> TableError {
    match error {
        XlsxError::Password => TableError::Encrypted,
        other => TableError::Workbook(other.to_string()),
    }
}

fn sheets(mut workbook: Sheets<Cursor<Vec<u8>>>) -> Result<Vec<(String, Rows)>, TableError> {
    let visible = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let names: Vec<String> =
        workbook.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    let mut all = Vec::new();
    for name in names {
        // A chart sheet has no cells to offer.
        let Ok(range) = workbook.worksheet_range(&name) else {
            continue;
        };
        let (above, left) = range.start().unwrap_or_default();
        let mut rows: Rows = vec![Vec::new(); above as usize];
        for cells in range.rows() {
            let mut row = vec![String::new(); left as usize];
            row.extend(cells.iter().map(text));
            rows.push(row);
        }
        all.push((name, rows));
    }
    if all.is_empty() {
        return Err(TableError::Workbook("没有可见的工作表".to_owned()));
    }
    Ok(all)
}

/// More digits than a spreadsheet keeps.
const LONGEST_NUMBER: f64 = 1e15;

fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        // A number this long was an ID number once; in this form nobody takes it for one.
        Data::Float(number) if number.abs() >= LONGEST_NUMBER => format!("{number:E}"),
        // Display writes the shortest decimal, without a fraction for whole numbers.
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "是".to_owned(),
        Data::Bool(false) => "否".to_owned(),
        Data::DateTime(date) => day(*date),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

fn day(date: ExcelDateTime) -> String {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// UTF-8 or UTF-16 by their marks, else UTF-8 if every byte is, else GB18030.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// RFC 4180, with tabs where the first line has more of them than commas.
fn delimited(text: &str) -> Rows {
    let first = text.lines().next().unwrap_or_default();
    let separator =
        if first.matches('\t').count() > first.matches(',').count() { '\t' } else { ',' };
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\r' if !quoted && rest.peek() == Some(&'\n') => {}
            '\n' | '\r' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Rows {
        let mut sheets = parse_table(bytes.to_vec()).expect("a table");
        assert_eq!(sheets.len(), 1);
        sheets.remove(0).1
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
    fn a_broken_workbook_is_an_error_with_advice() {
        let error = parse_table(b"PK\x03\x04broken".to_vec()).expect_err("broken");
        assert!(error.to_string().contains("另存"), "{error}");
        assert!(parse_table(b"\xd0\xcf\x11\xe0broken".to_vec()).is_err());
        assert!(matches!(read_table(Path::new("不存在.csv")), Err(TableError::Io(_))));
    }

    #[test]
    fn cells_read_as_texts() {
        assert_eq!(text(&Data::Float(320.0)), "320");
        assert_eq!(text(&Data::Float(320.5)), "320.5");
        assert_eq!(text(&Data::Float(1.101_011_990_030_786_7e17)), "1.1010119900307867E17");
        let date = ExcelDateTime::new(45_414.0, calamine::ExcelDateTimeType::DateTime, false);
        assert_eq!(text(&Data::DateTime(date)), "2024-05-02");
        assert_eq!(text(&Data::Empty), "");
    }
}

//! Bytes to sheets of cells: encodings and CSV records. Workbooks have their own file.

use super::date::Date;
use super::workbook;

/// A cell as it was written; an empty one is an empty text.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Date(Date),
}

impl Cell {
    pub fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => format!("{number}"),
            Cell::Date((year, month, day)) => format!("{year:04}-{month:02}-{day:02}"),
        }
    }
}

/// A merged range: first row, first column, last row, last column, counted from 0.
pub type Merge = (usize, usize, usize, usize);

/// One sheet from its very first row and column on; a CSV file is one sheet without a name.
#[derive(Default)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
    pub merges: Vec<Merge>,
    pub epoch_1904: bool,
}

pub fn sheets(path: &str, bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return workbook::sheets(bytes);
    }
    let delimiter = if path.to_lowercase().ends_with(".tsv") { '\t' } else { ',' };
    let mut rows = Vec::new();
    for record in records(&decode(bytes), delimiter) {
        rows.push(record.into_iter().map(Cell::Text).collect());
    }
    Ok(vec![Sheet { rows, ..Sheet::default() }])
}

/// A byte-order mark decides; else the whole file is UTF-8, or it is GB18030.
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

#[derive(PartialEq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    AfterQuote,
}

/// Records as Python's csv module splits them: a quote matters only at the start of a field,
/// what follows a closing quote is literal, an open quote runs to the end of the file.
pub fn records(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut field = String::new();
    let mut state = State::FieldStart;
    let mut pending = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        pending = true;
        if state == State::Quoted {
            if c == '"' {
                state = State::AfterQuote;
            } else {
                field.push(c);
            }
            continue;
        }
        if c == '\r' && characters.peek() == Some(&'\n') {
            continue;
        }
        if c == '\n' {
            record.push(std::mem::take(&mut field));
            records.push(std::mem::take(&mut record));
            state = State::FieldStart;
            pending = false;
        } else if c == delimiter {
            record.push(std::mem::take(&mut field));
            state = State::FieldStart;
        } else if c == '"' && state == State::FieldStart {
            state = State::Quoted;
        } else if c == '"' && state == State::AfterQuote {
            field.push('"');
            state = State::Quoted;
        } else {
            field.push(c);
            state = State::Plain;
        }
    }
    if pending {
        record.push(field);
        records.push(record);
    }
    records
}

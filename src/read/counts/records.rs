//! Records of a csv file one by one, and the errors found in them, in Chinese with line and column.

use std::fmt;

use crate::model::finding::SheetId;
use crate::model::formula::unguard;
use crate::model::sheet::Row;
use crate::read::content::Content;
use crate::read::delimited::DelimitedFile;
use crate::read::sniff::{self, Format};

/// Why a table of results cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountsError {
    /// The file as named by the caller.
    pub file: String,
    /// The line, from 1; a record with a line break inside counts once.
    pub line: Option<u32>,
    /// The column's header.
    pub column: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

impl fmt::Display for CountsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "结果文件 {}", self.file)?;
        if let Some(line) = self.line {
            write!(f, " 第 {line} 行")?;
        }
        if !self.column.is_empty() {
            write!(f, " {} 列", self.column)?;
        }
        write!(f, "：{}", self.message)
    }
}

impl std::error::Error for CountsError {}

impl CountsError {
    /// An error of the file as a whole.
    pub(super) fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, column: String::new(), message: message.into() }
    }

    /// An error of one cell.
    pub(super) fn at(file: &str, line: u32, column: &str, message: String) -> Self {
        let (file, column) = (file.to_owned(), column.to_owned());
        Self { file, line: Some(line), column, message }
    }
}

/// What is wrong with a record: column and message.
pub struct Defect {
    column: String,
    message: String,
}

/// One record.
pub struct Record<'a> {
    pub line: u32,
    row: Row<'a>,
}

impl Record<'_> {
    pub fn cell(&self, column: usize) -> String {
        unguard(&self.row.cell(column).text()).to_owned()
    }

    pub fn cells(&self) -> impl Iterator<Item = String> {
        self.row.cells().map(|cell| cell.text().into_owned())
    }

    pub fn has_width(&self, width: usize) -> Result<(), Defect> {
        let found = self.row.width();
        let message = || format!("这一行有 {found} 格，表头有 {width} 列");
        if found == width { Ok(()) } else { Err(self.defect("", message())) }
    }

    #[allow(clippy::unused_self, reason = "reads as what it is about")]
    pub fn defect(&self, column: &str, message: impl Into<String>) -> Defect {
        Defect { column: column.to_owned(), message: message.into() }
    }
}

/// The sheet that rows are numbered in; they are known by their number alone.
const SHEET: SheetId = SheetId { file: 0, sheet: 0 };

/// Takes every record that is not blank.
pub fn each(
    content: &Content,
    name: &str,
    take: &mut dyn FnMut(&Record<'_>) -> Result<(), Defect>,
) -> Result<(), CountsError> {
    let unreadable = |error: std::io::Error| CountsError::of_file(name, format!("读不了：{error}"));
    let text = match sniff::fingerprint(content).map_err(unreadable)?.format {
        Format::Text(text) => text,
        Format::Empty => return Ok(()),
        _ => return Err(CountsError::of_file(name, "不是 csv 文件，请给运行写出的 csv")),
    };
    let file = DelimitedFile::new(content, text, SHEET, b',').map_err(unreadable)?;
    for chunk in file.chunks().map_err(unreadable)? {
        let block = file.split(chunk.map_err(unreadable)?).map_err(unreadable)?;
        for index in 0..block.len() {
            let record = Record { line: block.row_number(index), row: block.row(index) };
            if record.row.cells().all(|cell| cell.is_empty()) {
                continue;
            }
            take(&record).map_err(|defect| {
                CountsError::at(name, record.line, &defect.column, defect.message)
            })?;
        }
    }
    Ok(())
}

//! A file of a report beside the report made again: byte by byte, else cell by cell.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::config::RunError;
use crate::model::in_chinese::of_system;
use crate::model::letters::letters;
use crate::read::content::Content;
use crate::read::error::ReadError;
use crate::read::table::{self, Page};

/// How a file compares with the one made again.
pub struct Compared {
    /// How alike they are.
    pub likeness: Likeness,
    /// What the file was called when the report was made, where it is called otherwise now.
    pub made_as: Option<String>,
}

/// How alike two files are.
pub enum Likeness {
    /// To the byte.
    Same,
    /// The bytes differ, the cells do not.
    SameCells,
    /// What differs, in words.
    Differs(Vec<String>),
}

/// What the account of a report is called.
const RECORD: &str = "run.json";
/// The sheet that every workbook has.
const STAMP_SHEET: &str = "说明";
/// What stands before the version of the program on that sheet, which is no difference.
const PROGRAM_VERSION: &str = "工具版本";

/// A file against its twin in the report made again; the account of a report stands for all files beside it.
pub fn compare(file: &Path, made: &Path) -> Result<Compared, RunError> {
    if is_record(file) {
        let differences = folder_differences(file, made)?;
        let same = differences.is_empty();
        let likeness = if same { Likeness::Same } else { Likeness::Differs(differences) };
        return Ok(Compared { likeness, made_as: other_name(file, &made.join(RECORD)) });
    }
    let mut books = workbooks(made)?;
    // A namesake first.
    books.sort_by_key(|book| (book.file_name() != file.file_name(), book.clone()));
    let content = bytes(file)?;
    for book in &books {
        if bytes(book)? == content {
            return Ok(Compared { likeness: Likeness::Same, made_as: other_name(file, book) });
        }
    }
    let own = pages(file)?;
    let mut nearest: Option<(usize, Vec<String>, &PathBuf)> = None;
    for book in &books {
        let others = pages(book)?;
        let common = sheets(&own).intersection(&sheets(&others)).count();
        let differences = differences(&own, &others);
        let is_nearer = nearest.as_ref().is_none_or(|(most, fewest, _)| {
            common > *most || common == *most && differences.len() < fewest.len()
        });
        let is_namesake = book.file_name() == file.file_name();
        if common > 0 && is_nearer {
            nearest = Some((common, differences, book));
        }
        if is_namesake && common == sheets(&own).len() {
            break;
        }
    }
    let Some((_, differences, book)) = nearest else {
        return Err(RunError::Asked(format!(
            "重新出的报告中没有与“{}”同样工作表的工作簿：工作表的名称可能改过，或这个文件不属于这份报告",
            file.display()
        )));
    };
    let likeness =
        if differences.is_empty() { Likeness::SameCells } else { Likeness::Differs(differences) };
    Ok(Compared { likeness, made_as: other_name(file, book) })
}

/// Whether a file is the account of a report, not a workbook.
pub fn is_record(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "json")
}

/// The sheets of a workbook.
pub fn pages(file: &Path) -> Result<Vec<Page>, RunError> {
    table::read_table(&Content::File(file.to_owned())).map_err(|error| {
        let why = match error {
            ReadError::Io(error) => of_system(&error),
            ReadError::Encrypted => "有密码保护，请去掉密码后另存".to_owned(),
            _ => "不是工作簿，或已损坏".to_owned(),
        };
        RunError::Input(format!("{}：{why}", file.display()))
    })
}

/// What the twin of a file is called, if otherwise.
fn other_name(file: &Path, twin: &Path) -> Option<String> {
    let name = twin.file_name()?;
    (file.file_name() != Some(name)).then(|| name.to_string_lossy().into_owned())
}

/// Names of sheets, but for the one that every workbook has.
fn sheets(pages: &[Page]) -> BTreeSet<&str> {
    pages.iter().map(|page| page.name.as_str()).filter(|name| *name != STAMP_SHEET).collect()
}

/// Files made again that are not beside the account, or are others.
fn folder_differences(record: &Path, made: &Path) -> Result<Vec<String>, RunError> {
    let folder = record.parent().unwrap_or(Path::new("."));
    let mut differences = Vec::new();
    for twin in files_below(made)? {
        let name = twin.strip_prefix(made).unwrap_or(&twin);
        let own = if name == Path::new(RECORD) { record.to_owned() } else { folder.join(name) };
        if !own.is_file() {
            differences.push(format!("没有“{}”", own.display()));
        } else if bytes(&own)? != bytes(&twin)? {
            differences.push(format!("“{}”与重新出的不同", own.display()));
        }
    }
    Ok(differences)
}

fn workbooks(folder: &Path) -> Result<Vec<PathBuf>, RunError> {
    let is_book = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "xlsx");
    Ok(files_below(folder)?.into_iter().filter(is_book).collect())
}

/// The files of a folder and of those within, in order.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, RunError> {
    let told = |error: std::io::Error| {
        RunError::Output(format!("{} 读不回来：{}", folder.display(), of_system(&error)))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.is_dir() {
            files.append(&mut files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn bytes(file: &Path) -> Result<Vec<u8>, RunError> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|mut open| open.read_to_end(&mut bytes))
        .map_err(|error| RunError::Input(format!("{}：{}", file.display(), of_system(&error))))?;
    Ok(bytes)
}

/// Sheets and cells that differ, in words; the order of sheets is no difference.
fn differences(file: &[Page], made: &[Page]) -> Vec<String> {
    let named = |pages: &[Page], name: &str| pages.iter().position(|page| page.name == name);
    let mut differences = Vec::new();
    for twin in made {
        match named(file, &twin.name).and_then(|index| file.get(index)) {
            Some(page) => cell_differences(page, twin, &mut differences),
            None => differences.push(format!("没有工作表“{}”", twin.name)),
        }
    }
    let more = file.iter().filter(|page| named(made, &page.name).is_none());
    differences.extend(more.map(|page| format!("多了工作表“{}”", page.name)));
    differences
}

fn cell_differences(page: &Page, twin: &Page, differences: &mut Vec<String>) {
    let none = Vec::new();
    for row in 0..page.rows.len().max(twin.rows.len()) {
        let own = page.rows.get(row).unwrap_or(&none);
        let other = twin.rows.get(row).unwrap_or(&none);
        if own.first().is_some_and(|cell| cell == PROGRAM_VERSION) {
            continue;
        }
        for column in 0..own.len().max(other.len()) {
            let text = |cells: &[String]| cells.get(column).cloned().unwrap_or_default();
            let (own, other) = (text(own), text(other));
            if own != other {
                let place = format!("“{}”{}{} 格", page.name, letters(column), row + 1);
                let told = |text: String| {
                    if text.is_empty() { "空白".to_owned() } else { format!("“{text}”") }
                };
                differences.push(format!("{place}是{}，重新出的是{}", told(own), told(other)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str, rows: &[&[&str]]) -> Page {
        let rows = rows.iter().map(|row| row.iter().map(ToString::to_string).collect());
        Page { number: 0, name: name.to_owned(), rows: rows.collect(), merges: Vec::new() }
    }

    #[test]
    fn differences_are_told_by_sheet_and_cell() {
        let made = [page("总表", &[&["单位", "人数"], &["长春市", "3"]]), page("明细", &[&["a"]])];
        assert!(differences(&made, &made).is_empty());
        let moved = [made[1].clone(), made[0].clone()];
        assert!(differences(&moved, &made).is_empty());
        let edited = [
            page("总表", &[&["单位", "人数"], &["长春市", "4"], &["", "x"]]),
            page("附表", &[&["a"]]),
        ];
        assert_eq!(
            differences(&edited, &made),
            [
                "“总表”B2 格是“4”，重新出的是“3”",
                "“总表”B3 格是“x”，重新出的是空白",
                "没有工作表“明细”",
                "多了工作表“附表”"
            ]
        );
    }

    #[test]
    fn another_version_of_the_program_is_no_difference() {
        let by = |version: &str| [page(STAMP_SHEET, &[&[PROGRAM_VERSION, version]])];
        assert!(differences(&by("taizhang 1"), &by("taizhang 2")).is_empty());
    }
}

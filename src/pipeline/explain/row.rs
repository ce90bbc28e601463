//! A row named as `FILE:SHEET:ROW`: where that is, and what became of it.

use crate::config::RunError;
use crate::model::finding::{RowRef, SheetId};
use crate::model::history::Fate;
use crate::model::source::{FileKind, Skip, SourceFile, Sources};
use crate::model::text::{narrow, nearest};
use crate::pipeline::Readings;
use crate::report;

/// The row that a text names: by the names of files and sheets as they are, or as outputs show them.
pub fn named(text: &str, sources: &Sources) -> Result<RowRef, RunError> {
    place(text, sources).or_else(|error| {
        place(text, &report::shown_names(sources.clone(), false)).map_err(|_| error)
    })
}

/// The row that a text names; FILE is a path as in rejects.csv, or the end or a longer form of one.
fn place(text: &str, sources: &Sources) -> Result<RowRef, RunError> {
    let asked = |why: String| RunError::Asked(format!("--row“{text}”：{why}"));
    let plain = text.replace('\\', "/").replace('：', ":");
    let form = || asked("应写成 文件:工作表:行号，没有工作表的（csv）写 文件:行号".to_owned());
    let (rest, row) = plain.rsplit_once(':').ok_or_else(form)?;
    let row = narrow(row.trim()).parse().ok().filter(|row: &u32| *row > 0).ok_or_else(form)?;
    let mut found: Vec<(SheetId, usize)> = Vec::new();
    for (file, source) in (0u32..).zip(&sources.files) {
        let Some((name, match_length)) = sheet_name(rest, &source.path) else { continue };
        let sheets = (0u32..).zip(&source.sheets);
        let own = sheets.filter(|(_, own)| name.is_none_or(|name| name.trim() == own.trim()));
        found.extend(own.map(|(sheet, _)| (SheetId { file, sheet }, match_length)));
        if source.sheets.is_empty() {
            found.push((SheetId { file, sheet: 0 }, match_length));
        }
    }
    let longest = found.iter().map(|(_, length)| *length).max();
    found.retain(|(_, length)| Some(*length) == longest);
    match found.as_slice() {
        [(sheet, _)] => Ok(RowRef { sheet: *sheet, row }),
        [] => Err(asked(unknown(rest, sources))),
        several => {
            let name = |(sheet, _): &(SheetId, usize)| {
                format!("{}:{}:{row}", sources.path(*sheet), sources.sheet_name(*sheet))
            };
            let names: Vec<String> = several.iter().map(name).collect();
            Err(asked(format!("不止一处，请写明：{}", names.join("、"))))
        }
    }
}

/// If `rest` names a file: the name of the sheet behind it, and how much of the path was given.
fn sheet_name<'t>(rest: &'t str, path: &str) -> Option<(Option<&'t str>, usize)> {
    let is_file = |file: &str| {
        file == path || file.ends_with(&format!("/{path}")) || path.ends_with(&format!("/{file}"))
    };
    let length = |file: &str| file.len().min(path.len());
    if is_file(rest) {
        return Some((None, length(rest)));
    }
    let colons = rest.match_indices(':').map(|(at, _)| at);
    let parts = colons.map(|at| (&rest[..at], &rest[at + 1..]));
    let found = parts.into_iter().find(|(file, _)| is_file(file));
    // An empty name is that of a text, or of the only sheet.
    found.map(|(file, sheet)| (Some(sheet).filter(|sheet| !sheet.is_empty()), length(file)))
}

fn unknown(rest: &str, sources: &Sources) -> String {
    let paths = sources.files.iter().map(|file| file.path.as_str());
    if let Some(source) = sources.files.iter().find(|file| sheet_name(rest, &file.path).is_some()) {
        let sheets: Vec<&str> = source.sheets.iter().map(String::as_str).collect();
        return format!("{} 中没有这个工作表，有：{}", source.path, sheets.join("、"));
    }
    let file = rest.split(':').next().unwrap_or(rest);
    let known = || paths.clone().take(MOST_NAMES).collect::<Vec<_>>().join("、");
    match nearest(file, paths.clone()) {
        Some(near) => format!("输入中没有这个文件，是否为“{near}”？"),
        None => format!("输入中没有这个文件，有：{}", known()),
    }
}

/// No message names more.
const MOST_NAMES: usize = 10;

/// What became of the row at `at`.
pub fn fate(at: RowRef, readings: &Readings) -> Fate {
    let source = readings.sources.files.get(at.sheet.file as usize);
    if source.is_none_or(|source: &SourceFile| source.kind != FileKind::Ledger) {
        return Fate::NotRead;
    }
    let in_sheet = readings.rejected.iter().filter(|sheet| sheet.sheet == at.sheet);
    let rejected = || in_sheet.clone().flat_map(|sheet| &sheet.rows);
    if let Some(row) = rejected().find(|row| row.row == at.row) {
        return Fate::Rejected(row.also.clone());
    }
    let blocks = readings.blocks.iter().filter(|block| block.sheet == at.sheet);
    let accepted = || blocks.clone().flat_map(|block| &block.rows).map(|row| row.number);
    if accepted().any(|row| row == at.row) {
        return Fate::Accepted;
    }
    let skipped = readings.skipped.iter().filter(|(skipped, _)| skipped.sheet == at.sheet);
    if let Some((_, why)) = skipped.clone().find(|(skipped, _)| *skipped == at) {
        return Fate::Skipped(*why);
    }
    let all = accepted().chain(rejected().map(|row| row.row));
    let last = all.chain(skipped.map(|(at, _)| at.row)).max().unwrap_or(0);
    if at.row > last { Fate::Beyond(last) } else { Fate::Skipped(Skip::Blank) }
}

#[cfg(test)]
mod tests {
    use super::sheet_name;

    #[test]
    fn files_and_sheets_are_told_apart_whatever_colons_there_are() {
        assert_eq!(sheet_name("a/甲.csv", "a/甲.csv"), Some((None, 9)));
        assert_eq!(sheet_name("a/甲.csv:", "a/甲.csv"), Some((None, 9)));
        assert_eq!(sheet_name("a/甲.xlsx:一班", "a/甲.xlsx"), Some((Some("一班"), 10)));
        assert_eq!(sheet_name("C:/台账/a/甲.xlsx:一班", "a/甲.xlsx"), Some((Some("一班"), 10)));
        assert_eq!(sheet_name("甲.xlsx:一班", "a/甲.xlsx"), Some((Some("一班"), 8)));
        assert_eq!(sheet_name("乙.xlsx:一班", "a/甲.xlsx"), None);
        assert_eq!(sheet_name("a:b.csv", "a:b.csv"), Some((None, 7)));
    }
}

//! Names of return workbooks and of their sheets: what every system and spreadsheet takes, each once.

use std::collections::BTreeSet;

use super::PREFIX;
use crate::model::run::Run;

/// Bytes of a file's own name that are kept; systems take 255 for the whole.
const LONGEST_STEM: usize = 120;
/// UTF-16 units of a sheet's name.
const LONGEST_SHEET: usize = 31;
const UNKNOWN: &str = "未知单位";

/// The file names of all return workbooks of a run, in their order.
pub(in crate::report) fn file_names(run: &Run) -> Vec<String> {
    let mut used = BTreeSet::new();
    let names = run.returns.iter().map(|book| {
        let path = run.sources.files.get(book.file as usize).map_or("", |file| file.path.as_str());
        let unit = book.unit.as_deref().unwrap_or(UNKNOWN);
        let prefix = format!("{PREFIX}{}-", safe(unit));
        let stem = safe(stem(path));
        let stem = stem.strip_prefix(&prefix).unwrap_or(&stem);
        let mut name = format!("{prefix}{stem}.xlsx");
        for number in 2.. {
            // Some systems do not tell A from a.
            if used.insert(name.to_lowercase()) {
                break;
            }
            name = format!("{prefix}{stem}-{number}.xlsx");
        }
        name
    });
    names.collect()
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// A part of a file name without what some system refuses.
fn safe(text: &str) -> String {
    let refused = |c: char| c.is_control() || turns(c) || r#"\/:*?"<>|"#.contains(c);
    let mut safe = String::new();
    for c in text.chars().map(|c| if refused(c) { '_' } else { c }) {
        if safe.len() + c.len_utf8() > LONGEST_STEM {
            break;
        }
        safe.push(c);
    }
    let trimmed = safe.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if trimmed.is_empty() { "台账".to_owned() } else { trimmed.to_owned() }
}

/// Whether a character turns the direction of writing, so that a name reads as another.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Names of the sheets of one workbook.
#[derive(Default)]
pub(super) struct SheetNames {
    used: BTreeSet<String>,
}

impl SheetNames {
    /// `name` where a workbook takes it and it is free, else one of our own.
    pub(super) fn take(&mut self, name: &str) -> String {
        let refused = |c: char| c.is_control() || r"[]:*?/\".contains(c);
        let fits = !name.is_empty()
            && name.encode_utf16().count() <= LONGEST_SHEET
            && !name.contains(refused)
            && !name.starts_with('\'')
            && !name.ends_with('\'')
            && !name.eq_ignore_ascii_case("history");
        let own =
            (1..).map(|number| if number == 1 { "退回".into() } else { format!("退回{number}") });
        let wanted = fits.then(|| name.to_owned());
        let mut names = wanted.into_iter().chain(own);
        names.find(|name| self.used.insert(name.to_lowercase())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::return_book::ReturnBook;
    use crate::report::sample;

    #[test]
    fn names_are_safe_and_each_once() {
        let mut run = sample::run();
        let book = |file, unit: Option<&str>| ReturnBook {
            file,
            unit: unit.map(Into::into),
            province: None,
            pages: Vec::new(),
            left_out: 0,
        };
        run.sources.files[0].path = "甲/台账:a.xlsx".to_owned();
        run.sources.files[1].path = "乙/台账:A.csv".to_owned();
        run.sources.files[2].path = format!("{}.csv", "长".repeat(200));
        run.sources.files[3].path = "退回-长春市-台账.xlsx".to_owned();
        let unit = Some("长春市");
        run.returns =
            vec![book(0, unit), book(0, None), book(1, unit), book(2, unit), book(3, unit)];
        let names = file_names(&run);
        assert_eq!(
            names[..3],
            ["退回-长春市-台账_a.xlsx", "退回-未知单位-台账_a.xlsx", "退回-长春市-台账_A-2.xlsx"]
        );
        assert!(names[3].len() < 200);
        assert_eq!(names[4], "退回-长春市-台账.xlsx");
    }

    #[test]
    fn sheets_get_names_that_a_workbook_takes() {
        let mut names = SheetNames::default();
        let long = "长".repeat(32);
        let taken = ["一班", "一班", "a/b", "", &long].map(|name| names.take(name));
        assert_eq!(taken, ["一班", "退回", "退回2", "退回3", "退回4"]);
    }
}

//! Answers of `taizhang explain`: pages of a few lines and a table each, on the screen, as a workbook or as csv.

mod book;
mod bridge;
mod history;
mod json;
mod numbers;
mod page;
mod verdict;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::csv::Csv;
use super::mask::Mask;
use super::staging::{Access, Staging};
use super::text_table::{TextTable, wrap};
use super::{Fault, ReportError};
use crate::model::answer::{Answer, Body};
pub use bridge::bridge_csv;
pub use json::answer_json;
use page::{Cell, Page, Shown};

/// Rows of a table on the screen.
const SCREEN_ROWS: usize = 20;
/// Lines of a page without one.
const SCREEN_LINES: usize = 120;

/// The answer for the terminal.
#[must_use]
pub fn answer_text(answer: &Answer<'_>, width: usize, full_ids: bool) -> String {
    let shown = Shown::of(answer, mask(full_ids));
    let mut text = String::new();
    for page in pages(answer, &shown) {
        for line in &page.lines {
            text.push_str(&wrap(line, width, "  "));
            text.push('\n');
        }
        if page.total > 0 {
            text.push('\n');
            text.push_str(&body(page, width));
        }
    }
    text
}

fn body(page: Page<'_>, width: usize) -> String {
    let Some(lines) = page.screen else { return table(page, width) };
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("【{}】\n", page.name);
    for line in lines.iter().take(SCREEN_LINES) {
        let indent = " ".repeat(2 + line.len() - line.trim_start().len());
        text.push_str(&wrap(line, width, &indent));
        text.push('\n');
    }
    if lines.len() > SCREEN_LINES {
        text.push_str("其余从略；用 --out 文件.xlsx 或 --out 文件.csv 写出全部\n");
    }
    text
}

fn table(page: Page<'_>, width: usize) -> String {
    let on_screen = |index: usize| page.columns[index].on_screen;
    let headings = page.columns.iter().filter(|column| column.on_screen);
    let headings: Vec<_> = headings.map(|column| (column.heading, column.align)).collect();
    let mut table = TextTable::new(&headings);
    for row in page.rows.take(SCREEN_ROWS) {
        let cells = row.iter().enumerate().filter(|(index, _)| on_screen(*index));
        table.row(cells.map(|(_, cell)| cell.text().into_owned()).collect());
    }
    let mut text = table.render(width);
    if let Some(more) = page.total.checked_sub(SCREEN_ROWS).filter(|more| *more > 0) {
        // Writing into a string does not fail.
        let _ = writeln!(text, "还有 {more} 行；用 --out 文件.xlsx 或 --out 文件.csv 写出全部");
    }
    text
}

/// Writes the answer whole: as csv its main table, else as a workbook.
///
/// # Errors
/// When the file cannot be written.
pub fn write_answer(
    answer: &Answer<'_>,
    file: &Path,
    full_ids: bool,
) -> Result<PathBuf, ReportError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut files = Staging::new(folder.unwrap_or(Path::new(".")))?;
    let shown = Shown::of(answer, mask(full_ids));
    let rows = Access::Owner { rows: answer.body.persons() };
    let is_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    files.file(&name, rows, |out| {
        if is_csv {
            return csv(out, pages(answer, &shown));
        }
        book::write(out, pages(answer, &shown), answer.run)
    })?;
    Ok(files.commit()?.pop().unwrap_or_default())
}

fn csv(out: impl std::io::Write, pages: Vec<Page<'_>>) -> Result<(), Fault> {
    let Some(page) = pages.into_iter().find(|page| page.is_main) else { return Ok(()) };
    let keys: Vec<&str> = page.columns.iter().map(|column| column.key).collect();
    let mut csv = Csv::new(out, &keys)?;
    for row in page.rows {
        for cell in row {
            match cell {
                Cell::Number(number) => csv.number(number)?,
                text => csv.text(&text.key())?,
            }
        }
        csv.end_row()?;
    }
    Ok(())
}

fn mask(full_ids: bool) -> Mask {
    if full_ids { Mask::Off } else { Mask::On }
}

fn pages<'a>(answer: &'a Answer<'_>, shown: &'a Shown<'a>) -> Vec<Page<'a>> {
    match &answer.body {
        Body::Numbers(numbers) => numbers::pages(numbers, shown),
        Body::Row(row) => history::of_row(answer, row, shown),
        Body::Verdict(lines, behind) => verdict::pages(answer, lines, behind, shown),
        Body::Bridges(bridges, cases) => bridge::pages(bridges, cases, shown),
        Body::Persons(persons) => history::of_persons(answer, persons, shown),
    }
}

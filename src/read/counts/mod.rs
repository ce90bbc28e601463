//! Results read back: `counts.csv` and `links.csv` of a run, or the plain tables of calendar years (`metrics.csv`,
//! `bases.csv`, `placements.csv`). They are the program's own, so whatever is not as it writes it is an error.

mod columns;
mod records;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use self::columns::{Columns, When};
use self::records::{Defect, Record};
use crate::model::counts::{Counts, Known, Slot, WINDOW_LEVEL, is_year, level};
use crate::model::measure::{Subject, SubjectKind, Tally, TrainedAndPlaced};
use crate::model::money::Fen;
use crate::model::period::Window;

use super::content::Content;

pub use records::CountsError;

/// Reads a table of counts; `file` is its name for staff.
///
/// # Errors
/// When it is none, or anything in it is not as it was written.
pub fn read_counts(content: &Content, file: &str) -> Result<Counts, CountsError> {
    let mut reading = Reading::default();
    records::each(content, file, &mut |record| match &reading.columns {
        None => {
            reading.columns = Some(Columns::of(record)?);
            Ok(())
        }
        Some(columns) => {
            let row = row(columns, record)?;
            reading.take(row, record)
        }
    })?;
    reading.finish(file)
}

/// A table while it is read.
#[derive(Default)]
struct Reading {
    columns: Option<Columns>,
    counts: Counts,
    /// Windows by the lines that count over them; they must be among those asked for, which stand last.
    windows: BTreeMap<Window, u32>,
}

impl Reading {
    fn take(&mut self, row: Row, record: &Record<'_>) -> Result<(), Defect> {
        let counts = &mut self.counts;
        match row {
            Row::Asked(window) => {
                if !counts.asked.insert(window) {
                    return Err(record.defect("window_from", "这个统计期列了两次"));
                }
            }
            Row::Bare(subject) => {
                if !counts.subjects.insert(subject) {
                    return Err(record.defect("level", "前面已有这个对象的行"));
                }
            }
            Row::Counted(subject, window, tally) => {
                let is_year = is_year(window);
                let table = if is_year { &mut counts.years } else { &mut counts.windows };
                if table.insert((subject.clone(), window), *tally).is_some() {
                    return Err(record.defect("level", "与前面的一行重复"));
                }
                if !is_year {
                    self.windows.entry(window).or_insert(record.line);
                }
                counts.subjects.insert(subject);
            }
        }
        Ok(())
    }

    fn finish(self, file: &str) -> Result<Counts, CountsError> {
        let Self { columns, mut counts, windows } = self;
        let columns = columns.ok_or_else(|| CountsError::of_file(file, "是空文件，没有表头"))?;
        let unasked = windows.into_iter().filter(|(window, _)| !counts.asked.contains(window));
        if let Some((window, line)) = unasked.min_by_key(|(_, line)| *line) {
            let message = format!("统计期 {window} 没有列在 {WINDOW_LEVEL} 行中，文件不完整");
            return Err(CountsError::at(file, line, "window_from", message));
        }
        // A calendar year that was asked for stands in the table once.
        let asked = counts.years.iter().filter(|((_, window), _)| counts.asked.contains(window));
        counts.windows.extend(asked.map(|(key, tally)| (key.clone(), tally.clone())));
        counts.known = Known::of(&columns.kinds, &columns.figure_names());
        Ok(counts)
    }
}

/// Reads a table of links; `file` is its name for staff.
///
/// # Errors
/// When it is none, or anything in it is not as it was written.
pub fn read_links(content: &Content, file: &str) -> Result<TrainedAndPlaced, CountsError> {
    const HEADER: [&str; 5] = ["province", "city", "labour_brand", "training_brand", "persons"];
    let mut links = TrainedAndPlaced::new();
    let mut is_header = true;
    records::each(content, file, &mut |record| {
        if std::mem::take(&mut is_header) {
            let found: Vec<String> = record.cells().collect();
            return if found == HEADER {
                Ok(())
            } else {
                Err(record.defect("", format!("表头应为 {}", HEADER.join(","))))
            };
        }
        record.has_width(HEADER.len())?;
        let text = |column: usize| match record.cell(column) {
            empty if empty.is_empty() => Err(record.defect(HEADER[column], "不能空着")),
            text => Ok(text),
        };
        let labour = Subject {
            kind: SubjectKind::Brand,
            province: text(0)?.into(),
            city: text(1)?.into(),
            name: text(2)?.into(),
        };
        let persons = count(record, 4, HEADER[4])?;
        match links.insert((labour, text(3)?.into()), persons) {
            None => Ok(()),
            Some(_) => Err(record.defect("training_brand", "与前面的一行重复")),
        }
    })?;
    if is_header {
        return Err(CountsError::of_file(file, "是空文件，没有表头"));
    }
    Ok(links)
}

enum Row {
    /// A window asked for.
    Asked(Window),
    /// A subject without counts.
    Bare(Subject),
    Counted(Subject, Window, Box<Tally>),
}

fn row(columns: &Columns, record: &Record<'_>) -> Result<Row, Defect> {
    record.has_width(columns.width)?;
    let window = window(columns, record)?;
    let filled = columns.figures.iter().find(|(column, _)| !record.cell(*column).is_empty());
    let is_empty = || match filled {
        None => Ok(()),
        Some((_, figure)) => Err(record.defect(figure.name, "这样的行不该有数")),
    };
    let whole = columns.is_whole();
    if whole && record.cell(columns.level) == WINDOW_LEVEL {
        is_empty()?;
        for (column, name) in columns.of_subject() {
            if !record.cell(column).is_empty() {
                return Err(record.defect(name, "统计期的行不该有对象"));
            }
        }
        let window = window.ok_or_else(|| record.defect("window_from", "不能空着"))?;
        return Ok(Row::Asked(window));
    }
    let subject = columns.subject(record)?;
    match window {
        Some(window) => {
            let tally = tally(columns, record, subject.kind)?;
            Ok(Row::Counted(subject, window, Box::new(tally)))
        }
        None if whole => {
            is_empty()?;
            Ok(Row::Bare(subject))
        }
        None => Err(record.defect("year", "不能空着")),
    }
}

fn window(columns: &Columns, record: &Record<'_>) -> Result<Option<Window>, Defect> {
    match columns.when {
        When::Year(column) => {
            let text = record.cell(column);
            if text.is_empty() {
                return Ok(None);
            }
            let year = text.parse().ok().filter(|year: &i32| year.to_string() == text);
            let window = year.and_then(Window::year);
            window.map(Some).ok_or_else(|| record.defect("year", format!("“{text}”不是年份")))
        }
        When::Window(from, to) => {
            let day = |column, name| day(record, column, name);
            match (day(from, "window_from")?, day(to, "window_to")?) {
                (None, None) => Ok(None),
                (Some(from), Some(to)) if from <= to => Ok(Some(Window { from, to })),
                (Some(_), Some(_)) => Err(record.defect("window_to", "统计期的末日早于首日")),
                (Some(_), None) => Err(record.defect("window_to", "不能空着")),
                (None, Some(_)) => Err(record.defect("window_from", "不能空着")),
            }
        }
    }
}

fn tally(columns: &Columns, record: &Record<'_>, kind: SubjectKind) -> Result<Tally, Defect> {
    let mut tally = Tally::default();
    for (column, figure) in &columns.figures {
        if !figure.is_of(kind) {
            if !record.cell(*column).is_empty() {
                let message = format!("{} 的行不统计这一项，应空着", level(kind));
                return Err(record.defect(figure.name, message));
            }
            continue;
        }
        match figure.slot {
            Slot::Count(_, place) => *place(&mut tally) = count(record, *column, figure.name)?,
            Slot::Money(_, place) => {
                let text = record.cell(*column);
                let fen = text.parse().ok().filter(|fen: &i64| fen.to_string() == text);
                let wrong = || record.defect(figure.name, format!("“{text}”不是以分计的金额"));
                *place(&mut tally) = Fen(fen.ok_or_else(wrong)?);
            }
            Slot::Day(_, place) => *place(&mut tally) = day(record, *column, figure.name)?,
        }
    }
    Ok(tally)
}

fn count(record: &Record<'_>, column: usize, name: &str) -> Result<u64, Defect> {
    let text = record.cell(column);
    let count = text.parse().ok().filter(|count: &u64| count.to_string() == text);
    count.ok_or_else(|| match text.as_str() {
        "" => record.defect(name, "不能空着，没有的写 0"),
        _ => record.defect(name, format!("“{text}”不是人数")),
    })
}

fn day(record: &Record<'_>, column: usize, name: &str) -> Result<Option<NaiveDate>, Defect> {
    let text = record.cell(column);
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.parse().ok().filter(|day: &NaiveDate| day.to_string() == text);
    let wrong = || record.defect(name, format!("“{text}”不是 2024-05-06 这样的日期"));
    day.map(Some).ok_or_else(wrong)
}

#[cfg(test)]
mod tests;

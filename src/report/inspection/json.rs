//! The contract's JSON of an inspection. Keys beyond the contract come after its own.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{encoding, format, kind, metadata_value, problems};
use crate::model::field::Field;
use crate::model::finding::Code;
use crate::model::inspection::{FileReading, Fills, Metadata, SampleRow, SheetReading};
use crate::model::layout::Heading;
use crate::model::letters::letters;
use crate::model::source::RowCounts;
use crate::report::findings_csv;
use crate::report::mask::Mask;

pub(super) fn of(files: &[FileReading], mask: Mask) -> Result<String, serde_json::Error> {
    let all: Vec<Inspection<'_>> = files.iter().map(|file| Inspection::of(file, mask)).collect();
    let text = match all.as_slice() {
        [one] => serde_json::to_string_pretty(one)?,
        several => serde_json::to_string_pretty(several)?,
    };
    Ok(text + "\n")
}

#[derive(Serialize)]
struct Inspection<'a> {
    file: &'a str,
    format: Option<&'a str>,
    encoding: Option<&'a str>,
    sheets: Vec<Sheet<'a>>,
    findings: Vec<Problem<'a>>,
    delimiter: Option<char>,
    kind: &'static str,
    understood: bool,
    counts: Counts,
}

#[derive(Serialize)]
struct Sheet<'a> {
    name: &'a str,
    kind: Option<&'static str>,
    hidden: bool,
    header_rows: Vec<u32>,
    columns: Vec<Understood<'a>>,
    metadata: Vec<Line<'a>>,
    rows: Vec<Sample<'a>>,
    unit: Option<&'a str>,
    counts: Counts,
    further_tables: Vec<Table<'a>>,
}

/// A table below the first one of a sheet.
#[derive(Default, Serialize)]
struct Table<'a> {
    kind: Option<&'static str>,
    header_rows: Vec<u32>,
    columns: Vec<Understood<'a>>,
    metadata: Vec<Line<'a>>,
    unit: Option<&'a str>,
}

#[derive(Serialize)]
struct Understood<'a> {
    column: String,
    header: Cow<'a, str>,
    field: Option<&'static str>,
    matched_by: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    key: &'a str,
    value: String,
    field: Option<&'static str>,
    matched_by: Option<&'static str>,
}

#[derive(Serialize)]
struct Sample<'a> {
    row: u32,
    rejected: Option<&'static str>,
    unit: Option<&'a str>,
    values: BTreeMap<&'static str, Option<String>>,
}

#[derive(Serialize)]
struct Counts {
    read: u64,
    accepted: u64,
    rejected: BTreeMap<&'static str, u64>,
    skipped: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'static str,
    severity: &'static str,
    count: usize,
    message: String,
    places: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    sheet: &'a str,
    row: Option<u32>,
    column: Cow<'a, str>,
    value: String,
    message: String,
}

impl<'a> Inspection<'a> {
    fn of(file: &'a FileReading, mask: Mask) -> Self {
        Self {
            file: &file.source.path,
            format: format(file),
            encoding: encoding(file),
            sheets: file.sheets.iter().map(|sheet| Sheet::of(sheet, mask)).collect(),
            findings: problems(file, mask),
            delimiter: file.delimiter,
            kind: kind(file),
            understood: file.is_understood(),
            counts: Counts::of(&file.source.rows),
        }
    }
}

impl<'a> Sheet<'a> {
    fn of(sheet: &'a SheetReading, mask: Mask) -> Self {
        let mut tables = tables(sheet, mask).into_iter();
        let first = tables.next();
        let first = first.unwrap_or_default();
        Self {
            name: &sheet.name,
            kind: first.kind,
            hidden: sheet.hidden,
            header_rows: first.header_rows,
            columns: first.columns,
            metadata: first.metadata,
            rows: sheet.rows.iter().map(|row| Sample::of(row, mask)).collect(),
            unit: first.unit,
            counts: Counts::of(&sheet.counts),
            further_tables: tables.collect(),
        }
    }
}

/// The tables of a sheet from the top, those with an ambiguous header too.
fn tables(sheet: &SheetReading, mask: Mask) -> Vec<Table<'_>> {
    let read = sheet.tables.iter().map(|found| Table {
        kind: Some(found.kind.key()),
        header_rows: (found.table.header_row..=found.table.header_end).collect(),
        columns: columns(found.table.layout.headings(), mask),
        metadata: found.metadata.iter().map(|line| Line::of(line, mask)).collect(),
        unit: found.unit.as_deref(),
    });
    let ambiguous = sheet.ambiguous.iter().map(|(row, ambiguity)| Table {
        kind: None,
        header_rows: vec![*row],
        columns: columns(&ambiguity.headings, mask),
        metadata: Vec::new(),
        unit: None,
    });
    let mut all: Vec<Table<'_>> = read.chain(ambiguous).collect();
    all.sort_by(|left, right| left.header_rows.cmp(&right.header_rows));
    all
}

fn columns(headings: &[Heading], mask: Mask) -> Vec<Understood<'_>> {
    let all = headings.iter().enumerate();
    all.map(|(position, heading)| Understood {
        column: letters(position),
        header: mask.text(&heading.header),
        field: heading.field.map(Field::key),
        matched_by: heading.matched.key(),
    })
    .collect()
}

impl<'a> Line<'a> {
    fn of(line: &'a Metadata, mask: Mask) -> Self {
        let (field, matched_by) = match line.fills {
            Fills::Nothing => (None, None),
            Fills::Field(field) => (Some(field.key()), Some("line_above")),
            Fills::Place(field) => (Some(field.key()), Some("place")),
            Fills::AmountUnit => (None, Some("amount_unit")),
            Fills::Mapped(field) => (Some(field.key()), Some("mapping")),
        };
        Self { key: &line.key, value: metadata_value(line, mask), field, matched_by }
    }
}

impl<'a> Sample<'a> {
    fn of(row: &'a SampleRow, mask: Mask) -> Self {
        let shown = |(field, value): &(Field, Option<String>)| {
            let value = value.as_deref();
            let value = value.map(|text| mask.value(Some(*field), Code::IdMissing, text));
            (field.key(), value.map(Cow::into_owned))
        };
        Self {
            row: row.row,
            rejected: row.rejected.map(Code::name),
            unit: row.unit.as_deref(),
            values: row.values.iter().map(shown).collect(),
        }
    }
}

impl Counts {
    fn of(counts: &RowCounts) -> Self {
        Self {
            read: counts.read,
            accepted: counts.accepted,
            rejected: counts.rejected.iter().map(|(code, n)| (code.name(), *n)).collect(),
            skipped: counts.skipped.iter().map(|(skip, n)| (skip.key(), *n)).collect(),
        }
    }
}

fn problems<'a>(file: &'a FileReading, mask: Mask) -> Vec<Problem<'a>> {
    let of = |problem: problems::Problem<'a>| {
        let places = problem.first.iter().map(|finding| {
            let mut message = String::new();
            findings_csv::say(&mut message, finding, mask);
            Place {
                sheet: file.source.sheets.get(finding.at.sheet.sheet as usize).map_or("", |s| s),
                row: (finding.at.row > 0).then_some(finding.at.row),
                column: mask.text(&finding.column),
                value: mask.value(finding.field, finding.code, &finding.value).into_owned(),
                message,
            }
        });
        Problem {
            code: problem.code.name(),
            severity: problem.code.severity().key(),
            count: problem.count,
            message: format!("{}；{}", problem.code.what(), problem.code.fix()),
            places: places.collect(),
        }
    };
    problems::by_code(&file.findings).into_iter().map(of).collect()
}

//! What an answer is made of: pages with lines and a table whose rows are made one by one.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::Value;

use crate::model::answer::Answer;
use crate::model::explained::CasePart;
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::ledger::{ClassKey, Course};
use crate::model::period::iso_text;
use crate::model::region::{Regions, UnitId};
use crate::model::source::Sources;
use crate::report::for_programs;
use crate::report::mask::Mask;
use crate::report::text_table::Align;

/// One sheet of an answer.
pub(super) struct Page<'a> {
    /// Name of the sheet.
    pub name: String,
    /// What stands above the table.
    pub lines: Vec<String>,
    /// The columns.
    pub columns: &'static [Column],
    /// How many rows there are.
    pub total: usize,
    /// The rows.
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
    /// Lines that the screen has in place of the table.
    pub screen: Option<Vec<String>>,
    /// Whether it is what csv holds.
    pub is_main: bool,
}

impl Page<'_> {
    /// A page of lines only.
    pub(super) fn of_lines(name: &str, lines: Vec<String>) -> Self {
        let rows = Box::new(std::iter::empty());
        Self {
            name: name.to_owned(),
            lines,
            columns: &[],
            total: 0,
            rows,
            screen: None,
            is_main: true,
        }
    }
}

/// A column of a page.
pub(super) struct Column {
    /// Its name in csv.
    pub key: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// Its width in a workbook.
    pub width: f64,
    /// On which side its texts begin.
    pub align: Align,
    /// Whether the screen has room for it.
    pub on_screen: bool,
}

impl Column {
    /// A column of texts that is on the screen.
    pub(super) const fn text(key: &'static str, heading: &'static str, width: f64) -> Self {
        Self { key, heading, width, align: Align::Left, on_screen: true }
    }

    /// A column of numbers that is on the screen.
    pub(super) const fn number(key: &'static str, heading: &'static str, width: f64) -> Self {
        Self { key, heading, width, align: Align::Right, on_screen: true }
    }

    /// The same, not on the screen.
    pub(super) const fn off_screen(self) -> Self {
        Self { on_screen: false, ..self }
    }
}

/// A cell.
pub(super) enum Cell {
    /// Text.
    Text(Cow<'static, str>),
    /// A permanent name, and what staff call it.
    Word(&'static str, String),
    /// Rows: all of them, and in few words for the screen.
    Rows(String, String),
    /// A number.
    Number(i64),
}

impl Cell {
    /// Text, perhaps none.
    pub(super) fn of(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A day, perhaps none.
    pub(super) fn day(day: Option<NaiveDate>) -> Self {
        Self::of(day.map_or_else(String::new, iso_text))
    }

    /// For the screen.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Rows(_, text) | Self::Word(_, text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
        }
    }

    /// For workbooks.
    pub(super) fn whole(&self) -> Cow<'_, str> {
        match self {
            Self::Rows(whole, _) => Cow::Borrowed(whole),
            other => other.text(),
        }
    }

    /// For csv.
    pub(super) fn key(&self) -> Cow<'_, str> {
        match self {
            Self::Word(key, _) => Cow::Borrowed(key),
            other => other.whole(),
        }
    }
}

/// How places and persons are shown.
pub(super) struct Shown<'a> {
    sources: &'a Sources,
    regions: &'a Regions,
    mask: Mask,
}

impl<'a> Shown<'a> {
    /// As the answer's files and units are called.
    pub(super) fn of(answer: &'a Answer<'_>, mask: Mask) -> Self {
        Self { sources: &answer.run.sources, regions: answer.regions, mask }
    }

    /// An ID number, hidden unless asked for.
    pub(super) fn number(&self, number: &str) -> String {
        self.mask.value(Some(Field::IdNumber), Code::IdChecksum, number).into_owned()
    }

    /// A telephone number, hidden unless asked for.
    pub(super) fn phone(&self, phone: Option<u64>) -> String {
        let phone = phone.map(|phone| phone.to_string()).unwrap_or_default();
        self.mask.value(Some(Field::Phone), Code::IdChecksum, &phone).into_owned()
    }

    /// Any value of a field, hidden where it is personal.
    pub(super) fn value(&self, field: Option<Field>, code: Code, value: &str) -> String {
        self.mask.value(field, code, value).into_owned()
    }

    /// A remark, its values hidden where they are personal.
    pub(super) fn detail(&self, field: Option<Field>, code: Code, detail: &str) -> String {
        self.mask.detail(field, code, detail).into_owned()
    }

    /// A remark for programs.
    pub(super) fn finding(&self, finding: &Finding) -> Value {
        for_programs::finding(finding, self.sources, self.mask)
    }

    /// Where a row stands, for programs.
    pub(super) fn place(&self, at: RowRef) -> Value {
        for_programs::place(at, self.sources)
    }

    /// The name of a unit.
    pub(super) fn unit(&self, unit: UnitId) -> Cow<'static, str> {
        Cow::Owned(self.regions.unit_name(unit).to_string())
    }

    /// An enrolment: unit, brand, class, base, days, and what else there is to it.
    pub(super) fn enrolment(&self, part: &CasePart) -> [Cell; 7] {
        [
            Cell::of(self.unit(part.course.unit)),
            shared(&part.course.brand),
            Cell::of(Self::class(&part.course)),
            shared(&part.base),
            Cell::day(part.days.0),
            Cell::day(part.days.1),
            Cell::of(part.says.to_string()),
        ]
    }

    /// What tells a class from others of its brand.
    pub(super) fn class(course: &Course) -> String {
        match &course.class {
            ClassKey::Number(number) => number.to_string(),
            ClassKey::Composite { provider, occupation, start, end } => {
                let day = |day: &Option<NaiveDate>| day.map_or_else(String::new, iso_text);
                let texts = [provider.to_string(), occupation.to_string(), day(start), day(end)];
                texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// Where a row stands: `甲.csv 第 3 行`.
    pub(super) fn row(&self, at: RowRef) -> String {
        self.rows(&[at], |path| path)
    }

    /// Where rows stand, in full and for the screen, which has room for names of files only.
    pub(super) fn places(&self, rows: &[RowRef]) -> Cell {
        let name = |path: &'a str| path.rsplit('/').next().unwrap_or(path);
        Cell::Rows(self.rows(rows, |path| path), self.rows(rows, name))
    }

    /// Where rows stand: `甲.csv 第 3、5 行；乙.xlsx“一班”第 2 行`.
    fn rows(&self, rows: &[RowRef], file: impl Fn(&'a str) -> &'a str) -> String {
        let mut sheets: Vec<(SheetId, Vec<String>)> = Vec::new();
        for at in rows {
            match sheets.iter_mut().find(|(sheet, _)| *sheet == at.sheet) {
                Some((_, numbers)) => numbers.push(at.row.to_string()),
                None => sheets.push((at.sheet, vec![at.row.to_string()])),
            }
        }
        let of_sheet = |(sheet, numbers): &(SheetId, Vec<String>)| {
            let name = self.sources.sheet_name(*sheet);
            let name = if name.is_empty() { " ".to_owned() } else { format!("“{name}”") };
            format!("{}{name}第 {} 行", file(self.sources.path(*sheet)), numbers.join("、"))
        };
        sheets.iter().map(of_sheet).collect::<Vec<_>>().join("；")
    }
}

/// A shared text as a cell.
pub(super) fn shared(text: &Arc<str>) -> Cell {
    Cell::of(text.to_string())
}

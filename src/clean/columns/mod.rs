//! The columns of a block being cleaned: one row in, one entry on every column, or a rejection.

mod key;
mod rejected;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::classify::{self, Kind};
use super::texts::{Last, Meanings, Texts};
use super::{Sheet, kept, name};
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef};
use crate::model::layout::Layout;
use crate::model::ledger::{CleanBlock, TextId};
use crate::model::person_id::PersonId;
use crate::model::region::{UnitId, UnitProblem};
use crate::model::sheet::{Cell, RawBlock, Row};
use crate::model::source::Skip;
use crate::model::vocabulary::{CategoryId, CertWord, IdType, TrainingMode};

/// What tells courses apart before their texts are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct CourseParts {
    unit: UnitId,
    brand: TextId,
    class: ClassParts,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum ClassParts {
    Number(TextId),
    Composite(TextId, TextId, Option<NaiveDate>, Option<NaiveDate>),
}

/// Why a row is rejected: the code, the field to blame, and more words.
struct Rejection {
    code: Code,
    field: Field,
    detail: String,
}

impl Rejection {
    fn new(code: Code, field: Field) -> Self {
        Self { code, field, detail: String::new() }
    }
}

/// Caches of the last cell of every dictionary column.
#[derive(Default)]
struct Lasts<'b> {
    province: Last<'b, TextId>,
    city: Last<'b, TextId>,
    county: Last<'b, TextId>,
    brand: Last<'b, TextId>,
    provider: Last<'b, TextId>,
    class_no: Last<'b, TextId>,
    occupation: Last<'b, TextId>,
}

/// Caches of the words of choice columns; `None` marks an unknown word.
#[derive(Default)]
struct Choices<'b> {
    mode: Meanings<'b, Option<TrainingMode>>,
    category: Meanings<'b, Option<CategoryId>>,
    certificate: Meanings<'b, Option<CertWord>>,
    employed: Meanings<'b, Option<bool>>,
    id_type: Meanings<'b, Option<IdType>>,
    silent: Meanings<'b, bool>,
}

/// The columns of one block.
pub struct Columns<'b> {
    sheet: &'b Sheet<'b>,
    raw: &'b RawBlock,
    out: CleanBlock,
    texts: Texts<'b>,
    lasts: Lasts<'b>,
    choices: Choices<'b>,
    units:
        HashMap<(TextId, TextId, TextId), Result<UnitId, UnitProblem>, foldhash::fast::FixedState>,
    courses: HashMap<CourseParts, u32, foldhash::fast::FixedState>,
    last_course: Option<(CourseParts, u32)>,
    documents: HashMap<Arc<str>, u32, foldhash::fast::FixedState>,
}

impl<'b> Columns<'b> {
    /// Empty columns for the rows of `raw`.
    pub fn new(raw: &'b RawBlock, sheet: &'b Sheet<'b>) -> Self {
        Self {
            sheet,
            raw,
            out: CleanBlock::with_capacity(raw.sheet, raw.len()),
            texts: Texts::new(sheet.words),
            lasts: Lasts::default(),
            choices: Choices::default(),
            units: HashMap::default(),
            courses: HashMap::default(),
            last_course: None,
            documents: HashMap::default(),
        }
    }

    /// Counts a row that is no data.
    pub fn skip(&mut self, reason: Skip) {
        self.out.counts.read += 1;
        self.out.counts.skip(reason);
    }

    /// Remarks that a row has a quoted cell that seems to hold other rows.
    pub fn remark_swallowed(&mut self, row: u32) {
        self.out.findings.push(Finding {
            at: RowRef { sheet: self.raw.sheet, row },
            code: Code::QuoteUnclosed,
            field: None,
            column: "".into(),
            value: "".into(),
            detail: "一格中含有换行和许多逗号，可能并进了别的行".into(),
        });
    }

    /// The finished block.
    pub fn finish(self) -> CleanBlock {
        let mut out = self.out;
        out.texts = self.texts.into_list();
        kept::bound(&mut out, self.raw);
        out
    }

    /// Takes a row below the header.
    pub fn take(&mut self, row: Row<'b>, number: u32, layout: &Layout) -> Kind {
        let person = self.person(row, layout).or_else(|why| self.approved(number, why));
        if person.is_err()
            && let Some(kind) = classify::below_header(row, layout, self.sheet.words)
        {
            return kind;
        }
        let constants = self.sheet.table.map(|table| &table.constants);
        let row = RowCells { row, number, layout, constants };
        let keyed = person.and_then(|id| self.key(&row).map(|key| (id, key)));
        if let (Ok((_, key)), Some(only)) = (&keyed, self.sheet.only)
            && key.unit != only
        {
            return Kind::Skip(Skip::OtherUnit);
        }
        self.out.counts.read += 1;
        match keyed {
            Err(rejection) => self.reject(&row, &rejection),
            Ok((id, key)) => self.accept(&row, id, key),
        }
        Kind::Data
    }

    fn reject(&mut self, row: &RowCells<'b, '_>, rejection: &Rejection) {
        *self.out.counts.rejected.entry(rejection.code).or_default() += 1;
        self.keep(row, rejection);
        self.find(row, rejection.code, Some(rejection.field), rejection.detail.clone());
    }

    fn accept(&mut self, row: &RowCells<'b, '_>, id: (PersonId, Option<Code>), key: RowKey) {
        let (person, remark) = id;
        if let Some(code) = remark {
            let detail = Self::remark_on(code, person);
            self.find(row, code, Some(Field::IdNumber), detail);
        }
        if let Some(origin) = Self::origin(row) {
            self.out.origins.push((self.out.rows.len(), origin));
        }
        let words = self.sheet.words;
        let (start, end) = self.training_dates(row);
        let course = self.course(row, &key, start, end);
        let mode = self.choice(
            row,
            Field::TrainingMode,
            |c| &mut c.mode,
            |text| words.training_mode(text),
        );
        let category =
            self.choice(row, Field::Category, |c| &mut c.category, |text| words.category(text));
        let (cert_type, cert_date) = self.certificate(row);
        let (employed, employment) = self.employment(row);
        let (subsidy, subsidy_date) = (self.subsidy(row), self.date(row, Field::SubsidyDate));
        let leave = self.date(row, Field::LeaveDate);
        let name =
            row.cell(Field::Name).map_or(0, |cell| name::hash(&cell, self.raw.encoding(), words));
        self.check_width(row);
        let out = &mut self.out;
        out.counts.accepted += 1;
        out.rows.push(row.number);
        out.persons.push(person);
        out.names.push(name);
        out.courses.push(course);
        out.counties.push(key.county);
        out.bases.push(key.base);
        out.starts.push(start);
        out.ends.push(end);
        out.modes.push(mode);
        out.categories.push(category);
        out.cert_types.push(cert_type);
        out.cert_dates.push(cert_date);
        out.employed.push(employed);
        out.employment_dates.push(employment);
        out.leave_dates.push(leave);
        out.subsidies.push(subsidy);
        out.subsidy_dates.push(subsidy_date);
    }

    fn check_width(&mut self, row: &RowCells<'b, '_>) {
        let extra = (row.layout.width..row.row.width())
            .map(|column| row.row.cell(column))
            .find(|cell| !cell.is_empty() && !self.sheet.words.says_nothing(&cell.text()));
        if let Some(cell) = extra {
            self.out.findings.push(Finding {
                at: RowRef { sheet: self.raw.sheet, row: row.number },
                code: Code::RowTooWide,
                field: None,
                column: "".into(),
                value: cell.text().into(),
                detail: "".into(),
            });
        }
    }

    fn find(&mut self, row: &RowCells<'b, '_>, code: Code, field: Option<Field>, detail: String) {
        let column = field.and_then(|field| row.layout.column(field));
        let header = match (column, field) {
            (Some(column), _) => Arc::clone(&column.header),
            (None, Some(field)) => self.sheet.words.headers().shared_label(field),
            (None, None) => "".into(),
        };
        let value = column
            .map_or_else(String::new, |column| row.row.cell(column.position).text().into_owned());
        self.out.findings.push(Finding {
            at: RowRef { sheet: self.raw.sheet, row: row.number },
            code,
            field,
            column: header,
            value: value.into(),
            detail: detail.into(),
        });
    }
}

/// A row with its layout: cells by field.
struct RowCells<'b, 'l> {
    row: Row<'b>,
    number: u32,
    layout: &'l Layout,
    /// What stands above the header for fields without a column.
    constants: Option<&'b BTreeMap<Field, String>>,
}

impl<'b> RowCells<'b, '_> {
    fn cell(&self, field: Field) -> Option<Cell<'b>> {
        match self.layout.position(field) {
            Some(column) => Some(self.row.cell(column)),
            None => self.constants?.get(&field).map(|text| Cell::of(text)),
        }
    }
}

/// The parts of an enrolment's key that every row must have, and what comes along with them.
#[derive(Clone, Copy)]
struct RowKey {
    unit: UnitId,
    brand: TextId,
    base: TextId,
    county: TextId,
    class_no: Option<TextId>,
}

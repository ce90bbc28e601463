//! The columns of a block being cleaned: one row in, one entry on every column, or a rejection.

use std::sync::Arc;

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::classify::{self, Kind};
use super::texts::{Last, Meanings, Texts};
use super::{Sheet, amount, date, id, name};
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef};
use crate::model::layout::Layout;
use crate::model::ledger::{ClassKey, CleanBlock, Course, TextId};
use crate::model::money::Fen;
use crate::model::person_id::PersonId;
use crate::model::region::{UnitId, UnitProblem};
use crate::model::sheet::{Cell, RawBlock, Row};
use crate::model::source::Skip;
use crate::model::text::narrow;
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
    units: HashMap<(TextId, TextId, TextId), Result<UnitId, UnitProblem>, foldhash::fast::FixedState>,
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

    /// The finished block.
    pub fn finish(self) -> CleanBlock {
        let mut out = self.out;
        out.texts = self.texts.into_list();
        out
    }

    /// Takes a row below the header.
    pub fn take(&mut self, row: Row<'b>, number: u32, layout: &Layout) -> Kind {
        let person = self.person(row, layout);
        if person.is_err()
            && let Some(kind) = classify::below_header(row, layout, self.sheet.words)
        {
            return kind;
        }
        let row = RowCells { row, number, layout };
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

    fn person(&mut self, row: Row<'b>, layout: &Layout) -> Result<(PersonId, bool), Rejection> {
        let reject = |code| Rejection::new(code, Field::IdNumber);
        let position = layout.position(Field::IdNumber).ok_or_else(|| reject(Code::IdMissing))?;
        let cell = row.cell(position);
        let words = self.sheet.words;
        if let Some(column) = layout.position(Field::IdType) {
            let kind = row.cell(column);
            if !kind.is_empty()
                && self.choices.id_type.of(kind, |text| words.id_type(text)) == Some(IdType::Document)
            {
                return self.document(&cell, &kind).ok_or_else(|| reject(Code::IdMissing));
            }
        }
        match id::read(&cell, self.sheet.as_of) {
            Ok(read) => Ok((read.person, read.repaired)),
            Err(_) if words.says_nothing(&cell.text()) => Err(reject(Code::IdMissing)),
            Err(code) => Err(reject(code)),
        }
    }

    /// An opaque document: keyed by type and text, apart from ID numbers.
    fn document(&mut self, cell: &Cell<'b>, kind: &Cell<'b>) -> Option<(PersonId, bool)> {
        let text = cell.text();
        if self.sheet.words.says_nothing(&text) {
            return None;
        }
        let key: Arc<str> = format!("{}\u{1f}{}", narrow(&kind.text()), narrow(&text)).into();
        let next = u32::try_from(self.out.documents.len()).unwrap_or(u32::MAX);
        let index = *self.documents.entry(Arc::clone(&key)).or_insert_with(|| {
            self.out.documents.push(key);
            next
        });
        Some((PersonId::document(index), false))
    }

    /// Everything that the key of an enrolment needs, besides the person.
    fn key(&mut self, row: &RowCells<'b, '_>) -> Result<RowKey, Rejection> {
        let intern = |texts: &mut Texts<'b>, last: &mut Last<'b, TextId>, field| match row.cell(field) {
            Some(cell) => texts.intern(cell, last),
            None => TextId::NONE,
        };
        let (texts, lasts) = (&mut self.texts, &mut self.lasts);
        let province = intern(texts, &mut lasts.province, Field::Province);
        let city = intern(texts, &mut lasts.city, Field::City);
        let county = intern(texts, &mut lasts.county, Field::County);
        let brand = intern(texts, &mut lasts.brand, Field::Brand);
        let base = intern(texts, &mut lasts.provider, Field::Provider);
        let unit = self.unit(province, city, county)?;
        if !brand.is_some() {
            return Err(Rejection::new(Code::BrandMissing, Field::Brand));
        }
        let class_no = match row.cell(Field::ClassNo) {
            Some(cell) => {
                let class = self.texts.intern(cell, &mut self.lasts.class_no);
                if !class.is_some() {
                    return Err(Rejection::new(Code::ClassMissing, Field::ClassNo));
                }
                Some(class)
            }
            None => None,
        };
        Ok(RowKey { unit, brand, base, county, class_no })
    }

    fn unit(&mut self, province: TextId, city: TextId, county: TextId) -> Result<UnitId, Rejection> {
        let (sheet, texts) = (self.sheet, &self.texts);
        let found = self.units.entry((province, city, county)).or_insert_with(|| {
            let text = |id| texts.text(id);
            sheet.regions.resolve(text(province), text(city), text(county), sheet.place)
        });
        match found {
            Ok(unit) => Ok(*unit),
            Err(UnitProblem::Missing) => Err(Rejection::new(Code::UnitMissing, Field::City)),
            Err(UnitProblem::Unknown { text, candidates }) => Err(Rejection {
                code: Code::UnitUnknown,
                field: if city.is_some() { Field::City } else { Field::County },
                detail: match candidates.as_slice() {
                    [] => format!("“{text}”"),
                    [nearest] => format!("“{text}”，是否为“{nearest}”"),
                    several => format!("“{text}”在多处都有：{}", several.join("、")),
                },
            }),
        }
    }

    fn reject(&mut self, row: &RowCells<'b, '_>, rejection: &Rejection) {
        *self.out.counts.rejected.entry(rejection.code).or_default() += 1;
        self.find(row, rejection.code, Some(rejection.field), rejection.detail.clone());
    }

    fn accept(&mut self, row: &RowCells<'b, '_>, id: (PersonId, bool), key: RowKey) {
        let (person, repaired) = id;
        if repaired {
            self.find(row, Code::IdRepaired, Some(Field::IdNumber), String::new());
        }
        let words = self.sheet.words;
        let (start, end) = self.training_dates(row);
        let course = self.course(row, &key, start, end);
        let mode = self.choice(row, Field::TrainingMode, |c| &mut c.mode, |text| words.training_mode(text));
        let category = self.choice(row, Field::Category, |c| &mut c.category, |text| words.category(text));
        let (cert_type, cert_date) = self.certificate(row);
        let (employed, employment) = self.employment(row);
        let (subsidy, subsidy_date) = (self.subsidy(row), self.date(row, Field::SubsidyDate));
        let leave = self.date(row, Field::LeaveDate);
        let name = row
            .cell(Field::Name)
            .map_or(0, |cell| name::hash(&cell, self.raw.encoding(), words));
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

    fn training_dates(&mut self, row: &RowCells<'b, '_>) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let mut start = self.date(row, Field::StartDate);
        let mut end = self.date(row, Field::EndDate);
        if let Some(cell) = row.cell(Field::DateRange)
            && !self.is_silent(cell)
        {
            match date::read_range(&cell) {
                Ok((first, last)) => {
                    start = start.or(Some(first));
                    end = end.or(Some(last));
                }
                Err(code) => self.find(row, code, Some(Field::DateRange), String::new()),
            }
        }
        if let (Some(first), Some(last)) = (start, end)
            && last < first
        {
            self.find(row, Code::DateOrder, Some(Field::EndDate), String::new());
        }
        (start, end)
    }

    fn course(
        &mut self,
        row: &RowCells<'b, '_>,
        key: &RowKey,
        start: Option<NaiveDate>,
        end: Option<NaiveDate>,
    ) -> u32 {
        let class = match key.class_no {
            Some(number) => ClassParts::Number(number),
            None => {
                let occupation = row
                    .cell(Field::Occupation)
                    .map_or(TextId::NONE, |cell| self.texts.intern(cell, &mut self.lasts.occupation));
                ClassParts::Composite(key.base, occupation, start, end)
            }
        };
        let parts = CourseParts { unit: key.unit, brand: key.brand, class };
        if let Some((last, course)) = self.last_course
            && last == parts
        {
            return course;
        }
        let (list, texts) = (&mut self.out.course_list, &self.texts);
        let course = *self.courses.entry(parts).or_insert_with(|| {
            list.push(Course {
                unit: parts.unit,
                brand: texts.shared(parts.brand),
                class: match parts.class {
                    ClassParts::Number(number) => ClassKey::Number(texts.shared(number)),
                    ClassParts::Composite(provider, occupation, start, end) => ClassKey::Composite {
                        provider: texts.shared(provider),
                        occupation: texts.shared(occupation),
                        start,
                        end,
                    },
                },
            });
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        });
        self.last_course = Some((parts, course));
        course
    }

    fn certificate(
        &mut self,
        row: &RowCells<'b, '_>,
    ) -> (Option<crate::model::certificate::CertType>, Option<NaiveDate>) {
        let words = self.sheet.words;
        let said = row.cell(Field::CertType).filter(|cell| !cell.is_empty());
        let word = said.and_then(|cell| self.choices.certificate.of(cell, |text| words.certificate(text)));
        match word {
            Some(CertWord::None) => (None, None),
            Some(CertWord::Type(kind)) => (Some(kind), self.date(row, Field::CertDate)),
            None => {
                let unknown = said.is_some_and(|cell| !self.is_silent(cell));
                if unknown {
                    self.find(row, Code::ChoiceUnknown, Some(Field::CertType), String::new());
                } else {
                    let untyped = [Field::CertNumber, Field::CertDate]
                        .into_iter()
                        .find(|field| row.cell(*field).is_some_and(|cell| !self.is_silent(cell)));
                    if let Some(field) = untyped {
                        self.find(row, Code::CertTypeMissing, Some(field), String::new());
                    }
                }
                (None, None)
            }
        }
    }

    fn employment(&mut self, row: &RowCells<'b, '_>) -> (Option<bool>, Option<NaiveDate>) {
        let words = self.sheet.words;
        let employed = self.choice(row, Field::Employed, |c| &mut c.employed, |text| words.employed(text));
        let day = self.date(row, Field::EmploymentDate);
        match (employed, day) {
            (Some(false), Some(_)) => {
                self.find(row, Code::EmployedContradiction, Some(Field::EmploymentDate), String::new());
                (employed, None)
            }
            (Some(true), None) => {
                self.find(row, Code::EmployedUndated, Some(Field::Employed), String::new());
                (employed, None)
            }
            _ => (employed, day),
        }
    }

    fn subsidy(&mut self, row: &RowCells<'b, '_>) -> Option<Fen> {
        let cell = row.cell(Field::SubsidyAmount)?;
        if self.is_silent(cell) {
            return None;
        }
        let stated = row
            .layout
            .column(Field::SubsidyAmount)
            .and_then(|column| column.unit)
            .or_else(|| self.sheet.table.and_then(crate::model::table::Table::amount_unit))
            .unwrap_or_default();
        match amount::read(&cell, stated) {
            Ok(fen) => Some(fen),
            Err(code) => {
                self.find(row, code, Some(Field::SubsidyAmount), String::new());
                None
            }
        }
    }

    fn date(&mut self, row: &RowCells<'b, '_>, field: Field) -> Option<NaiveDate> {
        let cell = row.cell(field).filter(|cell| !cell.is_empty())?;
        match date::read(&cell, self.raw.date_1904) {
            Ok(day) => Some(day),
            Err(_) if self.is_silent(cell) => None,
            Err(code) => {
                self.find(row, code, Some(field), String::new());
                None
            }
        }
    }

    fn choice<T: Copy>(
        &mut self,
        row: &RowCells<'b, '_>,
        field: Field,
        cache: impl for<'c> FnOnce(&'c mut Choices<'b>) -> &'c mut Meanings<'b, Option<T>>,
        look_up: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let cell = row.cell(field).filter(|cell| !cell.is_empty())?;
        let meaning = cache(&mut self.choices).of(cell, look_up);
        if meaning.is_none() && !self.is_silent(cell) {
            self.find(row, Code::ChoiceUnknown, Some(field), String::new());
        }
        meaning
    }

    fn is_silent(&mut self, cell: Cell<'b>) -> bool {
        /// No empty word is longer, even in full-width characters.
        const LONGEST_EMPTY_WORD: usize = 24;
        if cell.is_empty() {
            return true;
        }
        let words = self.sheet.words;
        if cell.bytes.len() > LONGEST_EMPTY_WORD {
            return words.says_nothing(&cell.text());
        }
        self.choices.silent.of(cell, |text| words.says_nothing(text))
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
            (None, Some(field)) => self.sheet.words.headers().label(field).into(),
            (None, None) => "".into(),
        };
        let value = column.map_or_else(String::new, |column| {
            row.row.cell(column.position).text().into_owned()
        });
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
}

impl<'b> RowCells<'b, '_> {
    fn cell(&self, field: Field) -> Option<Cell<'b>> {
        self.layout.position(field).map(|column| self.row.cell(column))
    }
}

/// The parts of an enrolment's key that every row must have, and what comes along with them.
struct RowKey {
    unit: UnitId,
    brand: TextId,
    base: TextId,
    county: TextId,
    class_no: Option<TextId>,
}

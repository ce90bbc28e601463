//! Records of rows back to a block: names become indexes into the block's lists again.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;
use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::decode::{Decoding, Part, read_json};
use super::{RecordError, person, stored};
use crate::model::certificate::CertType;
use crate::model::kind::LedgerKind;
use crate::model::ledger::{
    ClassCells, ClassKey, CleanBlock, CleanRow, Course, Target, TextId, Values,
};
use crate::model::money::Fen;
use crate::model::origin::Origin;
use crate::model::particulars::{Faults, Particular};
use crate::model::person_id::PersonId;
use crate::model::region::UnitId;
use crate::model::vocabulary::TrainingMode;

/// Adds rows to a block, in order.
pub(super) struct Rows<'b, 'a> {
    block: &'b mut CleanBlock,
    with: &'a Decoding<'a>,
    texts: HashMap<Arc<str>, TextId, FixedState>,
    courses: HashMap<Course, u32, FixedState>,
    targets: HashMap<Target, u32, FixedState>,
    documents: HashMap<Arc<str>, u32, FixedState>,
    units: HashMap<(Arc<str>, Arc<str>), UnitId, FixedState>,
}

/// What stands for the class number: provider, occupation, first and last day.
type Composite = (String, String, Option<NaiveDate>, Option<NaiveDate>);

impl<'b, 'a> Rows<'b, 'a> {
    pub(super) fn new(block: &'b mut CleanBlock, with: &'a Decoding<'a>) -> Self {
        Self {
            block,
            with,
            texts: HashMap::default(),
            courses: HashMap::default(),
            targets: HashMap::default(),
            documents: HashMap::default(),
            units: HashMap::default(),
        }
    }

    /// Adds the record at `index` of a part.
    pub(super) fn push(&mut self, part: &Part, index: usize) -> Result<(), RecordError> {
        let arrays = &part.arrays;
        let class = self.class(part, index)?;
        let last = self.block.class_list.last();
        if last.is_none_or(|last| !same(last, &class)) {
            self.block.class_list.push(class);
        }
        let mode_of = |text: Cow<'_, str>| self.with.words.category(&text);
        let values = Values {
            category: arrays.category(index).and_then(mode_of),
            cert_type: arrays.cert_type(index).and_then(|key| CertType::of_key(&key)),
            cert_date: arrays.cert_date(index),
            employed: arrays.employed(index),
            employment_date: arrays.employment_date(index),
            leave: arrays.leave_date(index),
            subsidy: arrays.subsidy_fen(index).map(Fen),
            subsidy_date: arrays.subsidy_date(index),
        };
        let row = CleanRow {
            number: number(arrays.row(index)),
            class: u32::try_from(self.block.class_list.len()).unwrap_or(u32::MAX) - 1,
            name: arrays.name_key(index).map_or(0, i64::cast_unsigned),
            values,
        };
        let person = self.person(part, index)?;
        if let Some(origin) = arrays.origin(index).as_deref().and_then(Origin::parse) {
            self.block.origins.push((self.block.rows.len(), origin));
        }
        if self.with.particulars {
            self.particulars(part, index)?;
        }
        // Counted in the file's account already.
        self.block.persons.push(person);
        self.block.rows.push(row);
        Ok(())
    }

    pub(super) fn finish(self) {
        self.block.counts.accepted =
            self.block.persons.iter().filter(|person| !person.is_barred()).count() as u64;
    }

    fn person(&mut self, part: &Part, index: usize) -> Result<PersonId, RecordError> {
        let arrays = &part.arrays;
        if let Some(text) = arrays.document(index) {
            let next = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
            let text: Arc<str> = text.into();
            let block = &mut *self.block;
            let number = *self.documents.entry(Arc::clone(&text)).or_insert_with(|| {
                block.documents.push(text);
                next
            });
            return Ok(PersonId::document(number));
        }
        if let Some(key) = arrays.id_key(index) {
            return Ok(PersonId::of_key(key.cast_unsigned()));
        }
        arrays.person(index).and_then(person::person).ok_or(RecordError::Missing("person"))
    }

    fn text(&mut self, text: Option<Cow<'_, str>>) -> TextId {
        let Some(text) = text else { return TextId::NONE };
        if let Some(known) = self.texts.get(&*text) {
            return *known;
        }
        let id = TextId(u32::try_from(self.block.texts.len()).unwrap_or(u32::MAX - 1));
        let text: Arc<str> = text.into();
        self.block.texts.push(Arc::clone(&text));
        self.texts.insert(text, id);
        id
    }

    fn class(&mut self, part: &Part, index: usize) -> Result<ClassCells, RecordError> {
        let arrays = &part.arrays;
        let unit = self.unit(part)?;
        let occupation = self.text(arrays.occupation(index));
        let course = if self.block.kind == LedgerKind::Training {
            self.course(part, index, unit)?
        } else {
            let target = Target {
                unit,
                brand: self.text(arrays.brand(index)),
                class_no: self.text(arrays.class_no(index)),
                occupation,
            };
            let block = &mut *self.block;
            *self.targets.entry(target).or_insert_with(|| {
                block.targets.push(target);
                u32::try_from(block.targets.len()).unwrap_or(u32::MAX) - 1
            })
        };
        Ok(ClassCells {
            course,
            occupation,
            county: self.text(arrays.county(index)),
            base: self.text(arrays.base(index)),
            start: arrays.start_date(index),
            end: arrays.end_date(index),
            mode: arrays.training_mode(index).and_then(|label| TrainingMode::of_label(&label)),
        })
    }

    fn unit(&mut self, part: &Part) -> Result<UnitId, RecordError> {
        let (Some(province), Some(city)) = (&part.province, &part.city) else {
            return Err(RecordError::Missing("city"));
        };
        let key = (Arc::clone(province), Arc::clone(city));
        if let Some(unit) = self.units.get(&key) {
            return Ok(*unit);
        }
        let unit = stored::unit(province, city, self.with.regions)?;
        self.units.insert(key, unit);
        Ok(unit)
    }

    fn course(&mut self, part: &Part, index: usize, unit: UnitId) -> Result<u32, RecordError> {
        let arrays = &part.arrays;
        let brand = arrays.brand(index).ok_or(RecordError::Missing("brand"))?;
        let class = match (arrays.class_no(index), arrays.class_key(index)) {
            (Some(number), _) => ClassKey::Number(number.into()),
            (None, Some(key)) => {
                let (provider, occupation, start, end): Composite = read_json(&key)?;
                ClassKey::Composite {
                    provider: provider.into(),
                    occupation: occupation.into(),
                    start,
                    end,
                }
            }
            (None, None) => return Err(RecordError::Missing("class_no")),
        };
        let course = Course { unit, brand: brand.into(), class };
        if let Some(known) = self.courses.get(&course) {
            return Ok(*known);
        }
        let number = u32::try_from(self.block.course_list.len()).unwrap_or(u32::MAX);
        self.block.course_list.push(course.clone());
        self.courses.insert(course, number);
        Ok(number)
    }

    fn particulars(&mut self, part: &Part, index: usize) -> Result<(), RecordError> {
        let arrays = &part.arrays;
        let mut faults = Faults::default();
        for name in arrays.faults(index).iter().flat_map(|names| names.split(',')) {
            faults.note(stored::code(name)?);
        }
        let barred = arrays.code(index).map(|name| stored::code(&name)).transpose()?;
        let name = arrays.name(index).unwrap_or_default();
        let cert_number = arrays.cert_number(index).unwrap_or_default();
        let id_number = arrays.id_number(index).unwrap_or_default();
        self.block.particulars.push(&Particular {
            name: &name,
            cert_number: &cert_number,
            id_number: &id_number,
            phone: arrays.phone(index).and_then(|phone| u64::try_from(phone).ok()),
            level: arrays.level(index).and_then(|level| u8::try_from(level).ok()),
            hours: arrays.hours_tenths(index).and_then(|hours| u32::try_from(hours).ok()),
            faults,
            personal: arrays.personal_key(index).map_or(0, i64::cast_unsigned),
            personal_filled: arrays
                .personal_filled(index)
                .and_then(|filled| u8::try_from(filled).ok())
                .unwrap_or_default(),
            tells_apart: arrays.tells_apart(index).unwrap_or_default(),
            barred,
        });
        Ok(())
    }
}

fn number(value: Option<i32>) -> u32 {
    value.and_then(|value| u32::try_from(value).ok()).unwrap_or(0)
}

fn same(a: &ClassCells, b: &ClassCells) -> bool {
    (a.course, a.occupation, a.county, a.base, a.start, a.end, a.mode)
        == (b.course, b.occupation, b.county, b.base, b.start, b.end, b.mode)
}

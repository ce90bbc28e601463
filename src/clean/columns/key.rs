//! What a row must have to count: the person, the reporting unit, the brand, the class.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{ClassParts, Columns, CourseParts, Lasts, Rejection, RowCells, RowKey};
use crate::clean::id;
use crate::clean::texts::Last;
use crate::model::field::Field;
use crate::model::finding::Code;
use crate::model::kind::LedgerKind;
use crate::model::layout::Layout;
use crate::model::ledger::{ClassKey, Course, Target, TextId};
use crate::model::person_id::{BEHIND_TYPE, PersonId};
use crate::model::region::{UnitId, UnitProblem};
use crate::model::sheet::{Cell, Row};
use crate::model::text::narrow;
use crate::model::vocabulary::{IdType, choice_word};

impl<'b> Columns<'b> {
    pub(super) fn person(
        &mut self,
        row: Row<'b>,
        layout: &Layout,
    ) -> Result<(PersonId, Option<Code>), Rejection> {
        let reject = |code| Rejection::new(code, Field::IdNumber);
        let position = layout.position(Field::IdNumber).ok_or_else(|| reject(Code::IdMissing))?;
        let cell = row.cell(position);
        let words = self.sheet.words;
        if let Some(column) = layout.position(Field::IdType) {
            let kind = row.cell(column);
            if !kind.is_empty()
                && self.choices.id_type.of(kind, |text| words.id_type(text))
                    == Some(IdType::Document)
            {
                return self.document(&cell, &kind).ok_or_else(|| reject(Code::IdMissing));
            }
        }
        match id::read(&cell, self.sheet.as_of) {
            Ok(read) => Ok((read.person, read.repaired.then_some(Code::IdRepaired))),
            Err(_) if words.says_nothing(&cell.text()) => Err(reject(Code::IdMissing)),
            Err(code) => Err(reject(code)),
        }
    }

    /// An opaque document: keyed by type and text, apart from ID numbers.
    pub(super) fn document(
        &mut self,
        cell: &Cell<'b>,
        kind: &Cell<'b>,
    ) -> Option<(PersonId, Option<Code>)> {
        let text = cell.text();
        if self.sheet.words.says_nothing(&text) {
            return None;
        }
        let number = id::normalise(&text).to_uppercase();
        let key: Arc<str> =
            format!("{}{BEHIND_TYPE}{number}", choice_word(&narrow(&kind.text()))).into();
        let next = u32::try_from(self.out.documents.len()).unwrap_or(u32::MAX);
        let index = *self.documents.entry(Arc::clone(&key)).or_insert_with(|| {
            self.out.documents.push(key);
            next
        });
        Some((PersonId::document(index), None))
    }

    /// Everything that the key of an enrolment needs, besides the person.
    pub(super) fn key(&mut self, row: &RowCells<'b>) -> Result<RowKey, Rejection> {
        let (unit, county) = self.place(row)?;
        let brand = self.brand(row)?;
        let class_no = self.class_no(row)?;
        let base = self.base(row);
        Ok(RowKey { unit, brand, base, county, class_no })
    }

    /// All that the key of a row lacks, besides the person.
    pub(super) fn key_faults(&mut self, row: &RowCells<'b>) -> Vec<Rejection> {
        let place = self.place(row).err();
        let of_enrolment = match self.kind {
            LedgerKind::Training => [self.brand(row).err(), self.class_no(row).err()],
            _ => [None, None],
        };
        place.into_iter().chain(of_enrolment.into_iter().flatten()).collect()
    }

    fn brand(&mut self, row: &RowCells<'b>) -> Result<TextId, Rejection> {
        let brand = self.text(row, Field::Brand, |lasts| &mut lasts.brand);
        brand.is_some().then_some(brand).ok_or(Rejection::new(Code::BrandMissing, Field::Brand))
    }

    /// The class number, where the table has a column of them.
    fn class_no(&mut self, row: &RowCells<'b>) -> Result<Option<TextId>, Rejection> {
        let has_class = row.cell(Field::ClassNo).is_some();
        let class_no = self.text(row, Field::ClassNo, |lasts| &mut lasts.class_no);
        match class_no.is_some() {
            true => Ok(Some(class_no)),
            false if has_class => Err(Rejection::new(Code::ClassMissing, Field::ClassNo)),
            false => Ok(None),
        }
    }

    /// What a row of another ledger than the training ledger says of the enrolments it belongs to, and its county.
    pub(super) fn target(&mut self, row: &RowCells<'b>) -> Result<(Target, TextId), Rejection> {
        let (unit, county) = self.place(row)?;
        let target = Target {
            unit,
            brand: self.text(row, Field::Brand, |lasts| &mut lasts.brand),
            class_no: self.text(row, Field::ClassNo, |lasts| &mut lasts.class_no),
            occupation: self.occupation(row),
        };
        Ok((target, county))
    }

    pub(super) fn base(&mut self, row: &RowCells<'b>) -> TextId {
        self.text(row, Field::Provider, |lasts| &mut lasts.provider)
    }

    pub(super) fn occupation(&mut self, row: &RowCells<'b>) -> TextId {
        self.text(row, Field::Occupation, |lasts| &mut lasts.occupation)
    }

    fn text(
        &mut self,
        row: &RowCells<'b>,
        field: Field,
        last: impl for<'l> FnOnce(&'l mut Lasts<'b>) -> &'l mut Last<'b, TextId>,
    ) -> TextId {
        row.cell(field).map_or(TextId::NONE, |cell| self.texts.intern(cell, last(&mut self.lasts)))
    }

    /// The reporting unit of a row, and its county.
    pub(super) fn place(&mut self, row: &RowCells<'b>) -> Result<(UnitId, TextId), Rejection> {
        let province = self.text(row, Field::Province, |lasts| &mut lasts.province);
        let city = self.text(row, Field::City, |lasts| &mut lasts.city);
        let county = self.text(row, Field::County, |lasts| &mut lasts.county);
        Ok((self.unit(province, city, county)?, county))
    }

    pub(super) fn unit(
        &mut self,
        province: TextId,
        city: TextId,
        county: TextId,
    ) -> Result<UnitId, Rejection> {
        let (sheet, place, texts) = (self.sheet, self.place, &self.texts);
        let found = self.units.entry((province, city, county)).or_insert_with(|| {
            let text = |id| texts.text(id);
            sheet.regions.resolve(text(province), text(city), text(county), place)
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

    pub(super) fn course(
        &mut self,
        row: &RowCells<'b>,
        key: &RowKey,
        start: Option<NaiveDate>,
        end: Option<NaiveDate>,
    ) -> u32 {
        let class = if let Some(number) = key.class_no {
            ClassParts::Number(number)
        } else {
            let occupation = self.occupation(row);
            ClassParts::Composite(key.base, occupation, start, end)
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
                    ClassParts::Composite(provider, occupation, start, end) => {
                        ClassKey::Composite {
                            provider: texts.shared(provider),
                            occupation: texts.shared(occupation),
                            start,
                            end,
                        }
                    }
                },
            });
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        });
        self.last_course = Some((parts, course));
        course
    }
}

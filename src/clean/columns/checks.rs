//! What a row says twice, held against each other: sex and birth date against the ID number, a certificate's number
//! against its type, date and level; and the check character of credit codes. None of it changes what is counted.

use chrono::{Datelike, NaiveDate};

use super::{Columns, RowCells};
use crate::clean::certificate_number::{self, Stated};
use crate::clean::garbled::is_garbled;
use crate::clean::{birth, credit_code, name};
use crate::model::certificate::CertType;
use crate::model::field::Field;
use crate::model::finding::Code;
use crate::model::person_id::PersonId;
use crate::model::vocabulary::Sex;

/// Years in front of months and days in `19900307`.
const YEARS: u32 = 10_000;
/// Numbers have been given out since this year: whoever was born earlier had none at birth.
const FIRST_NUMBERS: u32 = 1984;

impl<'b> Columns<'b> {
    /// The sex and birth date of a row against the ID number, which decides; and the number in itself.
    pub(super) fn check_person(&mut self, row: &RowCells<'b>, person: PersonId) {
        self.check_region(row, person);
        if let (Some(column), Some(sex)) = (row.layout.position(Field::Sex), person.sex()) {
            self.check_sex(row, column, sex);
        }
        if let (Some(column), Some(day)) = (row.layout.position(Field::BirthDate), person.birth()) {
            self.check_birth(row, column, day);
        }
    }

    /// Nobody was given a number with a code that did not exist yet.
    fn check_region(&mut self, row: &RowCells<'b>, person: PersonId) {
        if let (Some(code), Some(birth)) = (person.region(), person.birth())
            && let Some(since) = self.sheet.regions.introduced(code)
            && since > (birth / YEARS).max(FIRST_NUMBERS)
        {
            let detail = format!("代码 {code:06} 自{since}年起使用");
            self.find(row, Code::IdRegionNewer, Some(Field::IdNumber), detail);
        }
    }

    /// The hash of the name; a remark where characters of it were lost.
    pub(super) fn name(&mut self, row: &RowCells<'b>) -> u64 {
        let Some(cell) = row.cell(Field::Name) else { return 0 };
        if let Some(hash) = name::hash_plain(&cell) {
            return hash;
        }
        if is_garbled(&cell) {
            self.find(row, Code::TextGarbled, Some(Field::Name), String::new());
        }
        name::hash(&cell, self.sheet.words)
    }

    /// Texts of which characters were lost. Other cells are not readable then, and say so themselves.
    pub(super) fn check_garbled(&mut self, row: &RowCells<'b>) {
        const TEXTS: [Field; 5] =
            [Field::County, Field::Brand, Field::Provider, Field::ClassNo, Field::Occupation];
        let texts = if self.texts.has_garbled() { &TEXTS[..] } else { &[] };
        for field in texts {
            if row.cell(*field).is_some_and(|cell| is_garbled(&cell)) {
                self.find(row, Code::TextGarbled, Some(*field), String::new());
            }
        }
    }

    /// Codes alone say nothing: systems disagree on which sex they mean.
    fn check_sex(&mut self, row: &RowCells<'b>, column: usize, sex: Sex) {
        let words = self.sheet.words;
        // Rows of one sex nearly always say the same, so each sex has a cache of its own.
        let (cache, name) = match sex {
            Sex::Male => (&mut self.choices.men, "男"),
            Sex::Female => (&mut self.choices.women, "女"),
        };
        let stated = cache.of(row.row.cell(column), |text| words.sex(text));
        if stated.is_some_and(|stated| stated != sex) {
            self.find(row, Code::SexMismatch, Some(Field::Sex), format!("号码第17位表明为{name}"));
        }
    }

    fn check_birth(&mut self, row: &RowCells<'b>, column: usize, day: u32) {
        let cell = row.row.cell(column);
        if cell.is_empty() {
            return;
        }
        match birth::agrees(&cell, self.raw.date_1904, day) {
            Ok(true) => {}
            Err(_) if self.is_silent(cell) => {}
            Err(code) => self.find(row, code, Some(Field::BirthDate), String::new()),
            Ok(false) => {
                let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
                let detail = format!("号码中为“{year}-{month:02}-{day:02}”");
                self.find(row, Code::BirthDateMismatch, Some(Field::BirthDate), detail);
            }
        }
    }

    /// The number of a certificate against its type, year of issue and level.
    pub(super) fn check_certificate_number(
        &mut self,
        row: &RowCells<'b>,
        kind: CertType,
        date: Option<NaiveDate>,
    ) {
        let Some(layout) = self.sheet.words.certificates().layout(kind) else { return };
        let Some(cell) = row.cell(Field::CertNumber).filter(|cell| !cell.is_empty()) else {
            return;
        };
        let stated = Stated { year: date.map(|day| day.year()), level: self.level(row) };
        if let Some(why) = certificate_number::contradiction(&cell, layout, stated)
            && !self.is_silent(cell)
        {
            self.find(row, Code::CertNumberMismatch, Some(Field::CertNumber), why);
        }
    }

    /// The level of a row: that of the certificate, else that of the training, else what stands beside the occupation
    /// (工种/级别).
    pub(super) fn level(&mut self, row: &RowCells<'b>) -> Option<u8> {
        let certificates = self.sheet.words.certificates();
        [Field::CertLevel, Field::Level, Field::Occupation].into_iter().find_map(|field| {
            let cell = row.cell(field).filter(|cell| !cell.is_empty())?;
            self.choices.level.of(cell, |text| certificates.level(text))
        })
    }

    /// The check character of the employer's credit code.
    pub(super) fn check_credit_code(&mut self, row: &RowCells<'b>) {
        let Some(column) = row.layout.position(Field::EmployerCode) else { return };
        let cell = row.row.cell(column);
        if cell.is_empty() {
            return;
        }
        let valid = self.choices.credit_code.of(cell, credit_code::is_valid);
        if !valid && !self.is_silent(cell) {
            self.find(row, Code::CreditCodeInvalid, Some(Field::EmployerCode), String::new());
        }
    }
}

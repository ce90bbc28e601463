//! What a row may have besides: dates, certificate, employment, subsidy. What is not readable is missing, and a finding.

use chrono::NaiveDate;

use super::{Choices, Columns, RowCells};
use crate::clean::texts::Meanings;
use crate::clean::{amount, date};
use crate::model::certificate::CertType;
use crate::model::field::Field;
use crate::model::finding::Code;
use crate::model::kind::LedgerKind;
use crate::model::ledger::Values;
use crate::model::money::Fen;
use crate::model::sheet::Cell;
use crate::model::vocabulary::{CertWord, TrainingMode};

impl<'b> Columns<'b> {
    pub(super) fn training_dates(
        &mut self,
        row: &RowCells<'b>,
    ) -> (Option<NaiveDate>, Option<NaiveDate>) {
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

    pub(super) fn training_mode(&mut self, row: &RowCells<'b>) -> Option<TrainingMode> {
        let words = self.sheet.words;
        self.choice(row, Field::TrainingMode, |c| &mut c.mode, |text| words.training_mode(text))
    }

    /// What a row of this kind of ledger says besides its person and class.
    #[inline]
    pub(super) fn values(&mut self, row: &RowCells<'b>) -> Values {
        let kind = self.kind;
        let words = self.sheet.words;
        let mut values = Values::default();
        if kind.tells_of(LedgerKind::Placement) {
            values.category =
                self.choice(row, Field::Category, |c| &mut c.category, |text| words.category(text));
        }
        if kind.tells_of(LedgerKind::Certificate) {
            (values.cert_type, values.cert_date) = self.certificate(row);
            if let Some(kind) = values.cert_type {
                self.check_certificate_number(row, kind, values.cert_date);
            }
        }
        if kind.tells_of(LedgerKind::Employment) || kind == LedgerKind::Placement {
            (values.employed, values.employment_date) = self.employment(row);
            values.leave = self.date(row, Field::LeaveDate);
            self.check_credit_code(row);
        }
        if kind.tells_of(LedgerKind::Subsidy) {
            values.subsidy = self.subsidy(row);
            values.subsidy_date = self.date(row, Field::SubsidyDate);
        }
        values
    }

    pub(super) fn certificate(
        &mut self,
        row: &RowCells<'b>,
    ) -> (Option<CertType>, Option<NaiveDate>) {
        let words = self.sheet.words;
        let said = row.cell(Field::CertType).filter(|cell| !cell.is_empty());
        let word =
            said.and_then(|cell| self.choices.certificate.of(cell, |text| words.certificate(text)));
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

    pub(super) fn employment(&mut self, row: &RowCells<'b>) -> (Option<bool>, Option<NaiveDate>) {
        let words = self.sheet.words;
        let employed =
            self.choice(row, Field::Employed, |c| &mut c.employed, |text| words.employed(text));
        let day = self.date(row, Field::EmploymentDate);
        match (employed, day) {
            (Some(false), Some(_)) => {
                self.find(
                    row,
                    Code::EmployedContradiction,
                    Some(Field::EmploymentDate),
                    String::new(),
                );
                (employed, None)
            }
            (Some(true), None) if self.kind != LedgerKind::Placement => {
                self.find(row, Code::EmployedUndated, Some(Field::Employed), String::new());
                (employed, None)
            }
            // Who is said not to be employed is no one placed.
            (Some(true) | None, None) if self.kind == LedgerKind::Placement => {
                let field = Field::EmploymentDate;
                self.find(row, Code::PlacementUndated, Some(field), String::new());
                (employed, None)
            }
            _ => (employed, day),
        }
    }

    pub(super) fn subsidy(&mut self, row: &RowCells<'b>) -> Option<Fen> {
        let cell = row.cell(Field::SubsidyAmount).filter(|cell| !cell.is_empty())?;
        match amount::read(&cell, self.amount_unit) {
            Ok(fen) => Some(fen),
            Err(_) if self.is_silent(cell) => None,
            Err(code) => {
                self.tally.rest.unclear = true;
                self.find(row, code, Some(Field::SubsidyAmount), String::new());
                None
            }
        }
    }

    #[inline]
    pub(super) fn date(&mut self, row: &RowCells<'b>, field: Field) -> Option<NaiveDate> {
        let cell = row.cell(field).filter(|cell| !cell.is_empty())?;
        self.days.known(&cell).or_else(|| self.read_date(row, field, cell))
    }

    #[inline(never)]
    fn read_date(&mut self, row: &RowCells<'b>, field: Field, cell: Cell<'b>) -> Option<NaiveDate> {
        match self.days.read(&cell, self.raw.date_1904) {
            Ok(day) => Some(day),
            Err(_) if self.is_silent(cell) => None,
            Err(code) => {
                self.find(row, code, Some(field), String::new());
                None
            }
        }
    }

    pub(super) fn choice<T: Copy>(
        &mut self,
        row: &RowCells<'b>,
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

    pub(super) fn is_silent(&mut self, cell: Cell<'b>) -> bool {
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
}

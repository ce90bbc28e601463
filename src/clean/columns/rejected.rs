//! Rejected rows: what is kept of them, and ID numbers that the user approved for them.

use chrono::NaiveDate;

use super::{Columns, Rejection, RowCells};
use crate::clean::{date, id, name};
use crate::model::field::Field;
use crate::model::finding::{Code, Finding};
use crate::model::kind::LedgerKind;
use crate::model::origin::Origin;
use crate::model::person_id::PersonId;
use crate::model::region::UnitId;
use crate::model::rejected::{Fault, PackedRow, RejectedRow, Suspect};
use crate::model::sheet::{Cell, CellKind};

impl<'b> Columns<'b> {
    /// Keeps a rejected row, whose person may be known.
    pub(super) fn keep(
        &mut self,
        row: &RowCells<'b>,
        person: Option<PersonId>,
        rejection: &Rejection,
    ) {
        let column = row.layout.position(rejection.field);
        let kept = RejectedRow {
            row: row.number,
            unit: self.unit_of(row),
            field: rejection.field,
            column: column.and_then(|column| u32::try_from(column).ok()),
            cells: Some(PackedRow::of(row.row)),
            origin: Self::origin(row).map(Box::new),
            suspect: self.suspect(row, rejection.code).map(Box::new),
            also: self.further_faults(row, person, rejection.code),
        };
        self.out.rejected.push(kept);
    }

    /// What would be said of the row if it were not rejected for `first` already.
    fn further_faults(
        &mut self,
        row: &RowCells<'b>,
        person: Option<PersonId>,
        first: Code,
    ) -> Box<[Fault]> {
        let said_before = self.out.findings.len();
        for Rejection { code, field, detail } in self.key_faults(row) {
            if code != first {
                self.find(row, code, Some(field), detail);
            }
        }
        if matches!(self.kind, LedgerKind::Training | LedgerKind::NameList) {
            self.training_dates(row);
            self.training_mode(row);
        }
        self.values(row);
        if let Some(person) = person {
            self.check_person(row, person);
        }
        self.check_garbled(row);
        self.name(row);
        self.check_width(row);
        let found = self.out.findings.drain(said_before..);
        let fault = |Finding { code, field, column, detail, .. }| Fault {
            code,
            column: field
                .and_then(|field| row.layout.position(field))
                .and_then(|column| u32::try_from(column).ok()),
            header: column,
            detail,
        };
        found.map(fault).collect()
    }

    fn unit_of(&mut self, row: &RowCells<'b>) -> Option<UnitId> {
        self.place(row).ok().map(|(unit, _)| unit)
    }

    /// The row that this one corrects, where it came back in a return workbook.
    pub(super) fn origin(row: &RowCells<'b>) -> Option<Origin> {
        let cell = row.row.cell(row.layout.position(Field::Origin)?);
        Origin::parse(&cell.text())
    }

    fn suspect(&self, row: &RowCells<'b>, code: Code) -> Option<Suspect> {
        const REPAIRABLE: [Code; 4] =
            [Code::IdCharset, Code::IdRegion, Code::IdBirthDate, Code::IdChecksum];
        let cell = row.cell(Field::IdNumber).filter(|cell| cell.kind() == CellKind::Text)?;
        if !REPAIRABLE.contains(&code) {
            return None;
        }
        let text = cell.text();
        let number = id::normalise(&text).as_bytes().try_into().ok()?;
        let words = self.sheet.words;
        let name = row.cell(Field::Name);
        Some(Suspect {
            number,
            name: name.map_or(0, |cell| name::hash(&cell, words)),
            birth: self.birth_date(row),
            sex: row.cell(Field::Sex).and_then(|cell| words.sex(&cell.text())),
        })
    }

    fn birth_date(&self, row: &RowCells<'b>) -> Option<NaiveDate> {
        date::read(&row.cell(Field::BirthDate)?, self.raw.date_1904).ok()
    }

    /// The person of a row with a wrong ID number, where the user approved another one.
    pub(super) fn approved(
        &self,
        row: u32,
        rejection: Rejection,
    ) -> Result<(PersonId, Option<Code>), Rejection> {
        let number = self.sheet.repairs.and_then(|repairs| repairs.get(&row));
        let read = number.and_then(|number| id::read(&Cell::of(number), self.sheet.as_of).ok());
        match read {
            Some(read) => Ok((read.person, Some(Code::IdRepairApplied))),
            None => Err(rejection),
        }
    }

    /// What more there is to say of an ID number that was not taken as it stands.
    pub(super) fn remark_on(code: Code, person: PersonId) -> String {
        match (code, person.digits18()) {
            (Code::IdRepairApplied, Some(number)) => format!("改为“{number}”"),
            _ => String::new(),
        }
    }
}

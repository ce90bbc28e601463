//! What rows say besides what is counted, and rows that were rejected for their ID number, as far as they are to be
//! looked at person by person.

use std::hash::{BuildHasher, Hasher};

use super::{Columns, RowCells};
use crate::clean::{id, name};
use crate::model::field::Field;
use crate::model::finding::Code;
use crate::model::kind::LedgerKind;
use crate::model::ledger::CleanRow;
use crate::model::particulars::{Faults, Particular, is_mobile};
use crate::model::person_id::PersonId;
use crate::model::text::{narrow, trim};

/// What tells of one person only, besides name and ID number, and what follows from that.
const PERSONAL: [Field; 12] = [
    Field::EthnicGroup,
    Field::Education,
    Field::HukouAddress,
    Field::Phone,
    Field::CertNumber,
    Field::Score,
    Field::Employer,
    Field::EmploymentPlace,
    Field::EmploymentDate,
    Field::LeaveDate,
    Field::Wage,
    Field::Account,
];

/// Those of them that no two persons share; and mobile numbers, which families may.
const OWN: [Field; 2] = [Field::CertNumber, Field::Account];

/// Tenths in an hour of training.
const TENTHS: u32 = 10;

impl<'b> Columns<'b> {
    /// Keeps what the row just taken says besides; `said_before` is the number of remarks before it.
    pub(super) fn keep_particulars(
        &mut self,
        row: &RowCells<'b>,
        said_before: usize,
        barred: Option<Code>,
    ) {
        let level = self.level(row);
        let mut faults = Faults::default();
        for finding in &self.out.findings[said_before..] {
            faults.note(finding.code);
        }
        let text = |field| row.cell(field).map(|cell| cell.text()).unwrap_or_default();
        let said = |field| Some(text(field)).filter(|text| !self.sheet.words.says_nothing(text));
        let (name, cert_number) = (text(Field::Name), said(Field::CertNumber).unwrap_or_default());
        let id_number = barred.map(|_| text(Field::IdNumber)).unwrap_or_default();
        let (personal, personal_filled) = self.personal(row);
        let phone = said(Field::Phone).and_then(|text| phone(&text));
        let is_own = |field: &Field| said(*field).is_some_and(|text| !trim(&text).is_empty());
        let tells_apart = phone.is_some_and(is_mobile) || OWN.iter().any(is_own);
        self.out.particulars.push(&Particular {
            name: trim(&name),
            cert_number: trim(&cert_number),
            id_number: trim(&id_number),
            phone,
            level,
            hours: said(Field::Hours).and_then(|text| hours(&text)),
            faults,
            personal,
            personal_filled,
            tells_apart,
            barred,
        });
    }

    fn personal(&self, row: &RowCells<'b>) -> (u64, u8) {
        let mut hasher = foldhash::quality::FixedState::with_seed(0).build_hasher();
        let mut filled = 0;
        for field in PERSONAL {
            let text = row.cell(field).map(|cell| cell.text()).unwrap_or_default();
            if !self.sheet.words.says_nothing(&text) {
                filled += 1;
                hasher.write(trim(&text).as_bytes());
            }
            hasher.write_u8(0);
        }
        (hasher.finish(), filled)
    }

    /// Takes a row of the training ledger or a name list that was rejected for its ID number, if it lacks nothing else: as a person
    /// of its own, who is never counted.
    pub(super) fn bar(&mut self, row: &RowCells<'b>, code: Code) {
        if !matches!(self.kind, LedgerKind::Training | LedgerKind::NameList) {
            return;
        }
        let said_before = self.out.findings.len();
        if let Ok(Some(class)) = self.class(row) {
            let values = self.values(row);
            self.out.findings.truncate(said_before);
            let words = self.sheet.words;
            let name = row.cell(Field::Name).map_or(0, |cell| name::hash(&cell, words));
            self.out.rows.push(CleanRow { number: row.number, class, name, values });
            self.out.persons.push(self.barred(row));
            self.keep_particulars(row, said_before, Some(code));
        }
        self.out.findings.truncate(said_before);
    }

    /// The same text is the same person; without any, every row is another one.
    fn barred(&self, row: &RowCells<'b>) -> PersonId {
        let cell = row.cell(Field::IdNumber);
        let text = cell.map(|cell| cell.text()).unwrap_or_default();
        if !self.sheet.words.says_nothing(&text) {
            return barred(&text);
        }
        let sheet = self.raw.sheet;
        let mut hasher = foldhash::quality::FixedState::with_seed(0).build_hasher();
        for part in [sheet.file, sheet.sheet, row.number] {
            hasher.write_u32(part);
        }
        PersonId::barred(hasher.finish())
    }
}

/// Whoever a wrong ID number may belong to.
#[must_use]
pub fn barred(number: &str) -> PersonId {
    let mut hasher = foldhash::quality::FixedState::with_seed(0).build_hasher();
    hasher.write(id::normalise(number).as_bytes());
    PersonId::barred(hasher.finish())
}

/// The digits of a telephone number, as far as they are a number at all; a mobile one without the code of the country.
fn phone(text: &str) -> Option<u64> {
    let digits: String = narrow(text).chars().filter(char::is_ascii_digit).collect();
    let number = digits.parse().ok().filter(|number| *number != 0)?;
    let at_home = digits.strip_prefix("86").and_then(|rest| rest.parse().ok());
    Some(at_home.filter(|number| is_mobile(*number)).unwrap_or(number))
}

/// Hours in tenths, with or without a unit behind them.
fn hours(text: &str) -> Option<u32> {
    let text = narrow(text);
    let number = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let tenth = part.get(..1)?.parse::<u32>().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(TENTHS)?.checked_add(tenth)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_whatever_stands_around_them() {
        assert_eq!(phone("１３８-0000 0000"), Some(13_800_000_000));
        assert_eq!(phone("+86 138 0000 0000"), Some(13_800_000_000));
        assert_eq!(phone("0431-86001234"), Some(43_186_001_234));
        assert_eq!([phone("无"), phone("000"), phone(&"9".repeat(40))], [None; 3]);
        assert_eq!(hours("80"), Some(800));
        assert_eq!(hours("80.5学时"), Some(805));
        assert_eq!(hours("８０课时"), Some(800));
        assert_eq!([hours("八十"), hours("-3"), hours("99999999999")], [None; 3]);
    }
}

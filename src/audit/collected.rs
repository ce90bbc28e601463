//! What every enrolment leaves behind for the checks of several persons: numbers only, sorted at the end.

use std::hash::BuildHasher;
use std::num::NonZeroU32;

use super::seat::{Seat, Sitting, seen};
use super::suspect::Seen;
use crate::model::finding::Code;
use crate::model::kind::LedgerKind;
use crate::model::money::Fen;
use crate::model::particulars::is_mobile;
use crate::model::people::Row;
use crate::model::text::{is_space, narrow_char};

/// Lists that are put together at the end, so that none is moved more often than needed.
pub struct Pieces<T>(Vec<Vec<T>>);

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Pieces<T> {
    fn push(&mut self, item: T) {
        match self.0.last_mut() {
            Some(last) => last.push(item),
            None => self.0.push(vec![item]),
        }
    }

    fn extend(&mut self, items: Vec<T>) {
        match self.0.last_mut() {
            Some(last) => last.extend(items),
            None => self.0.push(items),
        }
    }

    fn join(&mut self, later: Self) {
        self.0.extend(later.0);
    }

    /// All of them, in the order in which they came.
    pub fn into_list(self) -> Vec<T> {
        let mut list = Vec::with_capacity(self.0.iter().map(Vec::len).sum());
        for piece in self.0 {
            list.extend(piece);
        }
        list
    }
}

/// All that is left behind.
#[derive(Default)]
pub struct Collected {
    pub sat: Pieces<Sat>,
    pub phones: Pieces<Phone>,
    pub certificates: Pieces<Certificate>,
    /// Rows with a wrong ID number.
    pub barred: Pieces<Seen>,
}

/// An enrolment, for the checks of classes and of copied blocks.
#[derive(Clone, Copy, Debug)]
pub struct Sat {
    pub row: Seen,
    pub paid: Fen,
    /// Hash of the personal cells of the latest row; 0 where nothing in them tells persons apart.
    pub personal: u64,
    /// Hours of training in tenths, and one: small, since there are many.
    hours: Option<NonZeroU32>,
    /// Days of the class, where known.
    pub days: u16,
    /// Personal cells that are filled.
    pub filled: u8,
    /// Whether the class had ended on the as-of date.
    pub ended: bool,
    /// Whether the credit code of the employer is wrong.
    pub wrong_code: bool,
}

impl Sat {
    /// Hours of training in tenths.
    pub fn hours(&self) -> Option<u32> {
        self.hours.map(|hours| hours.get() - 1)
    }
}

/// A mobile number of a person.
#[derive(Clone, Copy, Debug)]
pub struct Phone {
    pub number: u64,
    /// Hash of the name; 0 when missing.
    pub name: u64,
    pub row: Seen,
    /// Of all enrolments of the person.
    pub paid: Fen,
}

/// A certificate number of a person.
#[derive(Clone, Copy, Debug)]
pub struct Certificate {
    /// Hash of the number as it is compared.
    pub number: u64,
    /// Its characters.
    pub length: u8,
    pub row: Seen,
    pub paid: Fen,
}

impl Collected {
    pub fn take(&mut self, person: &Sitting<'_>) {
        let paid = person.seats.iter().map(|seat| seat.paid).sum();
        let mut phones: Vec<Phone> = Vec::new();
        let mut certificates: Vec<Certificate> = Vec::new();
        for seat in &person.seats {
            self.sat.push(sat(seat));
            phones.extend(phone(seat, paid));
            certificates.extend(numbers(seat));
        }
        phones.sort_unstable_by_key(|phone| (phone.number, std::cmp::Reverse(phone.row)));
        phones.dedup_by_key(|phone| phone.number);
        certificates.sort_unstable_by_key(|number| (number.number, std::cmp::Reverse(number.row)));
        certificates.dedup_by_key(|certificate| certificate.number);
        self.phones.extend(phones);
        self.certificates.extend(certificates);
    }

    pub fn take_barred(&mut self, row: &Row<'_>) {
        self.barred.push(seen(row));
    }

    pub fn join(&mut self, later: Self) {
        self.sat.join(later.sat);
        self.phones.join(later.phones);
        self.certificates.join(later.certificates);
        self.barred.join(later.barred);
    }
}

fn sat(seat: &Seat<'_>) -> Sat {
    let row = seat.row();
    let particular = row.particular().unwrap_or_default();
    let hours = seat.rows.iter().rev().find_map(|row| row.particular()?.hours);
    let days = seat.period.and_then(|period| u16::try_from(period.days()).ok());
    let of_kind = |kind| seat.rows.iter().rev().find(move |row| row.kind == kind);
    let latest = [LedgerKind::Training, LedgerKind::Employment].into_iter().filter_map(of_kind);
    let mut faults = latest.filter_map(|row| Some(row.particular()?.faults));
    Sat {
        row: seen(row),
        paid: seat.paid,
        personal: if particular.tells_apart { particular.personal.max(1) } else { 0 },
        hours: hours.and_then(|hours| NonZeroU32::new(hours.saturating_add(1))),
        days: days.unwrap_or_default(),
        filled: particular.personal_filled,
        ended: seat.end.is_some(),
        wrong_code: faults.any(|faults| faults.has(Code::CreditCodeInvalid)),
    }
}

/// The latest mobile number.
fn phone(seat: &Seat<'_>, paid: Fen) -> Option<Phone> {
    let known = |row: &Row<'_>| row.particular().is_some_and(|it| it.phone.is_some());
    let row = seat.last(known);
    let number = row.particular()?.phone.filter(|number| is_mobile(*number))?;
    Some(Phone { number, name: row.name, row: seen(row), paid })
}

/// The latest number of every type of certificate.
fn numbers(seat: &Seat<'_>) -> impl Iterator<Item = Certificate> {
    let mut kinds = Vec::new();
    let paid = seat.paid;
    seat.rows.iter().rev().filter_map(move |row| {
        let number = row.particular()?.cert_number;
        if number.is_empty() || kinds.contains(&row.says.cert_type) {
            return None;
        }
        kinds.push(row.says.cert_type);
        let (number, length) = number_key(number)?;
        Some(Certificate { number, length, row: seen(row), paid })
    })
}

/// A certificate number as it is compared, hashed: narrow, upper case, without white space; and its length. A text
/// without a digit is no number.
fn number_key(number: &str) -> Option<(u64, u8)> {
    let narrow = number.chars().map(narrow_char).filter(|c| !is_space(*c));
    let text: String = narrow.map(|c| c.to_ascii_uppercase()).collect();
    text.contains(|c: char| c.is_ascii_digit()).then(|| {
        let hash = foldhash::quality::FixedState::with_seed(0).hash_one(text.as_bytes());
        (hash, u8::try_from(text.chars().count()).unwrap_or(u8::MAX))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_equal_however_they_are_written() {
        let key = |text| number_key(text).expect("a number");
        assert_eq!(key("y0001 2345"), key("Ｙ０００１２３４５"));
        assert_ne!(key("Y00012345").0, key("Y00012346").0);
        assert_eq!(key("Y00012345").1, 9);
        assert_eq!(number_key("待发"), None);
    }
}

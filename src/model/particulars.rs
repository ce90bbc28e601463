//! What rows say besides what is counted: kept only where persons are looked at one by one, as in verifying claims,
//! checking integrity and explaining numbers.

use std::ops::Range;

use super::finding::Code;

/// The particulars of the rows of a block, row by row; empty where they are not kept.
#[derive(Clone, Debug, Default)]
pub struct Particulars {
    text: String,
    list: Vec<Entry>,
}

/// What one row says besides what is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Particular<'a> {
    /// The name as it stands.
    pub name: &'a str,
    /// The number of the certificate as it stands; empty when missing.
    pub cert_number: &'a str,
    /// The ID number as it stands, of a row that was rejected for it; empty otherwise.
    pub id_number: &'a str,
    /// The digits of the telephone number.
    pub phone: Option<u64>,
    /// 等级: 1 (高级技师) to 5 (初级工).
    pub level: Option<u8>,
    /// 培训课时 in tenths of an hour.
    pub hours: Option<u32>,
    /// What the row says twice and differently.
    pub faults: Faults,
    /// Hash of the cells that tell of one person only, besides name, ID number and what follows from that.
    pub personal: u64,
    /// How many of these cells are filled.
    pub personal_filled: u8,
    /// Whether one of them is of a kind that no two persons share.
    pub tells_apart: bool,
    /// Why the row was rejected, where it is kept all the same: its ID number is wrong.
    pub barred: Option<Code>,
}

/// What a row says twice and differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults(u8);

impl Faults {
    const KNOWN: [Code; 3] = [Code::SexMismatch, Code::BirthDateMismatch, Code::CreditCodeInvalid];

    /// Notes a remark, if it is of this sort.
    pub fn note(&mut self, code: Code) {
        self.0 |= Self::bit(code);
    }

    /// Whether the row has that remark.
    #[must_use]
    pub fn has(self, code: Code) -> bool {
        self.0 & Self::bit(code) != 0
    }

    /// The remarks noted.
    pub fn codes(self) -> impl Iterator<Item = Code> {
        Self::KNOWN.into_iter().filter(move |code| self.has(*code))
    }

    fn bit(code: Code) -> u8 {
        Self::KNOWN.iter().position(|known| *known == code).map_or(0, |index| 1 << index)
    }
}

/// A range of the text.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    len: u16,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    name: Span,
    cert_number: Span,
    id_number: Span,
    phone: u64,
    personal: u64,
    hours: u32,
    level: u8,
    faults: Faults,
    personal_filled: u8,
    tells_apart: bool,
    barred: Option<Code>,
}

/// Whether a telephone number is a mobile one: 11 digits from 13 to 19.
#[must_use]
pub fn is_mobile(phone: u64) -> bool {
    MOBILE.contains(&phone)
}

const MOBILE: Range<u64> = 13_000_000_000..20_000_000_000;

/// Stands for a missing number of hours.
const NO_HOURS: u32 = u32::MAX;

impl Particulars {
    /// Whether those of any row are kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds those of the next row; texts are cut at 64 KiB.
    pub fn push(&mut self, row: &Particular<'_>) {
        let entry = Entry {
            name: self.keep(row.name),
            cert_number: self.keep(row.cert_number),
            id_number: self.keep(row.id_number),
            phone: row.phone.unwrap_or(0),
            personal: row.personal,
            hours: row.hours.unwrap_or(NO_HOURS),
            level: row.level.unwrap_or(0),
            faults: row.faults,
            personal_filled: row.personal_filled,
            tells_apart: row.tells_apart,
            barred: row.barred,
        };
        self.list.push(entry);
    }

    fn keep(&mut self, text: &str) -> Span {
        let mut end = text.len().min(usize::from(u16::MAX));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.push_str(&text[..end]);
        Span { start, len: u16::try_from(end).unwrap_or(u16::MAX) }
    }

    /// Those of the row at `index`.
    #[must_use]
    pub fn of(&self, index: usize) -> Option<Particular<'_>> {
        let entry = self.list.get(index)?;
        Some(Particular {
            name: self.text(entry.name),
            cert_number: self.text(entry.cert_number),
            id_number: self.text(entry.id_number),
            phone: Some(entry.phone).filter(|phone| *phone != 0),
            level: Some(entry.level).filter(|level| *level != 0),
            hours: Some(entry.hours).filter(|hours| *hours != NO_HOURS),
            faults: entry.faults,
            personal: entry.personal,
            personal_filled: entry.personal_filled,
            tells_apart: entry.tells_apart,
            barred: entry.barred,
        })
    }

    fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.text.get(start..start + usize::from(span.len)).unwrap_or_default()
    }

    /// Those of some rows.
    #[must_use]
    pub fn part(&self, rows: Range<usize>) -> Self {
        let mut part = Self::default();
        for row in rows.filter_map(|index| self.of(index)) {
            part.push(&row);
        }
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let mut faults = Faults::default();
        faults.note(Code::BirthDateMismatch);
        faults.note(Code::TextGarbled);
        let full = Particular {
            name: "王芳",
            cert_number: "S000012345678200001",
            id_number: "",
            phone: Some(13_800_000_000),
            level: Some(3),
            hours: Some(805),
            faults,
            personal: 7,
            personal_filled: 2,
            tells_apart: true,
            barred: Some(Code::IdChecksum),
        };
        let long = "长".repeat(30_000);
        let mut kept = Particulars::default();
        kept.push(&Particular::default());
        kept.push(&full);
        kept.push(&Particular { name: &long, ..full });
        assert_eq!(kept.of(0), Some(Particular::default()));
        assert_eq!(kept.of(1), Some(full));
        assert_eq!(kept.part(1..2).of(0), Some(full));
        assert_eq!(kept.of(2).map(|row| row.name.chars().count()), Some(21_845));
        assert_eq!(kept.of(3), None);
        assert!(faults.has(Code::BirthDateMismatch) && !faults.has(Code::SexMismatch));
        assert!(!faults.has(Code::TextGarbled));
    }
}

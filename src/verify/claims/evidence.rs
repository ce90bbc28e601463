//! What is remembered of enrolments while they stream by: small records, enough to count them in any usual way.

use chrono::NaiveDate;

use crate::model::certificate::CertType;
use crate::model::enrolment::{Enrolment, EnrolmentPart, Holding, Payment};
use crate::model::finding::{Code, RowRef};
use crate::model::kind::LedgerKind;
use crate::model::ledger::TextId;
use crate::model::people::Row;
use crate::model::person_id::PersonId;
use crate::model::vocabulary::{TrainingMode, Vocabulary};

/// What an enrolment, or one of its rows, says.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub start: Option<NaiveDate>,
    pub end: Option<NaiveDate>,
    /// Dates of certificates, in the order of [`CertType::ALL`].
    certified_on: [Option<NaiveDate>; CertType::ALL.len()],
    /// Bits of the types held.
    held: u8,
    pub said_employed: bool,
    pub is_targeted: bool,
    pub is_key_group: bool,
    /// Whether amounts, modes and categories are told at all.
    pub tells: Tells,
    employed_on: Option<NaiveDate>,
    /// What the training ledger says was paid.
    paid: Option<Payment>,
    more: Option<Box<More>>,
}

/// What the cells tell at all, be it 0 or no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tells(u8);

impl Tells {
    pub const CERTIFICATE: Self = Self(1);
    pub const EMPLOYMENT: Self = Self(2);
    pub const SUBSIDY: Self = Self(4);
    pub const MODE: Self = Self(8);
    pub const CATEGORY: Self = Self(16);

    pub fn and(self, other: Self, holds: bool) -> Self {
        if holds { Self(self.0 | other.0) } else { self }
    }

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// What few enrolments have.
#[derive(Clone, Debug, Default)]
struct More {
    employed_on: Vec<NaiveDate>,
    payments: Vec<Payment>,
}

/// An enrolment.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub person: PersonId,
    pub course: u32,
    pub base: TextId,
    pub county: TextId,
    pub facts: Facts,
    /// Why its rows were rejected, where they were.
    pub barred: Barred,
    pub at: RowRef,
    /// Where the name stands in the text of its chunk, and how long it is.
    name: (u32, u16),
    /// All its rows, where they are several.
    rows: Option<Box<[RowFacts]>>,
}

/// Whether a record is of accepted rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Barred {
    /// Accepted.
    No,
    /// Rejected without an ID number.
    Blank,
    /// Rejected because of its check character.
    Checksum,
    /// Rejected for anything else that is wrong with the number.
    Other,
}

/// One of several rows of an enrolment.
#[derive(Clone, Debug)]
pub(super) struct RowFacts {
    pub kind: LedgerKind,
    pub facts: Facts,
    pub at: RowRef,
}

/// The records of some persons, in order.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub records: Vec<Record>,
    names: String,
}

impl Chunk {
    /// Remembers an enrolment with its rows.
    pub fn add(
        &mut self,
        enrolment: &Enrolment,
        rows: &[Row<'_>],
        part: &EnrolmentPart,
        words: &Vocabulary,
    ) {
        let particular = rows.iter().find_map(Row::particular);
        let start = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name = particular.map_or("", |particular| particular.name);
        self.names.push_str(name);
        let several = (rows.len() > 1).then(|| {
            let rows = rows.iter().map(|row| RowFacts {
                kind: row.kind,
                facts: Facts::of_row(row, words),
                at: row.at,
            });
            rows.collect()
        });
        let barred = match particular.and_then(|particular| particular.barred) {
            None => Barred::No,
            Some(Code::IdMissing) => Barred::Blank,
            Some(Code::IdChecksum) => Barred::Checksum,
            Some(_) => Barred::Other,
        };
        self.records.push(Record {
            person: enrolment.person,
            course: enrolment.course,
            base: enrolment.base,
            county: enrolment.county,
            facts: Facts::of(enrolment, part, words),
            barred,
            at: enrolment.first_row,
            name: (start, u16::try_from(name.len()).unwrap_or(0)),
            rows: several,
        });
    }

    /// The name of a record of this chunk.
    pub fn name(&self, record: &Record) -> &str {
        let start = record.name.0 as usize;
        self.names.get(start..start + usize::from(record.name.1)).unwrap_or_default()
    }
}

impl Record {
    /// How many rows of the training ledger it has.
    pub fn number_of_rows(&self) -> u16 {
        let training =
            |rows: &[RowFacts]| rows.iter().filter(|row| row.kind == LedgerKind::Training).count();
        let number = self.rows.as_deref().map_or(1, training).max(1);
        u16::try_from(number).unwrap_or(u16::MAX)
    }

    /// What its rows of the training ledger say each; of payments those of a subsidy ledger, where there are any.
    pub fn rows(&self, of_payments: bool) -> impl Iterator<Item = &Facts> {
        let list = self.rows.as_deref().unwrap_or_default();
        let is_payment = |row: &&RowFacts| row.kind == LedgerKind::Subsidy;
        let wanted = if of_payments && list.iter().any(|row| is_payment(&row)) {
            LedgerKind::Subsidy
        } else {
            LedgerKind::Training
        };
        let own = list.is_empty().then_some(&self.facts).into_iter();
        own.chain(list.iter().filter(move |row| row.kind == wanted).map(|row| &row.facts))
    }

    /// Where its rows stand.
    pub fn places(&self) -> impl Iterator<Item = RowRef> {
        let list = self.rows.as_deref().unwrap_or_default();
        let own = list.is_empty().then_some(self.at).into_iter();
        own.chain(list.iter().map(|row| row.at))
    }
}

impl Facts {
    fn of(enrolment: &Enrolment, part: &EnrolmentPart, words: &Vocabulary) -> Self {
        let mut facts = Self {
            start: enrolment.start,
            end: enrolment.end,
            said_employed: enrolment.said_employed,
            ..Self::default()
        };
        for kind in CertType::ALL {
            facts.hold(kind, enrolment.certificates[kind.index()]);
        }
        facts.tell(enrolment.mode, enrolment.category.map(|id| words.category_of(id).key_group));
        let paid = enrolment.subsidy.map(|amount| Payment { day: enrolment.subsidy_date, amount });
        facts.pay(paid, part.payments_of(enrolment));
        facts.employ(part.dates_of(enrolment));
        facts
    }

    fn of_row(row: &Row<'_>, words: &Vocabulary) -> Self {
        let says = &row.says;
        let mut facts = Self {
            start: row.class.start,
            end: row.class.end,
            said_employed: says.employed == Some(true),
            ..Self::default()
        };
        if let Some(kind) = says.cert_type {
            facts.hold(kind, Holding::of(says.cert_date));
        }
        facts.tell(row.class.mode, says.category.map(|id| words.category_of(id).key_group));
        facts.pay(row.payment(), &[]);
        facts.employ(says.employment_date.as_slice());
        facts
    }

    fn hold(&mut self, kind: CertType, holding: Holding) {
        if holding != Holding::None {
            self.held |= 1 << kind.index();
            self.tells = self.tells.and(Tells::CERTIFICATE, true);
        }
        if let Holding::Dated(day) = holding {
            self.certified_on[kind.index()] = Some(day);
        }
    }

    fn tell(&mut self, mode: Option<TrainingMode>, key_group: Option<bool>) {
        self.is_targeted = mode.is_some_and(TrainingMode::is_targeted);
        self.is_key_group = key_group == Some(true);
        let tells = self.tells.and(Tells::MODE, mode.is_some());
        self.tells = tells.and(Tells::CATEGORY, key_group.is_some());
    }

    fn pay(&mut self, paid: Option<Payment>, payments: &[Payment]) {
        self.paid = paid;
        self.tells = self.tells.and(Tells::SUBSIDY, paid.is_some() || !payments.is_empty());
        if !payments.is_empty() {
            self.more.get_or_insert_default().payments = payments.to_vec();
        }
    }

    fn employ(&mut self, days: &[NaiveDate]) {
        let told = self.said_employed || !days.is_empty();
        self.tells = self.tells.and(Tells::EMPLOYMENT, told);
        if let Some((first, rest)) = days.split_first() {
            self.employed_on = Some(*first);
            if !rest.is_empty() {
                self.more.get_or_insert_default().employed_on = rest.to_vec();
            }
        }
    }

    /// The certificate of a type.
    pub fn holding(&self, kind: CertType) -> Holding {
        match self.certified_on[kind.index()] {
            Some(day) => Holding::Dated(day),
            None if self.held & 1 << kind.index() != 0 => Holding::Undated,
            None => Holding::None,
        }
    }

    /// The days of employment.
    pub fn employed_on(&self) -> impl Iterator<Item = NaiveDate> {
        let more = self.more.iter().flat_map(|more| more.employed_on.iter().copied());
        self.employed_on.into_iter().chain(more)
    }

    /// What was paid as of a day, as [`EnrolmentPart::paid_by`] has it.
    pub fn paid_by(&self, as_of: NaiveDate) -> impl Iterator<Item = Payment> {
        let known = move |payment: &Payment| payment.day.is_none_or(|day| day <= as_of);
        let payments = || self.more.iter().flat_map(|more| more.payments.iter().copied());
        let stated = self.paid.filter(|_| !payments().any(|payment| known(&payment)));
        payments().filter(known).chain(stated)
    }
}

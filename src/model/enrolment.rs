//! Enrolments (参训记录: person x unit x brand x class), sorted by person: what merging hands to measuring.

use std::sync::Arc;

use chrono::NaiveDate;

use super::certificate::CertType;
use super::finding::RowRef;
use super::ledger::{Course, TextId};
use super::money::Fen;
use super::person_id::PersonId;
use super::vocabulary::{CategoryId, TrainingMode};

/// A certificate of one type held through an enrolment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holding {
    /// No certificate of that type.
    #[default]
    None,
    /// One without a readable date.
    Undated,
    /// One with its latest date.
    Dated(NaiveDate),
}

impl Holding {
    /// A certificate with that date, if it has one.
    #[must_use]
    pub fn of(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Undated, Self::Dated)
    }

    /// Whether it exists on `as_of`: undated, or dated on or before it.
    #[must_use]
    pub fn exists_on(self, as_of: NaiveDate) -> bool {
        match self {
            Self::None => false,
            Self::Undated => true,
            Self::Dated(day) => day <= as_of,
        }
    }
}

/// One enrolment after all its rows are merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The person.
    pub person: PersonId,
    /// Index into [`Catalogue::courses`].
    pub course: u32,
    /// The first row, in the order of rows.
    pub first_row: RowRef,
    /// County, index into [`Catalogue::texts`].
    pub county: TextId,
    /// Base, index into [`Catalogue::texts`].
    pub base: TextId,
    /// First day.
    pub start: Option<NaiveDate>,
    /// Last day; decides the cohort.
    pub end: Option<NaiveDate>,
    /// Training mode.
    pub mode: Option<TrainingMode>,
    /// 人员类别
    pub category: Option<CategoryId>,
    /// Certificates by type, in the order of [`CertType::ALL`].
    pub certificates: [Holding; CertType::ALL.len()],
    /// Whether the latest word on 是否就业 is yes.
    pub said_employed: bool,
    /// Employment dates: a range of [`EnrolmentPart::employment_dates`].
    pub employment: (u32, u32),
    /// Leaving date.
    pub leave: Option<NaiveDate>,
    /// Subsidy.
    pub subsidy: Option<Fen>,
    /// Day of payment.
    pub subsidy_date: Option<NaiveDate>,
    /// Payments of subsidy ledgers: a range of [`EnrolmentPart::payments`].
    pub payments: (u32, u32),
}

impl Enrolment {
    /// Whether the class had ended by `as_of`.
    #[must_use]
    pub fn ended_by(&self, as_of: NaiveDate) -> bool {
        self.end.is_some_and(|end| end <= as_of)
    }

    /// Whether there was any certificate by `as_of`; an undated one was not issued before the class had ended.
    #[must_use]
    pub fn certified_by(&self, as_of: NaiveDate) -> bool {
        let runs_on = self.end.is_some_and(|end| end > as_of);
        self.certificates.iter().any(|holding| match holding {
            Holding::Undated => !runs_on,
            holding => holding.exists_on(as_of),
        })
    }
}

/// A payment from a subsidy ledger: an event, and the only one of its enrolment on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Day of payment.
    pub day: Option<NaiveDate>,
    /// Amount.
    pub amount: Fen,
}

/// Enrolments of some persons, all of each, sorted by person and course.
#[derive(Debug, Default)]
pub struct EnrolmentPart {
    /// The enrolments.
    pub list: Vec<Enrolment>,
    /// Their employment dates.
    pub employment_dates: Vec<NaiveDate>,
    /// Their payments.
    pub payments: Vec<Payment>,
}

impl EnrolmentPart {
    /// The employment dates of one enrolment.
    #[must_use]
    pub fn dates_of(&self, enrolment: &Enrolment) -> &[NaiveDate] {
        let (start, end) = enrolment.employment;
        self.employment_dates.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The payments of one enrolment; where there are any, they replace the amount of the training ledger.
    #[must_use]
    pub fn payments_of(&self, enrolment: &Enrolment) -> &[Payment] {
        let (start, end) = enrolment.payments;
        self.payments.get(start as usize..end as usize).unwrap_or_default()
    }

    /// What was paid for one enrolment as of a day: its payments up to that day, undated ones included; without any
    /// the amount that the training ledger gives, whatever its date.
    pub fn paid_by<'a>(
        &'a self,
        enrolment: &Enrolment,
        as_of: NaiveDate,
    ) -> impl Iterator<Item = Payment> + 'a {
        let known = move |payment: &Payment| payment.day.is_none_or(|day| day <= as_of);
        let payments = self.payments_of(enrolment).iter().copied().filter(known);
        let is_paid = self.payments_of(enrolment).iter().any(known);
        let day = enrolment.subsidy_date;
        let stated = enrolment.subsidy.filter(|_| !is_paid).map(|amount| Payment { day, amount });
        payments.chain(stated)
    }

    /// The enrolments person by person.
    pub fn persons(&self) -> impl Iterator<Item = &[Enrolment]> {
        self.list.chunk_by(|a, b| a.person == b.person)
    }
}

/// What the indexes in enrolments stand for.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Distinct courses.
    pub courses: Vec<Course>,
    /// Repeated texts (counties and bases), each once.
    pub texts: Vec<Arc<str>>,
    /// Opaque documents by the numbers of their persons.
    pub documents: Vec<Arc<str>>,
}

impl Catalogue {
    /// The course behind an index.
    #[must_use]
    pub fn course(&self, index: u32) -> &Course {
        &self.courses[index as usize]
    }

    /// The number of a person as it is written; nothing of a wrong one.
    #[must_use]
    pub fn number(&self, person: PersonId) -> Option<String> {
        person.written(&self.documents)
    }

    /// The text behind an index; empty for a missing one.
    #[must_use]
    pub fn text(&self, id: TextId) -> &str {
        self.texts.get(id.0 as usize).map_or("", |text| text)
    }
}

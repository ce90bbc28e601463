//! A person with their enrolments, as the checks look at them: with what exists on the as-of date.

use chrono::NaiveDate;

use super::Context;
use super::suspect::Seen;
use crate::model::enrolment::{Enrolment, EnrolmentPart};
use crate::model::kind::LedgerKind;
use crate::model::ledger::TextId;
use crate::model::money::Fen;
use crate::model::people::{Person, Row};
use crate::model::person_id::PersonId;
use crate::model::region::UnitId;

/// A person and where they sat.
pub struct Sitting<'a> {
    pub id: PersonId,
    pub seats: Vec<Seat<'a>>,
}

/// An enrolment with what checks ask of it.
pub struct Seat<'a> {
    pub enrolment: &'a Enrolment,
    /// Its payments and dates are found here.
    pub part: &'a EnrolmentPart,
    pub rows: &'a [Row<'a>],
    /// The last row of the training ledger.
    latest: &'a Row<'a>,
    pub unit: UnitId,
    /// The last day, if it exists on the as-of date.
    pub end: Option<NaiveDate>,
    /// First and last day, where both are known and in order.
    pub period: Option<Period>,
    /// What was paid.
    pub paid: Fen,
}

/// The days of a class, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    pub fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// The days that belong to both.
    pub fn common(self, other: Self) -> Option<Self> {
        let common = Self { from: self.from.max(other.from), to: self.to.min(other.to) };
        (common.from <= common.to).then_some(common)
    }
}

impl<'a> Sitting<'a> {
    pub fn of(person: &Person<'a>, part: &'a EnrolmentPart, context: &Context<'_>) -> Self {
        let seats = person.with_rows().filter_map(|it| Seat::of(it, part, context));
        Self { id: person.id, seats: seats.collect() }
    }

    /// The seats for which something was paid.
    pub fn subsidised(&self) -> impl Iterator<Item = &Seat<'a>> {
        self.seats.iter().filter(|seat| seat.paid.is_positive())
    }

    /// Seats that the row belongs to: several, if it is of another ledger and names no class.
    pub fn of_row(&self, row: &Row<'_>) -> impl Iterator<Item = &Seat<'a>> {
        let (ordinal, kind, course) = (row.ordinal, row.kind, row.course);
        self.seats.iter().filter(move |seat| {
            seat.enrolment.course == course
                || kind != LedgerKind::Training
                    && seat.rows.iter().any(|row| row.ordinal == ordinal)
        })
    }
}

impl<'a> Seat<'a> {
    fn of(
        (enrolment, rows): (&'a Enrolment, &'a [Row<'a>]),
        part: &'a EnrolmentPart,
        context: &Context<'_>,
    ) -> Option<Self> {
        let is_training = |row: &&Row<'_>| row.kind == LedgerKind::Training;
        let latest = rows.iter().rev().find(is_training).or_else(|| rows.last())?;
        let end = enrolment.end.filter(|end| *end <= context.as_of);
        let period = enrolment.start.zip(end).map(|(from, to)| Period { from, to });
        let paid = part.paid_by(enrolment, context.as_of).map(|payment| payment.amount).sum();
        Some(Self {
            enrolment,
            part,
            rows,
            latest,
            unit: context.catalogue.course(enrolment.course).unit,
            end,
            period: period.filter(|period| period.from <= period.to),
            paid,
        })
    }

    /// The last row of the training ledger.
    pub fn row(&self) -> &'a Row<'a> {
        self.latest
    }

    /// The last row that says so; else the last of the training ledger.
    pub fn last(&self, says: impl Fn(&Row<'_>) -> bool) -> &'a Row<'a> {
        self.rows.iter().rev().find(|row| says(row)).unwrap_or(self.latest)
    }

    /// The last row that states the period.
    pub fn dated(&self) -> Seen {
        seen(self.last(|row| row.class.start.is_some() && row.class.end.is_some()))
    }

    /// The rows that state what was paid: payments, else the last amount of the training ledger.
    pub fn paying(&self) -> impl Iterator<Item = Seen> + use<'_, 'a> {
        let pays = |row: &&Row<'_>| {
            row.kind == LedgerKind::Subsidy && row.says.subsidy.is_some_and(Fen::is_positive)
        };
        let stated = self.last(|row| row.kind != LedgerKind::Subsidy && row.says.subsidy.is_some());
        let payments = self.rows.iter().filter(pays);
        let has_payments = self.rows.iter().any(|row| pays(&row));
        let stated = (!has_payments).then_some(stated);
        payments.chain(stated).map(seen)
    }

    /// The latest occupation.
    pub fn occupation(&self) -> TextId {
        let known = |row: &&Row<'_>| row.class.occupation.is_some();
        self.rows.iter().rev().find(known).map_or(TextId::NONE, |row| row.class.occupation)
    }

    /// The latest level.
    pub fn level(&self) -> Option<u8> {
        self.rows.iter().rev().find_map(|row| row.particular()?.level)
    }
}

/// A row as it is remembered.
pub fn seen(row: &Row<'_>) -> Seen {
    Seen { ordinal: row.ordinal, course: row.course, person: row.person }
}

//! What made the difference: the as-of date, or which rows in which way.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::compare::{Identity, Side};
use super::portrait::{Record, Seen};
use crate::model::change::{Between, Cause, How, Which};
use crate::model::counts::Figure;
use crate::model::enrolment::{Enrolment, Holding};
use crate::model::facts::EndDay;
use crate::model::field::Field;
use crate::model::finding::RowRef;
use crate::model::kind::LedgerKind;
use crate::trace::why::Looked;

/// The rows that made a difference, with the report that each was seen in.
pub type Rows = Vec<(Which, RowRef)>;

/// An enrolment in both reports.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pair<'p> {
    pub a: Option<&'p Record>,
    pub b: Option<&'p Record>,
}

/// Both reports as far as causes must know them.
pub struct Causes<'a> {
    pub a: &'a Side<'a>,
    pub b: &'a Side<'a>,
}

impl Causes<'_> {
    /// Why an enrolment as A knows it counts by the as-of date of the one report only: of B if it `enters`.
    pub fn of_dates(&self, pair: Pair<'_>, figure: &Figure, enters: bool) -> (Cause, Rows) {
        let rows = pair.a.map_or(&[][..], |own| &own.rows);
        let as_of = if enters { self.a.with.as_of } else { self.b.with.as_of };
        let why = pair.a.and_then(Record::enrolment).and_then(|(enrolment, part)| {
            let end = enrolment.end?;
            if end > as_of {
                return Some(Between::Ended);
            }
            let (end, words) = (EndDay::of(end), self.a.with.words);
            let looked = Looked { enrolment, part, end, as_of, words };
            looked.fails(figure).map(|reason| Between::of(reason.rule))
        });
        let between = why.filter(|why| *why != Between::Other).unwrap_or_else(|| about(figure));
        (Cause::AsOf(between), rows.iter().map(|row| (Which::A, row.at)).collect())
    }

    /// Why an enrolment counts otherwise, by the as-of date of B, as A and as B know it; `is_elsewhere` if it is of the
    /// line in one of them only.
    pub fn of_rows(&self, pair: Pair<'_>, figure: &Figure, is_elsewhere: bool) -> (Cause, Rows) {
        let (a, b) = self.unlike(pair);
        let Pair { a: Some(before), b: Some(after) } = pair else {
            return match (opening(&b), opening(&a)) {
                (Some(row), _) => (self.entering(row, None), places(Which::B, &b)),
                (None, Some(row)) => (self.leaving(row, None), places(Which::A, &a)),
                (None, None) => (REORDERED, Vec::new()),
            };
        };
        let changed = changed(before, after);
        let wanted: &[Field] = if is_elsewhere { &[Field::EndDate, Field::Provider] } else { &[] };
        let mut wanted = wanted.iter().chain(fields(figure));
        let field = wanted.find(|field| changed.contains(field)).or(changed.first()).copied();
        let said = |rows: &[Seen]| -> Vec<Seen> {
            let says = |row: &&Seen| field.is_some_and(|field| row.says_of(field));
            rows.iter().filter(says).copied().collect()
        };
        let (said_a, said_b) = (said(&a), said(&b));
        // Where no row speaks of it, all that differ may have done it.
        let (a, b) = if said_a.is_empty() && said_b.is_empty() { (a, b) } else { (said_a, said_b) };
        let cause = match (b.last(), a.last()) {
            (Some(row), _) => self.entering(row, field),
            (None, Some(row)) => self.leaving(row, field),
            (None, None) => REORDERED,
        };
        let mut rows = places(Which::A, &a);
        rows.extend(places(Which::B, &b));
        (cause, rows)
    }

    /// The rows that only A, and that only B has for the enrolment.
    fn unlike(&self, pair: Pair<'_>) -> (Vec<Seen>, Vec<Seen>) {
        let rows = |record: Option<&Record>, side: &Side<'_>| -> BTreeMap<Identity, Seen> {
            let rows = record.map_or(&[][..], |own| &own.rows).iter();
            rows.map(|row| (side.identity(row.at), *row)).collect()
        };
        let (a, b) = (rows(pair.a, self.a), rows(pair.b, self.b));
        let only = |own: &BTreeMap<Identity, Seen>, others: &BTreeMap<Identity, Seen>| {
            let own = own.iter().filter(|(key, _)| !others.contains_key(*key));
            own.map(|(_, row)| *row).collect()
        };
        (only(&a, &b), only(&b, &a))
    }
    /// How a row came in.
    fn entering(&self, row: &Seen, field: Option<Field>) -> Cause {
        let delivery = self.b.delivery(row.at);
        let (how, code) = match self.a.place_of(delivery, row.at) {
            _ if row.corrects => (How::Corrected, None),
            None => (How::Known, None),
            Some(at) => match self.a.rejected.get(&at) {
                Some(code) => (How::Accepted, Some(*code)),
                None => (How::Joined, None),
            },
        };
        Cause::Rows { how, field, delivery: Some(delivery), code }
    }

    /// How a row went.
    fn leaving(&self, row: &Seen, field: Option<Field>) -> Cause {
        let delivery = self.a.delivery(row.at);
        let (how, code) = match self.b.place_of(delivery, row.at) {
            None => (How::Gone, None),
            Some(at) => match self.b.rejected.get(&at) {
                Some(code) => (How::Rejected, Some(*code)),
                None => (How::Parted, None),
            },
        };
        Cause::Rows { how, field, delivery: Some(delivery), code }
    }
}

const REORDERED: Cause =
    Cause::Rows { how: How::Reordered, field: None, delivery: None, code: None };

/// What a figure is about, where no rule says more.
fn about(figure: &Figure) -> Between {
    let name = figure.name;
    if name.starts_with("cert") {
        Between::Certified
    } else if name.starts_with("employed") {
        Between::Employed
    } else if name.contains("subsid") {
        Between::Paid
    } else {
        Between::Other
    }
}

/// The row that opens an enrolment: others may stand before it.
fn opening(rows: &[Seen]) -> Option<&Seen> {
    rows.iter().find(|row| row.kind == LedgerKind::Training).or(rows.first())
}

fn places(which: Which, rows: &[Seen]) -> Rows {
    rows.iter().map(|row| (which, row.at)).collect()
}

/// The fields that decide a figure, the most telling first.
fn fields(figure: &Figure) -> impl Iterator<Item = &'static Field> {
    let own: &[Field] = match figure.name {
        "order_targeted" => &[Field::TrainingMode],
        "key_subsidised" => &[Field::Category, Field::SubsidyAmount],
        "subsidised" | "subsidy_fen" => &[Field::SubsidyAmount],
        name if name.starts_with("cert") => &[Field::CertType, Field::CertDate],
        name if name.starts_with("employed") => &[Field::EmploymentDate],
        _ => &[],
    };
    own.iter().chain(&[Field::EndDate])
}

/// The fields in which an enrolment is another one, as far as figures depend on them.
fn changed(a: &Record, b: &Record) -> Vec<Field> {
    let (Some((before, of_a)), Some((after, of_b))) = (a.enrolment(), b.enrolment()) else {
        return Vec::new();
    };
    let set = |days: &[NaiveDate]| days.iter().copied().collect::<BTreeSet<_>>();
    let types = |own: &Enrolment| own.certificates.map(|holding| holding != Holding::None);
    let is_changed = [
        (Field::Provider, a.base != b.base),
        (Field::EndDate, before.end != after.end),
        (Field::CertType, types(before) != types(after)),
        (Field::CertDate, before.certificates != after.certificates),
        (Field::EmploymentDate, set(&of_a.employment_dates) != set(&of_b.employment_dates)),
        (Field::SubsidyAmount, before.subsidy != after.subsidy || of_a.payments != of_b.payments),
        (Field::Category, before.category != after.category),
        (Field::TrainingMode, before.mode != after.mode),
    ];
    is_changed.into_iter().filter(|(_, is)| *is).map(|(field, _)| field).collect()
}

impl Seen {
    /// Whether the row has a value in a field that figures depend on.
    fn says_of(&self, field: Field) -> bool {
        let Self { class, says, .. } = self;
        match field {
            Field::Provider => class.base.is_some(),
            Field::EndDate => class.end.is_some(),
            Field::CertType | Field::CertDate => says.cert_type.is_some(),
            Field::EmploymentDate => says.employment_date.is_some(),
            Field::SubsidyAmount => says.subsidy.is_some(),
            Field::Category => says.category.is_some(),
            Field::TrainingMode => class.mode.is_some(),
            _ => false,
        }
    }
}

//! Rows to enrolments: person × reporting unit × brand × class.

use std::collections::{BTreeMap, BTreeSet};

use super::date::{self, Date};
use super::layout::DataRow;
use super::region::Places;
use super::{amount, id, words};

/// A class is its number or, in a ledger without one, what else tells classes apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Number(String),
    Described { provider: String, occupation: String, start: Option<Date>, end: Option<Date> },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub province: String,
    pub city: String,
    pub brand: String,
    pub person: String,
    pub class: Class,
}

/// What is known of an enrolment. State: the latest readable value. Facts: all of them.
#[derive(Default)]
pub struct Enrolment {
    pub provider: Option<String>,
    /// Under its official name; empty where the latest that was written is no county of the unit.
    pub county: Option<String>,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub targeted: Option<bool>,
    pub key_group: Option<bool>,
    pub amount: Option<i128>,
    pub paid_on: Option<Date>,
    /// From separate ledgers, by day; they replace the amount.
    pub payments: BTreeMap<Option<Date>, i128>,
    /// Place in the order of rows, type, date; a certificate may be undated.
    pub certificates: Vec<(usize, usize, Option<Date>)>,
    pub employed: BTreeSet<Date>,
    /// Place in the order of rows, and what 是否就业 says there.
    pub said: Vec<(usize, bool)>,
    /// Place of its first training row in the order of rows.
    pub opened: usize,
    pub occupations: BTreeSet<String>,
}

impl Enrolment {
    /// Within a type the latest date wins.
    pub fn held(&self) -> BTreeMap<usize, Option<Date>> {
        let mut told = self.certificates.clone();
        told.sort();
        let mut held: BTreeMap<usize, Option<Date>> = BTreeMap::new();
        for (_, kind, dated) in told {
            let latest = held.entry(kind).or_default();
            if dated.is_some() {
                *latest = dated;
            }
        }
        held
    }

    /// Payments up to the day, undated ones included; without any the amount as stated.
    pub fn paid(&self, as_of: Date) -> i128 {
        let known = self.payments.iter().filter(|(day, _)| day.is_none_or(|day| day <= as_of));
        let known: Vec<i128> = known.map(|(_, fen)| *fen).collect();
        if known.is_empty() { self.amount.unwrap_or(0) } else { known.iter().sum() }
    }
}

pub type Enrolments = BTreeMap<Key, Enrolment>;

/// An accepted row, read.
pub struct Row {
    key: Key,
    provider: Option<String>,
    county: Option<String>,
    start: Option<Date>,
    end: Option<Date>,
    targeted: Option<bool>,
    key_group: Option<bool>,
    amount: Option<i128>,
    paid_on: Option<Date>,
    said: Option<bool>,
    certificate: Option<(usize, Option<Date>)>,
    employed: Option<Date>,
    occupation: String,
}

impl Row {
    /// The row's values, or the first reason for rejecting it.
    pub fn read(row: &DataRow, places: &mut Places, as_of: Date) -> Result<Row, &'static str> {
        let person = id::person(&row.cell("id_number"), &row.cell("id_type").text(), as_of)?;
        let (province, city) =
            places.unit([row.key("province"), row.key("city"), row.key("county")])?;
        let brand = row.key("brand");
        if brand.is_empty() {
            return Err("BRAND_MISSING");
        }
        let (start, end) = period(row);
        let class = if row.has_class_column {
            let number = row.key("class_no");
            if number.is_empty() {
                return Err("CLASS_MISSING");
            }
            Class::Number(number)
        } else {
            Class::Described {
                provider: row.key("provider"),
                occupation: row.key("occupation"),
                start,
                end,
            }
        };
        let date = |field: &str| date::read(&row.cell(field), row.epoch_1904);
        let says_no = words::says_not_employed(&row.cell("employed").text());
        let county = row.key("county");
        let unit = (province.clone(), city.clone());
        Ok(Row {
            county: (!county.is_empty()).then(|| places.county_name(&county, &unit)),
            start,
            paid_on: date("subsidy_date"),
            said: words::says_employed(&row.cell("employed").text()),
            key: Key { province, city, brand, person, class },
            provider: Some(row.key("provider")).filter(|provider| !provider.is_empty()),
            end,
            targeted: words::is_targeted(&row.cell("training_mode").text()),
            key_group: words::is_key_group(&row.cell("category").text()),
            amount: amount::read(&row.cell("subsidy_amount"), row.amount_in_wan),
            certificate: words::certificate(&row.cell("cert_type").text())
                .map(|kind| (kind, date("cert_date"))),
            employed: date("employment_date").filter(|_| !says_no),
            occupation: row.key("occupation"),
        })
    }
}

/// Start and end from their own columns or, where there is none, from a column of periods.
fn period(row: &DataRow) -> (Option<Date>, Option<Date>) {
    let both = date::range(&row.cell("period").text());
    let own = |field: &str| row.cells.get(field).map(|cell| date::read(cell, row.epoch_1904));
    (
        own("start_date").unwrap_or(both.map(|(start, _)| start)),
        own("end_date").unwrap_or(both.map(|(_, end)| end)),
    )
}

/// Adds the row that is `order`th, rows coming in their order; true where its enrolment was already there.
pub fn add(enrolments: &mut Enrolments, row: Row, order: usize) -> bool {
    let known = enrolments.contains_key(&row.key);
    let enrolment = enrolments.entry(row.key).or_default();
    if !known {
        enrolment.opened = order;
    }
    if !row.occupation.is_empty() {
        enrolment.occupations.insert(row.occupation);
    }
    if row.provider.is_some() {
        enrolment.provider = row.provider;
    }
    if row.county.is_some() {
        enrolment.county = row.county;
    }
    if row.start.is_some() {
        enrolment.start = row.start;
    }
    if row.paid_on.is_some() {
        enrolment.paid_on = row.paid_on;
    }
    enrolment.said.extend(row.said.map(|said| (order, said)));
    if row.end.is_some() {
        enrolment.end = row.end;
    }
    if row.targeted.is_some() {
        enrolment.targeted = row.targeted;
    }
    if row.key_group.is_some() {
        enrolment.key_group = row.key_group;
    }
    if row.amount.is_some() {
        enrolment.amount = row.amount;
    }
    if let Some((kind, dated)) = row.certificate {
        enrolment.certificates.push((order, kind, dated));
    }
    enrolment.employed.extend(row.employed);
    known
}

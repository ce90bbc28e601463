//! Rows of certificate, employment and subsidy ledgers and of placement rosters: what they say, and the enrolments
//! that they belong to.

use super::date::{self, Date};
use super::layout::DataRow;
use super::merge::{Class, Enrolment, Enrolments, Key};
use super::region::Places;
use super::{amount, id, words};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Training,
    Certificate,
    Employment,
    Subsidy,
    Placement,
}

/// What a table is about, from one of its rows. Dates of the training make a training ledger; only the name of the
/// file tells a roster of persons placed from a follow-up of employment.
pub fn kind(row: &DataRow, path: &str) -> Kind {
    let has = |fields: &[&str]| fields.iter().any(|field| row.cells.contains_key(field));
    if has(&["start_date", "end_date", "period", "training_mode", "hours"]) {
        Kind::Training
    } else if has(&["subsidy_amount", "subsidy_date"]) {
        Kind::Subsidy
    } else if has(&["employed", "employment_date"]) {
        let file = path.rsplit('/').next().unwrap_or_default();
        if file.contains("劳务输出") { Kind::Placement } else { Kind::Employment }
    } else if has(&["cert_type", "cert_date"]) {
        Kind::Certificate
    } else {
        Kind::Training
    }
}

/// An accepted row of another ledger than the training ledger.
pub struct Event {
    pub kind: Kind,
    /// Place in the order of rows.
    pub order: usize,
    pub file: String,
    pub row: usize,
    pub person: String,
    pub province: String,
    pub city: String,
    pub brand: String,
    /// Empty where the row names none.
    pub base: String,
    pub county: String,
    pub poverty: bool,
    class: String,
    occupation: String,
    certificate: Option<(usize, Option<Date>)>,
    pub employed: Option<Date>,
    said: Option<bool>,
    payment: Option<i128>,
    paid_on: Option<Date>,
}

impl Event {
    /// The row's values, or the first reason for rejecting it: it needs a person and a reporting unit.
    pub fn read(
        kind: Kind,
        row: &DataRow,
        places: &mut Places,
        as_of: Date,
        (file, order): (&str, usize),
    ) -> Result<Event, &'static str> {
        let person = id::person(&row.cell("id_number"), &row.cell("id_type").text(), as_of)?;
        let unit = places.unit([row.key("province"), row.key("city"), row.key("county")])?;
        let (province, city) = unit.clone();
        let date = |field: &str| date::read(&row.cell(field), row.epoch_1904);
        let says_no = words::says_not_employed(&row.cell("employed").text());
        Ok(Event {
            kind,
            order,
            file: file.to_string(),
            row: row.number,
            person,
            province,
            city,
            brand: row.key("brand"),
            base: row.key("provider"),
            county: places.county_name(&row.key("county"), &unit),
            poverty: words::is_poverty(&row.cell("category").text()),
            class: row.key("class_no"),
            occupation: row.key("occupation"),
            certificate: words::certificate(&row.cell("cert_type").text())
                .map(|kind| (kind, date("cert_date"))),
            employed: date("employment_date").filter(|_| !says_no),
            said: words::says_employed(&row.cell("employed").text()),
            payment: amount::read(&row.cell("subsidy_amount"), row.amount_in_wan),
            paid_on: date("subsidy_date"),
        })
    }

    /// Same person and unit; same brand and class where the row has them; where it has neither, employment is about
    /// every training, anything else about those of its occupation.
    fn belongs_to(&self, key: &Key, enrolment: &Enrolment) -> bool {
        if (&key.person, &key.province, &key.city) != (&self.person, &self.province, &self.city) {
            return false;
        }
        if self.brand.is_empty() && self.class.is_empty() {
            return self.kind == Kind::Employment || self.is_of_occupation(enrolment);
        }
        (self.brand.is_empty() || self.brand == key.brand)
            && (self.class.is_empty() || Class::Number(self.class.clone()) == key.class)
    }

    fn is_of_occupation(&self, enrolment: &Enrolment) -> bool {
        !self.occupation.is_empty() && enrolment.occupations.contains(&self.occupation)
    }

    /// No money counts twice: a payment is for the training of its occupation, then for the last that had ended when
    /// it was paid, then for the last to end, then for the last in the order of rows.
    fn one_paid(&self, keys: &[Key], enrolments: &Enrolments) -> Vec<Key> {
        let mut best: Option<&Key> = None;
        for key in keys {
            let rank = |key: &Key| {
                let enrolment = &enrolments[key];
                let had_ended = match (enrolment.end, self.paid_on) {
                    (Some(end), Some(paid)) => end <= paid,
                    (Some(_), None) => true,
                    (None, _) => false,
                };
                (self.is_of_occupation(enrolment), had_ended, enrolment.end, enrolment.opened)
            };
            if best.is_none_or(|best| rank(key) > rank(best)) {
                best = Some(key);
            }
        }
        best.cloned().into_iter().collect()
    }

    fn tell(&self, enrolment: &mut Enrolment) {
        match self.kind {
            Kind::Certificate => {
                let told = self.certificate.map(|(kind, dated)| (self.order, kind, dated));
                enrolment.certificates.extend(told);
            }
            Kind::Employment => {
                enrolment.employed.extend(self.employed);
                enrolment.said.extend(self.said.map(|said| (self.order, said)));
            }
            Kind::Subsidy => {
                // Said again for the same day, it is the same payment.
                enrolment.payments.extend(self.payment.map(|fen| (self.paid_on, fen)));
            }
            Kind::Training | Kind::Placement => {}
        }
    }
}

/// Tells the enrolments what the events say, these coming in their order; how many enrolments each belongs to.
pub fn join(events: &[Event], enrolments: &mut Enrolments) -> Vec<usize> {
    let mut joined = Vec::new();
    for event in events {
        let mut keys: Vec<Key> = Vec::new();
        for (key, enrolment) in enrolments.iter() {
            if event.belongs_to(key, enrolment) {
                keys.push(key.clone());
            }
        }
        if event.kind == Kind::Subsidy {
            keys = event.one_paid(&keys, enrolments);
        }
        joined.push(keys.len());
        for key in &keys {
            if let Some(enrolment) = enrolments.get_mut(key) {
                event.tell(enrolment);
            }
        }
    }
    joined
}

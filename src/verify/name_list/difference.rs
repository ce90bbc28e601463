//! What a row of a list says otherwise than the enrolment that it is about. What one of them leaves open is no
//! difference.

use chrono::NaiveDate;

use super::listed::Listed;
use crate::model::certificate::CertType;
use crate::model::enrolment::{Catalogue, Enrolment, EnrolmentPart, Holding};
use crate::model::field::Field;
use crate::model::ledger::{ClassKey, TextId};
use crate::model::name_list::Difference;
use crate::model::particulars::Particular;
use crate::model::people::Row;
use crate::model::period::iso_text;
use crate::model::vocabulary::Vocabulary;

/// What is needed to compare one row of a list.
pub struct Differences<'a> {
    pub row: &'a Listed<'a>,
    pub catalogue: &'a Catalogue,
    pub words: &'a Vocabulary,
}

/// An enrolment with its rows.
struct Side<'s> {
    enrolment: &'s Enrolment,
    rows: &'s [Row<'s>],
    part: &'s EnrolmentPart,
}

impl Differences<'_> {
    /// All differences, in the order of fields.
    pub fn of(
        &self,
        enrolment: &Enrolment,
        rows: &[Row<'_>],
        part: &EnrolmentPart,
    ) -> Vec<Difference> {
        let side = Side { enrolment, rows, part };
        let mut found = Vec::new();
        self.class(&side, &mut found);
        self.person(&side, &mut found);
        self.certificate(&side, &mut found);
        self.employment(&side, &mut found);
        self.subsidy(&side, &mut found);
        found.sort_by_key(|difference| difference.field);
        found
    }

    fn one(&self, field: Field, listed: &str, ledger: &str) -> Difference {
        let label = self.words.headers().shared_label(field);
        Difference { field, label, listed: listed.to_owned(), ledger: ledger.to_owned() }
    }

    fn day(
        &self,
        field: Field,
        own: Option<NaiveDate>,
        ledgers: Option<NaiveDate>,
        found: &mut Vec<Difference>,
    ) {
        if let (Some(own), Some(ledgers)) = (own, ledgers)
            && own != ledgers
        {
            found.push(self.one(field, &iso_text(own), &iso_text(ledgers)));
        }
    }

    fn class(&self, side: &Side<'_>, found: &mut Vec<Difference>) {
        let (listed, class, enrolment) = (self.row, self.row.class, side.enrolment);
        let mut text = |field, own: TextId, ledgers: &str| {
            let own = if own.is_some() { listed.text(own) } else { "" };
            if !own.is_empty() && !ledgers.is_empty() && own != ledgers {
                found.push(self.one(field, own, ledgers));
            }
        };
        text(Field::County, class.county, self.catalogue.text(enrolment.county));
        text(Field::Provider, class.base, self.catalogue.text(enrolment.base));
        if let ClassKey::Number(number) = &self.catalogue.course(enrolment.course).class {
            text(Field::ClassNo, listed.target.class_no, number);
        }
        let occupations = side.rows.iter().map(|row| row.class.occupation);
        let mut occupations = occupations.map(|id| self.catalogue.text(id));
        let own = class.occupation;
        if !occupations.clone().any(|text| own.is_some() && text == listed.text(own)) {
            let last = occupations.rfind(|text| !text.is_empty()).unwrap_or_default();
            text(Field::Occupation, own, last);
        }
        self.day(Field::StartDate, class.start, enrolment.start, found);
        self.day(Field::EndDate, class.end, enrolment.end, found);
        if let (Some(own), Some(ledgers)) = (class.mode, enrolment.mode)
            && own != ledgers
        {
            found.push(self.one(Field::TrainingMode, own.label(), ledgers.label()));
        }
    }

    fn person(&self, side: &Side<'_>, found: &mut Vec<Difference>) {
        let said = &self.row.said;
        let name = self.row.row.name;
        if name != 0 && side.rows.iter().all(|row| row.name != name) {
            let ledgers = side.said().map(|said| said.name).rfind(|name| !name.is_empty());
            found.extend(ledgers.map(|ledgers| self.one(Field::Name, said.name, ledgers)));
        }
        if let Some(phone) = said.phone
            && side.said().all(|said| said.phone != Some(phone))
            && let Some(ledgers) = side.said().filter_map(|said| said.phone).next_back()
        {
            found.push(self.one(Field::Phone, &phone.to_string(), &ledgers.to_string()));
        }
        let category = self.row.row.values.category.zip(side.enrolment.category);
        if let Some((own, ledgers)) = category.filter(|(own, ledgers)| own != ledgers) {
            let name = |id| self.words.category_of(id).name.as_str();
            found.push(self.one(Field::Category, name(own), name(ledgers)));
        }
    }

    fn certificate(&self, side: &Side<'_>, found: &mut Vec<Difference>) {
        let values = &self.row.row.values;
        if let Some(kind) = values.cert_type {
            match side.enrolment.certificates[kind.index()] {
                Holding::None => {
                    let held = CertType::ALL
                        .into_iter()
                        .filter(|kind| side.enrolment.certificates[kind.index()] != Holding::None);
                    let held: Vec<&str> = held.map(CertType::label).collect();
                    let ledgers = if held.is_empty() { NONE.to_owned() } else { held.join("、") };
                    found.push(self.one(Field::CertType, kind.label(), &ledgers));
                }
                Holding::Undated => {}
                Holding::Dated(ledgers) => {
                    self.day(Field::CertDate, values.cert_date, Some(ledgers), found);
                }
            }
        }
        let own = self.row.said.cert_number;
        let mut numbers = side.said().map(|said| said.cert_number).filter(|n| !n.is_empty());
        if !own.is_empty()
            && !numbers.clone().any(|number| number == own)
            && let Some(ledgers) = numbers.next_back()
        {
            found.push(self.one(Field::CertNumber, own, ledgers));
        }
    }

    fn employment(&self, side: &Side<'_>, found: &mut Vec<Difference>) {
        let values = &self.row.row.values;
        let days = side.part.dates_of(side.enrolment);
        if let Some(own) = values.employment_date
            && !days.contains(&own)
        {
            let days: Vec<String> = days.iter().map(|day| iso_text(*day)).collect();
            let ledgers = if days.is_empty() { NONE.to_owned() } else { days.join("、") };
            found.push(self.one(Field::EmploymentDate, &iso_text(own), &ledgers));
        } else if values.employed == Some(true) && days.is_empty() && !side.enrolment.said_employed
        {
            found.push(self.one(Field::Employed, "是", NONE));
        }
        self.day(Field::LeaveDate, values.leave, side.enrolment.leave, found);
    }

    fn subsidy(&self, side: &Side<'_>, found: &mut Vec<Difference>) {
        let values = &self.row.row.values;
        let Some(own) = values.subsidy else { return };
        let payments = side.part.payments_of(side.enrolment);
        let ledgers = match (payments, side.enrolment.subsidy) {
            ([], stated) => stated,
            (payments, _) => Some(payments.iter().map(|payment| payment.amount).sum()),
        };
        if ledgers != Some(own) && (own.is_positive() || ledgers.is_some()) {
            let ledgers = ledgers.map_or_else(|| NONE.to_owned(), |fen| fen.to_string());
            found.push(self.one(Field::SubsidyAmount, &own.to_string(), &ledgers));
        }
    }
}

impl<'s> Side<'s> {
    fn said(&self) -> impl DoubleEndedIterator<Item = Particular<'s>> + Clone {
        self.rows.iter().filter_map(Row::particular)
    }
}

/// What the ledgers have not.
const NONE: &str = "无";

//! Persons and enrolments in the few words in which an answer shows them.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::model::certificate::CertType;
use crate::model::enrolment::{Catalogue, Enrolment, EnrolmentPart, Holding};
use crate::model::finding::RowRef;
use crate::model::ledger::TextId;
use crate::model::money::Fen;
use crate::model::people::Row;
use crate::model::person_id::PersonId;

/// The number of a person: of the ID card, else of the document, else as it stands in the row that was rejected.
pub fn number(person: PersonId, catalogue: &Catalogue, rows: &[Row<'_>]) -> Box<str> {
    let as_written = || Some(rows.first()?.particular()?.id_number.to_owned());
    catalogue.number(person).or_else(as_written).unwrap_or_default().into()
}

/// The latest name among some rows.
pub fn name(rows: &[Row<'_>]) -> Box<str> {
    let named = rows.iter().filter(|row| row.name != 0 || row.particular().is_some());
    let latest = named.max_by_key(|row| (row.name != 0, row.ordinal));
    latest.and_then(Row::particular).map_or_else(|| "".into(), |own| own.name.into())
}

/// The text behind an index, shared.
pub fn text(catalogue: &Catalogue, id: TextId) -> Arc<str> {
    catalogue.texts.get(id.0 as usize).map_or_else(|| "".into(), Arc::clone)
}

/// Where some rows stand, in their order, each once.
pub fn places(rows: &[Row<'_>]) -> Box<[RowRef]> {
    let mut rows: Vec<(u32, RowRef)> = rows.iter().map(|row| (row.ordinal, row.at)).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.into_iter().map(|(_, at)| at).collect()
}

/// Certificates, employment and subsidy of an enrolment.
pub fn says(enrolment: &Enrolment, part: &EnrolmentPart) -> Box<str> {
    let mut said: Vec<String> = Vec::new();
    for kind in CertType::ALL {
        match enrolment.certificates[kind.index()] {
            Holding::None => {}
            Holding::Undated => said.push(format!("{}（无日期）", kind.label())),
            Holding::Dated(day) => said.push(format!("{} {day}", kind.label())),
        }
    }
    let dates = part.dates_of(enrolment);
    if let Some(first) = dates.first() {
        let mut text = format!("就业 {first}");
        for day in &dates[1..] {
            // Writing into a string does not fail.
            let _ = write!(text, "、{day}");
        }
        said.push(text);
    } else if enrolment.said_employed {
        said.push("已就业（无日期）".to_owned());
    }
    if let Some(day) = enrolment.leave {
        said.push(format!("离职 {day}"));
    }
    let payments = part.payments_of(enrolment);
    for payment in payments {
        let day = payment.day.map_or_else(|| "（无日期）".to_owned(), |day| format!(" {day}"));
        said.push(format!("发放 {} 元{day}", payment.amount));
    }
    if let Some(amount) = enrolment.subsidy {
        let unused = if payments.is_empty() { "" } else { "（以发放台账为准）" };
        said.push(format!("补贴 {} 元{unused}", Fen(amount.0)));
    }
    said.join("；").into()
}

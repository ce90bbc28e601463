//! 发证早于结业: a certificate dated before its class ended.

use chrono::NaiveDate;

use super::rules::Rules;
use super::seat::{Seat, Sitting, seen};
use super::suspect::Suspect;
use super::{Context, PersonCheck};
use crate::model::certificate::CertType;
use crate::model::check::Check;
use crate::model::enrolment::Holding;
use crate::model::people::Row;

/// The check; its parameter is how many days are let pass.
pub struct EarlyCertificate<'a>(Rules<'a, i64>);

impl<'a> EarlyCertificate<'a> {
    pub fn new(context: Context<'a>) -> Self {
        Self(Rules::new(context, Check::EarlyCertificate, |setting| {
            i64::from(setting.number("tolerance_days"))
        }))
    }
}

impl PersonCheck for EarlyCertificate<'_> {
    fn is_on(&self) -> bool {
        self.0.is_on()
    }

    fn look(&self, person: &Sitting<'_>, found: &mut Vec<Suspect>) {
        for seat in &person.seats {
            let Some((severity, tolerance)) = self.0.of(seat.unit) else { continue };
            for (kind, held) in CertType::ALL.into_iter().zip(&seat.enrolment.certificates) {
                let Holding::Dated(issued) = *held else { continue };
                let Some((row, (end, course))) = first_ended(person, seat, kind, issued) else {
                    continue;
                };
                let days = (end - issued).num_days();
                // A row that belongs to several classes is told once, in the class that ended first.
                if days <= *tolerance || seat.enrolment.course != course {
                    continue;
                }
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("issued", &issued), ("end", &end), ("days", &days)];
                found.push(self.0.suspect(*severity, vec![seen(row)], seat.paid, &values));
            }
        }
    }
}

/// The row that tells of the certificate; of its classes the one that ended first, and when.
fn first_ended<'a>(
    person: &Sitting<'_>,
    seat: &Seat<'a>,
    kind: CertType,
    issued: NaiveDate,
) -> Option<(&'a Row<'a>, (NaiveDate, u32))> {
    let tells =
        |row: &&Row<'_>| row.says.cert_type == Some(kind) && row.says.cert_date == Some(issued);
    let row = seat.rows.iter().rev().find(tells)?;
    let classes = person.of_row(row);
    let first = classes.filter_map(|seat| Some((seat.end?, seat.enrolment.course))).min()?;
    Some((row, first))
}

//! 补贴超过申领期限: paid later after the certificate than a claim may be made. Ledgers have the day of payment only.

use chrono::Months;

use super::rules::Rules;
use super::seat::Sitting;
use super::suspect::Suspect;
use super::{Context, PersonCheck};
use crate::model::check::Check;
use crate::model::enrolment::Holding;

/// The check; its parameter is the months within which to claim.
pub struct LateClaim<'a>(Rules<'a, u32>);

impl<'a> LateClaim<'a> {
    pub fn new(context: Context<'a>) -> Self {
        Self(Rules::new(context, Check::LateClaim, |setting| setting.number("months")))
    }
}

impl PersonCheck for LateClaim<'_> {
    fn is_on(&self) -> bool {
        self.0.is_on()
    }

    fn look(&self, person: &Sitting<'_>, found: &mut Vec<Suspect>) {
        let as_of = self.0.context().as_of;
        for seat in person.subsidised() {
            let Some((severity, months)) = self.0.of(seat.unit) else { continue };
            let held = &seat.enrolment.certificates;
            // One without a date may be the one that the claim is about.
            if held.contains(&Holding::Undated) {
                continue;
            }
            let dates = held.iter().filter_map(|held| match held {
                Holding::Dated(day) if *day <= as_of => Some(*day),
                _ => None,
            });
            let payments = seat.part.paid_by(seat.enrolment, as_of);
            let paid = payments.filter(|payment| payment.amount.is_positive());
            let paid = paid.filter_map(|payment| payment.day).max();
            let Some((issued, paid)) = dates.max().zip(paid) else { continue };
            let limit = issued.checked_add_months(Months::new(*months));
            if limit.is_none_or(|limit| paid <= limit) {
                continue;
            }
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("issued", &issued), ("paid", &paid), ("months", months)];
            found.push(self.0.suspect(*severity, seat.paying().collect(), seat.paid, &values));
        }
    }
}

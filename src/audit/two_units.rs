//! 两地同期补贴: subsidies in several reporting units for classes on the same days.

use super::overlap::least_days;
use super::rules::Rules;
use super::seat::{Period, Seat, Sitting};
use super::suspect::Suspect;
use super::{Context, PersonCheck};
use crate::model::check::{Check, Severity};
use crate::model::money::Fen;

/// Nobody has so many subsidised classes that begin before one of them ends; what claims to is not compared further.
const MOST_COMPARED: usize = 512;

/// The check; its parameter is the least number of common days.
pub struct TwoUnits<'a>(Rules<'a, i64>);

impl<'a> TwoUnits<'a> {
    pub fn new(context: Context<'a>) -> Self {
        Self(Rules::new(context, Check::TwoUnits, |setting| least_days(setting)))
    }
}

impl PersonCheck for TwoUnits<'_> {
    fn is_on(&self) -> bool {
        self.0.is_on()
    }

    fn look(&self, person: &Sitting<'_>, found: &mut Vec<Suspect>) {
        let paid = person.subsidised().filter_map(|seat| Some((seat.period?, seat)));
        let mut paid: Vec<(Period, &Seat<'_>)> = paid.collect();
        if paid.len() < 2 {
            return;
        }
        paid.sort_by_key(|(period, seat)| (period.from, period.to, seat.enrolment.course));
        let mut doubtful = vec![false; paid.len()];
        let mut longest: Option<(Severity, Period)> = None;
        for (index, (period, seat)) in paid.iter().enumerate() {
            let later = paid.iter().enumerate().skip(index + 1).take(MOST_COMPARED);
            for (other, (next, sister)) in later {
                let Some(common) = period.common(*next) else { break };
                let units = [seat.unit, sister.unit];
                let rule = self.0.any(units, |least| common.days() >= *least);
                let Some((severity, _)) = rule.filter(|_| seat.unit != sister.unit) else {
                    continue;
                };
                (doubtful[index], doubtful[other]) = (true, true);
                longest = match longest {
                    Some((gravest, known)) => {
                        let longer = if common.days() > known.days() { common } else { known };
                        Some((gravest.min(severity), longer))
                    }
                    None => Some((severity, common)),
                };
            }
        }
        let Some((severity, common)) = longest else { return };
        let involved = paid.iter().zip(&doubtful).filter(|(_, doubtful)| **doubtful);
        let involved: Vec<&Seat<'_>> = involved.map(|((_, seat), _)| *seat).collect();
        let context = self.0.context();
        let mut units: Vec<_> = involved.iter().map(|seat| seat.unit).collect();
        units.sort_unstable();
        units.dedup();
        let units: Vec<&str> =
            units.iter().map(|unit| &**context.regions.unit_name(*unit)).collect();
        let rows = involved.iter().flat_map(|seat| seat.paying()).collect();
        let amount = involved.iter().map(|seat| seat.paid).sum::<Fen>();
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("units", &units.join("、")),
            ("days", &common.days()),
            ("from", &common.from),
            ("to", &common.to),
        ];
        found.push(self.0.suspect(severity, rows, amount, &values));
    }
}

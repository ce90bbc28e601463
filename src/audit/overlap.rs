//! 班期重叠: classes of one person on the same days.

use super::rules::Rules;
use super::seat::{Period, Seat, Sitting};
use super::suspect::Suspect;
use super::{Context, PersonCheck};
use crate::model::check::Check;
use crate::model::money::Fen;

/// The check; its parameter is the least number of common days.
pub struct Overlap<'a>(Rules<'a, i64>);

impl<'a> Overlap<'a> {
    pub fn new(context: Context<'a>) -> Self {
        let least = |setting: &_| least_days(setting);
        Self(Rules::new(context, Check::Overlap, least))
    }

    /// Classes that follow each other, each common with some earlier one.
    fn suspect(&self, seats: &[(Period, &Seat<'_>)], common: Period) -> Option<Suspect> {
        let units = seats.iter().map(|(_, seat)| seat.unit);
        let (severity, _) = self.0.any(units, |_| true)?;
        let rows = seats.iter().map(|(_, seat)| seat.dated()).collect();
        let amount = seats.iter().map(|(_, seat)| seat.paid).sum::<Fen>();
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("classes", &seats.len()),
            ("days", &common.days()),
            ("from", &common.from),
            ("to", &common.to),
        ];
        Some(self.0.suspect(severity, rows, amount, &values))
    }
}

pub fn least_days(setting: &crate::model::check::Setting<'_>) -> i64 {
    i64::from(setting.number("least_days"))
}

impl PersonCheck for Overlap<'_> {
    fn is_on(&self) -> bool {
        self.0.is_on()
    }

    fn look(&self, person: &Sitting<'_>, found: &mut Vec<Suspect>) {
        if person.seats.len() < 2 {
            return;
        }
        let rules = person.seats.iter().filter_map(|seat| self.0.of(seat.unit));
        let Some(least) = rules.map(|(_, least)| *least).min() else { return };
        let dated = person.seats.iter().filter_map(|seat| Some((seat.period?, seat)));
        let mut dated: Vec<(Period, &Seat<'_>)> = dated.collect();
        dated.sort_by_key(|(period, seat)| (period.from, period.to, seat.enrolment.course));
        // Of all earlier classes the one that ends last has most days in common with the next.
        let mut start = 0;
        let mut longest: Option<Period> = None;
        let mut last: Option<Period> = None;
        for index in 0..=dated.len() {
            let next = dated.get(index).map(|(period, _)| *period);
            let common = last.zip(next).and_then(|(last, next)| last.common(next));
            let common = common.filter(|common| common.days() >= least);
            if common.is_none() {
                if let Some(longest) = longest.take() {
                    found.extend(self.suspect(&dated[start..index], longest));
                }
                (start, last) = (index, next);
                continue;
            }
            if common.map(Period::days) > longest.map(Period::days) {
                longest = common;
            }
            last = last.max_by_end(next);
        }
    }
}

/// The later end of two periods.
trait LaterEnd: Sized {
    fn max_by_end(self, other: Self) -> Self;
}

impl LaterEnd for Option<Period> {
    fn max_by_end(self, other: Self) -> Self {
        if other.map(|period| period.to) > self.map(|period| period.to) { other } else { self }
    }
}

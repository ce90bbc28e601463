//! 补贴培训次数超限: more subsidised classes in a year, or ever, than a place allows.

use chrono::Datelike;

use super::rules::Rules;
use super::seat::{Seat, Sitting};
use super::suspect::Suspect;
use super::{Context, PersonCheck};
use crate::model::check::{Check, Setting};
use crate::model::money::Fen;

/// How many subsidised classes are allowed.
struct Most {
    a_year: usize,
    ever: Option<usize>,
}

/// The check.
pub struct YearlySubsidies<'a>(Rules<'a, Most>);

impl<'a> YearlySubsidies<'a> {
    pub fn new(context: Context<'a>) -> Self {
        let number = |setting: &Setting<'_>, key| setting.number(key) as usize;
        let most = |setting: &Setting<'_>| Most {
            a_year: number(setting, "most"),
            ever: Some(number(setting, "most_ever")).filter(|most| *most > 0),
        };
        Self(Rules::new(context, Check::YearlySubsidies, most))
    }

    fn suspect(
        &self,
        seats: &[&Seat<'_>],
        period: &str,
        limit: impl Fn(&Most) -> Option<usize>,
    ) -> Option<Suspect> {
        let times = seats.len();
        let units = || seats.iter().map(|seat| seat.unit);
        let is_more = |most: &Most| limit(most).is_some_and(|most| times > most);
        let (severity, _) = self.0.any(units(), is_more)?;
        let most = units().filter_map(|unit| limit(&self.0.of(unit)?.1)).min()?;
        let rows = seats.iter().flat_map(|seat| seat.paying()).collect();
        let amount = seats.iter().map(|seat| seat.paid).sum::<Fen>();
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("period", &period), ("times", &times), ("most", &most)];
        Some(self.0.suspect(severity, rows, amount, &values))
    }
}

impl PersonCheck for YearlySubsidies<'_> {
    fn is_on(&self) -> bool {
        self.0.is_on()
    }

    fn look(&self, person: &Sitting<'_>, found: &mut Vec<Suspect>) {
        let mut paid: Vec<&Seat<'_>> = person.subsidised().collect();
        if paid.len() < 2 {
            return;
        }
        found.extend(self.suspect(&paid, "历年合计", |most| most.ever));
        paid.retain(|seat| seat.end.is_some());
        paid.sort_by_key(|seat| (seat.end, seat.enrolment.course));
        let year = |seat: &Seat<'_>| seat.end.map(|end| end.year());
        for of_year in paid.chunk_by(|a, b| year(a) == year(b)) {
            let Some(year) = of_year.first().and_then(|seat| year(seat)) else { continue };
            found.extend(self.suspect(of_year, &format!("{year}年"), |most| Some(most.a_year)));
        }
    }
}

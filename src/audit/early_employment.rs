//! 就业早于开班: employed before the training began. The latest employment date of a class decides; own staff is
//! employed before by nature.

use super::rules::Rules;
use super::seat::{Sitting, seen};
use super::suspect::Suspect;
use super::{Context, PersonCheck};
use crate::model::check::Check;

/// The check; its parameter is how many days are let pass.
pub struct EarlyEmployment<'a>(Rules<'a, i64>);

impl<'a> EarlyEmployment<'a> {
    pub fn new(context: Context<'a>) -> Self {
        Self(Rules::new(context, Check::EarlyEmployment, |setting| {
            i64::from(setting.number("tolerance_days"))
        }))
    }
}

impl PersonCheck for EarlyEmployment<'_> {
    fn is_on(&self) -> bool {
        self.0.is_on()
    }

    fn look(&self, person: &Sitting<'_>, found: &mut Vec<Suspect>) {
        let context = self.0.context();
        for seat in &person.seats {
            let Some((severity, tolerance)) = self.0.of(seat.unit) else { continue };
            let category = seat.enrolment.category.map(|id| context.words.category_of(id));
            if category.is_some_and(|category| category.own_staff) {
                continue;
            }
            let row = seat.last(|row| row.says.employment_date.is_some());
            let employed = row.says.employment_date.filter(|day| *day <= context.as_of);
            // A row that belongs to several classes is told once, in the class that began first.
            let classes = person.of_row(row).map(|seat| seat.enrolment);
            let first = classes.filter_map(|class| Some((class.start?, class.course))).min();
            let Some((employed, (start, course))) = employed.zip(first) else { continue };
            let days = (start - employed).num_days();
            if days <= *tolerance || seat.enrolment.course != course {
                continue;
            }
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("employed", &employed), ("start", &start), ("days", &days)];
            found.push(self.0.suspect(*severity, vec![seen(row)], seat.paid, &values));
        }
    }
}

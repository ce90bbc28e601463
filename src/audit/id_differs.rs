//! 性别、出生日期与号码不符: what stands beside the ID number contradicts it.

use super::rules::Rules;
use super::seat::{Sitting, seen};
use super::suspect::Suspect;
use super::{Context, PersonCheck};
use crate::model::check::Check;
use crate::model::finding::Code;
use crate::model::money::Fen;

/// The columns that a number speaks of.
const FIELDS: [(Code, &str); 2] =
    [(Code::SexMismatch, "性别"), (Code::BirthDateMismatch, "出生日期")];

/// The check; it has no parameters.
pub struct IdDiffers<'a>(Rules<'a, ()>);

impl<'a> IdDiffers<'a> {
    pub fn new(context: Context<'a>) -> Self {
        Self(Rules::new(context, Check::IdDiffers, |_| ()))
    }
}

impl PersonCheck for IdDiffers<'_> {
    fn is_on(&self) -> bool {
        self.0.is_on()
    }

    fn look(&self, person: &Sitting<'_>, found: &mut Vec<Suspect>) {
        // A later export without the fault has put it right.
        let faults = person.seats.iter().filter_map(|seat| {
            let faults = seat.row().particular()?.faults;
            FIELDS.iter().any(|(code, _)| faults.has(*code)).then_some((seat, faults))
        });
        let faults: Vec<_> = faults.collect();
        let units = faults.iter().map(|(seat, _)| seat.unit);
        let Some((severity, ())) = self.0.any(units, |()| true) else { return };
        let named = FIELDS.iter().filter(|(code, _)| faults.iter().any(|(_, it)| it.has(*code)));
        let fields: Vec<&str> = named.map(|(_, name)| *name).collect();
        let rows = faults.iter().map(|(seat, _)| seen(seat.row())).collect();
        let amount = faults.iter().map(|(seat, _)| seat.paid).sum::<Fen>();
        let values: [(&str, &dyn std::fmt::Display); 1] = [("fields", &fields.join("、"))];
        found.push(self.0.suspect(severity, rows, amount, &values));
    }
}

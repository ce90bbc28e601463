//! 有补贴无证书: paid, and no certificate of any type. Where a unit's ledgers know of no certificate at all, nothing
//! can be said; that shows only at the end.

use std::collections::BTreeSet;

use chrono::Days;

use super::Context;
use super::rules::Rules;
use super::seat::Sitting;
use super::suspect::{Seen, Suspect};
use crate::model::check::Check;
use crate::model::money::Fen;
use crate::model::region::UnitId;

/// The check; its parameter is the days of grace after the class.
pub struct NoCertificate<'a>(Rules<'a, Days>);

/// What may be doubtful.
#[derive(Default)]
pub struct Candidates {
    list: Vec<(Seen, Fen)>,
    /// Units with some certificate.
    certified: BTreeSet<UnitId>,
}

impl Candidates {
    pub fn join(&mut self, later: Self) {
        self.list.extend(later.list);
        self.certified.extend(later.certified);
    }
}

impl<'a> NoCertificate<'a> {
    pub fn new(context: Context<'a>) -> Self {
        let grace = |setting: &crate::model::check::Setting<'_>| {
            Days::new(u64::from(setting.number("grace_days")))
        };
        Self(Rules::new(context, Check::NoCertificate, grace))
    }

    pub fn look(&self, person: &Sitting<'_>, found: &mut Candidates) {
        let as_of = self.0.context().as_of;
        for seat in &person.seats {
            if seat.enrolment.certificates.iter().any(|held| held.exists_on(as_of)) {
                found.certified.insert(seat.unit);
                continue;
            }
            let Some((_, grace)) = self.0.of(seat.unit) else { continue };
            let due = seat.enrolment.end.map(|end| end.checked_add_days(*grace));
            if seat.paid.is_positive() && due.is_none_or(|due| due.is_some_and(|due| due <= as_of))
            {
                found.list.extend(seat.paying().next().map(|row| (row, seat.paid)));
            }
        }
    }

    /// The suspicions, and the units of which nothing can be said.
    pub fn finish(&self, found: Candidates) -> (Vec<Suspect>, BTreeSet<UnitId>) {
        let mut unchecked = BTreeSet::new();
        let mut suspects = Vec::new();
        let as_of = self.0.context().as_of;
        for (row, paid) in found.list {
            let unit = self.0.unit(row.course);
            let Some((severity, _)) = self.0.of(unit) else { continue };
            if found.certified.contains(&unit) {
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("amount", &paid), ("as_of", &as_of)];
                suspects.push(self.0.suspect(*severity, vec![row], paid, &values));
            } else {
                unchecked.insert(unit);
            }
        }
        (suspects, unchecked)
    }
}

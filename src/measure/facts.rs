//! What one enrolment says of its person on the as-of date, and how several enrolments add up to one person.

use chrono::NaiveDate;

use super::end_days::EndDay;
use crate::model::certificate::CertType;
use crate::model::enrolment::{Enrolment, EnrolmentPart};
use crate::model::measure::Tally;
use crate::model::money::Fen;
use crate::model::vocabulary::Vocabulary;

const EMPLOYED_6M: u16 = 1 << 4;
const OPEN_6M: u16 = 1 << 5;
const EMPLOYED_AFTER: u16 = 1 << 6;
const UNDATED: u16 = 1 << 7;
const SUBSIDISED: u16 = 1 << 8;
const TARGETED: u16 = 1 << 9;
const KEY_SUBSIDISED: u16 = 1 << 10;
const OWN_STAFF: u16 = 1 << 11;
const STABLE: u16 = 1 << 12;
const OPEN_STABLE: u16 = 1 << 13;
const CERTIFIED: u16 = (1 << CertType::ALL.len()) - 1;

/// Attributes of a person within a subject and window: those of any of the enrolments there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    attributes: u16,
    enrolments: u32,
    subsidy: Fen,
    /// When the last open six-month window closes.
    closes_6m: Option<NaiveDate>,
    /// When the last undecided 24-month span ends.
    closes_stable: Option<NaiveDate>,
}

impl Facts {
    /// The facts of one enrolment that ended on `day`, not after `as_of`.
    #[must_use]
    pub fn of(
        enrolment: &Enrolment,
        day: &EndDay,
        part: &EnrolmentPart,
        as_of: NaiveDate,
        words: &Vocabulary,
    ) -> Self {
        let mut facts = Self { enrolments: 1, ..Self::default() };
        let employment = part.dates_of(enrolment);
        for kind in CertType::ALL {
            let held = enrolment.certificates[kind.index()].exists_on(as_of);
            facts.set(1 << kind.index(), held);
        }
        let EndDay { end, employed_by: limit, .. } = *day;
        let known = || employment.iter().copied().filter(|day| *day <= as_of);
        let employed_6m = known().any(|day| end <= day && day <= limit);
        facts.set(EMPLOYED_6M, employed_6m);
        facts.set(EMPLOYED_AFTER, known().any(|day| end <= day));
        facts.set(UNDATED, enrolment.said_employed && employment.is_empty());
        if limit > as_of {
            facts.set(OPEN_6M, true);
            facts.closes_6m = Some(limit);
        }
        let category = enrolment.category.map(|id| words.category_of(id));
        let subsidy = part.paid_by(enrolment, as_of).map(|payment| payment.amount).sum::<Fen>();
        if subsidy.is_positive() {
            facts.subsidy = subsidy;
            facts.set(SUBSIDISED, true);
            facts.set(KEY_SUBSIDISED, category.is_some_and(|category| category.key_group));
        }
        facts.set(
            TARGETED,
            enrolment.mode.is_some_and(super::super::model::vocabulary::TrainingMode::is_targeted),
        );
        if category.is_some_and(|category| category.own_staff) {
            facts.set(OWN_STAFF, true);
            facts.set_stability(enrolment, day, employed_6m, as_of);
        }
        facts
    }

    /// Stable employment: employed by end + 6 months, with no leaving date before end + 24 months.
    fn set_stability(
        &mut self,
        enrolment: &Enrolment,
        day: &EndDay,
        employed: bool,
        as_of: NaiveDate,
    ) {
        let until = day.stable_until;
        let open = day.employed_by > as_of;
        let left = enrolment.leave.is_some_and(|day| day <= as_of && day < until);
        let stays = employed && !left;
        if stays && until <= as_of {
            self.set(STABLE, true);
        } else if stays || (!left && open) {
            self.set(OPEN_STABLE, true);
            self.closes_stable = Some(until);
        }
    }

    fn set(&mut self, attribute: u16, holds: bool) {
        if holds {
            self.attributes |= attribute;
        }
    }

    fn has(&self, attribute: u16) -> bool {
        self.attributes & attribute != 0
    }

    /// Adds another enrolment of the same person.
    pub fn join(&mut self, other: &Self) {
        self.attributes |= other.attributes;
        self.enrolments += other.enrolments;
        self.subsidy += other.subsidy;
        self.closes_6m = self.closes_6m.max(other.closes_6m);
        self.closes_stable = self.closes_stable.max(other.closes_stable);
    }

    /// Counts the person.
    pub fn count(&self, tally: &mut Tally) {
        let one = |holds: bool| u64::from(holds);
        tally.enrolments += u64::from(self.enrolments);
        tally.trainees += 1;
        let certified = self.has(CERTIFIED);
        tally.certified_any += one(certified);
        for kind in CertType::ALL {
            tally.certified[kind.index()] += one(self.has(1 << kind.index()));
        }
        let employed_6m = self.has(EMPLOYED_6M);
        let open = self.has(OPEN_6M);
        tally.employed_6m += one(employed_6m);
        tally.certified_employed_6m += one(certified && employed_6m);
        if !employed_6m && open {
            tally.employed_6m_pending += 1;
            tally.certified_employed_6m_pending += one(certified);
            tally.employed_6m_settles = tally.employed_6m_settles.max(self.closes_6m);
        }
        tally.matured += one(!open);
        tally.matured_employed_6m += one(!open && employed_6m);
        let employed_after = self.has(EMPLOYED_AFTER);
        tally.employed_after += one(employed_after);
        tally.certified_employed_after += one(certified && employed_after);
        tally.employed_undated += one(self.has(UNDATED) && !employed_after);
        tally.subsidised += one(self.has(SUBSIDISED));
        tally.subsidy += self.subsidy;
        tally.order_targeted += one(self.has(TARGETED));
        tally.key_subsidised += one(self.has(KEY_SUBSIDISED));
        if self.has(OWN_STAFF) {
            tally.own_staff += 1;
            let stable = self.has(STABLE);
            tally.own_staff_stable += one(stable);
            if !stable && self.has(OPEN_STABLE) {
                tally.own_staff_pending += 1;
                tally.own_staff_settles = tally.own_staff_settles.max(self.closes_stable);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person's counts when their enrolments have these attributes each.
    fn counted(attributes: &[u16]) -> Tally {
        let mut facts = Facts::default();
        for attributes in attributes {
            facts.join(&Facts { attributes: *attributes, ..Facts::default() });
        }
        let mut tally = Tally::default();
        facts.count(&mut tally);
        tally
    }

    #[test]
    fn who_has_an_open_window_has_not_matured() {
        let matured = |attributes: &[u16]| {
            counted(attributes).matured + counted(attributes).matured_employed_6m
        };
        assert_eq!(matured(&[0]), 1);
        assert_eq!(matured(&[0, EMPLOYED_6M]), 2);
        assert_eq!(matured(&[OPEN_6M]), 0);
        assert_eq!(matured(&[EMPLOYED_6M, OPEN_6M]), 0, "employed, yet another window is open");
    }

    #[test]
    fn the_certified_are_counted_apart() {
        let certified = |attributes: &[u16]| {
            let tally = counted(attributes);
            [
                tally.certified_employed_6m,
                tally.certified_employed_6m_pending,
                tally.certified_employed_after,
            ]
        };
        assert_eq!(certified(&[EMPLOYED_6M | EMPLOYED_AFTER, OPEN_6M]), [0, 0, 0]);
        assert_eq!(certified(&[1, EMPLOYED_6M | EMPLOYED_AFTER]), [1, 0, 1]);
        assert_eq!(certified(&[2, OPEN_6M]), [0, 1, 0]);
        assert_eq!(certified(&[OPEN_6M]), [0, 0, 0]);
    }
}

//! What one enrolment says of its person on the as-of date, and how several enrolments add up to one person.

use chrono::NaiveDate;
use wide::u32x4;

use super::certificate::CertType;
use super::enrolment::{Enrolment, EnrolmentPart};
use super::measure::Tally;
use super::money::Fen;
use super::period::months_after;
use super::vocabulary::{TrainingMode, Vocabulary};

/// Months within which employment counts (就业创业率), and for which it must last (稳定就业).
const EMPLOYMENT_MONTHS: u32 = 6;
const STABLE_MONTHS: u32 = 24;

const EMPLOYED_6M: u32 = 1 << 4;
const OPEN_6M: u32 = 1 << 5;
const EMPLOYED_AFTER: u32 = 1 << 6;
const UNDATED: u32 = 1 << 7;
const SUBSIDISED: u32 = 1 << 8;
const TARGETED: u32 = 1 << 9;
const KEY_SUBSIDISED: u32 = 1 << 10;
const OWN_STAFF: u32 = 1 << 11;
const STABLE: u32 = 1 << 12;
const OPEN_STABLE: u32 = 1 << 13;
/// What follows from the others when a person is counted.
const CERTIFIED_ANY: u32 = 1 << 14;
const MATURED: u32 = 1 << 15;
/// The employment of the certified stands this many bits on, that of the matured so many.
const OF_CERTIFIED: u32 = 12;
const OF_MATURED: u32 = 15;
const CERTIFIED_6M: u32 = EMPLOYED_6M << OF_CERTIFIED;
const CERTIFIED_OPEN_6M: u32 = OPEN_6M << OF_CERTIFIED;
const CERTIFIED_AFTER: u32 = EMPLOYED_AFTER << OF_CERTIFIED;
const MATURED_6M: u32 = EMPLOYED_6M << OF_MATURED;
const EVERYBODY: u32 = MATURED_6M << 1;
/// Attributes counted at once, and how many times as many there are.
const AT_ONCE: usize = 4;
const GROUPS: usize = (EVERYBODY.ilog2() as usize + 1).div_ceil(AT_ONCE);
/// The bits of the attributes.
const BITS: [u32x4; GROUPS] = {
    let mut bits = [u32x4::ZERO; GROUPS];
    let mut group = 0;
    while group < GROUPS {
        let first = 1 << (group * AT_ONCE);
        bits[group] = u32x4::new([first, first << 1, first << 2, first << 3]);
        group += 1;
    }
    bits
};
const CERTIFIED: u32 = (1 << CertType::ALL.len()) - 1;

/// The day a class ended, with the days that follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndDay {
    /// The day itself.
    pub end: NaiveDate,
    /// The last day on which employment counts for the six-month rate.
    pub employed_by: NaiveDate,
    /// The day until which employment must last to be stable.
    pub stable_until: NaiveDate,
}

impl EndDay {
    /// What follows from `end`.
    #[must_use]
    pub fn of(end: NaiveDate) -> Self {
        Self {
            end,
            employed_by: months_after(end, EMPLOYMENT_MONTHS),
            stable_until: months_after(end, STABLE_MONTHS),
        }
    }
}

/// Attributes of a person within a subject and window: those of any of the enrolments there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Facts {
    attributes: u32,
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
        facts.set(TARGETED, enrolment.mode.is_some_and(TrainingMode::is_targeted));
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

    fn set(&mut self, attribute: u32, holds: bool) {
        if holds {
            self.attributes |= attribute;
        }
    }

    fn has(&self, attribute: u32) -> bool {
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

    /// The counts of one person with these facts and no others.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut count = Count::default();
        count.add_person(&self.counted());
        count.into()
    }

    /// What a person with these facts and no others counts as.
    #[must_use]
    #[inline]
    pub fn counted(&self) -> Counted {
        let holds = self.decided() | EVERYBODY;
        Counted {
            holds,
            enrolments: self.enrolments,
            subsidy: self.subsidy,
            settles_6m: self.closes_6m.filter(|_| holds & OPEN_6M != 0),
            settles_stable: self.closes_stable.filter(|_| holds & OPEN_STABLE != 0),
        }
    }

    /// The attributes that count: what is decided is not open, and the undated is dated elsewhere.
    fn decided(&self) -> u32 {
        let mut counted = self.attributes;
        let mut clear =
            |attributes: u32, when: bool| counted &= !(if when { attributes } else { 0 });
        clear(OPEN_6M, self.has(EMPLOYED_6M));
        clear(UNDATED, self.has(EMPLOYED_AFTER));
        clear(OPEN_STABLE, self.has(STABLE));
        clear(STABLE | OPEN_STABLE, !self.has(OWN_STAFF));
        let employed = counted & (EMPLOYED_6M | OPEN_6M | EMPLOYED_AFTER);
        let mut add = |attributes: u32, when: bool| counted |= if when { attributes } else { 0 };
        add(CERTIFIED_ANY | employed << OF_CERTIFIED, self.has(CERTIFIED));
        add(MATURED | (employed & EMPLOYED_6M) << OF_MATURED, !self.has(OPEN_6M));
        counted
    }
}

/// What a person counts as, found out once and added to every tally that the person counts for.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    holds: u32,
    enrolments: u32,
    subsidy: Fen,
    settles_6m: Option<NaiveDate>,
    settles_stable: Option<NaiveDate>,
}

/// Persons by attribute: a [`Tally`] in the making, in little memory, since a person is counted in many of them.
#[derive(Clone, Debug, Default)]
pub struct Count {
    /// Persons by the bit of the attribute; no run has more rows than 32 bits number.
    counted: [u32x4; GROUPS],
    enrolments: u32,
    subsidy: Fen,
    settles_6m: Option<NaiveDate>,
    settles_stable: Option<NaiveDate>,
}

impl Count {
    /// Adds a person; every attribute alike, so that several are added at once.
    #[inline]
    pub fn add_person(&mut self, person: &Counted) {
        let holds = u32x4::splat(person.holds);
        for (counted, bits) in self.counted.iter_mut().zip(&BITS) {
            // Where a bit is held all bits are set, which is minus one.
            *counted -= (holds & *bits).simd_eq(*bits);
        }
        self.enrolments += person.enrolments;
        self.subsidy += person.subsidy;
        self.settles_6m = self.settles_6m.max(person.settles_6m);
        self.settles_stable = self.settles_stable.max(person.settles_stable);
    }

    /// Adds the counts of other persons, in the same way.
    #[inline]
    pub fn add(&mut self, other: &Self) {
        for (counted, more) in self.counted.iter_mut().zip(&other.counted) {
            *counted += *more;
        }
        self.enrolments += other.enrolments;
        self.subsidy += other.subsidy;
        self.settles_6m = self.settles_6m.max(other.settles_6m);
        self.settles_stable = self.settles_stable.max(other.settles_stable);
    }
}

impl From<Count> for Tally {
    fn from(count: Count) -> Self {
        let counted = count.counted.map(u32x4::to_array);
        let of =
            |attribute: u32| u64::from(counted.as_flattened()[attribute.trailing_zeros() as usize]);
        Self {
            enrolments: u64::from(count.enrolments),
            trainees: of(EVERYBODY),
            certified_any: of(CERTIFIED_ANY),
            certified: CertType::ALL.map(|kind| of(1 << kind.index())),
            employed_6m: of(EMPLOYED_6M),
            employed_6m_pending: of(OPEN_6M),
            employed_6m_settles: count.settles_6m,
            employed_after: of(EMPLOYED_AFTER),
            certified_employed_6m: of(CERTIFIED_6M),
            certified_employed_6m_pending: of(CERTIFIED_OPEN_6M),
            certified_employed_after: of(CERTIFIED_AFTER),
            matured: of(MATURED),
            matured_employed_6m: of(MATURED_6M),
            employed_undated: of(UNDATED),
            subsidised: of(SUBSIDISED),
            subsidy: count.subsidy,
            order_targeted: of(TARGETED),
            key_subsidised: of(KEY_SUBSIDISED),
            own_staff: of(OWN_STAFF),
            own_staff_stable: of(STABLE),
            own_staff_pending: of(OPEN_STABLE),
            own_staff_settles: count.settles_stable,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person's counts when their enrolments have these attributes each.
    fn counted(attributes: &[u32]) -> Tally {
        let mut facts = Facts::default();
        for attributes in attributes {
            facts.join(&Facts { attributes: *attributes, ..Facts::default() });
        }
        facts.tally()
    }

    #[test]
    fn who_has_an_open_window_has_not_matured() {
        let matured = |attributes: &[u32]| {
            counted(attributes).matured + counted(attributes).matured_employed_6m
        };
        assert_eq!(matured(&[0]), 1);
        assert_eq!(matured(&[0, EMPLOYED_6M]), 2);
        assert_eq!(matured(&[OPEN_6M]), 0);
        assert_eq!(matured(&[EMPLOYED_6M, OPEN_6M]), 0, "employed, yet another window is open");
    }

    #[test]
    fn the_certified_are_counted_apart() {
        let certified = |attributes: &[u32]| {
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

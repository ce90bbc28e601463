//! All base counts of a run, and the columns that they are written in and read from: verdicts follow from these, the
//! policies and the registry, without the ledgers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::certificate::CertType;
use super::measure::{Cohorts, Subject, SubjectKind, Tally, TrainedAndPlaced};
use super::money::Fen;
use super::period::Window;

/// What was counted, of whom and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By subject and calendar year, for every year with a cohort or a person placed.
    pub years: Cohorts,
    /// By subject and window asked for.
    pub windows: Cohorts,
    /// The windows asked for, some perhaps without anybody.
    pub asked: BTreeSet<Window>,
    /// Everything that some ledger has a row of, whether it was counted or not.
    pub subjects: BTreeSet<Subject>,
    /// Persons trained by one brand and placed by another.
    pub links: TrainedAndPlaced,
    /// Which figures are known; all others are not counted rather than 0.
    pub known: Known,
}

impl Counts {
    /// Whether a subject without counts over `window` has none, rather than none that are known.
    #[must_use]
    pub fn covers(&self, window: Window) -> bool {
        is_year(window) || self.asked.contains(&window)
    }

    /// What was counted of a subject over a window; `None` for nothing.
    #[must_use]
    pub fn tally(&self, subject: &Subject, window: Window) -> Option<&Tally> {
        let key = (subject.clone(), window);
        self.windows.get(&key).or_else(|| self.years.get(&key))
    }

    /// Whether the placement rosters of a subject's reporting unit say who was placed by subjects of its kind: of others
    /// nobody knows. Rosters that name no brand say nothing of brands.
    #[must_use]
    pub fn has_rosters(&self, subject: &Subject) -> bool {
        let unit = Subject { kind: SubjectKind::City, name: "".into(), ..subject.clone() };
        match subject.kind {
            SubjectKind::City | SubjectKind::Province => self.any_placed(subject.kind, subject),
            kind => self.any_placed(SubjectKind::City, &unit) && self.any_placed(kind, &unit),
        }
    }

    /// Whether anybody was ever placed by a subject of that kind in the place of `unit`.
    fn any_placed(&self, kind: SubjectKind, unit: &Subject) -> bool {
        let first = Subject { kind, name: "".into(), ..unit.clone() };
        let ever = Window { from: NaiveDate::MIN, to: NaiveDate::MIN };
        let here = |subject: &Subject| {
            subject.kind == kind && subject.province == unit.province && subject.city == unit.city
        };
        let years = self.years.range((first, ever)..).take_while(|((subject, _), _)| here(subject));
        years.into_iter().any(|(_, tally)| tally.placed > 0)
    }

    /// Adds the figures of another table.
    ///
    /// # Errors
    /// When both tables have one figure of one kind of subject.
    pub fn join(&mut self, other: Self) -> Result<(), KnownTwice> {
        for (kind, figures) in other.known.0 {
            let own = self.known.0.entry(kind).or_default();
            if let Some(name) = own.intersection(&figures).next() {
                return Err(KnownTwice { kind, figure: name });
            }
            own.extend(figures);
        }
        for (all, more) in [(&mut self.years, other.years), (&mut self.windows, other.windows)] {
            for (key, tally) in more {
                all.entry(key).or_default().add(&tally);
            }
        }
        self.asked.extend(other.asked);
        self.subjects.extend(other.subjects);
        for (key, persons) in other.links {
            *self.links.entry(key).or_default() += persons;
        }
        Ok(())
    }
}

/// Whether a window is one calendar year.
#[must_use]
pub fn is_year(window: Window) -> bool {
    Window::year(window.from.year()) == Some(window)
}

/// Two tables of which only one may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}的 {figure} 在另一个表中也有，两个表只能给一个", level(*kind))]
pub struct KnownTwice {
    /// Of what kind of subject.
    pub kind: SubjectKind,
    /// Which figure.
    pub figure: &'static str,
}

/// The figures that are known, by kind of subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known(BTreeMap<SubjectKind, BTreeSet<&'static str>>);

impl Known {
    /// These figures of these kinds of subjects.
    #[must_use]
    pub fn of(kinds: &[SubjectKind], figures: &BTreeSet<&'static str>) -> Self {
        let of = |kind: SubjectKind| {
            let counted = |name: &&str| Figure::named(name).is_some_and(|own| own.is_of(kind));
            figures.iter().copied().filter(counted).collect()
        };
        Self(kinds.iter().map(|kind| (*kind, of(*kind))).collect())
    }

    /// Nothing at all.
    #[must_use]
    pub fn nothing() -> Self {
        Self(BTreeMap::new())
    }

    /// Whether anything is known of such subjects.
    #[must_use]
    pub fn knows(&self, kind: SubjectKind) -> bool {
        self.0.contains_key(&kind)
    }

    /// Whether the figure of that name is known of such subjects.
    #[must_use]
    pub fn has(&self, kind: SubjectKind, figure: &str) -> bool {
        self.0.get(&kind).is_some_and(|figures| figures.contains(figure))
    }
}

impl Default for Known {
    fn default() -> Self {
        Self::of(&KINDS, &FIGURES.iter().map(|figure| figure.name).collect())
    }
}

/// Every kind of subject, in the order of the tables.
pub const KINDS: [SubjectKind; 5] = [
    SubjectKind::Base,
    SubjectKind::Brand,
    SubjectKind::City,
    SubjectKind::County,
    SubjectKind::Province,
];

/// The word for a kind of subject in the tables of counts.
#[must_use]
pub fn level(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::County => "county",
        other => other.key(),
    }
}

/// The word, in place of a kind of subject, on a row that names a window asked for.
pub const WINDOW_LEVEL: &str = "window";

/// One column of counts.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Its permanent name.
    pub name: &'static str,
    /// Where it stands.
    pub slot: Slot,
}

/// Where a figure stands in a tally: how it is got, and how it is set.
#[derive(Clone, Copy, Debug)]
pub enum Slot {
    /// A number of persons or enrolments.
    Count(fn(&Tally) -> u64, fn(&mut Tally) -> &mut u64),
    /// An amount.
    Money(fn(&Tally) -> Fen, fn(&mut Tally) -> &mut Fen),
    /// A day, if there is one.
    Day(fn(&Tally) -> Option<NaiveDate>, fn(&mut Tally) -> &mut Option<NaiveDate>),
}

impl Figure {
    /// The figure of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FIGURES.iter().find(|figure| figure.name == name)
    }

    /// Whether it is counted of such subjects: of counties only who was placed.
    #[must_use]
    pub fn is_of(&self, kind: SubjectKind) -> bool {
        kind != SubjectKind::County || self.name.starts_with(PLACED)
    }
}

/// How the names of the figures of placement rosters begin.
const PLACED: &str = "placed";

macro_rules! figures {
    ($($name:literal $kind:ident $($place:ident)+ $([$index:expr])?;)*) => {
        /// Every figure of a tally.
        pub const FIGURES: &[Figure] = &[$(Figure {
            name: $name,
            slot: Slot::$kind(
                |tally| tally$(.$place)+ $([$index])?,
                |tally| &mut tally$(.$place)+ $([$index])?,
            ),
        },)*];
    };
}

figures! {
    "enrolments" Count enrolments;
    "trainees" Count trainees;
    "certified_any" Count certified_any;
    "cert_vocational" Count certified [CertType::Vocational.index()];
    "cert_skill_level" Count certified [CertType::SkillLevel.index()];
    "cert_special" Count certified [CertType::Special.index()];
    "cert_completion" Count certified [CertType::Completion.index()];
    "employed_6m" Count employed_6m;
    "employed_6m_pending" Count employed_6m_pending;
    "employed_6m_settles" Day employed_6m_settles;
    "employed_after" Count employed_after;
    "certified_employed_6m" Count certified_employed_6m;
    "certified_employed_6m_pending" Count certified_employed_6m_pending;
    "certified_employed_after" Count certified_employed_after;
    "matured" Count matured;
    "matured_employed_6m" Count matured_employed_6m;
    "employed_undated" Count employed_undated;
    "subsidised" Count subsidised;
    "subsidy_fen" Money subsidy;
    "order_targeted" Count order_targeted;
    "key_subsidised" Count key_subsidised;
    "own_staff" Count own_staff;
    "own_staff_stable" Count own_staff_stable;
    "own_staff_pending" Count own_staff_pending;
    "own_staff_settles" Day own_staff_settles;
    "placed" Count placed;
    "placed_poverty" Count placed_poverty;
    "placed_trained" Count placed_trained;
    "placed_certified" Count placed_certified;
}

/// The figures of `metrics` and `bases`, in the order of the contract.
pub const YEARLY: [&str; 14] = [
    "enrolments",
    "trainees",
    "certified_any",
    "cert_vocational",
    "cert_skill_level",
    "cert_special",
    "cert_completion",
    "employed_6m",
    "subsidised",
    "subsidy_fen",
    "order_targeted",
    "key_subsidised",
    "employed_6m_pending",
    "employed_after",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_a_tally_is_a_column() {
        let day = |day| NaiveDate::from_ymd_opt(2024, 1, day);
        // Without `..`, so that a new field must be thought of here.
        let whole = Tally {
            enrolments: 1,
            trainees: 2,
            certified_any: 3,
            certified: [4, 5, 6, 7],
            employed_6m: 8,
            employed_6m_pending: 9,
            employed_6m_settles: day(10),
            employed_after: 11,
            certified_employed_6m: 12,
            certified_employed_6m_pending: 13,
            certified_employed_after: 14,
            matured: 15,
            matured_employed_6m: 16,
            employed_undated: 17,
            subsidised: 18,
            subsidy: Fen(19),
            order_targeted: 20,
            key_subsidised: 21,
            own_staff: 22,
            own_staff_stable: 23,
            own_staff_pending: 24,
            own_staff_settles: day(25),
            placed: 26,
            placed_poverty: 27,
            placed_trained: 28,
            placed_certified: 29,
        };
        let mut copy = Tally::default();
        for figure in FIGURES {
            match figure.slot {
                Slot::Count(get, place) => *place(&mut copy) = get(&whole),
                Slot::Money(get, place) => *place(&mut copy) = get(&whole),
                Slot::Day(get, place) => *place(&mut copy) = get(&whole),
            }
        }
        assert_eq!(copy, whole);
        let of_counties = FIGURES.iter().filter(|figure| figure.is_of(SubjectKind::County));
        assert_eq!(of_counties.count(), 4);
        let names: BTreeSet<&str> = FIGURES.iter().map(|figure| figure.name).collect();
        assert_eq!(names.len(), FIGURES.len());
    }

    #[test]
    fn tables_that_know_the_same_do_not_join() {
        let table = |figure| Counts {
            known: Known::of(&[SubjectKind::Brand], &BTreeSet::from([figure])),
            ..Counts::default()
        };
        let mut counts = table("trainees");
        assert_eq!(counts.join(table("placed")), Ok(()));
        assert!(counts.known.has(SubjectKind::Brand, "placed"));
        assert!(!counts.known.has(SubjectKind::Base, "placed"));
        let twice = KnownTwice { kind: SubjectKind::Brand, figure: "trainees" };
        assert_eq!(counts.join(table("trainees")), Err(twice));
    }
}

//! Persons whose parts do not add up to the whole: counted in several brands, bases or units, in none of them, or in
//! one of them only for want of what another knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::numbers::Context;
use super::roster::{Learnt, Rosters};
use super::shown;
use crate::model::bridge::{BridgeCase, Level, Term, Terms, figures, is_placed};
use crate::model::counts::Figure;
use crate::model::enrolment::EnrolmentPart;
use crate::model::explained::number;
use crate::model::facts::{EndDay, Facts};
use crate::model::finding::RowRef;
use crate::model::ledger::CleanBlock;
use crate::model::measure::{Subject, Tally};
use crate::model::people::{People, Person, Witness};
use crate::model::period::Window;
use crate::model::region::UnitId;

/// The bridges whose persons are wanted by name.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What is added up.
    pub level: Level,
    /// To what.
    pub whole: Subject,
    /// Which figure.
    pub figure: &'static Figure,
}

/// Looks for such persons.
pub struct Bridges<'a> {
    with: Context<'a>,
    rosters: Rosters<'a>,
    /// The windows besides the calendar years.
    window: Option<Window>,
    wanted: &'a [Wanted],
}

/// What was found.
#[derive(Default)]
pub struct Found {
    terms: Terms,
    cases: Vec<BridgeCase>,
    learnt: Vec<Learnt>,
}

/// A record of a person: of which parts it is, and what it says.
pub(super) struct Item<'p, F> {
    /// The reporting unit.
    pub unit: UnitId,
    /// The brand, if it names one.
    pub brand: Option<&'p str>,
    /// The base, if it names one.
    pub base: Option<&'p str>,
    /// The window that it counts in.
    pub window: Window,
    /// What it says.
    pub facts: F,
}

/// What records say, and how they join.
pub(super) trait Said: Clone {
    /// Adds what another record says.
    fn join(&mut self, other: &Self);
    /// What a person counts as who has these records and no others.
    fn tally(&self) -> Tally;
}

impl Said for Facts {
    fn join(&mut self, other: &Self) {
        Self::join(self, other);
    }

    fn tally(&self) -> Tally {
        Self::tally(self)
    }
}

impl Said for Tally {
    fn join(&mut self, other: &Self) {
        self.placed = self.placed.max(other.placed);
        self.placed_poverty = self.placed_poverty.max(other.placed_poverty);
        self.placed_trained = self.placed_trained.max(other.placed_trained);
        self.placed_certified = self.placed_certified.max(other.placed_certified);
    }

    fn tally(&self) -> Tally {
        self.clone()
    }
}

/// A person who changes a sum.
struct Change {
    level: Level,
    whole: Subject,
    window: Window,
    figure: &'static Figure,
    term: Term,
    value: i64,
    parts: Vec<Box<str>>,
}

impl<'a> Bridges<'a> {
    /// Looks at calendar years, or at `window` alone where one is given; names the persons behind `wanted`.
    #[must_use]
    pub fn new(
        rosters: &'a [CleanBlock],
        window: Option<Window>,
        wanted: &'a [Wanted],
        with: Context<'a>,
    ) -> Self {
        Self { with, rosters: Rosters::of(rosters, with), window, wanted }
    }

    /// All terms, and the persons behind those that were wanted.
    #[must_use]
    pub fn finish(&self, mut found: Found) -> (Terms, Vec<BridgeCase>) {
        found.learnt.sort_unstable();
        let windows = |day| self.window_of(day);
        self.rosters.each(&found.learnt, windows, |items, (number, name, rows)| {
            let changes = self.changes(items, is_placed);
            add(&mut found.terms, &mut found.cases, self.wanted, changes, || {
                (number.into(), name.into(), rows.into())
            });
        });
        found.cases.sort_by_key(|case| (case.bridge, case.term));
        (found.terms, found.cases)
    }

    fn window_of(&self, day: NaiveDate) -> Option<Window> {
        use chrono::Datelike;
        match self.window {
            Some(window) => window.contains(day).then_some(window),
            None => Window::year(day.year()),
        }
    }

    fn person(&self, person: &Person<'_>, part: &EnrolmentPart, found: &mut Found) {
        // Whoever has one record that names everything is counted once everywhere.
        if matches!(person.enrolments, [only] if only.base.is_some()) {
            return;
        }
        let catalogue = self.with.catalogue;
        let items = person.enrolments.iter().filter_map(|enrolment| {
            let end = enrolment.end.filter(|end| *end <= self.with.as_of)?;
            let course = catalogue.course(enrolment.course);
            Some(Item {
                unit: course.unit,
                brand: Some(&*course.brand),
                base: Some(catalogue.text(enrolment.base)).filter(|_| enrolment.base.is_some()),
                window: self.window_of(end)?,
                facts: Facts::of(
                    enrolment,
                    &EndDay::of(end),
                    part,
                    self.with.as_of,
                    self.with.words,
                ),
            })
        });
        let items: Vec<Item<'_, Facts>> = items.collect();
        if matches!(items.as_slice(), [] | [Item { base: Some(_), .. }]) {
            return;
        }
        let changes = self.changes(&items, |figure| !is_placed(figure));
        add(&mut found.terms, &mut found.cases, self.wanted, changes, || {
            let number = shown::number(person.id, catalogue, person.rows);
            (number, shown::name(person.rows), shown::places(person.rows))
        });
    }

    fn changes<F: Said>(
        &self,
        items: &[Item<'_, F>],
        counts: impl Fn(&Figure) -> bool,
    ) -> Vec<Change> {
        let mut wholes: BTreeMap<(Level, u32, Window), Vec<&Item<'_, F>>> = BTreeMap::new();
        let regions = self.with.regions;
        for item in items {
            let unit = u32::from(item.unit.index());
            let province = regions.province_of(item.unit);
            let first =
                regions.units_of(province).next().map_or(unit, |unit| u32::from(unit.index()));
            for (level, whole) in [(Level::Brand, unit), (Level::Base, unit), (Level::City, first)]
            {
                wholes.entry((level, whole, item.window)).or_default().push(item);
            }
        }
        let figures: Vec<_> = figures().filter(|figure| counts(figure)).collect();
        let mut changes = Vec::new();
        for ((level, _, window), items) in wholes {
            let mut parts: BTreeMap<Option<&str>, F> = BTreeMap::new();
            for item in &items {
                let name = match level {
                    Level::Brand => item.brand,
                    Level::Base => item.base,
                    Level::City => Some(&**regions.unit_name(item.unit)),
                };
                match parts.get_mut(&name) {
                    Some(facts) => facts.join(&item.facts),
                    None => drop(parts.insert(name, item.facts.clone())),
                }
            }
            if parts.len() == 1 && parts.keys().all(Option::is_some) {
                continue;
            }
            let whole = self.whole(level, items[0].unit);
            compare(&parts, &figures, |figure, (term, value, parts)| {
                let whole = whole.clone();
                changes.push(Change { level, whole, window, figure, term, value, parts });
            });
        }
        changes
    }

    fn whole(&self, level: Level, unit: UnitId) -> Subject {
        let regions = self.with.regions;
        let city = match level {
            Level::City => "".into(),
            _ => Arc::clone(regions.unit_name(unit)),
        };
        let province = Arc::clone(regions.province_name(regions.province_of(unit)));
        Subject { kind: level.whole(), province, city, name: "".into() }
    }
}

/// Holds the parts of one person against the whole, figure by figure.
fn compare<F: Said>(
    parts: &BTreeMap<Option<&str>, F>,
    figures: &[&'static Figure],
    mut say: impl FnMut(&'static Figure, (Term, i64, Vec<Box<str>>)),
) {
    let mut all = parts.values();
    let Some(first) = all.next() else { return };
    let mut whole = first.clone();
    all.for_each(|other| whole.join(other));
    let whole = whole.tally();
    let tallies: Vec<(Option<&str>, Tally)> =
        parts.iter().map(|(name, facts)| (*name, facts.tally())).collect();
    for figure in figures {
        let named = tallies.iter().filter(|(name, _)| name.is_some());
        let own = named.filter(|(_, tally)| number(figure, tally) > 0);
        let own: Vec<&(Option<&str>, Tally)> = own.collect();
        let sum: i64 = own.iter().map(|(_, tally)| number(figure, tally)).sum();
        let total = number(figure, &whole);
        if sum == total {
            continue;
        }
        let unnamed = tallies.iter().find(|(name, _)| name.is_none());
        let holds_unnamed = unnamed.is_some_and(|(_, tally)| number(figure, tally) > 0);
        let term = match (own.len(), total) {
            (_, 0) => Term::Undone,
            (0, _) if holds_unnamed => Term::Unnamed,
            (0, _) => Term::Together,
            // Sums: whatever the parts have is in the whole, and only what names no part is missing.
            (_, total) if total > sum => Term::Unnamed,
            (several, _) => Term::Several(u32::try_from(several).unwrap_or(u32::MAX)),
        };
        let names = own.iter().filter_map(|(name, _)| name.map(Into::into)).collect();
        say(figure, (term, total - sum, names));
    }
}

fn add(
    terms: &mut Terms,
    cases: &mut Vec<BridgeCase>,
    wanted: &[Wanted],
    changes: Vec<Change>,
    who: impl Fn() -> (Box<str>, Box<str>, Box<[RowRef]>),
) {
    for change in changes {
        let Change { level, whole, window, figure, term, value, parts } = change;
        let is_it = |wanted: &Wanted| {
            wanted.level == level && wanted.whole == whole && wanted.figure.name == figure.name
        };
        if let Some(bridge) = wanted.iter().position(is_it) {
            let (number, name, rows) = who();
            cases.push(BridgeCase { bridge, term, value, number, name, parts, rows });
        }
        let behind = terms.entry((level, whole, window, figure.name)).or_default();
        let behind = behind.entry(term).or_default();
        behind.persons += 1;
        behind.value += value;
    }
}

impl Witness for Bridges<'_> {
    type Found = Found;

    fn start(&self) -> Found {
        Found::default()
    }

    fn take(&self, people: &People<'_>, found: &mut Found) {
        for person in people.each() {
            found.learnt.extend(self.rosters.learnt(&person));
            self.person(&person, people.enrolments, found);
        }
    }

    fn join(&self, found: &mut Found, later: Found) {
        for (key, terms) in later.terms {
            let own = found.terms.entry(key).or_default();
            for (term, behind) in terms {
                let own = own.entry(term).or_default();
                own.persons += behind.persons;
                own.value += behind.value;
            }
        }
        found.cases.extend(later.cases);
        found.learnt.extend(later.learnt);
    }
}

//! The persons of a figure, those alike put together: counting them in another way costs next to nothing.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::evidence::{Barred, Record};
use super::question::{Amounts, Masks, Question};
use super::reading::{Kept, Reading, Scope, Unit};
use crate::model::claim::Quantity;

/// What counts of one enrolment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Item {
    scope: u16,
    rows: u16,
    barred: Barred,
    masks: Masks,
    /// What its rows say themselves, where they are several.
    own: Box<[Masks]>,
}

impl Item {
    /// An enrolment in the light of a question.
    pub fn of(record: &Record, scope: u16, question: &Question) -> Self {
        let rows = record.number_of_rows();
        let own = if rows > 1 {
            record.rows(false).map(|facts| question.masks(facts)).collect()
        } else {
            Box::default()
        };
        Self { scope, rows, barred: record.barred, masks: question.masks(&record.facts), own }
    }

    fn counts(&self, reading: &Reading) -> bool {
        counts(&self.masks, reading)
    }

    /// How many of its rows count by themselves.
    fn own_rows(&self, reading: &Reading) -> i64 {
        if self.own.is_empty() {
            return i64::from(self.counts(reading));
        }
        let own = self.own.iter().filter(|masks| counts(masks, reading));
        i64::try_from(own.count()).unwrap_or(i64::MAX)
    }
}

fn counts(masks: &Masks, reading: &Reading) -> bool {
    masks[reading.employment as usize] & 1 << reading.basis as u32 != 0
}

/// What one person adds to a figure that counts heads.
pub(super) fn heads(items: &[Item], reading: &Reading) -> i64 {
    if let Some(scopes) = reading.scope.summands() {
        return scopes.into_iter().map(|scope| heads(items, &Reading { scope, ..*reading })).sum();
    }
    let taken = || items.iter().filter(|item| reading.takes(item.scope, item.barred));
    let counting = || taken().filter(|item| item.counts(reading));
    let is_barred = items.first().is_some_and(|item| item.barred != Barred::No);
    let unit = match reading.unit {
        Unit::Person | Unit::Enrolment if is_barred && reading.kept.is_by_row() => {
            Unit::RowOfEnrolment
        }
        unit => unit,
    };
    let person = || i64::from(counting().next().is_some());
    match unit {
        Unit::Person => person(),
        Unit::Enrolment => i64::try_from(counting().count()).unwrap_or(i64::MAX),
        Unit::RowOfEnrolment => counting().map(|item| i64::from(item.rows)).sum(),
        Unit::Row => taken().map(|item| item.own_rows(reading)).sum(),
        Unit::RepeatOfEnrolment => {
            person() + counting().map(|item| i64::from(item.rows) - 1).sum::<i64>()
        }
        Unit::Repeat => {
            let repeated = taken().map(|item| (item.own_rows(reading) - 1).max(0)).sum::<i64>();
            person() + repeated
        }
    }
}

/// All persons of a figure that counts heads, or all enrolments of one that adds amounts up.
pub(super) enum Profiles {
    Heads(Alike),
    Amounts(BTreeMap<(u16, Barred), Sums>),
}

/// Persons with the same enrolments in the light of a question, and how many there are of each sort.
pub(super) struct Alike {
    list: Vec<(Vec<Item>, i64)>,
    /// Which of them have an enrolment in a scope, by scope.
    by_scope: Vec<Vec<u32>>,
}

impl Alike {
    fn of(mut list: Vec<(Vec<Item>, i64)>) -> Self {
        list.sort_unstable();
        let mut by_scope: Vec<Vec<u32>> = vec![Vec::new()];
        for (number, (items, _)) in (0u32..).zip(&list) {
            // Items are sorted by scope.
            for group in items.chunk_by(|a, b| a.scope == b.scope) {
                let scope = group.first().map_or(0, |item| usize::from(item.scope));
                if by_scope.len() <= scope {
                    by_scope.resize_with(scope + 1, Vec::new);
                }
                by_scope[scope].push(number);
            }
        }
        Self { list, by_scope }
    }

    fn in_scope(&self, scope: u16) -> impl Iterator<Item = &(Vec<Item>, i64)> {
        let numbers = self.by_scope.get(usize::from(scope)).into_iter().flatten();
        numbers.filter_map(|number| self.list.get(*number as usize))
    }

    /// Those that may count in a reading.
    fn each(&self, scope: Scope, take: &mut dyn FnMut(&[Item], i64)) {
        let (first, other) = match scope {
            Scope::Own | Scope::Plus(_) | Scope::PlusBoth(..) => (0, None),
            Scope::Only(other) => (other, None),
            Scope::With(other) => (0, Some(other)),
            Scope::WithAll(..) | Scope::WithBoth(..) => {
                return self.list.iter().for_each(|(items, persons)| take(items, *persons));
            }
        };
        self.in_scope(first).for_each(|(items, persons)| take(items, *persons));
        let is_own = |items: &[Item]| items.first().is_some_and(|item| item.scope == 0);
        for (items, persons) in other.into_iter().flat_map(|other| self.in_scope(other)) {
            if !is_own(items) {
                take(items, *persons);
            }
        }
    }
}

/// Amounts of many enrolments: once each, once for each of their rows, and as the rows say themselves.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    once: Amounts,
    by_rows: Amounts,
    own: Amounts,
}

impl Default for Sums {
    fn default() -> Self {
        let none = [0; super::basis::MOST];
        Self { once: none, by_rows: none, own: none }
    }
}

impl Sums {
    /// The amounts of one enrolment.
    pub fn of(record: &Record, question: &Question) -> Self {
        let mut sums = Self { once: question.amounts(&record.facts), ..Self::default() };
        let rows = i64::from(record.number_of_rows());
        sums.by_rows = sums.once.map(|amount| amount.saturating_mul(rows));
        for facts in record.rows(true) {
            add(&mut sums.own, &question.amounts(facts));
        }
        sums
    }

    fn add(&mut self, other: &Self) {
        add(&mut self.once, &other.once);
        add(&mut self.by_rows, &other.by_rows);
        add(&mut self.own, &other.own);
    }

    /// What it comes to in a reading.
    pub fn value(&self, reading: &Reading, is_barred: bool) -> i64 {
        let amounts = match reading.unit {
            Unit::Person | Unit::Enrolment if is_barred && reading.kept.is_by_row() => &self.own,
            Unit::Person | Unit::Enrolment => &self.once,
            Unit::RowOfEnrolment | Unit::RepeatOfEnrolment => &self.by_rows,
            Unit::Row | Unit::Repeat => &self.own,
        };
        amounts[reading.basis as usize]
    }
}

fn add(sums: &mut Amounts, more: &Amounts) {
    for (sum, amount) in sums.iter_mut().zip(more) {
        *sum = sum.saturating_add(*amount);
    }
}

impl Profiles {
    /// Those of the persons in `groups`, each with the scopes of its records.
    pub fn of<'r>(
        groups: impl Iterator<Item = Vec<(u16, &'r Record)>>,
        question: &Question,
    ) -> Self {
        if question.quantity == Quantity::Subsidy {
            let mut sums: BTreeMap<(u16, Barred), Sums> = BTreeMap::new();
            for (scope, record) in groups.flatten() {
                sums.entry((scope, record.barred)).or_default().add(&Sums::of(record, question));
            }
            return Self::Amounts(sums);
        }
        let mut alike: HashMap<Vec<Item>, i64, FixedState> = HashMap::default();
        for group in groups {
            let items = items(&group, question);
            let counts = |masks: &Masks| masks.iter().any(|mask| *mask != 0);
            if items.iter().any(|item| counts(&item.masks) || item.own.iter().any(counts)) {
                *alike.entry(items).or_default() += 1;
            }
        }
        Self::Heads(Alike::of(alike.into_iter().collect()))
    }

    /// The figure in a reading.
    pub fn value(&self, reading: &Reading) -> i64 {
        if let Some(scopes) = reading.scope.summands() {
            let of = |scope| self.value(&Reading { scope, ..*reading });
            return scopes.into_iter().map(of).fold(0, i64::saturating_add);
        }
        match self {
            Self::Amounts(sums) => sums
                .iter()
                .filter(|((scope, barred), _)| reading.takes(*scope, *barred))
                .map(|((_, barred), sums)| sums.value(reading, *barred != Barred::No))
                .fold(0, i64::saturating_add),
            Self::Heads(alike) => {
                let mut value = 0;
                let mut blank = 0;
                alike.each(reading.scope, &mut |items, persons| {
                    let own = heads(items, reading) * persons;
                    match items.first() {
                        Some(item) if item.barred == Barred::Blank => blank += own,
                        _ => value += own,
                    }
                });
                let once = reading.kept == Kept::BlankOnce && reading.unit == Unit::Person;
                value + if once { blank.min(1) } else { blank }
            }
        }
    }
}

/// The enrolments of one person in the light of a question, in an order of their own.
pub(super) fn items(group: &[(u16, &Record)], question: &Question) -> Vec<Item> {
    let mut items: Vec<Item> =
        group.iter().map(|(scope, record)| Item::of(record, *scope, question)).collect();
    items.sort_unstable();
    items
}

//! Person by person: which figures of which lines they entered or left, and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::cause::{Causes, Pair, Rows};
use super::portrait::{Portrait, Record};
use crate::model::change::{Cause, FigureChange, Move, Place, is_sum};
use crate::model::counts::Figure;
use crate::model::explained::number;
use crate::model::facts::Facts;
use crate::model::finding::{Code, RowRef, SheetId};
use crate::model::ledger::Course;
use crate::model::measure::{Subject, SubjectKind, Tally};
use crate::trace::numbers::Context;

/// Where a row stands, whatever the run calls its file: delivery, sheet and row.
pub type Identity = (u32, u32, u32);

/// One of the two reports.
pub struct Side<'a> {
    /// As-of date, names and words.
    pub with: Context<'a>,
    /// The delivery of every file.
    pub deliveries: &'a [u32],
    /// Why rows were rejected.
    pub rejected: HashMap<RowRef, Code, FixedState>,
}

impl Side<'_> {
    /// The delivery that a row came in.
    pub(super) fn delivery(&self, at: RowRef) -> u32 {
        self.deliveries.get(at.sheet.file as usize).copied().unwrap_or(u32::MAX)
    }

    pub(super) fn identity(&self, at: RowRef) -> Identity {
        (self.delivery(at), at.sheet.sheet, at.row)
    }

    /// Where a row of a delivery stands here; `None` where the delivery is not known.
    pub(super) fn place_of(&self, delivery: u32, at: RowRef) -> Option<RowRef> {
        let file = self.deliveries.iter().position(|own| *own == delivery)?;
        let file = u32::try_from(file).ok()?;
        Some(RowRef { sheet: SheetId { file, ..at.sheet }, ..at })
    }
}

/// An enrolment in three states: as A knows it by A's as-of date and by B's, and as B knows it.
struct Enrolled<'p> {
    pair: Pair<'p>,
    /// What it says, of those that have ended.
    facts: [Option<Facts>; 3],
    /// What it counts as by itself.
    tallies: [Tally; 3],
}

/// An enrolment that is of a line in some of the three states.
struct Own<'e, 'p> {
    of: &'e Enrolled<'p>,
    is_in: [bool; 3],
}

impl Own<'_, '_> {
    fn facts(&self, state: usize) -> Option<&Facts> {
        self.of.facts[state].as_ref().filter(|_| self.is_in[state])
    }

    fn value(&self, figure: &Figure, state: usize) -> i64 {
        if self.is_in[state] { number(figure, &self.of.tallies[state]) } else { 0 }
    }
}

/// Compares persons by the figures that moved.
pub struct Comparison<'a> {
    a: &'a Side<'a>,
    b: &'a Side<'a>,
    /// Index of every line.
    places: HashMap<Place, u32, FixedState>,
    /// Of every line the figures that moved, by their indexes in `figures`.
    moved: Vec<Vec<u8>>,
    figures: &'a [&'static Figure],
}

impl<'a> Comparison<'a> {
    /// Looks at these moved figures only; `figures` are all that a line has.
    #[must_use]
    pub fn new(
        [a, b]: [&'a Side<'a>; 2],
        places: &[Place],
        changes: &[FigureChange],
        figures: &'a [&'static Figure],
    ) -> Self {
        let mut moved = vec![Vec::new(); places.len()];
        for change in changes {
            let index = figures.iter().position(|own| own.name == change.figure.name);
            let index = index.and_then(|index| u8::try_from(index).ok());
            if let Some(of_place) = moved.get_mut(change.place as usize) {
                of_place.extend(index);
            }
        }
        Self { a, b, places: places.iter().cloned().zip(0..).collect(), moved, figures }
    }

    /// What a person moved.
    #[must_use]
    pub fn moves(&self, a: Option<&Portrait>, b: Option<&Portrait>) -> Vec<Move> {
        let Some(number) = a.or(b).map(|own| &own.number) else { return Vec::new() };
        let enrolled: Vec<(Enrolled<'_>, BTreeMap<u32, [bool; 3]>)> =
            pairs(a, b).map(|pair| self.enrolled(pair)).collect();
        let mut own: BTreeMap<u32, Vec<Own<'_, '_>>> = BTreeMap::new();
        for (of, places) in &enrolled {
            for (place, is_in) in places {
                own.entry(*place).or_default().push(Own { of, is_in: *is_in });
            }
        }
        let mut moves = Vec::new();
        for (place, own) in &own {
            let mut changes: BTreeMap<(Cause, Rows), Vec<(u8, i64)>> = BTreeMap::new();
            let whole = joined(own);
            for figure in &self.moved[*place as usize] {
                for (cause, rows, change) in self.figure(own, whole.as_ref(), *figure) {
                    changes.entry((cause, rows)).or_default().push((*figure, change));
                }
            }
            moves.extend(changes.into_iter().map(|((cause, rows), changes)| Move {
                person: Arc::clone(number),
                place: *place,
                cause,
                changes: changes.into(),
                rows: rows.into(),
            }));
        }
        moves
    }

    /// An enrolment, with the lines with moved figures that it is of.
    fn enrolled<'p>(&self, pair: Pair<'p>) -> (Enrolled<'p>, BTreeMap<u32, [bool; 3]>) {
        let (by_a, by_b) = (self.a.with.as_of, self.b.with.as_of);
        let words = self.a.with.words;
        let mut places: BTreeMap<u32, [bool; 3]> = BTreeMap::new();
        let mut facts = [None; 3];
        for (state, record, as_of) in [(0, pair.a, by_a), (1, pair.a, by_b), (2, pair.b, by_b)] {
            let Some(record) = record else { continue };
            let Some((year, own)) = record.facts(as_of, words) else { continue };
            facts[state] = Some(own);
            for subject in self.subjects(record) {
                if let Some(place) = self.places.get(&Place { subject, year }) {
                    places.entry(*place).or_default()[state] = true;
                }
            }
        }
        let tallies = facts.map(|facts| facts.map_or_else(Tally::default, |own| own.tally()));
        (Enrolled { pair, facts, tallies }, places)
    }

    fn subjects(&self, record: &Record) -> impl Iterator<Item = Subject> {
        let regions = self.a.with.regions;
        let Course { unit, brand, .. } = &record.course;
        let none: Arc<str> = "".into();
        let province = regions.province_name(regions.province_of(*unit));
        let subject = |kind, city: &Arc<str>, name: &Arc<str>| Subject {
            kind,
            province: Arc::clone(province),
            city: Arc::clone(city),
            name: Arc::clone(name),
        };
        let city = regions.unit_name(*unit);
        let base =
            (!record.base.is_empty()).then(|| subject(SubjectKind::Base, city, &record.base));
        [
            subject(SubjectKind::Brand, city, brand),
            subject(SubjectKind::City, city, &none),
            subject(SubjectKind::Province, &none, &none),
        ]
        .into_iter()
        .chain(base)
    }

    /// How a person, or each enrolment, changed a figure of a line; `whole` is what several enrolments are together.
    fn figure(
        &self,
        own: &[Own<'_, '_>],
        whole: Option<&[Tally; 3]>,
        figure: u8,
    ) -> Vec<(Cause, Rows, i64)> {
        let Some(figure) = self.figures.get(usize::from(figure)) else { return Vec::new() };
        let mut changes = Vec::new();
        match whole.filter(|_| !is_sum(figure)) {
            Some(whole) => {
                let values = whole.each_ref().map(|tally| number(figure, tally));
                self.change(own, values, figure, &mut changes);
            }
            None => {
                for one in own {
                    let values = [0, 1, 2].map(|state| one.value(figure, state));
                    self.change(std::slice::from_ref(one), values, figure, &mut changes);
                }
            }
        }
        changes
    }

    /// Splits a change into what the as-of dates did and what the rows did.
    fn change(
        &self,
        own: &[Own<'_, '_>],
        [before, between, after]: [i64; 3],
        figure: &Figure,
        changes: &mut Vec<(Cause, Rows, i64)>,
    ) {
        if before == after {
            return;
        }
        let causes = Causes { a: self.a, b: self.b };
        let (by_dates, by_rows) = (between - before, after - between);
        if by_dates != 0 {
            let (pair, _) = decisive(own, figure, (0, 1), by_dates > 0);
            let (cause, rows) = causes.of_dates(pair, figure, by_dates > 0);
            changes.push((cause, rows, by_dates));
        }
        if by_rows != 0 {
            let (pair, is_elsewhere) = decisive(own, figure, (1, 2), by_rows > 0);
            let (cause, rows) = causes.of_rows(pair, figure, is_elsewhere);
            changes.push((cause, rows, by_rows));
        }
    }
}

/// What several enrolments of one person are together in the three states; `None` for a single one.
fn joined(own: &[Own<'_, '_>]) -> Option<[Tally; 3]> {
    let tally = |state: usize| {
        let mut facts = own.iter().filter_map(|own| own.facts(state));
        let Some(mut whole) = facts.next().copied() else { return Tally::default() };
        for other in facts {
            whole.join(other);
        }
        whole.tally()
    };
    (own.len() > 1).then(|| [0, 1, 2].map(tally))
}

/// The enrolment that made the difference: one whose own value went the same way, else one with other facts. And
/// whether it is of the line at all in one of the two states only.
fn decisive<'p>(
    own: &[Own<'_, 'p>],
    figure: &Figure,
    (from, to): (usize, usize),
    enters: bool,
) -> (Pair<'p>, bool) {
    let went = |own: &&Own<'_, 'p>| {
        let change = own.value(figure, to) - own.value(figure, from);
        if enters { change > 0 } else { change < 0 }
    };
    let differs = |own: &&Own<'_, 'p>| own.facts(from) != own.facts(to);
    let found = own.iter().find(went).or_else(|| own.iter().find(differs)).or(own.first());
    found.map(|own| (own.of.pair, own.is_in[from] != own.is_in[to])).unwrap_or_default()
}

/// The enrolments of a person in both reports, by course.
fn pairs<'p>(a: Option<&'p Portrait>, b: Option<&'p Portrait>) -> impl Iterator<Item = Pair<'p>> {
    let mut pairs: BTreeMap<&Course, Pair<'p>> = BTreeMap::new();
    for record in a.into_iter().flat_map(|own| &own.records) {
        pairs.entry(&record.course).or_default().a = Some(record);
    }
    for record in b.into_iter().flat_map(|own| &own.records) {
        pairs.entry(&record.course).or_default().b = Some(record);
    }
    pairs.into_values()
}

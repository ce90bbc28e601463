//! The figures that moved: the two tables held against each other, then the persons who moved them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use rayon::prelude::*;

use super::side::{Side, With};
use crate::config::RunError;
use crate::model::change::{Changes, Delivery, FigureChange, Move, Place, Report};
use crate::model::counts::{Counts, Figure, YEARLY};
use crate::model::explained::number;
use crate::model::measure::{Subject, SubjectKind, Tally};
use crate::model::period::Window;
use crate::model::person_id::PersonId;
use crate::model::text::nearest;
use crate::report;
use crate::trace::change::{
    AT_ONCE, Comparison, Known as Persons, Portrait, Portraits, Side as Traced, movers,
};

/// Which lines are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Official name of the reporting unit.
    pub city: Option<String>,
    /// Name of the brand.
    pub brand: Option<String>,
}

impl Wanted {
    /// Whether a line is of a subject that is wanted.
    pub fn has(&self, subject: &Subject) -> bool {
        let is_brand =
            |name: &String| subject.kind == SubjectKind::Brand && **name == *subject.name;
        self.city.as_ref().is_none_or(|city| **city == *subject.city)
            && self.brand.as_ref().is_none_or(is_brand)
    }

    /// Whether either report has anything that is wanted.
    pub fn is_in(&self, counts: [&Counts; 2]) -> Result<(), RunError> {
        let subjects = || counts.into_iter().flat_map(|counts| &counts.subjects);
        let is_all = self.city.is_none() && self.brand.is_none();
        if is_all || subjects().any(|subject| self.has(subject)) {
            return Ok(());
        }
        let Some(brand) = &self.brand else {
            let city = self.city.as_deref().unwrap_or_default();
            return Err(RunError::Asked(format!("两边的台账中都没有{city}的行")));
        };
        let unit = Self { brand: None, ..self.clone() };
        let brands = subjects().filter(|own| own.kind == SubjectKind::Brand && unit.has(own));
        let near = nearest(brand, brands.map(|own| &*own.name));
        let hint = near.map_or_else(String::new, |near| format!("，是否为“{near}”？"));
        let city = self.city.as_ref().map_or_else(String::new, |city| format!("{city}的"));
        Err(RunError::Asked(format!("两边的台账中都没有{city}品牌“{brand}”{hint}")))
    }
}

/// The figures of a line, in the order of the tables.
pub fn figures() -> Vec<&'static Figure> {
    YEARLY.iter().filter_map(|name| Figure::named(name)).collect()
}

/// The lines of both tables whose figures differ, and the figures.
pub fn moved(counts: [&Counts; 2], wanted: &Wanted) -> (Vec<Place>, Vec<FigureChange>) {
    let figures = figures();
    let keys: BTreeSet<&(Subject, Window)> =
        counts.iter().flat_map(|counts| counts.years.keys()).collect();
    let (mut places, mut changes) = (Vec::new(), Vec::new());
    for key in keys.into_iter().filter(|(subject, _)| wanted.has(subject)) {
        let none = Tally::default();
        let [a, b] = counts.map(|counts| counts.years.get(key).unwrap_or(&none));
        let place = u32::try_from(places.len()).unwrap_or(u32::MAX);
        let change = |figure: &&'static Figure| FigureChange {
            place,
            figure,
            a: number(figure, a),
            b: number(figure, b),
            shares: BTreeMap::new(),
        };
        let own = figures.iter().map(change).filter(|change| change.a != change.b);
        let before = changes.len();
        changes.extend(own);
        if changes.len() > before {
            places.push(Place { subject: key.0.clone(), year: key.1.from.year() });
        }
    }
    (places, changes)
}

/// The persons behind the figures that moved, with all that is to be said of the two reports but the verdicts; who moved
/// what is kept if it `is_wanted_whole`.
pub fn explained(
    [a, b]: [Side<'_>; 2],
    (places, mut figures): (Vec<Place>, Vec<FigureChange>),
    with: &With<'_>,
    is_wanted_whole: bool,
) -> Changes {
    let deliveries: BTreeSet<&Delivery> = a.deliveries.iter().chain(&b.deliveries).collect();
    let mut deliveries: Vec<Delivery> = deliveries.into_iter().cloned().collect();
    let indexes = [&a, &b].map(|side| indexes(side, &deliveries));
    let mut moves = Vec::new();
    if !figures.is_empty() {
        let sides = [(&a, &indexes[0]), (&b, &indexes[1])];
        let traced = sides.map(|(side, deliveries)| Traced {
            with: side.context(with),
            deliveries,
            rejected: side.rejections.iter().map(|own| (own.at, own.code)).collect(),
        });
        let mut index: BTreeMap<(u32, usize), usize> = BTreeMap::new();
        let of_line = self::figures();
        for (number, change) in figures.iter().enumerate() {
            let place = of_line.iter().position(|own| own.name == change.figure.name);
            index.extend(place.map(|place| ((change.place, place), number)));
        }
        let comparison = Comparison::new([&traced[0], &traced[1]], &places, &figures, &of_line);
        each_move([&a, &b], with, &comparison, |own| {
            for (figure, change) in &own.changes {
                let number = index.get(&(own.place, usize::from(*figure)));
                if let Some(moved) = number.and_then(|number| figures.get_mut(*number)) {
                    moved.shares.entry(own.cause).or_default().add(*change);
                }
            }
            if is_wanted_whole {
                moves.push(own);
            }
        });
    }
    let [of_a, of_b] = indexes;
    let full_ids = a.config.disclosure.full_ids;
    if !full_ids {
        report::hide_names(deliveries.iter_mut().map(|delivery| &mut delivery.path));
    }
    let report = |side: Side<'_>, deliveries| Report {
        stamp: side.stamp,
        sources: report::shown_names(side.sources, full_ids),
        deliveries,
    };
    let reports = [report(a, of_a), report(b, of_b)];
    Changes { reports, deliveries, places, figures, moves, verdicts: Vec::new() }
}

fn indexes(side: &Side<'_>, deliveries: &[Delivery]) -> Vec<u32> {
    let index = |own: &Delivery| deliveries.binary_search(own).ok();
    let own = side.deliveries.iter().map(index);
    own.map(|index| index.and_then(|index| u32::try_from(index).ok()).unwrap_or(u32::MAX)).collect()
}

/// Looks at those who have another part in the figures, some at a time, by person.
fn each_move(
    [a, b]: [&Side<'_>; 2],
    with: &With<'_>,
    comparison: &Comparison<'_>,
    mut take: impl FnMut(Move),
) {
    let persons = Persons::pair([a.context(with), b.context(with)]);
    let all = movers([a.digests(&persons[0]), b.digests(&persons[1])]);
    for some in all.chunks(AT_ONCE) {
        let of = |side: &Side<'_>, known: &Persons<'_>| -> BTreeMap<PersonId, Portrait> {
            side.merging.look(&Portraits::new(known, some)).into_iter().collect()
        };
        let (of_a, of_b) = (of(a, &persons[0]), of(b, &persons[1]));
        let moves = some.par_iter().map(|id| comparison.moves(of_a.get(id), of_b.get(id)));
        let moves: Vec<Vec<Move>> = moves.collect();
        moves.into_iter().flatten().for_each(&mut take);
    }
}

/// Whether everybody who entered and left is accounted for.
pub fn add_up(changes: &Changes) -> bool {
    changes.figures.iter().all(|figure| {
        let whole = figure.whole();
        figure.a + whole.entered - whole.left == figure.b
    })
}

//! What can be concluded about figures that are not shown from those that are: bounds, carried along inequalities until
//! nothing changes. The reasoning of a reader who knows how the figures hang together.

use std::collections::{BTreeSet, VecDeque};

/// A figure, by its number.
pub(super) type Cell = usize;

/// A figure as it is, and what speaks for suppressing another rather than this one.
#[derive(Clone, Copy, Debug)]
struct Figure {
    value: i64,
    /// How much a reader loses with it: the higher the level, the more.
    rank: u8,
    hidden: bool,
    /// A figure that is shown and hidden together with this one.
    tied: Option<Cell>,
}

/// The sum of `small` is at most the sum of `large`.
#[derive(Debug)]
struct Relation {
    small: Vec<Cell>,
    large: Vec<Cell>,
}

/// Bounds that follow for one figure, and the relations that gave them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bounds {
    low: i64,
    low_by: Option<usize>,
    high: Option<i64>,
    high_by: Option<usize>,
}

/// Figures that are whole numbers from 0, and how they hang together. A hidden figure is known not to be 0: zeros are
/// never hidden.
#[derive(Debug, Default)]
pub(super) struct System {
    figures: Vec<Figure>,
    relations: Vec<Relation>,
    /// The relations of each figure.
    of: Vec<Vec<usize>>,
}

impl System {
    /// Adds a figure.
    pub(super) fn figure(&mut self, value: i64, rank: u8) -> Cell {
        self.figures.push(Figure { value, rank, hidden: false, tied: None });
        self.of.push(Vec::new());
        self.figures.len() - 1
    }

    /// From now on both are hidden or neither.
    pub(super) fn tie(&mut self, a: Cell, b: Cell) {
        for (one, other) in [(a, b), (b, a)] {
            if let Some(figure) = self.figures.get_mut(one) {
                figure.tied = Some(other);
            }
        }
    }

    /// Adds what readers know: the sum of `small` is at most the sum of `large`.
    pub(super) fn at_most(&mut self, small: Vec<Cell>, large: Vec<Cell>) {
        let number = self.relations.len();
        for cell in small.iter().chain(&large) {
            if let Some(of) = self.of.get_mut(*cell) {
                of.push(number);
            }
        }
        self.relations.push(Relation { small, large });
    }

    /// Hides a figure; one that is 0 stays.
    pub(super) fn hide(&mut self, cell: Cell) {
        let Some(figure) = self.figures.get_mut(cell) else { return };
        if figure.value == 0 || figure.hidden {
            return;
        }
        figure.hidden = true;
        if let Some(tied) = figure.tied {
            self.hide(tied);
        }
    }

    /// Whether a figure is hidden.
    pub(super) fn is_hidden(&self, cell: Cell) -> bool {
        self.figures.get(cell).is_some_and(|figure| figure.hidden)
    }

    /// Hides further figures until none that is hidden can be concluded exactly from what is shown.
    pub(super) fn protect(&mut self) {
        loop {
            let bounds = self.conclude();
            let known = |cell: &Cell| {
                let of = bounds.get(*cell);
                self.is_hidden(*cell) && of.is_some_and(|it| it.high == Some(it.low))
            };
            let known: Vec<Cell> = (0..self.figures.len()).filter(known).collect();
            let further: BTreeSet<Cell> =
                known.iter().filter_map(|cell| self.culprit(*cell, &bounds)).collect();
            if further.is_empty() {
                return;
            }
            for cell in further {
                self.hide(cell);
            }
        }
    }

    /// The bounds of all figures.
    fn conclude(&self) -> Vec<Bounds> {
        let start = |figure: &Figure| {
            let (low, high) =
                if figure.hidden { (1, None) } else { (figure.value, Some(figure.value)) };
            Bounds { low, low_by: None, high, high_by: None }
        };
        let mut bounds: Vec<Bounds> = self.figures.iter().map(start).collect();
        let mut queue: VecDeque<usize> = (0..self.relations.len()).collect();
        let mut queued = vec![true; self.relations.len()];
        while let Some(number) = queue.pop_front() {
            queued[number] = false;
            for cell in self.relations[number].tighten(number, &mut bounds) {
                for other in self.of[cell].iter().filter(|other| **other != number) {
                    if !std::mem::replace(&mut queued[*other], true) {
                        queue.push_back(*other);
                    }
                }
            }
        }
        bounds
    }

    /// The figure to hide so that `cell` is not known: of those that are shown and gave its bounds, from the nearest
    /// relations that hold any, the one that is missed least.
    fn culprit(&self, cell: Cell, bounds: &[Bounds]) -> Option<Cell> {
        let mut seen = BTreeSet::from([cell]);
        let mut front = vec![cell];
        while !front.is_empty() {
            let givers = front.iter().filter_map(|cell| bounds.get(*cell));
            let relations = givers.flat_map(|of| [of.low_by, of.high_by]).flatten();
            let relations: BTreeSet<usize> = relations.collect();
            let next: Vec<Cell> = relations
                .iter()
                .filter_map(|number| self.relations.get(*number))
                .flat_map(|relation| relation.small.iter().chain(&relation.large).copied())
                .filter(|cell| seen.insert(*cell))
                .collect();
            let shown = next.iter().filter_map(|cell| {
                let figure = self.figures.get(*cell)?;
                (!figure.hidden && figure.value > 0).then_some((figure.rank, figure.value, *cell))
            });
            if let Some((_, _, found)) = shown.min() {
                return Some(found);
            }
            front = next;
        }
        None
    }
}

impl Relation {
    /// Narrows the bounds of its figures; returns those that changed.
    fn tighten(&self, number: usize, bounds: &mut [Bounds]) -> Vec<Cell> {
        let mut changed = Vec::new();
        let least: i64 = self.small.iter().map(|cell| bounds[*cell].low).sum();
        let unbounded = self.large.iter().filter(|cell| bounds[**cell].high.is_none()).count();
        let most: i64 = self.large.iter().filter_map(|cell| bounds[*cell].high).sum();
        for cell in &self.large {
            let own = &mut bounds[*cell];
            let low = match (own.high, unbounded) {
                (Some(high), 0) => least - (most - high),
                (None, 1) => least - most,
                _ => continue,
            };
            if low > own.low {
                (own.low, own.low_by) = (low, Some(number));
                changed.push(*cell);
            }
        }
        if unbounded > 0 {
            return changed;
        }
        for cell in &self.small {
            let own = &mut bounds[*cell];
            let high = most - (least - own.low);
            if own.high.is_none_or(|known| high < known) {
                (own.high, own.high_by) = (Some(high), Some(number));
                changed.push(*cell);
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(system: &System, cell: Cell) -> (i64, Option<i64>) {
        let of = system.conclude()[cell];
        (of.low, of.high)
    }

    #[test]
    fn a_part_follows_from_the_whole_and_the_other_parts() {
        let mut system = System::default();
        let [a, b, c] = [2, 40, 60].map(|value| system.figure(value, 0));
        let whole = system.figure(102, 1);
        system.at_most(vec![a, b, c], vec![whole]);
        system.at_most(vec![whole], vec![a, b, c]);
        system.hide(a);
        assert_eq!(bounds(&system, a), (2, Some(2)));
        system.protect();
        assert!(system.is_hidden(b) && !system.is_hidden(c) && !system.is_hidden(whole));
        assert_eq!(bounds(&system, a), (1, Some(41)));
        assert_eq!(bounds(&system, b), (1, Some(41)));
    }

    #[test]
    fn what_has_a_ceiling_of_its_own_value_is_known() {
        let mut system = System::default();
        let [part, whole] = [1, 1].map(|value| system.figure(value, 0));
        system.at_most(vec![part], vec![whole]);
        system.hide(part);
        assert_eq!(bounds(&system, part), (1, Some(1)));
        system.protect();
        assert!(system.is_hidden(whole));
        assert_eq!(bounds(&system, part), (1, None));
    }

    #[test]
    fn conclusions_go_through_figures_that_are_hidden() {
        // One brand in one unit: the province gives the unit, the unit gives the brand.
        let mut system = System::default();
        let [brand, unit] = [5, 5].map(|value| system.figure(value, 0));
        let [other, province] = [7, 12].map(|value| system.figure(value, 1));
        for (small, large) in [(vec![brand], vec![unit]), (vec![unit, other], vec![province])] {
            system.at_most(small.clone(), large.clone());
            system.at_most(large, small);
        }
        system.hide(brand);
        system.hide(unit);
        assert_eq!(bounds(&system, brand), (5, Some(5)));
        system.protect();
        assert!(system.is_hidden(other) && !system.is_hidden(province));
        assert_eq!(bounds(&system, brand), (1, Some(11)));
    }

    #[test]
    fn zeros_stay_and_what_is_tied_goes_together() {
        let mut system = System::default();
        let [persons, money, none] = [1, 50_000, 0].map(|value| system.figure(value, 0));
        system.tie(persons, money);
        system.hide(none);
        system.hide(money);
        assert!(system.is_hidden(persons) && !system.is_hidden(none));
    }
}

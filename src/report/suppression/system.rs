//! Whether figures that are not shown could be others, for all that a reader knows: how the figures hang together, and
//! those that are shown. Whatever the reasoning, a figure that could be another one cannot be concluded.

use std::collections::{BTreeMap, BTreeSet};

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
    /// By how much it is less.
    slack: i64,
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

/// By how much figures differ from what they are.
type Changes = BTreeMap<Cell, i64>;

/// A search for other figures.
struct Search {
    /// Changes that may still be tried.
    left: u32,
    /// The relation to loosen if nothing is found, by hiding one of its figures: best one that nothing could mend, and
    /// of several the one that the fewest changes led to.
    obstacle: Option<(bool, usize, usize)>,
}

/// Changes tried before a figure is taken to be known; most need less than ten.
const TRIES: u32 = 300;

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
        let sum = |cells: &[Cell]| -> i64 { cells.iter().map(|cell| self.value(*cell)).sum() };
        let slack = sum(&large) - sum(&small);
        self.relations.push(Relation { small, large, slack });
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

    /// Hides further figures until every hidden one could be another.
    pub(super) fn protect(&mut self) {
        // Hiding more takes nothing away from what was found possible.
        let mut open = BTreeSet::new();
        loop {
            let mut further = BTreeSet::new();
            for cell in (0..self.figures.len()).filter(|cell| self.is_hidden(*cell)) {
                if open.contains(&cell) {
                    continue;
                }
                match self.other(cell) {
                    Ok(changes) => open.extend(changes.into_keys()),
                    Err(culprit) => further.extend(culprit),
                }
            }
            if further.is_empty() {
                return;
            }
            for cell in further {
                self.hide(cell);
            }
        }
    }

    /// Figures that agree with all that is known, `cell` being another; else what to hide so that there are some.
    fn other(&self, cell: Cell) -> Result<Changes, Option<Cell>> {
        let mut obstacle: Option<(bool, usize, usize)> = None;
        for by in [1, -1] {
            if self.value(cell) + by < 1 {
                continue;
            }
            let mut changes = Changes::from([(cell, by)]);
            let mut search = Search { left: TRIES, obstacle: None };
            if self.mend(&mut changes, &mut search) {
                return Ok(changes);
            }
            obstacle = [obstacle, search.obstacle].into_iter().flatten().min();
        }
        let found = obstacle.and_then(|(.., relation)| self.culprit(relation));
        Err(found.or_else(|| self.nearest(cell)))
    }

    /// Changes further figures until all relations hold; leaves `changes` as they were where that is not found possible.
    fn mend(&self, changes: &mut Changes, search: &mut Search) -> bool {
        let Some(number) = self.broken(changes) else { return true };
        let Some(relation) = self.relations.get(number) else { return false };
        let ways = |cells: &[Cell], by: i64| -> Vec<(Cell, i64)> {
            cells
                .iter()
                .filter(|cell| self.may(**cell, by, changes))
                .map(|cell| (*cell, by))
                .collect()
        };
        let ways = [ways(&relation.large, 1), ways(&relation.small, -1)].concat();
        if self.culprit(number).is_some() {
            let here = (!ways.is_empty(), changes.len(), number);
            search.obstacle = Some(search.obstacle.map_or(here, |known| known.min(here)));
        }
        for (cell, by) in ways {
            if search.left == 0 {
                return false;
            }
            search.left -= 1;
            let before = changes.get(&cell).copied();
            changes.insert(cell, before.unwrap_or(0) + by);
            if self.mend(changes, search) {
                return true;
            }
            match before {
                Some(before) => changes.insert(cell, before),
                None => changes.remove(&cell),
            };
        }
        false
    }

    /// Whether a figure may change so: hidden, not 0 afterwards, and not changed the other way before.
    fn may(&self, cell: Cell, by: i64, changes: &Changes) -> bool {
        let so_far = changes.get(&cell).copied().unwrap_or(0);
        self.is_hidden(cell) && so_far * by >= 0 && self.value(cell) + so_far + by >= 1
    }

    /// A relation that does not hold any more.
    fn broken(&self, changes: &Changes) -> Option<usize> {
        let relations = changes.keys().filter_map(|cell| self.of.get(*cell)).flatten();
        let change =
            |cells: &[Cell]| -> i64 { cells.iter().filter_map(|cell| changes.get(cell)).sum() };
        relations.copied().find(|number| {
            self.relations.get(*number).is_some_and(|relation| {
                relation.slack + change(&relation.large) - change(&relation.small) < 0
            })
        })
    }

    /// Of the figures that are shown and hang together with `cell`, through hidden ones if need be, the nearest.
    fn nearest(&self, cell: Cell) -> Option<Cell> {
        let mut seen = BTreeSet::from([cell]);
        let mut front = vec![cell];
        while !front.is_empty() {
            let of = front.iter().filter_map(|cell| self.of.get(*cell)).flatten();
            // What leaves no room comes first.
            let mut relations: Vec<&Relation> =
                of.filter_map(|number| self.relations.get(*number)).collect();
            relations.sort_by_key(|relation| relation.slack);
            let cells = relations.iter().flat_map(|it| it.small.iter().chain(&it.large));
            let next: Vec<Cell> = cells.copied().filter(|cell| seen.insert(*cell)).collect();
            let shown = |cell: &Cell| !self.is_hidden(*cell) && self.value(*cell) > 0;
            if let Some(found) = next.iter().copied().find(shown) {
                return Some(found);
            }
            front = next;
        }
        None
    }

    /// Of the figures of a relation that are shown and not 0, the one that is missed least.
    fn culprit(&self, relation: usize) -> Option<Cell> {
        let relation = self.relations.get(relation)?;
        let cells = relation.small.iter().chain(&relation.large);
        let shown = cells.filter_map(|cell| {
            let figure = self.figures.get(*cell)?;
            (!figure.hidden && figure.value > 0).then_some((figure.rank, figure.value, *cell))
        });
        shown.min().map(|(.., cell)| cell)
    }

    fn value(&self, cell: Cell) -> i64 {
        self.figures.get(cell).map_or(0, |figure| figure.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equal(system: &mut System, small: &[Cell], large: &[Cell]) {
        system.at_most(small.to_vec(), large.to_vec());
        system.at_most(large.to_vec(), small.to_vec());
    }

    #[test]
    fn a_part_follows_from_the_whole_and_the_other_parts() {
        let mut system = System::default();
        let [a, b, c] = [2, 40, 60].map(|value| system.figure(value, 0));
        let whole = system.figure(102, 1);
        equal(&mut system, &[a, b, c], &[whole]);
        system.hide(a);
        assert_eq!(system.other(a), Err(Some(b)));
        system.protect();
        assert!(system.is_hidden(b) && !system.is_hidden(c) && !system.is_hidden(whole));
        assert_eq!(system.other(a), Ok(Changes::from([(a, 1), (b, -1)])));
    }

    #[test]
    fn what_has_a_ceiling_of_its_own_value_is_known() {
        let mut system = System::default();
        let [part, whole] = [1, 1].map(|value| system.figure(value, 0));
        system.at_most(vec![part], vec![whole]);
        system.hide(part);
        system.protect();
        assert!(system.is_hidden(whole));
    }

    #[test]
    fn conclusions_go_through_figures_that_are_hidden() {
        // One brand in one unit: the province gives the unit, the unit gives the brand.
        let mut system = System::default();
        let [brand, unit] = [5, 5].map(|value| system.figure(value, 0));
        let [other, province] = [7, 12].map(|value| system.figure(value, 1));
        equal(&mut system, &[brand], &[unit]);
        equal(&mut system, &[unit, other], &[province]);
        system.hide(brand);
        system.hide(unit);
        system.protect();
        assert!(system.is_hidden(other) && !system.is_hidden(province));
    }

    #[test]
    fn two_sums_of_the_same_figures_do_not_give_them_away_together() {
        // Each sum alone leaves bounds; both together leave one solution.
        let mut system = System::default();
        let [a, b, c] = [2, 3, 4].map(|value| system.figure(value, 0));
        let [ab, bc, ac] = [5, 7, 6].map(|value| system.figure(value, 1));
        for (pair, sum) in [([a, b], ab), ([b, c], bc), ([a, c], ac)] {
            equal(&mut system, &pair, &[sum]);
        }
        for cell in [a, b, c] {
            system.hide(cell);
        }
        system.protect();
        assert!([ab, bc, ac].into_iter().any(|sum| system.is_hidden(sum)));
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

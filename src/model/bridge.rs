//! The bridge: why the numbers of brands or bases do not add up to their unit's, nor those of units to the province's.

use std::collections::BTreeMap;

use super::counts::{Counts, FIGURES, Figure, Slot, is_year};
use super::explained::{PLACED, number};
use super::finding::RowRef;
use super::measure::{Subject, SubjectKind};
use super::period::Window;

/// What is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Brands, to their reporting unit.
    Brand,
    /// Bases, to their reporting unit.
    Base,
    /// Reporting units, to their province.
    City,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Brand, Self::Base, Self::City];

    /// The kind of what is added up.
    #[must_use]
    pub fn kind(self) -> SubjectKind {
        match self {
            Self::Brand => SubjectKind::Brand,
            Self::Base => SubjectKind::Base,
            Self::City => SubjectKind::City,
        }
    }

    /// The kind of what it adds up to.
    #[must_use]
    pub fn whole(self) -> SubjectKind {
        match self {
            Self::Brand | Self::Base => SubjectKind::City,
            Self::City => SubjectKind::Province,
        }
    }

    /// What staff call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Brand => "品牌",
            Self::Base => "基地",
            Self::City => "上报单位",
        }
    }
}

/// Why the sum of the parts is not the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// Counted in so many parts, and once in the whole.
    Several(u32),
    /// Counted in some part, but not in the whole: what another part knows of the person undoes it.
    Undone,
    /// Counted in the whole only: what several parts know of the person makes it up.
    Together,
    /// Counted in the whole only: the records name no such part.
    Unnamed,
}

impl Term {
    /// The stable name in bridge.csv.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Several(parts) => format!("in_{parts}"),
            Self::Undone => "undone".to_owned(),
            Self::Together => "together".to_owned(),
            Self::Unnamed => "unnamed".to_owned(),
        }
    }

    /// What staff read.
    #[must_use]
    pub fn label(self, level: Level) -> String {
        let part = level.label();
        match self {
            Self::Several(parts) => format!("在 {parts} 个{part}都计入"),
            Self::Undone => format!("合并各{part}的记录后不再计入"),
            Self::Together => format!("合并各{part}的记录后才计入"),
            Self::Unnamed => format!("没有写{part}"),
        }
    }
}

/// What is behind one term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// Persons.
    pub persons: u64,
    /// What they change, from the sum to the whole.
    pub value: i64,
}

/// Terms by what is added up, to what, when, and of which figure.
pub type Terms = BTreeMap<(Level, Subject, Window, &'static str), BTreeMap<Term, Behind>>;

/// One bridge: sum + terms = total, always.
#[derive(Clone, Debug)]
pub struct Bridge {
    /// What is added up.
    pub level: Level,
    /// To what.
    pub whole: Subject,
    /// When.
    pub window: Window,
    /// Which figure.
    pub figure: &'static Figure,
    /// The sum of the parts.
    pub sum: i64,
    /// What lies between.
    pub terms: BTreeMap<Term, Behind>,
    /// The whole.
    pub total: i64,
}

impl Bridge {
    /// Whether it holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.sum + self.terms.values().map(|behind| behind.value).sum::<i64>() == self.total
    }
}

/// A person behind a term.
#[derive(Clone, Debug)]
pub struct BridgeCase {
    /// Of which bridge, by its place among those asked for.
    pub bridge: usize,
    /// Which term.
    pub term: Term,
    /// What the person changes.
    pub value: i64,
    /// Number of the ID card or document.
    pub number: Box<str>,
    /// The latest name.
    pub name: Box<str>,
    /// The parts in which the person is counted.
    pub parts: Vec<Box<str>>,
    /// Where the person stands.
    pub rows: Box<[RowRef]>,
}

/// The figures that can be bridged.
pub fn figures() -> impl Iterator<Item = &'static Figure> {
    FIGURES.iter().filter(|figure| !matches!(figure.slot, Slot::Day(..)))
}

/// Whether a figure is counted on placement rosters.
#[must_use]
pub fn is_placed(figure: &Figure) -> bool {
    figure.name.starts_with(PLACED)
}

/// All bridges of the counts over a window, or over every calendar year: each level, whole and figure that is not zero
/// everywhere.
#[must_use]
pub fn bridges(counts: &Counts, window: Option<Window>, mut terms: Terms) -> Vec<Bridge> {
    let tallies = match window {
        Some(window) if !is_year(window) => &counts.windows,
        _ => &counts.years,
    };
    let wanted = |own: Window| window.is_none_or(|window| window == own);
    let figures: Vec<&'static Figure> = figures().collect();
    // Sum and total of every figure.
    let mut sums: BTreeMap<(Level, Subject, Window), Vec<(i64, i64)>> = BTreeMap::new();
    for ((subject, window), tally) in tallies.iter().filter(|((_, window), _)| wanted(*window)) {
        for level in Level::ALL {
            let is_part = subject.kind == level.kind();
            if !is_part && subject.kind != level.whole() {
                continue;
            }
            let whole = if is_part { whole_of(level, subject) } else { subject.clone() };
            let own = sums.entry((level, whole, *window));
            let own = own.or_insert_with(|| vec![(0, 0); figures.len()]);
            for ((sum, total), figure) in own.iter_mut().zip(&figures) {
                *(if is_part { sum } else { total }) += number(figure, tally);
            }
        }
    }
    let mut bridges = Vec::new();
    for ((level, whole, window), sums) in sums {
        for ((sum, total), figure) in sums.into_iter().zip(&figures) {
            let terms = terms.remove(&(level, whole.clone(), window, figure.name));
            if sum != 0 || total != 0 || terms.is_some() {
                let (whole, terms) = (whole.clone(), terms.unwrap_or_default());
                bridges.push(Bridge { level, whole, window, figure, sum, terms, total });
            }
        }
    }
    bridges
}

/// What a part is a part of.
fn whole_of(level: Level, part: &Subject) -> Subject {
    let city = if level == Level::City { "".into() } else { part.city.clone() };
    Subject { kind: level.whole(), city, name: "".into(), ..part.clone() }
}

//! Flow measures: each event in the window of its own date, by county and base (Jilin 2021-34 附件2).
//!
//! As with cohorts, one pass over enrolments sorted by person: a person counts once a line, however many events.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use crate::model::enrolment::{Catalogue, Enrolment, EnrolmentPart};
use crate::model::flow::{FlowCounts, FlowLine, FlowTable, Happened};
use crate::model::ledger::TextId;
use crate::model::period::Window;
use crate::model::region::{ProvinceId, Regions, UnitId};

/// A line of some table while counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Line {
    /// A county and base of a unit.
    Base(UnitId, TextId, TextId),
    /// A unit's total.
    Unit(UnitId),
    /// The province's total.
    Province,
}

/// Counts the flow of one province over one window, some persons after others.
pub struct Counter<'a> {
    catalogue: &'a Catalogue,
    province: ProvinceId,
    window: Window,
    as_of: NaiveDate,
    regions: &'a Regions,
}

/// The counts of some persons.
#[derive(Default)]
pub struct Counted {
    lines: HashMap<Line, FlowCounts, FixedState>,
    /// Classes that started, once a line.
    classes: HashSet<(Line, u32), FixedState>,
}

impl Counted {
    /// Adds the counts of other persons.
    pub fn add(&mut self, other: Self) {
        for (line, counts) in other.lines {
            self.lines.entry(line).or_default().add(&counts);
        }
        self.classes.extend(other.classes);
    }
}

impl<'a> Counter<'a> {
    /// Counts the events in `window` of what was learnt in `province`.
    #[must_use]
    pub fn new(
        catalogue: &'a Catalogue,
        province: ProvinceId,
        window: Window,
        as_of: NaiveDate,
        regions: &'a Regions,
    ) -> Self {
        Self { catalogue, province, window, as_of, regions }
    }

    /// Counts the persons of a part, too.
    pub fn count(&self, part: &EnrolmentPart, counted: &mut Counted) {
        // Reused from person to person.
        let mut shares: Vec<(Line, Happened)> = Vec::new();
        for person in part.persons() {
            shares.clear();
            for enrolment in person {
                self.share(enrolment, part, &mut shares, counted);
            }
            // The shares of one enrolment are all different.
            if person.len() > 1 {
                shares.sort_unstable_by_key(|(line, _)| *line);
            }
            for group in shares.chunk_by(|a, b| a.0 == b.0) {
                let Some((line, _)) = group.first() else {
                    continue;
                };
                let mut whole = Happened::default();
                for (_, share) in group {
                    whole.join(*share);
                }
                whole.count(counted.lines.entry(*line).or_default());
            }
        }
    }

    fn share(
        &self,
        enrolment: &Enrolment,
        part: &EnrolmentPart,
        shares: &mut Vec<(Line, Happened)>,
        counted: &mut Counted,
    ) {
        let unit = self.catalogue.course(enrolment.course).unit;
        if self.regions.province_of(unit) != self.province {
            return;
        }
        let share = Happened::of(enrolment, part, self.window, self.as_of);
        if share.is_nothing() {
            // A unit with rows hands in a table, be it an empty one.
            counted.lines.entry(Line::Unit(unit)).or_default();
            return;
        }
        for line in
            [Line::Base(unit, enrolment.county, enrolment.base), Line::Unit(unit), Line::Province]
        {
            shares.push((line, share));
            if share.has_attended() {
                counted.classes.insert((line, enrolment.course));
            }
        }
    }

    /// The tables: one per reporting unit with a row, and the province's own.
    #[must_use]
    pub fn tables(&self, mut counted: Counted) -> Vec<FlowTable> {
        for (line, _) in counted.classes {
            counted.lines.entry(line).or_default().classes += 1;
        }
        let counted: BTreeMap<Line, FlowCounts> = counted.lines.into_iter().collect();
        let mut lines: BTreeMap<UnitId, Vec<FlowLine>> = BTreeMap::new();
        let mut totals = Vec::new();
        let mut whole = FlowCounts::default();
        for (line, counts) in counted {
            match line {
                Line::Base(unit, county, base) => lines.entry(unit).or_default().push(FlowLine {
                    city: Arc::clone(self.regions.unit_name(unit)),
                    county: self.catalogue.text(county).into(),
                    base: self.catalogue.text(base).into(),
                    counts,
                }),
                Line::Unit(unit) => totals.push((unit, counts)),
                Line::Province => whole = counts,
            }
        }
        let mut tables = Vec::new();
        let mut all = Vec::new();
        for (unit, total) in totals {
            let mut own = lines.remove(&unit).unwrap_or_default();
            own.sort_by(|a, b| (&a.county, &a.base).cmp(&(&b.county, &b.base)));
            all.extend(own.iter().cloned());
            tables.push(self.table(Some(Arc::clone(self.regions.unit_name(unit))), own, total));
        }
        if !tables.is_empty() {
            tables.push(self.table(None, all, whole));
        }
        tables
    }

    fn table(&self, unit: Option<Arc<str>>, lines: Vec<FlowLine>, total: FlowCounts) -> FlowTable {
        FlowTable {
            province: Arc::clone(self.regions.province_name(self.province)),
            unit,
            window: self.window,
            lines,
            total,
        }
    }
}

//! The monthly report: events of four windows by county, brand, reporting unit and province.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{Counted, Events, Line};
use crate::measure::subjects::{SubjectKey, Subjects};
use crate::model::enrolment::Catalogue;
use crate::model::ledger::TextId;
use crate::model::measure::{Subject, SubjectKind};
use crate::model::month::{Month, MonthCounts, MonthlyFlow, Span};
use crate::model::people::{People, Witness};
use crate::model::period::Window;
use crate::model::region::{ProvinceId, Regions, UnitId};

/// Counts the flow of everybody over the windows of a month, some persons after others.
pub struct MonthCounter<'a> {
    catalogue: &'a Catalogue,
    regions: &'a Regions,
    subjects: Subjects<'a>,
    counties: Counties,
    month: Month,
    windows: [Window; Span::ALL.len()],
    as_of: NaiveDate,
}

impl<'a> MonthCounter<'a> {
    /// Counts the events around `month`, up to `as_of`.
    #[must_use]
    pub fn new(
        catalogue: &'a Catalogue,
        regions: &'a Regions,
        month: Month,
        as_of: NaiveDate,
    ) -> Self {
        Self {
            catalogue,
            regions,
            subjects: Subjects::of(catalogue, regions),
            counties: Counties::of(catalogue, regions),
            month,
            windows: Span::ALL.map(|span| span.window(month, as_of)),
            as_of,
        }
    }

    /// The counts of everybody by what they are about.
    #[must_use]
    pub fn finish(&self, counted: Counted) -> MonthlyFlow {
        let mut lines: BTreeMap<Subject, MonthCounts> = BTreeMap::new();
        for ((line, number), counts) in counted.finish() {
            if let Line::Unit(unit) = line {
                lines
                    .entry(self.subject(Line::Province(self.regions.province_of(unit))))
                    .or_default();
            }
            let windows = lines.entry(self.subject(line)).or_default();
            if let Some(window) = windows.get_mut(usize::from(number)) {
                *window = counts;
            }
        }
        let units = self.regions.units().map(|unit| self.subject(Line::Unit(unit)));
        let units = units.filter(|unit| lines.contains_key(unit)).collect();
        MonthlyFlow { month: self.month, windows: self.windows, lines, units }
    }

    fn subject(&self, line: Line) -> Subject {
        let none: Arc<str> = "".into();
        let of_unit = |kind, unit: UnitId, name| Subject {
            kind,
            province: Arc::clone(self.regions.province_name(self.regions.province_of(unit))),
            city: Arc::clone(self.regions.unit_name(unit)),
            name,
        };
        match line {
            Line::Brand(brand) => self.subjects.name(SubjectKey::Brand(brand)),
            Line::County(unit, county) | Line::Base(unit, county, _) => {
                let name = county_name(self.regions, unit, self.catalogue.text(county));
                of_unit(SubjectKind::County, unit, name)
            }
            Line::Unit(unit) => of_unit(SubjectKind::City, unit, none),
            Line::Province(province) => Subject {
                kind: SubjectKind::Province,
                province: Arc::clone(self.regions.province_name(province)),
                city: Arc::clone(&none),
                name: none,
            },
        }
    }
}

impl Witness for MonthCounter<'_> {
    type Found = Counted;

    fn start(&self) -> Counted {
        Counted::default()
    }

    fn take(&self, people: &People<'_>, counted: &mut Counted) {
        let events = Events { windows: &self.windows, as_of: self.as_of };
        events.count(people.enrolments, counted, |enrolment| {
            let unit = self.subjects.unit_of_course(enrolment.course);
            let province: ProvinceId = self.regions.province_of(unit);
            Some([
                Line::County(unit, self.counties.official(unit, enrolment.county)),
                Line::Brand(self.subjects.brand_of_course(enrolment.course)),
                Line::Unit(unit),
                Line::Province(province),
            ])
        });
    }

    fn join(&self, counted: &mut Counted, later: Counted) {
        counted.add(later);
    }
}

/// The county under its official name; a unit that reports on its own is no county of itself.
fn county_name(regions: &Regions, unit: UnitId, text: &str) -> Arc<str> {
    let province = regions.province_of(unit);
    if regions.unit(text, Some(province)) == Some(unit) {
        return "".into();
    }
    regions.county_name(text, unit)
}

/// Several texts may name one county: one of them stands for all while counting.
#[derive(Default)]
struct Counties {
    standing_for: HashMap<(UnitId, TextId), TextId, FixedState>,
}

impl Counties {
    fn of(catalogue: &Catalogue, regions: &Regions) -> Self {
        let ids: HashMap<&str, TextId, FixedState> =
            catalogue.texts.iter().map(|text| &**text).zip((0..).map(TextId)).collect();
        let units: BTreeSet<UnitId> = catalogue.courses.iter().map(|course| course.unit).collect();
        let mut counties = Self::default();
        for unit in units {
            let mut known: BTreeMap<Arc<str>, TextId> = BTreeMap::from([("".into(), TextId::NONE)]);
            for name in regions.names_around(unit) {
                if let Some(id) = ids.get(name) {
                    let official = county_name(regions, unit, name);
                    let first = *known.entry(official).or_insert(*id);
                    counties.standing_for.insert((unit, *id), first);
                }
            }
        }
        counties
    }

    fn official(&self, unit: UnitId, county: TextId) -> TextId {
        self.standing_for.get(&(unit, county)).copied().unwrap_or(county)
    }
}

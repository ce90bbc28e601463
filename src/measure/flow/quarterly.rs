//! The quarterly table of a province: events by county and base (Jilin 2021-34 附件2).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Counted, Events, Line};
use crate::model::enrolment::{Catalogue, EnrolmentPart};
use crate::model::flow::{FlowCounts, FlowLine, FlowTable};
use crate::model::period::Window;
use crate::model::region::{ProvinceId, Regions, UnitId};

/// Counts the flow of one province over one window, some persons after others.
pub struct Counter<'a> {
    catalogue: &'a Catalogue,
    province: ProvinceId,
    window: Window,
    as_of: NaiveDate,
    regions: &'a Regions,
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
        let events = Events { windows: &[self.window], as_of: self.as_of };
        events.count(part, counted, |enrolment| {
            let unit = self.catalogue.course(enrolment.course).unit;
            let is_here = self.regions.province_of(unit) == self.province;
            let base = Line::Base(unit, enrolment.county, enrolment.base);
            is_here.then_some([base, Line::Unit(unit), Line::Province(self.province)])
        });
    }

    /// The tables: one per reporting unit with a row, and the province's own.
    #[must_use]
    pub fn tables(&self, counted: Counted) -> Vec<FlowTable> {
        let counted: BTreeMap<Line, FlowCounts> =
            counted.finish().map(|((line, _), counts)| (line, counts)).collect();
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
                Line::Province(_) => whole = counts,
                Line::County(..) | Line::Brand(_) => {}
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

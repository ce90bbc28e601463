//! Flow measures: each event in the window of its own date, by county and base (Jilin 2021-34 附件2).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::*;

use crate::model::certificate::CertType;
use crate::model::enrolment::{Enrolment, EnrolmentPart, Enrolments, Holding};
use crate::model::flow::{FlowCounts, FlowLine, FlowTable};
use crate::model::ledger::TextId;
use crate::model::money::Fen;
use crate::model::period::Window;
use crate::model::region::{ProvinceId, Regions, UnitId};

/// Kinds of events; the four certificate types follow [`CERTIFIED_TYPE`].
const CLASS: u32 = 0;
const CERTIFIED: u32 = 1;
const EMPLOYED: u32 = 2;
const PAID: u32 = 3;
const CERTIFIED_TYPE: u32 = 4;

const UNIT: &str = "unit";
const COUNTY: &str = "county";
const BASE: &str = "base";
const KIND: &str = "kind";
const PERSON: &str = "person";
const COURSE: &str = "course";
const FEN: &str = "fen";
const ESTIMATED: &str = "estimated";

/// The tables of `province` over `window`: one per reporting unit with an event, and the province's own.
///
/// # Errors
/// When the query engine fails.
pub fn measure(
    enrolments: &Enrolments,
    province: ProvinceId,
    window: Window,
    regions: &Regions,
) -> PolarsResult<Vec<FlowTable>> {
    let mut events = Events::default();
    for part in &enrolments.parts {
        for enrolment in &part.list {
            let unit = enrolments.courses[enrolment.course as usize].unit;
            if regions.province_of(unit) == province {
                events.add(enrolment, part, unit, window);
            }
        }
    }
    if events.unit.is_empty() {
        return Ok(Vec::new());
    }
    let events = events.into_frame()?.lazy();
    let by_line = counts(&events, &[UNIT, COUNTY, BASE])?;
    let by_unit = counts(&events, &[UNIT])?;
    let whole = counts(&events, &[])?;
    Ok(Tables { enrolments, regions, province, window }.build(&by_line, &by_unit, whole))
}

/// Events as columns, one entry an event.
#[derive(Default)]
struct Events {
    unit: Vec<u32>,
    county: Vec<u32>,
    base: Vec<u32>,
    kind: Vec<u32>,
    person: Vec<u64>,
    course: Vec<u32>,
    fen: Vec<i64>,
    estimated: Vec<u32>,
}

impl Events {
    fn add(&mut self, enrolment: &Enrolment, part: &EnrolmentPart, unit: UnitId, window: Window) {
        let mut event = |kind: u32, own: Option<NaiveDate>, fen: Fen| {
            // An event without a date of its own takes the end date of its class.
            let Some(day) = own.or(enrolment.end) else { return };
            if window.contains(day) {
                self.unit.push(u32::from(unit.index()));
                self.county.push(enrolment.county.0);
                self.base.push(enrolment.base.0);
                self.kind.push(kind);
                self.person.push(enrolment.person.key());
                self.course.push(enrolment.course);
                self.fen.push(fen.0);
                self.estimated.push(u32::from(own.is_none() && kind < CERTIFIED_TYPE));
            }
        };
        event(CLASS, enrolment.start, Fen::ZERO);
        for (kind, holding) in (CERTIFIED_TYPE..).zip(enrolment.certificates) {
            let own = match holding {
                Holding::None => continue,
                Holding::Undated => None,
                Holding::Dated(day) => Some(day),
            };
            event(CERTIFIED, own, Fen::ZERO);
            event(kind, own, Fen::ZERO);
        }
        let dates = part.dates_of(enrolment);
        for day in dates {
            event(EMPLOYED, Some(*day), Fen::ZERO);
        }
        if dates.is_empty() && enrolment.said_employed {
            event(EMPLOYED, None, Fen::ZERO);
        }
        if let Some(subsidy) = enrolment.subsidy.filter(|subsidy| subsidy.is_positive()) {
            event(PAID, enrolment.subsidy_date, subsidy);
        }
    }

    fn into_frame(self) -> PolarsResult<DataFrame> {
        let height = self.unit.len();
        DataFrame::new(
            height,
            vec![
                Column::new(UNIT.into(), self.unit),
                Column::new(COUNTY.into(), self.county),
                Column::new(BASE.into(), self.base),
                Column::new(KIND.into(), self.kind),
                Column::new(PERSON.into(), self.person),
                Column::new(COURSE.into(), self.course),
                Column::new(FEN.into(), self.fen),
                Column::new(ESTIMATED.into(), self.estimated),
            ],
        )
    }
}

/// Unit, county and base of a group; zero where the grouping has no such key.
type GroupKey = (u32, u32, u32);

/// Counts of every group, sorted by its key.
fn counts(events: &LazyFrame, keys: &[&str]) -> PolarsResult<BTreeMap<GroupKey, FlowCounts>> {
    let group: Vec<Expr> = keys.iter().copied().chain([KIND]).map(col).collect();
    let frame = events
        .clone()
        .group_by(group)
        .agg([
            distinct_persons(),
            distinct_classes(),
            col(FEN).sum(),
            col(ESTIMATED).sum().cast(DataType::UInt64),
        ])
        .collect()?;
    let column = |name: &str| -> PolarsResult<Vec<u32>> {
        if name != KIND && !keys.contains(&name) {
            return Ok(vec![0; frame.height()]);
        }
        Ok(frame.column(name)?.u32()?.iter().map(Option::unwrap_or_default).collect())
    };
    let (units, counties, bases, kinds) = (column(UNIT)?, column(COUNTY)?, column(BASE)?, column(KIND)?);
    let persons = frame.column(PERSON)?.u64()?;
    let classes = frame.column(COURSE)?.u64()?;
    let fen = frame.column(FEN)?.i64()?;
    let estimated = frame.column(ESTIMATED)?.u64()?;
    let mut groups: BTreeMap<GroupKey, FlowCounts> = BTreeMap::new();
    for row in 0..frame.height() {
        let counts = groups.entry((units[row], counties[row], bases[row])).or_default();
        let people = persons.get(row).unwrap_or_default();
        counts.estimated += estimated.get(row).unwrap_or_default();
        match kinds[row] {
            CLASS => {
                counts.trainees = people;
                counts.classes = classes.get(row).unwrap_or_default();
            }
            CERTIFIED => counts.certified_any = people,
            EMPLOYED => counts.employed = people,
            PAID => {
                counts.subsidised = people;
                counts.subsidy = Fen(fen.get(row).unwrap_or_default());
            }
            kind => {
                let index = (kind - CERTIFIED_TYPE) as usize;
                if index < CertType::ALL.len() {
                    counts.certified[index] = people;
                }
            }
        }
    }
    Ok(groups)
}

fn distinct_persons() -> Expr {
    col(PERSON).n_unique().cast(DataType::UInt64)
}

fn distinct_classes() -> Expr {
    col(COURSE).n_unique().cast(DataType::UInt64)
}

struct Tables<'a> {
    enrolments: &'a Enrolments,
    regions: &'a Regions,
    province: ProvinceId,
    window: Window,
}

impl Tables<'_> {
    fn build(
        &self,
        by_line: &BTreeMap<GroupKey, FlowCounts>,
        by_unit: &BTreeMap<GroupKey, FlowCounts>,
        mut whole: BTreeMap<GroupKey, FlowCounts>,
    ) -> Vec<FlowTable> {
        let mut tables = Vec::new();
        let mut all_lines = Vec::new();
        for unit in self.regions.units() {
            let number = u32::from(unit.index());
            let Some(total) = by_unit.get(&(number, 0, 0)) else { continue };
            let city = self.regions.unit_name(unit);
            let mut lines: Vec<FlowLine> = by_line
                .range((number, 0, 0)..=(number, u32::MAX, u32::MAX))
                .map(|((_, county, base), counts)| FlowLine {
                    city: Arc::clone(city),
                    county: self.enrolments.text(TextId(*county)).into(),
                    base: self.enrolments.text(TextId(*base)).into(),
                    counts: counts.clone(),
                })
                .collect();
            lines.sort_by(|a, b| (&a.county, &a.base).cmp(&(&b.county, &b.base)));
            all_lines.extend(lines.iter().cloned());
            tables.push(self.table(Some(Arc::clone(city)), lines, total.clone()));
        }
        let total = whole.remove(&(0, 0, 0)).unwrap_or_default();
        tables.push(self.table(None, all_lines, total));
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

//! What is on file and in no ledger (无台账): it is named with zeros, never passed over in silence.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::flow::{FlowCounts, FlowLine, FlowTable};
use crate::model::measure::{Subject, SubjectKind};
use crate::model::period::Window;
use crate::model::region::{ProvinceId, Regions};
use crate::model::registry::{Entry, Registry};

/// The brands and bases that are in the library on a day and of which no ledger has a row.
pub fn subjects(
    registry: &Registry,
    in_ledgers: &BTreeSet<Subject>,
    day: chrono::NaiveDate,
) -> BTreeSet<Subject> {
    let listed = registry.entries().filter(|entry| entry.is_listed_on(day));
    let named = |subject: &Subject| {
        matches!(subject.kind, SubjectKind::Brand | SubjectKind::Base)
            && !in_ledgers.contains(subject)
    };
    listed.map(Entry::subject).filter(named).collect()
}

/// Adds a line of zeros for each of these bases to the table of its unit and of its province, where there is the form.
pub fn add_lines(
    flows: &mut Vec<FlowTable>,
    missing: &BTreeSet<Subject>,
    registry: &Registry,
    (provinces, window): (&[ProvinceId], Window),
    regions: &Regions,
) {
    for entry in registry.entries() {
        let subject = entry.subject();
        let province = regions.province(&entry.province).filter(|id| provinces.contains(id));
        if subject.kind != SubjectKind::Base || province.is_none() || !missing.contains(&subject) {
            continue;
        }
        let line = FlowLine {
            city: Arc::clone(&entry.city),
            county: Arc::from(entry.county.as_deref().unwrap_or_default()),
            base: Arc::clone(&entry.name),
            counts: FlowCounts::default(),
        };
        for unit in [Some(&entry.city), None] {
            let table = table(flows, &entry.province, unit, window);
            table.lines.push(line.clone());
        }
    }
    let unit = |city: &str, province: &str| regions.unit(city, regions.province(province));
    for table in flows.iter_mut() {
        let province = &table.province;
        table.lines.sort_by_cached_key(|line| {
            (unit(&line.city, province), Arc::clone(&line.county), Arc::clone(&line.base))
        });
    }
    flows.sort_by_key(|table| {
        let own = table.unit.as_deref().and_then(|city| unit(city, &table.province));
        (regions.province(&table.province), table.unit.is_none(), own)
    });
}

/// The table of a unit or province, which need not have had any event.
fn table<'a>(
    flows: &'a mut Vec<FlowTable>,
    province: &Arc<str>,
    unit: Option<&Arc<str>>,
    window: Window,
) -> &'a mut FlowTable {
    let wanted = |table: &FlowTable| table.province == *province && table.unit.as_ref() == unit;
    let place = flows.iter().position(wanted).unwrap_or_else(|| {
        flows.push(FlowTable {
            province: Arc::clone(province),
            unit: unit.cloned(),
            window,
            lines: Vec::new(),
            total: FlowCounts::default(),
        });
        flows.len() - 1
    });
    &mut flows[place]
}

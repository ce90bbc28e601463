//! One brand, base or county: from the texts of a row to an entry.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::record::{Record, Remarks};
use super::values::{date, day, list, paper};
use super::{Arc, Cell, Code, Rules};
use crate::model::ratio::Ratio;
use crate::model::region::{PlaceContext, Regions, UnitId, UnitProblem};
use crate::model::registry::columns::{Column, Columns, Item, NumberKind};
use crate::model::registry::{Attestation, Entry, EntryKind};
use crate::model::text::trim;

/// The entry that a row describes; `None` when it is not known what, whose or where.
pub(super) fn build(record: &Record, rules: &Rules<'_>, remarks: &mut Remarks) -> Option<Entry> {
    let kind = kind(record, rules.columns, remarks);
    let unit = unit(record, rules.regions, remarks);
    let name = kind.and_then(|kind| name(record, kind));
    if kind.is_some() && name.is_none() {
        let detail = "没有名称，请补填".to_owned();
        remarks.row(record.at, Code::RegistryRow, rules.columns.label(Item::Name), detail);
    }
    // All of a row is read before it is given up: what is wrong with it is told at once.
    let established = day(record, Item::Established, remarks);
    let (listed, delisted) = dates(record, remarks);
    let facts = facts(record, rules.columns, remarks);
    let attestations = papers(record, rules, remarks);
    let (kind, unit, name) = (kind?, unit?, name?);
    // As in ledgers, a county that reports on its own wins over the city around it.
    let province = Some(rules.regions.province_of(unit));
    let own = record.text(Item::County).and_then(|text| rules.regions.own_unit(text, province));
    let unit = own.filter(|_| kind != EntryKind::County).unwrap_or(unit);
    let (name, county) = match kind {
        EntryKind::County => {
            let name = county(record, unit, name, rules.regions, remarks).ok()?;
            (Arc::clone(&name), Some(name.to_string()))
        }
        _ if own.is_some() => (Arc::from(name), None),
        _ => (Arc::from(name), county_of(record, unit, rules.regions, remarks)),
    };
    let regions = rules.regions;
    Some(Entry {
        kind,
        province: Arc::clone(regions.province_name(regions.province_of(unit))),
        city: Arc::clone(regions.unit_name(unit)),
        name,
        county,
        brand_type: record.kept(Item::Type),
        level: record.kept(Item::Level),
        occupation: record.kept(Item::Occupation),
        industry: record.kept(Item::Industry),
        established,
        supporting_units: record
            .text(Item::SupportingUnits)
            .map(|text| list(text).map(str::to_owned).collect())
            .unwrap_or_default(),
        listed,
        delisted,
        links: links(record, kind, remarks),
        relaxations: Vec::new(),
        facts,
        texts: texts(record),
        attestations,
    })
}

/// The kind as written; without one, a base or county name alone tells, and a type or level makes a training brand.
fn kind(record: &Record, columns: &Columns, remarks: &mut Remarks) -> Option<EntryKind> {
    const KNOWN: &str = "培训品牌、劳务品牌、基地或县（市、区）";
    if let Some(cell) = record.cell(Item::Kind) {
        let kind = columns.kind(&cell.text);
        if kind.is_none() {
            let detail = format!("不认识这个种类，应为{KNOWN}");
            remarks.cell(record.at, Code::RegistryRow, cell, detail);
        }
        return kind;
    }
    let has = |item| record.cell(item).is_some();
    let named = has(Item::BrandName) || has(Item::Name);
    if has(Item::BaseName) && !named {
        return Some(EntryKind::Base);
    }
    if has(Item::County) && !named {
        return Some(EntryKind::County);
    }
    if has(Item::Type) || has(Item::Level) {
        return Some(EntryKind::Training);
    }
    let detail = format!("没有种类，请填写{KNOWN}");
    remarks.row(record.at, Code::RegistryRow, columns.label(Item::Kind), detail);
    None
}

fn name(record: &Record, kind: EntryKind) -> Option<&str> {
    let order = match kind {
        EntryKind::Base => [Item::BaseName, Item::Name, Item::BrandName],
        EntryKind::County => [Item::Name, Item::County, Item::County],
        EntryKind::Training | EntryKind::Labour => [Item::BrandName, Item::Name, Item::BaseName],
    };
    order.into_iter().find_map(|item| record.text(item))
}

/// The reporting unit of a row; none is a remark.
pub(super) fn unit(record: &Record, regions: &Regions, remarks: &mut Remarks) -> Option<UnitId> {
    let Some(cell) = record.cell(Item::Unit) else {
        let detail = "没有上报单位，请补填".to_owned();
        remarks.row(record.at, Code::RegistryRow, "上报单位", detail);
        return None;
    };
    let province = record.text(Item::Province).unwrap_or_default();
    let found =
        place(&cell.text, regions).or_else(|| place(&format!("{province}{}", cell.text), regions));
    if found.is_none() {
        let near = match regions.resolve(province, &cell.text, "", PlaceContext::default()) {
            Err(UnitProblem::Unknown { candidates, .. }) if !candidates.is_empty() => {
                format!("，最相近的是“{}”", candidates.join("、"))
            }
            _ => String::new(),
        };
        let detail = format!("不在上报单位名录中{near}，请改用官方全称");
        remarks.cell(record.at, Code::RegistryRow, cell, detail);
    }
    found
}

/// A unit alone, or a province and a unit.
fn place(text: &str, regions: &Regions) -> Option<UnitId> {
    regions.unit(text, None).or_else(|| {
        let province = regions.province_in(text)?;
        regions.unit_in(text, Some(province))
    })
}

/// The official name of a county of the unit.
fn county(
    record: &Record,
    unit: UnitId,
    text: &str,
    regions: &Regions,
    remarks: &mut Remarks,
) -> Result<Arc<str>, ()> {
    regions.county(unit, text).map_err(|nearest| {
        let near = nearest.map_or_else(String::new, |name| format!("，最相近的是“{name}”"));
        let detail = format!("“{text}”不是{}的县（市、区）{near}", regions.unit_name(unit));
        let column = record.cell(Item::County).map_or("名称", |cell| &cell.header);
        remarks.row(record.at, Code::RegistryCounty, column, detail);
    })
}

/// The county in which a brand or base is; one that is not known stays as written.
fn county_of(
    record: &Record,
    unit: UnitId,
    regions: &Regions,
    remarks: &mut Remarks,
) -> Option<String> {
    let text = record.text(Item::County)?;
    let known = county(record, unit, text, regions, remarks);
    Some(known.map_or_else(|()| text.to_owned(), |name| name.to_string()))
}

/// When it came and when it went.
fn dates(record: &Record, remarks: &mut Remarks) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let listed = day(record, Item::Listed, remarks);
    let delisted = day(record, Item::Delisted, remarks);
    if let (Some(from), Some(until), Some(cell)) = (listed, delisted, record.cell(Item::Delisted))
        && until < from
    {
        remarks.cell(record.at, Code::RegistryDates, cell, format!("入库日期是 {from}"));
        return (listed, None);
    }
    (listed, delisted)
}

fn links(record: &Record, kind: EntryKind, remarks: &mut Remarks) -> Vec<Arc<str>> {
    let Some(cell) = record.cell(Item::Links) else { return Vec::new() };
    if kind != EntryKind::Labour {
        let detail = format!("只有劳务品牌填写关联的培训品牌，这是{}", kind.label());
        remarks.cell(record.at, Code::RegistryValue, cell, detail);
        return Vec::new();
    }
    let mut links: Vec<Arc<str>> = Vec::new();
    for name in list(&cell.text).map(Arc::from) {
        if !links.contains(&name) {
            links.push(name);
        }
    }
    links
}

fn facts(record: &Record, columns: &Columns, remarks: &mut Remarks) -> BTreeMap<String, Ratio> {
    let mut facts = BTreeMap::new();
    for cell in &record.cells {
        let Column::Fact(key) = &cell.column else { continue };
        if let Some(number) = columns.number(key, &cell.text) {
            facts.insert(key.clone(), number);
        } else {
            let detail = how_written(key, columns).to_owned();
            remarks.cell(record.at, Code::RegistryValue, cell, detail);
        }
    }
    facts
}

/// How a number is to be written.
pub(super) fn how_written(key: &str, columns: &Columns) -> &'static str {
    match columns.fact(key).map(|fact| fact.number) {
        Some(NumberKind::Count) => "不是整数，请只填数字",
        Some(NumberKind::Rate) => "不是比率，请写成 96% 或 0.96",
        Some(NumberKind::Decimal) | None => "不是数，请只填数字",
    }
}

fn texts(record: &Record) -> BTreeMap<String, String> {
    let text = |cell: &Cell| match &cell.column {
        Column::Text(key) => Some((key.clone(), cell.text.clone())),
        _ => None,
    };
    record.cells.iter().filter_map(text).collect()
}

/// Papers in columns of their own: `证明人；日期；材料`.
fn papers(
    record: &Record,
    rules: &Rules<'_>,
    remarks: &mut Remarks,
) -> BTreeMap<String, Attestation> {
    let mut papers = BTreeMap::new();
    for cell in &record.cells {
        let Column::Attestation(condition) = &cell.column else { continue };
        let [who, when, paper] = paper(&cell.text);
        let Some(day) = date(when).filter(|_| !who.is_empty() && !paper.is_empty()) else {
            let detail = "人工证明须写明证明人、日期和材料，以分号隔开".to_owned();
            remarks.cell(record.at, Code::RegistryValue, cell, detail);
            continue;
        };
        let id = rules.conditions.find(None, condition).unwrap_or_else(|detail| {
            remarks.cell(record.at, Code::RegistryCondition, cell, detail);
            condition.clone()
        });
        if day > rules.as_of {
            let detail = format!("证明日期 {day}，截止日期 {}", rules.as_of);
            remarks.cell(record.at, Code::RegistryNotYet, cell, detail);
        }
        let (who, paper) = (trim(who).to_owned(), trim(paper).to_owned());
        papers.insert(id, Attestation { who, when: day, paper });
    }
    papers
}

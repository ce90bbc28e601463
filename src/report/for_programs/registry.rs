//! A registry checked alone: every entry, and every remark. Names of those who answer for papers are left out.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::finding;
use crate::model::finding::Finding;
use crate::model::registry::{Entry, Registry};
use crate::model::source::Sources;
use crate::report::mask::{Mask, shown_json};

/// What is on file, and what is wrong with it.
#[must_use]
pub fn registry_json(
    registry: &Registry,
    findings: &[Finding],
    sources: &Sources,
    as_of: NaiveDate,
) -> Value {
    let files = sources.files.iter().map(|file| file.path.as_str());
    shown_json(&json!({
        "files": files.collect::<Value>(),
        "as_of": as_of.to_string(),
        "entries": registry.entries().map(|own| entry(own, as_of)).collect::<Value>(),
        "findings": findings.iter().map(|own| finding(own, sources, Mask::On)).collect::<Value>(),
    }))
}

fn entry(entry: &Entry, as_of: NaiveDate) -> Value {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let facts = entry.facts.iter().map(|(key, fact)| {
        let value = if fact.den == 1 { json!(fact.num) } else { json!(fact.to_string()) };
        (key.clone(), value)
    });
    let relaxations = entry.relaxations.iter().map(|own| {
        json!({ "ground": own.ground, "condition": own.condition, "when": own.paper.when.to_string() })
    });
    let papers = entry.attestations.iter();
    json!({
        "kind": entry.kind.key(),
        "province": &*entry.province,
        "city": &*entry.city,
        "county": entry.county,
        "name": &*entry.name,
        "type": entry.brand_type,
        "level": entry.level,
        "occupation": entry.occupation,
        "industry": entry.industry,
        "established": day(entry.established),
        "listed": day(entry.listed),
        "delisted": day(entry.delisted),
        "in_library": entry.is_listed_on(as_of),
        "supporting_units": entry.supporting_units,
        "links": entry.links.iter().map(|name| &**name).collect::<Value>(),
        "facts": Value::Object(facts.collect::<Map<_, _>>()),
        "relaxations": relaxations.collect::<Value>(),
        "attestations": papers.map(|(condition, paper)| {
            json!({ "condition": condition, "when": paper.when.to_string() })
        }).collect::<Value>(),
    })
}

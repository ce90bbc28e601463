//! Differences for programs.

use serde_json::{Value, json};

use super::words;
use crate::model::change::{Cause, Changes, FigureChange, Report, Share, VerdictChange};
use crate::model::field::Field;
use crate::model::finding::Code;
use crate::model::verdict::Verdict;

/// What was compared, the figures that moved with their causes, and verdicts that changed.
#[must_use]
pub fn changes_json(changes: &Changes, asked: [&str; 2]) -> Value {
    let [a, b] = &changes.reports;
    json!({
        "a": report(a, asked[0]),
        "b": report(b, asked[1]),
        "figures": changes.figures.iter().map(|own| figure(own, changes)).collect::<Vec<_>>(),
        "verdicts": changes.verdicts.iter().map(verdict).collect::<Vec<_>>(),
    })
}

fn report(report: &Report, asked: &str) -> Value {
    let store = report.stamp.store.as_ref();
    json!({
        "asked": asked,
        "version": store.map(|store| store.version),
        "time": store.map(|store| &store.time),
        "as_of": report.stamp.as_of.to_string(),
    })
}

fn figure(own: &FigureChange, changes: &Changes) -> Value {
    let Some(place) = changes.places.get(own.place as usize) else { return Value::Null };
    let [level, province, city, brand, base] = words::names(&place.subject);
    let Share { entered, left, .. } = own.whole();
    json!({
        "level": level, "province": province, "city": city, "brand": brand, "base": base,
        "year": place.year, "measure": own.figure.name,
        "a": own.a, "b": own.b, "change": own.change(), "entered": entered, "left": left,
        "causes": own.shares.iter().map(|own| cause(own, changes)).collect::<Vec<_>>(),
    })
}

fn cause((cause, share): (&Cause, &Share), changes: &Changes) -> Value {
    let Share { entered, left, records } = share;
    let (field, delivery, code) = match cause {
        Cause::Rows { field, delivery, code, .. } => (*field, *delivery, *code),
        Cause::AsOf(_) => (None, None, None),
    };
    let delivery = delivery.and_then(|index| changes.deliveries.get(index as usize));
    json!({
        "cause": cause.key(),
        "field": field.map(Field::key),
        "code": code.map(Code::name),
        "batch": delivery.map(|own| &own.batch),
        "file": delivery.map(|own| &own.path),
        "entered": entered, "left": left, "records": records,
    })
}

fn verdict(change: &VerdictChange) -> Value {
    let Some(own) = change.b.as_ref().or(change.a.as_ref()) else { return Value::Null };
    let [level, province, city, brand, base] = words::names(&own.subject);
    let result = |of: &Option<Verdict>| of.as_ref().map(|own| own.result.key());
    json!({
        "policy": &*own.policy, "standard": &*own.standard,
        "level": level, "province": province, "city": city, "brand": brand, "base": base,
        "condition": own.condition, "measure": own.measure,
        "a": result(&change.a), "b": result(&change.b),
    })
}

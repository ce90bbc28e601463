//! Policies: what a document rules, every condition with its measure, operator, threshold and place.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::model::policy::{
    Case, Condition, Count, Due, Family, InForce, Measure, Measured, Policy, RegistryField, Rule,
    Selector, Standard, Test, Threshold, WindowRule,
};
use crate::model::ratio::Op;
use crate::report::policy_page::{Size, asked};

/// What there is, one object a policy.
#[must_use]
pub fn policies_json(policies: &[Policy]) -> Value {
    policies.iter().map(brief).collect()
}

fn brief(policy: &Policy) -> Value {
    let Size { conditions, thresholds, .. } = Size::of(policy);
    let standards = policy.families.iter().flat_map(|family| &family.standards);
    let mut told = head(policy);
    told["standards"] = standards.map(|standard| &*standard.name).collect();
    told["conditions"] = conditions.into();
    told["thresholds"] = thresholds.into();
    told
}

fn head(policy: &Policy) -> Value {
    let mut told = json!({
        "id": &*policy.id,
        "document": policy.document,
        "title": policy.title,
        "province": policy.province,
        "city": policy.city,
        "county": policy.county,
    });
    in_force(&mut told, policy.in_force);
    told
}

/// Everything that a policy rules.
#[must_use]
pub fn policy_json(policy: &Policy) -> Value {
    let Policy { document, deadlines, notices, grounds, notes, .. } = policy;
    let deadlines = deadlines.iter().map(|own| {
        let due = match own.due {
            Due::Once(day) => day.to_string(),
            Due::Yearly { month, day } => format!("{month:02}-{day:02}"),
        };
        json!({ "section": own.section, "due": due, "what": own.what, "choice": own.choice })
    });
    let notices = notices.iter().map(|own| {
        json!({ "section": own.section, "name": own.name, "advice": own.advice, "choice": own.choice })
    });
    let grounds = grounds.iter().map(|own| json!({ "section": own.section, "name": own.name }));
    let notes = notes.iter().map(|own| json!({ "section": own.section, "text": own.text }));
    let mut told = head(policy);
    told["classes"] = json!(policy.classes);
    told["families"] = policy.families.iter().map(|own| family(own, document)).collect();
    told["deadlines"] = deadlines.collect();
    told["notices"] = notices.collect();
    told["grounds"] = grounds.collect();
    told["notes"] = notes.collect();
    told
}

fn in_force(told: &mut Value, days: InForce) {
    let day = |day: Option<NaiveDate>| json!(day.map(|day| day.to_string()));
    told["from"] = day(days.from);
    told["to"] = day(days.to);
}

fn family(family: &Family, document: &str) -> Value {
    json!({
        "name": family.name,
        "section": family.section,
        "subject_kind": family.subject.key(),
        "kinds": family.kinds.iter().map(|kind| kind.key()).collect::<Value>(),
        "units": family.units,
        "selector": family.selector.map(Selector::key),
        "registered_only": family.registered_only,
        "linked_only": family.linked_only,
        "evaluated": family.evaluated,
        "standards": family.standards.iter().map(|own| standard(own, document)).collect::<Value>(),
        "common": conditions(&family.common, document),
    })
}

fn standard(standard: &Standard, document: &str) -> Value {
    let mut told = json!({
        "name": &*standard.name,
        "section": standard.section,
        "select": standard.select,
        "conditions": conditions(standard.rule.conditions(), document),
    });
    if let Rule::Fixed { result, missing } = &standard.rule {
        told["result"] = result.key().into();
        told["missing"] = missing.as_str().into();
    }
    told
}

fn conditions(conditions: &[Condition], document: &str) -> Value {
    conditions.iter().map(|own| condition(own, document)).collect()
}

fn condition(condition: &Condition, document: &str) -> Value {
    let mut told = json!({
        "condition": condition.id,
        "citation": format!("{document} {}", condition.section),
        "asks": asked(&condition.test),
        "choice": condition.choice,
        "relaxable": condition.relaxable,
        "advice": condition.advice,
    });
    if let (Value::Object(told), Value::Object(test)) = (&mut told, test(&condition.test, document))
    {
        told.extend(test);
    }
    told
}

/// What is asked. A threshold with cases is `null` where some case must apply.
fn test(test: &Test, document: &str) -> Value {
    match test {
        Test::Measure(own) => measured(own),
        Test::Report { measure, window, what } => {
            let mut told = of_measure("report", *measure, *window);
            told["what"] = what.as_str().into();
            told
        }
        Test::Fact { fact, label, unit, op, limit, absent } => json!({
            "test": "fact", "measure": fact, "label": label, "unit": unit,
            "operator": op.sign(), "threshold": limit.text, "absent": absent.key(),
        }),
        Test::Attestation { what, declared, .. } => json!({
            "test": "attestation", "what": what,
            "declared": declared.as_ref().map(|own| own.fact.as_str()),
        }),
        Test::Count { of, label, op, threshold, on } => {
            let mut told = json!({
                "test": "count", "label": label, "of": counted(of),
                "on": on.map(|day| day.to_string()),
            });
            limits(&mut told, *op, threshold);
            told
        }
        Test::Linked { family } => json!({ "test": "linked", "family": family }),
        Test::Meets { family } => json!({ "test": "meets", "family": family }),
        Test::AnyOf(members) => {
            json!({ "test": "any_of", "members": conditions(members, document) })
        }
        Test::AllOf(members) => {
            json!({ "test": "all_of", "members": conditions(members, document) })
        }
    }
}

fn of_measure(test: &str, measure: Measure, window: WindowRule) -> Value {
    json!({
        "test": test, "measure": measure.key(), "label": measure.label(), "window": window.key(),
    })
}

fn measured(own: &Measured) -> Value {
    let mut told = of_measure("measure", own.measure, own.window);
    limits(&mut told, own.op, &own.threshold);
    told["add_fact"] = json!(own.add_fact);
    told
}

fn limits(told: &mut Value, op: Op, threshold: &Threshold) {
    told["operator"] = op.sign().into();
    told["threshold"] = json!(threshold.general.as_ref().map(|limit| limit.text.as_str()));
    told["cases"] = threshold.cases.iter().map(case).collect();
}

fn case(case: &Case) -> Value {
    let mut told = json!({
        "class": case.class,
        "types": case.types,
        "industries": case.industries,
        "source": case.source,
        "threshold": case.limit.text,
    });
    in_force(&mut told, case.in_force);
    told
}

fn counted(count: &Count) -> Value {
    json!({
        "kinds": count.kinds.iter().map(|kind| kind.key()).collect::<Value>(),
        "types": count.types,
        "levels": count.levels,
        "linked": count.linked,
        "meets": count.meets,
        "repeated": count.repeated.map(RegistryField::key),
    })
}

//! Diagnostic codes and integrity checks with all that there is to say of them.

use serde_json::{Map, Value, json};

use crate::model::check::{self, Check, Checks, Rule};
use crate::model::finding::Code;

/// Every code.
#[must_use]
pub fn codes_json() -> Value {
    Code::ALL.iter().copied().map(code_json).collect()
}

/// One code.
#[must_use]
pub fn code_json(code: Code) -> Value {
    json!({
        "code": code.name(),
        "severity": code.severity().key(),
        "what": code.what(),
        "cause": code.cause(),
        "fix": code.fix(),
        "example": code.example(),
    })
}

/// Every check.
#[must_use]
pub fn checks_json(checks: &Checks) -> Value {
    checks.rules().iter().map(|rule| of_rule(rule, checks)).collect()
}

/// One check, with the parameters in force.
#[must_use]
pub fn check_json(check: Check, checks: &Checks) -> Value {
    of_rule(checks.rule(check), checks)
}

fn of_rule(rule: &Rule, checks: &Checks) -> Value {
    let setting = checks.general(rule.check);
    let parameters = rule.parameters.iter().map(|parameter| {
        let value = setting.value(&parameter.key).unwrap_or(&parameter.default);
        json!({
            "key": parameter.key,
            "label": parameter.label,
            "unit": parameter.unit,
            "value": plain(value),
        })
    });
    let changes = checks.changes().iter().filter(|change| change.check == rule.check);
    let changes = changes.map(|change| {
        let set = change.set.iter().map(|(key, value)| (key.clone(), plain(value)));
        json!({
            "place": &*change.place_name,
            "enabled": change.enabled,
            "severity": change.severity.map(check::Severity::key),
            "set": Value::Object(set.collect::<Map<_, _>>()),
            "source": change.source,
            "file": &*change.file,
        })
    });
    json!({
        "code": rule.check.code(),
        "title": rule.title,
        "meaning": rule.meaning,
        "severity": setting.severity.key(),
        "enabled": setting.enabled,
        "wording": rule.wording.shown(),
        "ask": rule.ask,
        "parameters": parameters.collect::<Value>(),
        "changes": changes.collect::<Value>(),
    })
}

fn plain(value: &check::Value) -> Value {
    match value {
        check::Value::Number(number) => (*number).into(),
        check::Value::Choice(word) => word.as_str().into(),
    }
}

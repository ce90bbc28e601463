//! A registry as TOML: one `[[entry]]` table per brand or base.

use serde::Deserialize;
use toml::{Spanned, Table, Value};

use super::entry::Draft;
use super::header::Column;
use super::{Place, RegistryIssue, RegistryRows};
use crate::model::in_chinese::TomlFault;
use crate::model::text::trim;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    entry: Vec<Spanned<Table>>,
}

/// Reads a TOML registry; rows are lines. Text that is no TOML is one issue.
#[must_use]
pub fn from_toml(text: &str, resolve: &dyn Fn(&str) -> Option<Place>) -> RegistryRows {
    let mut found = RegistryRows::default();
    let line = |at: usize| text.get(..at).map_or(0, |before| before.matches('\n').count() + 1);
    let file: File = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            let TomlFault { line, key, message } = TomlFault::of(text, &error);
            let key = key.map_or_else(String::new, |key| format!("{key}："));
            let (row, message) =
                (line.unwrap_or(0), format!("品牌库应由 [[entry]] 组成。{key}{message}"));
            found.issues.push(RegistryIssue { row, column: String::new(), message });
            return found;
        }
    };
    for entry in file.entry {
        let row = line(entry.span().start);
        let mut draft = Draft::default();
        for (key, value) in entry.into_inner() {
            if let Err(message) = set(&mut draft, &key, value) {
                found.issues.push(RegistryIssue { row, column: key, message });
            }
        }
        found.push(row, draft, resolve);
    }
    found
}

fn set(draft: &mut Draft, key: &str, value: Value) -> Result<(), String> {
    let column = match key {
        "kind" => Column::Kind,
        "name" => Column::Name,
        "province" => Column::Province,
        "unit" => Column::Unit,
        "type" => Column::Type,
        "level" => Column::Level,
        "occupation" => Column::Occupation,
        "industry" => Column::Industry,
        "established" => Column::Established,
        "supporting_units" => {
            draft.supporting_units = match value {
                Value::Array(units) => units.iter().filter_map(plain).collect(),
                other => {
                    let text = plain(&other).ok_or("应为文字或文字的列表")?;
                    draft.set(&Column::SupportingUnits, &text);
                    return Ok(());
                }
            };
            return Ok(());
        }
        "facts" => return facts(draft, value),
        "attestations" => return attestations(draft, value),
        _ => {
            return Err("没有这个键，可用的键：kind、name、province、unit、type、level、occupation、industry、\
                        established、supporting_units、facts、attestations"
                .to_owned());
        }
    };
    let text = plain(&value).ok_or("应为文字")?;
    if !trim(&text).is_empty() {
        draft.set(&column, trim(&text));
    }
    Ok(())
}

fn facts(draft: &mut Draft, value: Value) -> Result<(), String> {
    let Value::Table(facts) = value else {
        return Err("应写成 facts = { 键 = 数 }".to_owned());
    };
    for (key, value) in facts {
        let text = plain(&value).ok_or_else(|| format!("{key} 应为数"))?;
        draft.set(&Column::Fact(key), &text);
    }
    Ok(())
}

fn attestations(draft: &mut Draft, value: Value) -> Result<(), String> {
    let Value::Table(papers) = value else {
        return Err(
            "应写成 [entry.attestations] 下的 \"条件编号\" = { who, when, paper }".to_owned()
        );
    };
    for (condition, value) in papers {
        let text = |key: &str| value.get(key).and_then(plain).unwrap_or_default();
        let paper = [text("who"), text("when"), text("paper")];
        draft.attestations.insert(condition, paper);
    }
    Ok(())
}

/// A single value as text.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(_) | Value::Float(_) | Value::Datetime(_) => Some(value.to_string()),
        Value::Boolean(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

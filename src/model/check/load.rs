//! Strict loading of check files and of files that set checks otherwise: an unknown key, a missing one or a
//! contradiction is an error with file, line and key. The JSON Schemas beside the shipped files say the same to editors.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::{
    Allowed, Change, Check, CheckError, Parameter, Place, ProvinceId, Regions, Rule, Severity,
    UnitId, Value, Wording,
};
use crate::model::in_chinese::TomlFault;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCheck {
    code: Spanned<String>,
    title: String,
    severity: Severity,
    #[serde(default = "yes")]
    enabled: bool,
    meaning: String,
    wording: Spanned<String>,
    ask: String,
    #[serde(default)]
    parameter: BTreeMap<String, Spanned<RawParameter>>,
    #[serde(default, rename = "override")]
    overrides: Vec<Spanned<RawChange>>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParameter {
    label: String,
    #[serde(default)]
    unit: String,
    default: RawValue,
    from: Option<u32>,
    to: Option<u32>,
    choices: Option<BTreeMap<String, String>>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum RawValue {
    Number(u32),
    Choice(String),
}

/// A file of the user's own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    check: Vec<Spanned<RawChange>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChange {
    /// Not inside a check file, which is about one check.
    code: Option<String>,
    province: Option<String>,
    unit: Option<String>,
    severity: Option<Severity>,
    enabled: Option<bool>,
    #[serde(default)]
    set: BTreeMap<String, RawValue>,
    source: Option<String>,
}

/// Key and message of a defect.
type Defect = (&'static str, String);

/// Reads a check file and the changes in it. `name` is the file as the user knows it.
///
/// # Errors
/// The first defect, with line and key.
pub fn check_file(
    text: &str,
    name: &str,
    regions: &Regions,
) -> Result<(Rule, Vec<Change>), CheckError> {
    let loader = Loader { text, name, regions };
    let raw: RawCheck = toml::from_str(text).map_err(|error| loader.of_toml(&error))?;
    let found = Check::named(raw.code.get_ref());
    let unknown = || ("code", format!("没有代码为“{}”的核查", raw.code.get_ref()));
    let check = found.ok_or_else(|| loader.error(raw.code.span(), unknown()))?;
    let wording = Wording(raw.wording.get_ref().clone());
    if let Some(place) = wording.places().find(|place| !check.places().contains(place)) {
        let known = check.places().join("、");
        let defect = ("wording", format!("没有名为“{place}”的内容，可写：{known}"));
        return Err(loader.error(raw.wording.span(), defect));
    }
    let parameters = loader.parameters(check, raw.parameter)?;
    let rule = Rule {
        check,
        title: raw.title,
        severity: raw.severity,
        enabled: raw.enabled,
        meaning: raw.meaning,
        wording,
        ask: raw.ask,
        parameters,
    };
    let changes = raw.overrides.into_iter().map(|change| {
        let span = change.span();
        let change = change.into_inner();
        if change.code.is_some() {
            let defect = ("code", "核查文件中只改本核查，不写 code".to_owned());
            return Err(loader.error(span, defect));
        }
        loader.change(&rule, change).map_err(|defect| loader.error(span, defect))
    });
    let changes = changes.collect::<Result<_, _>>()?;
    Ok((rule, changes))
}

/// Reads a file that sets checks otherwise than the shipped files.
///
/// # Errors
/// The first defect, with line and key.
pub fn changes_file(
    text: &str,
    name: &str,
    rules: &[Rule],
    regions: &Regions,
) -> Result<Vec<Change>, CheckError> {
    let loader = Loader { text, name, regions };
    let raw: RawFile = toml::from_str(text).map_err(|error| loader.of_toml(&error))?;
    let changes = raw.check.into_iter().map(|change| {
        let span = change.span();
        loader.foreign_change(rules, change.into_inner()).map_err(|it| loader.error(span, it))
    });
    changes.collect()
}

struct Loader<'a> {
    text: &'a str,
    name: &'a str,
    regions: &'a Regions,
}

impl Loader<'_> {
    fn parameters(
        &self,
        check: Check,
        mut raw: BTreeMap<String, Spanned<RawParameter>>,
    ) -> Result<Vec<Parameter>, CheckError> {
        let mut parameters = Vec::new();
        for key in check.parameters() {
            let Some(found) = raw.remove(*key) else {
                let defect = ("parameter", format!("缺少参数 {key}"));
                return Err(self.error(0..0, defect));
            };
            let span = found.span();
            let found = parameter(key, found.into_inner());
            parameters.push(found.map_err(|defect| self.error(span, defect))?);
        }
        match raw.into_iter().next() {
            None => Ok(parameters),
            Some((key, found)) => {
                let known = check.parameters().join("、");
                let message = format!("没有名为“{key}”的参数，可写：{known}");
                Err(self.error(found.span(), ("parameter", message)))
            }
        }
    }

    fn foreign_change(&self, rules: &[Rule], raw: RawChange) -> Result<Change, Defect> {
        let Some(code) = &raw.code else { return Err(("code", "缺少这个键".to_owned())) };
        let check = Check::named(code);
        let rule = check.and_then(|check| rules.iter().find(|rule| rule.check == check));
        let rule = rule.ok_or_else(|| ("code", format!("没有代码为“{code}”的核查")))?;
        self.change(rule, raw)
    }

    fn change(&self, rule: &Rule, raw: RawChange) -> Result<Change, Defect> {
        let place = self.place(raw.province.as_deref(), raw.unit.as_deref())?;
        if raw.severity.is_none() && raw.enabled.is_none() && raw.set.is_empty() {
            let message = "什么也没有改：至少写 severity、enabled、set 之一".to_owned();
            return Err(("set", message));
        }
        let mut set = BTreeMap::new();
        for (key, value) in raw.set {
            let known = rule.parameters.iter().find(|parameter| parameter.key == key);
            let Some(parameter) = known else {
                let known = rule.check.parameters().join("、");
                return Err(("set", format!("没有名为“{key}”的参数，可写：{known}")));
            };
            set.insert(key, allowed(value, &parameter.allowed)?);
        }
        Ok(Change {
            check: rule.check,
            place,
            place_name: place.name(self.regions).into(),
            severity: raw.severity,
            enabled: raw.enabled,
            set,
            source: raw.source,
            file: self.name.into(),
        })
    }

    fn place(&self, province: Option<&str>, unit: Option<&str>) -> Result<Place, Defect> {
        let known = |text| self.regions.province(text);
        let province: Option<ProvinceId> = match province {
            None => None,
            Some(text) => {
                let unknown = || ("province", format!("没有名为“{text}”的省份"));
                Some(known(text).ok_or_else(unknown)?)
            }
        };
        let unit: Option<UnitId> = match unit {
            None => None,
            Some(text) => {
                let unknown =
                    || ("unit", format!("没有名为“{text}”的上报单位，或它不在所写的省份"));
                Some(self.regions.unit(text, province).ok_or_else(unknown)?)
            }
        };
        Ok(match (province, unit) {
            (_, Some(unit)) => Place::Unit(unit),
            (Some(province), None) => Place::Province(province),
            (None, None) => Place::Everywhere,
        })
    }

    fn error(&self, span: Range<usize>, (key, message): Defect) -> CheckError {
        let fault = TomlFault::at(self.text, Some(span), Some(key), message);
        CheckError { file: self.name.to_owned(), fault }
    }

    fn of_toml(&self, error: &toml::de::Error) -> CheckError {
        CheckError { file: self.name.to_owned(), fault: TomlFault::of(self.text, error) }
    }
}

fn parameter(key: &str, raw: RawParameter) -> Result<Parameter, Defect> {
    let bounds = match (raw.from, raw.to, raw.choices) {
        (Some(from), Some(to), None) if from <= to => Allowed::Between(from, to),
        (None, None, Some(choices)) => Allowed::OneOf(choices.into_iter().collect()),
        _ => {
            let message =
                "数字写 from 和 to（from 不大于 to），选项写 choices，不能都写".to_owned();
            return Err(("from", message));
        }
    };
    let default = allowed(raw.default, &bounds)?;
    Ok(Parameter {
        key: key.to_owned(),
        label: raw.label,
        unit: raw.unit,
        default,
        allowed: bounds,
    })
}

fn allowed(value: RawValue, allowed: &Allowed) -> Result<Value, Defect> {
    match (value, allowed) {
        (RawValue::Number(number), Allowed::Between(from, to))
            if (*from..=*to).contains(&number) =>
        {
            Ok(Value::Number(number))
        }
        (RawValue::Choice(word), Allowed::OneOf(choices))
            if choices.iter().any(|(key, _)| *key == word) =>
        {
            Ok(Value::Choice(word))
        }
        (_, Allowed::Between(from, to)) => Err(("set", format!("应为 {from} 至 {to} 的整数"))),
        (_, Allowed::OneOf(choices)) => {
            let known: Vec<&str> = choices.iter().map(|(key, _)| key.as_str()).collect();
            Err(("set", format!("可写：{}", known.join("、"))))
        }
    }
}

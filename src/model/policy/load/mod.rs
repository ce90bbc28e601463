//! Strict loading of a policy file: an unknown key, a missing one or a contradiction is an error with file, line and key.
//!
//! `policy.schema.json` beside the shipped policies says the same to editors.

mod condition;
mod raw;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;

use self::condition::{Classes, Defect, condition};
use self::raw::{RawCondition, RawFamily, RawPolicy, RawStandard, RawSubject};
use super::{Condition, Family, Policy, PolicyError, Rule, Standard};
use crate::model::measure::SubjectKind;

/// Reads a policy. `name` is the file as the user knows it; its stem becomes the policy's id.
///
/// # Errors
/// When the text is no policy: the first defect, with line and key.
pub fn parse(text: &str, name: &str) -> Result<Policy, PolicyError> {
    let raw: RawPolicy =
        toml::from_str(text).map_err(|error| PolicyError::of_toml(name, text, &error))?;
    Loader { text, name }.policy(raw)
}

struct Loader<'a> {
    text: &'a str,
    name: &'a str,
}

impl Loader<'_> {
    fn policy(&self, raw: RawPolicy) -> Result<Policy, PolicyError> {
        let mut classes = BTreeMap::new();
        for class in raw.class {
            let span = class.span();
            let class = class.into_inner();
            if class.units.is_empty() {
                return Err(self.error(span, ("units", "至少要有一个上报单位".to_owned())));
            }
            if classes.insert(class.name.clone(), class.units).is_some() {
                return Err(self.error(span, ("name", format!("地区类别“{}”写了两次", class.name))));
            }
        }
        let families = raw.family.into_iter().map(|family| self.family(family, &classes));
        let families = families.collect::<Result<Vec<_>, _>>()?;
        if families.is_empty() {
            return Err(self.error(0..0, ("family", "至少要有一类标准".to_owned())));
        }
        let stem = std::path::Path::new(self.name).file_stem();
        let id =
            stem.map_or_else(|| self.name.to_owned(), |stem| stem.to_string_lossy().into_owned());
        Ok(Policy {
            id: Arc::from(id),
            document: raw.document,
            title: raw.title,
            province: raw.province,
            city: raw.city,
            classes,
            families,
        })
    }

    fn family(&self, raw: Spanned<RawFamily>, classes: &Classes) -> Result<Family, PolicyError> {
        let span = raw.span();
        let raw = raw.into_inner();
        let subject = match raw.subject {
            RawSubject::Brand => SubjectKind::Brand,
            RawSubject::Base => SubjectKind::Base,
        };
        if raw.kinds.is_empty() || raw.kinds.iter().any(|kind| kind.subject_kind() != subject) {
            let message =
                "品牌类标准只能写 training、labour，基地类标准只能写 base，且不能为空".to_owned();
            return Err(self.error(span, ("kinds", message)));
        }
        if raw.standard.is_empty() {
            return Err(self.error(span, ("standard", "至少要有一个标准".to_owned())));
        }
        let common = self.conditions(raw.condition, classes)?;
        let mut selected = BTreeSet::new();
        let mut standards = Vec::new();
        for standard in raw.standard {
            let span = standard.span();
            let standard = self.standard(standard, &common, classes)?;
            if raw.selector.is_some() == standard.select.is_empty() {
                let message = "有 selector 时每个标准都要写 select，没有时都不写".to_owned();
                return Err(self.error(span, ("select", message)));
            }
            if let Some(twice) =
                standard.select.iter().find(|value| !selected.insert((*value).clone()))
            {
                return Err(self.error(span, ("select", format!("“{twice}”写了两次"))));
            }
            standards.push(standard);
        }
        Ok(Family {
            name: raw.name,
            section: raw.section,
            subject,
            kinds: raw.kinds,
            selector: raw.selector,
            registered_only: raw.registered_only,
            common,
            standards,
        })
    }

    fn standard(
        &self,
        raw: Spanned<RawStandard>,
        common: &[Condition],
        classes: &Classes,
    ) -> Result<Standard, PolicyError> {
        let span = raw.span();
        let raw = raw.into_inner();
        let own = self.conditions(raw.condition, classes)?;
        let rule = match (raw.fixed, own.is_empty()) {
            (Some(fixed), true) => {
                Rule::Fixed { result: fixed.result.into(), missing: fixed.missing }
            }
            (None, false) => Rule::Conditions(own),
            _ => {
                let message = "fixed 与条件（condition）二者必有其一，且不能并存".to_owned();
                return Err(self.error(span, ("condition", message)));
            }
        };
        let mut ids = BTreeSet::new();
        let mut all = rule.conditions().iter().chain(common);
        if let Some(twice) = all.find(|condition| !ids.insert(condition.id.as_str())) {
            return Err(self.error(span, ("id", format!("条件“{}”写了两次", twice.id))));
        }
        Ok(Standard { name: Arc::from(raw.name), section: raw.section, select: raw.select, rule })
    }

    fn conditions(
        &self,
        raw: Vec<Spanned<RawCondition>>,
        classes: &Classes,
    ) -> Result<Vec<Condition>, PolicyError> {
        let load = |raw: Spanned<RawCondition>| {
            let span = raw.span();
            condition(raw.into_inner(), classes).map_err(|defect| self.error(span, defect))
        };
        raw.into_iter().map(load).collect()
    }

    fn error(&self, span: Range<usize>, (key, message): Defect) -> PolicyError {
        PolicyError::at(self.name, self.text, Some(span), Some(key), message)
    }
}

#[cfg(test)]
mod tests;

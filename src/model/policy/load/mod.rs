//! Strict loading of a policy file: an unknown key, a missing one or a contradiction is an error with file, line and key.
//!
//! `policy.schema.json` beside the shipped policies says the same to editors.

mod condition;
mod duty;
mod raw;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;

use self::condition::{condition, in_force};
use self::raw::{RawClass, RawCondition, RawFamily, RawPolicy, RawStandard, RawSubject};
use super::{Condition, Family, Ground, Note, Policy, PolicyError, Rule, Standard};
use crate::model::measure::SubjectKind;

/// Key and message of a defect.
type Defect = (&'static str, String);

/// Units by class.
type Classes = BTreeMap<String, BTreeSet<String>>;

/// What a condition stands in.
struct Within<'a> {
    classes: &'a Classes,
    /// The family, and what it is about.
    family: &'a str,
    subject: SubjectKind,
    /// Families further up in the file that are about brands or bases.
    earlier: &'a [String],
}

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
        if raw.county.is_some() && raw.city.is_none() {
            let defect = ("city", "写了 county 就要写它所在的 city".to_owned());
            return Err(self.error(self.key("county"), defect));
        }
        let classes = self.classes(raw.class)?;
        let mut earlier = Vec::new();
        let mut families: Vec<Family> = Vec::new();
        for family in raw.family {
            let span = family.span();
            let family = self.family(family, &classes, &earlier)?;
            if families.iter().any(|known| known.name == family.name) {
                return Err(self.error(span, ("name", format!("“{}”写了两次", family.name))));
            }
            if matches!(family.subject, SubjectKind::Brand | SubjectKind::Base) {
                earlier.push(family.name.clone());
            }
            families.push(family);
        }
        if families.is_empty() {
            return Err(self.error(0..0, ("family", "至少要有一类标准".to_owned())));
        }
        let stem = std::path::Path::new(self.name).file_stem();
        let id =
            stem.map_or_else(|| self.name.to_owned(), |stem| stem.to_string_lossy().into_owned());
        let deadlines = raw.deadline.into_iter().map(|raw| self.placed(raw, duty::deadline));
        let notices = raw.notice.into_iter().map(|raw| self.placed(raw, duty::notice));
        Ok(Policy {
            id: Arc::from(id),
            document: raw.document,
            title: raw.title,
            province: raw.province,
            city: raw.city,
            county: raw.county,
            in_force: in_force(raw.from, raw.to)
                .map_err(|defect| self.error(self.key("to"), defect))?,
            classes,
            families,
            deadlines: deadlines.collect::<Result<_, _>>()?,
            notices: notices.collect::<Result<_, _>>()?,
            grounds: raw
                .ground
                .into_iter()
                .map(|ground| Ground { section: ground.section, name: ground.name })
                .collect(),
            notes: raw
                .note
                .into_iter()
                .map(|note| Note { section: note.section, text: note.text })
                .collect(),
        })
    }

    fn classes(&self, raw: Vec<Spanned<RawClass>>) -> Result<Classes, PolicyError> {
        let mut classes = Classes::new();
        for class in raw {
            let span = class.span();
            let class = class.into_inner();
            if class.units.is_empty() {
                return Err(self.error(span, ("units", "至少要有一个上报单位".to_owned())));
            }
            if classes.insert(class.name.clone(), class.units).is_some() {
                return Err(self.error(span, ("name", format!("地区类别“{}”写了两次", class.name))));
            }
        }
        Ok(classes)
    }

    fn family(
        &self,
        raw: Spanned<RawFamily>,
        classes: &Classes,
        earlier: &[String],
    ) -> Result<Family, PolicyError> {
        let span = raw.span();
        let raw = raw.into_inner();
        let subject = SubjectKind::from(raw.subject);
        check_kinds(&raw, subject).map_err(|defect| self.error(span.clone(), defect))?;
        if raw.standard.is_empty() {
            return Err(self.error(span, ("standard", "至少要有一个标准".to_owned())));
        }
        let within = Within { classes, family: &raw.name, subject, earlier };
        let common = self.conditions(raw.condition, &within)?;
        let mut selected = BTreeSet::new();
        let mut standards = Vec::new();
        for standard in raw.standard {
            let span = standard.span();
            let standard = self.standard(standard, &common, &within)?;
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
            section: raw.section,
            subject,
            kinds: raw.kinds,
            selector: raw.selector,
            registered_only: raw.registered_only,
            linked_only: raw.linked_only,
            skip_others: raw.skip_others,
            units: raw.units,
            evaluated: raw.evaluated,
            common,
            standards,
            name: raw.name,
        })
    }

    fn standard(
        &self,
        raw: Spanned<RawStandard>,
        common: &[Condition],
        within: &Within<'_>,
    ) -> Result<Standard, PolicyError> {
        let span = raw.span();
        let raw = raw.into_inner();
        let own = self.conditions(raw.condition, within)?;
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
        let all = rule.conditions().iter().chain(common).flat_map(Condition::with_members);
        if let Some(twice) = all.into_iter().find(|condition| !ids.insert(condition.id.as_str())) {
            return Err(self.error(span, ("id", format!("条件“{}”写了两次", twice.id))));
        }
        Ok(Standard { name: Arc::from(raw.name), section: raw.section, select: raw.select, rule })
    }

    fn conditions(
        &self,
        raw: Vec<Spanned<RawCondition>>,
        within: &Within<'_>,
    ) -> Result<Vec<Condition>, PolicyError> {
        let load =
            |raw| condition(raw, within, 0).map_err(|(span, defect)| self.error(span, defect));
        raw.into_iter().map(load).collect()
    }

    fn placed<R, T>(
        &self,
        raw: Spanned<R>,
        read: impl Fn(R) -> Result<T, Defect>,
    ) -> Result<T, PolicyError> {
        let span = raw.span();
        read(raw.into_inner()).map_err(|defect| self.error(span, defect))
    }

    /// Where a key of the document itself is set.
    fn key(&self, key: &str) -> Range<usize> {
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let rest = line.strip_prefix(key);
            if rest.is_some_and(|rest| rest.trim_start().starts_with('=')) {
                return at..at;
            }
            at += line.len();
        }
        0..0
    }

    fn error(&self, span: Range<usize>, (key, message): Defect) -> PolicyError {
        PolicyError::at(self.name, self.text, Some(span), Some(key), message)
    }
}

/// Kinds of entries fit what the family is about; a selector needs entries to select by.
fn check_kinds(raw: &RawFamily, subject: SubjectKind) -> Result<(), Defect> {
    let wanted = match subject {
        SubjectKind::Brand => "品牌类标准写 training、labour",
        SubjectKind::Base => "基地类标准写 base",
        SubjectKind::County => "县（市、区）类标准写 county",
        SubjectKind::City | SubjectKind::Province => "市、省类标准不写",
    };
    let fits = raw.kinds.iter().all(|kind| kind.subject_kind() == subject);
    let none_needed = matches!(subject, SubjectKind::City | SubjectKind::Province);
    if !fits || raw.kinds.is_empty() != none_needed {
        return Err(("kinds", wanted.to_owned()));
    }
    if none_needed && (raw.selector.is_some() || raw.evaluated.is_some()) {
        return Err(("selector", "市、省类标准不写 selector、evaluated".to_owned()));
    }
    Ok(())
}

impl From<RawSubject> for SubjectKind {
    fn from(raw: RawSubject) -> Self {
        match raw {
            RawSubject::Brand => Self::Brand,
            RawSubject::Base => Self::Base,
            RawSubject::City => Self::City,
            RawSubject::County => Self::County,
            RawSubject::Province => Self::Province,
        }
    }
}

#[cfg(test)]
mod tests;

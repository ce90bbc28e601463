//! Whom a row of claims is about, as the ledgers name it.

use std::sync::Arc;

use super::context::Context;
use super::{Rules, Whom};
use crate::model::claim::words::{Item, NameKind};
use crate::model::finding::Code;
use crate::model::measure::{Subject, SubjectKind};
use crate::model::region::{UnitId, UnitProblem};

/// What a row says of its subject; blank cells are empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Named<'c> {
    pub province: &'c str,
    pub city: &'c str,
    pub county: &'c str,
    /// What the column of kinds says, and the name beside it.
    pub kind: &'c str,
    pub name: &'c str,
    /// A brand or base, whichever stands first.
    pub subject: Option<(Item, &'c str)>,
}

/// Why nobody is meant: code, the text, and what to do.
pub(super) type Nobody = (Code, String, String);

impl<'c> Named<'c> {
    /// Whether it says nothing.
    pub(super) fn is_blank(&self) -> bool {
        let texts = [self.province, self.city, self.county, self.kind, self.name];
        self.subject.is_none() && texts.iter().all(|text| text.is_empty())
    }

    /// The same, about whom the page is where it does not say itself.
    pub(super) fn or_of(mut self, context: &'c Context) -> Self {
        if self.subject.is_none() && self.name.is_empty() {
            self.subject =
                context.subject().filter(|_| self.city.is_empty() && self.county.is_empty());
        }
        self
    }

    /// The subject, by its official names.
    pub(super) fn resolve(mut self, context: &Context, rules: &Rules<'_>) -> Result<Whom, Nobody> {
        let words = rules.words;
        for text in [&mut self.province, &mut self.city, &mut self.county, &mut self.name] {
            if words.is_empty(text) || words.is_unfilled(text) {
                *text = "";
            }
        }
        // In the scheduling table of a province the unit goes before its county.
        if let (true, Some((unit, county))) = (self.city.is_empty(), self.county.split_once(' '))
            && rules.regions.unit(unit, None).is_some()
        {
            (self.city, self.county) = (unit, if words.is_unfilled(county) { "" } else { county });
        }
        match self.kind(context, rules)? {
            NameKind::Province => self.province(context, rules),
            NameKind::City => {
                let city = if self.city.is_empty() { self.name } else { self.city };
                let unit = Self { city, ..self }.unit(context, rules)?;
                Ok((subject(SubjectKind::City, unit, "", rules), "".into()))
            }
            NameKind::County => {
                let county = if self.county.is_empty() { self.name } else { self.county };
                let unit = Self { county, ..self }.unit(context, rules)?;
                if rules.regions.own_unit(county, None) == Some(unit) {
                    return Ok((subject(SubjectKind::City, unit, "", rules), "".into()));
                }
                let county = rules.regions.county_name(county, unit);
                Ok((subject(SubjectKind::County, unit, &county, rules), county))
            }
            kind => {
                let name = self.subject.map_or(self.name, |(_, name)| name);
                let name = if words.is_unfilled(name) { "" } else { name };
                let unit = self.unit(context, rules)?;
                let county = match self.county {
                    "" => "".into(),
                    county => rules.regions.county_name(county, unit),
                };
                let is_base = kind == NameKind::Base;
                let kind = if is_base { SubjectKind::Base } else { SubjectKind::Brand };
                Ok((subject(kind, unit, name, rules), county))
            }
        }
    }

    /// What the name is one of: as the column of kinds says, else as the columns themselves do.
    fn kind(&self, context: &Context, rules: &Rules<'_>) -> Result<NameKind, Nobody> {
        if let Some((item, _)) = self.subject {
            return Ok(if item == Item::Base { NameKind::Base } else { NameKind::Brand });
        }
        let wrong =
            |text: &str, why: &str| Err((Code::ClaimSubject, text.to_owned(), why.to_owned()));
        if !self.kind.is_empty() {
            let kind = rules.words.kind(self.kind);
            return kind.map_or_else(
                || wrong(self.kind, "种类应为品牌、基地、市、县、省之一"),
                |kind| {
                    let is_named =
                        !matches!(kind, NameKind::Brand | NameKind::Base) || !self.name.is_empty();
                    if is_named { Ok(kind) } else { wrong("", "没有写名称") }
                },
            );
        }
        if !self.name.is_empty() {
            return wrong(self.name, "看不出是品牌还是基地，请把列名写成“品牌名称”或“基地名称”");
        }
        let places = [
            (self.county, NameKind::County),
            (self.city, NameKind::City),
            (self.province, NameKind::Province),
        ];
        let named = places.into_iter().find(|(text, _)| !text.is_empty()).map(|(_, kind)| kind);
        // A table without any name is about the unit that hands it in.
        let unit = || context.place.unit.or(context.place.default).map(|_| NameKind::City);
        named.or_else(unit).map_or_else(|| wrong("", "没有写品牌、基地或单位的名称"), Ok)
    }

    fn unit(&self, context: &Context, rules: &Rules<'_>) -> Result<UnitId, Nobody> {
        let city = rules.words.place(self.city);
        let resolved = rules.regions.resolve(self.province, city, self.county, context.place);
        resolved.map_err(|problem| match problem {
            UnitProblem::Missing => {
                let what = "请写明上报单位：加“市(州)”列，或在表头上方写“填报单位”";
                (Code::ClaimUnit, String::new(), what.to_owned())
            }
            UnitProblem::Unknown { text, candidates } => {
                let what = match candidates.join("、").as_str() {
                    "" => "名录中没有这个单位".to_owned(),
                    names => format!("名录中没有这个单位，或有几个；可能是：{names}"),
                };
                (Code::ClaimUnit, text, what)
            }
        })
    }

    fn province(&self, context: &Context, rules: &Rules<'_>) -> Result<Whom, Nobody> {
        let text = if self.province.is_empty() { self.name } else { self.province };
        let named =
            if text.is_empty() { context.place.province } else { rules.regions.province(text) };
        let unknown = || (Code::ClaimUnit, text.to_owned(), "名录中没有这个省".to_owned());
        let province = Arc::clone(rules.regions.province_name(named.ok_or_else(unknown)?));
        let (city, name) = ("".into(), "".into());
        Ok((Subject { kind: SubjectKind::Province, province, city, name }, "".into()))
    }
}

fn subject(kind: SubjectKind, unit: UnitId, name: &str, rules: &Rules<'_>) -> Subject {
    let regions = rules.regions;
    Subject {
        kind,
        province: Arc::clone(regions.province_name(regions.province_of(unit))),
        city: Arc::clone(regions.unit_name(unit)),
        name: name.into(),
    }
}

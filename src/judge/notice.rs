//! What deserves a look without being a condition: brands that are alike (同质化), names that are not built as a
//! document wants them (命名).
//!
//! Source: Liaoning 2024-5 三, 五; Inner Mongolia 2024-118 三(三)1.

use std::collections::BTreeMap;

use super::JudgeInput;
use super::unit::Unit;
use crate::model::evaluation::Remark;
use crate::model::policy::{NamePart, Notice, NoticeRule, Policy, RegistryField};
use crate::model::region::Regions;
use crate::model::registry::Entry;

/// Characters of a supporting unit's name by which it is recognised in a brand's name (本工具口径).
const UNIT_CHARACTERS: usize = 2;

/// Looks at the brands that a unit has on file.
pub(super) fn look(input: &JudgeInput, policy: &Policy, unit: &Unit, remarks: &mut Vec<Remark>) {
    if policy.notices.is_empty() {
        return;
    }
    for notice in &policy.notices {
        let about =
            |entry: &&Entry| notice.kinds.contains(&entry.kind) && entry.is_listed_on(input.as_of);
        let brands: Vec<&Entry> = unit.entries.iter().copied().filter(about).collect();
        match &notice.rule {
            NoticeRule::Alike(fields) => alike(policy, notice, fields, &brands, remarks),
            NoticeRule::Naming { begins_with, contains, most_characters } => {
                let regions = around(input.regions, unit);
                for brand in &brands {
                    let wrong = [
                        missing("开头", begins_with, brand, &regions, begins),
                        missing("中间或结尾", contains, brand, &regions, holds),
                        too_long(&brand.name, *most_characters),
                    ];
                    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
                    if !wrong.is_empty() {
                        remarks.push(remark(policy, notice, brand, &wrong.join("，")));
                    }
                }
            }
        }
    }
}

/// Brands with the same content in one of the fields, each named to the others.
fn alike(
    policy: &Policy,
    notice: &Notice,
    fields: &[RegistryField],
    brands: &[&Entry],
    remarks: &mut Vec<Remark>,
) {
    for field in fields {
        let mut groups: BTreeMap<(&str, _), Vec<&Entry>> = BTreeMap::new();
        for brand in brands {
            if let Some(value) = field.of(brand) {
                groups.entry((value, brand.kind)).or_default().push(brand);
            }
        }
        for ((value, _), group) in groups.into_iter().filter(|(_, group)| group.len() > 1) {
            for brand in &group {
                let others = group.iter().filter(|other| other.name != brand.name);
                let others: Vec<&str> = others.map(|other| other.name.as_ref()).collect();
                let text = format!("{}同为“{value}”的还有：{}", field.label(), others.join("、"));
                remarks.push(remark(policy, notice, brand, &text));
            }
        }
    }
}

fn remark(policy: &Policy, notice: &Notice, brand: &Entry, found: &str) -> Remark {
    let mut citation = format!("{} {}", policy.document, notice.section);
    if let Some(choice) = &notice.choice {
        citation.push_str("；本工具口径：");
        citation.push_str(choice);
    }
    Remark {
        policy: policy.id.clone(),
        subject: brand.subject(),
        notice: notice.name.clone(),
        text: format!("{found}；{}", notice.advice),
        citation,
    }
}

/// Names of the unit, its province and its counties.
fn around<'a>(regions: &'a Regions, unit: &Unit) -> Vec<&'a str> {
    let id = regions.unit(&unit.city, regions.province(&unit.province));
    id.map(|id| regions.names_around(id)).unwrap_or_default()
}

fn begins(name: &str, part: &str) -> bool {
    name.starts_with(part)
}

fn holds(name: &str, part: &str) -> bool {
    name.contains(part)
}

/// What a name lacks; nothing where the registry does not say what it would have to contain.
fn missing(
    at: &str,
    parts: &[NamePart],
    brand: &Entry,
    regions: &[&str],
    fits: fn(&str, &str) -> bool,
) -> Option<String> {
    let mut known = false;
    for part in parts {
        let words = words(*part, brand, regions);
        known |= !words.is_empty();
        if words.iter().any(|word| fits(&brand.name, word)) {
            return None;
        }
    }
    let labels: Vec<&str> = parts.iter().map(|part| label(*part)).collect();
    known.then(|| format!("名称{at}没有{}", labels.join("或")))
}

fn label(part: NamePart) -> &'static str {
    match part {
        NamePart::Region => "地域名",
        NamePart::SupportingUnit => "依托单位名",
        NamePart::Industry => "行业",
        NamePart::Occupation => "职业（工种）",
    }
}

/// The texts by which a part shows in a name: the whole of it, or two neighbouring characters of an industry or
/// occupation, as names shorten them (本工具口径).
fn words(part: NamePart, brand: &Entry, regions: &[&str]) -> Vec<String> {
    let pairs = |text: &Option<String>| {
        let characters: Vec<char> = text.iter().flat_map(|text| text.chars()).collect();
        characters.windows(2).map(|pair| pair.iter().collect()).collect()
    };
    match part {
        NamePart::Region => regions.iter().map(|name| (*name).to_owned()).collect(),
        NamePart::SupportingUnit => {
            let starts = brand.supporting_units.iter();
            starts.map(|unit| unit.chars().take(UNIT_CHARACTERS).collect()).collect()
        }
        NamePart::Industry => pairs(&brand.industry),
        NamePart::Occupation => pairs(&brand.occupation),
    }
}

fn too_long(name: &str, most: Option<usize>) -> Option<String> {
    let most = most?;
    let long = name.chars().count();
    (long > most).then(|| format!("名称有 {long} 个字，宜在 {most} 个字以内"))
}

//! One registry row: from texts to an entry, with what is wrong about it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::Place;
use super::header::Column;
use crate::model::ratio::Ratio;
use crate::model::registry::{Attestation, Entry, EntryKind};
use crate::model::text::{narrow, trim};

/// The texts of a row; blank ones are not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub kind: Option<String>,
    pub name: Option<String>,
    pub brand_name: Option<String>,
    pub base_name: Option<String>,
    pub province: Option<String>,
    pub unit: Option<String>,
    pub brand_type: Option<String>,
    pub level: Option<String>,
    pub occupation: Option<String>,
    pub industry: Option<String>,
    pub established: Option<String>,
    pub supporting_units: Vec<String>,
    pub facts: BTreeMap<String, String>,
    /// Who, when, which paper, by condition.
    pub attestations: BTreeMap<String, [String; 3]>,
}

impl Draft {
    /// Sets what a column holds.
    pub(super) fn set(&mut self, column: &Column, text: &str) {
        let field = match column {
            Column::Kind => &mut self.kind,
            Column::Name => &mut self.name,
            Column::BrandName => &mut self.brand_name,
            Column::BaseName => &mut self.base_name,
            Column::Province => &mut self.province,
            Column::Unit => &mut self.unit,
            Column::Type => &mut self.brand_type,
            Column::Level => &mut self.level,
            Column::Occupation => &mut self.occupation,
            Column::Industry => &mut self.industry,
            Column::Established => &mut self.established,
            Column::SupportingUnits => {
                self.supporting_units = units(text);
                return;
            }
            Column::Fact(key) => {
                self.facts.insert(key.clone(), text.to_owned());
                return;
            }
            Column::Attestation(condition) => {
                self.attestations.insert(condition.clone(), paper(text));
                return;
            }
        };
        *field = Some(text.to_owned());
    }
}

/// Column and message.
type Defect = (String, String);

/// The entry that a row describes; `None` when it is not known what, whose or where.
pub(super) fn build(
    draft: Draft,
    resolve: &dyn Fn(&str) -> Option<Place>,
    defects: &mut Vec<Defect>,
) -> Option<Entry> {
    let mut tell = |column: &str, message: String| defects.push((column.to_owned(), message));
    let kind = kind(&draft).map_err(|message| tell("种类", message)).ok();
    let place = place(&draft, resolve).map_err(|message| tell("上报单位", message)).ok();
    let name = match kind {
        Some(EntryKind::Base) => draft.base_name.or(draft.name).or(draft.brand_name),
        _ => draft.brand_name.or(draft.name).or(draft.base_name),
    };
    if name.is_none() {
        tell("名称", "没有名称，请补填".to_owned());
    }
    let established = draft.established.as_deref().and_then(|text| {
        let read = date(text);
        if read.is_none() {
            tell("成立日期", format!("“{text}”不是日期，按未填处理，请写成 2024-05-06 的形式"));
        }
        read
    });
    let mut facts = BTreeMap::new();
    for (key, text) in draft.facts {
        match Ratio::from_decimal(&narrow(&text)) {
            Some(number) => {
                facts.insert(key, number);
            }
            None => tell(&key, format!("“{text}”不是数，按未填处理，请只填数字")),
        }
    }
    let mut attestations = BTreeMap::new();
    for (condition, [who, when, paper]) in draft.attestations {
        match date(&when) {
            Some(when) if !who.is_empty() && !paper.is_empty() => {
                attestations.insert(condition, Attestation { who, when, paper });
            }
            _ => tell(
                &condition,
                "人工证明须写明证明人、日期和材料，以分号隔开，按未填处理".to_owned(),
            ),
        }
    }
    let (kind, (province, city), name) = (kind?, place?, name?);
    Some(Entry {
        kind,
        province,
        city,
        name: Arc::from(trim(&name)),
        county: None,
        brand_type: draft.brand_type,
        level: draft.level,
        occupation: draft.occupation,
        industry: draft.industry,
        established,
        supporting_units: draft.supporting_units,
        listed: None,
        delisted: None,
        links: Vec::new(),
        relaxations: Vec::new(),
        facts,
        attestations,
    })
}

/// The kind as written; without one, a type or level makes a training brand, a base name alone a base.
fn kind(draft: &Draft) -> Result<EntryKind, String> {
    let Some(text) = draft.kind.as_deref() else {
        if draft.base_name.is_some() && draft.brand_name.is_none() && draft.name.is_none() {
            return Ok(EntryKind::Base);
        }
        if draft.brand_type.is_some() || draft.level.is_some() {
            return Ok(EntryKind::Training);
        }
        return Err("没有种类，请填写培训品牌、劳务品牌或基地".to_owned());
    };
    let word = narrow(text).to_lowercase();
    match word.as_str() {
        "training" => Ok(EntryKind::Training),
        "labour" | "labor" => Ok(EntryKind::Labour),
        "base" => Ok(EntryKind::Base),
        // 劳务品牌培训基地 is a base, 劳务品牌 a labour brand, 职业技能培训品牌 a training brand, 双品牌 none of them.
        _ if word.ends_with("基地") => Ok(EntryKind::Base),
        _ if word.ends_with("劳务品牌") => Ok(EntryKind::Labour),
        _ if word.ends_with("培训品牌") => Ok(EntryKind::Training),
        _ => Err(format!("不认识种类“{text}”，应为培训品牌、劳务品牌或基地")),
    }
}

fn place(draft: &Draft, resolve: &dyn Fn(&str) -> Option<Place>) -> Result<Place, String> {
    let unit = draft.unit.as_deref().ok_or("没有上报单位，请补填")?;
    let with_province =
        || draft.province.as_deref().and_then(|province| resolve(&format!("{province}{unit}")));
    resolve(unit)
        .or_else(with_province)
        .ok_or_else(|| format!("“{unit}”不在上报单位名录中，请改用官方全称"))
}

fn units(text: &str) -> Vec<String> {
    let parts = text.split(['、', ';', '；', '\n']).map(trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn paper(text: &str) -> [String; 3] {
    let mut parts = text.splitn(3, [';', '；']).map(|part| trim(part).to_owned());
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// `2024-05-06`, `2024/5/6`, `2024.5.6`, `20240506`, `2024年5月6日`, with or without a time.
fn date(text: &str) -> Option<NaiveDate> {
    let narrowed = narrow(text);
    let day = narrowed.split([' ', 'T']).next()?;
    if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDate::parse_from_str(day, "%Y%m%d").ok();
    }
    let parts: Vec<&str> = match day.strip_suffix('日') {
        Some(day) => {
            let (year, rest) = day.split_once('年')?;
            let (month, day) = rest.split_once('月')?;
            vec![year, month, day]
        }
        None => ['-', '/', '.'].into_iter().find_map(|mark| {
            let parts: Vec<&str> = day.split(mark).collect();
            (parts.len() == 3).then_some(parts)
        })?,
    };
    let [year, month, day] = parts[..] else {
        return None;
    };
    (year.len() == 4).then_some(())?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

//! What the columns of a registry are called and what its words mean: `schemas/registry/columns.toml`.

use std::collections::HashMap;

use serde::Deserialize;

use super::EntryKind;
use crate::model::ratio::{Limit, Ratio};
use crate::model::text::{is_space, narrow, trim};

/// An item that a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// 种类
    Kind,
    /// 名称
    Name,
    /// 品牌名称
    BrandName,
    /// 基地名称
    BaseName,
    /// 省
    Province,
    /// 上报单位
    Unit,
    /// 县（市、区）
    County,
    /// 类型
    Type,
    /// 级别
    Level,
    /// 职业（工种）
    Occupation,
    /// 行业
    Industry,
    /// 成立日期
    Established,
    /// 依托单位
    SupportingUnits,
    /// 入库日期
    Listed,
    /// 出库日期
    Delisted,
    /// 关联培训品牌
    Links,
    /// 文件
    Document,
    /// 条件
    Condition,
    /// 证明人
    Who,
    /// 日期
    When,
    /// 材料
    Paper,
    /// 放宽理由
    Ground,
    /// 劳务品牌
    LabourBrand,
    /// 培训品牌
    TrainingBrand,
    /// 项目
    Item,
    /// 年份
    Year,
    /// 数值
    Value,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// One of the named items.
    Item(Item),
    /// A number under the key that a policy's `fact` names.
    Fact(String),
    /// A text under its key.
    Text(String),
    /// A paper for the condition of that id.
    Attestation(String),
}

/// How a number on file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberKind {
    /// A whole number.
    Count,
    /// A decimal number.
    Decimal,
    /// `96%` or `0.96`, no more than the whole.
    Rate,
}

/// A number that an entry may have on file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactColumn {
    /// The key that policies name.
    pub key: String,
    /// How it is written.
    pub number: NumberKind,
    /// What may follow the figure in a cell.
    #[serde(default)]
    units: Vec<String>,
    /// Whether there may be one for every year, under `KEY_YEAR`.
    #[serde(default)]
    pub yearly: bool,
    /// Its headers; the first is the one that the template writes.
    headers: Vec<String>,
}

impl FactColumn {
    /// Its name for staff.
    #[must_use]
    pub fn label(&self) -> &str {
        self.headers.first().map_or(self.key.as_str(), String::as_str)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemColumn {
    field: Item,
    headers: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextColumn {
    key: String,
    headers: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindWords {
    kind: EntryKind,
    words: Vec<String>,
    endings: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Foreign {
    inside: Vec<String>,
    whole: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    empty: Vec<String>,
    fact_prefixes: Vec<String>,
    attestation_prefixes: Vec<String>,
    foreign: Foreign,
    kind: Vec<KindWords>,
    column: Vec<ItemColumn>,
    fact: Vec<FactColumn>,
    text: Vec<TextColumn>,
}

/// A file of columns that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ColumnsError {
    /// Not the expected TOML.
    #[error("schemas/registry/columns.toml 有误：{0}")]
    Toml(#[from] toml::de::Error),
    /// One header under two items.
    #[error("schemas/registry/columns.toml 中列名“{0}”写了两次")]
    Twice(String),
}

/// The columns of registries.
#[derive(Clone, Debug)]
pub struct Columns {
    file: File,
    headers: HashMap<String, Column>,
}

impl Columns {
    /// The columns that the program carries.
    ///
    /// # Errors
    /// When the shipped data is damaged.
    pub fn shipped() -> Result<Self, ColumnsError> {
        Self::parse(include_str!("../../../schemas/registry/columns.toml"))
    }

    /// Reads a file of columns. A header with two meanings is an error.
    ///
    /// # Errors
    /// When the text is no such file.
    pub fn parse(text: &str) -> Result<Self, ColumnsError> {
        let file: File = toml::from_str(text)?;
        let items = file.column.iter().map(|c| (Column::Item(c.field), &c.headers));
        let facts = file.fact.iter().map(|c| (Column::Fact(c.key.clone()), &c.headers));
        let texts = file.text.iter().map(|c| (Column::Text(c.key.clone()), &c.headers));
        let mut headers = HashMap::new();
        for (column, names) in items.chain(facts).chain(texts) {
            for name in names {
                if headers.insert(plain(name), column.clone()).is_some() {
                    return Err(ColumnsError::Twice(name.clone()));
                }
            }
        }
        Ok(Self { file, headers })
    }

    /// What a column with this header holds.
    #[must_use]
    pub fn column(&self, header: &str) -> Option<Column> {
        let name = plain(header);
        let known = self.headers.get(&name).cloned();
        known.or_else(|| self.yearly(&name)).or_else(|| self.prefixed(header, &name))
    }

    /// `事实：key` and `证明：id`. The id of a condition is kept as written, brackets included.
    fn prefixed(&self, header: &str, name: &str) -> Option<Column> {
        let starts = |prefixes: &[String]| prefixes.iter().any(|p| name.starts_with(&plain(p)));
        let rest = header.split_once([':', '：'])?.1;
        if starts(&self.file.fact_prefixes) {
            return Some(Column::Fact(plain(rest)));
        }
        let is_paper = starts(&self.file.attestation_prefixes);
        is_paper.then(|| Column::Attestation(rest.chars().filter(|c| !is_space(*c)).collect()))
    }

    /// `在校学历教育人数(2023年)`, `2023年在校学历教育人数`
    fn yearly(&self, name: &str) -> Option<Column> {
        let (rest, year) = split_year(name)?;
        match self.headers.get(rest) {
            Some(Column::Fact(key)) if self.fact(key).is_some_and(|fact| fact.yearly) => {
                Some(Column::Fact(format!("{key}_{year}")))
            }
            _ => None,
        }
    }

    /// The number behind a key, with or without a year.
    #[must_use]
    pub fn fact(&self, key: &str) -> Option<&FactColumn> {
        let of = |key: &str| self.file.fact.iter().find(|fact| fact.key == key);
        of(key).or_else(|| {
            let (bare, year) = key.rsplit_once('_')?;
            of(bare).filter(|fact| fact.yearly && is_year(year))
        })
    }

    /// Every number with a name of its own.
    #[must_use]
    pub fn facts(&self) -> &[FactColumn] {
        &self.file.fact
    }

    /// The header that the template writes over an item.
    #[must_use]
    pub fn label(&self, item: Item) -> &str {
        let column = self.file.column.iter().find(|column| column.field == item);
        column.and_then(|column| column.headers.first()).map_or("", String::as_str)
    }

    /// What kind of entry a word means.
    #[must_use]
    pub fn kind(&self, text: &str) -> Option<EntryKind> {
        let word = plain(text);
        let whole = self.file.kind.iter().find(|kind| kind.words.contains(&word));
        let ends = |kind: &&KindWords| kind.endings.iter().any(|ending| word.ends_with(ending));
        whole.or_else(|| self.file.kind.iter().find(ends)).map(|kind| kind.kind)
    }

    /// Whether a cell says nothing.
    #[must_use]
    pub fn is_empty(&self, cell: &str) -> bool {
        let text = trim(cell);
        self.file.empty.iter().any(|empty| empty == text)
    }

    /// Whether a header is one of a ledger.
    #[must_use]
    pub fn is_of_ledger(&self, header: &str) -> bool {
        let name = plain(header);
        self.file.foreign.inside.iter().any(|word| name.contains(word))
    }

    /// Whether a header is one of a table of figures.
    #[must_use]
    pub fn is_of_figures(&self, header: &str) -> bool {
        self.file.foreign.whole.contains(&plain(header))
    }

    /// The number in a cell under a key; `None` for what is none.
    #[must_use]
    pub fn number(&self, key: &str, cell: &str) -> Option<Ratio> {
        let text = plain(cell);
        let read = |text: &str| Limit::parse(&without_thousands(text)).ok();
        let Some(fact) = self.fact(key) else { return read(&text).map(|limit| limit.value) };
        let bare = fact.units.iter().find_map(|unit| text.strip_suffix(&plain(unit)));
        let value = read(bare.unwrap_or(&text))?.value;
        let fits = match fact.number {
            NumberKind::Count => value.den == 1,
            NumberKind::Decimal => !text.ends_with('%'),
            NumberKind::Rate => value.num <= value.den,
        };
        fits.then_some(value)
    }
}

/// A header or word without white space, stars and remarks, half-width and in lower case.
#[must_use]
pub fn plain(cell: &str) -> String {
    let narrowed = narrow(cell).to_lowercase();
    let kept: String = narrowed.chars().filter(|c| !is_space(*c) && *c != '*').collect();
    kept.replace("(必填)", "").replace("(选填)", "")
}

/// `1,200` is 1200; a comma elsewhere stays and makes the text no number.
fn without_thousands(text: &str) -> String {
    const GROUP: usize = 3;
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default();
    let whole = |group: &str| group.len() == GROUP && group.bytes().all(|b| b.is_ascii_digit());
    if (1..=GROUP).contains(&first.len()) && groups.all(whole) {
        return text.replace(',', "");
    }
    text.to_owned()
}

/// Takes a year off either end of a header.
fn split_year(name: &str) -> Option<(&str, &str)> {
    const DIGITS: usize = 4;
    let at_front = || {
        let (year, rest) = name.split_at_checked(DIGITS)?;
        Some((rest.strip_prefix('年')?, year))
    };
    let at_back = || {
        let bare = name.strip_suffix("年)").or_else(|| name.strip_suffix('年'))?;
        let (rest, year) = bare.split_at_checked(bare.len().checked_sub(DIGITS)?)?;
        Some((rest.strip_suffix('(').unwrap_or(rest), year))
    };
    at_front().or_else(at_back).filter(|(_, year)| is_year(year))
}

/// Four digits of this or the last century.
#[must_use]
pub fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|year: u32| (1900..=2099).contains(&year))
}

#[cfg(test)]
mod tests;

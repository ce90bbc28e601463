//! How claims are called in tables and forms: `schemas/claims/words.toml`.

use std::collections::HashMap;

use serde::Deserialize;

use super::remark::{money_of, split_year};
use super::{ClaimMeasure, FlowQuantity};
use crate::model::registry::columns::plain;
use crate::model::text::trim;

/// What a column or label says of the figures besides a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// 省
    Province,
    /// 上报单位
    City,
    /// 县（市、区）
    County,
    /// 品牌名称
    Brand,
    /// 基地名称
    Base,
    /// Whether the name is one of a brand, base, unit, county or province.
    Kind,
    /// The name of whatever it is.
    Name,
    /// 年度
    Year,
    /// The name of a measure.
    Measure,
    /// The figure of that measure.
    Claimed,
}

/// What a name in the column `kind` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// A brand.
    Brand,
    /// A base.
    Base,
    /// A reporting unit.
    City,
    /// A county.
    County,
    /// A province.
    Province,
}

/// What a header or label over a figure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A measure.
    Measure(ClaimMeasure),
    /// A number of the scheduling table; its quarter stands elsewhere.
    Flow(FlowQuantity),
    /// Some figure that is none of the measures.
    Unknown,
}

/// A figure's header, with what it says besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureHeader {
    /// What is counted.
    pub figure: Figure,
    /// The year in it.
    pub year: Option<i32>,
    /// How many fen one unit of money is.
    pub money: Option<i64>,
}

/// What a column or label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Something besides figures.
    Item(Item),
    /// Figures.
    Figure(FigureHeader),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SubjectWords {
    item: Item,
    headers: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureWords {
    key: String,
    headers: Vec<String>,
    #[serde(default)]
    flow: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    empty: Vec<String>,
    unfilled: Vec<String>,
    totals: Vec<String>,
    units: Vec<String>,
    seals: Vec<String>,
    offices: Vec<String>,
    prefixes: Vec<String>,
    flow_prefixes: Vec<String>,
    figure_endings: Vec<String>,
    no_claim: Vec<String>,
    foreign: Vec<String>,
    kinds: HashMap<NameKind, Vec<String>>,
    subject: Vec<SubjectWords>,
    measure: Vec<MeasureWords>,
}

/// A file of words that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ClaimWordsError {
    /// Not the expected TOML.
    #[error("schemas/claims/words.toml 有误：{0}")]
    Toml(#[from] toml::de::Error),
    /// One header with two meanings.
    #[error("schemas/claims/words.toml 中列名“{0}”写了两次")]
    Twice(String),
    /// A key that is no measure's.
    #[error("schemas/claims/words.toml 中没有“{0}”这个指标")]
    Key(String),
}

/// The words of claims.
#[derive(Debug)]
pub struct ClaimWords {
    file: File,
    items: HashMap<String, Item>,
    measures: HashMap<String, ClaimMeasure>,
    flows: HashMap<String, FlowQuantity>,
}

/// A part of a header with its remarks taken off.
#[derive(Default)]
struct Bare {
    name: String,
    year: Option<i32>,
    money: Option<i64>,
}

impl ClaimWords {
    /// The words that the program carries.
    ///
    /// # Errors
    /// When the shipped data is damaged.
    pub fn shipped() -> Result<Self, ClaimWordsError> {
        Self::parse(include_str!("../../../schemas/claims/words.toml"))
    }

    /// Reads a file of words. A header with two meanings is an error.
    ///
    /// # Errors
    /// When the text is no such file.
    pub fn parse(text: &str) -> Result<Self, ClaimWordsError> {
        let file: File = toml::from_str(text)?;
        let (mut items, mut measures) = (HashMap::new(), HashMap::new());
        let mut flows = HashMap::new();
        for subject in &file.subject {
            for header in &subject.headers {
                once(&mut items, header, subject.item)?;
            }
        }
        for words in &file.measure {
            let unknown = || ClaimWordsError::Key(words.key.clone());
            for header in &words.headers {
                if words.flow {
                    let own = FlowQuantity::ALL.into_iter().find(|own| own.key() == words.key);
                    once(&mut flows, header, own.ok_or_else(unknown)?)?;
                } else {
                    let own = ClaimMeasure::of_key(&words.key).ok_or_else(unknown)?;
                    once(&mut measures, header, own)?;
                }
            }
        }
        Ok(Self { file, items, measures, flows })
    }

    /// What a column is whose header is `parts`, from the top down; an empty part says nothing.
    #[must_use]
    pub fn column(&self, parts: &[&str]) -> Option<Column> {
        let mut flow = false;
        let mut bare: Vec<Bare> = Vec::new();
        let (mut year, mut money) = (None, None);
        for part in parts {
            let mut own = self.bare(part);
            if let Some(rest) = without_prefix(&own.name, &self.file.flow_prefixes) {
                (flow, own.name) = (true, rest.to_owned());
            }
            (year, money) = (own.year.or(year), own.money.or(money));
            if !own.name.is_empty() && bare.last().is_none_or(|last| last.name != own.name) {
                bare.push(own);
            }
        }
        let (own, parents) = bare.split_last()?;
        if let (Some(item), true) = (self.items.get(&own.name), parents.is_empty() || !flow)
            && year.is_none()
        {
            return Some(Column::Item(*item));
        }
        let joined = parents.iter().rev().map(|parent| format!("{}/{}", parent.name, own.name));
        let mut names = std::iter::once(own.name.clone()).chain(joined);
        if let (false, Some(measure)) = (flow, ClaimMeasure::of_key(&own.name)) {
            // The permanent names say what they are written in.
            let money = Some(1);
            return Some(Column::Figure(FigureHeader {
                figure: Figure::Measure(measure),
                year,
                money,
            }));
        }
        let figure = if flow {
            names.find_map(|name| self.flow(&name)).map(Figure::Flow)
        } else {
            names.find_map(|name| self.measure(&name)).map(Figure::Measure)
        };
        let figure = figure.or_else(|| self.is_figure(&own.name).then_some(Figure::Unknown))?;
        Some(Column::Figure(FigureHeader { figure, year, money }))
    }

    fn measure(&self, name: &str) -> Option<ClaimMeasure> {
        self.measures.get(name).copied().or_else(|| {
            let rest = without_prefix(name, &self.file.prefixes)?;
            self.measures.get(rest).copied()
        })
    }

    fn flow(&self, name: &str) -> Option<FlowQuantity> {
        self.flows.get(name).copied()
    }

    fn is_figure(&self, name: &str) -> bool {
        let ends = self.file.figure_endings.iter().any(|ending| name.ends_with(ending.as_str()));
        let known = |names: &[String]| names.iter().any(|own| plain(own) == name);
        ends && !known(&self.file.no_claim)
    }

    /// A part of a header: without units, seals, years, closing colons.
    fn bare(&self, part: &str) -> Bare {
        let mut bare = Bare { name: plain(part), ..Bare::default() };
        bare.name = bare.name.trim_end_matches(':').to_owned();
        while let Some((before, remark)) =
            bare.name.strip_suffix(')').and_then(|name| name.rsplit_once('('))
        {
            let is = |words: &[String]| words.iter().any(|word| plain(word) == remark);
            let in_year = split_year(remark).filter(|(rest, _)| rest.is_empty());
            if is(&self.file.units) {
                bare.money = money_of(remark).or(bare.money);
            } else if let Some((_, year)) = in_year {
                bare.year = Some(year);
            } else if !is(&self.file.seals) {
                break;
            }
            bare.name = before.to_owned();
        }
        if let Some((rest, year)) = split_year(&bare.name) {
            (bare.name, bare.year) = (rest, Some(year));
        }
        bare
    }

    /// The name of a place without the office that reports for it.
    #[must_use]
    pub fn place<'t>(&self, text: &'t str) -> &'t str {
        let text = trim(text);
        let office = self.file.offices.iter().find_map(|office| text.strip_suffix(office.as_str()));
        office.filter(|place| !place.is_empty()).unwrap_or(text)
    }

    /// What kind of name a word announces.
    #[must_use]
    pub fn kind(&self, text: &str) -> Option<NameKind> {
        let word = plain(text);
        let kinds = self.file.kinds.iter();
        kinds
            .filter(|(_, words)| words.iter().any(|own| plain(own) == word))
            .map(|(kind, _)| *kind)
            .min()
    }

    /// Whether a cell says nothing.
    #[must_use]
    pub fn is_empty(&self, cell: &str) -> bool {
        cell.is_empty() || self.file.empty.contains(&plain(cell))
    }

    /// Whether a header is one of a table of persons or classes.
    #[must_use]
    pub fn is_foreign(&self, header: &str) -> bool {
        let name = self.bare(header).name;
        self.file.foreign.contains(&name)
    }

    /// Whether a name is left open.
    #[must_use]
    pub fn is_unfilled(&self, cell: &str) -> bool {
        self.file.unfilled.contains(&plain(cell))
    }

    /// Whether a cell opens a row of totals.
    #[must_use]
    pub fn is_total(&self, cell: &str) -> bool {
        self.file.totals.contains(&plain(cell))
    }
}

fn once<T>(
    known: &mut HashMap<String, T>,
    header: &str,
    meaning: T,
) -> Result<(), ClaimWordsError> {
    match known.insert(plain(header), meaning) {
        Some(_) => Err(ClaimWordsError::Twice(header.to_owned())),
        None => Ok(()),
    }
}

fn without_prefix<'n>(name: &'n str, prefixes: &[String]) -> Option<&'n str> {
    let rest = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix.as_str()))?;
    Some(rest.trim_start_matches(':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::claim::Quantity;

    fn column(parts: &[&str]) -> Option<Column> {
        ClaimWords::shipped().expect("shipped data").column(parts)
    }

    fn figure(parts: &[&str]) -> Option<(Figure, Option<i32>, Option<i64>)> {
        match column(parts)? {
            Column::Figure(header) => Some((header.figure, header.year, header.money)),
            Column::Item(_) => None,
        }
    }

    #[test]
    fn headers_are_known_with_year_unit_and_parent() {
        let trainees = Figure::Measure(ClaimMeasure::Cohort(Quantity::Trainees));
        let subsidy = Figure::Measure(ClaimMeasure::Cohort(Quantity::Subsidy));
        let any = Figure::Measure(ClaimMeasure::Cohort(Quantity::CertifiedAny));
        assert_eq!(figure(&["培训 人数（人）"]), Some((trainees, None, None)));
        assert_eq!(figure(&["2023年度培训人数"]), Some((trainees, Some(2023), None)));
        assert_eq!(figure(&["培训人数", "2023年"]), Some((trainees, Some(2023), None)));
        assert_eq!(figure(&["2023", "品牌培训人数（2024年）"]), Some((trainees, Some(2024), None)));
        assert_eq!(figure(&["补贴金额（万元）"]), Some((subsidy, None, Some(1_000_000))));
        assert_eq!(figure(&["取得证书人数", "合计"]), Some((any, None, None)));
        assert_eq!(figure(&["妇女培训人数"]), Some((Figure::Unknown, None, None)));
        assert_eq!(figure(&["预计全年培训人数"]), None);
        assert_eq!(column(&["推荐单位（盖章）："]), Some(Column::Item(Item::City)));
        assert_eq!(column(&["负责人"]), None);
    }

    #[test]
    fn the_scheduling_table_counts_otherwise() {
        let flow = |parts: &[&str]| figure(parts).map(|(figure, ..)| figure);
        assert_eq!(
            flow(&["年初至报告期末品牌培训集中开班班次(次)"]),
            Some(Figure::Flow(FlowQuantity::Classes))
        );
        assert_eq!(
            flow(&["年初至报告期末品牌培训补贴情况", "补贴人数"]),
            Some(Figure::Flow(FlowQuantity::Of(Quantity::Subsidised)))
        );
        assert_eq!(
            flow(&["年初至报告期末品牌培训取得证书人数", "合计"]),
            Some(Figure::Flow(FlowQuantity::Of(Quantity::CertifiedAny)))
        );
    }

    #[test]
    fn offices_are_taken_off() {
        let words = ClaimWords::shipped().expect("shipped data");
        assert_eq!(words.place("洪洞县人力资源和社会保障局"), "洪洞县");
        assert_eq!(words.kind("基地"), Some(NameKind::Base));
    }
}

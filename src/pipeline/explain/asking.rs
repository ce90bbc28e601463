//! What was asked, in the words of the command line, found among the ledgers' subjects.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Ledgers;
use crate::config::{RunConfig, RunError};
use crate::judge;
use crate::model::bridge::{self, Level};
use crate::model::explained::{Question, Scope, Sought};
use crate::model::measure::{Subject, SubjectKind};
use crate::model::period::Window;
use crate::model::policy::Policy;
use crate::model::region::{ProvinceId, Regions, UnitId};
use crate::model::text::nearest;
use crate::trace::bridge::Wanted;

/// Stands for every measure.
const ALL: &str = "all";

/// What is asked.
#[derive(Clone, Debug)]
pub enum Asking {
    /// Numbers of a place.
    Numbers(Place),
    /// A row: `FILE:SHEET:ROW`, `FILE:ROW`.
    Row(String),
    /// A person, by the number of the ID card or document.
    Person(String),
    /// Why the parts of a place do not add up to it.
    Bridge(Place),
    /// Why a subject is judged as it is, by this standard or by all.
    Verdict(Place, Option<String>),
}

/// Whose numbers, over which time.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Name of the province.
    pub province: Option<String>,
    /// Name of the reporting unit.
    pub unit: Option<String>,
    /// Name of the brand.
    pub brand: Option<String>,
    /// Name of the base.
    pub base: Option<String>,
    /// Name of the county.
    pub county: Option<String>,
    /// The days; without any the assessment year.
    pub window: Option<Window>,
    /// Names of measures, or the word `all`; none are those whom it was about.
    pub measures: Vec<String>,
    /// Whether the quarterly table is meant.
    pub quarterly: bool,
}

impl Asking {
    /// The windows that must be counted.
    pub(super) fn windows(
        &self,
        config: &RunConfig,
        policies: &[Policy],
    ) -> Result<BTreeSet<Window>, RunError> {
        match self {
            Self::Numbers(place) | Self::Bridge(place) => {
                Ok(BTreeSet::from([place.window(config)?]))
            }
            Self::Verdict(..) => Ok(judge::windows(policies, config.year, config.as_of)),
            Self::Row(_) | Self::Person(_) => Ok(BTreeSet::new()),
        }
    }
}

impl Place {
    fn window(&self, config: &RunConfig) -> Result<Window, RunError> {
        let quarter = || crate::pipeline::quarter_window(config);
        let own = self.window.or_else(|| self.quarterly.then(quarter).flatten());
        let year = || Window::year(config.year);
        own.or_else(year).ok_or_else(|| RunError::Asked("统计期超出日历范围".to_owned()))
    }

    /// The questions, one a measure.
    pub(super) fn questions(&self, ledgers: &Ledgers<'_>) -> Result<Vec<Question>, RunError> {
        let (subject, scope) = self.subject(ledgers)?;
        let window = self.window(ledgers.config)?;
        let known: Vec<Sought> =
            if self.quarterly { Sought::events().collect() } else { Sought::all().collect() };
        let question = |sought: Sought| Question {
            subject: subject.clone(),
            scope: scope.clone(),
            window,
            sought,
        };
        let of_rosters =
            |sought: &Sought| !sought.is_placement() || (ledgers.has_rosters() && !self.quarterly);
        let is_county = subject.kind == SubjectKind::County && !self.quarterly;
        if matches!(self.measures.as_slice(), [all] if all == ALL) {
            let all = known.into_iter().filter(of_rosters);
            return Ok(all
                .filter(|sought| !is_county || sought.is_placement())
                .map(question)
                .collect());
        }
        let usual = [if is_county { "placed" } else { "trainees" }.to_owned()];
        let names = if self.measures.is_empty() { usual.as_slice() } else { &self.measures };
        let found = names.iter().map(|name| {
            let is_it = |sought: &&Sought| sought.name() == name || sought.label() == name;
            known.iter().find(is_it).copied().map(question).ok_or_else(|| unknown(name, &known))
        });
        found.collect()
    }

    /// What is to be bridged: of a unit its brands and bases, of a province its units.
    pub(super) fn bridges(&self, ledgers: &Ledgers<'_>) -> Result<(Window, Vec<Wanted>), RunError> {
        let (whole, _) = self.subject(ledgers)?;
        let levels: &[Level] = match whole.kind {
            SubjectKind::City => &[Level::Brand, Level::Base],
            SubjectKind::Province => &[Level::City],
            _ => {
                let why = "--bridge 问的是一个单位或一个省，不写 --brand、--base、--county";
                return Err(RunError::Asked(why.to_owned()));
            }
        };
        let known: Vec<Sought> = bridge::figures().map(|own| Sought::Figure(own, None)).collect();
        let trainees = || vec!["trainees".to_owned()];
        let names = if self.measures.is_empty() { trainees() } else { self.measures.clone() };
        let mut wanted = Vec::new();
        for name in &names {
            let is_it = |sought: &&Sought| sought.name() == name || sought.label() == name;
            let Some(Sought::Figure(figure, _)) = known.iter().find(is_it) else {
                return Err(unknown(name, &known));
            };
            let whole = || whole.clone();
            wanted.extend(levels.iter().map(|level| Wanted {
                level: *level,
                whole: whole(),
                figure,
            }));
        }
        Ok((self.window(ledgers.config)?, wanted))
    }

    /// Who it is, among those whom some ledger has a row of.
    pub(super) fn subject(&self, ledgers: &Ledgers<'_>) -> Result<(Subject, Scope), RunError> {
        let regions = &ledgers.knowledge.regions;
        let subjects = &ledgers.counted.counts.subjects;
        let province = self.province.as_deref().map(|name| named_province(name, regions));
        let province = province.transpose()?;
        let (kind, name) = match (&self.brand, &self.base, &self.county) {
            (Some(_), Some(_), _) => {
                return Err(RunError::Asked("--brand 和 --base 不能同时写".to_owned()));
            }
            (Some(brand), None, _) => (SubjectKind::Brand, brand.as_str()),
            (None, Some(base), _) => (SubjectKind::Base, base.as_str()),
            (None, None, Some(county)) => (SubjectKind::County, county.as_str()),
            (None, None, None) if self.unit.is_some() => (SubjectKind::City, ""),
            (None, None, None) => (SubjectKind::Province, ""),
        };
        let unit = self.unit.as_deref().map(|name| named_unit(name, province, regions));
        let unit = unit.transpose()?;
        let here = |subject: &&Subject| {
            unit.is_none_or(|unit| subject.city == *regions.unit_name(unit))
                && province.is_none_or(|id| subject.province == *regions.province_name(id))
        };
        let own = subjects.iter().filter(|subject| subject.kind == kind).filter(here);
        let of_kind: Vec<&Subject> = own.collect();
        let found: Vec<&&Subject> = of_kind.iter().filter(|own| *own.name == *name).collect();
        let subject = match found.as_slice() {
            [one] => (**one).clone(),
            [] if self.quarterly && unit.is_some() => {
                Self::outside_counts(kind, name, unit, regions)
            }
            [] => {
                return Err(not_found(
                    kind,
                    name,
                    unit.map(|unit| regions.unit_name(unit)),
                    &of_kind,
                ));
            }
            several => return Err(ambiguous(kind, name, several)),
        };
        let unit = regions.unit(&subject.city, regions.province(&subject.province));
        let province = regions.province(&subject.province);
        let province = province.ok_or_else(|| RunError::Internal(subject.province.to_string()))?;
        let text = |name: &Option<String>| name.as_deref().map(Arc::from);
        let (brand, base) = (text(&self.brand), text(&self.base));
        let scope = Scope { province, unit, brand, base, county: text(&self.county) };
        Ok((subject, scope))
    }

    /// A line of the quarterly table that is no subject of the yearly counts.
    fn outside_counts(
        kind: SubjectKind,
        name: &str,
        unit: Option<UnitId>,
        regions: &Regions,
    ) -> Subject {
        let province = unit.map(|unit| regions.province_name(regions.province_of(unit)));
        let text = |text: Option<&Arc<str>>| text.map_or_else(|| "".into(), Arc::clone);
        Subject {
            kind,
            province: text(province),
            city: text(unit.map(|unit| regions.unit_name(unit))),
            name: name.into(),
        }
    }
}

fn unknown(name: &str, known: &[Sought]) -> RunError {
    let all: Vec<String> =
        known.iter().map(|sought| format!("{}（{}）", sought.name(), sought.label())).collect();
    let names = known.iter().flat_map(|sought| [sought.name(), sought.label()]);
    let hint = nearest(name, names).map_or_else(String::new, |near| format!("，是否为“{near}”"));
    RunError::Asked(format!("没有指标“{name}”{hint}？可写：{}", all.join("、")))
}

pub(super) fn named_province(name: &str, regions: &Regions) -> Result<ProvinceId, RunError> {
    regions
        .province(name.trim())
        .ok_or_else(|| RunError::Asked(format!("--province 的“{name}”不在名录中")))
}

pub(super) fn named_unit(
    name: &str,
    province: Option<ProvinceId>,
    regions: &Regions,
) -> Result<UnitId, RunError> {
    regions.unit(name.trim(), province).ok_or_else(|| {
        let names: Vec<&str> = regions.units().map(|unit| &**regions.unit_name(unit)).collect();
        let hint = nearest(name.trim(), names.iter().copied());
        let hint = hint.map_or_else(String::new, |near| format!("，是否为“{near}”？"));
        RunError::Asked(format!("--unit 的“{name}”不在上报单位名录中{hint}"))
    })
}

fn word(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Brand => "品牌",
        SubjectKind::Base => "基地",
        SubjectKind::County => "县（市、区）",
        SubjectKind::City => "单位",
        SubjectKind::Province => "省",
    }
}

/// No message names more.
const MOST_NAMES: usize = 10;

fn not_found(
    kind: SubjectKind,
    name: &str,
    unit: Option<&Arc<str>>,
    known: &[&Subject],
) -> RunError {
    let place = unit.map_or_else(String::new, |unit| format!("{unit}的"));
    if name.is_empty() {
        let place = unit.map_or("所问的省", |unit| unit);
        return RunError::Asked(format!("这些台账中没有{place}的行"));
    }
    let names: Vec<&str> = known.iter().map(|subject| &*subject.name).collect();
    let hint = match nearest(name, names.iter().copied()) {
        Some(near) => format!("，是否为“{near}”？"),
        None if names.is_empty() => String::new(),
        None => format!("，有：{}", names[..names.len().min(MOST_NAMES)].join("、")),
    };
    RunError::Asked(format!("这些台账中没有{place}{}“{name}”{hint}", word(kind)))
}

fn ambiguous(kind: SubjectKind, name: &str, several: &[&&Subject]) -> RunError {
    let place = |subject: &&&Subject| {
        let unit = if subject.city.is_empty() { &subject.province } else { &subject.city };
        unit.to_string()
    };
    let places: Vec<String> = several.iter().map(place).collect();
    let option = if kind == SubjectKind::Province { "--province" } else { "--unit" };
    let name = if name.is_empty() { String::new() } else { format!("“{name}”") };
    RunError::Asked(format!(
        "这些台账中的{}{name}不止一个，请用 {option} 写明：{}",
        word(kind),
        places.join("、")
    ))
}

//! Numbers explained: what was asked, and who is behind it or was left out, each with the rule that decided.

use std::sync::Arc;

use chrono::NaiveDate;

use super::certificate::CertType;
use super::counts::{FIGURES, Figure, Slot};
use super::finding::{Code, RowRef};
use super::flow::FlowCounts;
use super::ledger::Course;
use super::measure::{Subject, Tally};
use super::period::Window;
use super::policy::Measure;
use super::region::{ProvinceId, UnitId};
use super::rule::Reason;

/// Whose number it is: a province, unit, brand, base or county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The province.
    pub province: ProvinceId,
    /// The reporting unit.
    pub unit: Option<UnitId>,
    /// The brand.
    pub brand: Option<Arc<str>>,
    /// The base.
    pub base: Option<Arc<str>>,
    /// The county, of placement rosters and quarterly tables.
    pub county: Option<Arc<str>>,
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub enum Sought {
    /// A figure of the yearly counts, and what it is divided by if it is a rate.
    Figure(&'static Figure, Option<&'static Figure>),
    /// A column of the quarterly table.
    Event(&'static EventFigure),
}

/// A column of the quarterly table.
#[derive(Debug)]
pub struct EventFigure {
    /// Its name.
    pub name: &'static str,
    /// What staff call it.
    pub label: &'static str,
    /// The number; of classes how many a line counts is not the sum over persons.
    pub get: fn(&FlowCounts) -> u64,
}

/// Every column of the quarterly table.
pub const EVENTS: &[EventFigure] = &[
    EventFigure { name: CLASSES, label: "开班班次", get: |counts| counts.trainees },
    EventFigure {
        name: "trainees", label: "参加品牌培训人数", get: |counts| counts.trainees
    },
    EventFigure {
        name: "certified_any",
        label: "取得证书人数",
        get: |counts| counts.certified_any,
    },
    EventFigure {
        name: "cert_vocational",
        label: "取得职业资格证书人数",
        get: |counts| counts.certified[CertType::Vocational.index()],
    },
    EventFigure {
        name: "cert_skill_level",
        label: "取得职业技能等级证书人数",
        get: |counts| counts.certified[CertType::SkillLevel.index()],
    },
    EventFigure {
        name: "cert_special",
        label: "取得专项职业能力证书人数",
        get: |counts| counts.certified[CertType::Special.index()],
    },
    EventFigure {
        name: "cert_completion",
        label: "取得培训合格证书人数",
        get: |counts| counts.certified[CertType::Completion.index()],
    },
    EventFigure {
        name: "employed", label: "培训后实现就业人数", get: |counts| counts.employed
    },
    EventFigure { name: "subsidised", label: "补贴人数", get: |counts| counts.subsidised },
    EventFigure {
        name: SUBSIDY,
        label: "补贴金额（分）",
        get: |counts| u64::try_from(counts.subsidy.0).unwrap_or(0),
    },
    EventFigure {
        name: "estimated", label: "推定日期（次）", get: |counts| counts.estimated
    },
];

/// The column that counts classes, and the one of money.
const CLASSES: &str = "classes";
const SUBSIDY: &str = "subsidy_fen";

impl EventFigure {
    /// Whether it counts classes, each once however many persons.
    #[must_use]
    pub fn is_classes(&self) -> bool {
        self.name == CLASSES
    }

    /// Whether it is an amount in fen.
    #[must_use]
    pub fn is_money(&self) -> bool {
        self.name == SUBSIDY
    }

    /// The number of a line.
    #[must_use]
    pub fn value(&self, counts: &FlowCounts) -> i64 {
        let number = if self.is_classes() { counts.classes } else { (self.get)(counts) };
        i64::try_from(number).unwrap_or(i64::MAX)
    }
}

/// What staff call the figures that are no measure of policies.
const LABELS: [(&str, &str); 14] = [
    ("employed_6m_pending", "就业未定人数"),
    ("certified_employed_6m", "取证人员中6个月内就业人数"),
    ("certified_employed_6m_pending", "取证人员中就业未定人数"),
    ("certified_employed_after", "取证人员中培训后就业人数"),
    ("matured", "已满期人数"),
    ("matured_employed_6m", "已满期人员中6个月内就业人数"),
    ("employed_undated", "缺就业日期人数"),
    ("subsidy_fen", "补贴金额（分）"),
    ("own_staff", "本企业职工人数"),
    ("own_staff_stable", "本企业职工24个月稳定就业人数"),
    ("own_staff_pending", "本企业职工稳定就业未定人数"),
    ("placed_trained", "从业人员中参加过培训的人数"),
    ("placed_certified", "从业人员中取得证书的人数"),
    ("placed_poverty", "带动就业（输出）人数中的脱贫人口"),
];

/// How the names of the figures of placement rosters begin.
pub(super) const PLACED: &str = "placed";

impl Sought {
    /// Everything that can be explained of the yearly counts.
    pub fn all() -> impl Iterator<Item = Self> {
        let figures = FIGURES.iter().filter(|figure| !matches!(figure.slot, Slot::Day(..)));
        let figures = figures.map(|figure| Self::Figure(figure, None));
        figures.chain(
            Measure::ALL.iter().filter(|measure| measure.is_rate()).copied().filter_map(Self::rate),
        )
    }

    /// Everything that can be explained of the quarterly table.
    pub fn events() -> impl Iterator<Item = Self> {
        EVENTS.iter().map(Self::Event)
    }

    /// A rate: its first figure over its last.
    fn rate(measure: Measure) -> Option<Self> {
        let (first, last) = (measure.figures().first()?, measure.figures().last()?);
        Some(Self::Figure(Figure::named(first)?, Figure::named(last)))
    }

    /// A measure of policies.
    #[must_use]
    pub fn measure(measure: Measure) -> Option<Self> {
        if measure.is_rate() {
            return Self::rate(measure);
        }
        Some(Self::Figure(Figure::named(measure.key())?, None))
    }

    /// The permanent name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Figure(figure, None) => figure.name,
            Self::Figure(figure, Some(over)) => of_policies(figure, over).map_or("", Measure::key),
            Self::Event(event) => event.name,
        }
    }

    /// What staff call it.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Figure(figure, None) => label(figure),
            Self::Figure(figure, Some(over)) => {
                of_policies(figure, over).map_or("", Measure::label)
            }
            Self::Event(event) => event.label,
        }
    }

    /// Whether it is counted on placement rosters.
    #[must_use]
    pub fn is_placement(&self) -> bool {
        matches!(self, Self::Figure(figure, _) if figure.name.starts_with(PLACED))
    }
}

fn of_policies(figure: &Figure, over: &Figure) -> Option<Measure> {
    let rates = Measure::ALL.iter().copied().filter(|measure| measure.is_rate());
    let is_this = |measure: &Measure| {
        let figures = measure.figures();
        figures.first() == Some(&figure.name) && figures.last() == Some(&over.name)
    };
    rates.into_iter().find(is_this)
}

fn label(figure: &Figure) -> &'static str {
    let own = LABELS.iter().find(|(name, _)| *name == figure.name).map(|(_, label)| *label);
    let measure = || Measure::ALL.iter().find(|measure| measure.key() == figure.name);
    own.or_else(|| measure().map(|measure| measure.label())).unwrap_or(figure.name)
}

/// A figure of a tally as a plain number.
#[must_use]
pub fn number(figure: &Figure, tally: &Tally) -> i64 {
    match figure.slot {
        Slot::Count(get, _) => i64::try_from(get(tally)).unwrap_or(i64::MAX),
        Slot::Money(get, _) => get(tally).0,
        Slot::Day(..) => 0,
    }
}

/// A number that is to be explained.
#[derive(Clone, Debug)]
pub struct Question {
    /// Whose.
    pub subject: Subject,
    /// The same as the ledgers are searched.
    pub scope: Scope,
    /// When.
    pub window: Window,
    /// What.
    pub sought: Sought,
}

/// One person behind a number, or left out of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Number of the ID card or document, or what stood in its place.
    pub number: Box<str>,
    /// The latest name.
    pub name: Box<str>,
    /// What the person adds to the number: 1, or an amount, or nothing.
    pub value: i64,
    /// The same of what it is divided by.
    pub over: i64,
    /// The person's records within the subject.
    pub parts: Vec<CasePart>,
}

/// One enrolment, row of a placement roster, or rejected row of a person.
#[derive(Clone, Debug)]
pub struct CasePart {
    /// Unit, brand and class; a placement roster has no class.
    pub course: Course,
    /// The base.
    pub base: Arc<str>,
    /// First and last day, or the day of placement.
    pub days: (Option<NaiveDate>, Option<NaiveDate>),
    /// Certificates, employment and subsidy in a few words.
    pub says: Box<str>,
    /// What it would add by itself.
    pub value: i64,
    /// Why it counts or does not.
    pub reason: Reason,
    /// Where it stands.
    pub rows: Box<[RowRef]>,
}

/// A number explained.
#[derive(Clone, Debug)]
pub struct Explained {
    /// What was asked.
    pub question: Question,
    /// The number as the tables have it.
    pub counted: i64,
    /// What it is divided by, for a rate.
    pub over: Option<i64>,
    /// Who counts and who does not, sorted by person.
    pub cases: Vec<Case>,
    /// Rows of the unit that were rejected for want of a brand or class, by code.
    pub elsewhere: Vec<(Code, u64)>,
    /// The years in which the subject has any numbers.
    pub years: Vec<String>,
}

impl Explained {
    /// The number as the cases add up to it.
    #[must_use]
    pub fn sum(&self) -> i64 {
        if let Sought::Event(event) = self.question.sought
            && event.is_classes()
        {
            let counted = self.cases.iter().flat_map(|case| &case.parts);
            let classes = counted.filter(|part| part.value > 0).map(|part| &part.course);
            let classes: std::collections::BTreeSet<&Course> = classes.collect();
            return i64::try_from(classes.len()).unwrap_or(i64::MAX);
        }
        self.cases.iter().map(|case| case.value).sum()
    }

    /// What it is divided by, as the cases add up to it.
    #[must_use]
    pub fn sum_over(&self) -> i64 {
        self.cases.iter().map(|case| case.over).sum()
    }
}

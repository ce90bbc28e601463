//! Claims (申报数): figures that somebody states of a subject and a year, to be verified against the ledgers.

pub mod remark;
pub mod words;

use std::fmt;
use std::sync::Arc;

use super::certificate::CertType;
use super::finding::RowRef;
use super::measure::Subject;
use super::period::Quarter;

/// What is counted of the cohort of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// 培训人次
    Enrolments,
    /// 培训人数
    Trainees,
    /// 取得证书人数
    CertifiedAny,
    /// 取得证书人数, of one type.
    Certified(CertType),
    /// 6个月内就业人数
    EmployedSixMonths,
    /// 培训后就业人数
    EmployedAfter,
    /// 补贴人数
    Subsidised,
    /// 补贴金额, in fen.
    Subsidy,
    /// 订单/定岗/定向培训人数
    OrderTargeted,
    /// 重点群体补贴人数
    KeySubsidised,
}

/// What the quarterly scheduling table counts by the dates of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlowQuantity {
    /// 开班班次
    Classes,
    /// Persons, or an amount, by the day of the start, certificate, employment or payment.
    Of(Quantity),
}

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimMeasure {
    /// A number of the cohort.
    Cohort(Quantity),
    /// That number as a share of the persons trained.
    Rate(Quantity),
    /// 带动就业（劳务输出）人数
    Placed,
    /// A number of the scheduling table, from 1 January to the end of the quarter.
    Flow(Quarter, FlowQuantity),
}

impl Quantity {
    /// Every quantity, in the order of the tables.
    pub const ALL: [Self; 13] = [
        Self::Enrolments,
        Self::Trainees,
        Self::CertifiedAny,
        Self::Certified(CertType::Vocational),
        Self::Certified(CertType::SkillLevel),
        Self::Certified(CertType::Special),
        Self::Certified(CertType::Completion),
        Self::EmployedSixMonths,
        Self::EmployedAfter,
        Self::Subsidised,
        Self::Subsidy,
        Self::OrderTargeted,
        Self::KeySubsidised,
    ];

    /// The name of its column in `metrics.csv`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Enrolments => "enrolments",
            Self::Trainees => "trainees",
            Self::CertifiedAny => "certified_any",
            Self::Certified(CertType::Vocational) => "cert_vocational",
            Self::Certified(CertType::SkillLevel) => "cert_skill_level",
            Self::Certified(CertType::Special) => "cert_special",
            Self::Certified(CertType::Completion) => "cert_completion",
            Self::EmployedSixMonths => "employed_6m",
            Self::EmployedAfter => "employed_after",
            Self::Subsidised => "subsidised",
            Self::Subsidy => "subsidy_fen",
            Self::OrderTargeted => "order_targeted",
            Self::KeySubsidised => "key_subsidised",
        }
    }

    /// The name of it as a share of the persons trained, where there is such a rate.
    #[must_use]
    pub fn rate_key(self) -> Option<&'static str> {
        Some(match self {
            Self::CertifiedAny => "pass_rate",
            Self::Certified(CertType::Vocational) => "cert_vocational_rate",
            Self::Certified(CertType::SkillLevel) => "cert_skill_level_rate",
            Self::Certified(CertType::Special) => "cert_special_rate",
            Self::Certified(CertType::Completion) => "cert_completion_rate",
            Self::EmployedSixMonths => "employed_6m_rate",
            Self::EmployedAfter => "employed_after_rate",
            Self::OrderTargeted => "order_targeted_rate",
            _ => return None,
        })
    }

    fn label(self) -> String {
        match self {
            Self::Enrolments => "培训人次".to_owned(),
            Self::Trainees => "培训人数".to_owned(),
            Self::CertifiedAny => "取得证书人数".to_owned(),
            Self::Certified(kind) => format!("取得{}人数", kind.label()),
            Self::EmployedSixMonths => "6个月内就业人数".to_owned(),
            Self::EmployedAfter => "培训后就业人数".to_owned(),
            Self::Subsidised => "补贴人数".to_owned(),
            Self::Subsidy => "补贴金额".to_owned(),
            Self::OrderTargeted => "订单定向人数".to_owned(),
            Self::KeySubsidised => "重点群体补贴人数".to_owned(),
        }
    }
}

impl FlowQuantity {
    /// Every quantity, in the order of the form.
    pub const ALL: [Self; 10] = [
        Self::Classes,
        Self::Of(Quantity::Trainees),
        Self::Of(Quantity::CertifiedAny),
        Self::Of(Quantity::Certified(CertType::Vocational)),
        Self::Of(Quantity::Certified(CertType::SkillLevel)),
        Self::Of(Quantity::Certified(CertType::Special)),
        Self::Of(Quantity::Certified(CertType::Completion)),
        Self::Of(Quantity::EmployedAfter),
        Self::Of(Quantity::Subsidised),
        Self::Of(Quantity::Subsidy),
    ];

    /// The end of its name, after the quarter.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Classes => "classes",
            Self::Of(Quantity::EmployedAfter) => "employed",
            Self::Of(quantity) => quantity.key(),
        }
    }
}

impl ClaimMeasure {
    /// Its permanent name; those of `metrics.csv` are the same there.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Cohort(quantity) => quantity.key().to_owned(),
            Self::Rate(quantity) => quantity.rate_key().unwrap_or_default().to_owned(),
            Self::Placed => "placed".to_owned(),
            Self::Flow(quarter, quantity) => {
                format!("flow_q{}_{}", quarter.number(), quantity.key())
            }
        }
    }

    /// The measure of that name.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        if key == "placed" {
            return Some(Self::Placed);
        }
        if let Some((quarter, name)) = key.strip_prefix("flow_q").and_then(|k| k.split_once('_')) {
            let quantity = FlowQuantity::ALL.into_iter().find(|own| own.key() == name)?;
            return Some(Self::Flow(Quarter::new(quarter.parse().ok()?)?, quantity));
        }
        let counted = Quantity::ALL.into_iter().find(|own| own.key() == key).map(Self::Cohort);
        let rate = || Quantity::ALL.into_iter().find(|own| own.rate_key() == Some(key));
        counted.or_else(|| rate().map(Self::Rate))
    }

    /// Its name for staff.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Cohort(quantity) => quantity.label(),
            Self::Rate(Quantity::CertifiedAny) => "培训合格率".to_owned(),
            Self::Rate(Quantity::Certified(kind)) => format!("{}取证率", kind.label()),
            Self::Rate(Quantity::EmployedSixMonths) => "6个月内就业率".to_owned(),
            Self::Rate(Quantity::EmployedAfter) => "培训后就业率".to_owned(),
            Self::Rate(quantity) => format!("{}占比", quantity.label()),
            Self::Placed => "带动就业人数".to_owned(),
            Self::Flow(quarter, quantity) => {
                let what = match quantity {
                    FlowQuantity::Classes => "开班班次".to_owned(),
                    FlowQuantity::Of(Quantity::EmployedAfter) => "新增就业人数".to_owned(),
                    FlowQuantity::Of(quantity) => quantity.label(),
                };
                format!("至{}季度末{what}", ["一", "二", "三", "四"][quarter.number() as usize - 1])
            }
        }
    }

    /// What its figure is written in.
    #[must_use]
    pub fn unit(self) -> Unit {
        match self {
            Self::Rate(_) => Unit::Percent,
            Self::Cohort(Quantity::Subsidy)
            | Self::Flow(_, FlowQuantity::Of(Quantity::Subsidy)) => Unit::Fen,
            _ => Unit::Number,
        }
    }

    /// Whether it is a share of the persons trained.
    #[must_use]
    pub fn is_rate(self) -> bool {
        matches!(self, Self::Rate(_))
    }
}

/// What figures are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Persons, enrolments, classes.
    Number,
    /// Money.
    Fen,
    /// A share, with decimals.
    Percent,
}

/// A figure: a whole number of persons or fen, or a percentage with the decimals that somebody stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount {
    /// The digits: 853 is 85.3 where there is one decimal.
    pub units: i64,
    /// Decimals of a percentage; 0 of any other.
    pub decimals: u8,
}

/// More decimals of a percentage than these are a spreadsheet's own.
pub const MOST_DECIMALS: u8 = 4;

impl Amount {
    /// A whole number.
    #[must_use]
    pub fn whole(units: i64) -> Self {
        Self { units, decimals: 0 }
    }

    /// A part of a whole as a percentage with these decimals, a half rounded up; without a whole there is none.
    #[must_use]
    pub fn share(part: u64, whole: u64, decimals: u8) -> Option<Self> {
        let scale = 100 * 10i128.pow(u32::from(decimals));
        let (part, whole) = (i128::from(part), i128::from(whole));
        let units = (2 * part * scale + whole).checked_div(2 * whole)?;
        Some(Self { units: i64::try_from(units).ok()?, decimals })
    }
}

/// Digits, with the decimals of a percentage.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.decimals == 0 {
            return write!(f, "{}", self.units);
        }
        let sign = if self.units < 0 { "-" } else { "" };
        let scale = 10u64.pow(u32::from(self.decimals));
        let (units, width) = (self.units.unsigned_abs(), usize::from(self.decimals));
        write!(f, "{sign}{}.{:0width$}", units / scale, units % scale)
    }
}

/// One claimed figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Of whom.
    pub subject: Subject,
    /// The county of a base's line in the scheduling table; a county of that table may have several lines.
    pub county: Arc<str>,
    /// Of which year.
    pub year: i32,
    /// What.
    pub measure: ClaimMeasure,
    /// How much.
    pub claimed: Amount,
    /// The last digit that is stated, in units of the amount: 10,000 fen for 1.25万元, else 1.
    pub grain: i64,
    /// Where it stands.
    pub at: RowRef,
    /// Its column, from 1.
    pub column: u32,
    /// The header or label of the figure as it stands in the file.
    pub header: Arc<str>,
}

/// What became of claimed figures: read = verified + unverifiable + refused + totals, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClaimCounts {
    /// Cells that state a figure.
    pub read: u64,
    /// Figures with a count to compare with.
    pub verified: u64,
    /// Figures of which the ledgers cannot tell.
    pub unverifiable: u64,
    /// Figures that cannot be used, each with a finding.
    pub refused: u64,
    /// Figures in rows of totals, which are nobody's claim.
    pub totals: u64,
}

impl ClaimCounts {
    /// Whether every figure is accounted for.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.read == self.verified + self.unverifiable + self.refused + self.totals
    }

    /// Adds those of another file.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.verified += other.verified;
        self.unverifiable += other.unverifiable;
        self.refused += other.refused;
        self.totals += other.totals;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_is_known_by_its_name() {
        let rates = Quantity::ALL.into_iter().filter(|own| own.rate_key().is_some());
        let quarter = Quarter::new(3).expect("a quarter");
        let flows = FlowQuantity::ALL.map(|own| ClaimMeasure::Flow(quarter, own));
        let all = Quantity::ALL.map(ClaimMeasure::Cohort).into_iter();
        let all =
            all.chain(rates.map(ClaimMeasure::Rate)).chain(flows).chain([ClaimMeasure::Placed]);
        for measure in all {
            assert_eq!(ClaimMeasure::of_key(&measure.key()), Some(measure));
        }
        for unknown in ["", "flow_q5_trainees", "flow_q1_", "trainees_rate", "培训人数"] {
            assert_eq!(ClaimMeasure::of_key(unknown), None);
        }
    }

    #[test]
    fn shares_are_rounded_at_the_stated_decimals() {
        let shown = |part, whole, decimals| {
            Amount::share(part, whole, decimals).map(|share| share.to_string())
        };
        assert_eq!(shown(2, 3, 1).as_deref(), Some("66.7"));
        assert_eq!(shown(1, 8, 0).as_deref(), Some("13"));
        assert_eq!(shown(1, 1000, 2).as_deref(), Some("0.10"));
        assert_eq!(shown(1, 0, 2), None);
        assert_eq!(Amount { units: -5, decimals: 1 }.to_string(), "-0.5");
    }
}

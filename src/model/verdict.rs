//! Verdicts and the measures behind them, row by row as verdicts.csv and measures.csv hold them.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;

use super::evaluation::{Evaluation, Remark};
use super::measure::{Subject, SubjectKind};
use super::period::Window;
use super::ratio::{Interval, Op, Ratio, percent};

/// How a condition or a whole standard is judged (policies §0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Holds at both ends of the interval.
    Pass,
    /// Holds at neither end.
    Fail,
    /// Holds at one end only, or a fact is missing.
    Pending,
    /// A person must judge, and no attestation is on file.
    Manual,
}

impl Outcome {
    /// The stable name in verdicts.csv.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Pending => "pending",
            Self::Manual => "manual",
        }
    }

    /// The word that staff see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pass => "达标",
            Self::Fail => "不达标",
            Self::Pending => "待定",
            Self::Manual => "需人工核验",
        }
    }

    /// All must hold: fail before pending before manual before pass.
    #[must_use]
    pub fn all_of(outcomes: impl IntoIterator<Item = Self>) -> Self {
        first_of(outcomes, [Self::Fail, Self::Pending, Self::Manual], Self::Pass)
    }

    /// One must hold: pass before manual before pending before fail.
    #[must_use]
    pub fn any_of(outcomes: impl IntoIterator<Item = Self>) -> Self {
        first_of(outcomes, [Self::Pass, Self::Manual, Self::Pending], Self::Fail)
    }
}

fn first_of(
    outcomes: impl IntoIterator<Item = Outcome>,
    order: [Outcome; 3],
    rest: Outcome,
) -> Outcome {
    let seen: Vec<Outcome> = outcomes.into_iter().collect();
    order.into_iter().find(|outcome| seen.contains(outcome)).unwrap_or(rest)
}

/// What a compared figure counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A rate, shown as a percentage.
    Percent,
    /// A number of something: 人, 平方米.
    Of(String),
}

/// A measure that is shown beside the one that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Its Chinese name, with the window where that is another one.
    pub label: String,
    /// As counted so far.
    pub value: Ratio,
}

/// What screens and workbooks show and verdicts.csv has no column for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// What the figures count; `None` where nothing is counted.
    pub unit: Option<Unit>,
    /// The threshold as a fraction.
    pub limit: Option<Ratio>,
    /// As counted so far, where the window has not ended and the interval says less.
    pub so_far: Option<Ratio>,
    /// By how much the measure would have to change, all else fixed, for the condition to hold: persons, or what is
    /// counted (距达标还差). `None` where it holds, and where no change of it would do.
    pub gap: Option<u128>,
    /// Inside a group of conditions, whose own line decides.
    pub member: bool,
    /// Set aside by a relaxation on file (放宽).
    pub relaxed: bool,
    /// Measures beside the deciding one.
    pub beside: Vec<Beside>,
    /// On the line of the whole: other standards whose measured conditions are met.
    pub also_meets: Vec<String>,
    /// The subject has no row in any ledger (无台账).
    pub no_ledger: bool,
}

/// What judging yields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Lines of verdicts.csv: by policy, subject and standard; the whole first, then its conditions as the document has them.
    pub verdicts: Vec<Verdict>,
    /// Lines of measures.csv, sorted by their columns.
    pub measures: Vec<MeasureLine>,
    /// Yearly evaluation: by policy and subject.
    pub evaluations: Vec<Evaluation>,
    /// What deserves a look without being a condition: by policy and subject.
    pub remarks: Vec<Remark>,
}

/// One line of verdicts.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Policy id: the stem of its file.
    pub policy: Arc<str>,
    /// Name of the standard.
    pub standard: Arc<str>,
    /// Province, reporting unit, kind and name of the judged.
    pub subject: Subject,
    /// The window; of the whole: from the first day of any of its windows to the last.
    pub window: Option<Window>,
    /// Condition id; `*` for the whole.
    pub condition: String,
    /// Measure, fact, or `attestation`; empty for the whole.
    pub measure: String,
    /// The interval; its high end is unbounded where `high` is `None`. A rate over nobody is 0/0.
    pub value: Option<Interval>,
    /// The threshold as written.
    pub threshold: String,
    /// The comparator.
    pub op: Option<Op>,
    /// The result.
    pub result: Outcome,
    /// Distance from the threshold, in Chinese.
    pub margin: String,
    /// What is missing, in Chinese.
    pub missing: String,
    /// The day on which it will be known.
    pub settles_on: Option<NaiveDate>,
    /// Document, section, item; a choice of the tool's own is added as 本工具口径.
    pub citation: String,
    /// For people.
    pub shown: Shown,
}

/// The condition id of the line about a standard as a whole.
pub const WHOLE: &str = "*";

impl Verdict {
    /// The columns of verdicts.csv.
    pub const HEADER: [&'static str; 20] = [
        "policy",
        "standard",
        "province",
        "city",
        "subject_kind",
        "subject",
        "window",
        "condition",
        "measure",
        "value_num",
        "value_den",
        "high_num",
        "high_den",
        "threshold",
        "op",
        "result",
        "margin",
        "missing",
        "settles_on",
        "citation",
    ];

    /// Whether it is about a standard as a whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.condition == WHOLE
    }

    /// The line's cells in that order.
    #[must_use]
    pub fn cells(&self) -> [String; 20] {
        let [low_num, low_den, high_num, high_den] = ends(self.value);
        let subject = &self.subject;
        [
            self.policy.to_string(),
            self.standard.to_string(),
            subject.province.to_string(),
            subject.city.to_string(),
            subject.kind.key().to_owned(),
            subject.name.to_string(),
            self.window.map(|window| window.to_string()).unwrap_or_default(),
            self.condition.clone(),
            self.measure.clone(),
            low_num,
            low_den,
            high_num,
            high_den,
            self.threshold.clone(),
            self.op.map(|op| op.sign().to_owned()).unwrap_or_default(),
            self.result.key().to_owned(),
            self.margin.clone(),
            self.missing.clone(),
            day(self.settles_on),
            self.citation.clone(),
        ]
    }

    /// The measured value for the eye: `799/1000（79.90%）`, `150 人以上`, `40.00%～62.50%`.
    #[must_use]
    pub fn value_text(&self) -> String {
        let (Some(value), Some(unit)) = (self.value, &self.shown.unit) else {
            return String::new();
        };
        let limits: Vec<Ratio> = self.shown.limit.into_iter().collect();
        let low = value.low;
        match (unit, value.high) {
            (Unit::Percent, _) if self.shown.so_far.is_some() => {
                let so_far = self.shown.so_far.unwrap_or(low);
                format!("目前 {so_far}（{}）", percent(so_far, &limits))
            }
            (Unit::Percent, Some(high)) if high != low => {
                format!("{low}～{high}（{}～{}）", percent(low, &limits), percent(high, &limits))
            }
            (Unit::Percent, _) => format!("{low}（{}）", percent(low, &limits)),
            (Unit::Of(what), None) => format!("至少 {low} {what}"),
            (Unit::Of(what), Some(high)) if high != low => format!("{low}～{high} {what}"),
            (Unit::Of(what), Some(_)) => format!("{low} {what}"),
        }
    }
}

/// One line of measures.csv: a measure that some verdict used. Ordered by its columns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MeasureLine {
    /// Official name of the province.
    pub province: Arc<str>,
    /// Official name of the reporting unit.
    pub city: Arc<str>,
    /// Kind of the measured.
    pub subject_kind: SubjectKind,
    /// Name of the measured.
    pub subject: Arc<str>,
    /// Cohort window.
    pub window: Window,
    /// Name of the measure.
    pub measure: String,
    /// The interval; an unbounded high end is written as two empty cells.
    pub value: Interval,
    /// What is missing, in Chinese.
    pub missing: String,
    /// The day on which it will be known.
    pub settles_on: Option<NaiveDate>,
}

impl MeasureLine {
    /// The columns of measures.csv.
    pub const HEADER: [&'static str; 13] = [
        "province",
        "city",
        "subject_kind",
        "subject",
        "window_from",
        "window_to",
        "measure",
        "low_num",
        "low_den",
        "high_num",
        "high_den",
        "missing",
        "settles_on",
    ];

    /// The line's cells in that order.
    #[must_use]
    pub fn cells(&self) -> [String; 13] {
        let [low_num, low_den, high_num, high_den] = ends(Some(self.value));
        [
            self.province.to_string(),
            self.city.to_string(),
            self.subject_kind.key().to_owned(),
            self.subject.to_string(),
            self.window.from.to_string(),
            self.window.to.to_string(),
            self.measure.clone(),
            low_num,
            low_den,
            high_num,
            high_den,
            self.missing.clone(),
            day(self.settles_on),
        ]
    }
}

fn ends(value: Option<Interval>) -> [String; 4] {
    let parts = |ratio: Option<Ratio>| match ratio {
        Some(ratio) => [ratio.num.to_string(), ratio.den.to_string()],
        None => [String::new(), String::new()],
    };
    let [low_num, low_den] = parts(value.map(|value| value.low));
    let [high_num, high_den] = parts(value.and_then(|value| value.high));
    [low_num, low_den, high_num, high_den]
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Outcome::{self, Fail, Manual, Pass, Pending};

    #[test]
    fn outcomes_combine_in_the_order_of_the_specification() {
        assert_eq!(Outcome::all_of([Pass, Manual, Pending, Fail]), Fail);
        assert_eq!(Outcome::all_of([Pass, Manual, Pending]), Pending);
        assert_eq!(Outcome::all_of([Pass, Manual]), Manual);
        assert_eq!(Outcome::all_of([Pass, Pass]), Pass);
        assert_eq!(Outcome::any_of([Fail, Pending, Manual, Pass]), Pass);
        assert_eq!(Outcome::any_of([Fail, Pending, Manual]), Manual);
        assert_eq!(Outcome::any_of([Fail, Pending]), Pending);
        assert_eq!(Outcome::any_of([Fail, Fail]), Fail);
    }
}

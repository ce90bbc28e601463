//! What judging says besides verdicts: the yearly evaluation, and what deserves a look.
//!
//! Source: Liaoning 2024-5 六(一); policies §4, §5.

use std::sync::Arc;

use super::measure::Subject;
use super::verdict::Outcome;

/// How a brand stands in the catalogue by the entry standard, against the year before (年度评估).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Movement {
    /// Meets it now and did not the year before.
    Enter,
    /// Met it and still does.
    Stay,
    /// Met it and does not any more.
    Leave,
    /// Neither met nor meets it.
    Outside,
    /// Not known yet.
    Undecided,
}

impl Movement {
    /// What follows from the results of two years.
    #[must_use]
    pub fn of(before: Outcome, now: Outcome) -> Self {
        match (before, now) {
            (Outcome::Pass, Outcome::Pass) => Self::Stay,
            (Outcome::Fail, Outcome::Pass) => Self::Enter,
            (Outcome::Pass, Outcome::Fail) => Self::Leave,
            (Outcome::Fail, Outcome::Fail) => Self::Outside,
            _ => Self::Undecided,
        }
    }

    /// The stable name in evaluation.csv.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::Stay => "stay",
            Self::Leave => "leave",
            Self::Outside => "outside",
            Self::Undecided => "undecided",
        }
    }

    /// The word that staff see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Enter => "进入",
            Self::Stay => "保留",
            Self::Leave => "退出",
            Self::Outside => "未进入",
            Self::Undecided => "待定",
        }
    }
}

/// One line of evaluation.csv: the measured conditions of the entry standard, this year and the year before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Policy id.
    pub policy: Arc<str>,
    /// Name of the standard.
    pub standard: Arc<str>,
    /// The brand or base.
    pub subject: Subject,
    /// The assessment year.
    pub year: i32,
    /// The measured conditions the year before.
    pub before: Outcome,
    /// The measured conditions now.
    pub now: Outcome,
    /// What follows.
    pub movement: Movement,
    /// The conditions that do not hold, with their margins, in Chinese.
    pub why: String,
    /// Document and section.
    pub citation: String,
}

impl Evaluation {
    /// The columns of evaluation.csv.
    pub const HEADER: [&'static str; 12] = [
        "policy",
        "standard",
        "province",
        "city",
        "subject_kind",
        "subject",
        "year",
        "before",
        "now",
        "movement",
        "why",
        "citation",
    ];

    /// The line's cells in that order.
    #[must_use]
    pub fn cells(&self) -> [String; 12] {
        let subject = &self.subject;
        [
            self.policy.to_string(),
            self.standard.to_string(),
            subject.province.to_string(),
            subject.city.to_string(),
            subject.kind.key().to_owned(),
            subject.name.to_string(),
            self.year.to_string(),
            self.before.key().to_owned(),
            self.now.key().to_owned(),
            self.movement.key().to_owned(),
            self.why.clone(),
            self.citation.clone(),
        ]
    }
}

/// One line of notices.csv: what a document advises on names and on brands that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Policy id.
    pub policy: Arc<str>,
    /// The brand.
    pub subject: Subject,
    /// Name of the notice: 同质化, 命名.
    pub notice: String,
    /// What was found and what to do, in Chinese.
    pub text: String,
    /// Document and section.
    pub citation: String,
}

impl Remark {
    /// The columns of notices.csv.
    pub const HEADER: [&'static str; 8] =
        ["policy", "province", "city", "subject_kind", "subject", "notice", "text", "citation"];

    /// The line's cells in that order.
    #[must_use]
    pub fn cells(&self) -> [String; 8] {
        let subject = &self.subject;
        [
            self.policy.to_string(),
            subject.province.to_string(),
            subject.city.to_string(),
            subject.kind.key().to_owned(),
            subject.name.to_string(),
            self.notice.clone(),
            self.text.clone(),
            self.citation.clone(),
        ]
    }
}

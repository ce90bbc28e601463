//! The columns and rows that `metrics.csv`, `metrics.parquet` and `bases.csv` share.

use chrono::Datelike;

use crate::model::certificate::CertType;
use crate::model::measure::{Cohorts, Subject, SubjectKind, Tally};

/// One row: a subject in a calendar year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Whom it is about.
    pub(super) subject: &'a Subject,
    /// The cohort year.
    pub(super) year: i32,
    /// The counts.
    pub(super) tally: &'a Tally,
}

/// A column of counts: its name and where it comes from.
type Column = (&'static str, fn(&Tally) -> i64);

/// The counts of a row, in the order of the contract.
pub(super) const COUNTS: [Column; 14] = [
    ("enrolments", |tally| signed(tally.enrolments)),
    ("trainees", |tally| signed(tally.trainees)),
    ("certified_any", |tally| signed(tally.certified_any)),
    ("cert_vocational", |tally| {
        certified(tally, CertType::Vocational)
    }),
    ("cert_skill_level", |tally| {
        certified(tally, CertType::SkillLevel)
    }),
    ("cert_special", |tally| certified(tally, CertType::Special)),
    ("cert_completion", |tally| {
        certified(tally, CertType::Completion)
    }),
    ("employed_6m", |tally| signed(tally.employed_6m)),
    ("subsidised", |tally| signed(tally.subsidised)),
    ("subsidy_fen", |tally| tally.subsidy.0),
    ("order_targeted", |tally| signed(tally.order_targeted)),
    ("key_subsidised", |tally| signed(tally.key_subsidised)),
    ("employed_6m_pending", |tally| {
        signed(tally.employed_6m_pending)
    }),
    ("employed_after", |tally| signed(tally.employed_after)),
];

/// Rows of `metrics.csv`: brands, reporting units and provinces.
///
/// The map's own order is the contract's: level, province, city, brand in code-point order, then year.
pub(super) fn metrics(cohorts: &Cohorts) -> impl Iterator<Item = Line<'_>> {
    lines(cohorts).filter(|line| line.subject.kind != SubjectKind::Base)
}

/// Rows of `bases.csv`.
pub(super) fn bases(cohorts: &Cohorts) -> impl Iterator<Item = Line<'_>> {
    lines(cohorts).filter(|line| line.subject.kind == SubjectKind::Base)
}

fn lines(cohorts: &Cohorts) -> impl Iterator<Item = Line<'_>> {
    cohorts.iter().map(|((subject, window), tally)| Line {
        subject,
        year: window.from.year(),
        tally,
    })
}

fn certified(tally: &Tally, kind: CertType) -> i64 {
    tally.certified.get(kind.index()).copied().map_or(0, signed)
}

/// Counts of persons stay far below the largest signed number.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

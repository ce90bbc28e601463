//! What the integrity checks found: suspicions (疑点), to be explained by the unit, and a sample for field audits.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check::{Check, Checks, Severity};
use super::finding::RowRef;
use super::money::Fen;

/// Everything that the checks found.
#[derive(Debug)]
pub struct Audit {
    /// The checks as they were in force.
    pub checks: Checks,
    /// By unit of the first row, check and first row.
    pub suspicions: Vec<Suspicion>,
    /// The courses of the rows, by their index in the run.
    pub courses: BTreeMap<u32, CourseName>,
    /// Units with enrolments, the most doubtful first.
    pub units: Vec<UnitAudit>,
    /// What could not be looked for, and where.
    pub unchecked: Vec<(Check, UnitName)>,
    /// The sample, where one was asked for.
    pub sample: Option<AuditSample>,
}

/// Something to be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspicion {
    /// The check.
    pub check: Check,
    /// How grave: as the unit with the strictest rule has it.
    pub severity: Severity,
    /// The rows, in their order; at least one.
    pub rows: Vec<SuspectRow>,
    /// Distinct persons among them.
    pub persons: usize,
    /// What is doubtful, in Chinese.
    pub detail: Box<str>,
    /// Subsidies of the enrolments involved.
    pub amount: Fen,
}

/// A row of a suspicion, or one that a sample drew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuspectRow {
    /// Where it stands.
    pub at: RowRef,
    /// Index into [`Audit::courses`].
    pub course: u32,
    /// The ID number, unmasked.
    pub id: Box<str>,
    /// The name as it stands.
    pub name: Box<str>,
}

/// A reporting unit by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitName {
    /// Its province.
    pub province: Arc<str>,
    /// The unit.
    pub city: Arc<str>,
}

/// A class by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CourseName {
    /// The reporting unit.
    pub unit: UnitName,
    /// The brand.
    pub brand: Arc<str>,
    /// The class number; without one, provider, occupation and dates.
    pub class: Arc<str>,
}

/// The suspicions of a unit. One that involves several units counts in each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitAudit {
    /// The unit.
    pub unit: UnitName,
    /// Its enrolments.
    pub enrolments: u64,
    /// Those that some suspicion involves.
    pub doubtful: u64,
    /// Suspicions by check.
    pub checks: BTreeMap<Check, u64>,
    /// Suspicions by severity, in the order of [`Severity::ALL`].
    pub severities: [u64; Severity::ALL.len()],
    /// Subsidies of the enrolments involved, each suspicion on its own.
    pub amount: Fen,
}

/// Enrolments drawn for field audits.
#[derive(Debug)]
pub struct AuditSample {
    /// What seeded the draw.
    pub seed: u64,
    /// How many were asked for.
    pub wanted: usize,
    /// Per unit, by name: its enrolments that had ended, and those drawn, in the order in which they were drawn.
    pub units: Vec<SampledUnit>,
}

/// What was drawn of a unit.
#[derive(Debug)]
pub struct SampledUnit {
    /// The unit.
    pub unit: UnitName,
    /// Enrolments that had ended on the as-of date.
    pub enrolments: u64,
    /// Those drawn.
    pub drawn: Vec<SuspectRow>,
}

impl Audit {
    /// The course of a row.
    #[must_use]
    pub fn course(&self, row: &SuspectRow) -> Option<&CourseName> {
        self.courses.get(&row.course)
    }
}

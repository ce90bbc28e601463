//! `taizhang` (台账): real-name training ledgers in, counts, verdicts and tables out.
//!
//! Data flows one way, and the stages stand here in that order:
//!
//! ```text
//! files ─ read ─▶ RawBlock ─ clean ─▶ CleanBlock ─ merge ─▶ Enrolments ─ measure ─▶ Cohorts, FlowTables
//!                               └▶ Findings                                   ├─ judge ─▶ Verdicts
//!                                                                             ├─ audit ─▶ Suspicions
//!                                                                             └─ report ─▶ csv · parquet · xlsx
//! ```
//!
//! [`cli`] parses, [`pipeline`] runs the stages, stages exchange only types of [`model`] and never know each other.

pub mod cli;
pub mod config;
pub mod pipeline;

pub mod read;

pub mod clean;

#[cfg(feature = "store")]
pub mod store;

pub mod merge;

pub mod measure;

pub mod judge;

pub mod trace;

pub mod verify;

pub mod audit;

pub mod report;

pub mod model;
pub mod sample;

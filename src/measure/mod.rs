//! Measuring: enrolments to counts. Cohort measures feed tables and verdicts, flow measures the quarterly table and the monthly
//! report.

pub mod cohort;
mod end_days;
pub mod flow;
mod joint;
pub mod placed;
mod span_sets;
mod subjects;
mod tallies;

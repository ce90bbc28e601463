//! Tracing: from a number back to the persons and rows behind it, and to those it left out, each with the rule.
//!
//! What counts is asked of the same facts that measuring counts ([`crate::model::facts`], [`crate::model::flow`]);
//! only why is said here.

pub mod bridge;
#[cfg(feature = "store")]
pub mod change;
pub mod history;
pub mod numbers;
mod roster;
mod shown;
pub mod spotted;
mod why;

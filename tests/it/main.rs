//! Tests over whole runs: against an independent reference, against golden files, against laws.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::pedantic)]

mod agreement;
mod architecture;
mod audit;
mod bad_input;
mod claims;
mod codes;
mod command_line;
mod counts;
mod explain;
mod flow;
mod for_programs;
mod formats;
mod fuzzed;
mod golden;
mod hostile;
mod kinds;
mod laws;
mod layouts;
mod month;
mod name_lists;
mod names;
mod policies;
mod pseudonyms;
mod random;
mod recompute;
mod reference;
mod registry;
mod returned;
#[cfg(feature = "store")]
mod store;
mod support;
mod suppression;
mod values;
mod verify;

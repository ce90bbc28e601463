//! Answers for programs: what the terminal shows, as values of JSON. Keys are permanent; texts are those of the terminal.

mod codes;
mod findings;
mod judged;
mod policies;
mod registry;

pub use codes::{check_json, checks_json, code_json, codes_json};
pub(super) use findings::{finding, place};
pub(super) use judged::line;
pub use judged::{judged_json, supposition_json};
pub use policies::{policies_json, policy_json};
pub use registry::registry_json;

use serde_json::Value;

/// An empty cell says nothing.
pub(super) fn text_or_null(text: String) -> Value {
    if text.is_empty() { Value::Null } else { Value::String(text) }
}

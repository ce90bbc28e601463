//! The policies that come with the tool.

use super::{Policy, PolicyError, parse};

/// Id and text of every shipped policy, by id: the files of `schemas/policies/`.
pub const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// All shipped policies, by id.
///
/// # Errors
/// Never, as the tests show; the error type is the loader's.
pub fn shipped() -> Result<Vec<Policy>, PolicyError> {
    SHIPPED.iter().map(|&(id, text)| parse(text, id)).collect()
}

/// The text of a shipped policy.
#[must_use]
pub fn shipped_text(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(shipped, _)| *shipped == id).map(|&(_, text)| text)
}

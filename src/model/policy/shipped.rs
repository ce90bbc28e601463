//! The policies that come with the tool.

use super::{Policy, PolicyError, parse};

macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        /// Id and text of every shipped policy, by id.
        pub const SHIPPED: &[(&str, &str)] = &[$((
            $id,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/policies/", $id, ".toml")),
        ),)*];
    };
}

shipped!["jilin-2021-34", "liaoning-2024-5", "linfen-2021-329", "neimenggu-2024-118"];

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

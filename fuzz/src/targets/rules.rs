//! Rules that users write: policies and mapping files.

use taizhang::model::mapping;
use taizhang::model::policy;

use super::knowledge;

/// A policy behind a first byte `p`, a mapping file behind another.
pub fn rules(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    if *kind != b'p' {
        match mapping::parse(&text, knowledge::words()) {
            Ok(mappings) => {
                let words = mappings.words("吉林省/长春市/一班.xlsx", "一班", knowledge::words());
                assert!(!words.says_nothing("王芳"));
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        return;
    }
    match policy::parse(&text, "吉林-2025-1.toml") {
        Ok(policy) => {
            assert!(!policy.families.is_empty());
            for condition in policy.conditions() {
                assert!(!condition.id.is_empty());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

//! What the system and the TOML reader say in English, told in Chinese; their own words at most in brackets at the end.

mod system;
mod toml_fault;

pub use system::{in_its_own_words, of_system};
pub use toml_fault::TomlFault;

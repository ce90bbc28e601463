//! One function a target: bytes in, and a panic where something that must hold does not.

pub mod files;
mod knowledge;
mod package;
pub mod rules;
pub mod tables;
pub mod values;

/// Reads bytes in one way.
pub type Target = fn(&[u8]);

/// All targets, by name.
pub const ALL: [(&str, Target); 11] = [
    ("csv", files::csv),
    ("html", files::html),
    ("spreadsheetml", files::spreadsheetml),
    ("xls", files::xls),
    ("xlsx", files::xlsx),
    ("ods", files::ods),
    ("zip", files::zip),
    ("values", values::values),
    ("registry", tables::registry),
    ("lists", tables::lists),
    ("rules", rules::rules),
];

//! The sheets of the template as data: `schemas/registry/template.toml`.

use serde::Deserialize;

use super::Fault;
use crate::model::registry::choices::Choices;
use crate::model::registry::columns::{Columns, FactColumn};

/// The whole workbook.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Layout {
    /// 级别 beyond those of the policies.
    levels: Vec<String>,
    /// How to fill it in.
    pub rules: Vec<String>,
    /// Its sheets.
    #[serde(rename = "sheet")]
    pub sheets: Vec<Sheet>,
}

/// A sheet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sheet {
    /// Its name.
    pub name: String,
    /// What its rows are.
    pub about: String,
    /// Its columns.
    #[serde(rename = "column")]
    pub columns: Vec<SheetColumn>,
}

/// A column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SheetColumn {
    /// Its header.
    pub header: String,
    /// Width in half-width characters.
    pub width: f64,
    /// What to fill in.
    pub note: String,
    /// Whether it must be filled.
    #[serde(default)]
    pub required: bool,
    /// Whether it holds dates.
    #[serde(default)]
    pub date: bool,
    #[serde(default)]
    choices: Vec<String>,
    from: Option<From>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum From {
    Types,
    Levels,
    Grounds,
    Documents,
    Conditions,
    Items,
}

/// What a cell may be chosen from.
pub(super) enum Offered {
    /// Anything.
    Anything,
    /// These words.
    Words(Vec<String>),
    /// The conditions listed on the sheet that explains.
    Conditions,
}

impl Layout {
    /// The layout that the program carries.
    pub(super) fn shipped() -> Result<Self, Fault> {
        let text = include_str!("../../../schemas/registry/template.toml");
        toml::from_str(text).map_err(|error| Fault::Io(std::io::Error::other(error.to_string())))
    }

    /// What the cells of a column may be chosen from.
    pub(super) fn offered(
        &self,
        column: &SheetColumn,
        choices: &Choices,
        columns: &Columns,
    ) -> Offered {
        let words = match column.from {
            Some(From::Conditions) => return Offered::Conditions,
            Some(From::Types) => choices.types.clone(),
            Some(From::Levels) => {
                let mut levels = choices.levels.clone();
                levels.extend(self.levels.iter().filter(|l| !choices.levels.contains(l)).cloned());
                levels
            }
            Some(From::Grounds) => choices.grounds.clone(),
            Some(From::Documents) => choices.documents.clone(),
            Some(From::Items) => {
                columns.facts().iter().map(FactColumn::label).map(str::to_owned).collect()
            }
            None => column.choices.clone(),
        };
        if words.is_empty() { Offered::Anything } else { Offered::Words(words) }
    }
}

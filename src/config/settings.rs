//! `taizhang.toml`: what it may say, and where it is found.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Deserialize;

use super::RunError;
use crate::model::in_chinese::{TomlFault, of_system};
use crate::model::period::Quarter;

/// `taizhang.toml` in an input folder: defaults that options overrule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub(super) as_of: Option<String>,
    pub(super) year: Option<i32>,
    pub(super) quarter: Option<u32>,
    pub(super) unit: Option<String>,
    pub(super) registry: Option<PathBuf>,
    pub(super) mapping: Option<PathBuf>,
    #[serde(default)]
    pub(super) policies: Vec<String>,
}

/// Name of the settings file.
const SETTINGS_FILE: &str = "taizhang.toml";

#[derive(Default)]
pub(super) struct FoundSettings {
    folder: Option<PathBuf>,
    pub(super) values: Settings,
}

impl Settings {
    /// The settings of the first input folder that has some.
    pub(super) fn of(inputs: &[PathBuf]) -> Result<FoundSettings, RunError> {
        for folder in inputs {
            let file = folder.join(SETTINGS_FILE);
            if !file.is_file() {
                continue;
            }
            let text =
                std::fs::read_to_string(&file).map_err(|error| wrong(&file, of_system(&error)))?;
            let text = text.trim_start_matches('\u{feff}');
            let values = toml::from_str(text)
                .map_err(|error| wrong(&file, TomlFault::of(text, &error).to_string()))?;
            return Ok(FoundSettings { folder: Some(folder.clone()), values });
        }
        Ok(FoundSettings::default())
    }
}

impl FoundSettings {
    /// A path that the settings name, which is relative to their folder.
    pub(super) fn beside(&self, file: Option<&Path>) -> Option<PathBuf> {
        Some(self.folder.as_deref()?.join(file?))
    }

    pub(super) fn as_of(&self) -> Result<Option<NaiveDate>, RunError> {
        let Some(text) = &self.values.as_of else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| self.wrong("as_of 应写成 \"2025-09-30\" 的形式"))
    }

    pub(super) fn quarter(&self) -> Result<Option<Quarter>, RunError> {
        let Some(number) = self.values.quarter else {
            return Ok(None);
        };
        Quarter::new(number).map(Some).ok_or_else(|| self.wrong("quarter 应为 1、2、3 或 4"))
    }

    /// The options for commands on a store that say what is said here of reports: files are taken in once, reports are
    /// made again and again.
    pub(super) fn for_reports(&self) -> Vec<String> {
        let Settings { as_of, year, quarter, policies, .. } = &self.values;
        let said = [
            as_of.as_ref().map(|day| format!("--as-of {day}")),
            year.map(|year| format!("--year {year}")),
            quarter.map(|quarter| format!("--quarter {quarter}")),
        ];
        let policies = policies.iter().map(|policy| format!("--policy {policy}"));
        said.into_iter().flatten().chain(policies).collect()
    }

    fn wrong(&self, why: &str) -> RunError {
        let folder = self.folder.clone().unwrap_or_default();
        wrong(&folder.join(SETTINGS_FILE), why.to_owned())
    }
}

fn wrong(file: &Path, why: String) -> RunError {
    RunError::Settings { file: file.display().to_string(), why }
}

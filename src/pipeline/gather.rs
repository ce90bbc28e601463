//! What a run needs besides ledgers, policies and registry: its list of files, mappings, the provinces with a form.

use std::path::Path;

use serde::Deserialize;

use crate::config::{RunConfig, RunError, explain};
use crate::model::mapping::{self, Mappings};
use crate::model::region::{ProvinceId, Regions};
use crate::model::vocabulary::Vocabulary;
use crate::read::archive;
use crate::read::discover::{self, InputFile};

/// The mapping file, if one is given.
pub fn mappings(file: Option<&Path>, words: &Vocabulary) -> Result<Mappings, RunError> {
    let Some(file) = file else { return Ok(Mappings::default()) };
    let wrong = |why: String| RunError::Mapping { file: file.display().to_string(), why };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(explain(&error)))?;
    mapping::parse(&text, words).map_err(|error| wrong(error.to_string()))
}

/// The input files; there must be one.
pub fn input_files(config: &RunConfig) -> Result<Vec<InputFile>, RunError> {
    let mut files =
        discover::input_files(&config.inputs, &config.out).map_err(|(path, error)| {
            RunError::Input(format!("{}：{}", path.display(), explain(&error)))
        })?;
    if let Some(list) = &config.repairs {
        files.retain(|file| !same_file(&file.path, list));
    }
    if files.is_empty() { Err(RunError::NoFiles) } else { Ok(archive::open_archives(files)) }
}

#[derive(Deserialize)]
struct Forms {
    form: Vec<Form>,
}

#[derive(Deserialize)]
struct Form {
    province: String,
}

/// The provinces whose units hand in a quarterly scheduling table.
pub fn provinces_with_form(regions: &Regions) -> Result<Vec<ProvinceId>, RunError> {
    let forms: Forms = toml::from_str(include_str!("../../schemas/forms/scheduling.toml"))
        .map_err(|error| RunError::Internal(error.to_string()))?;
    forms
        .form
        .iter()
        .map(|form| {
            regions
                .province(&form.province)
                .ok_or_else(|| RunError::Internal(format!("{} 不在名录中", form.province)))
        })
        .collect()
}

pub(super) fn same_file(left: &Path, right: &Path) -> bool {
    left == right
        || matches!((std::fs::canonicalize(left), std::fs::canonicalize(right)), (Ok(a), Ok(b)) if a == b)
}

//! What a run needs besides ledgers, policies and registry: its list of files, mappings, the provinces with a form.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::{RunConfig, RunError};
use crate::model::in_chinese::of_system;
use crate::model::mapping::{self, Mappings};
use crate::model::region::{ProvinceId, Regions};
use crate::model::vocabulary::Vocabulary;
use crate::read::archive;
use crate::read::discover::{self, InputFile};

/// The mapping file, if one is given.
pub fn mappings(file: Option<&Path>, words: &Vocabulary) -> Result<Mappings, RunError> {
    let Some(file) = file else { return Ok(Mappings::default()) };
    let wrong = |why: String| RunError::Mapping { file: file.display().to_string(), why };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(of_system(&error)))?;
    mapping::parse(&text, words).map_err(|error| wrong(error.to_string()))
}

/// The input files; there must be one.
pub fn input_files(config: &RunConfig) -> Result<Vec<InputFile>, RunError> {
    if let Some(folder) = config.inputs.iter().find(|input| same_file(input, &config.out)) {
        return Err(RunError::OutIsInput(folder.display().to_string()));
    }
    let mut files =
        discover::input_files(&config.inputs, &config.out).map_err(|(path, error)| {
            RunError::Input(format!("{}：{}", path.display(), of_system(&error)))
        })?;
    files.retain(|file| !is_named(&file.path, config));
    match former_results(config).first() {
        _ if !files.is_empty() => Ok(archive::open_archives(files)),
        Some(folder) => Err(RunError::FormerResult(folder.display().to_string())),
        None => Err(RunError::NoFiles),
    }
}

/// Whether an option says that a file is something else than a ledger.
pub fn is_named(file: &Path, config: &RunConfig) -> bool {
    let RunConfig { mapping, repairs, pseudonymise, beside, .. } = config;
    let others = mapping.iter().chain(repairs).chain(pseudonymise).chain(beside);
    others.into_iter().any(|other| same_file(file, other))
}

/// Inputs that are not read, though they were asked for by name.
pub fn notices(config: &RunConfig) -> Vec<String> {
    let say = |folder: &&PathBuf| {
        format!(
            "输入 {} 是以往的结果文件夹（其中有 run.json 或 diff_rows.csv），没有读",
            folder.display()
        )
    };
    former_results(config).iter().map(say).collect()
}

/// Results of former runs that stand beside the new ones.
pub fn leftovers(left: &[PathBuf]) -> Option<String> {
    let name = left.first()?.file_name()?.to_string_lossy();
    let count = left.len();
    Some(format!("结果文件夹中有 {count} 个以往写出的工作簿（如 {name}），不是本次的结果"))
}

fn former_results(config: &RunConfig) -> Vec<&PathBuf> {
    config.inputs.iter().filter(|input| discover::is_former_result(input)).collect()
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

//! What a run needs besides ledgers: its list of files, policies, mappings, the provinces with a form.

use std::path::Path;

use serde::Deserialize;

use crate::config::{RunConfig, RunError, explain};
use crate::model::mapping::{self, Mappings};
use crate::model::policy::{self, Policy};
use crate::model::region::{ProvinceId, Regions};
use crate::model::run::PolicyStamp;
use crate::model::vocabulary::Vocabulary;
use crate::read::archive;
use crate::read::discover::{self, InputFile};

/// The policies of a run, with what the stamp says of them.
pub struct Policies {
    /// The policies.
    pub list: Vec<Policy>,
    /// Their stamps.
    pub stamps: Vec<PolicyStamp>,
}

/// The policies asked for, by identifier or file; all shipped ones when none is.
pub fn policies(asked: &[String], regions: &Regions) -> Result<Policies, RunError> {
    let shipped: Vec<String> = policy::SHIPPED.iter().map(|(id, _)| (*id).to_owned()).collect();
    let ids = if asked.is_empty() { &shipped } else { asked };
    let mut policies = Policies { list: Vec::new(), stamps: Vec::new() };
    for id in ids {
        let (name, text) = policy_text(id, &shipped)?;
        if policies.list.iter().any(|known| *known.id == *name) {
            continue;
        }
        let policy =
            policy::parse(&text, &name).map_err(|error| RunError::Policy(error.to_string()))?;
        check_places(&policy, regions)?;
        policies.stamps.push(PolicyStamp {
            id: policy.id.to_string(),
            document: policy.document.clone(),
            title: policy.title.clone(),
            hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        });
        policies.list.push(policy);
    }
    Ok(policies)
}

/// A policy that names an unknown place would judge nobody, and nobody would know.
fn check_places(policy: &Policy, regions: &Regions) -> Result<(), RunError> {
    let unknown = |place: &str| {
        let id = &policy.id;
        Err(RunError::Policy(format!("政策 {id} 中的地区“{place}”不在名录中，请写官方全称")))
    };
    let province = regions.province(&policy.province);
    if province.is_none_or(|id| **regions.province_name(id) != *policy.province) {
        return unknown(&policy.province);
    }
    for unit in policy.city.iter().chain(policy.classes.values().flatten()) {
        let known = regions.unit(unit, province);
        if known.is_none_or(|id| **regions.unit_name(id) != **unit) {
            return unknown(unit);
        }
    }
    Ok(())
}

/// Name and text of a policy.
fn policy_text(id: &str, shipped: &[String]) -> Result<(String, String), RunError> {
    if let Some(text) = policy::shipped_text(id) {
        return Ok((id.to_owned(), text.to_owned()));
    }
    let path = Path::new(id);
    if !path.is_file() {
        return Err(RunError::UnknownPolicy { id: id.to_owned(), known: shipped.join("、") });
    }
    let text = std::fs::read_to_string(path).map_err(|error| {
        RunError::Policy(format!("政策文件 {id} 无法读取：{}", explain(&error)))
    })?;
    let name =
        path.file_stem().map_or_else(|| id.to_owned(), |stem| stem.to_string_lossy().into_owned());
    Ok((name, text))
}

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

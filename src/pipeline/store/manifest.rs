//! What a report was made with, kept in the store under a name that follows from it: options, registry, policies, and
//! all that the program knows as data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::config::{Overrides, RunConfig, RunError};
use crate::model::in_chinese::of_system;
use crate::model::month::Month;
use crate::model::period::Quarter;
use crate::pipeline::policies;
use crate::store::{Store, StoreError};

/// All files of `schemas/`, by path.
const SCHEMAS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/schemas.rs"));

/// The program that makes a report.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// Why there is no manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The store does not give it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is laid out otherwise.
    #[error("这份报告的记录本程序认不出，可能由较新的版本写成：请用出报告时的版本或更新的版本重现")]
    OfAnotherProgram,
}

impl From<ManifestError> for RunError {
    fn from(error: ManifestError) -> Self {
        Self::Store(error.to_string())
    }
}

/// What a report was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the program.
    pub program: String,
    /// Version of the store.
    pub version: u64,
    /// The month of a monthly report; nothing for the main job's results.
    pub month: Option<String>,
    as_of: NaiveDate,
    year: i32,
    quarter: u32,
    only_unit: Option<String>,
    full_ids: bool,
    no_returns: bool,
    /// Fingerprint of the key of pseudonyms.
    pseudonyms: Option<String>,
    suppress_below: Option<u64>,
    registry: Option<Kept>,
    policies: Vec<Kept>,
    /// Synonyms, aliases, regions and all other data of the program, by path.
    schemas: String,
}

/// A file that the store keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    name: String,
    object: String,
}

impl Manifest {
    /// Keeps all that a report with this configuration is made with.
    pub fn keep(
        config: &RunConfig,
        month: Option<Month>,
        version: u64,
        store: &Store,
    ) -> Result<Self, RunError> {
        let kept = |name: String, content: &[u8]| -> Result<Kept, RunError> {
            Ok(Kept { name, object: store.objects.put(content)?.to_string() })
        };
        let registry = match config.registry.as_deref() {
            None => None,
            Some(path) => {
                let content = std::fs::read(path).map_err(|error| RunError::Registry {
                    file: path.display().to_string(),
                    why: of_system(&error),
                })?;
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                Some(kept(name, &content)?)
            }
        };
        let texts = policies::texts(&config.policies)?;
        let policies = texts.into_iter().map(|(name, text)| kept(name, text.as_bytes()));
        let schemas: BTreeMap<&str, &str> = SCHEMAS.iter().copied().collect();
        let schemas = serde_json::to_vec(&schemas).map_err(internal)?;
        Ok(Self {
            program: PROGRAM.to_owned(),
            version,
            month: month.map(|month| month.to_string()),
            as_of: config.as_of,
            year: config.year,
            quarter: config.quarter.number(),
            only_unit: config.only_unit.clone(),
            full_ids: config.disclosure.full_ids,
            no_returns: config.no_returns,
            pseudonyms: config.disclosure.pseudonyms.map(|key| key.fingerprint()),
            suppress_below: config.disclosure.suppress_below,
            registry,
            policies: policies.collect::<Result<_, _>>()?,
            schemas: store.objects.put(&schemas)?.to_string(),
        })
    }

    /// Keeps the manifest itself, and gives the name of the report.
    pub fn name(&self, store: &Store) -> Result<String, RunError> {
        let text = serde_json::to_vec(self).map_err(internal)?;
        Ok(store.objects.put(&text)?.to_string())
    }

    /// The manifest of the report with this name.
    pub fn named(name: &str, store: &Store) -> Result<Self, ManifestError> {
        let text = store.objects.named(name)?;
        serde_json::from_slice(&text).map_err(|_| ManifestError::OfAnotherProgram)
    }

    /// The objects that a report was made with, by what the store keeps of it.
    pub fn ingredients(kept: &[u8]) -> Option<Vec<String>> {
        let Self { registry, policies, schemas, .. } = serde_json::from_slice(kept).ok()?;
        let files = registry.into_iter().chain(policies).map(|kept| kept.object);
        Some(files.chain([schemas]).collect())
    }

    /// The options of the report, with the files that they name laid out in `folder`.
    pub fn overrides(
        &self,
        pseudonymise: Option<&Path>,
        folder: &Path,
        store: &Store,
    ) -> Result<Overrides, RunError> {
        if self.pseudonyms.is_some() != pseudonymise.is_some() {
            return Err(RunError::Asked(match self.pseudonyms {
                Some(_) => "这份报告用了化名，请用 --pseudonymise 写明当时的密钥文件".to_owned(),
                None => "这份报告没有用化名，不要写 --pseudonymise".to_owned(),
            }));
        }
        let lay = |below: &str, name: &str, object: &str| -> Result<PathBuf, RunError> {
            let name = Path::new(name).file_name().unwrap_or_default();
            let path = folder.join(below).join(name);
            let content = store.objects.named(object)?;
            let written = std::fs::create_dir_all(folder.join(below))
                .and_then(|()| std::fs::write(&path, content));
            written.map_err(|error| {
                RunError::Output(format!("{} 写不出：{}", path.display(), of_system(&error)))
            })?;
            Ok(path)
        };
        let registry = self.registry.as_ref().map(|kept| lay("registry", &kept.name, &kept.object));
        let policies = self.policies.iter().enumerate().map(|(number, kept)| {
            // The identifier of a policy is the stem of its file.
            let name = format!("{}.toml", kept.name.strip_suffix(".toml").unwrap_or(&kept.name));
            let path = lay(&format!("policies/{number}"), &name, &kept.object)?;
            Ok(path.display().to_string())
        });
        Ok(Overrides {
            as_of: Some(self.as_of),
            year: Some(self.year),
            quarter: Quarter::new(self.quarter),
            only_unit: self.only_unit.clone(),
            full_ids: self.full_ids,
            no_returns: self.no_returns,
            pseudonymise: pseudonymise.map(Path::to_owned),
            suppress_below: self.suppress_below,
            registry: registry.transpose()?,
            policies: policies.collect::<Result<_, RunError>>()?,
            quiet: true,
            ..Overrides::default()
        })
    }

    /// Whether the key of pseudonyms is the one that the report was made with.
    pub fn is_of_key(&self, config: &RunConfig) -> bool {
        self.pseudonyms == config.disclosure.pseudonyms.map(|key| key.fingerprint())
    }

    /// Data of the program that are not what they were when the report was made.
    pub fn changed_schemas(&self, store: &Store) -> Result<Vec<String>, RunError> {
        let then: BTreeMap<String, String> =
            serde_json::from_slice(&store.objects.named(&self.schemas)?).map_err(internal)?;
        let now: BTreeMap<&str, &str> = SCHEMAS.iter().copied().collect();
        let names = then.keys().map(String::as_str).chain(now.keys().copied());
        let mut changed: Vec<String> = names
            .filter(|name| then.get(*name).map(String::as_str) != now.get(name).copied())
            .map(str::to_owned)
            .collect();
        changed.sort();
        changed.dedup();
        Ok(changed)
    }
}

#[allow(clippy::needless_pass_by_value)]
fn internal(error: serde_json::Error) -> RunError {
    RunError::Internal(error.to_string())
}

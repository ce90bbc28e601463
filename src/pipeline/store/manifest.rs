//! What a report was made with, kept in the store under a name that follows from it: options, registry, policies, and
//! all that the program knows as data.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::kept::{Kept, KeptBeside};
use crate::audit::SampleSize;
use crate::config::{Overrides, RunConfig, RunError};
use crate::model::month::Month;
use crate::model::period::Quarter;
use crate::pipeline::beside::Beside;
use crate::pipeline::{VerifyOptions, policies};
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
    /// Which command made it, with what no other command has.
    pub job: Job,
    as_of: NaiveDate,
    year: i32,
    quarter: u32,
    unit: Option<String>,
    only_unit: Option<String>,
    full_ids: bool,
    no_returns: bool,
    /// Fingerprint of the key of pseudonyms.
    pseudonyms: Option<String>,
    suppress_below: Option<u64>,
    mapping: Option<Kept>,
    repairs: Option<Kept>,
    /// Synonyms, aliases, regions and all other data of the program, by path.
    schemas: String,
}

/// A command that makes a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// The main job: what is judged by what.
    Run {
        /// The brand registry given by name.
        registry: Option<Kept>,
        /// The policies.
        policies: Vec<Kept>,
    },
    /// The monthly report of this month.
    Month(String),
    /// Ledgers held against what is claimed.
    Verify(Review),
}

/// What ledgers are held against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    beside: KeptBeside,
    checks: Vec<Kept>,
    /// How many enrolments are drawn, and the seed.
    sample: Option<(usize, u64)>,
}

/// The command, as it was asked for.
#[derive(Clone, Copy)]
pub enum Asked<'a> {
    /// The main job.
    Run,
    /// The monthly report.
    Month(Month),
    /// Verifying, with the files beside the ledgers.
    Verify(&'a VerifyOptions, &'a Beside),
}

impl Manifest {
    /// Keeps all that a report with this configuration is made with.
    pub fn keep(
        config: &RunConfig,
        asked: Asked<'_>,
        version: u64,
        store: &Store,
    ) -> Result<Self, RunError> {
        let mapping = config.mapping.as_deref().map(|path| {
            let wrong = |why| RunError::Mapping { file: path.display().to_string(), why };
            Kept::file(path, wrong, store)
        });
        let repairs = config.repairs.as_deref().map(|path| {
            let wrong = |why| RunError::Repairs { file: path.display().to_string(), why };
            Kept::file(path, wrong, store)
        });
        let schemas: BTreeMap<&str, &str> = SCHEMAS.iter().copied().collect();
        let schemas = serde_json::to_vec(&schemas).map_err(internal)?;
        Ok(Self {
            program: PROGRAM.to_owned(),
            version,
            job: Job::keep(config, asked, store)?,
            as_of: config.as_of,
            year: config.year,
            quarter: config.quarter.number(),
            unit: config.unit.clone(),
            only_unit: config.only_unit.clone(),
            full_ids: config.disclosure.full_ids,
            no_returns: config.no_returns,
            pseudonyms: config.disclosure.pseudonyms.map(|key| key.fingerprint()),
            suppress_below: config.disclosure.suppress_below,
            mapping: mapping.transpose()?,
            repairs: repairs.transpose()?,
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
        let Self { job, mapping, repairs, schemas, .. } = serde_json::from_slice(kept).ok()?;
        let files = mapping.iter().chain(&repairs).map(|kept| kept.object().to_owned());
        Some(files.chain(job.objects()).chain([schemas]).collect())
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
        let lay = |below: &str, kept: &Option<Kept>| {
            kept.as_ref().map(|kept| kept.laid_in(&folder.join(below), store)).transpose()
        };
        let (registry, policies) = match &self.job {
            Job::Run { registry, policies } => {
                (lay("registry", registry)?, laid_policies(policies, folder, store)?)
            }
            Job::Month(_) | Job::Verify(_) => (None, Vec::new()),
        };
        Ok(Overrides {
            as_of: Some(self.as_of),
            year: Some(self.year),
            quarter: Quarter::new(self.quarter),
            unit: self.unit.clone(),
            only_unit: self.only_unit.clone(),
            full_ids: self.full_ids,
            no_returns: self.no_returns,
            pseudonymise: pseudonymise.map(Path::to_owned),
            suppress_below: self.suppress_below,
            mapping: lay("mapping", &self.mapping)?,
            repairs: lay("repairs", &self.repairs)?,
            registry,
            policies,
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

fn laid_policies(policies: &[Kept], folder: &Path, store: &Store) -> Result<Vec<String>, RunError> {
    let laid = policies.iter().enumerate().map(|(number, kept)| {
        // The identifier of a policy is the stem of its file.
        let name = format!("{}.toml", kept.name().strip_suffix(".toml").unwrap_or(kept.name()));
        let path = kept.laid_as(&name, &folder.join(format!("policies/{number}")), store)?;
        Ok(path.display().to_string())
    });
    laid.collect()
}

impl Job {
    fn keep(config: &RunConfig, asked: Asked<'_>, store: &Store) -> Result<Self, RunError> {
        Ok(match asked {
            Asked::Run => {
                let registry = config.registry.as_deref().map(|path| {
                    let wrong = |why| RunError::Registry { file: path.display().to_string(), why };
                    Kept::file(path, wrong, store)
                });
                let texts = policies::texts(&config.policies)?.into_iter();
                let policies = texts.map(|(name, text)| Kept::put(name, text.as_bytes(), store));
                Self::Run {
                    registry: registry.transpose()?,
                    policies: policies.collect::<Result<_, _>>()?,
                }
            }
            Asked::Month(month) => Self::Month(month.to_string()),
            Asked::Verify(options, beside) => Self::Verify(Review::keep(options, beside, store)?),
        })
    }

    /// The objects of its own files.
    fn objects(self) -> Vec<String> {
        let named = |files: Vec<Kept>| files.into_iter().map(|kept| kept.object().to_owned());
        match self {
            Self::Run { registry, policies } => {
                named(registry.into_iter().chain(policies).collect()).collect()
            }
            Self::Month(_) => Vec::new(),
            Self::Verify(Review { beside, checks, .. }) => {
                beside.objects().chain(named(checks)).collect()
            }
        }
    }
}

impl Review {
    fn keep(options: &VerifyOptions, beside: &Beside, store: &Store) -> Result<Self, RunError> {
        let checks = options.checks.iter().map(|path| {
            let wrong =
                |why| RunError::Checks(format!("疑点规则文件 {} 无法读取：{why}", path.display()));
            Kept::file(path, wrong, store)
        });
        Ok(Self {
            beside: KeptBeside::put(beside, store)?,
            checks: checks.collect::<Result<_, _>>()?,
            sample: options.sample.map(|sample| (sample.enrolments, sample.seed)),
        })
    }

    /// The files beside the ledgers.
    pub fn beside(&self, store: &Store) -> Result<Beside, RunError> {
        self.beside.get(store)
    }

    /// The options of verifying, with the files that they name laid out in `folder`; those beside the ledgers are not
    /// among them, since they come from the store itself.
    pub fn options(
        &self,
        config: RunConfig,
        folder: &Path,
        store: &Store,
    ) -> Result<VerifyOptions, RunError> {
        let checks = self.checks.iter().enumerate().map(|(number, kept)| {
            // Two may have the same name.
            kept.laid_in(&folder.join(format!("checks/{number}")), store)
        });
        Ok(VerifyOptions {
            checks: checks.collect::<Result<_, _>>()?,
            sample: self.sample.map(|(enrolments, seed)| SampleSize { enrolments, seed }),
            ..VerifyOptions::of(config)
        })
    }
}

#[allow(clippy::needless_pass_by_value)]
fn internal(error: serde_json::Error) -> RunError {
    RunError::Internal(error.to_string())
}

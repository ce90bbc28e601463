//! What every file is read with, loaded once for a run or an inspection.

use std::path::Path;

use super::approved::Approved;
use super::gather;
use super::ingest::Ingest;
use crate::config::{RunConfig, RunError};
use crate::model::claim::words::ClaimWords;
use crate::model::kind::KindRules;
use crate::model::mapping::Mappings;
use crate::model::region::{Regions, UnitId};
use crate::model::vocabulary::Vocabulary;

/// Words, regions and kinds of ledgers that the program carries, and the user's mapping file.
pub(super) struct Knowledge {
    pub words: Vocabulary,
    pub regions: Regions,
    pub claims: ClaimWords,
    kinds: KindRules,
    mappings: Mappings,
}

impl Knowledge {
    pub fn load(mapping: Option<&Path>) -> Result<Self, RunError> {
        let words = Vocabulary::shipped().map_err(|error| RunError::Internal(error.to_string()))?;
        Ok(Self {
            regions: Regions::shipped().map_err(|error| RunError::Internal(error.to_string()))?,
            claims: ClaimWords::shipped().map_err(|error| RunError::Internal(error.to_string()))?,
            kinds: KindRules::shipped().map_err(|error| RunError::Internal(error.to_string()))?,
            mappings: gather::mappings(mapping, &words)?,
            words,
        })
    }

    /// How the files of a run with this configuration are read.
    pub fn ingest<'a>(
        &'a self,
        config: &RunConfig,
        repairs: &'a Approved,
    ) -> Result<Ingest<'a>, RunError> {
        Ok(Ingest {
            claims: &self.claims,
            kinds: &self.kinds,
            kind: config.kind,
            words: &self.words,
            mappings: &self.mappings,
            regions: &self.regions,
            default_unit: unit_option(&self.regions, "--unit", config.unit.as_deref())?,
            only_unit: unit_option(&self.regions, "--only-unit", config.only_unit.as_deref())?,
            as_of: config.as_of,
            repairs,
            sample_rows: 0,
            particulars: false,
        })
    }
}

/// The reporting unit that an option names.
pub(super) fn unit_option(
    regions: &Regions,
    option: &'static str,
    name: Option<&str>,
) -> Result<Option<UnitId>, RunError> {
    let Some(name) = name else { return Ok(None) };
    match regions.unit(name.trim(), None) {
        Some(unit) => Ok(Some(unit)),
        None => Err(RunError::Unit { option, unit: name.to_owned() }),
    }
}

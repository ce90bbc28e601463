//! What `taizhang.toml` has for a delivery: its registry comes in with it, the rest is for reports to be told.

use std::path::Path;

use crate::config::{RunConfig, RunError};
use crate::model::source::Sources;
use crate::pipeline::gather::same_file;
use crate::pipeline::knowledge::Knowledge;
use crate::pipeline::policies;
use crate::pipeline::registry::Reading;
use crate::read::discover::{self, InputFile};

/// Adds the registry that the settings name, unless it is among the files. It must be one.
pub fn with_registry(
    config: &RunConfig,
    knowledge: &Knowledge,
    files: &mut Vec<InputFile>,
) -> Result<(), RunError> {
    let Some(registry) = &config.registry else { return Ok(()) };
    let policies = policies::load(&[], &knowledge.regions)?.list;
    let (columns, regions) = (knowledge.words.registry(), &knowledge.regions);
    let reading = Reading { config, columns, regions, policies: &policies };
    reading.load(&[], &mut Sources::default(), &mut Vec::new())?;
    if !files.iter().any(|file| is_it(file, registry)) {
        files.push(named(config, registry));
        files.sort_by(|a, b| a.relative.cmp(&b.relative));
    }
    Ok(())
}

/// Whether a file is the registry that the settings name.
pub fn is_registry(file: &InputFile, config: &RunConfig) -> bool {
    config.registry.as_deref().is_some_and(|registry| is_it(file, registry))
}

fn is_it(file: &InputFile, registry: &Path) -> bool {
    same_file(&file.path, registry)
}

/// By its path below the input folder; one that lies elsewhere by its name.
fn named(config: &RunConfig, registry: &Path) -> InputFile {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let file = real(registry);
    let inside = config.inputs.iter().find_map(|input| {
        let below = file.strip_prefix(real(input)).ok()?;
        Some(below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"))
    });
    let name = || registry.file_name().unwrap_or_default().to_string_lossy().into_owned();
    InputFile::new(inside.filter(|path| !path.is_empty()).unwrap_or_else(name), registry.to_owned())
}

/// What to say of settings that are for reports: a store has many deliveries, and none of them speaks for all.
pub fn told(config: &RunConfig) -> Option<String> {
    let options = &config.for_reports;
    (!options.is_empty()).then(|| {
        format!(
            "{} 中的截止日期、年度、季度、政策只管出表，不随台账入库；以后用 report 等命令按台账库出表时，请写 {}",
            discover::SETTINGS,
            options.join(" ")
        )
    })
}

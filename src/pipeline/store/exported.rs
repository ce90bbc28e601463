//! The log of exports: who wrote personal data to where, before the files get their names.

use chrono::Utc;

use super::opened;
use crate::config::{RunConfig, RunError};
use crate::report::Personal;
use crate::store::access_log::{Export, Output, What, user};

/// Puts on record that a command is about to write these outputs, or a report that can be made again; nothing for a
/// command without a store.
pub fn exported(command: &str, outputs: Vec<Personal>, config: &RunConfig) -> Result<(), RunError> {
    let Some(view) = config.store.as_ref().filter(|view| !view.is_rehearsal) else {
        return Ok(());
    };
    let (store, version) = opened(view)?;
    let what = [
        ("version", What::Number(version)),
        ("as_of", What::Text(config.as_of.to_string())),
        ("full_ids", What::Flag(config.disclosure.full_ids)),
        ("pseudonyms", What::Flag(config.disclosure.pseudonyms.is_some())),
    ];
    let unit = config.only_unit.clone().map(|unit| ("only_unit", What::Text(unit)));
    let below = config.disclosure.suppress_below;
    let below = below.map(|below| ("suppress_below", What::Number(below)));
    let export = Export {
        time: Utc::now(),
        user: user(|name| std::env::var(name).ok()),
        command: command.to_owned(),
        what: what.into_iter().chain(unit).chain(below).collect(),
        report: view.report.clone(),
        outputs: outputs.into_iter().map(output).collect(),
    };
    store.exports.append(&export).map_err(|error| error.on_record(&view.folder))?;
    Ok(())
}

/// The same as the log has it.
pub fn output(Personal { file, rows }: Personal) -> Output {
    Output { file, rows }
}

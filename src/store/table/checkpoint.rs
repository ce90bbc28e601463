//! Checkpoints: the state written down now and then, so that opening need not read the log from its beginning.

use deltalake::table::state::DeltaTableState;

/// How many commits they are apart.
const EVERY: u64 = if cfg!(test) { 4 } else { 20 };

/// The file that names the newest one, and what stands in the names of all of them.
const NAMED: [&str; 2] = ["_last_checkpoint", ".checkpoint."];

/// Whether this version is to have one.
pub fn is_due(state: &DeltaTableState) -> bool {
    state.version() > 0 && state.version().is_multiple_of(EVERY)
}

/// Whether a file of the log only repeats what the entries say.
pub fn is_named(name: &str) -> bool {
    NAMED.iter().any(|part| name.contains(part))
}

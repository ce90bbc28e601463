//! Where results may go: not among the store's own files, which others copy and back up as the store.

use std::path::{Component, Path, PathBuf};

use crate::config::{RunConfig, RunError, StoreView};

/// Whatever a command with this configuration writes goes elsewhere.
pub fn may_write(config: &RunConfig, view: &StoreView) -> Result<(), RunError> {
    config.timings.iter().chain([&config.out]).try_for_each(|out| outside(out, &view.folder))
}

/// Refuses a file or folder inside the store, before anything is made.
pub fn outside(out: &Path, store: &Path) -> Result<(), RunError> {
    match (real(out), real(store)) {
        (Some(out), Some(store)) if out.starts_with(&store) => Err(RunError::Asked(format!(
            "--out 不能写在台账库“{}”之中，请另写一处",
            store.display()
        ))),
        _ => Ok(()),
    }
}

/// A path without links, though what it names may be still to be made.
fn real(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    let there = |at: &Path| Some((std::fs::canonicalize(at).ok()?, at.to_owned()));
    let (mut real, there) = absolute.ancestors().find_map(there)?;
    for part in absolute.strip_prefix(there).ok()?.components() {
        match part {
            Component::ParentDir => {
                real.pop();
            }
            part => real.push(part),
        }
    }
    Some(real)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_into_the_store_whatever_it_is_called() {
        let folder = std::env::temp_dir().join(format!("taizhang-outside-{}", std::process::id()));
        let store = folder.join("库");
        std::fs::create_dir_all(store.join("_taizhang")).unwrap();
        for out in ["库", "库/_taizhang", "库/新/y.csv", "新/../库/x", "库/../库/_delta_log"]
        {
            assert!(outside(&folder.join(out), &store).is_err(), "{out}");
        }
        for out in ["结果", "库2", "库/../结果", "结果/库"] {
            assert!(outside(&folder.join(out), &store).is_ok(), "{out}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&store, folder.join("别名")).unwrap();
            assert!(outside(&folder.join("别名/新/x"), &store).is_err());
            assert!(outside(&folder.join("库/x"), &folder.join("别名")).is_err());
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}

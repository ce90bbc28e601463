//! Which files are input: given files, and all files below given folders that can be ledgers.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::content::Content;

/// A file to read.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Path relative to the INPUT it was found under, with `/`; the name alone for a file given by itself.
    pub relative: String,
    /// Where it is, or the archive that it is in.
    pub path: PathBuf,
    /// Name of the INPUT folder itself, which may name a place; empty for a file given by itself.
    pub root: String,
    /// Its bytes.
    pub content: Content,
}

impl InputFile {
    /// A file of this computer.
    #[must_use]
    pub fn new(relative: String, path: PathBuf) -> Self {
        let content = Content::File(path.clone());
        Self { relative, path, root: String::new(), content }
    }
}

/// A folder that holds one of these files has a former command's output: the account of a run, or the rows of a comparison.
const RESULTS: [&str; 2] = ["run.json", "diff_rows.csv"];

/// Settings, read elsewhere.
pub const SETTINGS: &str = "taizhang.toml";

/// Files that people keep beside ledgers and that are never ledgers.
const NEVER_LEDGERS: [&str; 4] = ["md", "toml", "json", "parquet"];

/// All input files in the byte order of their relative paths, each once.
///
/// Left out: `~$*` and hidden files, settings and notes, folders with a run's record, and `out` itself.
///
/// # Errors
/// When an input does not exist or a folder cannot be listed: its path, and what the system says.
pub fn input_files(inputs: &[PathBuf], out: &Path) -> Result<Vec<InputFile>, (PathBuf, io::Error)> {
    let out = std::fs::canonicalize(out).ok();
    let mut found = Vec::new();
    for input in inputs {
        let metadata = std::fs::metadata(input).map_err(|error| (input.clone(), error))?;
        if metadata.is_dir() {
            let first = found.len();
            walk(input, "", out.as_deref(), &mut found)?;
            let root = std::fs::canonicalize(input)
                .map_or_else(|_| file_name(input), |path| file_name(&path));
            for file in &mut found[first..] {
                file.root.clone_from(&root);
            }
        } else {
            found.push(InputFile::new(file_name(input), input.clone()));
        }
    }
    found.sort_by(|a, b| (&a.relative, &a.path).cmp(&(&b.relative, &b.path)));
    let mut seen = BTreeSet::new();
    found.retain(|file| {
        seen.insert(std::fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone()))
    });
    Ok(found)
}

/// Whether a folder is a store: what is in it has been taken in.
fn is_store(folder: &Path) -> bool {
    folder.join("_delta_log").is_dir()
}

/// Whether a folder holds the results of a former run.
#[must_use]
pub fn is_former_result(folder: &Path) -> bool {
    RESULTS.iter().any(|name| folder.join(name).is_file())
}

fn walk(
    folder: &Path,
    prefix: &str,
    out: Option<&Path>,
    found: &mut Vec<InputFile>,
) -> Result<(), (PathBuf, io::Error)> {
    let is_out = out.is_some_and(|out| std::fs::canonicalize(folder).is_ok_and(|f| f == out));
    if is_out || is_former_result(folder) || is_store(folder) {
        return Ok(());
    }
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if prefix.is_empty() => return Err((folder.to_owned(), error)),
        // A folder further down is reported as a file would be, and the others are read.
        Err(_) => {
            found.push(InputFile::new(prefix.trim_end_matches('/').to_owned(), folder.to_owned()));
            return Ok(());
        }
    };
    for entry in entries {
        let entry = entry.map_err(|error| (folder.to_owned(), error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_hidden(&name) {
            continue;
        }
        let path = entry.path();
        let relative = format!("{prefix}{name}");
        // Follows links, as a user who put one there expects; a loop of folders ends at the system's limit.
        let Ok(metadata) = std::fs::metadata(&path) else {
            found.push(InputFile::new(relative, path));
            continue;
        };
        if metadata.is_dir() {
            walk(&path, &format!("{relative}/"), out, found)?;
        } else if metadata.is_file() && can_be_ledger(&path) {
            found.push(InputFile::new(relative, path));
        }
    }
    Ok(())
}

/// Whether a path within an archive can be that of a ledger.
pub(super) fn can_be_input(path: &str) -> bool {
    !path.split('/').any(|part| is_hidden(part) || part == "__MACOSX")
        && can_be_ledger(Path::new(path))
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$")
}

fn can_be_ledger(path: &Path) -> bool {
    let extension =
        path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    !extension.is_some_and(|extension| NEVER_LEDGERS.contains(&extension.as_str()))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.to_string_lossy().into_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_is_no_input() {
        let root = std::env::temp_dir().join(format!("taizhang-discover-{}", std::process::id()));
        let make = |relative: &str| {
            let path = root.join(relative);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("folder");
            std::fs::write(path, "x").expect("file");
        };
        for relative in [
            "b.csv",
            "a/z.xlsx",
            "a/~$z.xlsx",
            ".hidden.csv",
            "old/run.json",
            "old/metrics.csv",
            "compared/diff.csv",
            "compared/diff_rows.csv",
            "compared/变动.xlsx",
            "out/x.csv",
            "README.md",
            "taizhang.toml",
        ] {
            make(relative);
        }
        let files =
            input_files(&[root.clone(), root.join("b.csv")], &root.join("out")).expect("listed");
        let names: Vec<_> = files.iter().map(|file| file.relative.as_str()).collect();
        assert_eq!(names, ["a/z.xlsx", "b.csv"]);
        assert!(input_files(&[root.join("missing")], &root).is_err());
        std::fs::remove_dir_all(&root).expect("removed");
    }
}

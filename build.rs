//! Lists the policy files, their tests and the checks, so that adding a document to `schemas/` needs no change to the
//! program; and all of `schemas/`, which the store keeps with its reports.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders of `.toml` files, and the lists that are made of them.
const LISTS: [(&str, &str); 3] = [
    ("schemas/policies", "policies.rs"),
    ("schemas/policies/tests", "policy_tests.rs"),
    ("schemas/checks", "checks.rs"),
];

/// Everything that the program knows as data.
const SCHEMAS: &str = "schemas";

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    for (folder, list) in LISTS {
        println!("cargo::rerun-if-changed={folder}");
        let list = Path::new(&out).join(list);
        fs::write(list, list_of(&Path::new(&root).join(folder))?)?;
    }
    println!("cargo::rerun-if-changed={SCHEMAS}");
    let mut files = Vec::new();
    walk(&Path::new(&root).join(SCHEMAS), &mut files)?;
    fs::write(Path::new(&out).join("schemas.rs"), named(&files, Path::new(&root))?)
}

/// Every data file under a folder.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

/// Paths with `/` and texts.
fn named(files: &[PathBuf], root: &Path) -> io::Result<String> {
    let mut list = String::from("&[\n");
    for path in files {
        let name = path.strip_prefix(root).map_err(io::Error::other)?;
        let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        let (name, path) = (parts.join("/"), path.to_string_lossy());
        writeln!(list, "    ({name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    Ok(list)
}

/// Stems and texts of the files of a folder, by name.
fn list_of(folder: &Path) -> io::Result<String> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut files = entries.collect::<io::Result<Vec<_>>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut list = String::from("&[\n");
    for path in files {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let path = path.to_string_lossy();
        writeln!(list, "    ({stem:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    Ok(list)
}

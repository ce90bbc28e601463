//! Lists the policy files, their tests and the checks, so that adding a document to `schemas/` needs no change to the
//! program.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

/// Folders of `.toml` files, and the lists that are made of them.
const LISTS: [(&str, &str); 3] = [
    ("schemas/policies", "policies.rs"),
    ("schemas/policies/tests", "policy_tests.rs"),
    ("schemas/checks", "checks.rs"),
];

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    for (folder, list) in LISTS {
        println!("cargo::rerun-if-changed={folder}");
        let list = Path::new(&out).join(list);
        fs::write(list, list_of(&Path::new(&root).join(folder))?)?;
    }
    Ok(())
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

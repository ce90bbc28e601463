//! The shape of the code: stages know the model and themselves, never each other.

use std::path::{Path, PathBuf};

use crate::support;

const STAGES: [&str; 10] =
    ["read", "clean", "merge", "measure", "judge", "trace", "verify", "audit", "report", "store"];

/// No source file is longer.
const LONGEST_FILE: usize = 400;

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The modules of the crate that a text names.
fn used_modules(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| {
            line.match_indices("crate::").map(move |(at, found)| &line[at + found.len()..])
        })
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn stages_import_only_the_model() {
    let src = support::project().join("src");
    for stage in STAGES {
        let files = rust_files(&src.join(stage));
        assert!(!files.is_empty(), "{stage}");
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for module in used_modules(&text) {
                assert!(
                    module == "model" || module == stage,
                    "{} uses crate::{module}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn the_model_imports_nothing_of_ours() {
    for file in rust_files(&support::project().join("src/model")) {
        let text = std::fs::read_to_string(&file).unwrap();
        for module in used_modules(&text) {
            assert_eq!(module, "model", "{}", file.display());
        }
        assert!(!text.contains("std::fs"), "{} touches the disk", file.display());
    }
}

#[test]
fn files_stay_short() {
    for file in rust_files(&support::project().join("src")) {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines", file.display());
    }
}

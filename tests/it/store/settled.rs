//! `taizhang.toml` in a delivery: its registry comes in, what it says of reports is told and not forgotten silently.

use std::path::Path;

use super::{TABLES, program, said, tables};
use crate::reference::dirty;
use crate::support::{self, Folder};

const SETTINGS: &str = "unit = \"长春市\"\nas_of = \"2024-06-30\"\nyear = 2023\nregistry = \"../品牌库.toml\"\npolicies = [\"jilin-2021-34\"]\n";
const REGISTRY: &str = "[[entry]]\nkind = \"training\"\nname = \"无台账品牌\"\nunit = \"长春市\"\n[[entry]]\nkind = \"training\"\nname = \"某品牌\"\nunit = \"没有市\"\n";

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Runs the program and gives what it said besides.
fn done(mut command: std::process::Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.code() <= Some(1), "{}", said(&output));
    said(&output)
}

/// Whether a report says of the registry that it has a unit which does not exist.
fn remarked(out: &Path) -> bool {
    std::fs::read_to_string(out.join("findings.csv")).unwrap().contains("没有市")
}

#[test]
fn taking_in_and_reporting_is_a_run() {
    let folder = Folder::new();
    folder.write("报送/a.csv", dirty::csv(3));
    folder.write("报送/taizhang.toml", SETTINGS);
    let registry = folder.write("品牌库.toml", REGISTRY);
    let (input, plain) = (folder.join("报送"), folder.join("plain"));
    let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_taizhang"));
    run.arg("run").arg(&input).arg("--out").arg(&plain);
    done(run);
    assert!(remarked(&plain));

    let (at_once, store) = (folder.join("at-once"), folder.join("store"));
    let words = ["run", text(&input), "--batch", "2025-09", "--out", text(&at_once)];
    let told = done(program(&words, &store, None));
    assert!(told.contains("--as-of 2024-06-30 --year 2023 --policy jilin-2021-34"), "{told}");
    assert_eq!(tables(&at_once), tables(&plain));
    assert_eq!(tables(&plain).len(), TABLES.len());
    assert!(remarked(&at_once));

    // What was taken in does not ask for the file, and what was told is all that is missing.
    std::fs::remove_file(registry).unwrap();
    let later = folder.join("later");
    let words = ["report", "--as-of", "2024-06-30", "--year", "2023", "--policy", "jilin-2021-34"];
    let words = [&words[..], &["--out", text(&later)]].concat();
    done(program(&words, &store, None));
    assert_eq!(tables(&later), tables(&plain));
    assert!(remarked(&later));
    let kept = support::record(&later);
    let files = kept["files"].as_array().unwrap();
    assert!(files.iter().any(|file| file["path"] == "品牌库.toml"), "{kept}");
    let output = program(&["reproduce", text(&later.join("run.json"))], &store, None).output();
    assert_eq!(output.unwrap().status.code(), Some(0));
}

#[test]
fn a_registry_that_is_none_is_told_before_anything_is_taken_in() {
    let folder = Folder::new();
    folder.write("报送/a.csv", dirty::csv(3));
    folder.write("报送/taizhang.toml", "registry = \"没有.toml\"\n");
    let store = folder.join("store");
    let input = folder.join("报送");
    let output =
        program(&["ingest", text(&input), "--batch", "2025-09"], &store, None).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("没有.toml"), "{}", said(&output));
    assert!(!store.exists());
}

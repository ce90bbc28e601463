//! Every command as programs call it: `--json` gives one document whatever happens, `--quiet` nothing but answers.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use serde_json::Value;
use taizhang::cli;

use crate::support::{self, Folder};

/// A command: words with which it succeeds, with which it fails, keys of its answer, and whether it is silent under
/// `--quiet`. Words in capitals stand for what [`Scene`] has.
struct Case {
    command: &'static str,
    good: &'static [&'static str],
    bad: &'static [&'static str],
    keys: &'static [&'static str],
    silent: bool,
}

const fn case(
    command: &'static str,
    good: &'static [&'static str],
    bad: &'static [&'static str],
    keys: &'static [&'static str],
    silent: bool,
) -> Case {
    Case { command, good, bad, keys, silent }
}

const CASES: &[Case] = &[
    case("run", &["LEDGER", "--out", "OUT"], &["没有", "--out", "OUT"], &["files"], true),
    case(
        "ingest",
        &["LEDGER", "--batch", "2025-09", "--store", "STORE"],
        &["没有", "--batch", "2025-09", "--store", "STORE"],
        &["files", "skipped", "notices"],
        true,
    ),
    case(
        "report",
        &["--store", "STORE", "--out", "OUT"],
        &["--store", "没有", "--out", "OUT"],
        &["files", "store"],
        true,
    ),
    case(
        "reproduce",
        &["REPORT", "--store", "STORE"],
        &["没有.xlsx", "--store", "STORE"],
        &["result"],
        true,
    ),
    case("batch list", &["--store", "STORE"], &["--store", "没有"], &["batches"], false),
    case(
        "batch show",
        &["2025-08", "--store", "STORE"],
        &["2020-01", "--store", "STORE"],
        &["files"],
        false,
    ),
    case(
        "batch withdraw",
        &["GONE", "--store", "STORE"],
        &["2020-01", "--store", "STORE"],
        &["notices"],
        true,
    ),
    case(
        "batch replace",
        &["LEDGER", "--batch", "2025-08", "--store", "STORE"],
        &["LEDGER", "--batch", "2020-01", "--store", "没有"],
        &["files"],
        true,
    ),
    case("diff", &["1", "1", "--store", "STORE"], &["1", "99", "--store", "STORE"], &["a"], false),
    case("store check", &["--store", "STORE"], &["--store", "没有"], &["state"], true),
    case("store compact", &["--store", "STORE"], &["--store", "没有"], &["notices"], true),
    case("store vacuum", &["--store", "STORE"], &["--store", "没有"], &["notices"], true),
    case(
        "month",
        &["LEDGER", "--out", "OUT", "--as-of", "2025-09-30"],
        &["LEDGER", "--out", "OUT", "--month", "九月"],
        &["month", "files"],
        true,
    ),
    case("verify", &["LEDGER", "--out", "OUT"], &["没有", "--out", "OUT"], &["audit"], true),
    case("check", &["COUNTS"], &["没有"], &["as_of", "verdicts", "policies", "files"], false),
    case("inspect", &["LEDGER"], &["没有"], &["sheets", "counts"], false),
    case("registry template", &["OUT.xlsx"], &["没有/模板.xlsx"], &["file"], true),
    case(
        "registry check",
        &["REGISTRY", "--as-of", "2025-09-30"],
        &["没有.xlsx"],
        &["entries", "findings"],
        true,
    ),
    case("sample", &["OUT", "--rows", "50"], &["LEDGER"], &["files"], true),
    case(
        "explain",
        &["LEDGER", "--unit", "吉林市", "--year", "2025"],
        &["LEDGER", "--unit", "某市"],
        &["numbers", "notices"],
        false,
    ),
    case("policy list", &[], &["多余"], &[], false),
    case("policy show", &["jilin-2022-73"], &["没有"], &[], false),
    case("policy check", &["POLICY"], &["没有.toml"], &[], true),
    case("policy test", &[], &["没有"], &["passed", "failed", "coverage"], true),
    case("key", &["OUT.key"], &["LEDGER"], &["file", "fingerprints"], true),
];

/// What the words of the cases stand for.
struct Scene {
    folder: Folder,
    made: std::cell::Cell<usize>,
}

impl Scene {
    fn new() -> Self {
        let scene = Self { folder: Folder::new(), made: std::cell::Cell::new(0) };
        let exit = |words: &[&str]| scene.run(words).status.code();
        assert_eq!(exit(&["run", "LEDGER", "--out", "COUNTS"]), Some(0));
        if cfg!(feature = "store") {
            let batch = ["--batch", "2025-08", "--store", "STORE"];
            assert_eq!(exit(&[&["ingest", "LEDGER"][..], &batch].concat()), Some(0));
            assert_eq!(exit(&["report", "--store", "STORE", "--out", "STORED"]), Some(0));
        }
        scene
    }

    fn word(&self, word: &str) -> String {
        let own = |name: &str| self.folder.join(name).display().to_string();
        let given = |name: &str| support::project().join(name).display().to_string();
        match word {
            "LEDGER" => given("sample-data/吉林省/吉林市台账.csv"),
            "REGISTRY" => given("sample-data/品牌库.xlsx"),
            "POLICY" => given("schemas/policies/jilin-2022-73.toml"),
            "REPORT" => own("STORED/run.json"),
            "COUNTS" | "STORE" | "STORED" => own(word),
            _ if word.starts_with("OUT") => {
                self.made.set(self.made.get() + 1);
                own(&word.replace("OUT", &format!("out{}", self.made.get())))
            }
            // A delivery that is there each time that it is to go.
            "GONE" => {
                let made = self.run(&["sample", "OUT", "--rows", "10", "--json"]);
                let made: Value = serde_json::from_slice(&made.stdout).unwrap();
                let file = made["files"][0]["file"].as_str().unwrap();
                let ingest = ["ingest", file, "--batch", "2025-07", "--store", "STORE"];
                assert!(self.run(&ingest).status.code() < Some(2));
                "2025-07".to_owned()
            }
            other => other.to_owned(),
        }
    }

    fn run(&self, words: &[&str]) -> Output {
        let words = words.iter().map(|word| self.word(word));
        let mut program = Command::new(env!("CARGO_BIN_EXE_taizhang"));
        program.args(words).current_dir(self.folder.path()).output().unwrap()
    }
}

/// Every command without commands below it, with its words.
fn leaves(command: &clap::Command, path: &str) -> Vec<(String, clap::Command)> {
    let mut all = Vec::new();
    for below in command.get_subcommands() {
        let path = format!("{path} {}", below.get_name());
        let path = path.trim_start();
        if below.has_subcommands() {
            all.extend(leaves(below, path));
        } else {
            all.push((path.to_owned(), below.clone()));
        }
    }
    all
}

#[test]
fn every_command_has_both_options() {
    let all = leaves(&cli::commands(), "");
    assert!(all.len() > 10, "{all:?}");
    for (path, command) in &all {
        for option in ["json", "quiet"] {
            let mut own = command.get_arguments().filter(|own| own.get_long() == Some(option));
            assert!(own.next().is_some_and(|own| own.get_help().is_some()), "{path} --{option}");
        }
    }
}

/// Keys are English; those that are names of classes of units, and codes, are data.
fn assert_keys(value: &Value, command: &str) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| assert_keys(value, command)),
        Value::Object(fields) => {
            for (key, value) in fields {
                let is_code =
                    key.bytes().all(|b| b.is_ascii_uppercase() || b"_0123456789".contains(&b));
                let is_plain =
                    key.bytes().all(|b| b.is_ascii_lowercase() || b"_0123456789".contains(&b));
                assert!(is_plain || is_code, "{command}: {key}");
                if key != "classes" {
                    assert_keys(value, command);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_command_answers_in_one_document_and_keeps_quiet() {
    let all: BTreeSet<String> =
        leaves(&cli::commands(), "").into_iter().map(|(path, _)| path).collect();
    let known: BTreeSet<String> = CASES.iter().map(|case| case.command.to_owned()).collect();
    let unknown: Vec<_> = all.difference(&known).collect();
    assert!(unknown.is_empty(), "without a case here: {unknown:?}");
    assert!(all.len() == known.len() || !cfg!(feature = "store"));
    let scene = Scene::new();
    for Case { command, good, bad, keys, silent } in
        CASES.iter().filter(|own| all.contains(own.command))
    {
        let asked = |words: &[&str], option: &str| {
            let words = command.split(' ').chain(words.iter().copied()).chain([option]);
            scene.run(&words.collect::<Vec<_>>())
        };
        let document = |output: &Output| -> Value {
            let json = serde_json::from_slice(&output.stdout);
            json.unwrap_or_else(|error| panic!("{command}: {error}: {output:?}"))
        };
        let answer = asked(good, "--json");
        assert!(answer.status.code() < Some(2), "{command}: {answer:?}");
        let json = document(&answer);
        assert!(keys.iter().all(|key| json.get(key).is_some()), "{command}: {json:#}");
        assert!(json.get("error").is_none(), "{command}: {json:#}");
        assert_keys(&json, command);
        let quiet = asked(good, "--quiet");
        assert_eq!(quiet.status.code(), answer.status.code(), "{command}: {quiet:?}");
        assert_eq!(quiet.stdout.is_empty(), *silent, "{command}: {quiet:?}");
        let failed = asked(bad, "--json");
        assert_eq!(failed.status.code(), Some(2), "{command}: {failed:?}");
        let json = document(&failed);
        let json = json.get(0).unwrap_or(&json);
        assert!(json["error"].is_string(), "{command}: {json:#}");
    }
}

//! Every command as programs call it: `--json` gives one document whatever happens, `--quiet` nothing but answers.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use serde_json::Value;
use taizhang::cli;

use crate::support::{self, Folder};

/// The as-of date of the samples.
const AS_OF: &str = "2025-09-30";

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
        &["LEDGER", "--out", "OUT", "--as-of", AS_OF],
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
        &["REGISTRY", "--as-of", AS_OF],
        &["没有.xlsx"],
        &["entries", "findings"],
        true,
    ),
    case("sample", &["OUT", "--rows", "50"], &["LEDGER"], &["files"], true),
    case(
        "explain",
        &["LEDGER", "--unit", "吉林市", "--as-of", AS_OF],
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
    fn bare() -> Self {
        Self { folder: Folder::new(), made: std::cell::Cell::new(0) }
    }

    fn with_counts() -> Self {
        let scene = Self::bare();
        assert_eq!(
            scene.run(&["run", "LEDGER", "--as-of", AS_OF, "--out", "COUNTS"]).status.code(),
            Some(0)
        );
        scene
    }

    fn new() -> Self {
        let scene = Self::with_counts();
        let exit = |words: &[&str]| scene.run(words).status.code();
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

/// The answer as JSON.
fn answer(scene: &Scene, words: &[&str]) -> Value {
    let output = scene.run(&[words, &["--json"]].concat());
    let json = serde_json::from_slice(&output.stdout);
    let json = json.unwrap_or_else(|error| panic!("{error}: {output:?}"));
    assert_keys(&json, words[0]);
    json
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn verdicts_are_those_of_the_table() {
    let scene = Scene::with_counts();
    let told = answer(&scene, &["check", "COUNTS"]);
    let rows = support::table(&scene.folder.join("COUNTS"), "verdicts.csv");
    let header = taizhang::model::verdict::Verdict::HEADER;
    let cell = |line: &Value, name: &str| match &line[name] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        number => number.to_string(),
    };
    let told = told["verdicts"].as_array().unwrap();
    let told: Vec<Vec<String>> =
        told.iter().map(|line| header.map(|name| cell(line, name)).to_vec()).collect();
    assert!(rows.len() > 10);
    assert_eq!(told, rows);
}

#[test]
fn a_supposition_tells_each_result_before_and_after() {
    let scene = Scene::with_counts();
    let words =
        ["check", "COUNTS", "--what-if", "certified_any+=100", "--what-if", "trainees+=100"];
    let told = answer(&scene, &words);
    let changes = told["changes"].as_array().unwrap();
    let screen = String::from_utf8(scene.run(&words).stdout).unwrap();
    assert!(screen.contains(&format!("共 {} 项判定会变", changes.len())), "{screen}");
    for change in changes {
        assert_ne!(change["before"]["result"], change["result"]);
        assert_eq!(change["before"]["condition"], change["condition"]);
    }
}

#[test]
fn persons_add_up_to_their_number_and_are_masked() {
    let scene = Scene::bare();
    let place = ["explain", "LEDGER", "--unit", "吉林市", "--as-of", AS_OF];
    let told = answer(&scene, &[&place[..], &["--measure", "all", "--out", "OUT.csv"]].concat());
    let numbers = told["numbers"].as_array().unwrap();
    assert!(numbers.len() > 10);
    assert!(std::path::Path::new(told["files"][0].as_str().unwrap()).exists());
    for number in numbers {
        let persons = number["persons"].as_array().unwrap();
        let sum = |key: &str| persons.iter().filter_map(|own| own[key].as_i64()).sum::<i64>();
        assert_eq!(number["value"], sum("counted"), "{}", number["measure"]);
        if number["denominator"].is_number() {
            assert_eq!(number["denominator"], sum("in_denominator"), "{}", number["measure"]);
        }
        for person in persons {
            assert!(text(person, "id_number").contains('*'), "{person}");
            assert!(person["records"][0]["rows"][0]["row"].is_u64(), "{person}");
        }
    }
    // The same as the table of persons has it, one row a record.
    let words = [&place[..], &["--measure", "trainees"]].concat();
    let told = answer(&scene, &words);
    let persons = told["numbers"][0]["persons"].as_array().unwrap();
    let records = persons.iter().map(|own| own["records"].as_array().unwrap().len()).sum::<usize>();
    let file = scene.folder.join("人员.csv");
    scene.run(&[&words[..], &["--out", file.to_str().unwrap()]].concat());
    let rows = support::table(scene.folder.path(), "人员.csv");
    assert_eq!(records, rows.len());
    assert_eq!(rows[0][3], text(&persons[0], "id_number"));
}

#[test]
fn rows_verdicts_and_sums_are_explained() {
    let scene = Scene::bare();
    let row =
        answer(&scene, &["explain", "LEDGER", "--as-of", AS_OF, "--row", "吉林市台账.csv:277"]);
    assert_eq!(row["row"]["fate"], "accepted");
    let person = &row["row"]["person"];
    assert_eq!(person["enrolments"][0]["rows"][0]["row"], 277);
    assert!(person["counts"].as_array().unwrap().iter().any(|own| own["figures"]["trainees"] == 1));
    let title =
        answer(&scene, &["explain", "LEDGER", "--as-of", AS_OF, "--row", "吉林市台账.csv:1"]);
    assert_eq!(title["row"]["fate"], "skipped");
    assert!(title["row"]["person"].is_null());
    let place =
        ["explain", "LEDGER", "--as-of", AS_OF, "--unit", "吉林市", "--base", "禾砚光技工学校"];
    let judged = answer(&scene, &[&place[..], &["--policy", "jilin-2021-34"]].concat());
    let of_measures = judged["verdicts"].as_array().unwrap().iter();
    let certified = of_measures.filter(|own| own["measure"] == "certified_any").count();
    assert_eq!(certified, 1, "{judged:#}");
    assert_eq!(judged["numbers"][0]["measure"], "certified_any");
    let bridge =
        answer(&scene, &["explain", "LEDGER", "--as-of", AS_OF, "--unit", "吉林市", "--bridge"]);
    assert_eq!(bridge["bridges"][0]["total"], 207);
}

#[test]
fn policies_are_told_with_every_threshold() {
    let scene = Scene::bare();
    let list = answer(&scene, &["policy", "list"]);
    let list = list.as_array().unwrap();
    let shipped = taizhang::model::policy::shipped().unwrap();
    let ids: Vec<&str> = list.iter().map(|own| text(own, "id")).collect();
    assert_eq!(ids, shipped.iter().map(|own| &*own.id).collect::<Vec<_>>());
    let quiet = String::from_utf8(scene.run(&["policy", "list", "--quiet"]).stdout).unwrap();
    assert_eq!(quiet.lines().collect::<Vec<_>>(), ids);
    for (brief, policy) in list.iter().zip(&shipped) {
        let told = answer(&scene, &["policy", "show", &policy.id]);
        let mut thresholds = 0;
        count_thresholds(&told, &mut thresholds);
        assert_eq!(brief["thresholds"], thresholds, "{}", policy.id);
    }
    let told = answer(&scene, &["policy", "show", "jilin-2021-34"]).to_string();
    for part in [
        r#""measure":"certified_any","operator":">=""#,
        r#""threshold":"200""#,
        r#""citation":"吉人社函〔2021〕34号 二(五)""#,
    ] {
        let part: Value = serde_json::from_str(&format!("{{{part}}}")).unwrap();
        for (key, value) in part.as_object().unwrap() {
            assert!(told.contains(&format!("\"{key}\":{value}")), "{key}: {told}");
        }
    }
}

fn count_thresholds(value: &Value, count: &mut usize) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| count_thresholds(value, count)),
        Value::Object(fields) => {
            *count += usize::from(fields.get("threshold").is_some_and(Value::is_string));
            fields.values().for_each(|value| count_thresholds(value, count));
        }
        _ => {}
    }
}

#[test]
fn files_of_policies_are_told_one_by_one() {
    let scene = Scene::bare();
    scene.folder.write("坏.toml", "document = 1\n");
    let output = scene.run(&["policy", "check", "POLICY", "坏.toml", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told[0]["policies"][0]["id"], "jilin-2022-73");
    assert!(told[0]["error"].is_null());
    assert!(text(&told[1], "error").contains("坏.toml"), "{told}");
}

#[test]
fn a_registry_is_told_with_entries_and_findings() {
    let scene = Scene::bare();
    scene.folder.write(
        "库.csv",
        "种类,名称,上报单位,级别,成立日期\n基地,甲校,长春市,省级,2020-01-02\n基地,乙校,某地,市级,\n",
    );
    let output = scene.run(&["registry", "check", "库.csv", "--as-of", AS_OF, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let entry = &told["entries"][0];
    assert_eq!((text(entry, "name"), text(entry, "established")), ("甲校", "2020-01-02"));
    assert_eq!(entry["in_library"], true);
    let findings = told["findings"].as_array().unwrap();
    let unknown = findings.iter().find(|own| own["row"] == 3).unwrap();
    assert_eq!((text(unknown, "file"), text(unknown, "value")), ("库.csv", "某地"));
    assert!(!text(unknown, "code").is_empty() && !text(unknown, "column").is_empty());
}

#[test]
fn every_code_is_told() {
    let scene = Scene::bare();
    let told = answer(&scene, &["explain"]);
    let codes = told["codes"].as_array().unwrap();
    assert_eq!(codes.len(), taizhang::model::finding::Code::ALL.len());
    assert_eq!(codes[0], answer(&scene, &["explain", text(&codes[0], "code")]));
    let checks = told["checks"].as_array().unwrap();
    assert_eq!(checks[0], answer(&scene, &["explain", text(&checks[0], "code")]));
}

#[test]
fn a_key_is_told_by_its_fingerprint_alone() {
    let scene = Scene::bare();
    let told = answer(&scene, &["key", "一.key"]);
    let key = std::fs::read_to_string(scene.folder.join("一.key")).unwrap();
    let key = key.lines().last().unwrap();
    assert!(!told.to_string().contains(key));
    let other = answer(&scene, &["key", "二.key"]);
    assert_ne!(told["fingerprints"]["pseudonyms"], other["fingerprints"]["pseudonyms"]);
}

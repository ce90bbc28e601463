//! What was verified is made again, with nothing left of what the command was given but what the store keeps.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use taizhang::audit::SampleSize;
use taizhang::config::{self, Known, Overrides, RunConfig};
use taizhang::pipeline::{self, MaintainOptions, State, StoreReport, Task, VerifyOptions};
use taizhang::read::content::Content;
use taizhang::read::table::read_table;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::told::written_again;
use super::{Shelf, program, said};
use crate::reference::dirty;
use crate::support::{self, Folder};

const AS_OF: &str = "2024-06-30";
const REPORTS: [&str; 3] = ["核验.xlsx", "疑点.xlsx", "run.json"];
/// Unit and year are told by the names of folder and file alone.
const CLAIMS: &str = "品牌名称,培训人数\n甲,12\n乙,34\n";
const ROSTER: &str = "姓名,身份证号\n王芳,110101199003078670\n李强,110101199003078671\n";
const CHECKS: &str =
    "[[check]]\ncode = \"CHECK_CLASS_SIZE\"\nseverity = \"high\"\nsource = \"某文件\"\n";

fn filled(shelf: &mut Shelf) {
    let input = Folder::new();
    input.write("长春市/a.csv", dirty::csv(7));
    input.write("b.csv", dirty::csv(8));
    shelf.ingest(input.path(), "2024-06");
}

fn zipped(name: &str, content: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, SimpleFileOptions::default()).unwrap();
    writer.write_all(content.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

/// Claims and lists in all forms in which they are handed in, checks and a sample.
fn given(shelf: &Shelf, folder: &Folder, out: &Path) -> VerifyOptions {
    let claims = vec![
        folder.write("长春市2024年申报.csv", CLAIMS),
        folder.write("申报/2023年/长春市/汇总.csv", CLAIMS),
        folder.write("申报.zip", zipped("吉林市/2024年.csv", CLAIMS)),
        folder.join("申报"),
    ];
    let mut list = dirty::csv(7);
    list.truncate(list.len() / 2);
    folder.write("长春市名单/二/名单.csv", list);
    folder.write("长春市名单/一/名单.csv", ROSTER);
    folder.write("长春市名单/坏.xlsx", "PK\u{3}\u{4} no workbook");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.join("没有"), folder.join("长春市名单/断.csv")).unwrap();
    let rosters =
        vec![folder.join("长春市名单"), folder.write("名单.zip", zipped("三.csv", ROSTER))];
    VerifyOptions {
        config: config(shelf, out, Overrides { year: Some(2024), ..Overrides::default() }),
        claims,
        rosters,
        checks: vec![folder.write("一/规则.toml", CHECKS), folder.write("二/规则.toml", CHECKS)],
        sample: Some(SampleSize { enrolments: 9, seed: 3 }),
    }
}

fn config(shelf: &Shelf, out: &Path, other: Overrides) -> RunConfig {
    let store = Some(shelf.view(Known::Newest));
    let own = support::overrides(&[], out, AS_OF);
    RunConfig::new(Overrides { store, out: own.out, as_of: own.as_of, quiet: true, ..other })
        .unwrap()
}

fn maintained(shelf: &Shelf, task: Task, now: DateTime<Utc>) -> StoreReport {
    let (store, key) = (shelf.store(), shelf.key.clone());
    pipeline::maintain(&MaintainOptions { store, key, task, wait: None, now }).unwrap()
}

/// What is young now is a leftover by then.
fn in_two_days() -> DateTime<Utc> {
    Utc::now() + TimeDelta::days(2)
}

fn result(shelf: &Shelf, file: PathBuf) -> (String, String) {
    let report = shelf.reproduce(file).unwrap();
    (report.json["result"].as_str().unwrap().to_owned(), report.text)
}

fn made_again_whatever_happened(shelf: &mut Shelf) {
    filled(shelf);
    let (folder, out) = (Folder::new(), Folder::new());
    pipeline::verify(&given(shelf, &folder, out.path())).unwrap();
    // All of it was read: by name of folder, out of archives, and what could not be.
    let claims = support::table(out.path(), "claims.csv");
    let of = |year: &str, unit: &str| {
        claims.iter().any(|row| row.iter().any(|it| it == year) && row.iter().any(|it| it == unit))
    };
    assert!(of("2024", "长春市") && of("2023", "长春市") && of("2024", "吉林市"), "{claims:?}");
    let accounts = support::accounts(out.path());
    for file in
        ["申报.zip/吉林市/2024年.csv", "二/名单.csv", "一/名单.csv", "坏.xlsx", "名单.zip/三.csv"]
    {
        assert!(accounts.contains_key(file), "{file}: {:?}", accounts.keys());
    }
    let findings = fs::read_to_string(out.join("findings.csv")).unwrap();
    assert_eq!(findings.contains("断.csv"), cfg!(unix), "{findings}");
    assert!(support::table(out.path(), "rosters.csv").len() > 3);
    assert_eq!(support::table(out.path(), "audit_sample.csv").len(), 9);
    let whole = support::contents(out.path());
    drop(folder);

    // Another delivery comes in, and the store is tidied up.
    let more = Folder::new();
    more.write("长春市/c.csv", dirty::csv(9));
    more.write("长春市2024年申报.csv", "品牌名称,培训人数\n甲,99\n");
    shelf.ingest(more.path(), "2024-07");
    shelf.compact();
    maintained(shelf, Task::Vacuum { keep: 1 }, Utc::now());
    let checked = maintained(shelf, Task::Check { repair: true }, in_two_days());
    assert_eq!(checked.state, State::Sound, "{}", checked.text);
    assert_eq!(checked.json["reports"], 1);

    for name in REPORTS {
        let (result, text) = result(shelf, out.join(name));
        assert_eq!(result, "identical", "{name}: {text}");
    }
    // What is left behind is the same to the byte, but for nothing.
    let again = Folder::new();
    pipeline::reproduce(&pipeline::ReproduceOptions {
        report: out.join("疑点.xlsx"),
        store: shelf.store(),
        key: shelf.key.clone(),
        pseudonymise: None,
        out: Some(again.path().to_owned()),
        jobs: Some(2),
    })
    .unwrap();
    assert!(support::contents(again.path()) == whole);
}

#[test]
fn what_is_verified_is_made_again_from_the_store_alone() {
    made_again_whatever_happened(&mut Shelf::new());
}

#[test]
fn so_it_is_from_an_encrypted_store() {
    let keys = Folder::new();
    let key = keys.join("store.key");
    config::new_key(&key).unwrap();
    made_again_whatever_happened(&mut Shelf { key: Some(key), ..Shelf::new() });
}

/// What the tables say, without the account.
fn tables(out: &Path) -> Vec<(String, Vec<u8>)> {
    let contents = support::contents(out).into_iter();
    contents.filter(|(name, _)| name.ends_with(".csv")).collect()
}

#[test]
fn every_option_that_tells_is_kept() {
    let mut shelf = Shelf::new();
    filled(&mut shelf);
    let folder = Folder::new();
    let list = folder.write("名册.csv", "人员,号码\n王芳,110101199003078670\n");
    let claims = folder.write("2024年.csv", CLAIMS);
    let mapping = folder.write(
        "对照.toml",
        "[[table]]\nfile = \"名册.csv\"\n[table.columns]\n\"人员\" = \"name\"\n\"号码\" = \"id_number\"\n",
    );
    let repairs = folder.write(
        "清单.csv",
        "file_hash,sheet,row,suggestion,approved\n00,,2,110101199003078670,是\n",
    );
    let text = |text: &str| Some(text.to_owned());
    let plain = Overrides::default;
    let cases = [
        ("plain", plain()),
        ("unit", Overrides { unit: text("长春市"), ..plain() }),
        ("only", Overrides { only_unit: text("长春市"), ..plain() }),
        ("ids", Overrides { full_ids: true, ..plain() }),
        ("mapping", Overrides { mapping: Some(mapping.clone()), ..plain() }),
        ("repairs", Overrides { repairs: Some(repairs.clone()), ..plain() }),
    ];
    for (name, other) in cases.clone() {
        let options = VerifyOptions {
            claims: vec![claims.clone()],
            rosters: vec![list.clone()],
            ..VerifyOptions::of(config(&shelf, &folder.join(name), other))
        };
        pipeline::verify(&options).unwrap();
    }
    for file in [list, claims, mapping, repairs] {
        fs::remove_file(file).unwrap();
    }
    let plain = tables(&folder.join("plain"));
    for (name, _) in cases {
        let out = folder.join(name);
        // An option that changes nothing would show nothing.
        assert!(name == "plain" || tables(&out) != plain, "{name}");
        let (result, text) = result(&shelf, out.join("run.json"));
        assert_eq!(result, "identical", "{name}: {text}");
    }
}

#[test]
fn a_cell_that_somebody_changed_is_told_under_any_name() {
    let mut shelf = Shelf::new();
    filled(&mut shelf);
    let (folder, out) = (Folder::new(), Folder::new());
    pipeline::verify(&given(&shelf, &folder, out.path())).unwrap();
    for (name, sheet) in [("核验.xlsx", "名单核对"), ("疑点.xlsx", "疑点")] {
        let pages = read_table(&Content::File(out.join(name))).unwrap();
        let edited = |page: &str, row: usize, column: usize, cell: &str| {
            let is_edited = page == sheet && (row, column) == (3, 1);
            if is_edited { "改".to_owned() } else { cell.to_owned() }
        };
        let renamed = out.join(&format!("终稿-{name}"));
        fs::write(&renamed, written_again(&pages, edited)).unwrap();
        let told = shelf.reproduce(renamed).unwrap().json;
        assert_eq!((&told["result"], &told["made_as"]), (&"different".into(), &name.into()));
        let differences = told["differences"].as_array().unwrap();
        assert_eq!(differences.len(), 1, "{told}");
        assert!(differences[0].as_str().unwrap().contains(&format!("“{sheet}”B4 格是“改”")));
    }
}

#[test]
fn the_log_names_the_report_and_all_that_has_persons() {
    let mut shelf = Shelf::new();
    filled(&mut shelf);
    let (folder, out) = (Folder::new(), Folder::new());
    pipeline::verify(&given(&shelf, &folder, out.path())).unwrap();
    let log = fs::read_to_string(shelf.store().join("_taizhang/access.log")).unwrap();
    let [line] = log.lines().collect::<Vec<_>>()[..] else { panic!("{log}") };
    let entry: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(entry["command"], "verify");
    assert!(entry["report"].is_string());
    assert_eq!(entry["report"], support::record(out.path())["store"]["report"]);
    let outputs = entry["outputs"].as_array().unwrap();
    for name in ["rosters.csv", "suspicions.csv", "audit_sample.csv", "rejects.csv"] {
        let told = outputs.iter().find(|output| output["file"] == name).unwrap();
        assert_eq!(told["rows"], support::table(out.path(), name).len(), "{name}");
    }
    for name in ["核验.xlsx", "疑点.xlsx"] {
        assert!(outputs.iter().any(|output| output["file"] == name), "{line}");
    }
}

#[test]
fn what_was_kept_for_nothing_goes_and_nothing_else() {
    let mut shelf = Shelf::new();
    filled(&mut shelf);
    let (folder, out) = (Folder::new(), Folder::new());
    pipeline::verify(&given(&shelf, &folder, out.path())).unwrap();
    // Stopped when all is kept and nothing written: the folder of results is a file.
    let other = Folder::new();
    let mut options = given(&shelf, &other, &other.write("结果", ""));
    options.claims.push(other.write("吉林市2024年.csv", "品牌名称,培训人数\n丙,7\n"));
    pipeline::verify(&options).unwrap_err();
    let young = maintained(&shelf, Task::Check { repair: true }, Utc::now());
    assert!(young.json["unsettled"].as_u64() > Some(0) && young.state == State::Sound);
    let old = maintained(&shelf, Task::Check { repair: true }, in_two_days());
    assert!(!old.json["unused"].as_array().unwrap().is_empty(), "{}", old.text);
    let tidy = maintained(&shelf, Task::Check { repair: true }, in_two_days());
    assert_eq!((tidy.state, &tidy.json["unsettled"]), (State::Sound, &0.into()));
    assert_eq!(result(&shelf, out.join("run.json")).0, "identical");
    // A list that is gone is missed.
    let hash = blake3::hash(ROSTER.as_bytes()).to_hex();
    let object = shelf.store().join("_taizhang/objects").join(&hash[..2]).join(&hash[2..]);
    fs::remove_file(object).unwrap();
    let damaged = maintained(&shelf, Task::Check { repair: false }, Utc::now());
    assert_eq!(damaged.state, State::Damaged);
    assert!(damaged.text.contains("所用的文件"), "{}", damaged.text);
}

#[test]
fn a_registry_and_a_list_of_repairs_given_by_name_are_kept_too() {
    let (mut shelf, folder, out) = (Shelf::new(), Folder::new(), Folder::new());
    let registry = |name: &str| format!("种类,名称,上报单位,级别\n基地,{name},长春市,省级\n");
    folder.write("报送/长春市/a.csv", dirty::csv(7));
    folder.write("报送/品牌库.csv", registry("甲校"));
    shelf.ingest(&folder.join("报送"), "2024-06");
    // Called as the one in the store is, from where the program stands.
    folder.write("品牌库.csv", registry("乙校"));
    let repairs = "file_hash,sheet,row,suggestion,approved\n00,,2,110101199003078670,是\n";
    folder.write("清单.csv", repairs);
    folder.write("又一份.csv", dirty::csv(8));
    let words = [
        "run",
        "又一份.csv",
        "--batch",
        "2024-07",
        "--repairs",
        "清单.csv",
        "--registry",
        "品牌库.csv",
        "--as-of",
        AS_OF,
        "--quiet",
        "--out",
    ];
    let mut command = program(&words.map(Path::new), &shelf.store(), None);
    // The folder of results stands before the store.
    let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
    drop(command);
    command = std::process::Command::new(env!("CARGO_BIN_EXE_taizhang"));
    command.args(&arguments[..words.len()]).arg(out.path()).args(&arguments[words.len()..]);
    let output = command.current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let accounts = support::record(out.path())["files"].as_array().unwrap().clone();
    let of_kind = |kind: &str| accounts.iter().filter(|file| file["kind"] == kind).count();
    assert_eq!((of_kind("registry"), of_kind("repairs")), (2, 1));
    for name in ["品牌库.csv", "清单.csv"] {
        fs::remove_file(folder.join(name)).unwrap();
    }
    let (result, text) = result(&shelf, out.join("run.json"));
    assert_eq!(result, "identical", "{text}");
}

#[test]
fn how_ledgers_are_read_cannot_be_said_of_those_in_the_store() {
    let mut shelf = Shelf::new();
    filled(&mut shelf);
    let folder = Folder::new();
    let list = folder.write("清单.csv", "file_hash,sheet,row,suggestion,approved\n");
    let list = list.to_str().unwrap();
    let out = folder.join("out");
    let options =
        [["--unit", "长春市"], ["--mapping", list], ["--kind", "training"], ["--repairs", list]];
    for command in ["run", "month", "explain", "verify"] {
        for [option, value] in options {
            let (command, option) = match (command, option) {
                ("explain", "--unit") => (command, "--rows-unit"),
                // These say how claims and lists are read.
                ("verify", "--unit" | "--mapping" | "--repairs") => continue,
                other => other,
            };
            let words = [command, option, value, "--out", out.to_str().unwrap()];
            let output = program(&words, &shelf.store(), None).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{words:?}");
            let said = said(&output);
            assert!(said.contains(option) && said.contains("入库时"), "{words:?}: {said}");
        }
    }
    assert!(!out.exists());
}

//! Numbers of persons in names of folders, files, sheets and headers: hidden in all outputs, messages and errors.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use rust_xlsxwriter::Workbook;

use crate::support::{self, Folder};

const HEADER: [&str; 6] = ["姓名", "身份证号", "品牌名称", "班级编号", "开班日期", "结业日期"];
/// What is hidden of the numbers below.
const NUMBERS: [&str; 4] =
    ["110101199003071234", "110101199103071234", "13812341234", "110101900307123"];
const WHOLE: [&str; 2] = ["长春市/2025年09月 (20250930)/台账.csv", "长春市/名单.xlsx"];

/// Four ledgers of which each has a row that is rejected.
fn ledgers() -> Folder {
    let folder = Folder::new();
    let rows =
        "王芳,220102199003071243,甲,1,2025-01-02,2025-02-03\n李强,1,甲,1,2025-01-02,2025-02-03\n";
    let header = HEADER.join(",");
    let [one, other, phone, old] = NUMBERS;
    folder.write(WHOLE[0], format!("{header}\n{rows}"));
    folder.write(&format!("长春市/{one}.csv"), format!("{header},{old}\n{rows}"));
    folder.write(&format!("长春市/{other}.csv"), format!("{header}\n{rows}\n"));
    folder.write(&format!("长春市/{phone}/不是台账.xlsx"), "PK\u{3}\u{4}");
    let mut book = Workbook::new();
    for name in [format!("{one}甲"), format!("{other}甲"), "一班".to_owned()] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, HEADER).unwrap();
        sheet.write_row(1, 0, ["李强", "2", "甲", "1", "2025-01-02", "2025-02-03"]).unwrap();
    }
    book.save(folder.join(WHOLE[1])).unwrap();
    folder
}

fn program(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_taizhang")).args(arguments).output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// All that stands in a folder, names of files too; but for workbooks to be sent back, which hold rows as they stood.
fn all(folder: &Path) -> String {
    let files = support::contents(folder).into_keys().map(|name| {
        let is_whole = name.starts_with("退回/");
        let text = if is_whole { String::new() } else { support::visible(&folder.join(&name)) };
        format!("{name}\n{text}\n")
    });
    files.collect()
}

fn told(text: &str) -> Vec<&'static str> {
    NUMBERS.into_iter().filter(|number| text.contains(number)).collect()
}

#[test]
fn numbers_in_names_are_hidden_in_every_output() {
    let (input, out) = (ledgers(), Folder::new());
    let place = input.path().to_str().unwrap();
    for command in ["run", "verify", "month"] {
        let folder = out.join(command);
        let to = folder.to_str().unwrap();
        let screen = program(&[command, place, "--out", to, "--as-of", "2025-09-30"]);
        assert_eq!((command, told(&screen)), (command, vec![]));
        assert_eq!((command, told(&all(&folder))), (command, vec![]));
        // Two that look the same stay two, and the others are what they are.
        let names: BTreeSet<(String, String)> = support::table(&folder, "rejects.csv")
            .into_iter()
            .map(|row| (row[0].clone(), row[1].clone()))
            .collect();
        let sheets =
            ["110101********1234甲", "110101********1234甲#2", "一班"].map(|name| (WHOLE[1], name));
        let files = [WHOLE[0], "长春市/110101********1234.csv", "长春市/110101********1234#2.csv"];
        let expected = files.map(|name| (name, "")).into_iter().chain(sheets);
        let expected: BTreeSet<_> =
            expected.map(|(file, sheet)| (file.to_owned(), sheet.to_owned())).collect();
        assert_eq!(names, expected);
    }
    for arguments in [
        vec!["inspect", place],
        vec!["inspect", place, "--json"],
        vec!["explain", place, "--row", "110101********1234#2.csv:3"],
        vec!["explain", place, "--row", "110101********1234#2.csv:3", "--json"],
        vec!["check", "/110101199003071234", "--json"],
        vec!["registry", "check", "/110101199003071234.xlsx", "--json"],
        vec!["policy", "check", "/13812341234.toml", "--json"],
        vec!["key", "/110101199003071234/13812341234.key", "--json"],
        vec!["run", "/110101199003071234.csv", "--out", "/110101199003071234/x"],
        vec!["explain", place, "--row", "长春市/110101199003071234.csv:99"],
    ] {
        let screen = program(&arguments);
        assert_eq!(told(&screen), [""; 0], "{screen}");
    }
    let store = out.join("store");
    let store = store.to_str().unwrap();
    input.write("13812341234的又一份.csv", std::fs::read(input.join(WHOLE[0])).unwrap());
    for words in
        ["ingest", "ingest --json", "ingest", "batch show", "batch show --json", "batch list"]
    {
        let words: Vec<&str> = words.split(' ').collect();
        let given = match words[0] {
            "ingest" => vec![place, "--batch", "2025-09"],
            _ if words[1] == "show" => vec!["2025-09"],
            _ => vec![],
        };
        let screen = program(&[&words[..], &given, &["--store", store]].concat());
        assert_eq!(told(&screen), [""; 0], "{screen}");
    }
    let row = program(&["explain", place, "--row", "110101********1234#2.csv:3"]);
    assert!(row.contains("第 3 行"), "{row}");
}

#[test]
fn full_ids_are_full_in_names_too() {
    let (input, out) = (ledgers(), Folder::new());
    let overrides = support::overrides(&[input.path().to_owned()], out.path(), "2025-09-30");
    support::run(taizhang::config::Overrides { full_ids: true, ..overrides });
    let rejects = std::fs::read_to_string(out.join("rejects.csv")).unwrap();
    assert_eq!(told(&rejects), NUMBERS[..2]);
}

#[test]
fn what_is_sent_back_finds_its_sheet_under_either_name() {
    let input = ledgers();
    let run = || {
        let out = Folder::new();
        let inputs = [input.path().to_owned()];
        support::run(support::overrides(&inputs, out.path(), "2025-09-30"));
        out
    };
    let books = |out: &Folder| support::contents(&out.join("退回"));
    let first = books(&run());
    let (_, book) = first.iter().find(|(name, _)| name.contains("名单")).unwrap();
    // As it is: every row comes back wrong, in the place of the one that it was to correct.
    input.write("交回/退回.xlsx", book);
    let out = run();
    let came_back = &support::accounts(out.path())["交回/退回.xlsx"];
    assert_eq!(came_back.rejected.values().sum::<u64>(), 3);
    // The rows of 名单.xlsx need not be returned again: those of the workbook are.
    assert_eq!(books(&out).len(), first.len());
}

//! What happens to a log, by accident or on purpose.

use std::fs;

use super::*;
use crate::store::disk::faults::{Fault, Faults};
use crate::store::key::test_key;
use crate::store::test_folder::TestFolder;

fn export(rows: u64) -> Export {
    Export {
        time: chrono::DateTime::from_timestamp(1_763_000_000, 0).expect("a time"),
        user: "wangli".to_owned(),
        command: "report".to_owned(),
        what: vec![("full_ids", What::Flag(true)), ("unit", What::Text("长春市".to_owned()))],
        outputs: vec![Output { file: "out/rejects.csv".to_owned(), rows }],
        report: None,
    }
}

struct Case {
    folder: TestFolder,
    log: AccessLog,
    heads: Vec<Head>,
}

/// A log of so many entries.
fn case(entries: u64) -> Case {
    let folder = TestFolder::new();
    let log = AccessLog::new(folder.path().join("_taizhang"), None);
    let heads = (1..=entries).map(|rows| log.append(&export(rows)).expect("logged")).collect();
    Case { folder, log, heads }
}

impl Case {
    fn text(&self) -> String {
        fs::read_to_string(self.log.path()).expect("a log")
    }

    fn write(&self, bytes: impl AsRef<[u8]>) {
        fs::write(self.log.path(), bytes).expect("written");
    }

    fn state(&self, heads: &[Head]) -> State {
        self.log.verify(heads).expect("read").state
    }

    /// Leaves the commits alone to know how far the log went.
    fn forget(&self) {
        disk::remove(&self.log.folder.join(HEAD)).expect("removed");
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.log.path()).expect("a log")
    }

    fn lines(&self) -> Vec<String> {
        self.text().lines().map(|line| format!("{line}\n")).collect()
    }
}

#[test]
fn entries_are_lines_of_json_in_a_chain() {
    let case = case(3);
    let text = case.text();
    let entries: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("json")).collect();
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[0]["previous"], "0".repeat(64));
    assert_eq!(entries[1]["previous"], entries[0]["hash"]);
    assert_eq!(entries[2]["seq"], 3);
    assert_eq!(entries[2]["time"], "2025-11-13T02:13:20Z");
    assert_eq!(entries[2]["user"], "wangli");
    assert_eq!(entries[2]["what"], serde_json::json!({"full_ids": true, "unit": "长春市"}));
    assert_eq!(entries[2]["outputs"], serde_json::json!([{"file": "rejects.csv", "rows": 3}]));
    assert_eq!(entries[2]["hash"], case.heads[2].hash);
    assert_eq!(case.log.head().expect("a head"), case.heads[2]);
    let verdict = case.log.verify(&case.heads).expect("read");
    assert_eq!(verdict, Verdict { entries: 3, torn: 0, state: State::Intact });
    assert!(verdict.is_sound() && verdict.to_string().contains("共 3 条"), "{verdict}");
}

#[test]
fn a_store_nobody_exported_from_has_an_empty_log() {
    let case = case(0);
    assert_eq!(case.log.head().expect("a head"), Head::start());
    assert_eq!(case.state(&[Head::start()]), State::Intact);
    assert!(!case.folder.path().join("_taizhang").exists());
}

#[test]
fn any_changed_bit_is_found() {
    let case = case(3);
    let whole = case.text().into_bytes();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        case.write(&bytes);
        let state = case.state(&case.heads);
        assert_ne!(state, State::Intact, "byte {at}");
        let line = whole[..=at].split_inclusive(|byte| *byte == b'\n').count() as u64;
        let is_told = match state {
            State::Broken { line: told } => told == line,
            // A commit has seen it whole, so that a last line which looks torn was not.
            State::CutOff { seq } => line == 3 && seq == 3,
            _ => false,
        };
        assert!(is_told, "byte {at} of line {line}: {state:?}");
    }
}

#[test]
fn a_changed_line_is_not_made_good_by_the_next_entry() {
    let case = case(2);
    case.write(case.text().replace("\"rows\":2", "\"rows\":9"));
    assert_eq!(case.state(&[]), State::Broken { line: 2 });
    case.log.append(&export(3)).expect("logged");
    assert_eq!(case.state(&[]), State::Broken { line: 2 });
    case.log.append(&export(4)).expect("logged");
    assert_eq!(case.state(&[]), State::Broken { line: 2 });
}

#[test]
fn a_removed_doubled_moved_or_put_in_line_is_found() {
    let case = case(4);
    let [a, b, c, d] = <[String; 4]>::try_from(case.lines()).expect("four lines");
    for (lines, line) in [
        ([&a, &c, &d].as_slice(), 2),
        (&[&b, &c, &d], 1),
        (&[&a, &b, &b, &c, &d], 3),
        (&[&a, &c, &b, &d], 2),
        (&[&a, &"{}\n".to_owned(), &b, &c, &d], 2),
        (&[&a, &"\n".to_owned(), &b, &c, &d], 2),
    ] {
        case.write(lines.iter().map(|line| line.as_str()).collect::<String>());
        assert_eq!(case.state(&[]), State::Broken { line }, "{lines:?}");
    }
}

#[test]
fn a_log_that_was_cut_off_is_found_by_the_heads_in_commits() {
    let case = case(4);
    case.forget();
    let lines = case.lines();
    for kept in 0..4 {
        case.write(lines[..kept].concat());
        assert_eq!(case.state(&case.heads[..kept]), State::Intact, "{kept}");
        let verdict = case.log.verify(&case.heads[..4]).expect("read");
        assert_eq!(verdict.state, State::CutOff { seq: 4 }, "{kept}");
        assert!(
            !verdict.is_sound() && verdict.to_string().contains("末尾的记录被人删去"),
            "{verdict}"
        );
    }
    fs::remove_file(case.log.path()).expect("removed");
    assert_eq!(case.state(&case.heads[1..2]), State::CutOff { seq: 2 });
    // Going on after it was cut off does not hide it.
    case.log.append(&export(9)).expect("logged");
    case.log.append(&export(9)).expect("logged");
    assert_eq!(case.state(&case.heads[1..2]), State::Rewritten { seq: 2 });
}

#[test]
fn a_log_that_was_cut_off_since_the_last_commit_is_found_too() {
    let case = case(4);
    let lines = case.lines();
    assert!(!case.log.is_headless().expect("read"));
    for kept in 0..4 {
        case.write(lines[..kept].concat());
        assert_eq!(case.state(&[]), State::CutOff { seq: 4 }, "{kept}");
        // Going on hides nothing.
        case.log.append(&export(9)).expect("logged");
        assert!(!case.log.verify(&[]).expect("read").is_sound(), "{kept}");
    }
    case.forget();
    assert!(case.log.is_headless().expect("read"));
    assert_eq!(case.state(&[]), State::Intact);
    case.log.append(&export(9)).expect("logged");
    assert!(!case.log.is_headless().expect("read"));
}

#[test]
fn a_chain_worked_out_anew_is_another_one() {
    let first = case(3);
    let forged = case(0);
    for rows in [1, 7, 3] {
        forged.log.append(&export(rows)).expect("logged");
    }
    assert_eq!(forged.state(&[]), State::Intact);
    assert_eq!(forged.state(&first.heads[..1]), State::Intact);
    assert_eq!(forged.state(&first.heads), State::Rewritten { seq: 2 });
    assert_eq!(forged.state(&first.heads[2..]), State::Rewritten { seq: 3 });
}

#[test]
fn in_an_encrypted_store_nobody_forges_without_the_key() {
    let case = case(2);
    let keyed = AccessLog::new(case.log.folder.clone(), Some(&test_key(1)));
    assert_eq!(keyed.verify(&[]).expect("read").state, State::Broken { line: 1 });
    fs::remove_file(case.log.path()).expect("removed");
    case.forget();
    keyed.append(&export(1)).expect("logged");
    assert_eq!(keyed.verify(&[]).expect("read").state, State::Intact);
    let other = AccessLog::new(case.log.folder.clone(), Some(&test_key(2)));
    assert_eq!(other.verify(&[]).expect("read").state, State::Broken { line: 1 });
}

#[test]
fn an_interruption_at_any_byte_is_told_and_goes_on_record() {
    let case = case(3);
    let whole = case.text();
    let start = whole.len() - case.lines()[2].len();
    for end in start + 1..whole.len() {
        case.forget();
        case.write(&whole.as_bytes()[..end]);
        let before = case.log.verify(&case.heads[..2]).expect("read");
        // Only the line end is missing: the entry is there.
        let is_there = end == whole.len() - 1;
        let state = if is_there { State::Intact } else { State::TornEnd { line: 3 } };
        let entries = 2 + u64::from(is_there);
        assert_eq!(before, Verdict { entries, torn: 0, state }, "{end}");
        assert!(is_there || before.to_string().contains("不是有人改动"), "{before}");
        assert_eq!(case.log.head().expect("a head"), case.heads[if is_there { 2 } else { 1 }]);
        let lost = State::CutOff { seq: 3 };
        assert_eq!(case.state(&case.heads), if is_there { State::Intact } else { lost });

        let head = case.log.append(&export(9)).expect("logged");
        let bytes = case.bytes();
        assert!(bytes.starts_with(&whole.as_bytes()[..end]) && bytes.ends_with(b"\"}\n"));
        let heads = [&case.heads[..2], &[head]].concat();
        let after = case.log.verify(&heads).expect("read");
        let torn = u64::from(!is_there);
        assert_eq!(after, Verdict { entries: entries + 1, torn, state: State::Intact }, "{end}");
        // What is on record cannot be taken away.
        if !is_there {
            let fresh = bytes[end..].strip_prefix(b"\n").expect("a line of its own");
            case.write([&whole.as_bytes()[..start], fresh].concat());
            assert_eq!(case.state(&heads), State::Broken { line: 3 }, "{end}");
        }
    }
}

#[test]
fn two_interruptions_one_after_the_other_go_on_record_too() {
    let case = case(2);
    let whole = case.text();
    let torn = whole.len() - 40;
    case.forget();
    case.write(&whole[..torn]);
    case.log.append(&export(9)).expect("logged");
    let second = case.bytes();
    for end in torn + 1..second.len() - 1 {
        case.forget();
        case.write(&second[..end]);
        assert_eq!(case.state(&case.heads[..1]), State::TornEnd { line: 2 }, "{end}");
        case.log.append(&export(9)).expect("logged");
        let verdict = case.log.verify(&case.heads[..1]).expect("read");
        assert_eq!(verdict, Verdict { entries: 2, torn: 1, state: State::Intact }, "{end}");
    }
}

#[test]
fn any_bytes_may_stand_in_the_file() {
    let case = case(1);
    let entry = case.text();
    for bytes in [vec![0; 5_000_000], vec![b'\n'; 1_000], b"\xff\xfe{\"seq\":".to_vec()] {
        case.forget();
        case.write(&bytes);
        assert!(matches!(case.state(&[]), State::TornEnd { line: 1 }));
        assert_eq!(case.log.append(&export(1)).expect("logged").seq, 1);
        assert_eq!(case.state(&[]), State::Intact);
        case.write([&bytes, entry.as_bytes()].concat());
        assert_eq!(case.log.verify(&[]).expect("read").state, State::Broken { line: 1 });
    }
}

#[test]
fn many_writers_share_one_chain() {
    let case = case(0);
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let log = AccessLog::new(case.log.folder.clone(), None);
            scope.spawn(move || {
                for rows in 0..10 {
                    log.append(&export(writer * 100 + rows)).expect("logged");
                }
            });
        }
    });
    let verdict = case.log.verify(&[]).expect("read");
    assert_eq!(verdict, Verdict { entries: 40, torn: 0, state: State::Intact });
}

#[test]
fn a_long_list_of_files_is_cut_and_holds_no_numbers_of_persons() {
    let case = case(0);
    let mut long = export(1);
    long.user = "13812341234".to_owned();
    long.what = vec![("only_unit", What::Text("110101199003071234".to_owned()))];
    let file =
        |n: u64| Output { file: format!("甲乙/退回-{}.xlsx", 13_812_341_000 + n), rows: n };
    long.outputs = (0..700).map(file).collect();
    case.log.append(&long).expect("logged");
    let text = case.text();
    for hidden in ["13812341", "19900307", "甲乙"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    let entry: serde_json::Value = serde_json::from_str(&text).expect("json");
    assert_eq!(entry["outputs"].as_array().map(Vec::len), Some(500));
    assert_eq!(entry["more_outputs"], 200);
    assert_eq!(case.state(&[]), State::Intact);
}

#[test]
fn whatever_goes_wrong_the_chain_goes_on() {
    let full = Fault::Fails(ErrorKind::StorageFull);
    for (fault, at) in
        [full, Fault::Dies].into_iter().flat_map(|it| (0..12).map(move |at| (it, at)))
    {
        let case = case(2);
        let faults = Faults::at(case.folder.path(), at, fault);
        let outcome = case.log.append(&export(3));
        // An entry stands without the head.
        assert!(outcome.is_ok() || faults.struck(), "{fault:?} {at}");
        drop(faults);
        let verdict = case.log.verify(&case.heads).expect("read");
        assert!(verdict.is_sound(), "{fault:?} {at}: {verdict}");
        // A full disk is told and leaves no half line; a dead process may leave one, or an entry of what was not done.
        if fault == full && outcome.is_err() {
            assert_eq!(verdict, Verdict { entries: 2, torn: 0, state: State::Intact }, "{at}");
        }
        let head = case.log.append(&export(4)).expect("logged");
        let heads = [&case.heads[..], &[head]].concat();
        assert_eq!(case.state(&heads), State::Intact, "{fault:?} {at}");
    }
}

#[test]
fn the_user_is_whom_the_system_names() {
    let of = |wanted: &'static str| move |name: &str| (name == wanted).then(|| "wangli".to_owned());
    for name in ["USERNAME", "USER", "LOGNAME"] {
        assert_eq!(user(of(name)), "wangli");
    }
    assert_eq!(user(|_| Some(" ".to_owned())), "不明");
}

//! The life of a delivery: what is known already, what takes whose place, what is no longer known.

use taizhang::config::Known;
use taizhang::pipeline::{BatchAction, State};

use super::{Shelf, tables};
use crate::reference::dirty;
use crate::support::{self, Folder};

const AS_OF: &str = "2024-06-30";

fn version(shelf: &mut Shelf) -> u64 {
    shelf.batch(BatchAction::List).unwrap().json["version"].as_u64().unwrap()
}

#[test]
fn what_a_run_writes_a_report_writes() {
    let (mut shelf, outs) = (Shelf::new(), [Folder::new(), Folder::new()]);
    let input = support::project().join("sample-data");
    shelf.ingest(&input, "2025-09");
    shelf.report(outs[0].path(), "2025-09-30", Known::Newest);
    support::run(support::overrides(&[input], outs[1].path(), "2025-09-30"));
    let contents = outs.each_ref().map(|out| support::contents(out.path()));
    assert_eq!(contents[0].len(), contents[1].len());
    for ((name, of_store), (other, of_run)) in contents[0].iter().zip(&contents[1]) {
        assert_eq!(name, other);
        // These carry the version of the store.
        if !name.ends_with(".xlsx") && !name.ends_with("run.json") {
            assert_eq!(of_store, of_run, "{name}");
        }
    }
    let record = outs.each_ref().map(|out| support::record(out.path()));
    assert_eq!(record[0]["files"], record[1]["files"]);
    assert_eq!(record[0]["totals"], record[1]["totals"]);
    assert_eq!(record[0]["store"]["version"], 1);
}

#[test]
fn known_files_are_skipped_and_told_of() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    input.write("a.csv", dirty::csv(1));
    let first = shelf.ingest(input.path(), "2024-05");
    assert_eq!((first.state, first.notices.len()), (State::Sound, 0));
    let before = version(&mut shelf);
    let again = shelf.ingest(input.path(), "2024-05");
    assert_eq!(again.state, State::Sound);
    assert!(again.notices[0].contains("已在库中"), "{:?}", again.notices);
    let renamed = Folder::new();
    renamed.write("别名.csv", dirty::csv(1));
    let renamed = shelf.ingest(renamed.path(), "2024-06");
    assert_eq!(renamed.json["again"][0]["known_as"], "a.csv");
    assert!(renamed.notices[0].contains("批次 2024-05 的“a.csv”"), "{:?}", renamed.notices);
    assert_eq!(version(&mut shelf), before + 1, "that it came again is on record");
    let before = before + 1;
    input.write("b.csv", dirty::csv(2));
    let more = shelf.ingest(input.path(), "2024-05");
    assert_eq!(more.json["files"].as_array().unwrap().len(), 1);
    assert_eq!(version(&mut shelf), before + 1);
}

#[test]
fn a_changed_file_needs_to_replace() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    input.write("a.csv", dirty::csv(1));
    input.write("c.csv", dirty::csv(3));
    shelf.ingest(input.path(), "2024-05");
    input.write("a.csv", dirty::csv(2));
    let refused = shelf.take(&[input.path().to_owned()], "2024-05", false).unwrap_err().to_string();
    assert!(refused.contains("a.csv") && refused.contains("batch replace"), "{refused}");
    assert_eq!(version(&mut shelf), 1);
    let inputs = [input.path().to_owned()];
    assert!(shelf.take(&inputs, "2024-04", true).is_err(), "nothing to replace");
    std::fs::remove_file(input.join("c.csv")).unwrap();
    let replaced = shelf.take(&inputs, "2024-05", true).unwrap();
    assert!(
        replaced.notices.iter().any(|notice| notice.contains("c.csv")),
        "{:?}",
        replaced.notices
    );
    let outs = [Folder::new(), Folder::new(), Folder::new()];
    shelf.report(outs[0].path(), AS_OF, Known::Newest);
    support::run(support::overrides(&inputs, outs[1].path(), AS_OF));
    assert_eq!(tables(outs[0].path()), tables(outs[1].path()));
    // What was known before is known still.
    input.write("a.csv", dirty::csv(1));
    input.write("c.csv", dirty::csv(3));
    shelf.report(outs[2].path(), AS_OF, Known::Version(1));
    support::run(support::overrides(&inputs, outs[1].path(), AS_OF));
    assert_eq!(tables(outs[2].path()), tables(outs[1].path()));
}

#[test]
fn what_is_replaced_by_itself_stays() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    input.write("a.csv", dirty::csv(1));
    shelf.ingest(input.path(), "2024-05");
    let again = shelf.take(&[input.path().to_owned()], "2024-05", true).unwrap();
    assert!(again.notices[0].contains("已在库中"), "{:?}", again.notices);
    assert_eq!(version(&mut shelf), 1);
    // The same file read otherwise is another one.
    let config = taizhang::config::Overrides {
        inputs: vec![input.path().to_owned()],
        unit: Some("长春市".to_owned()),
        quiet: true,
        ..taizhang::config::Overrides::default()
    };
    let config = taizhang::config::RunConfig::new(config).unwrap();
    shelf.take_as(config, "2024-05", true).unwrap();
    assert_eq!(version(&mut shelf), 2);
}

#[test]
fn what_was_withdrawn_can_come_again() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    input.write("a.csv", dirty::csv(1));
    shelf.ingest(input.path(), "2024-05");
    shelf.withdraw("2024-05");
    assert!(shelf.batch(BatchAction::Show("2024-05".to_owned())).is_err());
    let again = shelf.ingest(input.path(), "2024-05");
    assert_eq!(again.json["files"].as_array().unwrap().len(), 1);
    let shown = shelf.batch(BatchAction::Show("2024-05".to_owned())).unwrap();
    let rows = &shown.json["files"][0]["rows"];
    let of = |name: &str| rows[name].as_u64().unwrap();
    assert_eq!(of("read"), of("accepted") + of("rejected") + of("skipped"));
}

#[test]
fn a_moment_is_the_version_of_its_time() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    input.write("a.csv", dirty::csv(1));
    shelf.ingest(input.path(), "2024-05");
    let between = shelf.now + chrono::TimeDelta::minutes(30);
    input.write("b.csv", dirty::csv(2));
    shelf.ingest(input.path(), "2024-05");
    let outs = [Folder::new(), Folder::new()];
    shelf.report(outs[0].path(), AS_OF, Known::At(between));
    shelf.report(outs[1].path(), AS_OF, Known::Version(1));
    assert_eq!(support::contents(outs[0].path()), support::contents(outs[1].path()));
}

#[test]
fn one_unit_alone_is_the_same_from_a_store() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    for seed in 0..4 {
        input.write(&format!("{seed}.csv"), dirty::csv(seed));
    }
    shelf.ingest(input.path(), "2024-05");
    let outs = [Folder::new(), Folder::new()];
    let only = |overrides| taizhang::config::Overrides {
        only_unit: Some("长春市".to_owned()),
        ..overrides
    };
    support::run(only(support::overrides(&[input.path().to_owned()], outs[0].path(), AS_OF)));
    let of_store = taizhang::config::Overrides {
        store: Some(shelf.view(Known::Newest)),
        ..support::overrides(&[], outs[1].path(), AS_OF)
    };
    let config = taizhang::config::RunConfig::new(only(of_store)).unwrap();
    taizhang::pipeline::store_report(&config).unwrap();
    for name in ["rejects.csv", "findings.csv", "metrics.csv", "verdicts.csv"] {
        assert_eq!(
            support::table(outs[0].path(), name),
            support::table(outs[1].path(), name),
            "{name}"
        );
    }
    assert_eq!(support::record(outs[0].path())["files"], support::record(outs[1].path())["files"]);
    assert!(!support::table(outs[0].path(), "metrics.csv").is_empty());
}

#[test]
fn content_that_comes_again_counts_again_and_outlives_the_first() {
    let (mut shelf, out) = (Shelf::new(), Folder::new());
    let state = Folder::new();
    // A correction in April is taken back by May, which brings March's file once more.
    for (label, seed) in [("2024-03", 1), ("2024-04", 2), ("2024-05", 1)] {
        state.write(&format!("{label}/a.csv"), dirty::csv(seed));
        shelf.ingest(&state.join(label), label);
    }
    let expected = |out: &Folder| {
        support::run(support::overrides(&[state.path().to_owned()], out.path(), AS_OF));
        let figures = tables(out.path()).into_iter().filter(|(name, _)| *name != "repairs.csv");
        figures.collect::<Vec<_>>()
    };
    let found = |shelf: &Shelf, out: &Folder| {
        shelf.report(out.path(), AS_OF, Known::Newest);
        let figures = tables(out.path()).into_iter().filter(|(name, _)| *name != "repairs.csv");
        figures.collect::<Vec<_>>()
    };
    assert_eq!(found(&shelf, &out), expected(&Folder::new()));
    shelf.withdraw("2024-03");
    std::fs::remove_dir_all(state.join("2024-03")).unwrap();
    assert_eq!(found(&shelf, &out), expected(&Folder::new()));
    let shown = shelf.batch(BatchAction::Show("2024-05".to_owned())).unwrap();
    assert_eq!(shown.json["files"].as_array().unwrap().len(), 1);
}

#[test]
fn the_same_file_read_otherwise_is_another() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    input.write("a.csv", dirty::csv(1));
    shelf.ingest(input.path(), "2024-05");
    let told = shelf.take_with(&[input.path().to_owned()], "2024-05", Some("长春市")).unwrap_err();
    assert!(told.to_string().contains("batch replace"), "{told}");
    let other = shelf.take_with(&[input.path().to_owned()], "2024-06", Some("长春市")).unwrap();
    assert_eq!(other.json["files"].as_array().unwrap().len(), 1);
}

#[test]
fn labels_with_what_cannot_be_seen_are_refused() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    input.write("a.csv", dirty::csv(1));
    for odd in ["\u{200b}", "\u{200f}", "\u{feff}", "\u{202e}", "\u{a0}", "\u{ad}", "\u{3000}"] {
        for label in [format!("2024-05{odd}"), format!("2024{odd}-05"), format!("{odd}2024-05")] {
            let told = shelf.take(&[input.path().to_owned()], &label, false).unwrap_err();
            assert!(told.to_string().contains("看不见的字符"), "{label:?}: {told}");
        }
    }
    assert!(!shelf.store().exists());
    shelf.ingest(input.path(), "2024 年 5 月（补）");
}

#[test]
fn what_another_delivery_has_brought_is_taken_once_too() {
    let (mut shelf, one, two) = (Shelf::new(), Folder::new(), Folder::new());
    one.write("a.csv", dirty::csv(1));
    two.write("a.csv", dirty::csv(1));
    two.write("é.csv", dirty::csv(1));
    shelf.ingest(one.path(), "2024-05");
    let told = shelf.ingest(two.path(), "2024-06");
    assert_eq!(told.json["files"].as_array().unwrap().len(), 1);
    assert_eq!(told.json["twice"], serde_json::json!([["é.csv", "a.csv"]]));
    let shown = |shelf: &mut Shelf, label: &str| {
        shelf.batch(BatchAction::Show(label.to_owned())).unwrap().json["files"].clone()
    };
    let counts = |files: &serde_json::Value| files[0]["rows"].clone();
    let (first, second) = (shown(&mut shelf, "2024-05"), shown(&mut shelf, "2024-06"));
    assert_eq!(second.as_array().unwrap().len(), 1);
    assert_eq!(counts(&first), counts(&second));
    // Nor does it come in when it is offered once more.
    assert_eq!(shelf.ingest(two.path(), "2024-06").json["files"].as_array().unwrap().len(), 0);
    assert_eq!(version(&mut shelf), 2);
}

#[test]
fn what_was_delivered_is_not_told_to_be_missing() {
    let (mut shelf, first, second) = (Shelf::new(), Folder::new(), Folder::new());
    first.write("a.csv", dirty::csv(1));
    shelf.ingest(first.path(), "A");
    second.write("b.csv", dirty::csv(2));
    second.write("c.csv", dirty::csv(3));
    shelf.ingest(second.path(), "B");
    // Another delivery knows the one, the other is the same once more.
    second.write("b.csv", dirty::csv(1));
    second.write("c.csv", dirty::csv(1));
    let told = shelf.take(&[second.path().to_owned()], "B", true).unwrap();
    assert!(!told.notices.iter().any(|notice| notice.contains("没有")), "{:?}", told.notices);
    assert_eq!(told.json["withdrawn"], serde_json::json!(["b.csv", "c.csv"]));
    std::fs::remove_file(second.join("c.csv")).unwrap();
    std::fs::rename(second.join("b.csv"), second.join("d.csv")).unwrap();
    let told = shelf.take(&[second.path().to_owned()], "B", true).unwrap();
    assert!(told.notices.iter().any(|notice| notice.contains("如“b.csv”")), "{:?}", told.notices);
}

#[test]
fn a_month_written_otherwise_is_told_of() {
    let (mut shelf, input) = (Shelf::new(), Folder::new());
    input.write("a.csv", dirty::csv(1));
    for label in ["2025-9", "2025.09", "202509", "2025年9月"] {
        let told = shelf.ingest(input.path(), label);
        assert_eq!(told.state, State::Sound);
        let (named, better) = (format!("“{label}”"), "--batch 2025-09");
        let is_meant = |notice: &&String| notice.contains(&named) && notice.contains(better);
        assert_eq!(told.notices.iter().filter(is_meant).count(), 1, "{:?}", told.notices);
    }
    for label in ["2025-09", "2025-09-补", "三季度"] {
        let told = shelf.ingest(input.path(), label);
        assert!(!told.notices.iter().any(|it| it.contains("--batch")), "{:?}", told.notices);
    }
}

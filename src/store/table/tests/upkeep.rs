//! Several writers, clocks, old versions, damage.

use std::path::PathBuf;

use serde_json::json;

use super::super::{FULL_FILE, Found, leftovers, log_entry, remove_leftovers};
use super::*;
use crate::store::lock::Lock;

/// A table with as many deliveries, one after another.
fn delivered(folder: &TestFolder, deliveries: u64) -> Table {
    let mut table = create(folder).unwrap();
    for number in 1..=deliveries {
        let first = i64::try_from(number).unwrap() * 10;
        let mut change = table.change();
        change.add(&partition("长春市"), &[rows(first..first + 12, number, None)]).unwrap();
        table = commit(change, first).unwrap();
    }
    table
}

#[test]
fn who_comes_second_is_told_and_overwrites_nothing() {
    let folder = TestFolder::new();
    let table = delivered(&folder, 1);
    let other = Table::open(folder.path()).unwrap().unwrap();
    let mut change = other.change();
    change.add(&partition("长春市"), &[rows([1], 2, None)]).unwrap();
    let mut first = table.change();
    first.add(&partition("长春市"), &[rows([2], 2, None)]).unwrap();
    let first = commit(first, 20).unwrap();
    let told = commit(change, 20).unwrap_err();
    assert!(matches!(told, StoreError::Conflict { version: 2, .. }), "{told}");
    let now = Table::open(folder.path()).unwrap().unwrap();
    assert_eq!(now.files(), first.files());
    assert_eq!(now.verify().unwrap(), []);
    assert_eq!(leftovers(folder.path(), Some(&now)).unwrap().len(), 1);
    assert!(matches!(create(&folder), Err(StoreError::Conflict { version: 0, .. })));
}

#[test]
fn a_clock_that_is_set_back_does_not_turn_time_back() {
    let folder = TestFolder::new();
    let table = delivered(&folder, 2);
    let table = commit(table.change(), -1000).unwrap();
    let times: Vec<_> = table.commits().unwrap().iter().map(|commit| commit.time).collect();
    let later = time(20) + chrono::TimeDelta::milliseconds(1);
    assert_eq!(times, [time(0), time(10), time(20), later].map(Some));
    assert_eq!(table.version_at(time(10)).unwrap(), Some(1));
    assert_eq!(table.version_at(time(19)).unwrap(), Some(1));
    assert_eq!(table.version_at(time(-1)).unwrap(), None);
}

#[test]
fn a_change_that_is_given_up_leaves_nothing() {
    let folder = TestFolder::new();
    let table = delivered(&folder, 1);
    let mut change = table.change();
    change.add(&partition("吉林市"), &[rows(0..3, 2, None)]).unwrap();
    drop(change);
    assert_eq!(leftovers(folder.path(), Some(&table)).unwrap(), []);
    let odd = RecordBatch::try_from_iter([("city", rows([1], 1, None).column(0).clone())]).unwrap();
    let mut change = table.change();
    assert!(change.add(&partition("吉林市"), &[odd]).is_err(), "a column of the partition");
    drop(change);
    assert_eq!(leftovers(folder.path(), Some(&table)).unwrap(), []);
}

#[test]
fn many_commits_are_opened_from_a_checkpoint() {
    let folder = TestFolder::new();
    let table = delivered(&folder, 9);
    let checkpoint = folder.path().join("_delta_log/00000000000000000008.checkpoint.parquet");
    assert!(checkpoint.exists());
    let reopened = Table::open(folder.path()).unwrap().unwrap();
    assert_eq!(reopened.files(), table.files());
    assert_eq!(reopened.files().len(), 9);
    assert_eq!(reopened.commits().unwrap().len(), 10, "the log stays whole");
    assert_eq!(reopened.verify().unwrap(), []);
}

#[test]
fn compacting_sorts_by_person_and_vacuum_keeps_what_is_asked() {
    let folder = TestFolder::new();
    let table = delivered(&folder, 4);
    let before = persons(&table);
    let table = table.compact(FULL_FILE, time(99), Map::new()).unwrap().unwrap();
    assert_eq!((table.version(), table.files().len()), (5, 1));
    let sorted = persons_of(&table, &table.files()[0]);
    assert_eq!(sorted, before);
    assert!(table.compact(FULL_FILE, time(100), Map::new()).unwrap().is_none());
    let lock = Lock::acquire(folder.path(), None).unwrap();
    assert_eq!(table.vacuum(&lock, 4).unwrap(), [], "version 4 still needs them");
    assert_eq!(leftovers(folder.path(), Some(&table)).unwrap(), []);
    assert_eq!(table.vacuum(&lock, 5).unwrap().len(), 4);
    let table = Table::open(folder.path()).unwrap().unwrap();
    assert_eq!(persons(&table), before);
    assert_eq!(table.verify().unwrap(), []);
}

#[test]
fn only_so_many_rows_are_merged() {
    let folder = TestFolder::new();
    let table = delivered(&folder, 5);
    let table = table.compact(30, time(99), Map::new()).unwrap().unwrap();
    let rows: Vec<u64> = table.files().iter().map(|file| file.rows).collect();
    assert_eq!(rows, [12, 24, 24]);
}

#[test]
fn columns_that_came_later_are_null_in_older_files() {
    let folder = TestFolder::new();
    let table = create(&folder).unwrap();
    let whole = rows(0..3, 1, None);
    let persons_only = whole.project(&[4]).unwrap();
    let mut change = table.change();
    change.add(&partition("长春市"), &[persons_only]).unwrap();
    let table = commit(change, 1).unwrap();
    let mut change = table.change();
    change.add(&partition("长春市"), &[whole]).unwrap();
    let table = commit(change, 2).unwrap();
    let nulls = |table: &Table| -> usize {
        let batches =
            table.files().iter().flat_map(|file| table.read(file, Some(&["name"])).unwrap());
        batches.map(|batch| batch.column(0).null_count()).sum()
    };
    assert_eq!(nulls(&table), 3);
    let table = table.compact(FULL_FILE, time(9), Map::new()).unwrap().unwrap();
    assert_eq!((nulls(&table), table.files().len()), (3, 1));
}

/// What verifying says after something was done to a sound table.
fn after(harm: impl FnOnce(&Table)) -> Vec<String> {
    let folder = TestFolder::new();
    let table = delivered(&folder, 5);
    assert_eq!(table.verify().unwrap(), []);
    harm(&table);
    table.verify().unwrap().into_iter().map(|problem| problem.what).collect()
}

fn first(table: &Table) -> PathBuf {
    table.files()[0].place(table.folder())
}

#[test]
fn damage_is_found() {
    let flipped = after(|table| {
        let mut content = std::fs::read(first(table)).unwrap();
        content[40] ^= 1;
        std::fs::write(first(table), content).unwrap();
    });
    assert_eq!(flipped, ["内容被改过，或磁盘已损坏"]);
    let cut = after(|table| {
        let content = std::fs::read(first(table)).unwrap();
        std::fs::write(first(table), &content[..content.len() - 1]).unwrap();
    });
    assert!(cut.len() == 1 && cut[0].contains("字节"), "{cut:?}");
    let gone = after(|table| std::fs::remove_file(first(table)).unwrap());
    assert!(gone.len() == 1 && gone[0].contains("不见了"), "{gone:?}");
    let log =
        |table: &Table, version: u64| table.folder().join(format!("_delta_log/{version:020}.json"));
    let hole = after(|table| std::fs::remove_file(log(table, 2)).unwrap());
    assert_eq!(hole, ["日志缺少这个版本"]);
    let garbled = after(|table| std::fs::write(log(table, 2), "{\"add\"").unwrap());
    assert!(garbled.len() == 1 && garbled[0].contains("日志无法解析"), "{garbled:?}");
    let other = after(|table| {
        std::fs::copy(log(table, 3), log(table, 2)).unwrap();
    });
    assert!(!other.is_empty(), "{other:?}");
}

#[test]
fn damaged_data_is_never_read() {
    let folder = TestFolder::new();
    let table = delivered(&folder, 1);
    let sound = std::fs::read(first(&table)).unwrap();
    for at in 0..sound.len() {
        let mut content = sound.clone();
        content[at] ^= 1 << (at % 8);
        std::fs::write(first(&table), content).unwrap();
        let error = table.read(&table.files()[0], Some(&["person"])).unwrap_err().to_string();
        let file = first(&table).display().to_string();
        assert!(error.contains(&file) && error.contains("store check"), "{error}");
    }
}

#[test]
fn what_has_no_name_of_ours_is_never_read() {
    let folder = TestFolder::new();
    let table = delivered(&folder, 1);
    let file = &table.files()[0];
    let other = file.path.replace(".parquet", "0.parquet");
    std::fs::copy(first(&table), folder.path().join(&other)).unwrap();
    table.read(file, None).unwrap();
    let renamed = DataFile { path: other, ..file.clone() };
    assert!(table.read(&renamed, None).unwrap_err().to_string().contains("被改过"));
}

#[test]
fn leftovers_of_a_table_that_never_came_to_be() {
    let folder = TestFolder::new();
    std::fs::create_dir_all(folder.path().join("_delta_log")).unwrap();
    let left = folder.path().join("_delta_log/.tmp-1-0-00000000000000000000.json");
    std::fs::write(&left, "{").unwrap();
    std::fs::create_dir_all(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/mine.parquet"), "somebody else's").unwrap();
    assert_eq!(leftovers(folder.path(), None).unwrap(), [Found { path: left, bytes: 1 }]);
}

#[test]
fn only_listed_columns_have_statistics() {
    let folder = TestFolder::new();
    let table = delivered(&folder, 1);
    let entry = std::fs::read_to_string(folder.path().join("_delta_log/00000000000000000001.json"))
        .unwrap();
    assert!(
        entry.contains("\\\"person\\\":10") && !entry.contains('甲') && !entry.contains("name\\\"")
    );
    let content = std::fs::read(first(&table)).unwrap();
    let footer = String::from_utf8_lossy(&content[content.len() - 900..]).into_owned();
    assert!(footer.contains("known_from") && !footer.contains("甲"), "{footer}");
}

#[test]
fn columns_without_a_value_are_not_written() {
    let folder = TestFolder::new();
    let table = create(&folder).unwrap();
    let batch = rows(0..3, 1, None);
    let mut columns = batch.columns().to_vec();
    columns[0] = arrow_array::new_null_array(columns[0].data_type(), 3);
    let batch = RecordBatch::try_new(batch.schema(), columns).unwrap();
    let mut change = table.change();
    change.add(&partition("长春市"), std::slice::from_ref(&batch)).unwrap();
    let table = commit(change, 1).unwrap();
    let read = table.batches(&table.files()[0], None).unwrap();
    assert!(!read.holds("name") && read.holds("withdrawn_by"));
    let read: Vec<RecordBatch> = read.collect::<Result<_, _>>().unwrap();
    assert_eq!(read[0].column_by_name("name").unwrap().null_count(), 3);
}

#[test]
fn damaged_checkpoints_cost_time_and_no_data() {
    let harms: [fn(&std::path::Path); 3] = [
        |log| std::fs::write(log.join("00000000000000000008.checkpoint.parquet"), "PAR1").unwrap(),
        |log| std::fs::remove_file(log.join("00000000000000000008.checkpoint.parquet")).unwrap(),
        |log| std::fs::write(log.join("_last_checkpoint"), "{").unwrap(),
    ];
    for harm in harms {
        let folder = TestFolder::new();
        let table = delivered(&folder, 9);
        let log = folder.path().join("_delta_log");
        harm(&log);
        let opened = Table::open(folder.path()).unwrap().unwrap();
        assert_eq!(opened.files(), table.files());
        assert_eq!(opened.verify().unwrap(), []);
        let lock = Lock::acquire(folder.path(), None).unwrap();
        let left = leftovers(folder.path(), Some(&opened)).unwrap();
        remove_leftovers(&lock, &left).unwrap();
        let mended = Table::open(folder.path()).unwrap().unwrap();
        assert_eq!(mended.files(), table.files());
        assert_eq!(leftovers(folder.path(), Some(&mended)).unwrap(), []);
        assert_eq!(commit(mended.change(), 500).unwrap().version(), 10);
    }
}

/// The entry of the log with a text replaced.
fn edited(table: &Table, version: u64, from: &str, to: &str) {
    let path = log_entry(table.folder(), version);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn what_the_log_says_of_a_file_is_compared_with_it() {
    let harms = [
        ("\\\"person\\\":41", "\\\"person\\\":42", "最小值"),
        ("\\\"numRecords\\\":12", "\\\"numRecords\\\":13", "应有 13 行"),
        ("\\\"withdrawn_by\\\":12", "\\\"withdrawn_by\\\":11", "最小值"),
        ("\\\"withdrawn_by\\\":12", "\\\"name\\\":12", "最小值"),
    ];
    for (from, to, told) in harms {
        let folder = TestFolder::new();
        let table = delivered(&folder, 3);
        edited(&table, 3, from, to);
        let table = Table::open(folder.path()).unwrap().unwrap();
        let problems = table.verify().unwrap();
        assert_eq!(problems.len(), 1, "{to}: {problems:?}");
        assert!(problems[0].what.contains(told), "{to}: {problems:?}");
    }
}

#[test]
fn a_file_of_another_partition_than_its_folder_says_is_refused() {
    for (from, to) in
        [("长春市\"", "吉林市\""), ("\"2024\"", "\"2023\""), ("\"row\"", "\"reject\"")]
    {
        let folder = TestFolder::new();
        let table = delivered(&folder, 3);
        edited(&table, 3, from, to);
        let told = Table::open(folder.path()).unwrap_err().to_string();
        assert!(told.contains("分区与它所在的文件夹不符"), "{to}: {told}");
    }
}

#[test]
fn a_checkpoint_is_compared_with_all_that_the_entries_say() {
    for (from, to) in [("\\\"person\\\":31", "\\\"person\\\":32"), ("长春市\"", "吉林市\"")] {
        let folder = TestFolder::new();
        let table = delivered(&folder, 5);
        // What the checkpoint at version 4 says is not what this entry says any more.
        edited(&table, 2, from, to);
        let table = Table::open(folder.path()).unwrap().unwrap();
        let problems = table.verify().unwrap();
        assert_eq!(problems.len(), 1, "{to}: {problems:?}");
        assert!(problems[0].what.contains("检查点与日志不一致"), "{to}: {problems:?}");
    }
}

#[test]
fn a_checkpoint_is_compared_with_what_came_and_went() {
    let added = |_: &Table, entry: &str| {
        let line = entry.lines().find(|line| line.starts_with("{\"add\"")).unwrap();
        line.replace("/0000000003-0000-", "/0000000003-0009-")
    };
    let removed = |table: &Table, _: &str| {
        let is_early = |file: &&DataFile| file.path.contains("/0000000002-");
        let path = &table.files().iter().find(is_early).unwrap().path;
        let removal = json!({ "path": path, "dataChange": true, "deletionTimestamp": 1 });
        json!({ "remove": removal }).to_string()
    };
    let told = |line: &dyn Fn(&Table, &str) -> String| {
        let folder = TestFolder::new();
        let table = delivered(&folder, 5);
        // Before the checkpoint at version 4, which says nothing of it.
        let entry = log_entry(table.folder(), 3);
        let text = std::fs::read_to_string(&entry).unwrap();
        std::fs::write(&entry, format!("{}\n{}\n", text.trim_end(), line(&table, &text))).unwrap();
        let problems = Table::open(folder.path()).unwrap().unwrap().verify().unwrap();
        problems.into_iter().map(|problem| problem.what).collect::<Vec<_>>()
    };
    assert_eq!(told(&added), ["检查点中没有这个文件"]);
    assert_eq!(told(&removed), ["检查点与日志不一致"]);
}

#[test]
fn entries_behind_a_gap_are_told() {
    let folder = TestFolder::new();
    let table = delivered(&folder, 3);
    let gone = log_entry(table.folder(), 2);
    std::fs::rename(&gone, log_entry(table.folder(), 7)).unwrap();
    match Table::open(folder.path()) {
        Err(error) => assert!(error.to_string().contains("台账库"), "{error}"),
        Ok(table) => assert!(!table.unwrap().verify().unwrap().is_empty()),
    }
}

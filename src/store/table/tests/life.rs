//! Creating, committing, reading back.

use super::*;
use crate::store::table::Range;

#[test]
fn a_folder_without_a_commit_is_no_table() {
    let folder = TestFolder::new();
    assert!(Table::open(folder.path()).unwrap().is_none());
    std::fs::create_dir_all(folder.path().join("_delta_log")).unwrap();
    std::fs::write(folder.path().join("_delta_log/.tmp-1-0-00000000000000000000.json"), "")
        .unwrap();
    assert!(Table::open(folder.path()).unwrap().is_none());
}

#[test]
fn what_was_committed_is_read_back() {
    let folder = TestFolder::new();
    let table = create(&folder).unwrap();
    assert_eq!((table.version(), table.files().len()), (0, 0));
    let mut change = table.change();
    assert_eq!(change.version(), 1);
    change.add(&partition("长春市"), &[rows(0..5, 1, None), rows(5..9, 1, None)]).unwrap();
    change.add(&Partition::of_kind("reject"), &[rows([100], 1, Some(3))]).unwrap();
    let table = commit(change, 1).unwrap();
    let reopened = Table::open(folder.path()).unwrap().unwrap();
    assert_eq!(reopened.files(), table.files());
    assert_eq!(reopened.version(), 1);
    assert_eq!(reopened.schema().as_ref(), &schema());
    assert_eq!(reopened.property("taizhang.schema"), Some("1"));
    assert_eq!(reopened.property("delta.enableExpiredLogCleanup"), Some("false"));
    assert_eq!(persons(&reopened), [0, 1, 2, 3, 4, 5, 6, 7, 8, 100]);
    let [reject, row] = reopened.files() else { panic!("two files") };
    assert_eq!(reject.partition, Partition::of_kind("reject"));
    assert_eq!(row.partition, partition("长春市"));
    assert_eq!(row.range("person"), Some(Range { values: Some((0, 8)), nulls: 0 }));
    assert_eq!(row.range("start"), Some(Range { values: Some((19_000, 19_000)), nulls: 0 }));
    assert_eq!(row.range("withdrawn_by"), Some(Range { values: None, nulls: 9 }));
    assert_eq!(row.range("name"), None);
    let whole = reopened.read(row, None).unwrap();
    assert_eq!(whole[0].schema().fields().len(), schema().fields().len() - 4);
}

#[test]
fn removing_and_adding_is_one_commit() {
    let folder = TestFolder::new();
    let table = create(&folder).unwrap();
    let mut change = table.change();
    change.add(&partition("长春市"), &[rows(0..4, 1, None)]).unwrap();
    change.add(&partition("吉林市"), &[rows(4..6, 1, None)]).unwrap();
    let table = commit(change, 1).unwrap();
    let mut change = table.change();
    change.remove(&table.files()[0]);
    change.add(&table.files()[0].partition, &[rows([7], 2, None)]).unwrap();
    let table = commit(change, 2).unwrap();
    assert_eq!(persons(&table), persons(&Table::open(folder.path()).unwrap().unwrap()));
    assert_eq!(table.files().len(), 2);
    assert!(persons(&table).contains(&7));
}

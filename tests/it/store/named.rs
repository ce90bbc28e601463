//! Messages name the store's own files as they are called, so that they can be restored.

use super::{Shelf, program, said};
use crate::reference::dirty;
use crate::support::Folder;

#[test]
fn a_damaged_file_is_named_by_its_name() {
    let (mut shelf, folder) = (Shelf::new(), Folder::new());
    for number in [1, 2] {
        let input = folder.write(&format!("{number}.csv"), dirty::csv(number));
        shelf.ingest(&input, &format!("2024-0{number}"));
    }
    let name = "_delta_log/00000000000000000001.json";
    std::fs::write(shelf.store().join(name), "{}").unwrap();
    let told = program(&["store", "check", "--json"], &shelf.store(), None).output().unwrap();
    let found: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let path = found["damage"][0]["path"].as_str().unwrap();
    assert!(shelf.store().join(path).exists() && path.ends_with(name), "{found}");
    let told = program(&["store", "check"], &shelf.store(), None).output().unwrap();
    assert!(String::from_utf8_lossy(&told.stdout).contains(name), "{told:?}");
    let out = folder.join("out");
    let told = program(&["report", "--out", out.to_str().unwrap()], &shelf.store(), None).output();
    assert!(said(told.as_ref().unwrap()).contains(name), "{told:?}");
}

//! Results stay out of the store: every command refuses to write there, before anything is made.

use super::{Shelf, program, said};
use crate::reference::dirty;
use crate::support::{self, Folder};

#[test]
fn no_command_writes_into_the_store() {
    let (mut shelf, folder) = (Shelf::new(), Folder::new());
    let input = folder.write("1.csv", dirty::csv(1));
    shelf.ingest(&input, "2024-06");
    shelf.ingest(&folder.write("2.csv", dirty::csv(2)), "2024-07");
    let good = folder.join("good");
    let (store, report) = (shelf.store(), good.join("run.json"));
    let done = program(&["report", "--out", good.to_str().unwrap()], &store, None).output();
    assert!(done.unwrap().status.code() <= Some(1));
    let (input, report) = (input.to_str().unwrap(), report.to_str().unwrap());
    let before = support::contents(&store);
    for place in ["_taizhang/y.csv", "_delta_log/y.csv", "新/夹/y.csv"] {
        let out = store.join(place);
        for words in [
            vec!["report"],
            vec!["run"],
            vec!["run", input, "--batch", "2024-08"],
            vec!["month"],
            vec!["verify"],
            vec!["diff", "1", "2"],
            vec!["explain", "--unit", "长春市"],
            vec!["reproduce", report],
        ] {
            let output = program(&words, &store, None).arg("--out").arg(&out).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{words:?}");
            assert!(said(&output).contains("台账库“"), "{words:?}: {}", said(&output));
            assert!(support::contents(&store) == before, "{words:?} wrote to {place}");
            assert!(!store.join("新").exists(), "{words:?}");
        }
    }
}

//! An encrypted store: the same figures, and nobody to be found in its bytes.

use std::path::Path;

use taizhang::config::{self, Known};
use taizhang::sample;

use super::{Shelf, tables};
use crate::support::{self, Folder};

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Whether bytes hold a text.
fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Numbers and names of persons in a ledger of the sample.
fn persons(ledger: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(ledger).unwrap();
    let is_id = |cell: &str| cell.len() == 18 && cell.bytes().take(17).all(|b| b.is_ascii_digit());
    let mut found = Vec::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split(',').collect();
        found.extend(cells.iter().filter(|cell| is_id(cell)).map(|cell| (*cell).to_owned()));
    }
    found
}

#[test]
fn nobody_is_found_and_every_figure_is_the_same() {
    let (mut plain, mut closed) = (Shelf::new(), Shelf::new());
    let key = closed.folder.join("key");
    config::new_key(&key).unwrap();
    closed.key = Some(key);
    let (input, outs) = (Folder::new(), [Folder::new(), Folder::new()]);
    let ledger = input.join("长春市");
    std::fs::create_dir_all(&ledger).unwrap();
    let (format, files_of) = (sample::Format::Csv, sample::FileLayout::Whole);
    let spec = sample::LedgerSpec { rows: 400, dirt: 0.2, seed: 5, format, files: files_of };
    sample::write_ledger(&ledger, &spec).unwrap();
    for shelf in [&mut plain, &mut closed] {
        shelf.ingest(input.path(), "2025-09");
    }
    plain.report(outs[0].path(), "2025-09-30", Known::Newest);
    closed.report(outs[1].path(), "2025-09-30", Known::Newest);
    assert_eq!(tables(outs[0].path()), tables(outs[1].path()));
    let sought: Vec<String> = files(&ledger).iter().flat_map(|file| persons(file)).collect();
    assert!(sought.len() > 200, "{}", sought.len());
    let bytes = |shelf: &Shelf| -> Vec<u8> {
        files(&shelf.store()).iter().flat_map(|file| std::fs::read(file).unwrap()).collect()
    };
    let found = bytes(&closed);
    for text in sought.iter().take(60) {
        assert!(!holds(&found, text), "{text}");
        // Nor as the integer that stands for it.
        let number: i64 = text[..17].parse().unwrap();
        assert!(!found.windows(8).any(|window| window == number.to_le_bytes()), "{text}");
    }
}

#[test]
fn only_its_key_opens_it() {
    let (mut closed, input, out) = (Shelf::new(), Folder::new(), Folder::new());
    input.write("a.csv", crate::reference::dirty::csv(4));
    let keys = ["one", "two"].map(|name| closed.folder.join(name));
    keys.iter().for_each(|key| config::new_key(key).unwrap());
    closed.key = Some(keys[0].clone());
    closed.ingest(input.path(), "2024-05");
    let mut opens = |key| {
        closed.key = key;
        let view = closed.view(Known::Newest);
        let overrides = config::Overrides {
            store: Some(view),
            ..support::overrides(&[], out.path(), "2024-06-30")
        };
        let config = config::RunConfig::new(overrides).unwrap();
        taizhang::pipeline::store_report(&config).map(|_| ()).map_err(|error| error.to_string())
    };
    assert!(opens(None).unwrap_err().contains("--key"));
    assert!(opens(Some(keys[1].clone())).unwrap_err().contains("不是"));
    opens(Some(keys[0].clone())).unwrap();
}

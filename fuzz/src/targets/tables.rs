//! Tables that are no ledgers: the brand registry, results read back, the list of approved repairs.

use std::sync::OnceLock;

use taizhang::model::finding::SheetId;
use taizhang::model::policy;
use taizhang::pipeline::Approved;
use taizhang::read::content::Content;
use taizhang::read::counts::{read_counts, read_links};
use taizhang::read::registry::{Conditions, Filing, Rules};
use taizhang::read::table::read_table;

use super::knowledge;

fn conditions() -> &'static Conditions {
    static CONDITIONS: OnceLock<Conditions> = OnceLock::new();
    CONDITIONS.get_or_init(|| {
        let mut conditions = Conditions::default();
        for policy in policy::shipped().expect("shipped data") {
            let ids = policy.conditions().map(|condition| condition.id.as_str());
            conditions.add(&policy.id, &policy.document, ids);
            policy.grounds.iter().for_each(|ground| conditions.add_ground(&ground.name));
        }
        conditions
    })
}

/// Brand registries, on one file: TOML behind a first byte `t`, any table behind another; `\0` ends a file.
pub fn registry(bytes: &[u8]) {
    let columns = knowledge::words().registry();
    let mut filing = Filing::default();
    for (file, bytes) in (0u32..).zip(bytes.split(|byte| *byte == 0).take(3)) {
        let Some((kind, rest)) = bytes.split_first() else { continue };
        if *kind == b't' {
            let text = String::from_utf8_lossy(rest);
            filing.add_toml(SheetId { file, sheet: 0 }, "品牌库.toml", &text, columns);
        } else if let Ok(pages) = read_table(&Content::Memory(rest.to_vec().into())) {
            for page in pages {
                let id = SheetId { file, sheet: page.number };
                filing.add_table(id, &page.name, &page.rows, columns);
            }
        }
    }
    let rules = Rules {
        columns,
        regions: knowledge::regions(),
        conditions: conditions(),
        as_of: knowledge::as_of(),
    };
    let (registry, findings) = filing.file(&rules);
    assert!(findings.is_sorted());
    assert!(registry.entries().all(|entry| !entry.name.is_empty()));
}

/// Tables that the program wrote or the user approved, which are read strictly; the first byte says which.
pub fn lists(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let content = Content::Memory(rest.to_vec().into());
    match kind % 3 {
        0 => drop(read_counts(&content, "counts.csv")),
        1 => drop(read_links(&content, "links.csv")),
        _ => drop(Approved::of_content(&content, "repairs.csv")),
    }
}

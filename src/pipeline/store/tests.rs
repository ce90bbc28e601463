//! What goes into the store comes out as it was.

use std::fmt::Write as _;
use std::path::Path;

use crate::config::{Overrides, RunConfig};
use crate::model::delivery::Delivered;
use crate::model::finding::Finding;
use crate::model::ledger::{CleanBlock, TextId};
use crate::model::source::SourceFile;
use crate::pipeline::approved::Approved;
use crate::pipeline::gather;
use crate::pipeline::ingest::{Ingest, ingest};
use crate::pipeline::knowledge::Knowledge;
use crate::store::record::{Arrays, Decoding, Encoding, Filing, Part, batch, load, places};

use super::deliver::deliver;

fn config() -> RunConfig {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let overrides = Overrides {
        inputs: vec![folder],
        as_of: "2025-09-30".parse().ok(),
        out: "out".into(),
        ..Overrides::default()
    };
    RunConfig::new(overrides).expect("settings")
}

/// Everything that a block says, without its indexes.
fn told(block: &CleanBlock) -> String {
    let text = |id: TextId| id.is_some().then(|| block.texts[id.0 as usize].clone());
    let mut out = format!("{:?} {:?} {:?}\n", block.sheet, block.kind, block.skipped);
    for (index, row) in block.rows.iter().enumerate() {
        let class = block.class(row);
        let person = block.persons[index];
        let document = person.document_index().map(|index| &block.documents[index as usize]);
        let person = document.is_none().then_some(person);
        let course = if block.course_list.is_empty() {
            let target = block.targets[class.course as usize];
            format!(
                "{:?} {:?} {:?} {:?}",
                target.unit,
                text(target.brand),
                text(target.class_no),
                text(target.occupation)
            )
        } else {
            format!("{:?}", block.course_list[class.course as usize])
        };
        let texts = [class.occupation, class.county, class.base].map(text);
        let days = (class.start, class.end, class.mode);
        writeln!(
            out,
            "{} {person:?} {document:?} {course} {texts:?} {days:?} {} {:?} {:?}",
            row.number,
            row.name,
            row.values,
            block.particulars.of(index)
        )
        .expect("a string");
    }
    writeln!(out, "{:?}\n{:?}\n{:?}", block.origins, block.rejected, block.heads)
        .expect("a string");
    out + &said(&block.findings)
}

fn said(findings: &[Finding]) -> String {
    let mut findings: Vec<String> = findings.iter().map(|finding| format!("{finding:?}")).collect();
    findings.sort();
    findings.join("\n")
}

fn of_file(source: &SourceFile, blocks: &[CleanBlock], findings: &[Finding]) -> Vec<String> {
    let blocks = blocks.iter().map(told);
    [format!("{source:?}"), said(findings)].into_iter().chain(blocks).collect()
}

/// The files in the store, and out of it by `as_of`.
fn through(delivered: &[Delivered], as_of: &str, knowledge: &Knowledge) -> Vec<Vec<String>> {
    let Knowledge { words, regions, .. } = knowledge;
    let filing = |delivered| Filing { delivered, batch: "2025-09", object: None };
    let filings: Vec<Filing<'_>> = delivered.iter().map(filing).collect();
    let encoding = Encoding { version: 1, regions, words };
    let parts = places(&filings, &encoding).into_iter().map(|(partition, places)| {
        let records: Vec<_> =
            places.iter().map(|place| place.record(&encoding).expect("words")).collect();
        Part {
            kind: partition.kind,
            province: partition.province,
            city: partition.city,
            arrays: Arrays::of(&batch(&records).expect("a batch")),
            records: records.len(),
        }
    });
    let parts: Vec<Part> = parts.collect();
    let as_of = as_of.parse().expect("a date");
    let decoding = Decoding { version: 1, as_of, only: None, particulars: true, regions, words };
    let loaded = load(&parts, &decoding).expect("understood");
    loaded.iter().map(|file| of_file(&file.source, &file.blocks, &file.findings)).collect()
}

#[test]
fn what_was_delivered_comes_back_by_every_as_of_date() {
    let config = config();
    let knowledge = Knowledge::load(None).expect("shipped");
    let approved = Approved::default();
    let with = knowledge.ingest(&config, &approved).expect("options");
    let files = gather::input_files(&config).expect("files");
    let files: Vec<_> = (0..).zip(&files).collect();
    let delivered: Vec<Delivered> =
        files.iter().map(|(index, file)| deliver(file, *index, &with)).collect();
    assert!(delivered.iter().any(|file| !file.unborn.is_empty()), "somebody born late");
    for as_of in ["2025-09-30", "2019-12-31", "2099-12-31"] {
        let with = Ingest { as_of: as_of.parse().expect("a date"), particulars: true, ..with };
        let expected = files.iter().map(|(index, file)| {
            let file = ingest(file, *index, &with);
            of_file(&file.source, &file.blocks, &file.findings)
        });
        let found = through(&delivered, as_of, &knowledge);
        assert_eq!(found.len(), delivered.len());
        for (found, expected) in found.iter().zip(expected) {
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!(found, expected, "{as_of}");
            }
            assert_eq!(found.len(), expected.len());
        }
    }
}

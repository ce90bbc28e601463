//! Ledgers of every format: every row of every sheet is read, and what becomes of the rows adds up.

use std::collections::BTreeSet;

use encoding_rs::{GB18030, UTF_8};
use taizhang::model::finding::{Code, SheetId};
use taizhang::model::layout::Layout;
use taizhang::model::mapping::Mappings;
use taizhang::model::sheet::RawBlock;
use taizhang::pipeline::{Approved, Ingest, ingest};
use taizhang::read::archive;
use taizhang::read::container::{Container, Rows};
use taizhang::read::content::Content;
use taizhang::read::discover::InputFile;
use taizhang::read::error::ReadError;
use taizhang::read::sheet_table::SheetTable;
use taizhang::read::sniff::{self, Format, Text};

use super::{knowledge, package};

/// Delimited text.
pub fn csv(bytes: &[u8]) {
    examine(bytes, Format::Text(text(bytes)));
}

/// Pages with tables.
pub fn html(bytes: &[u8]) {
    examine(bytes, Format::Html(text(bytes)));
}

/// SpreadsheetML 2003.
pub fn spreadsheetml(bytes: &[u8]) {
    examine(bytes, Format::SpreadsheetMl(text(bytes)));
}

/// BIFF5 and BIFF8 in an OLE2 container.
pub fn xls(bytes: &[u8]) {
    examine(bytes, Format::Ole);
}

/// Office Open XML; see [`package`] for how the bytes become one.
pub fn xlsx(bytes: &[u8]) {
    examine(&package::xlsx(bytes), Format::Zip);
}

/// OpenDocument.
pub fn ods(bytes: &[u8]) {
    examine(&package::ods(bytes), Format::Zip);
}

/// Archives and what is in them.
pub fn zip(bytes: &[u8]) {
    let packed = package::archive(bytes);
    for file in archive::open_archives(vec![input("a.zip", &packed)]) {
        assert!(file.relative.starts_with("a.zip") && !file.relative.contains("/../"));
        let Ok(content) = file.content.load() else { continue };
        if let Ok(fingerprint) = sniff::fingerprint(&content) {
            let _ = read(&content, fingerprint.format);
        }
        account(&file);
    }
}

/// Text in the encoding that it has.
fn text(bytes: &[u8]) -> Text {
    let valid = std::str::from_utf8(bytes).is_ok();
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, bom)) => Text { encoding, bom },
        None => Text { encoding: if valid { UTF_8 } else { GB18030 }, bom: 0 },
    }
}

fn input(name: &str, bytes: &[u8]) -> InputFile {
    InputFile {
        relative: name.to_owned(),
        path: name.into(),
        root: String::new(),
        content: Content::Memory(bytes.to_vec().into()),
    }
}

/// Reads bytes as a file of this format, and then as a run does, which finds out the format by itself.
fn examine(bytes: &[u8], format: Format) {
    let file = input("吉林省/长春市/台账", bytes);
    let _ = read(&file.content, format);
    account(&file);
}

fn read(content: &Content, format: Format) -> Result<(), ReadError> {
    if format == Format::Empty {
        return Ok(());
    }
    let container = Container::open(content, format)?;
    for (index, number) in (0..container.sheets().len()).zip(0u32..) {
        let id = SheetId { file: 0, sheet: number };
        let Some(sheet) = container.sheet(index, id, knowledge::words())? else { continue };
        let mut next_row = 1;
        match sheet.rows {
            Rows::Chunks(file) => {
                for chunk in file.chunks()? {
                    check(&file.split(chunk?)?, &mut next_row);
                }
            }
            Rows::Cells(cells) => {
                let layouts: Vec<&Layout> = match &sheet.table {
                    SheetTable::Found(table) => vec![&table.layout],
                    _ => Vec::new(),
                };
                cells.each_block(&layouts, &mut |block| {
                    check(&block, &mut next_row);
                    Ok(())
                })?;
            }
        }
    }
    Ok(())
}

/// Blocks follow each other without a gap, and every cell can be read.
fn check(block: &RawBlock, next_row: &mut u32) {
    assert_eq!(block.first_row, *next_row, "blocks follow each other");
    for index in 0..block.len() {
        let row = block.row(index);
        let cells = row.cells().map(|cell| cell.text().len()).filter(|length| *length > 0).count();
        assert!(cells <= row.width());
    }
    *next_row = block.row_number(block.len());
}

/// Rows read = accepted + rejected + skipped; every accepted and every rejected row is one of the sheet, and once.
fn account(file: &InputFile) {
    let (mappings, approved) = (Mappings::default(), Approved::default());
    let with = Ingest {
        words: knowledge::words(),
        mappings: &mappings,
        regions: knowledge::regions(),
        default_unit: None,
        only_unit: None,
        as_of: knowledge::as_of(),
        claims: knowledge::claims(),
        kinds: knowledge::kinds(),
        kind: None,
        repairs: &approved,
        sample_rows: 3,
        particulars: false,
    };
    let ingested = ingest(file, 0, &with);
    let counts = &ingested.source.rows;
    assert!(counts.is_balanced(), "{counts:?}");
    let (mut rows, mut accepted, mut rejected) = (BTreeSet::new(), 0, 0);
    let mut reasons = BTreeSet::new();
    for block in &ingested.blocks {
        assert_eq!(block.rows.len(), block.persons.len());
        for row in &block.rows {
            assert!(rows.insert((block.sheet, row.number)), "row {} twice", row.number);
            assert!((row.class as usize) < block.class_list.len());
        }
        for row in &block.rejected {
            assert!(rows.insert((block.sheet, row.row)), "row {} twice", row.row);
        }
        accepted += block.rows.len() as u64;
        rejected += block.rejected.len() as u64;
        reasons.extend(block.findings.iter().map(|finding| (finding.at.sheet, finding.at.row)));
    }
    assert_eq!(accepted, counts.accepted);
    assert_eq!(rejected, counts.rejected_total());
    for block in &ingested.blocks {
        for row in &block.rejected {
            assert!(reasons.contains(&(block.sheet, row.row)), "row {} without reason", row.row);
        }
    }
    // Caught where a run reads files; here it is a find.
    let broken = |detail: &str| detail == "文件结构异常";
    let found = ingested.findings.iter();
    assert!(!found.clone().any(|f| f.code == Code::FileUnreadable && broken(&f.detail)));
}

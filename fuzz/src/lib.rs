//! What all targets do with bytes: open them as a file and read every row of every sheet.

use std::sync::OnceLock;

use encoding_rs::{GB18030, UTF_8};
use taizhang::model::finding::SheetId;
use taizhang::model::layout::Layout;
use taizhang::model::sheet::RawBlock;
use taizhang::model::vocabulary::Vocabulary;
use taizhang::read::archive;
use taizhang::read::container::{Container, Rows};
use taizhang::read::content::Content;
use taizhang::read::discover::InputFile;
use taizhang::read::error::ReadError;
use taizhang::read::sheet_table::SheetTable;
use taizhang::read::sniff::{self, Format, Text};

/// Reads bytes as a file of this format.
pub fn read(bytes: &[u8], format: Format) {
    let _ = read_as(&Content::Memory(bytes.to_vec().into()), format);
}

/// Reads bytes as a text in the encoding that they have.
pub fn read_text(bytes: &[u8], format: fn(Text) -> Format) {
    let valid = std::str::from_utf8(bytes).is_ok();
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, bom)) => Text { encoding, bom },
        None => Text { encoding: if valid { UTF_8 } else { GB18030 }, bom: 0 },
    };
    read(bytes, format(text));
}

/// Reads bytes as an archive, and what is in it.
pub fn read_archive(bytes: &[u8]) {
    let file = InputFile {
        relative: "a.zip".to_owned(),
        path: "a.zip".into(),
        root: String::new(),
        content: Content::Memory(bytes.to_vec().into()),
    };
    for file in archive::open_archives(vec![file]) {
        assert!(file.relative.starts_with("a.zip") && !file.relative.contains("/../"));
        let Ok(content) = file.content.load() else { continue };
        if let Ok(fingerprint) = sniff::fingerprint(&content) {
            let _ = read_as(&content, fingerprint.format);
        }
    }
}

fn read_as(content: &Content, format: Format) -> Result<(), ReadError> {
    static WORDS: OnceLock<Vocabulary> = OnceLock::new();
    let words = WORDS.get_or_init(|| Vocabulary::shipped().expect("shipped data"));
    if format == Format::Empty {
        return Ok(());
    }
    let container = Container::open(content, format)?;
    for (index, number) in (0..container.sheets().len()).zip(0u32..) {
        let id = SheetId { file: 0, sheet: number };
        let Some(sheet) = container.sheet(index, id, words)? else { continue };
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
    assert_eq!(block.first_row, *next_row);
    for index in 0..block.len() {
        let bytes: usize = block.row(index).cells().map(|cell| cell.text().len()).sum();
        assert!(bytes < usize::MAX);
    }
    *next_row = block.row_number(block.len());
}

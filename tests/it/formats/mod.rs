//! Every format: the fixtures of `tests/formats` read as their csv twin, what is no table is refused by name, limits
//! hold, and damaged bytes do no harm.

mod limits;
mod mutations;
mod refused;
mod twins;

use std::io::{Cursor, Write};
use std::path::PathBuf;

use taizhang::model::finding::SheetId;
use taizhang::model::sheet::RawBlock;
use taizhang::model::vocabulary::Vocabulary;
use taizhang::read::archive;
use taizhang::read::container::{Container, Rows};
use taizhang::read::content::Content;
use taizhang::read::discover::InputFile;
use taizhang::read::error::ReadError;
use taizhang::read::sheet_table::SheetTable;
use taizhang::read::sniff::{self, Format};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support;

pub type Cells = Vec<Vec<String>>;

/// The fixtures, by name.
pub fn fixtures() -> Vec<PathBuf> {
    let folder = support::project().join("tests/formats");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "md"))
        .collect();
    paths.sort();
    paths
}

/// An archive of these entries.
pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with one sheet, whose XML this is, and these shared strings.
pub fn xlsx(sheet: &str, shared: Option<&str>) -> Vec<u8> {
    let ns = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
        xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let book = format!(
        "<workbook {ns}><sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
            <Relationship Id=\"r1\" Target=\"{target}\" Type=\
            \"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\"/>\
            </Relationships>"
        )
    };
    let package = relations("officeDocument", "xl/workbook.xml");
    let relations = relations("worksheet", "worksheets/sheet1.xml");
    let sheet = format!("<worksheet {ns}>{sheet}</worksheet>");
    let mut parts = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend(shared.map(|shared| ("xl/sharedStrings.xml", shared.as_bytes())));
    zip(&parts)
}

/// Everything that a file holds: its archives opened, its visible sheets with their merged cells filled in.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<Vec<Cells>, ReadError> {
    let file = InputFile {
        relative: name.to_owned(),
        path: name.into(),
        root: String::new(),
        content: Content::Memory(bytes.into()),
    };
    let words = Vocabulary::shipped().unwrap();
    let mut sheets = Vec::new();
    for file in archive::open_archives(vec![file]) {
        sheets.extend(read_one(&file.content, &words)?);
    }
    Ok(sheets)
}

fn read_one(content: &Content, words: &Vocabulary) -> Result<Vec<Cells>, ReadError> {
    let content = content.load()?;
    let format = sniff::fingerprint(&content)?.format;
    if format == Format::Empty {
        return Ok(Vec::new());
    }
    let container = Container::open(&content, format)?;
    let mut sheets = Vec::new();
    for (number, entry) in container.sheets().iter().enumerate().filter(|(_, entry)| entry.visible)
    {
        let id = SheetId { file: 0, sheet: number as u32 };
        let Some(sheet) = container.sheet(number, id, words)? else { continue };
        assert!(entry.visible);
        let mut rows = Cells::new();
        match sheet.rows {
            Rows::Chunks(file) => {
                for chunk in file.chunks()? {
                    add(&mut rows, &file.split(chunk?)?);
                }
            }
            Rows::Cells(cells) => {
                let layouts = match &sheet.table {
                    SheetTable::Found(table) => vec![&table.layout],
                    _ => Vec::new(),
                };
                cells.each_block(&layouts, &mut |block| {
                    add(&mut rows, &block);
                    Ok(())
                })?;
            }
        }
        sheets.push(rows);
    }
    Ok(sheets)
}

fn add(rows: &mut Cells, block: &RawBlock) {
    assert_eq!(block.first_row as usize, rows.len() + 1, "blocks follow each other");
    for index in 0..block.len() {
        let mut row: Vec<String> =
            block.row(index).cells().map(|cell| cell.text().into_owned()).collect();
        while row.last().is_some_and(|cell| cell.trim().is_empty()) {
            row.pop();
        }
        rows.push(row);
    }
}

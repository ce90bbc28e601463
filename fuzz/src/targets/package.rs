//! Zip files for the targets that read them. Bytes that are none become one, so that fuzzing changes what is packed and
//! not the packing: `==> NAME` on a line begins a part, what stands above the first such line is the main part, and
//! `a.zip//NAME` is a part of an archive within the archive.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const MARK: &[u8] = b"==> ";
const WITHIN: &str = "//";

type Parts = BTreeMap<String, Vec<u8>>;

const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A workbook; parts that the bytes do not name are those of a book with two sheets.
pub fn xlsx(bytes: &[u8]) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |list: &[String]| {
        format!("<Relationships xmlns=\"{RELATIONS}\">{}</Relationships>", list.concat())
    };
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"台账\" sheetId=\"1\" \
         r:id=\"r1\"/><sheet name=\"二\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>"
    );
    let defaults = [
        ("[Content_Types].xml", types.to_owned()),
        ("_rels/.rels", relations(&[relation("r1", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", book),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[
                relation("r1", "worksheet", "worksheets/sheet1.xml"),
                relation("r2", "worksheet", "worksheets/sheet2.xml"),
                relation("r3", "sharedStrings", "sharedStrings.xml"),
                relation("r4", "styles", "styles.xml"),
            ]),
        ),
        (
            "xl/worksheets/sheet2.xml",
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData/></worksheet>"),
        ),
    ];
    packed(bytes, "xl/worksheets/sheet1.xml", &defaults)
}

/// An OpenDocument spreadsheet.
pub fn ods(bytes: &[u8]) -> Vec<u8> {
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    packed(bytes, "content.xml", &[("mimetype", kind.to_owned())])
}

/// An archive.
pub fn archive(bytes: &[u8]) -> Vec<u8> {
    packed(bytes, "台账.csv", &[])
}

fn packed(bytes: &[u8], main: &str, defaults: &[(&str, String)]) -> Vec<u8> {
    if bytes.starts_with(b"PK") {
        return bytes.to_vec();
    }
    let mut parts = parts(bytes, main);
    for (name, content) in defaults {
        parts.entry((*name).to_owned()).or_insert_with(|| content.clone().into_bytes());
    }
    zip(parts)
}

fn parts(bytes: &[u8], main: &str) -> Parts {
    let mut parts = Parts::new();
    let (mut name, mut content) = (main.to_owned(), Vec::new());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if let Some(next) = line.strip_prefix(MARK) {
            let next = String::from_utf8_lossy(next).trim().to_owned();
            put(&mut parts, std::mem::replace(&mut name, next), std::mem::take(&mut content));
        } else {
            content.extend_from_slice(line);
        }
    }
    put(&mut parts, name, content);
    parts
}

/// The last of several parts of a name counts; an empty main part is none.
fn put(parts: &mut Parts, name: String, mut content: Vec<u8>) {
    if content.last() == Some(&b'\n') {
        content.pop();
    }
    if !content.is_empty() {
        parts.insert(name, content);
    }
}

fn zip(parts: Parts) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut within: BTreeMap<String, Parts> = BTreeMap::new();
    let mut add = |name: &str, content: &[u8]| {
        if writer.start_file(name, options).is_ok() {
            writer.write_all(content).expect("memory");
        }
    };
    for (name, content) in parts {
        match name.split_once(WITHIN) {
            Some((archive, name)) => {
                within.entry(archive.to_owned()).or_default().insert(name.to_owned(), content);
            }
            None => add(&name, &content),
        }
    }
    for (name, parts) in within {
        add(&name, &zip(parts));
    }
    writer.finish().map_or_else(|_| Vec::new(), Cursor::into_inner)
}

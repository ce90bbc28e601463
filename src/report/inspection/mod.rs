//! How files were understood: as a text for the terminal, as JSON, as a mapping file to edit.

mod json;
mod mapping_file;
mod problems;
mod text;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use super::mask::Mask;
use crate::model::field::Field;
use crate::model::finding::Code;
use crate::model::inspection::{FileReading, Metadata};
use crate::model::source::FileKind;
use crate::model::vocabulary::Vocabulary;

/// For people, in lines of at most `width` half-width characters.
#[must_use]
pub fn inspection_text(
    files: &[FileReading],
    words: &Vocabulary,
    width: usize,
    full_ids: bool,
) -> String {
    text::of(files, words, width, mask(full_ids))
}

/// For programs: an object for one file, an array for several.
///
/// # Errors
/// When a value cannot be written, which should not happen.
pub fn inspection_json(files: &[FileReading], full_ids: bool) -> Result<String, serde_json::Error> {
    json::of(files, mask(full_ids))
}

/// Writes what was understood as a mapping file.
///
/// # Errors
/// When it cannot be written, or there is one already: it may have been edited.
pub fn write_mapping(files: &[FileReading], words: &Vocabulary, path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(mapping_file::of(files, words).as_bytes())
}

fn mask(full_ids: bool) -> Mask {
    if full_ids { Mask::Off } else { Mask::On }
}

/// csv, tsv, or the kind of workbook; `None` for what cannot be processed.
fn format(file: &FileReading) -> Option<&str> {
    match file.delimiter {
        Some('\t') => Some("tsv"),
        Some(_) => Some("csv"),
        None => Some(&*file.source.encoding).filter(|format| !format.is_empty()),
    }
}

/// The encoding of text; `None` for workbooks, which are not text.
fn encoding(file: &FileReading) -> Option<&str> {
    file.delimiter.map(|_| &*file.source.encoding)
}

fn kind(file: &FileReading) -> &'static str {
    match file.source.kind {
        FileKind::Ledger => "ledger",
        FileKind::Registry => "registry",
        FileKind::NameList => "name_list",
        FileKind::Claims => "claims",
        FileKind::Repairs => "repairs",
        FileKind::Counts => "counts",
        FileKind::Unusable => "unusable",
    }
}

/// The value of a line above a table; whoever filled the form in is hidden as a trainee would be.
fn metadata_value(line: &Metadata, mask: Mask) -> String {
    let of_person = line.key.ends_with('人') || line.key.contains("教师");
    let field = of_person.then_some(Field::Name);
    mask.value(field, Code::IdMissing, &line.value).into_owned()
}

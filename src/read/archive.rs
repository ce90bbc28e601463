//! Archives among the input files: each entry that can be a ledger becomes an input file of its own, named
//! `archive.zip/folder/name.xlsx`. Entries are inflated when it is their turn to be read.

use std::io::Read;
use std::sync::Arc;

use encoding_rs::GB18030;
use zip::System;

use super::content::Content;
use super::discover::{self, InputFile};
use super::error::ReadError;
use super::limits::{self, TooLarge};
use super::package::{self, Package, Zip};

/// Puts what archives hold in their place, in the byte order of the paths. An archive that cannot be listed, or holds
/// nothing that can be a ledger, stays and is reported when it is read.
#[must_use]
pub fn open_archives(files: Vec<InputFile>) -> Vec<InputFile> {
    let mut opened = Vec::new();
    for file in files {
        let mut budget = limits::NESTED_ARCHIVE_BYTES;
        match entries(&file, 1, &mut budget) {
            Ok(Some(entries)) => opened.extend(entries),
            _ => opened.push(file),
        }
    }
    opened.sort_by(|a, b| (&a.relative, &a.path).cmp(&(&b.relative, &b.path)));
    opened
}

/// The files in an archive; `None` when the file is none.
fn entries(
    file: &InputFile,
    depth: usize,
    budget: &mut u64,
) -> Result<Option<Vec<InputFile>>, ReadError> {
    if !is_zip(&file.content) || depth > limits::ARCHIVE_DEPTH {
        return Ok(None);
    }
    let mut zip = package::open(&file.content)?;
    if Package::of(&mut zip)? != Package::Archive {
        return Ok(None);
    }
    let archive = Arc::new(file.content.clone());
    let mut found = Vec::new();
    for (index, name) in names(&mut zip)? {
        let inner = InputFile {
            relative: format!("{}/{name}", file.relative),
            content: Content::Entry(Arc::clone(&archive), index),
            ..file.clone()
        };
        let nested = if may_be_zip(&mut zip, index) { nested(&inner, depth, budget) } else { None };
        match nested {
            Some(entries) => found.extend(entries),
            None => found.push(inner),
        }
    }
    Ok((!found.is_empty()).then_some(found))
}

/// The files in an archive within an archive, which is held in memory until they have been read.
fn nested(inner: &InputFile, depth: usize, budget: &mut u64) -> Option<Vec<InputFile>> {
    let held = inner.content.load().ok()?;
    let Content::Memory(bytes) = &held else { return None };
    let mut left = budget.checked_sub(bytes.as_ref().len() as u64)?;
    let held = InputFile { content: held, ..inner.clone() };
    let found = entries(&held, depth + 1, &mut left).ok()??;
    *budget = left;
    Some(found)
}

fn is_zip(content: &Content) -> bool {
    let mut start = [0; 4];
    let read = content.open().and_then(|mut source| source.read_exact(&mut start));
    read.is_ok() && start == *b"PK\x03\x04"
}

/// Whether an entry begins like a zip file; one that cannot be read does not.
fn may_be_zip(zip: &mut Zip, index: usize) -> bool {
    let mut start = [0; 4];
    zip.by_index(index).is_ok_and(|mut entry| entry.read_exact(&mut start).is_ok())
        && start == *b"PK\x03\x04"
}

/// The entries that can be ledgers, by name.
fn names(zip: &mut Zip) -> Result<Vec<(usize, String)>, ReadError> {
    if zip.len() > limits::ARCHIVE_ENTRIES {
        return Err(TooLarge::new("压缩包内的文件数", limits::ARCHIVE_ENTRIES).into());
    }
    if zip.has_duplicate_names() {
        return Err(ReadError::Damaged("压缩包内有同名文件，请解压后再交".to_owned()));
    }
    if zip.has_overlapping_files()? {
        return Err(ReadError::Damaged("压缩包内的文件互相重叠，疑为压缩炸弹".to_owned()));
    }
    let mut names = Vec::new();
    for index in 0..zip.len() {
        let entry = zip.by_index_data(index)?;
        let raw = entry.name_raw();
        let utf8 = std::str::from_utf8(raw).ok();
        // The library reads what is marked as UTF-8 as that, and the rest as a code page that nobody here uses.
        let marked = utf8.is_some_and(|name| entry.name().is_ok_and(|known| known == name));
        let name = match utf8 {
            Some(name) if marked || entry.system() == System::Unix => name.to_owned(),
            _ => GB18030.decode_without_bom_handling(raw).0.into_owned(),
        };
        let name = plain(&name);
        if !entry.is_dir() && !name.is_empty() && discover::can_be_input(&name) {
            names.push((index, name));
        }
    }
    names.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(names)
}

/// A path within an archive with `/` and without anything that leads out of it.
fn plain(name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let parts: Vec<String> =
        parts.map(|part| part.replace(|c: char| c.is_control(), "\u{fffd}")).collect();
    parts.join("/")
}

/// Says why an archive could not be taken apart.
///
/// # Errors
/// When it could not.
pub fn check(zip: &mut Zip) -> Result<(), ReadError> {
    names(zip).map(|_| ())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer.start_file(*name, SimpleFileOptions::default()).expect("an entry");
            writer.write_all(bytes).expect("memory");
        }
        writer.finish().expect("memory").into_inner()
    }

    fn opened(bytes: Vec<u8>) -> Vec<String> {
        let file = InputFile {
            relative: "a.zip".to_owned(),
            path: "a.zip".into(),
            root: String::new(),
            content: Content::Memory(bytes.into()),
        };
        open_archives(vec![file]).into_iter().map(|file| file.relative).collect()
    }

    #[test]
    fn entries_are_files_by_name() {
        let inner = archive(&[("丙.csv", b"x")]);
        let names = opened(archive(&[
            ("b.csv", b"x"),
            ("../甲/~$a.csv", b"x"),
            ("甲\\a.csv", b"x"),
            ("__MACOSX/._a.csv", b"x"),
            ("说明.md", b"x"),
            ("乙.zip", &inner),
        ]));
        assert_eq!(names, ["a.zip/b.csv", "a.zip/乙.zip/丙.csv", "a.zip/甲/a.csv"]);
    }

    #[test]
    fn what_cannot_be_opened_stays() {
        let mut deep = archive(&[("x.csv", b"x")]);
        for _ in 0..limits::ARCHIVE_DEPTH {
            deep = archive(&[("d.zip", &deep)]);
        }
        assert_eq!(opened(deep), ["a.zip/d.zip/d.zip/d.zip"]);
        assert_eq!(opened(archive(&[])), ["a.zip"]);
        assert_eq!(opened(archive(&[("[Content_Types].xml", b""), ("xl/a.xml", b"")])), ["a.zip"]);
        assert_eq!(opened(b"PK\x03\x04 broken".to_vec()), ["a.zip"]);
        let many: Vec<String> = (0..=limits::ARCHIVE_ENTRIES).map(|n| format!("{n}.csv")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (&**name, &b""[..])).collect();
        assert_eq!(opened(archive(&many)), ["a.zip"]);
    }

    #[test]
    fn entries_inflate_within_limits() {
        let zeros = vec![b'0'; 80 << 20];
        let Ok(mut zip) = package::open(&Content::Memory(archive(&[("0.csv", &zeros)]).into()))
        else {
            panic!("an archive")
        };
        assert_eq!(names(&mut zip).expect("names").len(), 1);
        let content = Content::Memory(archive(&[("0.csv", &zeros)]).into());
        let error = Content::Entry(Arc::new(content), 0).load().expect_err("a bomb");
        assert!(error.to_string().contains("压缩比"), "{error}");
    }
}

//! The promises of this module: the same bytes for the same seed, the same rows in every form, valid numbers,
//! every kind of dirt.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::dirt::{Dirt, Noise};
use super::person::check_character;
use super::row::{Column, HEADERS, Row};
use super::sink::Sink;
use super::stream::Tally;
use super::world::World;
use super::*;

/// A folder of its own for one test, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("taizhang-sample-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Collects rows instead of writing them.
#[derive(Default)]
struct Memory(Vec<Row>);

impl Sink for Memory {
    fn city(&mut self, _: usize) -> Result<(), SampleError> {
        Ok(())
    }
    fn row(&mut self, row: &Row) -> Result<(), SampleError> {
        self.0.push(row.clone());
        Ok(())
    }
    fn blank(&mut self, _: bool) -> Result<(), SampleError> {
        Ok(())
    }
}

fn in_memory(rows: usize, dirt: f64, seed: u64) -> (Vec<Row>, Tally) {
    let world = World::new(seed, dirt, &PROVINCES);
    let (mut memory, mut tally) = (Memory::default(), Tally { on: true, ..Tally::default() });
    write_rows(&world, rows, &mut memory, &mut tally).unwrap();
    (memory.0, tally)
}

fn spec(format: Format, files: FileLayout) -> LedgerSpec {
    LedgerSpec { rows: 700, dirt: 0.4, seed: 11, format, files }
}

fn bytes_of(folder: &Path, spec: &LedgerSpec) -> Vec<Vec<u8>> {
    write_ledger(folder, spec).unwrap().iter().map(|file| fs::read(&file.path).unwrap()).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for format in [Format::Csv, Format::Gbk, Format::Xlsx] {
        let (one, two) = (Scratch::new("one"), Scratch::new("two"));
        let spec = LedgerSpec { rows: 200, ..spec(format, FileLayout::Whole) };
        assert!(bytes_of(&one.0, &spec) == bytes_of(&two.0, &spec), "{format:?}");
        let other = LedgerSpec { seed: 12, ..spec };
        assert!(bytes_of(&one.0, &spec) != bytes_of(&two.0, &other), "{format:?}");
    }
}

#[test]
fn the_deliveries_are_the_same_every_time() {
    let (one, two) = (Scratch::new("deliveries-one"), Scratch::new("deliveries-two"));
    write_deliveries(&one.0).unwrap();
    write_deliveries(&two.0).unwrap();
    let mut size = 0;
    for name in [
        "吉林省/长春市培训台账2025.xlsx",
        "辽宁省/锦州市院校类品牌.csv",
        "内蒙古自治区/补报.xlsx",
        "品牌库.xlsx",
    ] {
        let bytes = fs::read(one.0.join(name)).unwrap();
        size += bytes.len();
        assert!(bytes == fs::read(two.0.join(name)).unwrap(), "{name}");
    }
    assert!(size < 3_000_000);
}

#[test]
fn gb18030_decodes_to_the_rows_of_utf_8() {
    let folder = Scratch::new("gbk");
    let utf8 = bytes_of(&folder.0, &spec(Format::Csv, FileLayout::Whole)).concat();
    let gbk = bytes_of(&folder.0, &spec(Format::Gbk, FileLayout::Whole)).concat();
    // Four-byte characters beyond the basic plane and typographic marks included.
    let (decoded, bad) = encoding_rs::GB18030.decode_without_bom_handling(&gbk);
    assert!(!bad);
    assert!(String::from_utf8(utf8).unwrap().trim_start_matches('\u{feff}') == decoded);
}

#[test]
fn every_line_below_the_headers_is_told_of() {
    let folder = Scratch::new("told");
    let rows = |format, files| -> usize {
        write_ledger(&folder.0, &spec(format, files)).unwrap().iter().map(|file| file.rows).sum()
    };
    let whole = rows(Format::Csv, FileLayout::Whole);
    let text = fs::read_to_string(folder.0.join("台账.csv")).unwrap();
    // Some cells have line breaks, between quotes.
    let (mut lines, mut is_quoted) = (0, false);
    for byte in text.bytes() {
        is_quoted ^= byte == b'"';
        lines += usize::from(byte == b'\n' && !is_quoted);
    }
    // Title, metadata and header.
    assert_eq!(lines, 3 + whole);
    assert!(whole > 700, "totals and blank lines besides 700 persons");
    for format in [Format::Csv, Format::Gbk, Format::Xlsx] {
        assert_eq!(rows(format, FileLayout::PerCity), whole, "{format:?}");
    }
}

#[test]
fn one_file_holds_what_the_files_of_cities_hold() {
    let folder = Scratch::new("cities");
    let whole = bytes_of(&folder.0, &spec(Format::Csv, FileLayout::Whole)).concat();
    let parts = bytes_of(&folder.0, &spec(Format::Csv, FileLayout::PerCity));
    assert_eq!(parts.len(), 35);
    let mut joined = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        // Mark, title, metadata and header stand at the top of each.
        let below =
            part.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(2).unwrap().0 + 1;
        joined.extend_from_slice(if number == 0 { part } else { &part[below..] });
    }
    assert!(whole == joined);
}

#[test]
fn clean_rows_are_clean_and_as_many_as_asked_for() {
    let (rows, tally) = in_memory(5_000, 0.0, 3);
    assert_eq!(rows.len(), 5_000);
    assert!(tally.dirt.is_empty() && tally.noise.is_empty());
    let mut people = HashSet::new();
    let mut names = HashSet::new();
    for row in &rows {
        let id = row.get(Column::Id).as_bytes();
        assert_eq!(check_character(&id[..17]), id[17]);
        assert!(row.cells().take(16).all(|cell| !cell.is_empty()));
        people.insert(row.get(Column::Id).to_owned());
        names.insert((row.get(Column::Id).to_owned(), row.get(Column::Name).to_owned()));
    }
    assert_eq!(people.len(), names.len(), "one ID, one name");
    assert!(people.len() < 4_200, "people come back");
}

#[test]
fn shares_are_those_of_real_ledgers() {
    let (rows, _) = in_memory(30_000, 0.0, 5);
    let share =
        |test: fn(&Row) -> bool| rows.iter().filter(|row| test(row)).count() * 100 / rows.len();
    assert!((65..=90).contains(&share(|row| !row.get(Column::CertType).is_empty())));
    assert!((50..=80).contains(&share(|row| !row.get(Column::EmployedOn).is_empty())));
    assert!((40..=60).contains(&share(|row| row.get(Column::Sex) == "女")));
    assert!((1..=5).contains(&(share(|row| row.get(Column::County) == "梅河口市") + 1)));
}

#[test]
fn every_kind_of_dirt_and_noise_occurs() {
    let (rows, tally) = in_memory(20_000, 0.3, 1);
    for kind in Dirt::ALL {
        let count = tally.dirt.iter().filter(|seen| *seen == kind).count();
        assert!(count >= 5, "{kind:?} occurs {count} times");
    }
    for kind in Noise::ALL {
        assert!(tally.noise.contains(kind), "{kind:?}");
    }
    let dirty = tally.dirt.len() as f64 / 20_000.0;
    assert!((0.28..0.32).contains(&dirty), "{dirty}");
    let noise = tally
        .noise
        .iter()
        .filter(|noise| !matches!(noise, Noise::BlankLine | Noise::BlankCells))
        .count();
    assert_eq!(rows.len(), 20_000 + noise);
    assert!(rows.iter().any(|row| row.cells().eq(HEADERS)));
    let names: Vec<_> = rows.iter().map(|row| row.get(Column::Name)).collect();
    assert!(names.iter().any(|name| name.chars().count() > 50));
    assert!(names.iter().any(|name| name.contains('𬭚')));
}

#[test]
fn a_share_of_dirt_must_be_a_share() {
    let folder = Scratch::new("share");
    let wrong = LedgerSpec { dirt: 1.5, ..spec(Format::Csv, FileLayout::Whole) };
    assert!(matches!(write_ledger(&folder.0, &wrong), Err(SampleError::Dirt(_))));
}

//! Folders that vanish, runs of the program, and its tables read back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use taizhang::config::{Overrides, RunConfig};
use taizhang::pipeline::{self, RunReport};

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A folder of its own, removed when dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("taizhang-it-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The root of the project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Settings of a quiet run of `inputs` into `out`.
pub fn overrides(inputs: &[PathBuf], out: &Path, as_of: &str) -> Overrides {
    Overrides {
        inputs: inputs.to_vec(),
        out: out.to_owned(),
        as_of: Some(day(as_of)),
        quiet: true,
        ..Overrides::default()
    }
}

pub fn run(overrides: Overrides) -> RunReport {
    pipeline::run(&RunConfig::new(overrides).unwrap()).unwrap()
}

/// Verifies what stands in the inputs.
pub fn verify(overrides: Overrides) -> RunReport {
    let config = RunConfig::new(overrides).unwrap();
    pipeline::verify(&pipeline::VerifyOptions::of(config)).unwrap()
}

pub type Rows = Vec<Vec<String>>;

/// The rows of one of the program's tables, without the heading.
pub fn table(out: &Path, name: &str) -> Rows {
    let text = std::fs::read_to_string(out.join(name)).unwrap();
    parse_csv(&text).into_iter().skip(1).collect()
}

/// RFC 4180.
pub fn parse_csv(text: &str) -> Rows {
    let mut rows = Vec::new();
    let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    rows
}

/// Per file of run.json: read, accepted, merged, rejected by code, skipped by reason.
#[derive(Debug, PartialEq, Eq, Default, Clone)]
pub struct Account {
    pub read: u64,
    pub accepted: u64,
    pub merged: u64,
    pub unassigned: u64,
    pub placements: u64,
    pub rejected: BTreeMap<String, u64>,
    pub skipped: BTreeMap<String, u64>,
}

impl Account {
    pub fn is_balanced(&self) -> bool {
        let sum = |map: &BTreeMap<String, u64>| map.values().sum::<u64>();
        self.read == self.accepted + sum(&self.rejected) + sum(&self.skipped)
    }
}

/// run.json as a value.
pub fn record(out: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap()
}

/// The accounts of all files, by path.
pub fn accounts(out: &Path) -> BTreeMap<String, Account> {
    let counts = |value: &serde_json::Value| {
        value
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, count)| (key.clone(), count.as_u64().unwrap()))
            .collect()
    };
    record(out)["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            let rows = &file["rows"];
            let account = Account {
                read: rows["read"].as_u64().unwrap(),
                accepted: rows["accepted"].as_u64().unwrap(),
                merged: rows["merged"].as_u64().unwrap(),
                unassigned: rows["unassigned"].as_u64().unwrap(),
                placements: rows["placements"].as_u64().unwrap(),
                rejected: counts(&rows["rejected"]),
                skipped: counts(&rows["skipped"]),
            };
            (file["path"].as_str().unwrap().to_owned(), account)
        })
        .collect()
}

/// Every file of a folder and of those below it, with its bytes.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let below = contents(&path).into_iter();
            files.extend(below.map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
    files
}

/// What a reader of a file sees: text as it is, the parts of a workbook, the values of a Parquet file.
pub fn visible(path: &Path) -> String {
    let file = std::fs::File::open(path).unwrap();
    match path.extension().unwrap().to_str().unwrap() {
        "xlsx" => {
            let mut archive = zip::ZipArchive::new(file).unwrap();
            let mut all = String::new();
            for index in 0..archive.len() {
                std::io::Read::read_to_string(&mut archive.by_index(index).unwrap(), &mut all)
                    .unwrap();
            }
            all
        }
        "parquet" => {
            let reader =
                parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(file, 1024)
                    .unwrap();
            let batches: Vec<_> = reader.map(Result::unwrap).collect();
            format!("{batches:?}")
        }
        _ => std::fs::read_to_string(path).unwrap(),
    }
}

/// A policy that asks for windows of every kind, written into `folder`.
pub fn windows_policy(folder: &Folder) -> PathBuf {
    let condition = |(number, window): (usize, &&str)| {
        format!(
            "[[family.standard.condition]]\nid = \"{number}\"\nsection = \"{number}\"\nkind = \"measure\"\n\
             measure = \"trainees\"\nwindow = \"{window}\"\nop = \">=\"\nthreshold = \"1\"\n"
        )
    };
    let windows = [
        "each-of-last-n-years(3)",
        "cumulative-last-n-years(3)",
        "since(2020-01-01)",
        "year(Y)",
        "year-to-date(as-of)",
        "year-to-date(03-31)",
    ];
    let conditions: String = windows.iter().enumerate().map(condition).collect();
    let head = "document = \"甲\"\ntitle = \"乙\"\nprovince = \"吉林省\"\n[[family]]\nname = \"丙\"\n\
                section = \"一\"\nsubject = \"brand\"\nkinds = [\"training\"]\n\
                [[family.standard]]\nname = \"丙\"\nsection = \"一\"\n";
    folder.write("各种统计期.toml", format!("{head}{conditions}"))
}

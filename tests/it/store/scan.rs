//! What anybody can read in the folder of a store: names and bytes of all files, and what Parquet files hold.

use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use bytes::Bytes;
use encoding_rs::GB18030;
use memchr::memmem;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::support;

/// Rows that are read at a time.
const ROWS: usize = 4096;

/// Fewer bytes stand somewhere in ciphertext by chance.
const TELLING: usize = 6;

/// Which texts can be read, and where; each as UTF-8, UTF-16 in either order of bytes, and GB18030.
pub fn found(folder: &Path, texts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, bytes) in shown(folder) {
        let holds =
            |writing: &Vec<u8>| writing.len() >= TELLING && memmem::find(&bytes, writing).is_some();
        let seen = texts.iter().filter(|text| writings(text).iter().any(holds));
        found.extend(seen.map(|text| format!("{text} in {path}")));
    }
    found
}

fn writings(text: &str) -> [Vec<u8>; 4] {
    let units: Vec<u16> = text.encode_utf16().collect();
    [
        text.as_bytes().to_vec(),
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        GB18030.encode(text).0.into_owned(),
    ]
}

/// The bytes of each file behind its path, of Parquet files also those of every page and all values.
fn shown(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = support::contents(folder).into_iter().map(|(path, bytes)| {
        let mut shown = path.clone().into_bytes();
        if path.ends_with(".parquet") {
            let bytes = Bytes::from(bytes.clone());
            pages(&bytes, &mut shown);
            for batch in ParquetRecordBatchReader::try_new(bytes, ROWS).unwrap() {
                values(&batch.unwrap(), &mut shown);
            }
        }
        shown.extend(bytes);
        (path, shown)
    });
    files.collect()
}

/// Pages as they are before they are compressed: dictionaries have texts that no row has any more.
fn pages(file: &Bytes, shown: &mut Vec<u8>) {
    let reader = SerializedFileReader::new(file.clone()).unwrap();
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).unwrap();
        for column in 0..group.num_columns() {
            for page in group.get_column_page_reader(column).unwrap() {
                shown.extend_from_slice(page.unwrap().buffer());
            }
        }
    }
}

fn values(batch: &RecordBatch, shown: &mut Vec<u8>) {
    for column in batch.columns() {
        match column.data_type() {
            DataType::Utf8 => column.as_string::<i32>().iter().flatten().for_each(|text| {
                shown.extend(text.bytes());
                shown.push(b'\n');
            }),
            DataType::Int64 => column.as_primitive::<Int64Type>().iter().flatten().for_each(|it| {
                shown.extend(format!("{it}\n").bytes());
            }),
            DataType::Int32 => column.as_primitive::<Int32Type>().iter().flatten().for_each(|it| {
                shown.extend(format!("{it}\n").bytes());
            }),
            // Bytes stand in the pages as they are; days, flags and lists of a checkpoint tell nothing.
            _ => {}
        }
    }
}

#[test]
fn whatever_is_there_is_found() {
    let folder = support::Folder::new();
    let text = "欧阳甲";
    for (at, bytes) in writings(text).into_iter().enumerate() {
        folder.write(&format!("{at}/file"), [b"before", &bytes[..], b"behind"].concat());
    }
    folder.write("4欧阳甲.txt", "");
    let expected: Vec<String> = ["0/file", "1/file", "2/file", "3/file", "4欧阳甲.txt"]
        .map(|path| format!("{text} in {path}"))
        .into();
    assert_eq!(found(folder.path(), &[text, "欧阳乙"]), expected);
}

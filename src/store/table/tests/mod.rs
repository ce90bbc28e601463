//! The table from outside, and what the tests share.

mod faults;
mod life;
mod upkeep;

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use chrono::{DateTime, Utc};
use serde_json::Map;

use super::{Change, DataFile, Partition, STATISTICS, Table};
use crate::store::StoreError;
use crate::store::test_folder::TestFolder;

pub(super) fn schema() -> Schema {
    let field = |name: &str, data_type| Field::new(name, data_type, true);
    Schema::new(vec![
        field("record_kind", DataType::Utf8),
        field("province", DataType::Utf8),
        field("city", DataType::Utf8),
        field("year", DataType::Int32),
        field("person", DataType::Int64),
        field("name", DataType::Utf8),
        field("start", DataType::Date32),
        field("known_from", DataType::Int64),
        field("withdrawn_by", DataType::Int64),
    ])
}

pub(super) fn create(folder: &TestFolder) -> Result<Table, StoreError> {
    let listed = "person,start,known_from,withdrawn_by".to_owned();
    let properties = BTreeMap::from([
        (STATISTICS.to_owned(), listed),
        ("taizhang.schema".to_owned(), "1".to_owned()),
    ]);
    Table::create(folder.path(), &schema(), &properties, time(0))
}

/// Minutes after some moment.
pub(super) fn time(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + 60 * minutes, 0).unwrap()
}

/// Rows of these persons, known from a version.
pub(super) fn rows(
    persons: impl IntoIterator<Item = i64>,
    known_from: u64,
    withdrawn_by: Option<u64>,
) -> RecordBatch {
    let persons: Vec<i64> = persons.into_iter().collect();
    let count = persons.len();
    let number = |version: u64| i64::try_from(version).unwrap();
    let names: StringArray = persons.iter().map(|person| Some(format!("甲{person}"))).collect();
    let columns: [(&str, ArrayRef); 5] = [
        ("name", Arc::new(names)),
        ("start", Arc::new(persons.iter().map(|_| Some(19_000)).collect::<Date32Array>())),
        ("known_from", Arc::new(Int64Array::from(vec![number(known_from); count]))),
        ("withdrawn_by", Arc::new(Int64Array::from(vec![withdrawn_by.map(number); count]))),
        ("person", Arc::new(Int64Array::from(persons))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, values)| (name, values, true)))
        .unwrap()
}

pub(super) fn partition(city: &str) -> Partition {
    let province = Some("吉林省".into());
    Partition { record_kind: "row".into(), province, city: Some(city.into()), year: Some(2024) }
}

pub(super) fn commit(change: Change<'_>, minutes: i64) -> Result<Table, StoreError> {
    change.commit(time(minutes), "test", Map::new())
}

/// The persons of a file, as they stand.
pub(super) fn persons_of(table: &Table, file: &DataFile) -> Vec<i64> {
    let batches = table.read(file, Some(&["person"])).unwrap();
    let values = |batch: &RecordBatch| {
        let column = batch.column(0).as_any().downcast_ref::<Int64Array>().unwrap();
        column.values().to_vec()
    };
    let persons: Vec<i64> = batches.iter().flat_map(values).collect();
    assert_eq!(persons.len() as u64, file.rows);
    persons
}

/// All persons, in order.
pub(super) fn persons(table: &Table) -> Vec<i64> {
    let mut persons: Vec<i64> =
        table.files().iter().flat_map(|file| persons_of(table, file)).collect();
    persons.sort_unstable();
    persons
}

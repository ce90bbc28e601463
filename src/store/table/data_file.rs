//! A data file as the log knows it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use deltalake::kernel::{Add, LogicalFileView};
use serde::Deserialize;
use serde_json::Value;

use super::partition::Partition;

/// A file of the current version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Below the folder of the table, with slashes.
    pub path: String,
    /// What its rows have in common.
    pub partition: Partition,
    /// How many rows it has.
    pub rows: u64,
    /// How long it is.
    pub bytes: u64,
    pub(super) ranges: BTreeMap<String, Range>,
}

/// What is known of the values of a column without reading it. Dates count the days since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The least and the greatest value; nothing if there are none.
    pub values: Option<(i64, i64)>,
    /// How many rows have no value.
    pub nulls: u64,
}

impl DataFile {
    /// What is known of a column; nothing if it has no statistics in this file.
    #[must_use]
    pub fn range(&self, column: &str) -> Option<Range> {
        self.ranges.get(column).copied()
    }

    pub(super) fn of_log(view: &LogicalFileView) -> Option<Self> {
        let stats = view.stats().unwrap_or_default();
        let statistics: Statistics = serde_json::from_str(&stats).ok()?;
        Some(Self {
            path: view.path().into_owned(),
            partition: Partition::from_log(&view.partition_values_map())?,
            rows: statistics.num_records,
            bytes: u64::try_from(view.size()).ok()?,
            ranges: statistics.ranges(),
        })
    }

    /// As an entry of the log adds it.
    pub(super) fn of_entry(add: &Add) -> Option<Self> {
        let statistics: Statistics = serde_json::from_str(add.stats.as_deref()?).ok()?;
        Some(Self {
            path: add.path.clone(),
            partition: Partition::from_log(&add.partition_values)?,
            rows: statistics.num_records,
            bytes: u64::try_from(add.size).ok()?,
            ranges: statistics.ranges(),
        })
    }

    /// Where it is.
    pub(super) fn place(&self, folder: &Path) -> PathBuf {
        self.path.split('/').fold(folder.to_owned(), |path, part| path.join(part))
    }
}

/// Statistics as the log writes them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statistics {
    num_records: u64,
    #[serde(default)]
    min_values: HashMap<String, Value>,
    #[serde(default)]
    max_values: HashMap<String, Value>,
    #[serde(default)]
    null_count: HashMap<String, Value>,
}

impl Statistics {
    fn ranges(&self) -> BTreeMap<String, Range> {
        let range = |(column, nulls): (&String, &Value)| {
            let number = |values: &HashMap<String, Value>| values.get(column).and_then(number);
            let values = number(&self.min_values).zip(number(&self.max_values));
            Some((column.clone(), Range { values, nulls: nulls.as_u64()? }))
        };
        self.null_count.iter().filter_map(range).collect()
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok().map(|date: NaiveDate| days(date)),
        _ => None,
    }
}

/// Days since 1970.
fn days(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

/// The day with this number.
pub(super) fn day(number: i64) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(chrono::TimeDelta::try_days(number)?)
}

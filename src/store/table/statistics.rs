//! What the log says of the values in a data file: only of listed columns, and only numbers and days.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Schema};
use serde_json::{Map, Value, json};

use super::data_file::{Range, day};

/// Statistics of a file while it is written.
#[derive(Debug)]
pub struct Statistics {
    rows: u64,
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    name: String,
    data_type: DataType,
    range: Range,
}

impl Statistics {
    /// Of the columns that are listed, separated by commas.
    pub fn of(schema: &Schema, listed: &str) -> Self {
        let column = |name: &str| {
            let data_type = schema.field_with_name(name.trim()).ok()?.data_type().clone();
            let is_counted =
                matches!(data_type, DataType::Int32 | DataType::Int64 | DataType::Date32);
            let (name, range) = (name.trim().to_owned(), Range::default());
            is_counted.then_some(Column { name, data_type, range })
        };
        Self { rows: 0, columns: listed.split(',').filter_map(column).collect() }
    }

    /// Whether a column is among them.
    pub fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.name == name)
    }

    /// How many rows were counted.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Leaves out columns.
    pub fn keep(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.columns.retain(|column| is_kept(&column.name));
    }

    /// A column of which something else is said.
    pub fn differs<'a>(&'a self, said: &'a BTreeMap<String, Range>) -> Option<&'a str> {
        let mut columns = self.columns.iter();
        let own = columns.find(|column| said.get(&column.name) != Some(&column.range));
        let others = said.keys().find(|name| !self.has(name));
        own.map(|column| column.name.as_str()).or(others.map(String::as_str))
    }

    /// Counts some rows in.
    pub fn count(&mut self, batch: &RecordBatch) {
        self.rows += batch.num_rows() as u64;
        for column in &mut self.columns {
            if let Some(values) = batch.column_by_name(&column.name) {
                column.range.nulls += values.null_count() as u64;
                for value in present(values) {
                    let (least, greatest) = column.range.values.unwrap_or((value, value));
                    column.range.values = Some((least.min(value), greatest.max(value)));
                }
            }
        }
    }

    /// As the log writes them.
    pub fn to_log(&self) -> String {
        let (mut least, mut greatest, mut nulls) = (Map::new(), Map::new(), Map::new());
        for Column { name, data_type, range } in &self.columns {
            nulls.insert(name.clone(), range.nulls.into());
            if let Some((min, max)) = range.values {
                least.insert(name.clone(), in_log(data_type, min));
                greatest.insert(name.clone(), in_log(data_type, max));
            }
        }
        let rows = self.rows;
        json!({ "numRecords": rows, "minValues": least, "maxValues": greatest, "nullCount": nulls })
            .to_string()
    }
}

fn in_log(data_type: &DataType, value: i64) -> Value {
    match data_type {
        DataType::Date32 => day(value).map_or(Value::Null, |day| day.to_string().into()),
        _ => value.into(),
    }
}

/// The values that are there.
fn present(values: &dyn Array) -> Box<dyn Iterator<Item = i64> + '_> {
    match values.data_type() {
        DataType::Int64 => Box::new(values.as_primitive::<Int64Type>().iter().flatten()),
        DataType::Int32 => {
            Box::new(values.as_primitive::<Int32Type>().iter().flatten().map(i64::from))
        }
        DataType::Date32 => {
            Box::new(values.as_primitive::<Date32Type>().iter().flatten().map(i64::from))
        }
        _ => Box::new(std::iter::empty()),
    }
}

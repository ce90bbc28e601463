//! `metrics.parquet`: the rows of `metrics.csv` with types. The same rows give the same bytes.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::cohort_table::{self, COUNTS, Line};
use super::error::Fault;
use crate::model::measure::Cohorts;

/// Writes the file.
pub(super) fn write(out: impl Write + Send, cohorts: &Cohorts) -> Result<(), Fault> {
    let batch = batch(cohorts)?;
    // Versions of libraries have no place in a file that must not change with them.
    let properties = WriterProperties::builder()
        .set_created_by("taizhang".to_owned())
        .set_compression(Compression::SNAPPY)
        .build();
    let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

fn batch(cohorts: &Cohorts) -> Result<RecordBatch, Fault> {
    let lines: Vec<Line> = cohort_table::metrics(cohorts).collect();
    let mut fields = vec![
        Field::new("level", DataType::Utf8, false),
        Field::new("province", DataType::Utf8, false),
        Field::new("city", DataType::Utf8, true),
        Field::new("brand", DataType::Utf8, true),
        Field::new("year", DataType::Int32, false),
    ];
    let texts = |text: fn(&Line) -> Option<String>| -> ArrayRef {
        Arc::new(lines.iter().map(text).collect::<StringArray>())
    };
    let mut columns = vec![
        texts(|line| Some(line.subject.kind.key().to_owned())),
        texts(|line| Some(line.subject.province.to_string())),
        texts(|line| present(&line.subject.city)),
        texts(|line| present(&line.subject.name)),
        Arc::new(Int32Array::from_iter_values(
            lines.iter().map(|line| line.year),
        )),
    ];
    for (name, count) in COUNTS {
        fields.push(Field::new(name, DataType::Int64, false));
        let values = lines.iter().map(|line| count(line.tally));
        columns.push(Arc::new(Int64Array::from_iter_values(values)));
    }
    Ok(RecordBatch::try_new(
        Arc::new(Schema::new(fields)),
        columns,
    )?)
}

/// A level without a city or brand has none, not an empty one.
fn present(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

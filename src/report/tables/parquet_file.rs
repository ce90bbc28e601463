//! A frame as a Parquet file with the types of its columns. The same frame gives the same bytes.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use polars::prelude::{DataFrame, PolarsResult};

use super::csv_file::Cells;
use crate::report::error::Fault;

/// Writes the frame.
pub fn write(out: impl Write + Send, frame: &DataFrame) -> Result<(), Fault> {
    let (fields, columns): (Vec<Field>, Vec<ArrayRef>) = frame
        .columns()
        .iter()
        .map(|column| {
            let (kind, array): (DataType, ArrayRef) = match Cells::of(column)? {
                Cells::Text(cells) => {
                    (DataType::Utf8, Arc::new(cells.iter().collect::<StringArray>()))
                }
                Cells::Year(cells) => {
                    (DataType::Int32, Arc::new(cells.iter().collect::<Int32Array>()))
                }
                Cells::Count(cells) => {
                    (DataType::Int64, Arc::new(cells.iter().collect::<Int64Array>()))
                }
            };
            Ok((Field::new(column.name().as_str(), kind, true), array))
        })
        .collect::<PolarsResult<Vec<_>>>()?
        .into_iter()
        .unzip();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
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

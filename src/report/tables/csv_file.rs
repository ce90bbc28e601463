//! A frame as comma-separated values; a missing value is an empty cell.

use std::io::Write;

use polars::prelude::*;

use crate::report::csv::Csv;
use crate::report::error::Fault;

/// Columns of text that hold numbers, which may be negative.
const NUMBERS: [&str; 3] = ["claimed", "counted", "difference"];

/// Writes the frame.
pub fn write(out: impl Write, frame: &DataFrame) -> Result<(), Fault> {
    let names: Vec<&str> = frame.columns().iter().map(|column| column.name().as_str()).collect();
    let mut csv = Csv::new(out, &names)?;
    let is_number = |column: &Column| NUMBERS.contains(&column.name().as_str());
    let columns = frame.columns().iter().map(|column| Ok((Cells::of(column)?, is_number(column))));
    let columns: Vec<(Cells<'_>, bool)> = columns.collect::<PolarsResult<_>>()?;
    for row in 0..frame.height() {
        for (column, is_number) in &columns {
            match column {
                Cells::Text(cells) if *is_number => {
                    csv.exact(cells.get(row).unwrap_or_default())?;
                }
                Cells::Text(cells) => csv.text(cells.get(row).unwrap_or_default())?,
                Cells::Year(cells) => csv.optional(cells.get(row))?,
                Cells::Count(cells) => csv.optional(cells.get(row))?,
            }
        }
        csv.end_row()?;
    }
    Ok(())
}

/// A column by its type: the contract's tables have no others.
pub enum Cells<'a> {
    /// Text.
    Text(&'a StringChunked),
    /// A year.
    Year(&'a Int32Chunked),
    /// A count or an amount in fen.
    Count(&'a Int64Chunked),
}

impl<'a> Cells<'a> {
    /// The cells of a column.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn of(column: &'a Column) -> PolarsResult<Self> {
        match column.dtype() {
            DataType::Int32 => column.i32().map(Self::Year),
            DataType::Int64 => column.i64().map(Self::Count),
            _ => column.str().map(Self::Text),
        }
    }
}

//! Where generated lines go: one trait, a text file or a workbook behind it.

mod book;
mod text;

pub(super) use book::{BookSink, dated_properties};
pub(super) use text::{Encoding, TextSink, encode, hanzi_table, quote};

use super::SampleError;
use super::row::Row;

/// Receives the lines of a ledger in order.
pub(super) trait Sink {
    /// The lines of a city begin.
    fn city(&mut self, number: usize) -> Result<(), SampleError>;
    fn row(&mut self, row: &Row) -> Result<(), SampleError>;
    /// Which part of a city's rows this is, where its file was full.
    fn part(&self) -> u32 {
        0
    }
    /// A line without any value: really empty, or of empty cells.
    fn blank(&mut self, bare: bool) -> Result<(), SampleError>;
}

//! Invented ledgers: large ones with a chosen share of dirt for tests and timing ([`write_ledger`]), and the
//! small deliveries of `sample-data/` ([`write_deliveries`]). The same request always gives the same bytes.

// Made-up numbers of a generator: all far within the range of every type they pass through.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap
)]

mod amount;
mod day;
mod deliveries;
mod dirt;
mod enrolment;
mod person;
mod places;
mod rng;
mod row;
mod sink;
mod stream;
mod vocab;
mod world;

#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::XlsxError;

use crate::model::in_chinese::of_system;

pub use deliveries::write_deliveries;

use sink::{BookSink, Encoding, Sink, TextSink};
use stream::Tally;
use world::World;

/// What ledger to write.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LedgerSpec {
    /// Rows that speak of a person, good, rejected and repeated ones together. Headers, totals and blank
    /// lines come on top.
    pub rows: usize,
    /// Share of the rows that carry some dirt, from 0 to 1.
    pub dirt: f64,
    /// Seed of the generator.
    pub seed: u64,
    /// Format of the files.
    pub format: Format,
    /// How rows are spread over files.
    pub files: FileLayout,
}

/// The form of the files. The rows are the same in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8.
    Csv,
    /// Comma-separated, GB18030.
    Gbk,
    /// Workbooks with text cells, always one per city.
    Xlsx,
}

/// How rows are spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileLayout {
    /// One file `台账.csv`, city after city.
    Whole,
    /// `台账-01.csv` and so on, in the same order.
    PerCity,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleFile {
    /// Where it is.
    pub path: PathBuf,
    /// Lines below its headers: rows, totals, blank lines.
    pub rows: usize,
}

/// Why a sample could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The disk refused.
    #[error("写不了 {path}：{why}", path = .path.display(), why = of_system(source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The workbook writer refused.
    #[error("写不了工作簿 {path}：{source}", path = .path.display())]
    Workbook {
        /// The workbook, or its folder.
        path: PathBuf,
        /// What the library said.
        source: XlsxError,
    },
    /// [`LedgerSpec::dirt`] is no share.
    #[error("脏数据比例应在 0 到 1 之间，现为 {0}")]
    Dirt(f64),
}

impl SampleError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    fn workbook(path: &Path, source: XlsxError) -> Self {
        Self::Workbook { path: path.to_owned(), source }
    }
}

/// First two digits of the provinces of a generated ledger: Jilin, Liaoning, Inner Mongolia.
const PROVINCES: [&str; 3] = ["22", "21", "15"];

/// Writes a ledger of 35 cities into the folder `out`, which is made if need be; the files, in the order of
/// their rows.
///
/// # Errors
/// When `dirt` is no share, or a file cannot be written.
pub fn write_ledger(out: &Path, spec: &LedgerSpec) -> Result<Vec<SampleFile>, SampleError> {
    if !(0.0..=1.0).contains(&spec.dirt) {
        return Err(SampleError::Dirt(spec.dirt));
    }
    fs::create_dir_all(out).map_err(|source| SampleError::io(out, source))?;
    let world = World::new(spec.seed, spec.dirt, &PROVINCES);
    let dirty = spec.dirt > 0.0;
    let encoding = if spec.format == Format::Gbk { Encoding::Gb18030 } else { Encoding::Utf8 };
    if spec.format == Format::Xlsx {
        let mut sink = BookSink::new(out, dirty);
        write_rows(&world, spec.rows, &mut sink, &mut Tally::default())?;
        sink.finish()?;
        Ok(sink.written)
    } else {
        let mut sink = TextSink::new(out, spec.files, encoding, dirty);
        write_rows(&world, spec.rows, &mut sink, &mut Tally::default())?;
        sink.finish()?;
        Ok(sink.written)
    }
}

fn write_rows(
    world: &World,
    rows: usize,
    sink: &mut dyn Sink,
    tally: &mut Tally,
) -> Result<(), SampleError> {
    for (city, rows) in stream::shares(world, rows).into_iter().enumerate() {
        stream::write_city(world, city, rows, sink, tally)?;
    }
    Ok(())
}

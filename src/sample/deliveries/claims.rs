//! `劳务品牌申报汇总表2025.csv`: what units claim of their brands. Most figures agree with the ledgers; others are made as
//! they usually are, by rows, late, with another year or with wrong ID numbers, one is made up and one unit has no
//! ledger of that year.

use std::fs;
use std::path::Path;

use encoding_rs::GB18030;

use super::super::{SampleError, SampleFile};
use super::cohort::Maker;

const ROWS: &str = include_str!("../../../schemas/sample/claims.csv");

pub(super) fn write(folder: &Path, maker: &mut Maker) -> Result<(), SampleError> {
    let path = folder.join("劳务品牌申报汇总表2025.csv");
    let text = ROWS.lines().collect::<Vec<_>>().join("\r\n") + "\r\n";
    fs::write(&path, GB18030.encode(&text).0).map_err(|source| SampleError::io(&path, source))?;
    maker.written.push(SampleFile { path, rows: ROWS.lines().skip(1).count() });
    Ok(())
}

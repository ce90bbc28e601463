//! The demonstration deliveries of `sample-data/`: four provinces or cities, mixed formats, encodings and dirt,
//! sized so that every verdict and every reason to reject or skip a row occurs under the shipped policies with
//! the as-of date 2025-09-30.

mod claims;
mod cohort;
mod inner_mongolia;
mod jilin;
mod labour;
mod layout;
mod liaoning;
mod linfen;
mod page;
mod registry;
mod workbook;

use std::fs;
use std::path::Path;

use super::{SampleError, SampleFile};
use cohort::Maker;

/// Writes the deliveries into the folder `out` and says which files. Those that it does not name are left alone, among them
/// `吉林省/延边州敦化市台账.xls`: an old BIFF workbook saved by other software, kept as a fixture because
/// nothing here can write one, and the folder's `README.md`.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn write_deliveries(out: &Path) -> Result<Vec<SampleFile>, SampleError> {
    let mut maker = Maker::new();
    for folder in ["吉林省", "辽宁省", "内蒙古自治区", "山西省临汾市"] {
        let path = out.join(folder);
        fs::create_dir_all(&path).map_err(|source| SampleError::io(&path, source))?;
    }
    jilin::write(&out.join("吉林省"), &mut maker)?;
    liaoning::write(&out.join("辽宁省"), &mut maker)?;
    inner_mongolia::write(&out.join("内蒙古自治区"), &mut maker)?;
    linfen::write(&out.join("山西省临汾市"), &mut maker)?;
    labour::write(&out.join("内蒙古自治区"), &mut maker)?;
    claims::write(&out.join("吉林省"), &mut maker)?;
    registry::write(&out.join("品牌库.xlsx"), &mut maker)?;
    let path = out.join("taizhang.toml");
    fs::write(&path, SETTINGS).map_err(|source| SampleError::io(&path, source))?;
    maker.written.push(SampleFile { path, rows: 0 });
    Ok(maker.written)
}

const SETTINGS: &str = "# 样例数据的固定截止日期：结果不随运行日期变化。\nas_of = \"2025-09-30\"\n";

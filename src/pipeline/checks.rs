//! The integrity checks of a run: the shipped ones, and files of the user's own that set them otherwise.

use std::path::{Path, PathBuf};

use crate::config::RunError;
use crate::model::check::Checks;
use crate::model::in_chinese::of_system;
use crate::model::region::Regions;

/// The checks with what the files set otherwise.
///
/// # Errors
/// When a file is unreadable or wrong; the message names file, line and key.
pub fn load(files: &[PathBuf], regions: &Regions) -> Result<Checks, RunError> {
    let shipped =
        Checks::shipped(regions).map_err(|error| RunError::Internal(error.to_string()))?;
    let texts = files.iter().map(|file| Ok((file.display().to_string(), text(file)?)));
    let texts = texts.collect::<Result<Vec<_>, RunError>>()?;
    shipped.with(&texts, regions).map_err(|error| RunError::Checks(error.to_string()))
}

fn text(file: &Path) -> Result<String, RunError> {
    let shown = file.display();
    std::fs::read_to_string(file).map_err(|error| {
        if error.kind() == std::io::ErrorKind::InvalidData {
            return RunError::Checks(format!(
                "疑点规则文件 {shown} 不是 UTF-8 编码，请用 UTF-8 另存"
            ));
        }
        RunError::Checks(format!("疑点规则文件 {shown} 无法读取：{}", of_system(&error)))
    })
}

//! Why the outputs could not be written: one sentence in Chinese that names the file.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::model::in_chinese::of_system;

/// The outputs of a run could not be written. None of them is left half written.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The output folder cannot be created.
    #[error("无法建立输出文件夹“{}”：{}", path.display(), of_system(source))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// What is to be the output folder is a file.
    #[error("“{}”是一个文件，结果要写到文件夹：请在 --out 写一个文件夹，没有的会建立", path.display())]
    NotAFolder {
        /// The file.
        path: PathBuf,
    },
    /// A former output is open in another program, or may not be replaced.
    #[error("无法替换“{}”：文件可能正被其他程序（如 Excel、WPS）打开，请先关闭后重试", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// Something that is no file has the name of an output.
    #[error("无法写入“{}”：已有同名文件夹，请改名或换一个输出文件夹", path.display())]
    NotAFile {
        /// Its path.
        path: PathBuf,
    },
    /// Outputs for others would stand beside something else.
    #[error(
        "给别人的结果（--pseudonymise、--suppress-below）要写到单独的文件夹：“{}”不是这次写的，可能有个人信息。请换一个空文件夹",
        path.display()
    )]
    NotAlone {
        /// What stands there.
        path: PathBuf,
    },
    /// The name of an output would lead out of its folder.
    #[error("输出文件名“{name}”不在输出文件夹之内，没有写")]
    Outside {
        /// The name.
        name: String,
    },
    /// A table cannot be built.
    #[error("无法生成表 {name}：{source}")]
    Table {
        /// Its name.
        name: &'static str,
        /// What went wrong.
        source: Fault,
    },
    /// A file cannot be written.
    #[error("无法写入“{}”：{source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: Fault,
    },
}

/// What can go wrong while one output is being written.
#[derive(Debug, Error)]
pub enum Fault {
    /// The disk.
    #[error("{}", of_system(.0))]
    Io(#[from] io::Error),
    /// The limits of a workbook.
    #[error("工作簿无法生成（{0}）")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A column of the Parquet file.
    #[error("Parquet 列无法生成（{0}）")]
    Columns(#[from] arrow_schema::ArrowError),
    /// The Parquet file.
    #[error("Parquet 文件无法生成（{0}）")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A data frame.
    #[error("数据表无法生成（{0}）")]
    Frame(#[from] polars::error::PolarsError),
    /// The account of the run.
    #[error("JSON 无法生成（{0}）")]
    Json(#[from] serde_json::Error),
}

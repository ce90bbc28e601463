//! `taizhang key`: a new key, for pseudonyms.

use std::path::PathBuf;

use clap::Args;

use super::words::ARGUMENTS;
use super::{Ended, Exit, say};
use crate::config;

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "文件", help = "写到哪个文件，不能已经存在", help_heading = ARGUMENTS)]
    file: PathBuf,
}

impl Arguments {
    /// Writes the file.
    pub fn run(self) -> Ended {
        config::new_key(&self.file)?;
        say(&format!("已生成密钥 {}。请妥善保管，不要与结果一同交出\n", self.file.display()));
        Ok(Exit::Done)
    }
}

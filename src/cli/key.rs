//! `taizhang key`: a new key, for pseudonyms or a store.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::saying::Saying;
use super::words::ARGUMENTS;
use super::{Ended, Exit};
use crate::pipeline::{self, Fingerprints};
use crate::report::shown_json;

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "文件", help = "写到哪个文件，不能已经存在", help_heading = ARGUMENTS)]
    file: PathBuf,
    #[command(flatten)]
    saying: Saying,
}

/// What it may be used for, and what becomes of losing it: one file is for one of the two.
fn told(file: &Path) -> String {
    let file = file.display();
    let lines = [
        format!("已生成密钥 {file}。请立即备份到别处，只作一种用途："),
        "  加密台账库（--key）：密钥丢失，台账库就再也打不开，任何人都无法恢复；不要与台账库放在一起".to_owned(),
        "  化名（--pseudonymise）：密钥丢失，以前的化名再也对不上；不要与结果一同交出，有密钥的人可以拿号码去试".to_owned(),
        "两种用途请各生成一个\n".to_owned(),
    ];
    lines.join("\n")
}

impl Arguments {
    /// Writes the file.
    pub fn run(self) -> Ended {
        let Fingerprints { pseudonyms, store } = pipeline::new_key(&self.file)?;
        let fingerprints = json!({ "pseudonyms": pseudonyms, "store": store });
        let file = self.file.display().to_string();
        self.saying.show_either(
            || told(&self.file),
            || shown_json(&json!({ "file": file, "fingerprints": fingerprints })),
        );
        Ok(Exit::Done)
    }
}

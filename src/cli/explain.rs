//! `taizhang explain`: what a code means, why it arises, what to do.

use std::path::PathBuf;

use clap::Args;

use super::words::{ARGUMENTS, OPTIONS};
use super::{Exit, complain, say};
use crate::model::check::Check;
use crate::model::finding::Code;
use crate::{pipeline, report};

/// Half-width characters of a line on the terminal.
const SCREEN_WIDTH: usize = 100;

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "代码", help = "诊断代码，如 ID_CHECKSUM，大小写不限；不写则列出全部代码", help_heading = ARGUMENTS)]
    code: Option<String>,
    #[arg(long, value_name = "文件", help = "本地疑点规则，解释 CHECK_ 代码时按它显示参数，可写多次", help_heading = OPTIONS)]
    checks: Vec<PathBuf>,
}

impl Arguments {
    /// Shows one code, or all.
    pub fn run(self) -> Exit {
        let Some(name) = self.code else {
            say(&report::code_table(SCREEN_WIDTH));
            return explain_checks(None, &self.checks);
        };
        if let Some(code) = Code::named(&name) {
            say(&report::explanation(code, SCREEN_WIDTH));
            return Exit::Done;
        }
        if let Some(check) = Check::named(&name) {
            return explain_checks(Some(check), &self.checks);
        }
        let nearest = Code::nearest(&name)
            .map_or_else(String::new, |code| format!("，是否为 {}", code.name()));
        complain(&format!("没有代码“{name}”{nearest}？不写代码则列出全部"));
        Exit::Failed
    }
}

/// Shows an integrity check with the parameters in force, or all of them.
fn explain_checks(check: Option<Check>, own: &[PathBuf]) -> Exit {
    match pipeline::explained_checks(check, own, SCREEN_WIDTH) {
        Ok(text) => {
            say(&text);
            Exit::Done
        }
        Err(error) => {
            complain(&error.to_string());
            Exit::Failed
        }
    }
}

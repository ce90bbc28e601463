//! `taizhang explain`: what a code means, why it arises, what to do.

use clap::Args;

use super::words::ARGUMENTS;
use super::{Exit, complain, say};
use crate::model::finding::Code;
use crate::report;

/// Half-width characters of a line on the terminal.
const SCREEN_WIDTH: usize = 100;

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "代码", help = "诊断代码，如 ID_CHECKSUM，大小写不限；不写则列出全部代码", help_heading = ARGUMENTS)]
    code: Option<String>,
}

impl Arguments {
    /// Shows one code, or all.
    pub fn run(self) -> Exit {
        let Some(name) = self.code else {
            say(&report::code_table(SCREEN_WIDTH));
            return Exit::Done;
        };
        if let Some(code) = Code::named(&name) {
            say(&report::explanation(code, SCREEN_WIDTH));
            return Exit::Done;
        }
        let nearest = Code::nearest(&name)
            .map_or_else(String::new, |code| format!("，是否为 {}", code.name()));
        complain(&format!("没有代码“{name}”{nearest}？不写代码则列出全部"));
        Exit::Failed
    }
}

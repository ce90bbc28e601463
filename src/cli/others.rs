//! Options of commands whose outputs may be for others.

use std::path::PathBuf;

use clap::Args;

use super::words::OPTIONS;
use crate::config::{Overrides, RunError};
use crate::model::disclosure::{HIGHEST_LIMIT, LEAST_LIMIT};

#[derive(Args)]
pub struct ForOthers {
    #[arg(long, value_name = "密钥文件", help = "给别人的结果：用化名代替证件号，其他个人信息和格子原文不写；同一密钥下同一人的化名不变。密钥用 taizhang key 生成", help_heading = OPTIONS)]
    pseudonymise: Option<PathBuf>,
    #[arg(long, value_name = "人数", value_parser = parse_limit, help = "给别人的结果：隐去 1 至该数减 1 的人数和由此能推出的数，只写 metrics、bases 和 run.json；如 3", help_heading = OPTIONS)]
    suppress_below: Option<u64>,
}

impl ForOthers {
    /// The same for the configuration.
    pub fn onto(self, overrides: Overrides) -> Overrides {
        Overrides {
            pseudonymise: self.pseudonymise,
            suppress_below: self.suppress_below,
            ..overrides
        }
    }
}

/// The same of the monthly report: one of them, and why not the other.
#[derive(Args)]
pub struct Month {
    #[arg(long, value_name = "密钥文件", help = "给别人的结果：用化名代替证件号，其他个人信息和格子原文不写。密钥用 taizhang key 生成", help_heading = OPTIONS)]
    pseudonymise: Option<PathBuf>,
    #[arg(long, value_parser = parse_limit, hide = true)]
    suppress_below: Option<u64>,
}

impl Month {
    /// The same for the configuration.
    pub fn onto(self, overrides: Overrides) -> Overrides {
        let Self { pseudonymise, suppress_below } = self;
        ForOthers { pseudonymise, suppress_below }.onto(overrides)
    }
}

/// The same of verifying, which names persons one by one: why not.
#[derive(Args)]
pub struct Verify {
    #[arg(long, hide = true)]
    pseudonymise: Option<PathBuf>,
    #[arg(long, hide = true)]
    suppress_below: Option<String>,
}

impl Verify {
    /// Nothing of it can be had.
    ///
    /// # Errors
    /// When it was asked for.
    pub fn refused(&self) -> Result<(), RunError> {
        match (&self.pseudonymise, &self.suppress_below) {
            (None, None) => Ok(()),
            _ => Err(RunError::Asked(NOT_FOR_OTHERS.to_owned())),
        }
    }
}

const NOT_FOR_OTHERS: &str = "核验的结果逐人列出姓名、单位、班级和差别，供本单位核实，不能用 --pseudonymise 或 --suppress-below 变成给别人的结果。给别人的请用 taizhang run 或 report 加这两个选项";

fn parse_limit(text: &str) -> Result<u64, String> {
    let limit = text.parse().ok().filter(|limit| (LEAST_LIMIT..=HIGHEST_LIMIT).contains(limit));
    limit.ok_or_else(|| format!("人数应为 {LEAST_LIMIT} 至 {HIGHEST_LIMIT}"))
}

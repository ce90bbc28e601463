//! What commands are asked with that count, judge and write the results of the main job.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::ledgers::parse_year;
use super::others::ForOthers;
use super::words::OPTIONS;
use super::{Ended, Exit, note, say};
use crate::config::{Overrides, RunError};
use crate::model::in_chinese::of_system;
use crate::model::period::Quarter;
use crate::pipeline::RunReport;

/// What makes a completed run exit with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A verdict that fails.
    #[value(help = "有不达标的判定")]
    Fail,
    /// A verdict that is pending.
    #[value(help = "有待定的判定")]
    Pending,
    /// A rejected row.
    #[value(help = "有退回的行")]
    Rejects,
}

#[derive(Args)]
pub struct Results {
    #[arg(long, value_name = "文件夹", help = "结果写到哪个文件夹", help_heading = OPTIONS)]
    out: PathBuf,
    #[arg(long, value_name = "文件", help = "品牌库（xlsx、csv 或 toml）", help_heading = OPTIONS)]
    registry: Option<PathBuf>,
    #[arg(long, value_name = "编号或文件", help = "按哪些政策判定，可写多次；默认全部内置政策", help_heading = OPTIONS)]
    policy: Vec<String>,
    #[arg(long, value_name = "年", value_parser = parse_year, help = "评定年度，默认为截止日期所在年", help_heading = OPTIONS)]
    year: Option<i32>,
    #[arg(long, value_name = "季度", value_parser = parse_quarter, help = "调度表的季度（1 至 4），默认为截止日期所在季度", help_heading = OPTIONS)]
    quarter: Option<Quarter>,
    #[arg(long, value_name = "情形", hide_possible_values = true, help = "出现这种情形时以代码 1 退出：fail 不达标、pending 待定、rejects 有退回行；可写多次", help_heading = OPTIONS)]
    fail_on: Vec<FailOn>,
    #[arg(long, help = "结果中显示完整的证件号和电话", help_heading = OPTIONS)]
    full_ids: bool,
    #[arg(long, help = "不写退回工作簿（其中有完整的证件号）", help_heading = OPTIONS)]
    no_returns: bool,
    #[command(flatten)]
    for_others: ForOthers,
    #[arg(long, value_name = "文件", help = "把各步用时写入文件（JSON）", help_heading = OPTIONS)]
    timings: Option<PathBuf>,
    #[command(flatten)]
    screen: Screen,
}

/// What the terminal shows.
#[derive(Args)]
pub struct Screen {
    #[arg(long, short, help = "不显示进度和汇总", help_heading = OPTIONS)]
    quiet: bool,
    #[arg(long, help = "不显示汇总，显示 run.json 的内容", help_heading = OPTIONS)]
    json: bool,
}

impl Screen {
    /// Whether nothing but the result itself is to be shown.
    pub fn is_quiet(&self) -> bool {
        self.quiet || self.json
    }

    /// What is to be made of results in `out`.
    pub fn showing(&self, out: &Path) -> Showing {
        let json = self.json.then(|| out.join(RECORD));
        Showing { quiet: self.is_quiet(), json, fail_on: Vec::new() }
    }
}

/// The account of a run among its results.
const RECORD: &str = "run.json";

/// What is to be made of a result.
pub struct Showing {
    quiet: bool,
    /// The file that is shown in place of a summary.
    json: Option<PathBuf>,
    fail_on: Vec<FailOn>,
}

impl Results {
    /// The same for the configuration, and what is to be made of the result.
    pub fn onto(self, overrides: Overrides) -> (Overrides, Showing) {
        let showing = Showing { fail_on: self.fail_on, ..self.screen.showing(&self.out) };
        let overrides = self.for_others.onto(Overrides {
            out: self.out,
            registry: self.registry,
            policies: self.policy,
            year: self.year,
            quarter: self.quarter,
            full_ids: self.full_ids,
            no_returns: self.no_returns,
            timings: self.timings,
            quiet: self.screen.is_quiet(),
            ..overrides
        });
        (overrides, showing)
    }
}

impl Showing {
    /// Shows the result.
    pub fn show(&self, report: &RunReport) -> Ended {
        report.notices.iter().for_each(|notice| note(notice));
        match &self.json {
            Some(file) => {
                let record = std::fs::read_to_string(file).map_err(|error| {
                    RunError::Output(format!("{} 读不回来：{}", file.display(), of_system(&error)))
                })?;
                say(&record);
            }
            None if self.quiet => {}
            None => say(&report.text),
        }
        let struck = self.fail_on.iter().any(|case| match case {
            FailOn::Fail => report.failed > 0,
            FailOn::Pending => report.pending > 0,
            FailOn::Rejects => report.rejected > 0,
        });
        Ok(if struck || report.unprocessed > 0 { Exit::Incomplete } else { Exit::Done })
    }
}

pub(super) fn parse_quarter(text: &str) -> Result<Quarter, String> {
    text.parse().ok().and_then(Quarter::new).ok_or_else(|| "季度应为 1、2、3 或 4".to_owned())
}

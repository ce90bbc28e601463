//! `taizhang check`: judge from the results of an earlier run, or suppose other counts.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::ledgers::{parse_day, parse_jobs, parse_year};
use super::saying::Saying;
use super::words::{ARGUMENTS, OPTIONS};
use super::{Ended, Exit, note};
use crate::model::what_if::WhatIf;
use crate::pipeline::{self, CheckOptions};

#[derive(Args)]
pub struct Arguments {
    #[arg(required = true, value_name = "结果", help = "taizhang run 的结果文件夹，或其中的 counts.csv、links.csv、metrics.csv、bases.csv、placements.csv", help_heading = ARGUMENTS)]
    inputs: Vec<PathBuf>,
    #[arg(long, value_name = "日期", value_parser = parse_day, help = "截止日期；结果文件夹按原来的", help_heading = OPTIONS)]
    as_of: Option<NaiveDate>,
    #[arg(long, value_name = "年", value_parser = parse_year, help = "评定年度；结果文件夹按原来的", help_heading = OPTIONS)]
    year: Option<i32>,
    #[arg(long, value_name = "文件", help = "品牌库（xlsx、csv 或 toml）", help_heading = OPTIONS)]
    registry: Option<PathBuf>,
    #[arg(long, value_name = "编号或文件", help = "按哪些政策判定，可写多次；all 为全部内置政策；默认全部内置政策", help_heading = OPTIONS)]
    policy: Vec<String>,
    #[arg(long, value_name = "单位", help = "只判定这一个上报单位", help_heading = OPTIONS)]
    only_unit: Option<String>,
    #[arg(long, value_name = "假设", value_parser = parse_what_if, conflicts_with = "out", help = "假设人数有变，如 trainees+=12，看哪些判定会变；可写多次", help_heading = OPTIONS)]
    what_if: Vec<WhatIf>,
    #[arg(long, value_name = "名称", requires = "what_if", help = "假设只针对这个品牌或基地，可写多次；默认全部", help_heading = OPTIONS)]
    subject: Vec<String>,
    #[arg(long, value_name = "文件夹", help = "判定写到哪个文件夹；不写则只显示", help_heading = OPTIONS)]
    out: Option<PathBuf>,
    #[arg(long, value_name = "数", value_parser = parse_jobs, help = "并行线程数，默认用全部处理器", help_heading = OPTIONS)]
    jobs: Option<u16>,
    #[command(flatten)]
    saying: Saying,
}

impl Arguments {
    /// Judges and shows the result.
    pub fn run(self) -> Ended {
        let options = CheckOptions {
            inputs: self.inputs,
            as_of: self.as_of,
            year: self.year,
            registry: self.registry,
            policies: self.policy,
            only_unit: self.only_unit,
            what_if: self.what_if,
            subjects: self.subject,
            out: self.out,
            jobs: self.jobs.map(usize::from),
            json: self.saying.is_json(),
        };
        let report = pipeline::check(&options)?;
        report.notices.iter().for_each(|notice| note(notice));
        self.saying.of_answer_unless(options.out.is_some()).show(&report.text);
        Ok(Exit::Done)
    }
}

fn parse_what_if(text: &str) -> Result<WhatIf, String> {
    WhatIf::parse(text).map_err(|error| error.to_string())
}

//! What every command that reads ledgers is asked with.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::words::{ARGUMENTS, OPTIONS};
use crate::config::Overrides;
use crate::model::kind::LedgerKind;

#[derive(Args)]
pub struct Ledgers {
    #[cfg_attr(feature = "store", arg(required_unless_present = "store"))]
    #[cfg_attr(not(feature = "store"), arg(required = true))]
    #[arg(value_name = "台账", help = "台账文件或文件夹，可写多个", help_heading = ARGUMENTS)]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    how: How,
    #[arg(long, value_name = "单位", help = "没有写明上报单位的行归到哪个单位", help_heading = OPTIONS)]
    unit: Option<String>,
}

/// How they are read.
#[derive(Args)]
pub struct How {
    #[arg(long, value_name = "日期", value_parser = parse_day, help = "截止日期，如 2025-09-30", help_heading = OPTIONS)]
    as_of: Option<NaiveDate>,
    #[arg(long, value_name = "文件", help = "映射文件：写明各表的列各是什么，优先于自动识别", help_heading = OPTIONS)]
    mapping: Option<PathBuf>,
    #[arg(long, value_name = "种类", value_parser = parse_kind, help = "台账种类，不再自动识别：training 培训、certificate 证书、employment 就业跟踪、subsidy 补贴发放、placement 劳务输出", help_heading = OPTIONS)]
    kind: Option<LedgerKind>,
    #[arg(long, value_name = "文件", help = "核准的身份证号更正清单（照 repairs.csv，csv 或 xlsx）", help_heading = OPTIONS)]
    repairs: Option<PathBuf>,
    #[arg(long, value_name = "单位", help = "只统计这一个上报单位", help_heading = OPTIONS)]
    only_unit: Option<String>,
    #[arg(long, value_name = "数", value_parser = parse_jobs, help = "并行线程数，默认用全部处理器", help_heading = OPTIONS)]
    jobs: Option<u16>,
}

impl Ledgers {
    /// The same for the configuration; what else it needs is for the command to say.
    pub fn overrides(self) -> Overrides {
        Overrides { inputs: self.inputs, unit: self.unit, ..self.how.overrides() }
    }
}

impl How {
    /// The same for the configuration, without the inputs.
    pub fn overrides(self) -> Overrides {
        Overrides {
            as_of: self.as_of,
            mapping: self.mapping,
            kind: self.kind,
            repairs: self.repairs,
            only_unit: self.only_unit,
            jobs: self.jobs.map(usize::from),
            ..Overrides::default()
        }
    }
}

pub(super) fn parse_day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| "日期应写成 2025-09-30 的形式".to_owned())
}

pub(super) fn parse_kind(text: &str) -> Result<LedgerKind, String> {
    LedgerKind::of_key(text)
}

pub(super) fn parse_year(text: &str) -> Result<i32, String> {
    let year = text.parse().ok().filter(|year| (1900..=2099).contains(year));
    year.ok_or_else(|| "年份应为 1900 至 2099".to_owned())
}

pub(super) fn parse_jobs(text: &str) -> Result<u16, String> {
    text.parse().ok().filter(|jobs| *jobs > 0).ok_or_else(|| "线程数应为 1 至 65535".to_owned())
}

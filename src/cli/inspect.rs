//! `taizhang inspect`: how files are understood.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::ledgers::parse_day;
use super::saying::Saying;
use super::words::{ARGUMENTS, OPTIONS};
use super::{Ended, Exit, note};
use crate::config::{Overrides, RunConfig};
use crate::model::kind::LedgerKind;
use crate::pipeline::{self, InspectOptions};

#[derive(Args)]
pub struct Arguments {
    #[arg(required = true, value_name = "台账", help = "台账文件或文件夹，可写多个", help_heading = ARGUMENTS)]
    inputs: Vec<PathBuf>,
    #[arg(long, value_name = "数", default_value_t = 4, hide_default_value = true, value_parser = parse_rows, help = "每张表列出清洗后的前几行，默认 4，最多 1000", help_heading = OPTIONS)]
    rows: u16,
    #[arg(long, value_name = "文件", help = "映射文件：写明各表的列各是什么，优先于自动识别", help_heading = OPTIONS)]
    mapping: Option<PathBuf>,
    #[arg(long, value_name = "种类", value_parser = super::ledgers::parse_kind, help = "台账种类，不再自动识别：training 培训、certificate 证书、employment 就业跟踪、subsidy 补贴发放、placement 劳务输出", help_heading = OPTIONS)]
    kind: Option<LedgerKind>,
    #[arg(long, value_name = "文件", help = "把识别的结果写成映射文件，供修改；已有的文件不覆盖", help_heading = OPTIONS)]
    mapping_out: Option<PathBuf>,
    #[arg(long, value_name = "日期", value_parser = parse_day, help = "截止日期，如 2025-09-30", help_heading = OPTIONS)]
    as_of: Option<NaiveDate>,
    #[arg(long, value_name = "单位", help = "没有写明上报单位的行归到哪个单位", help_heading = OPTIONS)]
    unit: Option<String>,
    #[arg(long, value_name = "数", value_parser = super::ledgers::parse_jobs, help = "并行线程数，默认用全部处理器", help_heading = OPTIONS)]
    jobs: Option<u16>,
    #[arg(long, help = "显示完整的证件号、姓名和电话", help_heading = OPTIONS)]
    full_ids: bool,
    #[command(flatten)]
    saying: Saying,
}

impl Arguments {
    /// Reads the files and shows how.
    pub fn run(self) -> Ended {
        let options = InspectOptions {
            json: self.saying.is_json(),
            rows: usize::from(self.rows),
            mapping_out: self.mapping_out,
        };
        let config = RunConfig::new(Overrides {
            inputs: self.inputs,
            as_of: self.as_of,
            mapping: self.mapping,
            kind: self.kind,
            unit: self.unit,
            jobs: self.jobs.map(usize::from),
            full_ids: self.full_ids,
            ..Overrides::default()
        })?;
        let report = pipeline::inspect(&config, &options)?;
        report.notices.iter().for_each(|notice| note(notice));
        self.saying.of_answer_unless(options.mapping_out.is_some()).show(&report.text);
        Ok(if report.not_understood > 0 { Exit::Incomplete } else { Exit::Done })
    }
}

fn parse_rows(text: &str) -> Result<u16, String> {
    const MOST_ROWS: u16 = 1000;
    text.parse().ok().filter(|rows| *rows <= MOST_ROWS).ok_or_else(|| "应为 0 至 1000".to_owned())
}

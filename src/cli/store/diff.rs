//! `taizhang diff`: two versions or months held against each other.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::{show, show_whole};
use crate::cli::Ended;
use crate::cli::ledgers::{parse_day, parse_jobs};
use crate::cli::saying::Saying;
use crate::cli::words::{ARGUMENTS, OPTIONS};
use crate::pipeline::{self, DiffOptions};

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "A", help = "版本号，如 3；批次号，如 2025-08（最后一次改动这一批次之后的状态，截止日期为当月最后一天）；或 版本@截止日期，如 3@2025-08-31", help_heading = ARGUMENTS)]
    a: String,
    #[arg(value_name = "B", help = "与 A 比较的另一个，写法相同", help_heading = ARGUMENTS)]
    b: String,
    #[arg(long, value_name = "台账库", help = "台账库的文件夹", help_heading = OPTIONS)]
    store: PathBuf,
    #[arg(long, value_name = "密钥文件", help = "加密的台账库的密钥", help_heading = OPTIONS)]
    key: Option<PathBuf>,
    #[arg(long, value_name = "日期", value_parser = parse_day, help = "两边的截止日期，如 2025-09-30；没有写 @ 的都用它", help_heading = OPTIONS)]
    as_of: Option<NaiveDate>,
    #[arg(long, value_name = "单位", help = "只看这一个上报单位", help_heading = OPTIONS)]
    unit: Option<String>,
    #[arg(long, value_name = "品牌", help = "只看叫这个名称的品牌", help_heading = OPTIONS)]
    brand: Option<String>,
    #[arg(long, value_name = "编号或文件", help = "按哪些政策判定，可写多次；默认全部内置政策", help_heading = OPTIONS)]
    policy: Vec<String>,
    #[arg(long, value_name = "文件夹", help = "把全部变动写到这个文件夹：变动.xlsx、diff.csv、diff_rows.csv", help_heading = OPTIONS)]
    out: Option<PathBuf>,
    #[arg(long, help = "结果中显示完整的证件号", help_heading = OPTIONS)]
    full_ids: bool,
    #[arg(long, value_name = "数", value_parser = parse_jobs, help = "并行线程数，默认用全部处理器", help_heading = OPTIONS)]
    jobs: Option<u16>,
    #[command(flatten)]
    saying: Saying,
}

impl Arguments {
    /// Compares and shows the result.
    pub fn run(self) -> Ended {
        let options = DiffOptions {
            store: self.store,
            key: self.key,
            a: self.a,
            b: self.b,
            as_of: self.as_of,
            unit: self.unit,
            brand: self.brand,
            policies: self.policy,
            out: self.out,
            full_ids: self.full_ids,
            jobs: self.jobs.map(usize::from),
        };
        let report = pipeline::diff(&options)?;
        let saying = self.saying.of_answer_unless(options.out.is_some());
        Ok(if options.full_ids { show_whole(saying, report) } else { show(saying, &report) })
    }
}

//! `taizhang verify`: claims held against ledgers.

use std::path::PathBuf;

use clap::Args;

use super::ledgers::{Ledgers, parse_year};
use super::words::OPTIONS;
use super::{Exit, complain, note, say};
use crate::config::{Overrides, RunConfig};
use crate::pipeline::{self, VerifyOptions};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    ledgers: Ledgers,
    #[arg(long, value_name = "文件夹", help = "结果写到哪个文件夹", help_heading = OPTIONS)]
    out: PathBuf,
    #[arg(long, value_name = "名单", help = "申报的人员名单（培训人员名单、花名册），与台账逐人核对；可写多次", help_heading = OPTIONS)]
    roster: Vec<PathBuf>,
    #[arg(long, value_name = "年", value_parser = parse_year, help = "评定年度，默认为截止日期所在年", help_heading = OPTIONS)]
    year: Option<i32>,
    #[arg(long, help = "结果中显示完整的证件号和电话", help_heading = OPTIONS)]
    full_ids: bool,
    #[arg(long, short, help = "不显示进度和汇总", help_heading = OPTIONS)]
    quiet: bool,
}

impl Arguments {
    /// Verifies and shows the result.
    pub fn run(self) -> Exit {
        let quiet = self.quiet;
        let config = RunConfig::new(Overrides {
            out: self.out,
            year: self.year,
            full_ids: self.full_ids,
            quiet,
            ..self.ledgers.overrides()
        });
        let options = config.map(|config| VerifyOptions { config, rosters: self.roster });
        match options.and_then(|options| pipeline::verify(&options)) {
            Err(error) => {
                complain(&error.to_string());
                Exit::Failed
            }
            Ok(report) => {
                report.notices.iter().for_each(|notice| note(notice));
                if !quiet {
                    say(&report.text);
                }
                if report.unprocessed > 0 { Exit::Incomplete } else { Exit::Done }
            }
        }
    }
}

//! `taizhang verify`: claims held against ledgers.

use std::path::PathBuf;

use clap::Args;

use super::ledgers::{Ledgers, parse_year};
use super::results::Screen;
use super::words::{OPTIONS, parse_number};
use super::{Ended, others};
use crate::audit::SampleSize;
use crate::config::{Overrides, RunConfig};
use crate::pipeline::{self, VerifyOptions};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    ledgers: Ledgers,
    #[cfg(feature = "store")]
    #[command(flatten)]
    from: super::store::From,
    #[arg(long, value_name = "文件夹", help = "结果写到哪个文件夹", help_heading = OPTIONS)]
    out: PathBuf,
    #[arg(long, value_name = "申报表", help = "申报的数（汇总表、调度表、达标申报表等），与台账逐数核对；可写多次。放在台账文件夹里的不必写", help_heading = OPTIONS)]
    claims: Vec<PathBuf>,
    #[arg(long, value_name = "名单", help = "申报的人员名单（培训人员名单、花名册），与台账逐人核对；可写多次", help_heading = OPTIONS)]
    roster: Vec<PathBuf>,
    #[arg(long, value_name = "年", value_parser = parse_year, help = "评定年度，默认为截止日期所在年", help_heading = OPTIONS)]
    year: Option<i32>,
    #[arg(long, value_name = "文件", help = "本地疑点规则：各地不同的级别、开关、参数，可写多次", help_heading = OPTIONS)]
    checks: Vec<PathBuf>,
    #[arg(long, value_name = "条数", value_parser = parse_sample, help = "抽取多少条参训记录供实地抽查", help_heading = OPTIONS)]
    audit_sample: Option<usize>,
    #[arg(long, value_name = "种子", value_parser = parse_number::<u64>, default_value_t = 1, hide_default_value = true, help = "抽查的随机种子，同一种子抽出同样的记录，默认 1", help_heading = OPTIONS)]
    seed: u64,
    #[arg(long, help = "结果中显示完整的证件号和电话", help_heading = OPTIONS)]
    full_ids: bool,
    #[command(flatten)]
    for_others: others::Verify,
    #[command(flatten)]
    screen: Screen,
}

impl Arguments {
    /// Verifies and shows the result.
    pub fn run(self) -> Ended {
        let showing = self.screen.showing(&self.out);
        self.for_others.refused()?;
        let overrides = Overrides {
            out: self.out,
            year: self.year,
            full_ids: self.full_ids,
            quiet: self.screen.is_quiet(),
            ..self.ledgers.overrides()
        };
        #[cfg(feature = "store")]
        let overrides = self.from.onto_beside(overrides)?;
        let sample = self.audit_sample;
        let sample = sample.map(|enrolments| SampleSize { enrolments, seed: self.seed });
        let options = VerifyOptions {
            config: RunConfig::new(overrides)?,
            claims: self.claims,
            rosters: self.roster,
            checks: self.checks,
            sample,
        };
        showing.show(&pipeline::verify(&options)?)
    }
}

/// More rows are no sample, and would not fit a sheet.
const MOST_SAMPLED: usize = 100_000;

fn parse_sample(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=MOST_SAMPLED).contains(count));
    count.ok_or_else(|| format!("抽查条数应为 1 至 {MOST_SAMPLED}"))
}

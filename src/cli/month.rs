//! `taizhang month`: the monthly report.

use std::path::PathBuf;

use clap::Args;

use super::ledgers::Ledgers;
use super::results::Screen;
use super::words::OPTIONS;
use super::{Ended, others};
use crate::config::{Overrides, RunConfig};
use crate::model::month::Month;
use crate::pipeline;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    ledgers: Ledgers,
    #[cfg(feature = "store")]
    #[command(flatten)]
    from: super::store::From,
    #[arg(long, value_name = "文件夹", help = "结果写到哪个文件夹", help_heading = OPTIONS)]
    out: PathBuf,
    #[arg(long, value_name = "月份", value_parser = parse_month, help = "哪个月的月报，如 2025-09，默认为截止日期所在的月", help_heading = OPTIONS)]
    month: Option<Month>,
    #[arg(long, help = "结果中显示完整的证件号和电话", help_heading = OPTIONS)]
    full_ids: bool,
    #[command(flatten)]
    for_others: others::Month,
    #[command(flatten)]
    screen: Screen,
}

impl Arguments {
    /// Writes the report and shows its totals.
    pub fn run(self) -> Ended {
        let showing = self.screen.showing(&self.out);
        let overrides = self.for_others.onto(Overrides {
            out: self.out,
            full_ids: self.full_ids,
            quiet: self.screen.is_quiet(),
            ..self.ledgers.overrides()
        });
        #[cfg(feature = "store")]
        let overrides = self.from.onto(overrides, "--unit")?;
        showing.show(&pipeline::month(&RunConfig::new(overrides)?, self.month)?)
    }
}

fn parse_month(text: &str) -> Result<Month, String> {
    let month = Month::parse(text).filter(|month| (1901..=2099).contains(&month.year()));
    month.ok_or_else(|| "月份应写成 2025-09 的形式，1901 至 2099 年".to_owned())
}

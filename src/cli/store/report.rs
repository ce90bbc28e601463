//! `taizhang report`: the main job's results from the store.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::{KnownAt, of_store};
use crate::cli::Ended;
use crate::cli::ledgers::{parse_day, parse_jobs};
use crate::cli::results::Results;
use crate::cli::words::OPTIONS;
use crate::config::{Overrides, RunConfig, StoreView};
use crate::pipeline;

#[derive(Args)]
pub struct Arguments {
    #[arg(long, value_name = "台账库", help = "台账库的文件夹", help_heading = OPTIONS)]
    store: PathBuf,
    #[command(flatten)]
    known: KnownAt,
    #[arg(long, value_name = "密钥文件", help = "加密的台账库的密钥", help_heading = OPTIONS)]
    key: Option<PathBuf>,
    #[arg(long, value_name = "日期", value_parser = parse_day, help = "截止日期，如 2025-09-30；默认为最新批次（如 2025-09）当月的最后一天", help_heading = OPTIONS)]
    as_of: Option<NaiveDate>,
    #[arg(long, value_name = "单位", help = "只统计这一个上报单位", help_heading = OPTIONS)]
    only_unit: Option<String>,
    #[arg(long, value_name = "数", value_parser = parse_jobs, help = "并行线程数，默认用全部处理器", help_heading = OPTIONS)]
    jobs: Option<u16>,
    #[command(flatten)]
    results: Results,
}

impl Arguments {
    /// Reports and shows the result.
    pub fn run(self) -> Ended {
        let known = self.known.known();
        let view = StoreView {
            folder: self.store,
            key: self.key,
            known,
            report: None,
            is_rehearsal: false,
        };
        let (overrides, showing) = self.results.onto(Overrides {
            as_of: self.as_of,
            only_unit: self.only_unit,
            jobs: self.jobs.map(usize::from),
            ..Overrides::default()
        });
        let config = RunConfig::new(of_store(view, overrides)?)?;
        showing.show(&pipeline::store_report(&config)?)
    }
}

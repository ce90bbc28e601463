//! `taizhang ingest`: a delivery into the store.

use std::path::PathBuf;

use chrono::Utc;
use clap::Args;

use super::{Shelf, show};
use crate::cli::Ended;
use crate::cli::ledgers::{parse_jobs, parse_kind};
use crate::cli::saying::Saying;
use crate::cli::words::{ARGUMENTS, OPTIONS};
use crate::config::{Overrides, RunConfig, RunError};
use crate::model::kind::LedgerKind;
use crate::pipeline::{self, IngestOptions};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    delivery: Delivery,
    #[command(flatten)]
    shelf: Shelf,
    #[command(flatten)]
    saying: Saying,
}

/// Files with the label under which they are known.
#[derive(Args)]
pub struct Delivery {
    #[arg(required = true, value_name = "台账", help = "台账文件或文件夹，可写多个", help_heading = ARGUMENTS)]
    inputs: Vec<PathBuf>,
    #[arg(long, value_name = "批次", help = "批次号，如 2025-09；各批次按它的先后合并", help_heading = OPTIONS)]
    batch: String,
    #[arg(long, value_name = "单位", help = "没有写明上报单位的行归到哪个单位", help_heading = OPTIONS)]
    unit: Option<String>,
    #[arg(long, value_name = "文件", help = "映射文件：写明各表的列各是什么，优先于自动识别", help_heading = OPTIONS)]
    mapping: Option<PathBuf>,
    #[arg(long, value_name = "种类", value_parser = parse_kind, help = "台账种类，不再自动识别：training 培训、certificate 证书、employment 就业跟踪、subsidy 补贴发放、placement 劳务输出", help_heading = OPTIONS)]
    kind: Option<LedgerKind>,
    #[arg(long, value_name = "文件", help = "核准的身份证号更正清单（照 repairs.csv，csv 或 xlsx）", help_heading = OPTIONS)]
    repairs: Option<PathBuf>,
    #[arg(long, value_name = "数", value_parser = parse_jobs, help = "并行线程数，默认用全部处理器", help_heading = OPTIONS)]
    jobs: Option<u16>,
}

impl Delivery {
    /// The same for the pipeline.
    pub fn options(
        self,
        shelf: &Shelf,
        replace: bool,
        quiet: bool,
    ) -> Result<IngestOptions, RunError> {
        let config = RunConfig::new(Overrides {
            inputs: self.inputs,
            unit: self.unit,
            mapping: self.mapping,
            kind: self.kind,
            repairs: self.repairs,
            jobs: self.jobs.map(usize::from),
            quiet,
            ..Overrides::default()
        })?;
        Ok(IngestOptions {
            config,
            store: shelf.store.clone(),
            key: shelf.key.clone(),
            batch: self.batch,
            replace,
            wait: shelf.wait(),
            now: Utc::now(),
        })
    }
}

impl Arguments {
    /// Takes it in.
    pub fn run(self) -> Ended {
        let options = self.delivery.options(&self.shelf, false, self.saying.is_quiet())?;
        Ok(show(self.saying, &pipeline::store_ingest(&options)?))
    }
}

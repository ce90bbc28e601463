//! `taizhang reproduce`: a past report made again and compared.

use std::path::PathBuf;

use clap::Args;

use super::show;
use crate::cli::Ended;
use crate::cli::ledgers::parse_jobs;
use crate::cli::saying::Saying;
use crate::cli::words::{ARGUMENTS, OPTIONS};
use crate::pipeline::{self, ReproduceOptions};

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "报告", help = "用台账库出的工作簿，或 run.json", help_heading = ARGUMENTS)]
    report: PathBuf,
    #[arg(long, value_name = "台账库", help = "台账库的文件夹", help_heading = OPTIONS)]
    store: PathBuf,
    #[arg(long, value_name = "密钥文件", help = "加密的台账库的密钥", help_heading = OPTIONS)]
    key: Option<PathBuf>,
    #[arg(long, value_name = "密钥文件", help = "原报告用了化名的，当时的密钥", help_heading = OPTIONS)]
    pseudonymise: Option<PathBuf>,
    #[arg(long, value_name = "文件夹", help = "把重新出的整套结果留在哪个文件夹，默认不留", help_heading = OPTIONS)]
    out: Option<PathBuf>,
    #[arg(long, value_name = "数", value_parser = parse_jobs, help = "并行线程数，默认用全部处理器", help_heading = OPTIONS)]
    jobs: Option<u16>,
    #[command(flatten)]
    saying: Saying,
}

impl Arguments {
    /// Makes it again and shows how it compares.
    pub fn run(self) -> Ended {
        let options = ReproduceOptions {
            report: self.report,
            store: self.store,
            key: self.key,
            pseudonymise: self.pseudonymise,
            out: self.out,
            jobs: self.jobs.map(usize::from),
        };
        Ok(show(self.saying, &pipeline::reproduce(&options)?))
    }
}

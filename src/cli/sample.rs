//! `taizhang sample`: synthetic ledgers.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::saying::Saying;
use super::words::{ARGUMENTS, OPTIONS, parse_number};
use super::{Ended, Exit};
use crate::config::RunError;
use crate::report::shown_json;
use crate::sample::{self, FileLayout, Format, LedgerSpec, SampleFile};

/// Format of the generated files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatArgument {
    /// UTF-8.
    #[value(help = "UTF-8 的 csv")]
    Csv,
    /// GB18030.
    #[value(help = "GB18030 的 csv")]
    Gbk,
    /// One workbook a city.
    #[value(help = "每市一个工作簿")]
    Xlsx,
}

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "文件夹", help = "写到哪个文件夹", help_heading = ARGUMENTS)]
    out: PathBuf,
    #[arg(long, value_name = "数", value_parser = parse_number::<usize>, help = "台账行数；不写则生成自带的示例（sample-data）", help_heading = OPTIONS)]
    rows: Option<usize>,
    #[arg(long, value_name = "比例", value_parser = parse_share, default_value_t = 0.1, hide_default_value = true, help = "含脏数据的行所占比例（0 至 1），默认 0.1", help_heading = OPTIONS)]
    dirt: f64,
    #[arg(long, value_name = "数", value_parser = parse_number::<u64>, default_value_t = 1, hide_default_value = true, help = "随机种子，默认 1；相同的种子得到相同的文件", help_heading = OPTIONS)]
    seed: u64,
    #[arg(long, value_name = "格式", value_enum, default_value_t = FormatArgument::Csv, hide_default_value = true, hide_possible_values = true, help = "文件格式：csv（UTF-8）、gbk（GB18030 的 csv）、xlsx（每市一个工作簿）；默认 csv", help_heading = OPTIONS)]
    format: FormatArgument,
    #[arg(long, help = "csv 和 gbk 也按市分成多个文件", help_heading = OPTIONS)]
    per_city: bool,
    #[command(flatten)]
    saying: Saying,
}

impl Arguments {
    /// Writes the files and names them.
    pub fn run(self) -> Ended {
        let done = match self.rows {
            None => sample::write_deliveries(&self.out),
            Some(rows) => sample::write_ledger(
                &self.out,
                &LedgerSpec {
                    rows,
                    dirt: self.dirt,
                    seed: self.seed,
                    format: match self.format {
                        FormatArgument::Csv => Format::Csv,
                        FormatArgument::Gbk => Format::Gbk,
                        FormatArgument::Xlsx => Format::Xlsx,
                    },
                    files: if self.per_city { FileLayout::PerCity } else { FileLayout::Whole },
                },
            ),
        };
        let files = done.map_err(|error| RunError::Output(error.to_string()))?;
        let told = |file: &SampleFile| json!({ "file": file.path.display().to_string(), "rows": file.rows });
        let shown = |file: &SampleFile| format!("{}\n", file.path.display());
        self.saying.show_either(
            || files.iter().map(shown).collect(),
            || shown_json(&json!({ "files": files.iter().map(told).collect::<Value>() })),
        );
        Ok(Exit::Done)
    }
}

fn parse_share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "比例应为 0 至 1 的数，如 0.1".to_owned())
}

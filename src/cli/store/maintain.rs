//! `taizhang store`: the store itself.

use chrono::Utc;
use clap::{Args, Subcommand};

use super::{Common, show};
use crate::cli::Ended;
use crate::cli::words::{OPTIONS, TEMPLATE, parse_number};
use crate::pipeline::{self, MaintainOptions, Task};

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = "检查：重新读全部内容，核对哈希、行数和导出记录", help_template = TEMPLATE, override_usage = "taizhang store check [--repair] --store <台账库>")]
    Check(Check),
    #[command(about = "合并小的数据文件，内容不变", help_template = TEMPLATE, override_usage = "taizhang store compact --store <台账库>")]
    Compact(Common),
    #[command(about = "清除不再需要的数据文件，内容不变", help_template = TEMPLATE, override_usage = "taizhang store vacuum [--keep <版本数>] --store <台账库>")]
    Vacuum(Vacuum),
}

#[derive(Args)]
struct Check {
    #[command(flatten)]
    common: Common,
    #[arg(long, help = "清除中断时残留的文件，补记最新的版本号", help_heading = OPTIONS)]
    repair: bool,
}

#[derive(Args)]
struct Vacuum {
    #[command(flatten)]
    common: Common,
    #[arg(long, value_name = "版本数", default_value_t = 1, hide_default_value = true, value_parser = parse_keep, help = "最新的多少个版本的数据文件都留着，供其他程序看以往的版本，默认 1", help_heading = OPTIONS)]
    keep: u64,
}

impl Arguments {
    /// Checks, compacts or deletes.
    pub fn run(self) -> Ended {
        match self.command {
            Command::Check(Check { common, repair }) => common.maintain(Task::Check { repair }),
            Command::Compact(common) => common.maintain(Task::Compact),
            Command::Vacuum(Vacuum { common, keep }) => common.maintain(Task::Vacuum { keep }),
        }
    }
}

impl Common {
    fn maintain(self, task: Task) -> Ended {
        let options = MaintainOptions {
            wait: self.shelf.wait(),
            store: self.shelf.store,
            key: self.shelf.key,
            task,
            now: Utc::now(),
        };
        Ok(show(self.saying, &pipeline::maintain(&options)?))
    }
}

fn parse_keep(text: &str) -> Result<u64, String> {
    parse_number(text)
        .ok()
        .filter(|keep| *keep > 0)
        .ok_or_else(|| "版本数应为 1 以上的整数".to_owned())
}

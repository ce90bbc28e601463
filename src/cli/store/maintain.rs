//! `taizhang store`: the store itself.

use chrono::Utc;
use clap::{Args, Subcommand};

use super::{Saying, Shelf};
use crate::cli::Exit;
use crate::cli::words::{OPTIONS, TEMPLATE};
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
struct Common {
    #[command(flatten)]
    shelf: Shelf,
    #[command(flatten)]
    saying: Saying,
}

#[derive(Args)]
struct Check {
    #[command(flatten)]
    common: Common,
    #[arg(long, help = "清除中断时残留的文件", help_heading = OPTIONS)]
    repair: bool,
}

#[derive(Args)]
struct Vacuum {
    #[command(flatten)]
    common: Common,
    #[arg(long, value_name = "版本数", default_value_t = 1, hide_default_value = true, value_parser = clap::value_parser!(u64).range(1..), help = "最新的多少个版本的数据文件都留着，供其他程序看以往的版本，默认 1", help_heading = OPTIONS)]
    keep: u64,
}

impl Arguments {
    /// Checks, compacts or deletes.
    pub fn run(self) -> Exit {
        match self.command {
            Command::Check(Check { common, repair }) => common.run(Task::Check { repair }),
            Command::Compact(common) => common.run(Task::Compact),
            Command::Vacuum(Vacuum { common, keep }) => common.run(Task::Vacuum { keep }),
        }
    }
}

impl Common {
    fn run(self, task: Task) -> Exit {
        let options = MaintainOptions {
            wait: self.shelf.wait(),
            store: self.shelf.store,
            key: self.shelf.key,
            task,
            now: Utc::now(),
        };
        self.saying.show(pipeline::maintain(&options))
    }
}

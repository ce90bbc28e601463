//! `taizhang batch`: the deliveries in a store.

use chrono::Utc;
use clap::{Args, Subcommand};

use super::ingest::Delivery;
use super::{Common, show};
use crate::cli::Ended;
use crate::cli::words::{ARGUMENTS, OPTIONS, TEMPLATE};
use crate::config::RunError;
use crate::pipeline::{self, BatchAction, BatchOptions};

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = "列出批次和台账库的经过", help_template = TEMPLATE, override_usage = "taizhang batch list --store <台账库>")]
    List(Common),
    #[command(about = "查看一个批次的文件", help_template = TEMPLATE, override_usage = "taizhang batch show <批次> --store <台账库>")]
    Show(One),
    #[command(about = "撤回一个批次，以前的版本仍可重现", help_template = TEMPLATE, override_usage = "taizhang batch withdraw <批次> --store <台账库>")]
    Withdraw(One),
    #[command(about = "用新的文件替换整个批次", help_template = TEMPLATE, override_usage = "taizhang batch replace <台账>... --batch <批次> --store <台账库>")]
    Replace(Replacement),
}

#[derive(Args)]
struct One {
    #[arg(value_name = "批次", required_unless_present = "batch", help = "批次号", help_heading = ARGUMENTS)]
    label: Option<String>,
    #[arg(long, value_name = "批次", conflicts_with = "label", help = "批次号，也可这样写", help_heading = OPTIONS)]
    batch: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
struct Replacement {
    #[command(flatten)]
    delivery: Delivery,
    #[command(flatten)]
    common: Common,
}

impl Arguments {
    /// Lists, shows, withdraws or replaces.
    pub fn run(self) -> Ended {
        match self.command {
            Command::List(common) => common.ask(BatchAction::List),
            Command::Show(one) => one.run(BatchAction::Show),
            Command::Withdraw(one) => one.run(BatchAction::Withdraw),
            Command::Replace(Replacement { delivery, common }) => {
                let options = delivery.options(&common.shelf, true, common.saying.is_quiet())?;
                Ok(show(common.saying, &pipeline::store_ingest(&options)?))
            }
        }
    }
}

impl One {
    fn run(self, action: impl FnOnce(String) -> BatchAction) -> Ended {
        match self.label.or(self.batch) {
            Some(label) => self.common.ask(action(label)),
            None => Err(RunError::Asked("没有写批次号".to_owned())),
        }
    }
}

impl Common {
    fn ask(self, action: BatchAction) -> Ended {
        let saying = match action {
            BatchAction::List | BatchAction::Show(_) => self.saying.of_answer(),
            BatchAction::Withdraw(_) => self.saying,
        };
        let options = BatchOptions {
            wait: self.shelf.wait(),
            store: self.shelf.store,
            key: self.shelf.key,
            action,
            now: Utc::now(),
        };
        Ok(show(saying, &pipeline::batch(&options)?))
    }
}

//! `taizhang policy`: list the policies, show one, check a file of one's own, run tests written as data.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::words::{self, ARGUMENTS, OPTIONS};
use super::{Ended, Exit, complain, say};
use crate::config::RunError;
use crate::model::region::Regions;
use crate::pipeline::{self, Trials};
use crate::report;

/// Half-width characters of a line on the terminal.
const SCREEN_WIDTH: usize = 100;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    #[command(
        about = "列出随带的政策文件",
        help_template = words::TEMPLATE,
        override_usage = "taizhang policy list"
    )]
    List,
    #[command(
        about = "显示一份政策文件的全部标准、门槛、期限和出处",
        help_template = words::TEMPLATE,
        override_usage = "taizhang policy show <政策>"
    )]
    Show {
        #[arg(value_name = "政策", help = "政策编号（见 policy list）或自己的政策文件", help_heading = ARGUMENTS)]
        policy: String,
    },
    #[command(
        about = "检查自己写的政策文件",
        help_template = words::TEMPLATE,
        override_usage = "taizhang policy check <文件>..."
    )]
    Check {
        #[arg(value_name = "文件", required = true, help = "政策文件或所在的文件夹", help_heading = ARGUMENTS)]
        files: Vec<String>,
    },
    #[command(
        about = "运行政策用例：写明数据和应得的结果，逐条核对",
        help_template = words::TEMPLATE,
        override_usage = "taizhang policy test [选项] [文件夹]"
    )]
    Test {
        #[arg(value_name = "文件夹", help = "用例文件（.toml）或所在的文件夹；不写则运行随带的用例", help_heading = ARGUMENTS)]
        path: Option<PathBuf>,
        #[arg(long, value_name = "政策", help = "用例所指的政策：编号、文件或文件夹，可重复；不写为全部随带的", help_heading = OPTIONS)]
        policy: Vec<String>,
    },
}

impl Arguments {
    /// Does what is asked.
    pub fn run(self) -> Ended {
        match self.action {
            Action::List => list(),
            Action::Show { policy } => show(policy),
            Action::Check { files } => check(&files),
            Action::Test { path, policy } => test(path, &policy),
        }
    }
}

fn regions() -> Result<Regions, RunError> {
    Regions::shipped().map_err(|error| RunError::Internal(error.to_string()))
}

fn list() -> Ended {
    let policies = pipeline::policies(&[], &regions()?)?;
    say(&report::policy_table(&policies.list, SCREEN_WIDTH));
    Ok(Exit::Done)
}

fn show(policy: String) -> Ended {
    let policies = pipeline::policies(&[policy], &regions()?)?;
    for policy in &policies.list {
        say(&report::policy_page(policy));
    }
    Ok(Exit::Done)
}

/// Every file is looked at, whatever is wrong with another.
fn check(files: &[String]) -> Ended {
    let regions = regions()?;
    let mut exit = Exit::Done;
    for file in files {
        match pipeline::policies(std::slice::from_ref(file), &regions) {
            Ok(policies) => say(&report::policies_checked(&policies.list)),
            Err(error) => {
                complain(&error.to_string());
                exit = match error {
                    RunError::UnknownPolicy { .. } => Exit::Failed,
                    _ if exit == Exit::Failed => Exit::Failed,
                    _ => Exit::Incomplete,
                };
            }
        }
    }
    Ok(exit)
}

fn test(path: Option<PathBuf>, asked: &[String]) -> Ended {
    let regions = regions()?;
    let policies = pipeline::policies(asked, &regions)?.list;
    let trials = match path {
        Some(path) => pipeline::trials(&path, &policies, &regions),
        None => pipeline::shipped_trials(&policies, &regions),
    };
    let trials = trials.map_err(|error| RunError::Policy(error.to_string()))?;
    say(&told(&trials));
    Ok(if trials.failed.is_empty() { Exit::Done } else { Exit::Incomplete })
}

fn told(trials: &Trials) -> String {
    let failed = trials.failed.iter().map(|failed| format!("不符：{failed}\n"));
    let (mut total, mut covered) = (0, 0);
    let mut lacking = String::new();
    for coverage in &trials.coverage {
        let without = coverage.lacking();
        total += coverage.total();
        covered += coverage.total() - without.len();
        if !without.is_empty() {
            let (policy, without) = (&coverage.policy, without.join("、"));
            lacking =
                format!("{lacking}{policy}：缺少恰在门槛上、刚低于、刚高于门槛的用例：{without}\n");
        }
    }
    let summary = format!(
        "用例结果 {} 条：相符 {}，不符 {}；门槛 {total} 个，三侧都有用例的 {covered} 个\n",
        trials.passed + trials.failed.len(),
        trials.passed,
        trials.failed.len()
    );
    failed.chain([lacking, summary]).collect()
}

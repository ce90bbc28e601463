//! `taizhang policy`: list the policies, show one, check a file of one's own, run tests written as data.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::saying::Saying;
use super::words::{self, ARGUMENTS, OPTIONS};
use super::{Ended, Exit, complain};
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
    List {
        #[command(flatten)]
        saying: Saying,
    },
    #[command(
        about = "显示一份政策文件的全部标准、门槛、期限和出处",
        help_template = words::TEMPLATE,
        override_usage = "taizhang policy show <政策>"
    )]
    Show {
        #[arg(value_name = "政策", help = "政策编号（见 policy list）或自己的政策文件", help_heading = ARGUMENTS)]
        policy: String,
        #[command(flatten)]
        saying: Saying,
    },
    #[command(
        about = "检查自己写的政策文件",
        help_template = words::TEMPLATE,
        override_usage = "taizhang policy check <文件>..."
    )]
    Check {
        #[arg(value_name = "文件", required = true, help = "政策文件或所在的文件夹", help_heading = ARGUMENTS)]
        files: Vec<String>,
        #[command(flatten)]
        saying: Saying,
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
        #[command(flatten)]
        saying: Saying,
    },
}

impl Arguments {
    /// Does what is asked.
    pub fn run(self) -> Ended {
        match self.action {
            Action::List { saying } => list(saying),
            Action::Show { policy, saying } => show(policy, saying.of_answer()),
            Action::Check { files, saying } => check(&files, saying),
            Action::Test { path, policy, saying } => test(path, &policy, saying),
        }
    }
}

fn regions() -> Result<Regions, RunError> {
    Regions::shipped().map_err(|error| RunError::Internal(error.to_string()))
}

/// Without what goes around them, policies are known by their identifiers.
fn list(saying: Saying) -> Ended {
    let policies = pipeline::policies(&[], &regions()?)?.list;
    let text = || {
        if saying.is_quiet() {
            let ids: Vec<&str> = policies.iter().map(|policy| &*policy.id).collect();
            ids.join("\n") + "\n"
        } else {
            report::policy_table(&policies, SCREEN_WIDTH)
        }
    };
    saying.of_answer().show_either(text, || report::policies_json(&policies));
    Ok(Exit::Done)
}

fn show(policy: String, saying: Saying) -> Ended {
    let policies = pipeline::policies(&[policy], &regions()?)?.list;
    saying.show_either(
        || policies.iter().map(report::policy_page).collect(),
        || policies.iter().map(report::policy_json).collect(),
    );
    Ok(Exit::Done)
}

/// Every file is looked at, whatever is wrong with another.
fn check(files: &[String], saying: Saying) -> Ended {
    let regions = regions()?;
    let mut exit = Exit::Done;
    let (mut text, mut told) = (String::new(), Vec::new());
    for file in files {
        let (policies, error) = match pipeline::policies(std::slice::from_ref(file), &regions) {
            Ok(policies) => (policies.list, None),
            Err(error) => {
                exit = exit.max(match error {
                    RunError::UnknownPolicy { .. } => Exit::Failed,
                    _ => Exit::Incomplete,
                });
                (Vec::new(), Some(error.to_string()))
            }
        };
        if let Some(error) = &error {
            complain(error);
        }
        text += &report::policies_checked(&policies);
        let policies = report::policies_json(&policies);
        told.push(json!({ "file": file, "policies": policies, "error": error }));
    }
    saying.show_either(|| text, || report::shown_json(&Value::Array(told)));
    Ok(exit)
}

fn test(path: Option<PathBuf>, asked: &[String], saying: Saying) -> Ended {
    let regions = regions()?;
    let policies = pipeline::policies(asked, &regions)?.list;
    let trials = match path {
        Some(path) => pipeline::trials(&path, &policies, &regions),
        None => pipeline::shipped_trials(&policies, &regions),
    };
    let trials = trials.map_err(|error| RunError::Policy(error.to_string()))?;
    saying.show_either(|| text(&trials), || told(&trials));
    Ok(if trials.failed.is_empty() { Exit::Done } else { Exit::Incomplete })
}

fn told(trials: &Trials) -> Value {
    let coverage = trials.coverage.iter().map(|own| {
        json!({ "policy": &*own.policy, "thresholds": own.total(), "lacking": own.lacking() })
    });
    json!({
        "passed": trials.passed,
        "failed": trials.failed,
        "coverage": coverage.collect::<Value>(),
    })
}

fn text(trials: &Trials) -> String {
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

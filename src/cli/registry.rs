//! `taizhang registry`: the template of a brand registry, and a registry checked alone.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::json;

use super::ledgers::parse_day;
use super::saying::Saying;
use super::words::{self, ARGUMENTS, OPTIONS};
use super::{Ended, Exit};
use crate::config::{Overrides, RunConfig};
use crate::pipeline;
use crate::report::shown_json;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    #[command(
        about = "写出空白的品牌库工作簿，供填写",
        help_template = words::TEMPLATE,
        override_usage = "taizhang registry template [选项] <文件>"
    )]
    Template(Template),
    #[command(
        about = "单独核对一个品牌库：列出问题和在库的条数",
        help_template = words::TEMPLATE,
        override_usage = "taizhang registry check [选项] <文件>"
    )]
    Check(Check),
}

#[derive(Args)]
struct Template {
    #[arg(value_name = "文件", help = "写到哪个文件（.xlsx）；已有的文件不覆盖", help_heading = ARGUMENTS)]
    file: PathBuf,
    #[arg(long, value_name = "编号或文件", help = "下拉的条件、类型、级别取自哪些政策，可写多次；默认全部内置政策", help_heading = OPTIONS)]
    policy: Vec<String>,
    #[command(flatten)]
    saying: Saying,
}

#[derive(Args)]
struct Check {
    #[arg(value_name = "文件", help = "品牌库（xlsx、csv 或 toml）", help_heading = ARGUMENTS)]
    file: PathBuf,
    #[arg(long, value_name = "日期", value_parser = parse_day, help = "截止日期，如 2025-09-30", help_heading = OPTIONS)]
    as_of: Option<NaiveDate>,
    #[arg(long, value_name = "编号或文件", help = "证明的条件按哪些政策核对，可写多次；内置政策总在其中", help_heading = OPTIONS)]
    policy: Vec<String>,
    #[command(flatten)]
    saying: Saying,
}

impl Arguments {
    /// Does what was asked.
    pub fn run(self) -> Ended {
        match self.task {
            Task::Template(template) => template.run(),
            Task::Check(check) => check.run(),
        }
    }
}

impl Template {
    fn run(self) -> Ended {
        pipeline::registry_template(&self.file, &self.policy)?;
        let file = self.file.display().to_string();
        self.saying
            .show_either(|| format!("已写出 {file}\n"), || shown_json(&json!({ "file": file })));
        Ok(Exit::Done)
    }
}

impl Check {
    fn run(self) -> Ended {
        let config = RunConfig::new(Overrides {
            registry: Some(self.file),
            as_of: self.as_of,
            policies: self.policy,
            ..Overrides::default()
        })?;
        let report = pipeline::registry_check(&config, self.saying.is_json())?;
        self.saying.show(&report.text);
        Ok(if report.problems > 0 { Exit::Incomplete } else { Exit::Done })
    }
}

//! The command line: one file a command.

mod check;
mod explain;
mod inspect;
mod key;
mod ledgers;
mod month;
mod others;
mod policy;
mod registry;
mod results;
mod run;
mod sample;
mod saying;
#[cfg(feature = "store")]
mod store;
mod verify;
mod words;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use std::time::SystemTime;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use serde_json::json;

use crate::config::RunError;

use crate::report;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Completed.
    Done,
    /// Completed, but some input file was not processed or `--fail-on` struck.
    Incomplete,
    /// Could not complete.
    Failed,
}

/// How a command ended, or why it could not complete.
type Ended = Result<Exit, RunError>;

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::from(0),
            Exit::Incomplete => Self::from(1),
            Exit::Failed => Self::from(2),
        }
    }
}

#[derive(Parser)]
#[command(
    name = "taizhang",
    version,
    about = "台账：汇总实名制培训台账，对照政策文件判定品牌和基地，生成调度表",
    help_template = words::TEMPLATE,
    override_usage = "taizhang <命令> [选项]",
    subcommand_help_heading = "命令",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[arg(short, long, global = true, action = clap::ArgAction::Help, help = "显示帮助", help_heading = words::OPTIONS)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help = "显示版本", help_heading = words::OPTIONS)]
    version: Option<bool>,
}

#[derive(Subcommand)]
enum Command {
    #[command(
        about = "汇总台账、判定、出表（主要工作）",
        help_template = words::TEMPLATE,
        override_usage = "taizhang run [选项] --out <文件夹> <台账>..."
    )]
    Run(Box<run::Arguments>),
    #[cfg(feature = "store")]
    #[command(
        about = "入库：把一次报送的台账收进台账库，已有的文件不重复收",
        help_template = words::TEMPLATE,
        override_usage = "taizhang ingest [选项] --store <台账库> --batch <批次> <台账>..."
    )]
    Ingest(store::ingest::Arguments),
    #[cfg(feature = "store")]
    #[command(
        about = "按台账库汇总、判定、出表；可按以往的版本重新出",
        help_template = words::TEMPLATE,
        override_usage = "taizhang report [选项] --store <台账库> --out <文件夹>"
    )]
    Report(store::report::Arguments),
    #[cfg(feature = "store")]
    #[command(
        about = "重现：把以往的报告按当时的台账库重新出一遍，逐字节核对",
        help_template = words::TEMPLATE,
        override_usage = "taizhang reproduce <报告> --store <台账库>"
    )]
    Reproduce(store::reproduce::Arguments),
    #[cfg(feature = "store")]
    #[command(
        about = "台账库中的批次：列出、查看、撤回、替换",
        help_template = words::TEMPLATE,
        override_usage = "taizhang batch <list|show|withdraw|replace> --store <台账库>",
        subcommand_help_heading = "命令",
        disable_help_subcommand = true
    )]
    Batch(store::batch::Arguments),
    #[cfg(feature = "store")]
    #[command(
        about = "台账库的两个版本或两个月相比，哪些数变了，由哪些人、哪些行造成",
        help_template = words::TEMPLATE,
        override_usage = "taizhang diff [选项] --store <台账库> <A> <B>"
    )]
    Diff(Box<store::diff::Arguments>),
    #[cfg(feature = "store")]
    #[command(
        about = "台账库本身：检查、合并、清理",
        help_template = words::TEMPLATE,
        override_usage = "taizhang store <check|compact|vacuum> --store <台账库>",
        subcommand_help_heading = "命令",
        disable_help_subcommand = true
    )]
    Store(store::maintain::Arguments),
    #[command(
        about = "月报：一个月的开班、参训、取证、就业、补贴，与上月、上年同月比，并本年累计",
        help_template = words::TEMPLATE,
        override_usage = "taizhang month [选项] --out <文件夹> <台账>..."
    )]
    Month(month::Arguments),
    #[command(
        about = "核验：申报数与台账逐项核对，说明差在哪里",
        help_template = words::TEMPLATE,
        override_usage = "taizhang verify [选项] --out <文件夹> <台账>..."
    )]
    Verify(verify::Arguments),
    #[command(
        about = "按以往汇总的结果重新判定，或看假设的人数会改变什么，不再读台账",
        help_template = words::TEMPLATE,
        override_usage = "taizhang check [选项] <结果>..."
    )]
    Check(check::Arguments),
    #[command(
        about = "显示各文件是怎样识别的：表头、各列的内容、问题",
        help_template = words::TEMPLATE,
        override_usage = "taizhang inspect [选项] <台账>..."
    )]
    Inspect(inspect::Arguments),
    #[command(
        about = "品牌库：写出空白模板，单独核对",
        help_template = words::TEMPLATE,
        override_usage = "taizhang registry <template|check> [选项] <文件>",
        subcommand_help_heading = "命令",
        disable_help_subcommand = true
    )]
    Registry(registry::Arguments),
    #[command(
        about = "生成合成的示例台账",
        help_template = words::TEMPLATE,
        override_usage = "taizhang sample [选项] <文件夹>"
    )]
    Sample(sample::Arguments),
    #[command(
        about = "解释：诊断代码的含义；台账中一个数由哪些人构成，为什么",
        help_template = words::TEMPLATE,
        override_usage = "taizhang explain [代码]\n      taizhang explain <台账>... [选项]"
    )]
    Explain(Box<explain::Arguments>),
    #[command(
        about = "政策文件：列出、显示、检查、运行用例",
        help_template = words::TEMPLATE,
        override_usage = "taizhang policy <list|show|check|test>",
        subcommand_help_heading = "命令",
        disable_help_subcommand = true
    )]
    Policy(policy::Arguments),
    #[command(
        about = "生成密钥文件：加密台账库用，或化名用",
        help_template = words::TEMPLATE,
        override_usage = "taizhang key <文件>"
    )]
    Key(key::Arguments),
}

/// All commands with their options.
#[must_use]
pub fn commands() -> clap::Command {
    Cli::command()
}

/// Runs the command that `arguments` (the program's name first) ask for.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    // A panic is told in one Chinese sentence; damaged workbooks that make a parser panic are findings.
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let for_programs = arguments.iter().any(|argument| argument == "--json");
    let ended = std::panic::catch_unwind(|| dispatch(arguments)).unwrap_or_else(|_| {
        let why = "程序内部出错，本次没有完成。请保留输入文件并反馈";
        Err(RunError::Asked(why.to_owned()))
    });
    ended.unwrap_or_else(|error| {
        let message = error.to_string();
        complain(&message);
        if for_programs {
            say(&format!("{:#}\n", json!({ "error": report::shown_message(&message) })));
        }
        Exit::Failed
    })
}

fn dispatch(arguments: Vec<OsString>) -> Ended {
    let parsed = commands()
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => match told_the_time(cli, SystemTime::now())?.command {
            Command::Run(arguments) => arguments.run(),
            #[cfg(feature = "store")]
            Command::Ingest(arguments) => arguments.run(),
            #[cfg(feature = "store")]
            Command::Report(arguments) => arguments.run(),
            #[cfg(feature = "store")]
            Command::Reproduce(arguments) => arguments.run(),
            #[cfg(feature = "store")]
            Command::Batch(arguments) => arguments.run(),
            #[cfg(feature = "store")]
            Command::Diff(arguments) => arguments.run(),
            #[cfg(feature = "store")]
            Command::Store(arguments) => arguments.run(),
            Command::Month(arguments) => arguments.run(),
            Command::Verify(arguments) => arguments.run(),
            Command::Check(arguments) => arguments.run(),
            Command::Inspect(arguments) => arguments.run(),
            Command::Registry(arguments) => arguments.run(),
            Command::Sample(arguments) => arguments.run(),
            Command::Explain(arguments) => arguments.run(),
            Command::Policy(arguments) => arguments.run(),
            Command::Key(arguments) => arguments.run(),
        },
        Err(error) if !error.use_stderr() => {
            say(&error.to_string());
            Ok(Exit::Done)
        }
        Err(error) => Err(RunError::Asked(words::of_clap(&error))),
    }
}

/// No time of before 1970 can be told: such a clock has stopped.
fn told_the_time(cli: Cli, now: SystemTime) -> Result<Cli, RunError> {
    if now < SystemTime::UNIX_EPOCH {
        let why =
            "这台电脑的时钟在 1970 年以前，多半是电池没电后复位了：请先校正日期和时间，再执行";
        return Err(RunError::Asked(why.to_owned()));
    }
    Ok(cli)
}

/// Prints to the terminal; a closed pipe is no error of ours.
fn say(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints what is to be known besides the result. Names and arguments in it may hold numbers of persons.
fn note(message: &str) {
    let message = report::shown_message(message);
    let _ = writeln!(std::io::stderr().lock(), "提示：{message}");
}

/// Prints a fatal message once, without numbers of persons as well.
fn complain(message: &str) {
    let message = report::shown_message(message);
    let _ = writeln!(std::io::stderr().lock(), "错误：{message}");
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_before_1970_is_told() {
        let cli = || Cli::parse_from(["taizhang", "policy", "list"]);
        let told = told_the_time(cli(), SystemTime::UNIX_EPOCH - Duration::from_secs(1));
        assert!(told.is_err_and(|error| error.to_string().contains("时钟")));
        assert!(told_the_time(cli(), SystemTime::UNIX_EPOCH).is_ok());
    }
}

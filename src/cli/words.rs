//! Chinese for what the argument parser would say in English.

use std::str::FromStr;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Layout of every help page.
pub const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}\n";

/// Heading of options.
pub const OPTIONS: &str = "选项";

/// Heading of positional arguments.
pub const ARGUMENTS: &str = "参数";

/// A whole number that an option takes.
pub fn parse_number<N: FromStr>(text: &str) -> Result<N, String> {
    text.parse().map_err(|_| "应为整数，如 1，不能是负数，也不能太大".to_owned())
}

/// A parse error as one Chinese sentence.
#[must_use]
pub fn of_clap(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识的参数 {argument}"),
        ErrorKind::InvalidSubcommand => {
            format!("不认识的命令 {}", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            match context(ContextKind::ValidSubcommand) {
                known if known.is_empty() => "没有写明命令".to_owned(),
                known => format!("没有写明命令，可写：{known}"),
            }
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 缺少取值"),
        ErrorKind::InvalidValue => {
            format!("{argument} 不能取“{value}”，可取：{}", context(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => {
            let why =
                std::error::Error::source(error).map_or_else(String::new, ToString::to_string);
            format!("{argument} 的取值“{value}”不对：{why}")
        }
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            other if other.is_empty() || other == argument => format!("参数 {argument} 写了两次"),
            other => format!("参数 {argument} 和 {other} 不能同时写"),
        },
        ErrorKind::InvalidUtf8 => "参数中有无法识别的字符".to_owned(),
        _ => "参数不对".to_owned(),
    };
    format!("{what}。用 taizhang --help 或 taizhang 命令 --help 查看用法")
}

//! `taizhang explain`: what a code means; and of ledgers who is behind a number, and why.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde_json::json;

use super::ledgers::How;
use super::saying::Saying;
use super::words::{ARGUMENTS, OPTIONS};
use super::{Ended, Exit, note};
use crate::config::{Overrides, RunConfig, RunError};
use crate::model::check::{Check, Checks};
use crate::model::finding::Code;
use crate::model::period::{Quarter, Window};
use crate::model::region::Regions;
use crate::pipeline::{self, Asking, ExplainOptions, Place};
use crate::report;

/// Half-width characters of a line on the terminal.
const SCREEN_WIDTH: usize = 100;

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "代码或台账", help = "诊断代码，如 ID_CHECKSUM，大小写不限；或台账文件、文件夹，可写多个。都不写则列出全部代码", help_heading = ARGUMENTS)]
    what: Vec<PathBuf>,
    #[arg(long, value_name = "台账", num_args = 1.., help = "台账文件或文件夹，同直接写在命令后面", help_heading = OPTIONS)]
    from: Vec<PathBuf>,
    #[arg(long, value_name = "文件", help = "本地疑点规则，解释 CHECK_ 代码时按它显示参数，可写多次", help_heading = OPTIONS)]
    checks: Vec<PathBuf>,
    #[arg(long, value_name = "省", help = "问哪个省", help_heading = OPTIONS)]
    province: Option<String>,
    #[arg(long, value_name = "单位", help = "问哪个上报单位", help_heading = OPTIONS)]
    unit: Option<String>,
    #[arg(long, value_name = "品牌", help = "问哪个品牌", help_heading = OPTIONS)]
    brand: Option<String>,
    #[arg(long, value_name = "基地", help = "问哪个基地", help_heading = OPTIONS)]
    base: Option<String>,
    #[arg(long, value_name = "县", help = "问哪个县（市、区）：带动就业人数和调度表", help_heading = OPTIONS)]
    county: Option<String>,
    #[arg(long, value_name = "年", value_parser = parse_years, help = "哪一年，如 2024；几年合计写 2022-2024。默认为截止日期所在年", help_heading = OPTIONS)]
    year: Option<(i32, i32)>,
    #[arg(long, value_name = "起/止", value_parser = parse_window, conflicts_with = "year", help = "统计期，如 2024-01-01/2025-09-30（verdicts.csv 的 window）", help_heading = OPTIONS)]
    window: Option<Window>,
    #[arg(long, value_name = "指标", help = "哪个指标：metrics.csv 的列名或中文名，如 trainees、培训合格率；可写多次，all 为全部；不写则为培训人数", help_heading = OPTIONS)]
    measure: Vec<String>,
    #[arg(long, value_name = "季度", value_parser = super::results::parse_quarter, help = "问调度表的数：季度（1 至 4）", help_heading = OPTIONS)]
    quarter: Option<Quarter>,
    #[arg(long, value_name = "文件:工作表:行号", help = "问一行的去向；没有工作表的（csv）写 文件:行号", help_heading = OPTIONS)]
    row: Option<String>,
    #[arg(long, value_name = "号码", help = "问一个人：台账中的全部记录，各计入什么，疑似本人的退回行", help_heading = OPTIONS)]
    id: Option<String>,
    #[arg(long, value_name = "编号或文件", help = "问判定的由来：按哪份政策，可写多次；“all”为全部内置政策", help_heading = OPTIONS)]
    policy: Vec<String>,
    #[arg(long, value_name = "标准", requires = "policy", help = "只问这一个标准", help_heading = OPTIONS)]
    standard: Option<String>,
    #[arg(long, value_name = "文件", requires = "policy", help = "品牌库（xlsx、csv 或 toml）", help_heading = OPTIONS)]
    registry: Option<PathBuf>,
    #[arg(long, help = "各品牌、各基地相加为什么不等于单位（写 --unit），各单位相加为什么不等于省", help_heading = OPTIONS)]
    bridge: bool,
    #[arg(long, value_name = "单位", help = "没有写明上报单位的行归到哪个单位（即 taizhang run 的 --unit）", help_heading = OPTIONS)]
    rows_unit: Option<String>,
    #[command(flatten)]
    how: How,
    #[cfg(feature = "store")]
    #[command(flatten)]
    shelf: super::store::From,
    #[arg(long, value_name = "文件", help = "把全部人员写入文件（xlsx 或 csv）", help_heading = OPTIONS)]
    out: Option<PathBuf>,
    #[arg(long, help = "显示完整的证件号和电话", help_heading = OPTIONS)]
    full_ids: bool,
    #[command(flatten)]
    saying: Saying,
}

impl Arguments {
    /// Shows one code, or all, or what was asked of ledgers.
    pub fn run(mut self) -> Ended {
        let mut inputs = std::mem::take(&mut self.from);
        let mut codes = Vec::new();
        for word in std::mem::take(&mut self.what) {
            match word.to_str() {
                Some(name) if !word.exists() && looks_like_a_code(name) => {
                    codes.push(name.to_owned());
                }
                _ => inputs.push(word),
            }
        }
        let is_about_codes = inputs.is_empty() && !self.has_store();
        match (codes.as_slice(), is_about_codes, self.asks()) {
            ([], true, false) => explain_codes(&self.checks, self.saying.of_answer()),
            ([name], true, false) => explain_code(name, &self.checks, self.saying.of_answer()),
            ([], true, true) => {
                failed("没有写台账：写在命令后面，或用 --from 台账、--store 台账库")
            }
            ([], false, _) => self.answer(inputs),
            _ => failed("代码和台账分开问，代码一次写一个"),
        }
    }

    #[cfg(feature = "store")]
    fn has_store(&self) -> bool {
        self.shelf.is_given()
    }

    #[cfg(not(feature = "store"))]
    #[allow(clippy::unused_self)]
    fn has_store(&self) -> bool {
        false
    }

    fn asks(&self) -> bool {
        let places = [&self.province, &self.unit, &self.brand, &self.base, &self.county];
        let others = [&self.row, &self.id];
        places.into_iter().chain(others).any(Option::is_some)
            || self.bridge
            || !self.policy.is_empty()
            || !self.measure.is_empty()
    }

    fn answer(self, inputs: Vec<PathBuf>) -> Ended {
        let saying = self.saying;
        let options = self.options(inputs)?;
        let report = pipeline::explain(&options)?;
        report.notices.iter().for_each(|notice| note(notice));
        saying.of_answer_unless(options.file.is_some()).show(&report.text);
        Ok(if report.unprocessed > 0 { Exit::Incomplete } else { Exit::Done })
    }

    fn options(self, inputs: Vec<PathBuf>) -> Result<ExplainOptions, RunError> {
        let window = self.year.and_then(|(first, last)| Window::years(first, last)).or(self.window);
        let is_quarterly = self.quarter.is_some();
        let is_verdict = !self.policy.is_empty();
        let overrides = Overrides {
            inputs,
            year: self.year.map(|(_, last)| last),
            quarter: self.quarter,
            unit: self.rows_unit,
            full_ids: self.full_ids,
            registry: self.registry,
            policies: self.policy,
            quiet: true,
            ..self.how.overrides()
        };
        #[cfg(feature = "store")]
        let overrides = self.shelf.onto(overrides, "--rows-unit")?;
        let config = RunConfig::new(overrides)?;
        let place = Place {
            province: self.province,
            unit: self.unit,
            brand: self.brand,
            base: self.base,
            county: self.county,
            window: window.filter(|_| !is_quarterly),
            measures: self.measure,
            quarterly: is_quarterly,
        };
        let asking = match (self.row, self.id, self.bridge, is_verdict) {
            (Some(row), None, false, false) => Asking::Row(row),
            (None, Some(number), false, false) => Asking::Person(number),
            (None, None, true, false) => Asking::Bridge(place),
            (None, None, false, true) => Asking::Verdict(place, self.standard),
            (None, None, false, false) => Asking::Numbers(place),
            _ => {
                let why = "--row、--id、--bridge、--policy 一次问一样";
                return Err(RunError::Asked(why.to_owned()));
            }
        };
        Ok(ExplainOptions { config, asking, file: self.out, json: self.saying.is_json() })
    }
}

/// Codes are words of ASCII letters, digits and underscores.
fn looks_like_a_code(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn failed(message: &str) -> Ended {
    Err(RunError::Asked(message.to_owned()))
}

fn explain_code(name: &str, own: &[PathBuf], saying: Saying) -> Ended {
    if let Some(code) = Code::named(name) {
        saying.show_either(|| report::explanation(code, SCREEN_WIDTH), || report::code_json(code));
        return Ok(Exit::Done);
    }
    if let Some(check) = Check::named(name) {
        let checks = checks(own)?;
        saying.show_either(
            || report::check_explanation(check, &checks, SCREEN_WIDTH),
            || report::check_json(check, &checks),
        );
        return Ok(Exit::Done);
    }
    let nearest =
        Code::nearest(name).map_or_else(String::new, |code| format!("，是否为 {}", code.name()));
    failed(&format!("没有代码“{name}”{nearest}？不写代码则列出全部"))
}

/// Shows all codes, and all integrity checks with the parameters in force.
fn explain_codes(own: &[PathBuf], saying: Saying) -> Ended {
    let checks = checks(own)?;
    saying.show_either(
        || report::code_table(SCREEN_WIDTH) + &report::check_table(&checks, SCREEN_WIDTH),
        || json!({ "codes": report::codes_json(), "checks": report::checks_json(&checks) }),
    );
    Ok(Exit::Done)
}

fn checks(own: &[PathBuf]) -> Result<Checks, RunError> {
    let regions = Regions::shipped().map_err(|error| RunError::Internal(error.to_string()))?;
    pipeline::checks(own, &regions)
}

fn parse_years(text: &str) -> Result<(i32, i32), String> {
    let wrong = || "年份应写成 2024 或 2022-2024".to_owned();
    let year = |text: &str| text.parse().ok().filter(|year| (1900..=2099).contains(year));
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let years: (i32, i32) = (year(first).ok_or_else(wrong)?, year(last).ok_or_else(wrong)?);
    if years.0 <= years.1 { Ok(years) } else { Err(wrong()) }
}

fn parse_window(text: &str) -> Result<Window, String> {
    let wrong = || "统计期应写成 2024-01-01/2025-09-30".to_owned();
    let (from, to) = text.split_once('/').ok_or_else(wrong)?;
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| wrong());
    let window = Window { from: day(from)?, to: day(to)? };
    if window.from <= window.to { Ok(window) } else { Err(wrong()) }
}

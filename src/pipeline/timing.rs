//! How long the stages took, and how far reading has come. Never part of a result.

use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::config::RunError;

/// Wall-clock times of the stages so far.
pub struct Timings {
    last: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// Starts the clock.
    pub fn start() -> Self {
        Self { last: Instant::now(), stages: Vec::new() }
    }

    /// Ends a stage.
    pub fn stage(&mut self, name: &'static str) {
        let now = Instant::now();
        self.stages.push((name, now - self.last));
        tracing::debug!(stage = name, seconds = (now - self.last).as_secs_f64());
        self.last = now;
    }

    /// One line for the terminal.
    pub fn line(&self) -> String {
        let total: Duration = self.stages.iter().map(|(_, time)| *time).sum();
        let parts: Vec<String> = self
            .stages
            .iter()
            .map(|(name, time)| format!("{} {:.2}", label(name), time.as_secs_f64()))
            .collect();
        format!("用时 {:.2} 秒（{}）", total.as_secs_f64(), parts.join("，"))
    }

    /// Writes the times in seconds as JSON.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, file: &Path) -> Result<(), RunError> {
        let seconds: serde_json::Map<String, serde_json::Value> = self
            .stages
            .iter()
            .map(|(name, time)| ((*name).to_owned(), time.as_secs_f64().into()))
            .collect();
        let text = serde_json::Value::Object(seconds).to_string();
        std::fs::write(file, text + "\n")
            .map_err(|error| RunError::Output(format!("无法写入 {}：{error}", file.display())))
    }
}

fn label(stage: &str) -> &str {
    match stage {
        "read_clean" => "读取清洗",
        "merge_measure" => "合并统计",
        "merge_verify" => "合并核验",
        "claims" => "申报核验",
        "audit" => "核查疑点",
        "judge" => "判定",
        "report" => "出表",
        other => other,
    }
}

/// A progress bar over files; hidden when asked for silence or when nobody watches.
pub fn progress(files: usize, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(files).unwrap_or(0));
    match ProgressStyle::with_template("读取台账 [{bar:30}] {pos}/{len} 个文件") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

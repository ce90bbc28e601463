//! The main job over a generated ledger, stage by stage and whole: `cargo bench --bench main_job`.
//!
//! `TAIZHANG_BENCH_ROWS` sets the number of rows (1,000,000), `TAIZHANG_BENCH_RUNS` the number of counted runs (5).
//! Times are of the wall clock and of this machine; `benches/peers` compares with other tools in one interleaved run.

#![allow(clippy::expect_used, clippy::print_stdout)]

use std::collections::BTreeMap;

use taizhang::config::{Overrides, RunConfig};
use taizhang::pipeline;
use taizhang::sample::{self, FileLayout, Format, LedgerSpec};

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn main() {
    let rows = setting("TAIZHANG_BENCH_ROWS", 1_000_000);
    let runs = setting("TAIZHANG_BENCH_RUNS", 5);
    let folder = std::env::temp_dir().join(format!("taizhang-bench-{}", std::process::id()));
    for (name, format, dirt) in
        [("clean UTF-8 csv", Format::Csv, 0.0), ("dirty GB18030 csv", Format::Gbk, 0.1)]
    {
        let input = folder.join("input");
        let spec = LedgerSpec { rows, dirt, seed: 1, format, files: FileLayout::Whole };
        sample::write_ledger(&input, &spec).expect("a generated ledger");
        let timings = folder.join("timings.json");
        let mut stages: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for run in 0..=runs {
            let config = RunConfig::new(Overrides {
                inputs: vec![input.clone()],
                out: folder.join("out"),
                as_of: chrono::NaiveDate::from_ymd_opt(2025, 9, 30),
                timings: Some(timings.clone()),
                quiet: true,
                ..Overrides::default()
            });
            config.and_then(|config| pipeline::run(&config)).expect("a completed run");
            // The first run only warms up.
            if run > 0 {
                let text = std::fs::read_to_string(&timings).expect("timings");
                let seconds: BTreeMap<String, f64> = serde_json::from_str(&text).expect("JSON");
                let whole = seconds.values().sum();
                for (stage, time) in seconds.into_iter().chain([("whole".to_owned(), whole)]) {
                    stages.entry(stage).or_default().push(time);
                }
            }
        }
        println!("{name}, {rows} rows, median of {runs} runs in seconds");
        for (stage, mut times) in stages {
            times.sort_by(f64::total_cmp);
            println!("  {stage:<12}{:>8.3}", times[times.len() / 2]);
        }
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}

//! How commands say what they found or did: to people, or to programs as one JSON document.

use clap::Args;
use serde_json::Value;

use super::say;
use super::words::OPTIONS;

/// What the terminal shows.
#[derive(Args, Clone, Copy)]
pub struct Saying {
    #[arg(long, short, help = "只显示所问的；写出、改动或检查什么的，不显示结果", help_heading = OPTIONS)]
    quiet: bool,
    #[arg(long, help = "结果用 JSON 显示", help_heading = OPTIONS)]
    json: bool,
}

impl Saying {
    /// Whether the result goes to a program.
    pub fn is_json(self) -> bool {
        self.json
    }

    /// Whether nothing but the result is to be shown, no progress.
    pub fn is_quiet(self) -> bool {
        self.quiet || self.json
    }

    /// The same for an answer, which is all that was asked for.
    pub fn of_answer(self) -> Self {
        Self { quiet: false, ..self }
    }

    /// The same for an answer that may have gone to a file instead.
    pub fn of_answer_unless(self, is_in_file: bool) -> Self {
        if is_in_file { self } else { self.of_answer() }
    }

    /// Shows a result that is already what was wanted, text or JSON.
    pub fn show(self, result: &str) {
        if self.json || !self.quiet {
            say(result);
        }
    }

    /// Shows a result as text or as JSON.
    pub fn show_either(self, text: impl FnOnce() -> String, json: impl FnOnce() -> Value) {
        if self.json {
            say(&format!("{:#}\n", json()));
        } else if !self.quiet {
            say(&text());
        }
    }
}

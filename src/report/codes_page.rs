//! `docs/codes.md`: every code with its texts, drawn from the registry.

use std::fmt::Write;

use crate::model::finding::{Code, Severity};

const HEAD: &str = "# 诊断代码

本页由程序中的代码登记生成（`TAIZHANG_BLESS=1 cargo test --release codes`），请勿手改。`taizhang explain 代码` 显示同样的内容。

代码出现在 `rejects.csv`、`findings.csv`、退回工作簿和屏幕汇总中，含义永不改变。
";

const SEVERITIES: [Severity; 4] =
    [Severity::Reject, Severity::Warning, Severity::Note, Severity::File];

/// The page, in Markdown.
#[must_use]
pub fn codes_page() -> String {
    let mut page = HEAD.to_owned();
    // Writing into a string does not fail.
    for severity in SEVERITIES {
        let _ = writeln!(page, "\n## {}：{}", severity.label(), severity.meaning());
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            let _ = writeln!(
                page,
                "\n### {}\n\n{}。\n\n- 成因：{}。\n- 怎么办：{}。\n- 例：{}。",
                code.name(),
                code.what(),
                code.cause(),
                code.fix(),
                code.example(),
            );
        }
    }
    page
}

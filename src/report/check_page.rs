//! What the integrity checks look for, and with which parameters: `taizhang explain CHECK_…` and `docs/checks.md`.

use std::fmt::Write as _;

use super::text_table::{Align, TextTable, wrap};
use crate::model::check::{Change, Check, Checks, Parameter, Rule};

/// Half-width characters in front of a text.
const INDENT: &str = "        ";

/// A check with everything there is to say of it, and the parameters in force.
#[must_use]
pub fn check_explanation(check: Check, checks: &Checks, width: usize) -> String {
    let rule = checks.rule(check);
    let mut out = format!("{}（疑点核查：{}）\n", check.code(), rule.title);
    for (label, text) in told(rule, checks) {
        let used = 2 * label.chars().count();
        let pad = " ".repeat(INDENT.len().saturating_sub(used).max(1));
        out.push_str(&wrap(&format!("{label}{pad}{text}"), width, INDENT));
        out.push('\n');
    }
    out
}

/// All checks: code, severity, meaning.
#[must_use]
pub fn check_table(checks: &Checks, width: usize) -> String {
    let columns = [("疑点核查", Align::Left), ("级别", Align::Left), ("含义", Align::Left)];
    let mut table = TextTable::new(&columns);
    for rule in checks.rules() {
        let state = state(rule, checks);
        table.row([rule.check.code(), state, &rule.meaning].map(str::to_owned).into());
    }
    format!("\n{}", table.render(width))
}

/// Everything that the shipped checks look for, as a page of the manual.
#[must_use]
pub fn checks_page(checks: &Checks) -> String {
    let mut page = String::from(
        "# 疑点核查\n\n由 `schemas/checks/` 生成（`TAIZHANG_BLESS=1 cargo test --release audit`），请勿手改；\
         与 `taizhang explain 代码` 相同。怎样改动级别、开关和参数，见手册“疑点”一章。\n",
    );
    for rule in checks.rules() {
        // Writing into a string does not fail.
        let _ = write!(page, "\n## {} {}\n\n", rule.check.code(), rule.title);
        for (label, text) in told(rule, checks) {
            let _ = writeln!(page, "- {label}：{text}");
        }
    }
    page.push_str("\n## 法定退休年龄\n\n");
    let _ = write!(page, "依据：{}。\n\n", checks.retirement().document);
    for group in checks.retirement().groups() {
        let _ = writeln!(page, "- {}", group.told());
    }
    page
}

/// What there is to say of a check, each with its heading.
fn told(rule: &Rule, checks: &Checks) -> Vec<(&'static str, String)> {
    let mut told = vec![
        ("含义", rule.meaning.clone()),
        ("级别", state(rule, checks).to_owned()),
        ("说法", rule.wording.shown()),
        ("怎么办", rule.ask.clone()),
    ];
    told.extend(parameters_told(rule, checks).into_iter().map(|told| ("参数", told)));
    told.extend(changes_told(rule, checks).into_iter().map(|told| ("各地", told)));
    told
}

/// The parameters as they are in force where nothing is ruled for a place.
pub(super) fn parameters_told(rule: &Rule, checks: &Checks) -> Vec<String> {
    let setting = checks.general(rule.check);
    let told = rule.parameters.iter().map(|parameter| {
        let value = setting.value(&parameter.key).unwrap_or(&parameter.default);
        parameter_told(parameter, &parameter.shown(value))
    });
    told.collect()
}

/// What is ruled otherwise for places, or by the user.
pub(super) fn changes_told(rule: &Rule, checks: &Checks) -> Vec<String> {
    let own = checks.changes().iter().filter(|change| change.check == rule.check);
    own.map(|change| change_told(change, checks)).collect()
}

/// How grave, if it is looked for.
pub(super) fn state(rule: &Rule, checks: &Checks) -> &'static str {
    let setting = checks.general(rule.check);
    if setting.enabled { setting.severity.label() } else { "不核查" }
}

fn parameter_told(parameter: &Parameter, value: &str) -> String {
    format!("{} {value}（{}）", parameter.label, parameter.key)
}

/// What a change sets, for whom, and who says so.
fn change_told(change: &Change, checks: &Checks) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(change.enabled.map(|on| if on { "核查" } else { "不核查" }.to_owned()));
    parts.extend(change.severity.map(|severity| format!("级别 {}", severity.label())));
    for parameter in &checks.rule(change.check).parameters {
        if let Some(value) = change.set.get(&parameter.key) {
            parts.push(parameter_told(parameter, &parameter.shown(value)));
        }
    }
    let source = change.source.iter().map(|source| format!("；依据 {source}"));
    let source: String = source.collect();
    format!("{}：{}{source}（{}）", change.place_name, parts.join("，"), change.file)
}

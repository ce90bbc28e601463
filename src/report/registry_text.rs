//! A registry checked alone, for the terminal: what is on file as of a day, and every remark.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDate;

use super::mask::Mask;
use super::text_table::{Align, TextTable, wrap};
use crate::model::finding::{Code, Finding};
use crate::model::registry::{Entry, EntryKind, Registry};
use crate::model::source::Sources;

/// Places that are listed of every kind of remark.
const PLACES: usize = 100;

/// What is on file by unit and kind, then the remarks by code, at most `width` half-width characters wide.
#[must_use]
pub fn registry_text(
    registry: &Registry,
    findings: &[Finding],
    sources: &Sources,
    as_of: NaiveDate,
    width: usize,
) -> String {
    let mut out = String::new();
    let files: Vec<&str> = sources.files.iter().map(|file| file.path.as_str()).collect();
    line(&mut out, &format!("品牌库 {}    截止日期 {as_of}", files.join("、")));
    line(&mut out, &format!("\n【登记 {} 条，以下为截止日期在库的】", registry.len()));
    out.push_str(&counts(registry, as_of).render(width));
    if findings.is_empty() {
        line(&mut out, "\n没有问题");
        return out;
    }
    let mut codes: BTreeMap<Code, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        codes.entry(finding.code).or_default().push(finding);
    }
    line(&mut out, &format!("\n【问题 {} 处】", findings.len()));
    for (code, findings) in codes {
        let severity = code.severity().label();
        let head = format!("{}（{severity}）{} 处：{}", code.name(), findings.len(), code.what());
        line(&mut out, &wrap(&head, width, "  "));
        line(&mut out, &wrap(&format!("  怎么办：{}", code.fix()), width, "    "));
        for finding in findings.iter().take(PLACES) {
            line(&mut out, &wrap(&place(finding, sources), width, "      "));
        }
        if findings.len() > PLACES {
            line(&mut out, &format!("    其余 {} 处从略", findings.len() - PLACES));
        }
    }
    out
}

/// By unit and kind, what is in the library on the day; beside it what is not, or no longer.
fn counts(registry: &Registry, as_of: NaiveDate) -> TextTable {
    let mut columns = vec![("省 / 上报单位", Align::Left)];
    columns.extend(EntryKind::ALL.map(|kind| (kind.label(), Align::Right)));
    columns.push(("不在库", Align::Right));
    let mut table = TextTable::new(&columns);
    let mut units: BTreeMap<(&str, &str), Vec<&Entry>> = BTreeMap::new();
    for entry in registry.entries() {
        units.entry((&entry.province, &entry.city)).or_default().push(entry);
    }
    for ((province, city), entries) in units {
        table.row(row(format!("{province} {city}"), &entries, as_of));
    }
    table.rule();
    let all: Vec<&Entry> = registry.entries().collect();
    table.row(row("合计".to_owned(), &all, as_of));
    table
}

fn row(name: String, entries: &[&Entry], as_of: NaiveDate) -> Vec<String> {
    let listed = |kind| {
        entries.iter().filter(|entry| entry.kind == kind && entry.is_listed_on(as_of)).count()
    };
    let out = entries.iter().filter(|entry| !entry.is_listed_on(as_of)).count();
    let counts = EntryKind::ALL.into_iter().map(listed).chain([out]);
    [name].into_iter().chain(counts.map(|count| count.to_string())).collect()
}

/// Where it is and what it is about.
fn place(finding: &Finding, sources: &Sources) -> String {
    let part = |shown: bool, text: String| if shown { text } else { String::new() };
    let sheet = sources.sheet_name(finding.at.sheet);
    let row = finding.at.row;
    let value = Mask::On.value(finding.field, finding.code, &finding.value);
    let detail = Mask::On.detail(finding.field, finding.code, &finding.detail);
    let parts = [
        part(!sheet.is_empty(), format!("{sheet} ")),
        part(row > 0, format!("第 {row} 行 ")),
        Mask::On.text(&finding.column).into_owned(),
        part(!value.is_empty(), format!("“{value}”")),
        part(!detail.is_empty(), format!("：{detail}")),
    ];
    format!("    {}", parts.concat())
}

fn line(out: &mut String, text: &str) {
    // Writing into a string does not fail.
    let _ = writeln!(out, "{text}");
}

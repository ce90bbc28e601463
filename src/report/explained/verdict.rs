//! A verdict: every condition with its value, threshold and clause; then the persons behind its measures.

use super::numbers;
use super::page::{Cell, Column, Page, Shown};
use crate::model::answer::Answer;
use crate::model::explained::Explained;
use crate::model::verdict::Verdict;
use crate::report::wording;

const COLUMNS: &[Column] = &[
    Column::text("condition", "条件", 22.0),
    Column::text("window", "统计期", 24.0),
    Column::text("measure", "指标", 22.0),
    Column::text("value", "实测值", 24.0),
    Column::text("threshold", "阈值", 12.0),
    Column::text("result", "结果", 12.0),
    Column::text("gap", "距达标还差", 12.0),
    Column::text("missing", "缺什么/何时可定", 34.0),
    Column::text("citation", "依据", 44.0),
];

/// The pages.
pub(super) fn pages<'a>(
    answer: &'a Answer<'_>,
    verdicts: &'a [Verdict],
    behind: &'a [Explained],
    shown: &'a Shown<'a>,
) -> Vec<Page<'a>> {
    let whole = |line: &Verdict| {
        let document = wording::document(&answer.run.stamp, &line.policy);
        let (who, result) = (wording::subject(line), line.result.label());
        let margin = Some(line.margin.as_str()).filter(|text| !text.is_empty());
        let margin = margin.map_or_else(String::new, |text| format!("（{text}）"));
        let text = format!(
            "{document} {} {who}：{result}{margin} {}",
            line.standard,
            wording::missing(line)
        );
        text.trim_end().to_owned()
    };
    let lines = verdicts.iter().filter(|line| line.is_whole()).map(whole).collect();
    let conditions: Vec<&Verdict> = verdicts.iter().filter(|line| !line.is_whole()).collect();
    let mut pages = vec![Page {
        name: "判定".to_owned(),
        lines,
        columns: COLUMNS,
        total: conditions.len(),
        screen: Some(conditions.iter().map(|line| screen(line)).collect()),
        rows: Box::new(conditions.into_iter().map(row)),
        is_main: false,
    }];
    pages.extend(numbers::pages(behind, shown));
    pages
}

fn window(line: &Verdict) -> String {
    line.window.map_or_else(String::new, numbers::window)
}

fn row(line: &Verdict) -> Vec<Cell> {
    vec![
        Cell::of(line.condition.clone()),
        Cell::of(window(line)),
        Cell::of(wording::measure(line)),
        Cell::of(line.value_text()),
        Cell::of(wording::threshold(line)),
        Cell::of(line.result.label()),
        Cell::of(wording::gap(line)),
        Cell::of(wording::missing(line)),
        Cell::of(line.citation.clone()),
    ]
}

fn screen(line: &Verdict) -> String {
    let texts = [
        line.result.label().to_owned(),
        wording::condition(line).to_owned(),
        window(line),
        wording::measure(line),
        line.value_text(),
        wording::threshold(line),
        wording::missing(line),
        format!("〔{}〕", line.citation),
    ];
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join("  ")
}

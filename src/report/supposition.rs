//! What a supposition changes: the verdict lines whose result is another one.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::model::measure::Subject;
use crate::model::period::Window;
use crate::model::policy::calendar_year;
use crate::model::verdict::{Judgement, Verdict};
use crate::report::text_table::wrap;
use crate::report::{mask, wording};

/// The lines that differ, before and after.
#[must_use]
pub fn supposition(before: &Judgement, after: &Judgement, width: usize) -> String {
    let changes = changes(before, after);
    let changed = changes.len();
    let mut text = String::new();
    for (was, line) in changes {
        let was = was.map_or_else(|| "没有判定".to_owned(), told);
        let line = format!("{}：{was} → {}", place(line), told(line));
        // Writing into a string does not fail.
        let _ = writeln!(text, "{}", wrap(&line, width, "  "));
    }
    if changed == 0 {
        return "按这个假设，没有一项判定会变\n".to_owned();
    }
    format!("{text}共 {changed} 项判定会变；这是假设，没有写出文件\n")
}

/// The lines whose result is another one, each with what it was, if it was judged at all.
pub(super) fn changes<'a>(
    before: &'a Judgement,
    after: &'a Judgement,
) -> Vec<(Option<&'a Verdict>, &'a Verdict)> {
    let known: HashMap<Key<'_>, &Verdict> =
        before.verdicts.iter().map(|line| (key(line), line)).collect();
    let lines = after.verdicts.iter().map(|line| (known.get(&key(line)).copied(), line));
    lines.filter(|(was, line)| was.is_none_or(|was| was.result != line.result)).collect()
}

/// Unit, name, standard and condition, with its year.
fn place(line: &Verdict) -> String {
    let year = line.window.filter(|_| !line.is_whole()).and_then(calendar_year);
    let year = year.map_or_else(String::new, |year| format!("（{year}年）"));
    let condition = if line.is_whole() { "总评" } else { &line.condition };
    let subject = mask::free_text(wording::subject(line));
    format!("{} {subject}（{}）{condition}{year}", line.subject.city, line.standard)
}

fn told(line: &Verdict) -> String {
    let value = line.value_text();
    let result = line.result.label();
    if value.is_empty() { result.to_owned() } else { format!("{result} {value}") }
}

/// What a line is about.
type Key<'a> = (&'a str, &'a str, &'a Subject, &'a str, Option<Window>);

fn key(line: &Verdict) -> Key<'_> {
    // The whole of a standard has one line, whatever the windows of its conditions.
    let window = line.window.filter(|_| !line.is_whole());
    (&line.policy, &line.standard, &line.subject, &line.condition, window)
}

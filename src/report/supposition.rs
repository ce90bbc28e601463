//! What a supposition changes: the verdict lines whose result is another one.

use std::collections::HashMap;

use crate::model::verdict::{Judgement, Verdict};
use crate::report::text_table::{Align, TextTable};
use crate::report::{mask, wording};

/// The lines that differ, before and after, as a table.
#[must_use]
pub fn supposition(before: &Judgement, after: &Judgement, width: usize) -> String {
    let known: HashMap<_, &Verdict> =
        before.verdicts.iter().map(|line| (key(line), line)).collect();
    let mut table = TextTable::new(&[
        ("市", Align::Left),
        ("对象", Align::Left),
        ("标准", Align::Left),
        ("条件", Align::Left),
        ("原来", Align::Left),
        ("假设之后", Align::Left),
    ]);
    let mut changed = 0;
    for line in &after.verdicts {
        let was = known.get(&key(line));
        if was.is_some_and(|was| was.result == line.result) {
            continue;
        }
        changed += 1;
        let condition = if line.is_whole() { "总评" } else { &line.condition };
        table.row(vec![
            line.subject.city.to_string(),
            mask::free_text(wording::subject(line)).into_owned(),
            line.standard.to_string(),
            condition.to_owned(),
            was.map_or_else(|| "没有判定".to_owned(), |was| told(was)),
            told(line),
        ]);
    }
    if changed == 0 {
        return "按这个假设，没有一项判定会变\n".to_owned();
    }
    format!("{}共 {changed} 项判定会变；没有写出文件\n", table.render(width))
}

fn told(line: &Verdict) -> String {
    let value = line.value_text();
    if value.is_empty() {
        line.result.label().to_owned()
    } else {
        format!("{} {value}", line.result.label())
    }
}

type Key<'a> = (
    &'a str,
    &'a str,
    &'a crate::model::measure::Subject,
    &'a str,
    Option<crate::model::period::Window>,
);

fn key(line: &Verdict) -> Key<'_> {
    // The whole of a standard has one line, whatever the windows of its conditions.
    let window = line.window.filter(|_| !line.is_whole());
    (&line.policy, &line.standard, &line.subject, &line.condition, window)
}

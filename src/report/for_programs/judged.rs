//! Verdicts, with the names of the columns of verdicts.csv.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::text_or_null;
use crate::model::run::{Run, Stamp};
use crate::model::verdict::{Judgement, Verdict};
use crate::report::mask::shown_json;
use crate::report::supposition;

/// The columns that hold numbers.
const NUMBERS: [&str; 4] = ["value_num", "value_den", "high_num", "high_den"];

/// What was judged, the files that were written, and remarks.
#[must_use]
pub fn judged_json(run: &Run, files: &[PathBuf], notices: &[String]) -> Value {
    let mut told = stamped(&run.stamp);
    told["verdicts"] = run.judgement.verdicts.iter().map(line).collect();
    told["files"] = files.iter().map(|file| file.display().to_string()).collect();
    told["notices"] = notices.into();
    shown_json(&told)
}

/// The lines that differ under a supposition, each with its result before.
#[must_use]
pub fn supposition_json(
    stamp: &Stamp,
    before: &Judgement,
    after: &Judgement,
    notices: &[String],
) -> Value {
    let changed = |(was, now): (Option<&Verdict>, &Verdict)| {
        let mut told = line(now);
        told["before"] = was.map_or(Value::Null, line);
        told
    };
    let mut told = stamped(stamp);
    told["changes"] = supposition::changes(before, after).into_iter().map(changed).collect();
    told["notices"] = notices.into();
    shown_json(&told)
}

fn stamped(stamp: &Stamp) -> Value {
    let policies = stamp.policies.iter().map(|policy| {
        json!({ "id": policy.id, "document": policy.document, "title": policy.title, "hash": policy.hash })
    });
    json!({
        "as_of": stamp.as_of.to_string(),
        "year": stamp.year,
        "policies": policies.collect::<Value>(),
    })
}

/// One line.
pub(in crate::report) fn line(line: &Verdict) -> Value {
    let cells = Verdict::HEADER.into_iter().zip(line.cells());
    let value = |(name, cell): (&str, String)| {
        let number = NUMBERS.contains(&name).then(|| cell.parse::<u64>().ok()).flatten();
        (name.to_owned(), number.map_or_else(|| text_or_null(cell), Value::from))
    };
    Value::Object(cells.map(value).collect::<Map<_, _>>())
}

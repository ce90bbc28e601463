//! Remarks about rows, and where rows stand.

use serde_json::{Value, json};

use crate::model::finding::{Finding, RowRef};
use crate::model::source::Sources;
use crate::report::mask::Mask;

/// A remark with the columns of findings.csv, its message in parts.
pub(in crate::report) fn finding(finding: &Finding, sources: &Sources, mask: Mask) -> Value {
    let Finding { at, code, field, column, value, detail } = finding;
    let mut told = place(*at, sources);
    for (key, value) in [
        ("code", code.name().into()),
        ("severity", code.severity().key().into()),
        ("column", mask.text(column).into_owned()),
        ("value", mask.value(*field, *code, value).into_owned()),
        ("what", code.what().into()),
        ("detail", mask.detail(*field, *code, detail).into_owned()),
        ("fix", code.fix().into()),
    ] {
        told[key] = Value::String(value);
    }
    told
}

/// Where a row stands; a remark about a whole sheet has none.
pub(in crate::report) fn place(at: RowRef, sources: &Sources) -> Value {
    json!({
        "file": sources.path(at.sheet),
        "sheet": sources.sheet_name(at.sheet),
        "row": (at.row > 0).then_some(at.row),
    })
}

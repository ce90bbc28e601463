//! All that is wrong in a returned row: first what it was rejected for, then whatever else its unit should put right.

use super::Context;
use crate::model::finding::{Code, RowRef, Severity};
use crate::model::rejected::RejectedRow;

/// One thing wrong in a row.
pub(super) struct Problem<'a> {
    pub code: Code,
    /// Position of the cell to blame in the file.
    pub column: Option<u32>,
    /// Header of that column, or the label of the field that the file has no column for.
    pub header: &'a str,
    detail: &'a str,
    suggestion: Option<String>,
}

/// What is wrong in a row, in the order in which it is told.
pub(super) fn of<'a>(context: &Context<'a>, row: &'a RejectedRow, at: RowRef) -> Vec<Problem<'a>> {
    let first = context.reason(at).map(|reason| Problem {
        code: reason.code,
        column: row.column,
        header: &reason.column,
        // What is suggested stands beside the reason, not in it.
        detail: if context.suggestion(at).is_some() { "" } else { &reason.detail },
        suggestion: context.suggestion(at).map(|repair| {
            format!("可能是 {}（{}），请核对证件原件", repair.number, repair.reasons())
        }),
    });
    let further = row.also.iter().map(|fault| Problem {
        code: fault.code,
        column: fault.column,
        header: &fault.header,
        detail: &fault.detail,
        suggestion: None,
    });
    first.into_iter().chain(further).collect()
}

impl Problem<'_> {
    /// Whether it alone is enough to reject the row.
    pub fn rejects(&self) -> bool {
        self.code.severity() == Severity::Reject
    }

    /// Whether the value has nowhere to be put in.
    pub fn wants_column(&self) -> bool {
        self.rejects() && self.column.is_none()
    }

    fn what(&self) -> String {
        let what = self.code.what();
        // Reasons for a rejection name their column themselves.
        let of = if self.rejects() || self.header.is_empty() { "" } else { self.header };
        match (of, self.detail) {
            ("", "") => what.to_owned(),
            ("", detail) => format!("{what}：{detail}"),
            (of, "") => format!("{of}：{what}"),
            (of, detail) => format!("{of}：{what}（{detail}）"),
        }
    }

    fn what_to_do(&self) -> &str {
        self.suggestion.as_deref().unwrap_or_else(|| advice(self.code))
    }
}

/// The reasons and what to do about each, numbered alike where there are several.
pub(super) fn say(problems: &[Problem<'_>]) -> [String; 2] {
    let list = |say: &dyn Fn(&Problem<'_>) -> String| match problems {
        [] => String::new(),
        [only] => say(only),
        several => {
            let lines = (1..).zip(several).map(|(number, it)| format!("{number}. {}", say(it)));
            lines.collect::<Vec<_>>().join("\n")
        }
    };
    [list(&|problem| problem.what()), list(&|problem| problem.what_to_do().to_owned())]
}

/// What a unit is to do. The registry speaks to those who run the program, units have only this workbook.
pub(super) fn advice(code: Code) -> &'static str {
    match code {
        Code::IdDamaged => "红色格子已是文本格式，直接录入完整的原号",
        Code::UnitMissing => "填写市(州)的官方全称，如“长春市”",
        Code::UnitUnknown => "改用市(州)、县(市、区)的官方全称",
        Code::ChoiceUnknown => "改用标准写法",
        other => other.fix(),
    }
}

//! `rejects.csv` (rows turned away) and `findings.csv` (everything else that was found), in the order of rows.

use std::io::{self, Write};
use std::sync::Arc;

use hashbrown::HashMap;

use super::csv::{Csv, Repeated};
use super::error::Fault;
use super::mask::Mask;
use crate::model::finding::{Code, Finding, Severity};
use crate::model::run::Run;

const HEADER: [&str; 7] = ["file", "sheet", "row", "code", "column", "value", "message"];

/// Writes `rejects.csv`.
pub(super) fn rejects(out: impl Write, run: &Run, mask: Mask) -> Result<(), Fault> {
    table(out, run, mask, |severity| severity == Severity::Reject)
}

/// Writes `findings.csv`.
pub(super) fn findings(out: impl Write, run: &Run, mask: Mask) -> Result<(), Fault> {
    table(out, run, mask, |severity| severity != Severity::Reject)
}

fn table(
    out: impl Write,
    run: &Run,
    mask: Mask,
    wanted: fn(Severity) -> bool,
) -> Result<(), Fault> {
    let mut csv = Csv::new(out, &HEADER)?;
    let mut findings: Vec<&Finding> = run.findings.iter().collect();
    findings.retain(|finding| wanted(finding.code.severity()));
    findings.sort_by_key(|finding| finding.at);
    let mut message = String::new();
    let mut subjects = Subjects::default();
    for of_sheet in findings.chunk_by(|one, next| one.at.sheet == next.at.sheet) {
        let Some(Finding { at, .. }) = of_sheet.first() else { continue };
        let place = Repeated::of(&[run.sources.path(at.sheet), run.sources.sheet_name(at.sheet)])?;
        for finding in of_sheet {
            csv.repeated(&place)?;
            csv.optional(Some(finding.at.row).filter(|row| *row > 0))?;
            csv.repeated(subjects.of(finding, mask)?)?;
            csv.text(&mask.value(finding.field, finding.code, &finding.value))?;
            say(&mut message, finding, mask);
            csv.text(&message)?;
            csv.end_row()?;
        }
    }
    Ok(())
}

/// The cells of code and column, written once for findings with the same: those with one code are mostly about one
/// column.
#[derive(Default)]
struct Subjects(HashMap<Code, Subject, foldhash::fast::FixedState>);

#[derive(Default)]
struct Subject {
    column: Option<Arc<str>>,
    cells: Repeated,
}

impl Subjects {
    fn of(&mut self, finding: &Finding, mask: Mask) -> io::Result<&Repeated> {
        let Finding { code, column, .. } = finding;
        let subject = self.0.entry(*code).or_default();
        if !subject.column.as_ref().is_some_and(|known| Arc::ptr_eq(known, column)) {
            subject.cells = Repeated::of(&[code.name(), &mask.text(column)])?;
            subject.column = Some(Arc::clone(column));
        }
        Ok(&subject.cells)
    }
}

/// What is wrong, what more there is to say, what to do.
pub(super) fn say(message: &mut String, finding: &Finding, mask: Mask) {
    message.clear();
    message.push_str(finding.code.what());
    let detail = mask.detail(finding.field, finding.code, &finding.detail);
    if !detail.is_empty() {
        if !detail.starts_with(['，', '：', '；', '（']) {
            message.push('：');
        }
        message.push_str(detail.trim_end_matches(['。', '；']));
    }
    message.push('；');
    message.push_str(finding.code.fix());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn text(write: fn(&mut Vec<u8>, &Run, Mask) -> Result<(), Fault>, mask: Mask) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes, &sample::run(), mask).expect("memory");
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn rejects_are_in_row_order_and_masked() {
        let text = text(|out, run, mask| rejects(out, run, mask), Mask::On);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.first(), Some(&"file,sheet,row,code,column,value,message"));
        assert_eq!(
            lines.get(1),
            Some(
                &"长春市/2024一季度.csv,,7,ID_CHECKSUM,身份证号,220102********1234,\
                身份证号校验码不符，有数字录错：疑为“220102********1235”；核对证件原件后更正"
            )
        );
        assert_eq!(
            lines.get(2),
            Some(
                &"长春市/2024一季度.csv,,9,ID_LENGTH,证件号,'=2***0,身份证号位数不对（应为18位或15位）；核对证件原件后更正；护照等其他证件请填写“证件类型”"
            )
        );
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn findings_hold_the_rest_and_no_row_where_there_is_none() {
        let text = text(|out, run, mask| findings(out, run, mask), Mask::On);
        assert!(text.contains("吉林市/台账.xlsx,封面,,SHEET_SKIPPED,,,工作表未读取："));
        assert!(text.contains(",IDENTITY_CONFLICT,姓名,王**,"));
        assert!(text.contains("“赵*”"));
        assert!(!text.contains("ID_CHECKSUM"));
    }

    #[test]
    fn full_ids_show_everything() {
        assert!(
            text(|out, run, mask| rejects(out, run, mask), Mask::Off)
                .contains("220102199003071234")
        );
    }
}

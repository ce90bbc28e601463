//! The sheet 核查规则: every check as it was in force, and what was ruled otherwise for places.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Columns, Formats, HEIGHT};
use crate::model::check::RetirementGroup;
use crate::model::suspicion::Audit;
use crate::report::book::{self, Line};
use crate::report::check_page::{changes_told, parameters_told, state};

const COLUMNS: Columns<7> = Columns {
    names: ["核查", "代码", "级别", "含义", "参数", "各地不同的规定", "请上报单位"],
    widths: [20.0, 27.0, 8.0, 36.0, 34.0, 40.0, 40.0],
};

/// Adds the sheet.
pub(super) fn add(workbook: &mut Workbook, audit: &Audit) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name("核查规则")?;
    book::landscape(sheet);
    COLUMNS.head(sheet, 0)?;
    book::stays(sheet, 0)?;
    let formats = Formats::new();
    let mut row = 0;
    for rule in audit.checks.rules() {
        row += 1;
        let mut line = Line::new(sheet, row, &COLUMNS.widths, HEIGHT);
        let texts = [
            &rule.title,
            rule.check.code(),
            state(rule, &audit.checks),
            &rule.meaning,
            &parameters_told(rule, &audit.checks).join("\n"),
            &changes_told(rule, &audit.checks).join("\n"),
            &rule.ask,
        ];
        for (column, text) in (0..).zip(texts) {
            line.text(column, text, &formats.cell)?;
        }
        line.end()?;
    }
    let retirement = audit.checks.retirement();
    let groups: Vec<String> = retirement.groups().iter().map(RetirementGroup::told).collect();
    let text = format!("法定退休年龄（{}）：{}。", retirement.document, groups.join("；"));
    let last = COLUMNS.last();
    let format = book::plain().set_text_wrap();
    sheet.merge_range(row + 2, 0, row + 2, last, &text, &format)?;
    sheet.set_row_height(row + 2, book::height(&text, COLUMNS.widths.iter().sum()))?;
    Ok(())
}

//! The sheet 疑点: every row of every suspicion, with a column for what the unit has to say.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Columns, Formats, HEIGHT};
use crate::model::check::Severity;
use crate::model::review::Review;
use crate::model::suspicion::{SuspectRow, Suspicion};
use crate::report::book::{self, Line};
use crate::report::mask::Mask;
use crate::report::suspicions::masked_id;

const COLUMNS: Columns<15> = Columns {
    names: [
        "编号",
        "级别",
        "核查",
        "省份",
        "上报单位",
        "品牌",
        "班级",
        "姓名",
        "证件号",
        "疑点",
        "请核实",
        "涉及补贴（元）",
        "文件",
        "表、行",
        "单位说明",
    ],
    widths: [
        7.0, 7.0, 15.0, 11.0, 12.0, 16.0, 18.0, 10.0, 20.0, 34.0, 34.0, 12.0, 22.0, 12.0, 30.0,
    ],
};
const HEADER_ROW: u32 = 1;
/// More rows make a workbook that nobody can open; the csv has all.
const MOST_ROWS: usize = 100_000;

/// Adds the sheet.
pub(super) fn add(workbook: &mut Workbook, review: &Review, mask: Mask) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name("疑点")?;
    book::landscape(sheet);
    let suspicions = &review.audit.suspicions;
    let (listed, cut) = listed(suspicions, MOST_ROWS);
    let remark = match cut {
        0 => "一行是疑点涉及的台账中的一行，同一编号的各行属于同一疑点。请在“单位说明”一栏填写核实结果。"
            .to_owned(),
        cut => format!(
            "一行是疑点涉及的台账中的一行，同一编号的各行属于同一疑点。行数太多，本表先列级别高的，\
             其余 {cut} 个疑点未列出，全部见 suspicions.csv。"
        ),
    };
    let format = book::plain();
    sheet.merge_range(0, 0, 0, COLUMNS.last(), &remark, &format)?;
    sheet.set_row_height(0, 20)?;
    COLUMNS.head(sheet, HEADER_ROW)?;
    book::stays(sheet, HEADER_ROW)?;
    let formats = Formats::new();
    let mut row = HEADER_ROW;
    for (number, suspicion) in listed {
        for (index, suspect) in suspicion.rows.iter().enumerate() {
            row += 1;
            let mut line = Line::new(sheet, row, &COLUMNS.widths, HEIGHT);
            line.number(0, number, &formats.count)?;
            for (column, text) in (1..).zip(texts(review, suspicion, suspect, mask)) {
                // The amount stands before file and row.
                let column = if column > 10 { column + 1 } else { column };
                line.text(column, &text, &formats.cell)?;
            }
            if index == 0 {
                line.amount(11, suspicion.amount.0, &formats.yuan)?;
            } else {
                line.text(11, "", &formats.yuan)?;
            }
            line.text(14, "", &formats.reply)?;
            line.end()?;
        }
    }
    sheet.autofilter(HEADER_ROW, 0, row, COLUMNS.last())?;
    Ok(())
}

/// The suspicions that fit into so many rows, with their numbers, and how many do not; the gravest first where not all do.
fn listed(suspicions: &[Suspicion], most: usize) -> (Vec<(u64, &Suspicion)>, usize) {
    let numbered = || (1u64..).zip(suspicions);
    if suspicions.iter().map(|it| it.rows.len()).sum::<usize>() <= most {
        return (numbered().collect(), 0);
    }
    let (mut listed, mut rows) = (Vec::new(), 0);
    for severity in Severity::ALL {
        for (number, suspicion) in numbered().filter(|(_, it)| it.severity == severity) {
            if rows + suspicion.rows.len() <= most {
                rows += suspicion.rows.len();
                listed.push((number, suspicion));
            }
        }
    }
    let cut = suspicions.len() - listed.len();
    (listed, cut)
}

/// The texts of a line: all columns but number, amount and answer.
fn texts(review: &Review, suspicion: &Suspicion, row: &SuspectRow, mask: Mask) -> [String; 12] {
    let audit = &review.audit;
    let rule = audit.checks.rule(suspicion.check);
    let course = audit.course(row);
    let of_course = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let sources = &review.run.sources;
    let sheet = sources.sheet_name(row.at.sheet);
    let place = format!("{sheet} 第{}行", row.at.row);
    [
        suspicion.severity.label().to_owned(),
        rule.title.clone(),
        of_course(course.map(|course| &*course.unit.province)),
        of_course(course.map(|course| &*course.unit.city)),
        of_course(course.map(|course| &*course.brand)),
        of_course(course.map(|course| &*course.class)),
        row.name.to_string(),
        masked_id(&row.id, mask),
        suspicion.detail.to_string(),
        rule.ask.clone(),
        sources.path(row.at.sheet).to_owned(),
        place.trim().to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::check::Check;
    use crate::model::finding::{RowRef, SheetId};
    use crate::model::money::Fen;

    /// A suspicion of so many rows.
    fn suspicion(severity: Severity, rows: u32) -> Suspicion {
        let row = |row| SuspectRow {
            at: RowRef { sheet: SheetId { file: 0, sheet: 0 }, row },
            course: 0,
            id: "".into(),
            name: "".into(),
        };
        Suspicion {
            check: Check::Age,
            severity,
            rows: (1..=rows).map(row).collect(),
            persons: 1,
            detail: "".into(),
            amount: Fen::ZERO,
        }
    }

    #[test]
    fn what_does_not_fit_is_the_least_grave_and_is_counted() {
        let all = [
            suspicion(Severity::Low, 2),
            suspicion(Severity::High, 3),
            suspicion(Severity::Medium, 4),
            suspicion(Severity::High, 1),
        ];
        let numbers = |most| {
            let (listed, cut) = listed(&all, most);
            (listed.iter().map(|(number, _)| *number).collect::<Vec<_>>(), cut)
        };
        assert_eq!(numbers(10), (vec![1, 2, 3, 4], 0));
        assert_eq!(numbers(9), (vec![2, 4, 3], 1));
        assert_eq!(numbers(6), (vec![2, 4, 1], 1));
        assert_eq!(numbers(0), (vec![], 4));
    }
}

//! The sheet 抽查: enrolments drawn for field audits, with columns for what is found there.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Columns, Formats, HEIGHT};
use crate::model::review::Review;
use crate::report::book::{self, Line};
use crate::report::mask::Mask;
use crate::report::suspicions::{masked_id, sampled};

const COLUMNS: Columns<11> = Columns {
    names: [
        "序号",
        "省份",
        "上报单位",
        "品牌",
        "班级",
        "姓名",
        "证件号",
        "文件",
        "表、行",
        "抽查结果",
        "抽查人、日期",
    ],
    widths: [7.0, 11.0, 13.0, 20.0, 18.0, 12.0, 22.0, 26.0, 14.0, 30.0, 16.0],
};

/// Adds the sheet, where a sample was asked for.
pub(super) fn add(workbook: &mut Workbook, review: &Review, mask: Mask) -> Result<(), XlsxError> {
    let Some(sample) = &review.audit.sample else { return Ok(()) };
    let sheet = workbook.add_worksheet().set_name("抽查")?;
    book::landscape(sheet);
    COLUMNS.title(sheet, "实地抽查名单", &sampled(sample))?;
    COLUMNS.head(sheet, 2)?;
    book::stays(sheet, 2)?;
    let formats = Formats::new();
    let sources = &review.run.sources;
    let rows = sample.units.iter().flat_map(|unit| &unit.drawn);
    for (number, row) in (1u32..).zip(rows) {
        let Some(course) = review.audit.course(row) else { continue };
        let place = format!("{} 第{}行", sources.sheet_name(row.at.sheet), row.at.row);
        let texts = [
            &*course.unit.province,
            &*course.unit.city,
            &*course.brand,
            &*course.class,
            &*row.name,
            &masked_id(&row.id, mask),
            sources.path(row.at.sheet),
            place.trim(),
        ];
        let mut line = Line::new(sheet, number + 2, &COLUMNS.widths, HEIGHT);
        line.number(0, u64::from(number), &formats.count)?;
        for (column, text) in (1..).zip(texts) {
            line.text(column, text, &formats.cell)?;
        }
        line.text(9, "", &formats.reply)?;
        line.text(10, "", &formats.reply)?;
        line.end()?;
    }
    Ok(())
}

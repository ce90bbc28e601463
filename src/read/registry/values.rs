//! Values of registry cells: dates, lists, papers in one cell.

use chrono::NaiveDate;

use super::record::{Record, Remarks};
use super::{Code, trim};
use crate::model::registry::columns::Item;
use crate::model::text::narrow;

/// Names that stand in one cell.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['、', ';', '；', '\n']).map(trim);
    parts.filter(|part| !part.is_empty())
}

/// Who, when, which paper: `张某；2025-03-01；核验单`.
pub(super) fn paper(text: &str) -> [&str; 3] {
    let mut parts = text.splitn(3, [';', '；']).map(trim);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// The date of an item; one that is none is a remark.
pub(super) fn day(record: &Record, item: Item, remarks: &mut Remarks) -> Option<NaiveDate> {
    let cell = record.cell(item)?;
    let day = date(&cell.text);
    if day.is_none() {
        let detail = "不是日期，请写成 2024-05-06 的形式".to_owned();
        remarks.cell(record.at, Code::RegistryValue, cell, detail);
    }
    day
}

/// `2024-05-06`, `2024/5/6`, `2024.5.6`, `20240506`, `2024年5月6日`, with or without a time.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let narrowed = narrow(text);
    let day = narrowed.split([' ', 'T']).next()?;
    if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDate::parse_from_str(day, "%Y%m%d").ok();
    }
    let parts: Vec<&str> = match day.strip_suffix('日') {
        Some(day) => {
            let (year, rest) = day.split_once('年')?;
            let (month, day) = rest.split_once('月')?;
            vec![year, month, day]
        }
        None => ['-', '/', '.'].into_iter().find_map(|mark| {
            let parts: Vec<&str> = day.split(mark).collect();
            (parts.len() == 3).then_some(parts)
        })?,
    };
    let [year, month, day] = parts[..] else {
        return None;
    };
    (year.len() == 4).then_some(())?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

//! Lines, figures and causes in the words that staff read.

use std::fmt::Write as _;

use chrono::{DateTime, Local};

use crate::model::change::{Between, Cause, Changes, Delivery, How, Place, Report, Which};
use crate::model::counts::{Figure, Slot};
use crate::model::explained::Sought;
use crate::model::field::Field;
use crate::model::measure::{Subject, SubjectKind};
use crate::model::money::Fen;
use crate::report::wording::grouped;

/// The columns that name a line: level, province, city, brand, base.
pub fn names(subject: &Subject) -> [&str; 5] {
    let of = |kind| if subject.kind == kind { &*subject.name } else { "" };
    let (brand, base) = (of(SubjectKind::Brand), of(SubjectKind::Base));
    [subject.kind.key(), &subject.province, &subject.city, brand, base]
}

/// 长春市 月嫂
pub fn subject(subject: &Subject) -> String {
    let Subject { province, city, name, .. } = subject;
    match (city.is_empty(), name.is_empty()) {
        (true, _) => province.to_string(),
        (false, true) => city.to_string(),
        (false, false) => format!("{city} {name}"),
    }
}

/// 长春市 月嫂 2025 年
pub fn place(place: &Place) -> String {
    format!("{} {} 年", subject(&place.subject), place.year)
}

/// What staff call a figure; money is shown in yuan.
pub fn figure(figure: &'static Figure) -> &'static str {
    match figure.slot {
        Slot::Money(..) => "补贴金额（元）",
        _ => Sought::Figure(figure, None).label(),
    }
}

/// A value of a figure.
pub fn value(figure: &Figure, value: i64) -> String {
    match figure.slot {
        Slot::Money(..) => Fen(value).to_string(),
        _ if value < 0 => format!("-{}", grouped(value.unsigned_abs())),
        _ => grouped(value.unsigned_abs()),
    }
}

/// The same with its sign.
pub fn signed(of: &Figure, change: i64) -> String {
    let text = value(of, change);
    if change > 0 { format!("+{text}") } else { text }
}

/// 版本 3（2025-10-08 09:00:00 入库），截止日期 2025-09-30
pub fn report(report: &Report) -> String {
    let store = report.stamp.store.as_ref();
    let version = store.map_or(0, |store| store.version);
    let time = store.and_then(|store| DateTime::parse_from_rfc3339(&store.time).ok());
    let time = time.map_or_else(String::new, |time| {
        format!("（{} 形成）", time.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S"))
    });
    format!("版本 {version}{time}，截止日期 {}", report.stamp.as_of)
}

fn version(report: &Report) -> u64 {
    report.stamp.store.as_ref().map_or(0, |store| store.version)
}

/// Why somebody entered or left: `新入库，改了结业日期：2025-09 松原/台账.xlsx`.
pub fn cause(cause: &Cause, changes: &Changes) -> String {
    let Cause::Rows { how, field, delivery, code } = cause else {
        return of_dates(cause).to_owned();
    };
    let delivery = delivery.and_then(|index| changes.deliveries.get(index as usize));
    let [a, b] = &changes.reports;
    let is_later = |than: &Report| delivery.is_none_or(|own| own.known_from > version(than));
    let mut text = match how {
        How::Known if is_later(a) => "新入库",
        How::Known => "A 时已撤回",
        How::Corrected => "更正件代替退回的行",
        How::Accepted => "A 时退回，B 时采纳",
        How::Joined => "A 时对不上参训记录，B 时对上",
        How::Gone if is_later(b) => "B 时尚未入库",
        How::Gone if delivery.is_some_and(|own| is_replaced(own, changes)) => "已替换",
        How::Gone => "已撤回",
        How::Rejected => "A 时采纳，B 时退回",
        How::Parted => "B 时对不上参训记录",
        How::Reordered => "行的先后不同",
    }
    .to_owned();
    // Writing into a string does not fail.
    if let Some(code) = code {
        let _ = write!(text, "（{}）", code.name());
    }
    if let Some(field) = field {
        text.push_str("，改了");
        text.push_str(label(*field));
    }
    if let Some(Delivery { batch, path, .. }) = delivery {
        let _ = write!(text, "：{batch} {path}");
    }
    text
}

/// Whether B knows a later file in the place of one that it does not know.
fn is_replaced(own: &Delivery, changes: &Changes) -> bool {
    let of_b = changes.reports[Which::B.index()].deliveries.iter();
    let mut of_b = of_b.filter_map(|index| changes.deliveries.get(*index as usize));
    of_b.any(|other| (&other.batch, &other.path) == (&own.batch, &own.path))
}

fn of_dates(cause: &Cause) -> &'static str {
    match cause {
        Cause::AsOf(Between::Ended) => "两个截止日期之间结业",
        Cause::AsOf(Between::Certified) => "两个截止日期之间发证",
        Cause::AsOf(Between::Employed) => "两个截止日期之间就业",
        Cause::AsOf(Between::Matured) => "6 个月就业期限在两个截止日期之间届满",
        Cause::AsOf(Between::Paid) => "两个截止日期之间发放补贴",
        _ => "截止日期不同",
    }
}

/// What staff call a field that figures depend on.
pub fn label(field: Field) -> &'static str {
    match field {
        Field::Provider => "基地",
        Field::EndDate => "结业日期",
        Field::CertType => "证书类型",
        Field::CertDate => "发证日期",
        Field::EmploymentDate => "就业日期",
        Field::SubsidyAmount => "补贴金额",
        Field::Category => "人员类别",
        Field::TrainingMode => "培训方式",
        other => other.key(),
    }
}

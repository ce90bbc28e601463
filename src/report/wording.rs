//! Words that several outputs share: what staff read in place of keys.

use std::fmt::Write as _;

use crate::model::measure::SubjectKind;
use crate::model::policy::Measure;
use crate::model::ratio::{Op, decimal};
use crate::model::run::Stamp;
use crate::model::source::RowCounts;
use crate::model::verdict::{Outcome, Unit, Verdict};

/// 市、品牌、基地、省
pub(super) fn kind(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Base => "基地",
        SubjectKind::Brand => "品牌",
        SubjectKind::City => "市（州）",
        SubjectKind::County => "县（市、区）",
        SubjectKind::Province => "省",
    }
}

/// The name of the judged: of a unit or province its own.
pub(super) fn subject(verdict: &Verdict) -> &str {
    let subject = &verdict.subject;
    [&subject.name, &subject.city, &subject.province]
        .into_iter()
        .find(|name| !name.is_empty())
        .map_or("", |name| name)
}

/// Number of the document behind a policy; its identifier where the run does not know it.
pub(super) fn document<'a>(stamp: &'a Stamp, policy: &'a str) -> &'a str {
    let found = stamp.policies.iter().find(|known| known.id == policy);
    found.map_or(policy, |known| known.document.as_str())
}

/// 指标: the measure's name; a registry fact is called what its condition is called.
pub(super) fn measure(verdict: &Verdict) -> String {
    let key = verdict.measure.as_str();
    let (bare, declared) = match key.strip_suffix("_with_declared") {
        Some(bare) => (bare, "（含申报）"),
        None => (key, ""),
    };
    match (Measure::ALL.iter().find(|known| known.key() == bare), key) {
        (Some(known), _) => format!("{}{declared}", known.label()),
        (None, "") => String::new(),
        (None, "attestation") => "人工证明".to_owned(),
        (None, _) => condition(verdict).to_owned(),
    }
}

/// The name of a condition without its section.
pub(super) fn condition(verdict: &Verdict) -> &str {
    let id = verdict.condition.as_str();
    id.rsplit_once('·').map_or(id, |(_, name)| name)
}

/// 距达标还差: the smallest change of the measure alone by which the condition would hold.
pub(super) fn gap(verdict: &Verdict) -> String {
    let what = match &verdict.shown.unit {
        Some(Unit::Of(what)) => what,
        _ => "人",
    };
    let Some(gap) = verdict.shown.gap else { return fraction(verdict, what) };
    match verdict.op {
        Some(Op::AtMost) => format!("减少 {gap} {what}"),
        _ => format!("{gap} {what}"),
    }
}

/// The same of a fact with decimals: 299.99 of 300 square metres.
fn fraction(verdict: &Verdict, what: &str) -> String {
    let (Some(value), Some(limit)) = (verdict.value, verdict.shown.limit) else {
        return String::new();
    };
    let is_fact = matches!(verdict.shown.unit, Some(Unit::Of(_))) && value.low.den > 1;
    if verdict.result == Outcome::Fail && is_fact {
        format!("{} {what}", decimal(value.low, limit))
    } else {
        String::new()
    }
}

/// ≥, ＞, ≤
pub(super) fn sign(op: Op) -> &'static str {
    match op {
        Op::AtLeast => "≥",
        Op::MoreThan => "＞",
        Op::AtMost => "≤",
    }
}

/// 阈值: `≥200 人`, `＞80%`
pub(super) fn threshold(verdict: &Verdict) -> String {
    let sign = verdict.op.map_or("", sign);
    if verdict.threshold.is_empty() {
        return String::new();
    }
    match &verdict.shown.unit {
        Some(Unit::Of(what)) => format!("{sign}{} {what}", verdict.threshold),
        _ => format!("{sign}{}", verdict.threshold),
    }
}

/// 缺什么/何时可定
pub(super) fn missing(verdict: &Verdict) -> String {
    match (verdict.missing.as_str(), verdict.settles_on) {
        (missing, None) => missing.to_owned(),
        ("", Some(day)) => format!("{day} 可定"),
        (missing, Some(day)) => format!("{missing}；{day} 可定"),
    }
}

/// A condition in one phrase: `取得证书人数 188 人（要求≥200 人），差 12 人`.
pub(super) fn phrase(verdict: &Verdict) -> String {
    let value = verdict.value_text();
    if value.is_empty() {
        let name = condition(verdict);
        return match (missing(verdict).as_str(), verdict.margin.as_str()) {
            ("", "") => name.to_owned(),
            ("", margin) => format!("{name}：{margin}"),
            (missing, _) => format!("{name}：{missing}"),
        };
    }
    let mut phrase = format!("{} {value}（要求{}）", measure(verdict), threshold(verdict));
    if !verdict.margin.is_empty() {
        phrase.push('，');
        phrase.push_str(&verdict.margin);
    }
    phrase
}

/// 一季度 to 四季度
pub(super) fn quarter(number: u32) -> &'static str {
    match number {
        1 => "一季度",
        2 => "二季度",
        3 => "三季度",
        _ => "四季度",
    }
}

/// `text`, or what a form shows where the ledger says nothing.
pub(super) fn or_unfilled(text: &str) -> &str {
    if text.is_empty() { "（未填）" } else { text }
}

/// A count with thousands set apart.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// What became of the accepted rows, as an equation.
pub(super) fn accepted_rows(rows: &RowCounts, enrolments: u64) -> String {
    let mut text =
        format!("采纳 {} ＝ 参训记录 {enrolments} ＋ 合并 {}", rows.accepted, rows.merged);
    let further = [
        (rows.unassigned, "对不上参训记录"),
        (rows.placements, "劳务输出"),
        (rows.listed, "人员名单"),
    ];
    for (count, name) in further {
        if count > 0 {
            // Writing into a string does not fail.
            let _ = write!(text, " ＋ {name} {count}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}

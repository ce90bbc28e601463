//! Claims against ledgers: the sheets 核验, 差额分解 and 差额人员 of `核验.xlsx`, and what the terminal shows.

mod figures;
mod persons;
mod screen;
mod waterfall;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::mask::Mask;
use crate::model::claim::{Amount, Claim, ClaimMeasure, Unit};
use crate::model::measure::{Subject, SubjectKind};
use crate::model::money::Fen;
use crate::model::review::Review;
use crate::model::verification::{Status, Verification, Verified};

pub(super) use screen::section;

/// Adds the sheets, if anything was claimed.
pub(super) fn sheets(
    workbook: &mut Workbook,
    review: &Review,
    mask: Mask,
) -> Result<(), XlsxError> {
    let Some(claims) = &review.claims else { return Ok(()) };
    figures::add(workbook.add_worksheet().set_name("核验")?, review, claims)?;
    waterfall::add(workbook.add_worksheet().set_name("差额分解")?, claims)?;
    persons::add(workbook.add_worksheet().set_name("差额人员")?, review, claims, mask)
}

/// Least height of a line.
const HEIGHT: f64 = 18.0;

/// What kind of subject it is.
fn kind(subject: &Subject) -> &'static str {
    match subject.kind {
        SubjectKind::Base => "基地",
        SubjectKind::Brand => "品牌",
        SubjectKind::City => "上报单位",
        SubjectKind::County => "县",
        SubjectKind::Province => "省",
    }
}

/// The reporting unit, or the province.
fn unit(subject: &Subject) -> &str {
    if subject.city.is_empty() { &subject.province } else { &subject.city }
}

/// The name of a brand, base or county; that of a line of the scheduling table with its county.
fn name(claim: &Claim) -> String {
    let own = match claim.subject.kind {
        SubjectKind::Base if claim.subject.name.is_empty() => "（未填）",
        _ => &claim.subject.name,
    };
    format!("{} {own}", claim.county).trim().to_owned()
}

/// A figure as staff write it.
fn shown(amount: Amount, measure: ClaimMeasure) -> String {
    match measure.unit() {
        Unit::Number => amount.to_string(),
        Unit::Fen => Fen(amount.units).to_string(),
        Unit::Percent => format!("{amount}%"),
    }
}

/// A difference as staff write it.
fn shown_difference(amount: Amount, measure: ClaimMeasure) -> String {
    let sign = if amount.units > 0 { "+" } else { "" };
    match measure.unit() {
        Unit::Percent => format!("{sign}{amount}个百分点"),
        _ => format!("{sign}{}", shown(amount, measure)),
    }
}

/// The difference as a share of the count, to a tenth of a per cent.
fn share(figure: &Verified) -> String {
    const DECIMALS: u8 = 1;
    let (Some(by), Some(counted)) = (figure.difference(), figure.counted) else {
        return String::new();
    };
    let whole = counted.units.unsigned_abs();
    let Some(share) = Amount::share(by.units.unsigned_abs(), whole, DECIMALS) else {
        return String::new();
    };
    match by.units {
        0 => String::new(),
        1.. => format!("+{share}%"),
        _ => format!("-{share}%"),
    }
}

/// More ways of making a mistake than these are only counted.
const EXPLANATIONS: usize = 3;

/// The likely causes in words.
fn causes(figure: &Verified) -> String {
    if figure.status == Status::Unverifiable {
        return figure.why.to_owned();
    }
    let words = figure.explanations.iter().take(EXPLANATIONS).map(|explanation| {
        let labels: Vec<&str> = explanation.causes.iter().map(|cause| cause.label()).collect();
        format!("{}（{}）", labels.join("，且"), explanation.detail)
    });
    let mut words: Vec<String> = words.collect();
    if figure.explanations.len() > EXPLANATIONS {
        words.push(format!("等 {} 种", figure.explanations.len()));
    }
    let text = words.join("；或 ");
    match (figure.status, figure.exact, text.is_empty()) {
        (Status::Over | Status::Under, false, true) => "常见的统计差错都不能解释".to_owned(),
        (_, false, false) => format!("最接近：{text}，仍差一部分"),
        _ => text,
    }
}

/// What became of everything that is claimed.
fn account(claims: &Verification) -> String {
    let counts = &claims.counts;
    let of = |status: Status| claims.figures.iter().filter(|one| one.status == status).count();
    format!(
        "申报数 读入 {} ＝ 已核 {}（一致 {}，虚高 {}，少报 {}）＋ 无法核实 {} ＋ 不采用 {} ＋ 合计行 {}",
        counts.read,
        counts.verified,
        of(Status::Equal),
        of(Status::Over),
        of(Status::Under),
        counts.unverifiable,
        counts.refused,
        counts.totals
    )
}

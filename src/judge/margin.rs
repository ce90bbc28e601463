//! How far a value is from its threshold, exact and in Chinese: 差 12 人, 高出 3.40 个百分点.
//!
//! Source: policies §0, "always shown beside the result".

use std::cmp::Ordering;

use crate::model::ratio::{Interval, Limit, Op, Ratio, decimal, points};
use crate::model::verdict::{Outcome, Unit};

/// A value to be compared.
pub(super) struct Compared {
    pub value: Interval,
    /// As counted so far.
    pub so_far: Ratio,
    /// Whom a rate is over, where that is not every trainee.
    pub over: Option<&'static str>,
}

/// The words for the distance.
pub(super) fn margin(
    compared: &Compared,
    op: Op,
    limit: &Limit,
    unit: &Unit,
    result: Outcome,
) -> String {
    let Interval { low, high } = compared.value;
    if !low.is_defined() {
        return match compared.over {
            Some(whom) => format!("无参训人员（{whom}）"),
            None => "无参训人员".to_owned(),
        };
    }
    match result {
        Outcome::Pass => holds(low, limit.value, op, unit),
        Outcome::Fail => {
            let mut words = lacks(low, limit.value, op, unit);
            if let Some(high) = high.filter(|high| *high != low) {
                words.push_str("；未满期的全部计入仍");
                words.push_str(&lacks(high, limit.value, op, unit));
            }
            words
        }
        Outcome::Pending if compared.so_far != low => {
            let so_far = compared.so_far;
            if op.holds(so_far, limit.value) {
                format!("目前{}", holds(so_far, limit.value, op, unit))
            } else if so_far.is_defined() {
                format!("目前{}", lacks(so_far, limit.value, op, unit))
            } else {
                "目前无参训人员".to_owned()
            }
        }
        Outcome::Pending if op == Op::AtMost => {
            format!("目前{}", holds(low, limit.value, op, unit))
        }
        Outcome::Pending => format!("还{}", lacks(low, limit.value, op, unit)),
        Outcome::Manual => String::new(),
    }
}

/// The distance of a value that satisfies its threshold.
fn holds(value: Ratio, limit: Ratio, op: Op, unit: &Unit) -> String {
    if value.compare(limit) == Some(Ordering::Equal) {
        return "恰好达到".to_owned();
    }
    let word = if op == Op::AtMost { "低于上限" } else { "高出" };
    format!("{word} {}", distance(value, limit, unit))
}

/// The distance of a value that does not.
fn lacks(value: Ratio, limit: Ratio, op: Op, unit: &Unit) -> String {
    match (op, unit) {
        (Op::AtMost, _) => format!("超出 {}", distance(value, limit, unit)),
        (_, Unit::Percent) => {
            let persons = persons_needed(value, limit, op);
            match value.compare(limit) {
                Some(Ordering::Equal) => format!("恰等于门槛而须超过，差 {persons} 人"),
                _ => format!("差 {}，即 {persons} 人", distance(value, limit, unit)),
            }
        }
        (_, Unit::Of(what)) if value.den == 1 && limit.den == 1 => {
            format!("差 {} {what}", persons_needed(value, limit, op))
        }
        (_, Unit::Of(_)) => format!("差 {}", distance(value, limit, unit)),
    }
}

fn distance(value: Ratio, limit: Ratio, unit: &Unit) -> String {
    match unit {
        Unit::Percent => format!("{} 个百分点", points(value, limit)),
        Unit::Of(what) => format!("{} {what}", decimal(value, limit)),
    }
}

/// The smallest change of a value's numerator, all else fixed, by which it satisfies its threshold (距达标还差): more of
/// it, or less where the threshold is an upper limit. `None` where it does already, and where no change would do: a rate
/// over nobody, or one that would have to exceed the whole.
pub(super) fn gap(value: Ratio, limit: Ratio, op: Op) -> Option<u128> {
    if !value.is_defined() || !limit.is_defined() || op.holds(value, limit) {
        return None;
    }
    if op == Op::AtMost {
        let most = u128::from(limit.num) * u128::from(value.den) / u128::from(limit.den);
        return Some(u128::from(value.num).saturating_sub(most));
    }
    let needed = persons_needed(value, limit, op);
    let is_rate = value.den != 1 || limit.den != 1;
    let possible = !is_rate || u128::from(value.num) + needed <= u128::from(value.den);
    possible.then_some(needed)
}

/// By how much the numerator must grow, all else fixed, to satisfy the threshold.
fn persons_needed(value: Ratio, limit: Ratio, op: Op) -> u128 {
    let (whole, den) = (u128::from(limit.num) * u128::from(value.den), u128::from(limit.den));
    let least = match op {
        Op::MoreThan => whole / den + 1,
        Op::AtLeast | Op::AtMost => whole.div_ceil(den),
    };
    least.saturating_sub(u128::from(value.num))
}

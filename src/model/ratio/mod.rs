//! Exact fractions and intervals of fractions: every comparison cross-multiplies integers, no float takes part.
//!
//! Source: metrics §5 (money and rates), §6 (intervals).

mod limit;
mod percent;

use std::cmp::Ordering;
use std::fmt;

pub use limit::{Limit, LimitError, Op};
pub use percent::{decimal, percent, points};

/// A fraction as counted, not reduced: 12 persons of 30 stays 12/30. A denominator of 0 is a rate over nobody.
///
/// Equality is equality of the written figures; sizes are compared with [`Ratio::compare`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio {
    /// Numerator.
    pub num: u64,
    /// Denominator; 1 for a count.
    pub den: u64,
}

impl Ratio {
    /// A count.
    #[must_use]
    pub const fn whole(count: u64) -> Self {
        Self { num: count, den: 1 }
    }

    /// `num / den`.
    #[must_use]
    pub const fn new(num: u64, den: u64) -> Self {
        Self { num, den }
    }

    /// Whether it has a value: not a rate over nobody.
    #[must_use]
    pub const fn is_defined(self) -> bool {
        self.den != 0
    }

    /// Which of two fractions is larger; `None` when one of them is over nobody.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if !self.is_defined() || !other.is_defined() {
            return None;
        }
        let left = u128::from(self.num) * u128::from(other.den);
        let right = u128::from(other.num) * u128::from(self.den);
        Some(left.cmp(&right))
    }

    /// A decimal number without sign or exponent: `320`, `320.5`.
    #[must_use]
    pub fn from_decimal(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
            return None;
        }
        let places = u32::try_from(fraction.len()).ok()?;
        Some(Self {
            num: format!("{whole}{fraction}").parse().ok()?,
            den: 10_u64.checked_pow(places)?,
        })
    }
}

/// Shown as written: a count alone, a rate as `num/den`.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 {
            write!(f, "{}", self.num)
        } else {
            write!(f, "{}/{}", self.num, self.den)
        }
    }
}

/// What is known of a measure: it lies in `[low, high]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The low end: what is certain already.
    pub low: Ratio,
    /// The high end: what can still be reached; `None` when nothing bounds it.
    pub high: Option<Ratio>,
}

impl Interval {
    /// A value that is settled.
    #[must_use]
    pub const fn settled(value: Ratio) -> Self {
        Self { low: value, high: Some(value) }
    }

    /// A value that can only grow, without a bound.
    #[must_use]
    pub const fn growing(low: Ratio) -> Self {
        Self { low, high: None }
    }

    /// A rate of which nothing is known: anything from 0 to 100%.
    #[must_use]
    pub const fn any_rate() -> Self {
        Self { low: Ratio::new(0, 1), high: Some(Ratio::new(1, 1)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_by_cross_multiplying() {
        let compare =
            |a: (u64, u64), b: (u64, u64)| Ratio::new(a.0, a.1).compare(Ratio::new(b.0, b.1));
        assert_eq!(compare((1, 2), (2, 4)), Some(Ordering::Equal));
        assert_eq!(compare((799, 1000), (8, 10)), Some(Ordering::Less));
        assert_eq!(
            compare((u64::MAX, u64::MAX - 1), (1, 1)),
            Some(Ordering::Greater),
            "no overflow at the widest figures"
        );
        assert_eq!(compare((0, 0), (1, 2)), None);
    }

    #[test]
    fn reads_plain_decimals_only() {
        assert_eq!(Ratio::from_decimal("320.5"), Some(Ratio::new(3205, 10)));
        assert_eq!(Ratio::from_decimal("300"), Some(Ratio::whole(300)));
        for text in ["", ".5", "5.", "-1", "1e3", "1,000", "３"] {
            assert_eq!(Ratio::from_decimal(text), None, "{text}");
        }
    }
}

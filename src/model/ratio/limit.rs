//! Thresholds as documents write them, and the comparators: 以上, 不少于, 不低于, 达到 `>=`; 超过 `>`; 以内 `<=`.
//!
//! Source: policies, opening paragraph.

use std::cmp::Ordering;

use serde::Deserialize;
use thiserror::Error;

use super::{Interval, Ratio};

/// A threshold: `200`, `0.5` or `80%`, kept as written and as an exact fraction.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Limit {
    /// As the policy file writes it.
    pub text: String,
    /// The exact value: 80% is 80/100.
    pub value: Ratio,
}

/// A text that is no threshold.
#[derive(Debug, Error)]
#[error("“{0}”不是门槛值，应写成 \"200\"、\"0.5\" 或 \"80%\" 的形式")]
pub struct LimitError(String);

/// How many of a percentage make a whole.
const PERCENT: u64 = 100;

impl Limit {
    /// Reads a threshold.
    ///
    /// # Errors
    /// When the text is not a plain decimal, with or without a percent sign.
    pub fn parse(text: &str) -> Result<Self, LimitError> {
        let (digits, scale) = match text.strip_suffix('%') {
            Some(digits) => (digits, PERCENT),
            None => (text, 1),
        };
        let value = Ratio::from_decimal(digits)
            .and_then(|value| Some(Ratio::new(value.num, value.den.checked_mul(scale)?)))
            .ok_or_else(|| LimitError(text.to_owned()))?;
        Ok(Self { text: text.to_owned(), value })
    }

    /// Whether it can limit a rate: no more than the whole.
    #[must_use]
    pub fn fits_rate(&self) -> bool {
        self.value.num <= self.value.den
    }

    /// Whether it can limit a count: a whole number without a percent sign.
    #[must_use]
    pub fn fits_count(&self) -> bool {
        self.value.den == 1
    }
}

impl TryFrom<String> for Limit {
    type Error = LimitError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

/// A comparator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Op {
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// More than.
    #[serde(rename = ">")]
    MoreThan,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
}

impl Op {
    /// The sign that tables show.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::MoreThan => ">",
            Self::AtMost => "<=",
        }
    }

    /// Whether `value` satisfies the threshold; a rate over nobody never does.
    #[must_use]
    pub fn holds(self, value: Ratio, limit: Ratio) -> bool {
        match value.compare(limit) {
            None => false,
            Some(Ordering::Less) => self == Self::AtMost,
            Some(Ordering::Equal) => self != Self::MoreThan,
            Some(Ordering::Greater) => self != Self::AtMost,
        }
    }

    /// Whether the threshold is satisfied at the low and at the high end; an unbounded high end is above every threshold.
    #[must_use]
    pub fn at_ends(self, value: Interval, limit: Ratio) -> (bool, bool) {
        let high = match value.high {
            Some(high) => self.holds(high, limit),
            None => self != Self::AtMost,
        };
        (self.holds(value.low, limit), high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_thresholds_as_documents_write_them() {
        let limit = |text| Limit::parse(text).expect("a threshold").value;
        assert_eq!(limit("80%"), Ratio::new(80, 100));
        assert_eq!(limit("0.5"), Ratio::new(5, 10));
        assert_eq!(limit("200"), Ratio::whole(200));
        assert_eq!(limit("12.5%"), Ratio::new(125, 1000));
        for text in ["", "%", "八十", "80 %", "-5", ">80%"] {
            assert!(Limit::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn strictness_shows_at_equality() {
        let eighty = Ratio::new(80, 100);
        let at = Ratio::new(400, 500);
        assert!(Op::AtLeast.holds(at, eighty));
        assert!(!Op::MoreThan.holds(at, eighty));
        assert!(Op::AtMost.holds(at, eighty));
        assert!(!Op::AtMost.holds(Ratio::new(401, 500), eighty));
        assert!(!Op::AtMost.holds(Ratio::new(0, 0), eighty));
    }

    #[test]
    fn an_unbounded_end_is_above_every_threshold() {
        let growing = Interval::growing(Ratio::whole(199));
        assert_eq!(Op::AtLeast.at_ends(growing, Ratio::whole(200)), (false, true));
        assert_eq!(Op::AtMost.at_ends(growing, Ratio::whole(200)), (true, false));
    }
}

//! Money as an integer number of fen (1 yuan = 100 fen).

use std::fmt;
use std::iter::Sum;
use std::ops::AddAssign;

/// An amount in fen. Sums of a whole province stay far below `i64::MAX` (9.2e16 yuan).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

impl Fen {
    /// Nothing paid.
    pub const ZERO: Self = Self(0);

    /// Whether something was paid.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0 > 0
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        let mut total = Self::ZERO;
        for amount in amounts {
            total += amount;
        }
        total
    }
}

/// Shown in yuan with two decimals, as staff write it.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        // Piece by piece: amounts are written by the hundred thousand.
        f.write_str(sign)?;
        f.write_str(itoa::Buffer::new().format(fen / 100))?;
        f.write_str(if fen % 100 < 10 { ".0" } else { "." })?;
        f.write_str(itoa::Buffer::new().format(fen % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::Fen;

    #[test]
    fn shows_yuan_with_two_decimals() {
        assert_eq!(Fen(120_005).to_string(), "1200.05");
        assert_eq!(Fen(-7).to_string(), "-0.07");
    }
}

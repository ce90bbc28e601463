//! Percentages for the eye that never contradict the verdict beside them.
//!
//! Source: policies §0: 799/1000 against 超过80% reads 79.90%, 79999/100000 reads 79.999%, never 80.00%.

use std::cmp::Ordering;

use super::Ratio;

/// Decimals that every percentage shows at least.
const MIN_PLACES: u32 = 2;
/// Beyond this many decimals the fraction itself is shown.
const MAX_PLACES: u32 = 12;
/// From a fraction to a percentage.
const PERCENT: u128 = 100;

/// `value` as a percentage with two decimals, and as many more as it takes that the shown figure
/// lies on the same side of every one of `thresholds` as the exact one. A rate over nobody is a dash.
#[must_use]
pub fn percent(value: Ratio, thresholds: &[Ratio]) -> String {
    if !value.is_defined() {
        return "—".to_owned();
    }
    (MIN_PLACES..=MAX_PLACES)
        .find_map(|places| {
            let shown =
                Rounded::new(u128::from(value.num) * PERCENT, u128::from(value.den), places)?;
            let honest =
                thresholds.iter().all(|&limit| shown.compare(limit) == value.compare(limit));
            honest.then(|| format!("{shown}%"))
        })
        .unwrap_or_else(|| value.to_string())
}

/// The distance between two rates in percentage points: two decimals, more where it would read as none.
#[must_use]
pub fn points(a: Ratio, b: Ratio) -> String {
    let (a_num, b_num) =
        (u128::from(a.num) * u128::from(b.den), u128::from(b.num) * u128::from(a.den));
    let whole = u128::from(a.den) * u128::from(b.den);
    let distance = a_num.abs_diff(b_num);
    distance
        .checked_mul(PERCENT)
        .and_then(|distance| visible(distance, whole, MIN_PLACES))
        .unwrap_or_else(|| format!("{distance}/{whole}"))
}

/// The distance between two plain numbers: no decimals where both are whole.
#[must_use]
pub fn decimal(a: Ratio, b: Ratio) -> String {
    if a.den == 1 && b.den == 1 {
        return a.num.abs_diff(b.num).to_string();
    }
    let left = u128::from(a.num) * u128::from(b.den);
    let right = u128::from(b.num) * u128::from(a.den);
    let (distance, whole) = (left.abs_diff(right), u128::from(a.den) * u128::from(b.den));
    visible(distance, whole, MIN_PLACES).unwrap_or_else(|| format!("{distance}/{whole}"))
}

/// `num / den` with so many decimals that a distance does not read as none.
fn visible(num: u128, den: u128, places: u32) -> Option<String> {
    if den == 0 {
        return None;
    }
    (places..=MAX_PLACES).find_map(|places| {
        let shown = Rounded::new(num, den, places)?;
        (num == 0 || shown.scaled > 0).then(|| shown.to_string())
    })
}

/// A number rounded half up to a number of decimals.
struct Rounded {
    scaled: u128,
    places: u32,
}

impl Rounded {
    fn new(num: u128, den: u128, places: u32) -> Option<Self> {
        let scaled = num.checked_mul(10_u128.checked_pow(places)?)?.checked_add(den / 2)? / den;
        Some(Self { scaled, places })
    }

    /// The shown percentage against a threshold.
    fn compare(&self, limit: Ratio) -> Option<Ordering> {
        let whole = PERCENT.checked_mul(10_u128.checked_pow(self.places)?)?;
        let left = self.scaled.checked_mul(u128::from(limit.den))?;
        Some(left.cmp(&u128::from(limit.num).checked_mul(whole)?))
    }
}

impl std::fmt::Display for Rounded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = 10_u128.pow(self.places);
        let width = self.places as usize;
        write!(f, "{}.{:0width$}", self.scaled / unit, self.scaled % unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EIGHTY: Ratio = Ratio::new(80, 100);

    #[test]
    fn a_shown_rate_stays_on_its_side_of_the_threshold() {
        assert_eq!(percent(Ratio::new(799, 1000), &[EIGHTY]), "79.90%");
        assert_eq!(percent(Ratio::new(79_999, 100_000), &[EIGHTY]), "79.999%");
        assert_eq!(percent(Ratio::new(80_001, 100_000), &[EIGHTY]), "80.001%");
        assert_eq!(percent(Ratio::new(4, 5), &[EIGHTY]), "80.00%");
        assert_eq!(percent(Ratio::new(79_999_999, 100_000_000), &[EIGHTY]), "79.999999%");
    }

    #[test]
    fn without_a_threshold_it_rounds_to_two_decimals() {
        assert_eq!(percent(Ratio::new(2, 3), &[]), "66.67%");
        assert_eq!(percent(Ratio::new(1, 1), &[]), "100.00%");
        assert_eq!(percent(Ratio::new(0, 0), &[]), "—");
    }

    #[test]
    fn a_threshold_no_decimal_reaches_is_honoured_too() {
        let third = Ratio::new(1, 3);
        assert_eq!(percent(third, &[Ratio::new(33_333, 100_000)]), "33.3333%");
        assert_eq!(percent(third, &[third]), "1/3");
    }

    #[test]
    fn distances_never_read_as_none() {
        assert_eq!(points(Ratio::new(799, 1000), EIGHTY), "0.10");
        assert_eq!(points(Ratio::new(79_999, 100_000), EIGHTY), "0.001");
        assert_eq!(points(Ratio::new(834, 1000), EIGHTY), "3.40");
        assert_eq!(points(EIGHTY, EIGHTY), "0.00");
        assert_eq!(decimal(Ratio::new(2995, 10), Ratio::whole(300)), "0.50");
        assert_eq!(decimal(Ratio::whole(188), Ratio::whole(200)), "12");
    }
}

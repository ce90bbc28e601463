//! Civil dates as a count of days: all that the generator needs of a calendar.

/// Days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub(super) i32);

impl Day {
    pub(super) const fn new(year: i32, month: i32, day: i32) -> Self {
        // Counting years from March puts the leap day last (Howard Hinnant, "chrono-compatible date algorithms").
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month, day.
    pub(super) const fn parts(self) -> (i32, i32, i32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
    }

    pub(super) const fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// The number under which a spreadsheet stores this day (1900 system).
    pub(super) const fn serial(self) -> i32 {
        self.0 + 25_569
    }

    /// Appends `YYYY-MM-DD`.
    pub(super) fn push_iso(self, out: &mut String) {
        let (year, month, day) = self.parts();
        push_digits(out, i64::from(year).unsigned_abs(), 4);
        out.push('-');
        push_digits(out, i64::from(month).unsigned_abs(), 2);
        out.push('-');
        push_digits(out, i64::from(day).unsigned_abs(), 2);
    }

    pub(super) fn iso(self) -> String {
        let mut out = String::new();
        self.push_iso(&mut out);
        out
    }

    /// Reads `YYYY-MM-DD`, the only form that the generator itself writes before dirt.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-').map(|part| part.parse::<i32>().ok());
        let day = Self::new(parts.next()??, parts.next()??, parts.next()??);
        (parts.next().is_none() && day.iso() == text).then_some(day)
    }
}

/// Appends a number with leading zeros up to `width`; faster than `write!`, and this runs ten times a row.
pub(super) fn push_digits(out: &mut String, number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut rest = number;
    let mut at = digits.len();
    while rest > 0 && at > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let from = at.min(digits.len().saturating_sub(width));
    out.extend(digits[from..].iter().map(|digit| char::from(*digit)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        assert_eq!(Day::new(1970, 1, 1), Day(0));
        assert_eq!(Day::new(2023, 5, 6).serial(), 45_052);
        for number in -40_000..40_000 {
            let (y, m, d) = Day(number).parts();
            assert_eq!(Day::new(y, m, d), Day(number));
        }
        assert_eq!(Day::new(2024, 2, 29).plus(1).iso(), "2024-03-01");
        assert_eq!(Day::parse("2024-02-30"), None);
        assert_eq!(Day::parse("2024-02-29"), Some(Day::new(2024, 2, 29)));
    }

    #[test]
    fn digits_are_padded_never_cut() {
        let mut out = String::new();
        push_digits(&mut out, 7, 3);
        push_digits(&mut out, 12_345, 3);
        push_digits(&mut out, 0, 1);
        assert_eq!(out, "007123450");
    }
}

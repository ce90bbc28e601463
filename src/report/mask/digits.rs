//! Hiding numbers: each hidden character becomes one `*`, so that the length stays visible.

use crate::model::text::narrow_char;

/// The value of a decimal digit, full-width ones included.
pub(super) fn digit(c: char) -> Option<u8> {
    let digit = narrow_char(c).to_digit(10)?;
    u8::try_from(digit).ok()
}

/// Length of an ID number.
const ID_LENGTH: usize = 18;
/// Characters of a whole ID number that stay: region in front, sequence and check character behind.
const ID_SHOWN: (usize, usize) = (6, 4);
/// Length of a mobile number.
const PHONE_LENGTH: usize = 11;
const PHONE_SHOWN: (usize, usize) = (3, 4);

/// An ID or account number, whole or damaged.
pub(super) fn id(text: &str) -> String {
    hide(text, ID_LENGTH, ID_SHOWN)
}

/// A phone number, with or without prefix.
pub(super) fn phone(text: &str) -> String {
    hide(text, PHONE_LENGTH, PHONE_SHOWN)
}

/// Keeps `whole` characters at the ends of a number of full length, and at most half of a shorter one.
fn hide(text: &str, length: usize, whole: (usize, usize)) -> String {
    let count = text.chars().count();
    let (front, back) = if count >= length { whole } else { half(count, whole) };
    if text.is_ascii() {
        return [&text[..front], &"*".repeat(count - front - back), &text[count - back..]].concat();
    }
    text.chars()
        .enumerate()
        .map(|(at, c)| if at < front || at + back >= count { c } else { '*' })
        .collect()
}

fn half(count: usize, (front, back): (usize, usize)) -> (usize, usize) {
    let shown = (count / 2).min(front + back);
    let shown_front = (shown * front).div_ceil(front + back).min(front);
    (shown_front, shown - shown_front)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_keep_their_ends() {
        assert_eq!(id("110101199003071234"), "110101********1234");
        assert_eq!(id("11010119900307123X"), "110101********123X");
        assert_eq!(id("１１０１０１１９９００３０７１２３４"), "１１０１０１********１２３４");
        assert_eq!(id("110101 19900307 1234"), "110101**********1234");
        assert_eq!(id("6222021234567890123"), "622202*********0123");
        assert_eq!(phone("13812341234"), "138****1234");
        assert_eq!(phone("+8613812341234"), "+86*******1234");
    }

    #[test]
    fn of_short_and_damaged_ones_at_most_half_is_shown() {
        assert_eq!(id("110101900307123"), "11010********23");
        assert_eq!(id("1.10101E+17"), "1.1******17");
        assert_eq!(id("1"), "*");
        assert_eq!(id(""), "");
        assert_eq!(phone("12345678"), "12****78");
        for length in 0..18 {
            let text = "1".repeat(length);
            let hidden = id(&text).matches('*').count();
            assert!(hidden >= length - length / 2, "{length}");
            let hidden = phone(&text).matches('*').count();
            assert!(length > 10 || hidden >= length - length / 2, "{length}");
        }
    }
}

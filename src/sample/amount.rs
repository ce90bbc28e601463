//! Amounts as the samples write them, so that lines of totals state the right sums.

/// An amount in any of the harmless ways of writing it.
pub(super) fn fen(written: &str) -> Option<u64> {
    let plain: String = written
        .chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            other => other,
        })
        .filter(|c| c.is_ascii_digit() || matches!(c, '.' | '万'))
        .collect();
    let (number, decimals) = match plain.strip_suffix('万') {
        Some(number) => (number, 6),
        None => (plain.as_str(), 2),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    format!("{whole}{fraction:0<decimals$}").parse().ok()
}

/// Yuan, with decimals where there are any.
pub(super) fn yuan(fen: u64) -> String {
    match fen % 100 {
        0 => (fen / 100).to_string(),
        rest => format!("{}.{rest:02}", fen / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::{fen, yuan};

    #[test]
    fn amounts_are_summed_as_they_are_written() {
        for written in
            ["1200", "1,200.00", "1200元", "￥1200", "0.12万元", "1200 元/人", "１２００"]
        {
            assert_eq!(fen(written), Some(120_000), "{written}");
        }
        assert_eq!(fen("600.50"), Some(60_050));
        assert_eq!(fen(""), Some(0));
        assert_eq!((yuan(120_000), yuan(60_050)), ("1200".to_owned(), "600.50".to_owned()));
    }
}

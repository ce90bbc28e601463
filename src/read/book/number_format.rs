//! Whether a number format shows a number as a day or a time. Sources: ECMA-376 18.8.30, 18.8.31.

/// Whether a built-in format is one of dates or times; 27 to 36 and 50 to 58 are those of East Asia.
#[must_use]
pub fn builtin_is_date(id: u16) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format code shows days or times: a letter for one of their parts that is neither quoted nor escaped,
/// in the first section of the code.
#[must_use]
pub fn is_date(code: &str) -> bool {
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        match c {
            // The next character is shown as it is, skipped, or repeated.
            '\\' | '_' | '*' => {
                rest.next();
            }
            '"' => {
                rest.by_ref().find(|c| *c == '"');
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let elapsed = !inside.is_empty()
                    && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's'));
                if elapsed {
                    return true;
                }
            }
            ';' => return false,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            // General, and the exponent of a number.
            'G' | 'g' if rest.as_str().to_ascii_lowercase().starts_with("eneral") => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_numbers() {
        let dates = [
            "yyyy\\-mm\\-dd",
            "[$-804]yyyy\"年\"m\"月\"d\"日\"",
            "m/d/yy",
            "[h]:mm:ss",
            "hh:mm AM/PM",
            "[DBNum1][$-804]yyyy\"年\"",
        ];
        for code in dates {
            assert!(is_date(code), "{code}");
        }
        let numbers = [
            "General",
            "0.00E+00",
            "#,##0.00_);[Red](#,##0.00)",
            "@",
            "\"每年\"0\"days\"",
            "0\\d",
            "[Red]0;[Blue]-0",
            "0_d",
            "",
            "[$￥-804]#,##0.00",
        ];
        for code in numbers {
            assert!(!is_date(code), "{code}");
        }
        assert!(builtin_is_date(14) && builtin_is_date(57) && !builtin_is_date(49));
    }
}

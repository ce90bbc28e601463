//! Messages as the terminal shows them: they quote names, cells and arguments, which may hold numbers of persons.

use std::ops::Range;

use serde_json::Value;

use super::free_text;

/// Hexadecimal digits in a row from which on they are a hash, and no number of anybody.
const HASH_DIGITS: usize = 32;
/// Digits of a version where it names an entry of the store's log; those of no store that anybody fills begin otherwise.
const VERSION_DIGITS: usize = 20;
const VERSION_ZEROS: &str = "0000000000";
/// What parts the cells of a line on the screen.
const GAP: &str = "  ";

/// A message with every such number hidden. Hashes, by which reports and objects are named, stay, and so do the names of
/// the store's own files.
#[must_use]
pub fn shown_message(message: &str) -> String {
    let (mut shown, mut from) = (String::with_capacity(message.len()), 0);
    for word in own_names(message) {
        shown.push_str(&free_text::hide(&message[from..word.start]));
        shown.push_str(&message[word.clone()]);
        from = word.end;
    }
    shown + &free_text::hide(&message[from..])
}

/// The same for a whole screen: figures that stand beside each other are no number of anybody. Names and values that may
/// have such gaps in themselves are hidden where they enter it.
#[must_use]
pub fn shown_screen(screen: &str) -> String {
    let is_edge = |c: char| matches!(c, '\n' | '\r' | '\t');
    let mut shown = String::with_capacity(screen.len());
    for line in screen.split_inclusive(is_edge) {
        let cells: Vec<String> = line.split(GAP).map(shown_message).collect();
        shown.push_str(&cells.join(GAP));
    }
    shown
}

/// The same for all texts of an answer in JSON.
#[must_use]
pub fn shown_json(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(shown_message(text)),
        Value::Array(values) => values.iter().map(shown_json).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (shown_message(name), shown_json(value))).collect()
        }
        other => other.clone(),
    }
}

/// Where hashes and names of the store's own files stand.
fn own_names(message: &str) -> Vec<Range<usize>> {
    let is_hex = |byte: &u8| byte.is_ascii_hexdigit();
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for run in message.as_bytes().chunk_by(|a, b| is_hex(a) == is_hex(b)) {
        let word = at..at + run.len();
        at = word.end;
        let is_hash = run.len() >= HASH_DIGITS && run.iter().any(u8::is_ascii_alphabetic);
        if is_hex(&run[0]) && is_hash {
            let start = word.start - numbers_in_front(&message[..word.start]);
            words.push(start..word.end);
        } else if run.len() == VERSION_DIGITS && message[word.clone()].starts_with(VERSION_ZEROS) {
            words.push(word);
        }
    }
    words
}

/// The length of `0000000012-0103-`, which stands in front of the hash that names a data file.
fn numbers_in_front(text: &str) -> usize {
    let numbers = || {
        let (rest, number) = text.strip_suffix('-')?.rsplit_once('-')?;
        let version = rest.len() - rest.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && version == 10).then_some(version + number.len() + 2)
    };
    numbers().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_of_persons_are_hidden_and_hashes_are_not() {
        let hash = "a1b2".to_owned() + &"1380000".repeat(9);
        let said = |number: &str| format!("“{number}.csv”与{hash}不同，共 20250930 行（{number}）");
        assert_eq!(shown_message(&said("13812341234")), said("138****1234"));
        assert_eq!(shown_message(&said("110101199003071234")), said("110101********1234"));
        assert_eq!(shown_message(&"1".repeat(40)), format!("111111{}1111", "*".repeat(30)));
        assert_eq!(shown_message(&said("2024-05")), said("2024-05"));
    }

    #[test]
    fn the_store_names_its_own_files() {
        for name in [
            "_delta_log/00000000000000000003.json",
            "_delta_log/00000000000000000020.checkpoint.parquet",
            "data/record_kind=row/city=长春市/0000000001-0101-5aa0b1c2d3e4f5061728394a5b6c7d8e.parquet",
        ] {
            assert_eq!(shown_message(&format!("“{name}”没有了")), format!("“{name}”没有了"));
        }
        assert_eq!(shown_message("00110101199003071234.json"), "001101**********1234.json");
    }

    #[test]
    fn figures_beside_each_other_are_no_number_and_one_in_a_cell_is() {
        let line =
            "长春市 丙 校 2025 补贴金额（元） 2400.00  2200.00  1400.00  220102  19760904  4814\n";
        assert_ne!(shown_message(line), line, "the figures look like one");
        assert_eq!(shown_screen(line), line);
        let table = |number: &str| format!("  {number}\t3  110101\n19900307  {number}（版本 1）");
        assert_eq!(shown_screen(&table("110101 19900307 1234")), table("110101**********1234"));
        assert_eq!(shown_screen(&table("13812341234")), table("138****1234"));
    }

    #[test]
    fn all_texts_of_an_answer_are_looked_at() {
        let answer = |number: &str| json!({ "files": [{ "path": number, number: 1 }], "rows": 110_101_199_003_071_234_u64 });
        assert_eq!(shown_json(&answer("13812341234")), answer("138****1234"));
    }
}

//! Messages as the terminal shows them: they quote names, cells and arguments, which may hold numbers of persons.

use serde_json::Value;

use super::free_text;

/// Hexadecimal digits in a row from which on they are a hash, and no number of anybody.
const HASH_DIGITS: usize = 32;

/// A message with every such number hidden. Hashes, by which reports and objects are named, stay.
#[must_use]
pub fn shown_message(message: &str) -> String {
    let (mut shown, mut from) = (String::with_capacity(message.len()), 0);
    for word in hashes(message) {
        shown.push_str(&free_text::hide(&message[from..word.start]));
        shown.push_str(&message[word.clone()]);
        from = word.end;
    }
    shown + &free_text::hide(&message[from..])
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

/// Where hashes stand.
fn hashes(message: &str) -> Vec<std::ops::Range<usize>> {
    let is_hex = |byte: &u8| byte.is_ascii_hexdigit();
    let mut words = Vec::new();
    let mut at = 0;
    for run in message.as_bytes().chunk_by(|a, b| is_hex(a) == is_hex(b)) {
        if run.len() >= HASH_DIGITS && run.iter().any(u8::is_ascii_alphabetic) && is_hex(&run[0]) {
            words.push(at..at + run.len());
        }
        at += run.len();
    }
    words
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
    fn all_texts_of_an_answer_are_looked_at() {
        let answer = |number: &str| json!({ "files": [{ "path": number, number: 1 }], "rows": 110_101_199_003_071_234_u64 });
        assert_eq!(shown_json(&answer("13812341234")), answer("138****1234"));
    }
}

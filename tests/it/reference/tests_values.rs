//! The reading of single values against vectors and cases worked out by hand.

use super::table::Cell;
use super::{amount, date, id, table};

const AS_OF: date::Date = (2024, 6, 30);
const A: &str = "440308199901101512";
const B: &str = "110101199003078670";

fn person(number: &str) -> Result<String, &'static str> {
    id::person(&Cell::Text(number.to_string()), "", AS_OF)
}

#[test]
fn id_numbers_follow_the_check_vectors() {
    for valid in [
        A,
        B,
        "44040119580101000X",
        "371001198010082394",
        "810000199408230021",
        "830000199201300022",
    ] {
        assert_eq!(person(valid), Ok(format!("ID:{}", &valid[..17])));
    }
    for (number, code) in [
        ("440308199901101513", "ID_CHECKSUM"),
        ("440308199902301512", "ID_BIRTH_DATE"),
        ("161010199003078670", "ID_REGION"),
        ("661010199003078670", "ID_REGION"),
        ("841010199003078670", "ID_REGION"),
        ("001010199003078670", "ID_REGION"),
        ("110101199003078000", "ID_DAMAGED"),
        ("1.10101E+17", "ID_DAMAGED"),
        ("11010119900307867", "ID_LENGTH"),
        ("11010119900307867Y", "ID_CHARSET"),
        ("—", "ID_MISSING"),
        ("'", "ID_MISSING"),
    ] {
        assert_eq!(person(number), Err(code), "{number}");
    }
    assert_eq!(person("610104620927690"), person("610104196209276908"));
    assert_eq!(person("=\"110101199003078670\""), person(B));
    assert_eq!(person("１１０１０１ 1990\u{200b}03078670 "), person(B));
    assert_eq!(person("44040119580101000×"), person("44040119580101000X"));
    assert_eq!(person("11010119900307867042"), person(B));
}

#[test]
fn a_number_cell_keeps_only_fifteen_digits_whole() {
    let number = |value: f64| id::person(&Cell::Number(value), "", AS_OF);
    assert_eq!(number(110_101_199_003_078_670.0), Err("ID_DAMAGED"));
    assert_eq!(number(610_104_620_927_690.0), person("610104620927690"));
}

#[test]
fn other_documents_count_where_the_type_says_so() {
    let passport = |number: &str| id::person(&Cell::Text(number.to_string()), "①护照", AS_OF);
    assert_eq!(passport("e123"), Ok("护照:E123".to_string()));
    assert_eq!(person("E123"), Err("ID_LENGTH"));
}

#[test]
fn dates_are_read_or_missing() {
    for text in [
        "2023-05-06",
        "2023/5/6",
        "2023.5.6",
        "20230506",
        "2023年5月6日",
        "2023-05-06 00:00:00",
        "２０２３/5/6 8:05",
        "45052",
    ] {
        assert_eq!(date::from_text(text), Some((2023, 5, 6)), "{text}");
    }
    for text in [
        "2023/5",
        "2023年5月",
        "23-5-6",
        "05/06/2023",
        "2023-5/6",
        "2023-02-29",
        "2100-01-01",
        "450520",
        "2023.5.6-5.20",
    ] {
        assert_eq!(date::from_text(text), None, "{text}");
    }
    let may = Some(((2023, 5, 6), (2023, 5, 20)));
    for text in
        ["2023.5.6-5.20", "2023年5月6日—20日", "2023-05-06-2023-05-20", "2023-05-06至2023-05-20"]
    {
        assert_eq!(date::range(text), may, "{text}");
    }
    assert_eq!(date::range("5月6日—20日"), None);
    assert_eq!(date::from_serial(60, false), None);
    assert_eq!(date::from_serial(61, false), Some((1900, 3, 1)));
    assert_eq!(date::from_serial(45052 - 1462, true), Some((2023, 5, 6)));
}

#[test]
fn six_months_end_with_the_month() {
    assert_eq!(date::add_months((2022, 8, 31), 6), (2023, 2, 28));
    assert_eq!(date::add_months((2023, 8, 31), 6), (2024, 2, 29));
    assert_eq!(date::add_months((2023, 12, 30), 6), (2024, 6, 30));
}

#[test]
fn amounts_are_exact_to_fen() {
    let text = |text: &str| amount::read(&Cell::Text(text.to_string()), false);
    for written in ["1,200.00", "1200元", "￥1200", "0.12万元", "1200 元/人", "１２００"]
    {
        assert_eq!(text(written), Some(120_000), "{written}");
    }
    for written in ["12.345", "-5", "12,00", "", "约1200", "1200."] {
        assert_eq!(text(written), None, "{written}");
    }
    assert_eq!(amount::read(&Cell::Text("0.12".to_string()), true), Some(120_000));
    assert_eq!(amount::read(&Cell::Text("1200元".to_string()), true), Some(120_000));
    assert_eq!(amount::read(&Cell::Number(1.005), false), Some(101));
    assert_eq!(amount::read(&Cell::Number(0.123_456), true), Some(123_456));
    assert_eq!(amount::read(&Cell::Number(-1.0), false), None);
}

#[test]
fn records_split_as_in_python() {
    let text = "a,\"b\"\"c\r\nd\"e,f\"g\r\n\n\"open,\n";
    let expected: Vec<Vec<&str>> = vec![vec!["a", "b\"c\r\nde", "f\"g"], vec![""], vec!["open,\n"]];
    assert_eq!(table::records(text, ','), expected);
}

//! The value of a cell as a workbook format gives it.

use std::fmt::Write;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};

use crate::model::sheet::CellKind;

/// The value of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing, at a place that has a format.
    Blank,
    /// Text.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A whole number that came as one.
    Integer(i64),
    /// Yes or no.
    Bool(bool),
    /// A day: year, month, day of the month.
    Day(u16, u8, u8),
}

impl<'a> Value<'a> {
    /// A serial number of a day.
    #[must_use]
    pub fn serial(number: f64, date_1904: bool) -> Self {
        ExcelDateTime::new(number, ExcelDateTimeType::DateTime, date_1904).into()
    }

    /// `2023-05-06`, with or without a time behind a `T`; the text itself where it is no such date.
    #[must_use]
    pub fn iso_day(text: &'a str) -> Self {
        let day = text.split('T').next().unwrap_or(text);
        let mut parts = day.splitn(3, '-');
        let mut part = |digits: usize| {
            parts.next().filter(|part| part.len() == digits).and_then(|part| part.parse().ok())
        };
        let date: (Option<u16>, Option<u16>, Option<u16>) = (part(4), part(2), part(2));
        let (Some(year), Some(month @ 1..=12), Some(of_month @ 1..=31)) = date else {
            return Self::Text(text);
        };
        match (u8::try_from(month), u8::try_from(of_month)) {
            (Ok(month), Ok(of_month)) => Self::Day(year, month, of_month),
            _ => Self::Text(text),
        }
    }

    /// Writes the value as text; numbers as their shortest decimal, days in ISO form.
    pub fn write(self, text: &mut String) -> CellKind {
        // Writing into a String cannot fail.
        let (_, kind) = match self {
            Self::Blank => (Ok(()), CellKind::Text),
            Self::Text(content) => (text.write_str(content), CellKind::Text),
            Self::Bool(value) => (text.write_str(if value { "1" } else { "0" }), CellKind::Text),
            Self::Number(number) => (write!(text, "{number}"), CellKind::Number),
            Self::Integer(number) => (write!(text, "{number}"), CellKind::Number),
            Self::Day(year, month, day) => {
                (write!(text, "{year:04}-{month:02}-{day:02}"), CellKind::Date)
            }
        };
        kind
    }
}

impl From<ExcelDateTime> for Value<'_> {
    fn from(moment: ExcelDateTime) -> Self {
        let (year, month, day, ..) = moment.to_ymd_hms_milli();
        Self::Day(year, month, day)
    }
}

impl<'a> Value<'a> {
    /// The value of a cell as calamine gives it; `buffer` holds what it does not lend.
    pub fn of(data: &'a DataRef<'_>, buffer: &'a mut String) -> Self {
        match data {
            DataRef::Empty => Self::Blank,
            DataRef::String(content)
            | DataRef::DateTimeIso(content)
            | DataRef::DurationIso(content) => Self::Text(content),
            DataRef::SharedString(content) => Self::Text(content),
            DataRef::Bool(value) => Self::Bool(*value),
            DataRef::Error(error) => {
                buffer.clear();
                let _ = write!(buffer, "{error}");
                Self::Text(buffer)
            }
            DataRef::Int(number) => Self::Integer(*number),
            DataRef::Float(number) => Self::Number(*number),
            DataRef::DateTime(moment) => (*moment).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: Value<'_>) -> (CellKind, String) {
        let mut text = String::new();
        (value.write(&mut text), text)
    }

    #[test]
    fn values_are_written_as_they_are_compared() {
        assert_eq!(written(Value::Number(320.0)), (CellKind::Number, "320".to_owned()));
        assert_eq!(written(Value::Number(0.5)), (CellKind::Number, "0.5".to_owned()));
        assert_eq!(written(Value::Bool(true)), (CellKind::Text, "1".to_owned()));
        let day = (CellKind::Date, "2024-05-02".to_owned());
        assert_eq!(written(Value::serial(45_414.0, false)), day);
        assert_eq!(written(Value::serial(45_414.0 - 1462.0, true)), day);
        assert_eq!(written(Value::iso_day("2024-05-02T00:00:00.000")), day);
        assert_eq!(written(Value::iso_day("2024-05-02")), day);
        for number in [f64::NAN, f64::INFINITY, -1e300, 1e300, -1.0, 0.0] {
            assert!(matches!(Value::serial(number, true), Value::Day(..)));
        }
        assert_eq!(Value::iso_day("5月2日"), Value::Text("5月2日"));
        assert_eq!(Value::iso_day("2024-13-02"), Value::Text("2024-13-02"));
    }
}

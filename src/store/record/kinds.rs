//! Kinds of columns: the value of a record, the array of a batch, and how one becomes the other.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, DictionaryArray, Int32Array,
    Int64Array, StringArray,
};
use arrow_schema::DataType;
use chrono::{NaiveDate, TimeDelta};

/// Bytes that are not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Garbled;

/// A kind of column.
pub trait Kind {
    /// What a record holds.
    type Value<'a>;

    /// What the table's schema says.
    const TYPE: DataType;

    /// The column of some records.
    fn array<'a>(values: impl Iterator<Item = Option<Self::Value<'a>>>) -> ArrayRef;

    /// The value at `index`; nothing where the array is of another type.
    fn value(array: &ArrayRef, index: usize) -> Option<Self::Value<'_>>;

    /// Appends a value to a text of bytes.
    fn write(value: Option<&Self::Value<'_>>, out: &mut Vec<u8>);

    /// Takes back what [`Kind::write`] appended.
    ///
    /// # Errors
    /// When that is not there.
    fn read(from: &mut &[u8]) -> Result<Option<Self::Value<'static>>, Garbled>;
}

/// Text that repeats.
pub struct Word;
/// Text that is different in every record.
pub struct Text;
/// A number of 64 bits.
pub struct Long;
/// A number of 32 bits.
pub struct Int;
/// A calendar day.
pub struct Day;
/// Yes or no.
pub struct Flag;
/// Bytes.
pub struct Bytes;

/// Days are counted from here.
fn epoch() -> NaiveDate {
    NaiveDate::default()
}

fn take<'b>(from: &mut &'b [u8], bytes: usize) -> Result<&'b [u8], Garbled> {
    let (taken, rest) = from.split_at_checked(bytes).ok_or(Garbled)?;
    *from = rest;
    Ok(taken)
}

/// How long a text is stands before it, seven bits a byte, the lowest first; 0 where there is none.
fn write_length(mut length: u64, out: &mut Vec<u8>) {
    loop {
        let [low, ..] = (length & LOW_BITS).to_le_bytes();
        length >>= BITS;
        if length == 0 {
            return out.push(low);
        }
        out.push(low | MORE);
    }
}

fn read_length(from: &mut &[u8]) -> Result<u64, Garbled> {
    let mut length = 0;
    for shift in (0..u64::BITS).step_by(BITS) {
        let byte = take(from, 1)?.first().copied().unwrap_or_default();
        length |= (u64::from(byte) & LOW_BITS) << shift;
        if byte & MORE == 0 {
            return Ok(length);
        }
    }
    Err(Garbled)
}

const BITS: usize = 7;
const LOW_BITS: u64 = 0x7f;
const MORE: u8 = 0x80;

fn write_bytes(value: Option<&[u8]>, out: &mut Vec<u8>) {
    write_length(value.map_or(0, |bytes| bytes.len() as u64 + 1), out);
    out.extend(value.unwrap_or_default());
}

fn read_bytes(from: &mut &[u8]) -> Result<Option<Vec<u8>>, Garbled> {
    let Some(length) = read_length(from)?.checked_sub(1) else { return Ok(None) };
    let length = usize::try_from(length).map_err(|_| Garbled)?;
    Ok(Some(take(from, length)?.to_vec()))
}

fn read_text(from: &mut &[u8]) -> Result<Option<Cow<'static, str>>, Garbled> {
    let text = read_bytes(from)?.map(String::from_utf8).transpose().map_err(|_| Garbled)?;
    Ok(text.map(Cow::Owned))
}

fn text_at(array: &ArrayRef, index: usize) -> Option<Cow<'_, str>> {
    if let Some(words) = array.as_dictionary_opt::<Int32Type>() {
        let word = words.key(index)?;
        return text_at(words.values(), word);
    }
    if array.is_null(index) {
        return None;
    }
    array.as_string_opt::<i32>().map(|texts| Cow::Borrowed(texts.value(index)))
}

impl Kind for Word {
    type Value<'a> = Cow<'a, str>;
    const TYPE: DataType = DataType::Utf8;

    fn array<'a>(values: impl Iterator<Item = Option<Cow<'a, str>>>) -> ArrayRef {
        let values: Vec<Option<Cow<'a, str>>> = values.collect();
        let words: DictionaryArray<Int32Type> =
            values.iter().map(|value| value.as_deref()).collect();
        Arc::new(words)
    }

    fn value(array: &ArrayRef, index: usize) -> Option<Cow<'_, str>> {
        text_at(array, index)
    }

    fn write(value: Option<&Cow<'_, str>>, out: &mut Vec<u8>) {
        write_bytes(value.map(|text| text.as_bytes()), out);
    }

    fn read(from: &mut &[u8]) -> Result<Option<Cow<'static, str>>, Garbled> {
        read_text(from)
    }
}

impl Kind for Text {
    type Value<'a> = Cow<'a, str>;
    const TYPE: DataType = DataType::Utf8;

    fn array<'a>(values: impl Iterator<Item = Option<Cow<'a, str>>>) -> ArrayRef {
        Arc::new(values.collect::<StringArray>())
    }

    fn value(array: &ArrayRef, index: usize) -> Option<Cow<'_, str>> {
        text_at(array, index)
    }

    fn write(value: Option<&Cow<'_, str>>, out: &mut Vec<u8>) {
        write_bytes(value.map(|text| text.as_bytes()), out);
    }

    fn read(from: &mut &[u8]) -> Result<Option<Cow<'static, str>>, Garbled> {
        read_text(from)
    }
}

impl Kind for Bytes {
    type Value<'a> = Cow<'a, [u8]>;
    const TYPE: DataType = DataType::Binary;

    fn array<'a>(values: impl Iterator<Item = Option<Cow<'a, [u8]>>>) -> ArrayRef {
        Arc::new(values.collect::<BinaryArray>())
    }

    fn value(array: &ArrayRef, index: usize) -> Option<Cow<'_, [u8]>> {
        let bytes = array.as_binary_opt::<i32>()?;
        (!bytes.is_null(index)).then(|| Cow::Borrowed(bytes.value(index)))
    }

    fn write(value: Option<&Cow<'_, [u8]>>, out: &mut Vec<u8>) {
        write_bytes(value.map(|bytes| &**bytes), out);
    }

    fn read(from: &mut &[u8]) -> Result<Option<Cow<'static, [u8]>>, Garbled> {
        Ok(read_bytes(from)?.map(Cow::Owned))
    }
}

impl Kind for Long {
    type Value<'a> = i64;
    const TYPE: DataType = DataType::Int64;

    fn array<'a>(values: impl Iterator<Item = Option<Self::Value<'a>>>) -> ArrayRef {
        Arc::new(values.collect::<Int64Array>())
    }

    fn value(array: &ArrayRef, index: usize) -> Option<i64> {
        let numbers = array.as_primitive_opt::<arrow_array::types::Int64Type>()?;
        (!numbers.is_null(index)).then(|| numbers.value(index))
    }

    fn write(value: Option<&i64>, out: &mut Vec<u8>) {
        // As a text of as many bytes as it needs.
        let bytes = value.map(|number| number.to_le_bytes());
        let needed =
            |bytes: &[u8; 8]| bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
        write_bytes(bytes.as_ref().and_then(|bytes| bytes.get(..needed(bytes))), out);
    }

    fn read(from: &mut &[u8]) -> Result<Option<i64>, Garbled> {
        let Some(bytes) = read_bytes(from)? else { return Ok(None) };
        let mut whole = [0; size_of::<i64>()];
        whole.get_mut(..bytes.len()).ok_or(Garbled)?.copy_from_slice(&bytes);
        Ok(Some(i64::from_le_bytes(whole)))
    }
}

impl Kind for Int {
    type Value<'a> = i32;
    const TYPE: DataType = DataType::Int32;

    fn array<'a>(values: impl Iterator<Item = Option<Self::Value<'a>>>) -> ArrayRef {
        Arc::new(values.collect::<Int32Array>())
    }

    fn value(array: &ArrayRef, index: usize) -> Option<i32> {
        let numbers = array.as_primitive_opt::<Int32Type>()?;
        (!numbers.is_null(index)).then(|| numbers.value(index))
    }

    fn write(value: Option<&i32>, out: &mut Vec<u8>) {
        Long::write(value.map(|number| i64::from(*number)).as_ref(), out);
    }

    fn read(from: &mut &[u8]) -> Result<Option<i32>, Garbled> {
        Long::read(from)?.map(i32::try_from).transpose().map_err(|_| Garbled)
    }
}

impl Kind for Day {
    type Value<'a> = NaiveDate;
    const TYPE: DataType = DataType::Date32;

    fn array<'a>(values: impl Iterator<Item = Option<Self::Value<'a>>>) -> ArrayRef {
        let number = |day: NaiveDate| i32::try_from((day - epoch()).num_days()).ok();
        Arc::new(values.map(|day| day.and_then(number)).collect::<Date32Array>())
    }

    fn value(array: &ArrayRef, index: usize) -> Option<NaiveDate> {
        let days = array.as_primitive_opt::<arrow_array::types::Date32Type>()?;
        if days.is_null(index) {
            return None;
        }
        epoch().checked_add_signed(TimeDelta::days(i64::from(days.value(index))))
    }

    fn write(value: Option<&NaiveDate>, out: &mut Vec<u8>) {
        Long::write(value.map(|day| (*day - epoch()).num_days()).as_ref(), out);
    }

    fn read(from: &mut &[u8]) -> Result<Option<NaiveDate>, Garbled> {
        let day = |days| epoch().checked_add_signed(TimeDelta::try_days(days)?);
        let days = Long::read(from)?;
        days.map(|days| day(days).ok_or(Garbled)).transpose()
    }
}

impl Kind for Flag {
    type Value<'a> = bool;
    const TYPE: DataType = DataType::Boolean;

    fn array<'a>(values: impl Iterator<Item = Option<Self::Value<'a>>>) -> ArrayRef {
        Arc::new(values.collect::<BooleanArray>())
    }

    fn value(array: &ArrayRef, index: usize) -> Option<bool> {
        let flags = array.as_boolean_opt()?;
        (!flags.is_null(index)).then(|| flags.value(index))
    }

    fn write(value: Option<&bool>, out: &mut Vec<u8>) {
        Long::write(value.map(|flag| i64::from(*flag)).as_ref(), out);
    }

    fn read(from: &mut &[u8]) -> Result<Option<bool>, Garbled> {
        Ok(Long::read(from)?.map(|number| number != 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_comes_back_and_takes_few_bytes() {
        let numbers = [0, 1, -1, 255, 256, 13_812_341_234, i64::MAX, i64::MIN];
        let texts = ["", "张三", &"长".repeat(50), &"长".repeat(10_000)];
        let mut out = Vec::new();
        for number in &numbers {
            Long::write(Some(number), &mut out);
        }
        for text in texts {
            Text::write(Some(&Cow::Borrowed(text)), &mut out);
        }
        Long::write(None, &mut out);
        let from = &mut out.as_slice();
        assert!(numbers.iter().all(|number| Long::read(from) == Ok(Some(*number))));
        assert!(texts.iter().all(|text| Text::read(from) == Ok(Some(Cow::Borrowed(*text)))));
        assert_eq!((Long::read(from), from.len()), (Ok(None), 0));
        let length = |number| {
            let mut out = Vec::new();
            Long::write(Some(&number), &mut out);
            out.len()
        };
        assert_eq!([0, 1, 13_812_341_234, -1].map(length), [1, 2, 6, 9]);
    }

    #[test]
    fn anything_else_is_garbled() {
        for bytes in
            [&b""[..], b"\x02", b"\x0aaaaaaaaaa", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"]
        {
            assert_eq!(Long::read(&mut &*bytes), Err(Garbled), "{bytes:?}");
        }
        assert_eq!(Text::read(&mut &b"\x02\xff"[..]), Err(Garbled));
    }
}

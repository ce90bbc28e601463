//! The columns of the table, each named once: a record, its batch of arrays, and what is personal in it.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::kinds::{Bytes, Day, Flag, Garbled, Int, Kind, Long, Text, Word};

/// The partition columns, which stand before all others in the schema and in no data file.
pub const PARTITION: [(&str, DataType); 4] = [
    ("record_kind", DataType::Utf8),
    ("province", DataType::Utf8),
    ("city", DataType::Utf8),
    ("year", DataType::Int32),
];

macro_rules! columns {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ident $($mark:ident)?;)*) => {
        /// One record; what a kind of record has no use for is missing.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Record<'a> {
            $($(#[doc = $doc])+ pub $name: Option<<$kind as Kind>::Value<'a>>,)*
        }

        /// The columns of data files.
        fn fields() -> Vec<Field> {
            vec![$(Field::new(stringify!($name), <$kind as Kind>::TYPE, true),)*]
        }

        /// The columns with statistics in the log: keys and dates, nothing personal but the person's key.
        #[must_use]
        pub fn with_statistics() -> Vec<&'static str> {
            let marked = [$($(columns!(@statistics $mark $name),)?)*];
            marked.into_iter().flatten().collect()
        }

        /// The columns of free texts that repeat: they come from the input, so anything may stand in them.
        #[must_use]
        pub fn free_words() -> Vec<&'static str> {
            let marked = [$($(columns!(@words $mark $name),)?)*];
            marked.into_iter().flatten().collect()
        }

        /// Some records as the batch of a data file.
        ///
        /// # Errors
        /// Never, as long as columns and fields are of one list.
        pub fn batch(records: &[Record<'_>]) -> Result<RecordBatch, ArrowError> {
            let arrays: Vec<(&str, ArrayRef)> = vec![$(
                (stringify!($name), <$kind as Kind>::array(records.iter().map(|record| record.$name.clone()))),
            )*];
            RecordBatch::try_from_iter_with_nullable(arrays.into_iter().map(|(name, array)| (name, array, true)))
        }

        /// The arrays of a batch that was read; columns that were not asked for are missing.
        #[derive(Clone, Debug)]
        pub struct Arrays {
            $($name: Option<ArrayRef>,)*
        }

        impl Arrays {
            /// Those of a batch.
            #[must_use]
            pub fn of(batch: &RecordBatch) -> Self {
                Self { $($name: batch.column_by_name(stringify!($name)).cloned(),)* }
            }

            $(
                $(#[doc = $doc])+
                #[must_use]
                pub fn $name(&self, index: usize) -> Option<<$kind as Kind>::Value<'_>> {
                    <$kind as Kind>::value(self.$name.as_ref()?, index)
                }
            )*

            /// The record at `index`.
            #[must_use]
            pub fn record(&self, index: usize) -> Record<'_> {
                Record { $($name: self.$name(index),)* }
            }
        }

        impl Record<'_> {
            /// Takes the personal values out of the record, as bytes to be sealed. Free texts that repeat stay.
            #[must_use]
            pub fn take_personal(&mut self) -> Vec<u8> {
                let mut out = Vec::new();
                $($(columns!(@write $mark self out $name $kind);)?)*
                out
            }

            /// Puts back what [`Record::take_personal`] took.
            ///
            /// # Errors
            /// When the bytes are something else.
            pub fn put_personal(&mut self, mut from: &[u8]) -> Result<(), Garbled> {
                let from = &mut from;
                $($(columns!(@read $mark self from $name $kind);)?)*
                if from.is_empty() { Ok(()) } else { Err(Garbled) }
            }
        }
    };
    (@statistics range $name:ident) => { Some(stringify!($name)) };
    (@statistics personal $name:ident) => { None };
    (@statistics word $name:ident) => { None };
    (@words word $name:ident) => { Some(stringify!($name)) };
    (@words range $name:ident) => { None };
    (@words personal $name:ident) => { None };
    (@write personal $self:ident $out:ident $name:ident $kind:ident) => {
        <$kind as Kind>::write($self.$name.take().as_ref(), &mut $out)
    };
    (@write range $self:ident $out:ident $name:ident $kind:ident) => {};
    (@write word $self:ident $out:ident $name:ident $kind:ident) => {};
    (@read personal $self:ident $from:ident $name:ident $kind:ident) => {
        $self.$name = <$kind as Kind>::read($from)?
    };
    (@read range $self:ident $from:ident $name:ident $kind:ident) => {};
    (@read word $self:ident $from:ident $name:ident $kind:ident) => {};
}

// In an encrypted store `personal` values lie sealed in the last column, each `word` is sealed for itself, and what has
// neither mark is clear: numbers, days, flags, and words of closed lists of ours. Free text must have one of the two.
columns! {
    /// Version of the commit that made the record known.
    known_from: Long range;
    /// Version of the commit that withdrew it.
    withdrawn_by: Long range;
    /// It holds from this as-of date on.
    from_as_of: Day;
    /// It holds by as-of dates before this one.
    until_as_of: Day;
    /// Label of the delivery.
    batch: Word;
    /// Path of the file, relative to what was delivered, with `/`.
    file: Word word;
    /// BLAKE3 hash of the file, hexadecimal.
    file_hash: Word word;
    /// Name of the sheet, empty for delimited text.
    sheet: Word word;
    /// Index of the sheet in its file, from 0.
    sheet_index: Int;
    /// Index of the part of the file that was cleaned at once.
    block: Int;
    /// Row number as a spreadsheet shows it; 0 for the sheet as a whole.
    row: Int range;
    /// Kind of ledger.
    ledger: Word;
    /// Key of the person: see `person`.
    person: Long range;
    /// `id`, `old_card` or `document`.
    person_kind: Word;
    /// Type and number of another document than an ID.
    document: Text personal;
    /// Name as it stands.
    name: Text personal;
    /// Hash of the name as it is compared.
    name_key: Long personal;
    /// The ID number as it stands, of a row rejected for it.
    id_number: Text personal;
    /// Hash of that number.
    id_key: Long personal;
    /// Brand name.
    brand: Word word;
    /// Class number.
    class_no: Word word;
    /// What stands for the class number in a ledger without one: provider, occupation, first and last day (JSON).
    class_key: Word word;
    /// Occupation.
    occupation: Word word;
    /// County.
    county: Word word;
    /// Base.
    base: Word word;
    /// First day of the class.
    start_date: Day range;
    /// Last day of the class.
    end_date: Day range;
    /// 培训方式
    training_mode: Word;
    /// 人员类别
    category: Word;
    /// Certificate type.
    cert_type: Word;
    /// Certificate date.
    cert_date: Day range;
    /// 是否就业
    employed: Flag;
    /// Employment date.
    employment_date: Day range;
    /// Leaving date.
    leave_date: Day;
    /// Subsidy in fen; a telephone number in the wrong column is one too.
    subsidy_fen: Long personal;
    /// Day of payment.
    subsidy_date: Day range;
    /// Number of the certificate as it stands.
    cert_number: Text personal;
    /// Digits of the telephone number.
    phone: Long personal;
    /// 等级, 1 to 5.
    level: Int;
    /// 培训课时 in tenths of an hour.
    hours_tenths: Int;
    /// What the row says twice and differently: codes.
    faults: Word;
    /// Hash of the cells that tell of one person only.
    personal_key: Long personal;
    /// How many of them are filled.
    personal_filled: Int;
    /// Whether one of them is of a kind that no two persons share.
    tells_apart: Flag;
    /// The row of an earlier delivery that this one corrects.
    origin: Text personal;
    /// Code of a rejection or remark.
    code: Word;
    /// Field that it concerns.
    field: Word;
    /// Header of the column.
    column: Word word;
    /// The value as found.
    value: Text personal;
    /// What more there is to say.
    detail: Text personal;
    /// What has no column of its own (JSON): a rejected row as it stood, the account of a file, a commit.
    payload: Text personal;
    /// All personal values of a record of an encrypted store.
    sealed: Bytes;
}

/// The whole schema of the table; free texts are bytes where they are sealed.
#[must_use]
pub fn schema(is_encrypted: bool) -> SchemaRef {
    let partition = PARTITION.map(|(name, of)| Field::new(name, of, true));
    let words = if is_encrypted { free_words() } else { Vec::new() };
    let stored = |field: Field| {
        let is_sealed = words.contains(&field.name().as_str());
        if is_sealed { field.with_data_type(DataType::Binary) } else { field }
    };
    Arc::new(Schema::new(
        partition.into_iter().chain(fields().into_iter().map(stored)).collect::<Vec<_>>(),
    ))
}

/// A text, unless it is empty.
#[must_use]
pub fn filled(text: &str) -> Option<Cow<'_, str>> {
    (!text.is_empty()).then_some(Cow::Borrowed(text))
}

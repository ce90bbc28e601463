//! Records of an encrypted store: the person under a keyed bijection, free texts that repeat sealed one by one, all else
//! that is personal sealed in one cell.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, BinaryArray, DictionaryArray, Int32Array, RecordBatch, StringArray};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::StoreError;
use super::bijection::Bijection;
use super::key::Key;
use super::record::{Arrays, Record, batch, free_words};
use super::seal::{SealError, Sealed, Sealer};

/// Encrypts and decrypts records.
#[derive(Debug)]
pub struct Cipher {
    persons: Bijection,
    cells: Sealer,
    words: Sealer,
}

impl Cipher {
    /// With the key of a store.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new(key: &Key) -> Result<Self, StoreError> {
        let (cells, words) = (Sealer::new(key, Sealed::Cells)?, Sealer::new(key, Sealed::Words)?);
        Ok(Self { persons: Bijection::new(key), cells, words })
    }

    /// The records as they may lie on a disk.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn close(&self, records: Vec<Record<'_>>) -> Result<RecordBatch, SealError> {
        let closed = records.into_iter().map(|record| self.close_cells(record));
        let closed = closed.collect::<Result<Vec<_>, _>>()?;
        let batch = batch(&closed).map_err(|_| SealError::Failed)?;
        with_words(&batch, SealError::Failed, |column, words| self.close_words(column, words))
    }

    /// What stands in the place of a person's key.
    #[must_use]
    pub fn hidden(&self, person: u64) -> u64 {
        self.persons.encrypt(person)
    }

    /// The records again.
    ///
    /// # Errors
    /// When a cell was changed, or belongs to another record.
    pub fn open(&self, closed: &RecordBatch) -> Result<RecordBatch, SealError> {
        let arrays = Arrays::of(&self.open_words(closed)?);
        let records = (0..closed.num_rows()).map(|index| self.open_cells(&arrays, index));
        batch(&records.collect::<Result<Vec<_>, _>>()?).map_err(|_| SealError::NotGenuine)
    }

    /// The records with their free texts that repeat, and without what is sealed in one cell. Whether a text belongs to
    /// its record is not looked at.
    ///
    /// # Errors
    /// When a text was changed.
    pub fn open_words(&self, closed: &RecordBatch) -> Result<RecordBatch, SealError> {
        with_words(closed, SealError::NotGenuine, |column, sealed| self.opened(column, sealed))
    }

    fn close_cells<'a>(&self, mut record: Record<'a>) -> Result<Record<'a>, SealError> {
        record.person = record.person.map(|person| turned(person, |key| self.hidden(key)));
        let context = context(&record);
        let sealed = self.cells.seal(&record.take_personal(), context.as_bytes())?;
        record.sealed = Some(Cow::Owned(sealed));
        Ok(record)
    }

    fn open_cells<'a>(&self, arrays: &'a Arrays, index: usize) -> Result<Record<'a>, SealError> {
        let mut record = arrays.record(index);
        let sealed = record.sealed.take().ok_or(SealError::NotGenuine)?;
        let personal = self.cells.open(&sealed, context(&record).as_bytes())?;
        record.put_personal(&personal).map_err(|_| SealError::NotGenuine)?;
        record.person = record.person.map(|person| turned(person, |key| self.persons.decrypt(key)));
        Ok(record)
    }

    /// Each distinct text is sealed once, and equal ones of a column stay equal: a file holds them once.
    fn close_words(&self, column: &str, words: &ArrayRef) -> Result<ArrayRef, SealError> {
        let words = words.as_dictionary_opt::<Int32Type>().ok_or(SealError::Failed)?;
        let texts = words.values().as_string_opt::<i32>().ok_or(SealError::Failed)?;
        let seal = |text: &str| self.words.seal(text.as_bytes(), column.as_bytes());
        let sealed = texts.iter().map(|text| text.map(seal).transpose());
        let sealed = sealed.collect::<Result<Vec<_>, _>>()?;
        let sealed: BinaryArray = sealed.iter().map(Option::as_deref).collect();
        let words = DictionaryArray::try_new(words.keys().clone(), Arc::new(sealed));
        Ok(Arc::new(words.map_err(|_| SealError::Failed)?))
    }

    fn opened(&self, column: &str, sealed: &ArrayRef) -> Result<ArrayRef, SealError> {
        let sealed = sealed.as_binary_opt::<i32>().ok_or(SealError::NotGenuine)?;
        let mut known: HashMap<&[u8], i32, FixedState> = HashMap::default();
        let mut texts: Vec<String> = Vec::new();
        let mut key = |cell| {
            if let Some(known) = known.get(cell) {
                return Ok(*known);
            }
            let text = self.words.open(cell, column.as_bytes())?;
            let key = i32::try_from(texts.len()).map_err(|_| SealError::Failed)?;
            texts.push(String::from_utf8(text).map_err(|_| SealError::NotGenuine)?);
            known.insert(cell, key);
            Ok(key)
        };
        let keys = sealed.iter().map(|cell| cell.map(&mut key).transpose());
        let keys = keys.collect::<Result<Int32Array, SealError>>()?;
        let words = DictionaryArray::try_new(keys, Arc::new(StringArray::from(texts)));
        Ok(Arc::new(words.map_err(|_| SealError::Failed)?))
    }
}

/// The batch with other columns of free texts, as far as it has any.
fn with_words(
    batch: &RecordBatch,
    failed: SealError,
    other: impl Fn(&str, &ArrayRef) -> Result<ArrayRef, SealError>,
) -> Result<RecordBatch, SealError> {
    let words = free_words();
    let (schema, columns) = (batch.schema(), batch.columns());
    let columns = schema.fields().iter().zip(columns).map(|(field, column)| {
        let name = field.name();
        let column =
            if words.contains(&name.as_str()) { other(name, column)? } else { Arc::clone(column) };
        Ok((name.clone(), column, true))
    });
    let columns = columns.collect::<Result<Vec<(String, ArrayRef, bool)>, SealError>>()?;
    RecordBatch::try_from_iter_with_nullable(columns).map_err(|_| failed)
}

/// What binds sealed cells to their record: where the row stands, whose it is (as stored), and what is said of it.
fn context(record: &Record<'_>) -> String {
    let text = |value: &Option<Cow<'_, str>>| value.as_deref().unwrap_or_default().to_owned();
    let place = [&record.batch, &record.file, &record.file_hash, &record.sheet];
    let said = [&record.code, &record.field, &record.column];
    let numbers =
        [record.sheet_index, record.block, record.row].map(|it| it.unwrap_or(-1).to_string());
    let person = record.person.unwrap_or(-1).to_string();
    let texts = place.map(text).into_iter().chain(said.map(text)).chain(numbers);
    let texts: Vec<String> = texts.chain([person]).collect();
    texts.join("\u{1f}")
}

fn turned(person: i64, turn: impl Fn(u64) -> u64) -> i64 {
    turn(person.cast_unsigned()).cast_signed()
}

#[cfg(test)]
mod tests {
    use arrow_schema::DataType;
    use deltalake::arrow::compute::cast;

    use super::super::key::test_key;
    use super::*;

    fn of_row(row: i32, person: i64) -> Record<'static> {
        Record {
            file: Some("a.csv".into()),
            row: Some(row),
            person: Some(person),
            name: Some("张三".into()),
            ..Record::default()
        }
    }

    #[test]
    fn a_record_comes_back_whole_and_shows_nothing_before() {
        let cipher = Cipher::new(&test_key(1)).expect("a cipher");
        let record = of_row(2, 11_010_119_900_307_123);
        let closed = cipher.close(vec![record.clone()]).expect("closed");
        let shown = Arrays::of(&closed);
        assert_eq!((shown.name(0), shown.file(0)), (None, None));
        assert_ne!(shown.person(0), record.person);
        let opened = cipher.open(&closed_as_read(&closed)).expect("opened");
        assert_eq!(told(&opened), [format!("{record:?}")]);
    }

    #[test]
    fn equal_texts_of_a_column_stay_equal_and_are_told_from_those_of_another() {
        let cipher = Cipher::new(&test_key(1)).expect("a cipher");
        let of = |brand: &'static str, base: &'static str| Record {
            brand: Some(brand.into()),
            base: Some(base.into()),
            ..of_row(2, 7)
        };
        let records = vec![of("一", "一"), of("一", "二"), of("二", "一")];
        let closed = cipher.close(records.clone()).expect("closed");
        let cells = |column: &str| -> Vec<Vec<u8>> {
            let words = closed.column_by_name(column).expect("a column");
            let words = words.as_dictionary::<Int32Type>();
            let sealed = words.downcast_dict::<BinaryArray>().expect("bytes");
            sealed.into_iter().map(|cell| cell.expect("a cell").to_vec()).collect()
        };
        let (brands, bases) = (cells("brand"), cells("base"));
        assert!(brands[0] == brands[1] && brands[0] != brands[2] && bases[0] == bases[2]);
        assert!(brands.iter().all(|brand| !bases.contains(brand)));
        let opened = cipher.open(&closed_as_read(&closed)).expect("opened");
        assert_eq!(told(&opened), records.iter().map(|it| format!("{it:?}")).collect::<Vec<_>>());
    }

    #[test]
    fn cells_of_another_row_person_or_remark_are_refused() {
        let cipher = Cipher::new(&test_key(1)).expect("a cipher");
        let close = |record| closed_as_read(&cipher.close(vec![record]).expect("closed"));
        let sealed =
            |batch: &RecordBatch| Arc::clone(batch.column_by_name("sealed").expect("cells"));
        let closed = close(of_row(2, 7));
        let said = Record { column: Some("姓名".into()), ..of_row(2, 7) };
        for other in [close(of_row(3, 7)), close(of_row(2, 8)), close(said)] {
            assert!(cipher.open(&other).is_ok());
            let mut columns = other.columns().to_vec();
            let at = other.schema().index_of("sealed").expect("a column");
            columns[at] = sealed(&closed);
            let swapped = RecordBatch::try_new(other.schema(), columns).expect("a batch");
            assert!(cipher.open(&swapped).is_err());
        }
    }

    fn told(batch: &RecordBatch) -> Vec<String> {
        let arrays = Arrays::of(batch);
        (0..batch.num_rows()).map(|row| format!("{:?}", arrays.record(row))).collect()
    }

    /// As files give it: without dictionaries.
    fn closed_as_read(closed: &RecordBatch) -> RecordBatch {
        let schema = closed.schema();
        let columns = schema.fields().iter().zip(closed.columns()).map(|(field, column)| {
            let of = match column.data_type() {
                DataType::Dictionary(_, values) => values.as_ref(),
                own => own,
            };
            (field.name().clone(), cast(column, of).expect("bytes"), true)
        });
        let columns: Vec<(String, ArrayRef, bool)> = columns.collect();
        RecordBatch::try_from_iter_with_nullable(columns).expect("a batch")
    }
}

//! Records of an encrypted store: the person under a keyed bijection, all else that is personal sealed in one cell.

use std::borrow::Cow;

use super::StoreError;
use super::bijection::Bijection;
use super::key::Key;
use super::record::{Arrays, Record};
use super::seal::{SealError, Sealed, Sealer};

/// Encrypts and decrypts records.
#[derive(Debug)]
pub struct Cipher {
    persons: Bijection,
    cells: Sealer,
}

impl Cipher {
    /// With the key of a store.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new(key: &Key) -> Result<Self, StoreError> {
        Ok(Self { persons: Bijection::new(key), cells: Sealer::new(key, Sealed::Cells)? })
    }

    /// The record as it may lie on a disk.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn close<'a>(&self, mut record: Record<'a>) -> Result<Record<'a>, StoreError> {
        record.person = record.person.map(|person| turned(person, |key| self.hidden(key)));
        let context = context(&record);
        let sealed = self.cells.seal(&record.take_personal(), context.as_bytes())?;
        record.sealed = Some(Cow::Owned(sealed));
        Ok(record)
    }

    /// What stands in the place of a person's key.
    #[must_use]
    pub fn hidden(&self, person: u64) -> u64 {
        self.persons.encrypt(person)
    }

    /// The record again.
    ///
    /// # Errors
    /// When its cells were changed, or belong to another record.
    pub fn open<'a>(&self, arrays: &'a Arrays, index: usize) -> Result<Record<'a>, StoreError> {
        let mut record = arrays.record(index);
        let sealed = record.sealed.take().ok_or(SealError::NotGenuine)?;
        let personal = self.cells.open(&sealed, context(&record).as_bytes())?;
        record.put_personal(&personal).map_err(|_| SealError::NotGenuine)?;
        record.person = record.person.map(|person| turned(person, |key| self.persons.decrypt(key)));
        Ok(record)
    }
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
    use super::super::key::test_key;
    use super::super::record::batch;
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
        let closed = cipher.close(of_row(2, 11_010_119_900_307_123)).expect("closed");
        assert_eq!(closed.name, None);
        assert_ne!(closed.person, Some(11_010_119_900_307_123));
        let arrays = Arrays::of(&batch(&[closed]).expect("a batch"));
        let opened = cipher.open(&arrays, 0).expect("opened");
        let expected = of_row(2, 11_010_119_900_307_123);
        assert_eq!(format!("{opened:?}"), format!("{expected:?}"));
    }

    #[test]
    fn cells_of_another_row_person_or_remark_are_refused() {
        let cipher = Cipher::new(&test_key(1)).expect("a cipher");
        let close = |record| cipher.close(record).expect("closed");
        let closed = close(of_row(2, 7));
        let said = Record { column: Some("姓名".into()), ..of_row(2, 7) };
        for other in [close(of_row(3, 7)), close(of_row(2, 8)), close(said)] {
            let swapped = Record { sealed: closed.sealed.clone(), ..other };
            let batch = batch(&[swapped, closed.clone()]).expect("a batch");
            let arrays = Arrays::of(&batch);
            assert!(cipher.open(&arrays, 0).is_err());
            assert!(cipher.open(&arrays, 1).is_ok());
        }
    }
}

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
        let context = context(&record);
        let sealed = self.cells.seal(&record.take_personal(), context.as_bytes())?;
        record.sealed = Some(Cow::Owned(sealed));
        record.person = record.person.map(|person| turned(person, |key| self.persons.encrypt(key)));
        Ok(record)
    }

    /// The record again.
    ///
    /// # Errors
    /// When its cells were changed, or belong to another record.
    pub fn open<'a>(&self, arrays: &'a Arrays, index: usize) -> Result<Record<'a>, StoreError> {
        let mut record = arrays.record(index);
        let sealed = record.sealed.take().ok_or(SealError::NotGenuine)?;
        let personal = self.cells.open(&sealed, context(&record).as_bytes())?;
        record.put_personal(&personal).ok_or(SealError::NotGenuine)?;
        record.person = record.person.map(|person| turned(person, |key| self.persons.decrypt(key)));
        Ok(record)
    }
}

/// What binds sealed cells to their record: where the row stands, and what is said of it.
fn context(record: &Record<'_>) -> String {
    let text = |value: &Option<Cow<'_, str>>| value.as_deref().unwrap_or_default().to_owned();
    let place = [&record.batch, &record.file, &record.file_hash, &record.sheet, &record.code];
    let numbers =
        [record.sheet_index, record.block, record.row].map(|it| it.unwrap_or(-1).to_string());
    let texts: Vec<String> = place.map(text).into_iter().chain(numbers).collect();
    texts.join("\u{1f}")
}

fn turned(person: i64, turn: impl Fn(u64) -> u64) -> i64 {
    turn(person.cast_unsigned()).cast_signed()
}

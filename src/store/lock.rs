//! One writer at a time: a lock of the operating system, which dies with its process.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::disk::{self, DiskError, Doing};
use super::{StoreError, own_folder};

/// The file that is locked. That it exists means nothing.
const LOCK_FILE: &str = "lock";

/// So long everybody waits: whoever looks whether somebody writes holds the file for an instant.
const GRACE: Duration = Duration::from_millis(150);

/// How often a waiting process looks.
const PAUSE: Duration = Duration::from_millis(100);

/// The right to write to a store, as long as this lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a store, whose folder is made if it is missing; waits for other writers for the given time.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if another process still writes then; or the disk refuses.
    pub fn acquire(store: &Path, wait: Option<Duration>) -> Result<Self, StoreError> {
        let folder = own_folder(store);
        disk::create_folders(&folder)?;
        let path = folder.join(LOCK_FILE);
        let file = disk::open_to_lock(&path)?;
        let until = Instant::now().checked_add(wait.unwrap_or_default().max(GRACE));
        let pause = if wait.is_none() { GRACE / 30 } else { PAUSE };
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => {
                    return Err(DiskError::when(Doing::Lock, &path)(error).into());
                }
            }
            if until.is_none_or(|until| Instant::now() >= until) {
                return Err(StoreError::Busy(store.to_owned()));
            }
            thread::sleep(pause);
        }
    }

    /// Whether a process is writing to a store. Nobody is kept from writing by this.
    #[must_use]
    pub fn is_held(store: &Path) -> bool {
        let file = disk::opened_to_look(&own_folder(store).join(LOCK_FILE));
        file.is_some_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::test_folder::TestFolder;

    #[test]
    fn a_second_writer_is_told_and_later_let_in() {
        let folder = TestFolder::new();
        let first = Lock::acquire(folder.path(), None).unwrap();
        let told = Lock::acquire(folder.path(), None).unwrap_err();
        assert!(matches!(told, StoreError::Busy(_)), "{told}");
        let waited = Lock::acquire(folder.path(), Some(Duration::from_millis(150))).unwrap_err();
        assert!(matches!(waited, StoreError::Busy(_)), "{waited}");
        drop(first);
        assert!(own_folder(folder.path()).join(LOCK_FILE).exists());
        Lock::acquire(folder.path(), None).unwrap();
    }

    #[test]
    fn whoever_looks_keeps_nobody_out() {
        let folder = TestFolder::new();
        assert!(!Lock::is_held(folder.path()));
        let lock = Lock::acquire(folder.path(), None).unwrap();
        assert!(Lock::is_held(folder.path()) && Lock::is_held(folder.path()));
        drop(lock);
        let store = folder.path().to_owned();
        let looking = thread::spawn(move || {
            for _ in 0..200 {
                let _ = Lock::is_held(&store);
                thread::sleep(Duration::from_millis(1));
            }
        });
        while !looking.is_finished() {
            Lock::acquire(folder.path(), None).unwrap();
        }
    }

    #[test]
    fn a_waiting_writer_gets_in_when_the_first_is_done() {
        let folder = TestFolder::new();
        let first = Lock::acquire(folder.path(), None).unwrap();
        let store = folder.path().to_owned();
        let second = thread::spawn(move || Lock::acquire(&store, Some(Duration::from_secs(30))));
        thread::sleep(Duration::from_millis(250));
        assert!(!second.is_finished());
        drop(first);
        second.join().unwrap().unwrap();
    }
}

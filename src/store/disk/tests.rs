//! What is written is there whole or not at all.

use std::io::ErrorKind;

use super::faults::{Fault, Faults};
use super::*;
use crate::store::test_folder::TestFolder;

#[test]
fn a_new_file_never_replaces_another() {
    let folder = TestFolder::new();
    create_folders(folder.path()).unwrap();
    let path = folder.path().join("a");
    write_new(&path, b"one").unwrap();
    assert!(write_new(&path, b"two").unwrap_err().is_taken());
    assert_eq!(std::fs::read(&path).unwrap(), b"one");
    replace(&path, b"three").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"three");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing temporary is left");
    remove(&path).unwrap();
    remove(&path).unwrap();
}

#[test]
fn appended_and_cut() {
    let folder = TestFolder::new();
    create_folders(folder.path()).unwrap();
    let path = folder.path().join("log");
    append(&path, b"one\n").unwrap();
    append(&path, b"two\n").unwrap();
    cut(&path, 4).unwrap();
    append(&path, b"3\n").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"one\n3\n");
}

#[test]
fn every_fault_leaves_the_old_or_the_new_file() {
    let kinds = [
        Fault::Fails(ErrorKind::StorageFull),
        Fault::Fails(ErrorKind::PermissionDenied),
        Fault::Dies,
    ];
    for fault in kinds {
        for at in 0.. {
            let folder = TestFolder::new();
            let path = folder.path().join("deep/er/a");
            let faults = Faults::at(folder.path(), at, fault);
            let write = || {
                create_folders(path.parent().unwrap_or(&path))?;
                write_new(&path, b"old content")?;
                replace(&path, b"new content")
            };
            let outcome = write();
            let struck = faults.struck();
            drop(faults);
            match std::fs::read(&path) {
                Ok(found) => assert!(found == b"old content" || found == b"new content"),
                Err(_) => assert!(outcome.is_err(), "step {at}"),
            }
            if let Err(refusal) = outcome {
                let told = refusal.to_string();
                assert!(told.contains(&*folder.path().to_string_lossy()), "{told}");
                let is_full = fault == Fault::Fails(ErrorKind::StorageFull);
                assert_eq!(told.contains("磁盘已满；请腾出空间"), is_full, "{told}");
            }
            create_folders(path.parent().unwrap()).unwrap();
            replace(&path, b"new content").unwrap();
            if !struck {
                break;
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TestFolder::new();
    let inner = folder.path().join("inner");
    create_folders(&inner).unwrap();
    write_new(&inner.join("a"), b"one").unwrap();
    append(&inner.join("b"), b"one").unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&inner), 0o700);
    assert_eq!([mode(&inner.join("a")), mode(&inner.join("b"))], [0o600, 0o600]);
}

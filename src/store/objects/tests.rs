//! What is kept is there whole, under its name.

use std::slice::from_ref;
use std::time::Duration;

use super::*;
use crate::store::disk::faults::{Fault, Faults};
use crate::store::key::test_key;
use crate::store::test_folder::TestFolder;

const REGISTRY: &[u8] = "品牌,联系人\n长春焊工,张三\n".as_bytes();

fn plain(folder: &TestFolder) -> Objects {
    Objects::new(folder.path().join("objects"), None).expect("objects")
}

fn sealed(folder: &TestFolder) -> Objects {
    Objects::new(folder.path().join("objects"), Some(&test_key(1))).expect("objects")
}

#[test]
fn an_object_lies_under_the_hash_of_its_content() {
    let folder = TestFolder::new();
    let objects = plain(&folder);
    let id = objects.put(REGISTRY).expect("put");
    assert_eq!(id.to_string(), blake3::hash(REGISTRY).to_string());
    assert_eq!(id.to_string().parse::<ObjectId>().expect("an id"), id);
    let hex = id.to_string();
    let file = folder.path().join("objects").join(&hex[..2]).join(&hex[2..]);
    assert_eq!(fs::read(file).expect("a file"), REGISTRY);
    assert_eq!(objects.get(&id).expect("get"), REGISTRY);
    assert_eq!(objects.put(REGISTRY).expect("put again"), id);
    let found = ObjectsFound { sound: 1, ..ObjectsFound::default() };
    assert_eq!(objects.verify_all().expect("read"), found);
}

#[test]
fn an_encrypted_object_shows_neither_content_nor_hash() {
    let folder = TestFolder::new();
    let objects = sealed(&folder);
    let id = objects.put(REGISTRY).expect("put");
    assert_ne!(id.to_string(), blake3::hash(REGISTRY).to_string());
    let bytes = fs::read(objects.path(&id)).expect("a file");
    assert!(!bytes.windows(6).any(|window| window == "张三".as_bytes()));
    assert_eq!(objects.get(&id).expect("get"), REGISTRY);
    // Two objects cannot change places.
    let other = objects.put(b"other").expect("put");
    fs::copy(objects.path(&other), objects.path(&id)).expect("copied");
    assert!(matches!(objects.get(&id), Err(StoreError::ObjectDamaged { .. })));
    let stranger = Objects::new(objects.folder.clone(), Some(&test_key(2))).expect("objects");
    assert!(matches!(stranger.get(&other), Err(StoreError::ObjectDamaged { .. })));
}

#[test]
fn damage_is_found_and_putting_the_content_again_mends_it() {
    let folder = TestFolder::new();
    for objects in [plain(&folder), sealed(&folder)] {
        let id = objects.put(REGISTRY).expect("put");
        let path = objects.path(&id);
        let whole = fs::read(&path).expect("a file");
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).expect("written");
            assert!(matches!(objects.get(&id), Err(StoreError::ObjectDamaged { .. })), "{at}");
        }
        fs::write(&path, b"").expect("written");
        assert_eq!(objects.verify_all().expect("read").damaged.as_slice(), from_ref(&path));
        assert_eq!(objects.put(REGISTRY).expect("put"), id);
        assert_eq!(objects.verify_all().expect("read").damaged, Vec::<PathBuf>::new());
        fs::remove_file(&path).expect("removed");
        let error = objects.get(&id).expect_err("missing").to_string();
        assert!(error.contains("缺少") && error.contains("store check"), "{error}");
    }
}

#[test]
fn leftovers_are_told_from_what_is_foreign() {
    let folder = TestFolder::new();
    let objects = plain(&folder);
    let id = objects.put(REGISTRY).expect("put");
    let path = objects.path(&id);
    let leftover = path.with_file_name(".tmp-1-1");
    let foreign = path.with_file_name("说明.txt");
    let wrongly_shared = objects.folder.join("abc").join("d".repeat(61));
    disk::create_folders(&objects.folder.join("abc")).expect("a folder");
    for path in [&leftover, &foreign, &wrongly_shared] {
        fs::write(path, "").expect("written");
    }
    let found = objects.verify_all().expect("read");
    assert_eq!((found.sound, found.damaged), (1, Vec::new()));
    assert_eq!(found.leftovers, [leftover]);
    let mut expected = vec![foreign, wrongly_shared];
    expected.sort();
    assert_eq!(found.foreign, expected);
}

#[test]
fn what_nothing_names_is_told_by_its_age_and_putting_it_again_makes_it_new() {
    let folder = TestFolder::new();
    let objects = sealed(&folder);
    let named = objects.put(b"named").expect("put");
    let path = objects.path(&objects.put(REGISTRY).expect("put"));
    let names = BTreeSet::from([named.to_string()]);
    let now = SystemTime::now();
    let day = Duration::from_hours(24);
    assert_eq!(objects.unnamed(&names, now - day).expect("read"), (Vec::new(), 1));
    let aged = fs::File::options().write(true).open(&path).expect("a file");
    aged.set_modified(now - 2 * day).expect("older");
    assert_eq!(objects.unnamed(&names, now - day).expect("read"), (vec![path.clone()], 0));
    objects.put(REGISTRY).expect("put again");
    assert_eq!(objects.unnamed(&names, now - day).expect("read"), (Vec::new(), 1));
    let lock = Lock::acquire(folder.path(), None).expect("the lock");
    Objects::remove(&lock, from_ref(&path), now - day).expect("looked at again");
    assert!(path.exists());
}

#[test]
fn a_store_without_objects_is_sound() {
    let folder = TestFolder::new();
    assert_eq!(plain(&folder).verify_all().expect("read"), ObjectsFound::default());
}

#[cfg(unix)]
#[test]
fn objects_are_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TestFolder::new();
    let objects = plain(&folder);
    let path = objects.path(&objects.put(REGISTRY).expect("put"));
    assert_eq!(fs::metadata(path).expect("a file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn many_may_put_the_same_at_once() {
    let folder = TestFolder::new();
    let objects = plain(&folder);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| objects.put(REGISTRY).expect("put"));
        }
    });
    let found = ObjectsFound { sound: 1, ..ObjectsFound::default() };
    assert_eq!(objects.verify_all().expect("read"), found);
}

#[test]
fn whatever_goes_wrong_an_object_is_there_whole_or_not_at_all() {
    let full = Fault::Fails(io::ErrorKind::StorageFull);
    for (fault, at) in [full, Fault::Dies].into_iter().flat_map(|it| (0..9).map(move |at| (it, at)))
    {
        let folder = TestFolder::new();
        let faults = Faults::at(folder.path(), at, fault);
        let objects = sealed(&folder);
        let put = objects.put(REGISTRY);
        assert_eq!(put.is_err(), faults.struck(), "{fault:?} {at}");
        drop(faults);
        if let Err(error) = &put {
            let told = error.to_string().contains("磁盘已满");
            assert_eq!(told, fault == full, "{error}");
        }
        let found = objects.verify_all().expect("read");
        assert_eq!((found.damaged, found.foreign), (Vec::new(), Vec::new()));
        assert!(fault == Fault::Dies || found.leftovers.is_empty(), "{at}");
        assert!(found.sound == 1 || put.is_err());
        let id = objects.put(REGISTRY).expect("put again");
        assert_eq!(objects.get(&id).expect("get"), REGISTRY);
    }
}

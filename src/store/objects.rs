//! Contents kept under a name that follows from them: the registry, policies and other files that a report rests on.
//!
//! An object lies at `ab/cdef…` under the folder, its name being the BLAKE3 of its content. In an encrypted store the
//! name is keyed, so that nobody can ask whether a certain file is there, and the content is sealed.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::disk::{self, DiskError, Doing};
use super::error::StoreError;
use super::key::{Key, Purpose, Secret};
use super::seal::{Sealed, Sealer};

/// Digits of the name that are the folder.
const FOLDER_DIGITS: usize = 2;

/// The name of an object: 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ObjectId(blake3::Hash);

impl fmt::Display for ObjectId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for ObjectId {
    type Err = blake3::HexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        blake3::Hash::from_hex(text).map(Self)
    }
}

/// All objects of a store.
#[derive(Debug)]
pub struct Objects {
    folder: PathBuf,
    cipher: Option<Cipher>,
}

#[derive(Debug)]
struct Cipher {
    names: Secret,
    contents: Sealer,
}

/// What reading every object has shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectsFound {
    /// Objects that are what their names say.
    pub sound: usize,
    /// Those that are not, in the order of their names.
    pub damaged: Vec<PathBuf>,
    /// What killed processes left; it may be removed.
    pub leftovers: Vec<PathBuf>,
    /// What is no object and was not written by this program.
    pub foreign: Vec<PathBuf>,
}

impl Objects {
    /// Those under `folder`, which is made when the first one is put there.
    ///
    /// # Errors
    /// If the system has no memory for the ciphers.
    pub fn new(folder: PathBuf, key: Option<&Key>) -> Result<Self, StoreError> {
        let cipher = match key {
            None => None,
            Some(key) => Some(Cipher {
                names: key.derive(Purpose::ObjectNames),
                contents: Sealer::new(key, Sealed::Objects)?,
            }),
        };
        Ok(Self { folder, cipher })
    }

    /// Keeps `content`. One that is there is read and left alone, unless it is damaged: then this content, which has
    /// its name, takes its place.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn put(&self, content: &[u8]) -> Result<ObjectId, StoreError> {
        let id = self.id(content);
        match self.get(&id) {
            Ok(_) => return Ok(id),
            Err(StoreError::ObjectMissing { .. } | StoreError::ObjectDamaged { .. }) => {}
            Err(error) => return Err(error),
        }
        let path = self.path(&id);
        if let Some(folder) = path.parent() {
            disk::create_folders(folder)?;
        }
        match &self.cipher {
            None => disk::replace(&path, content)?,
            Some(cipher) => {
                let sealed = cipher.contents.seal(content, id.0.as_bytes())?;
                disk::replace(&path, &sealed)?;
            }
        }
        Ok(id)
    }

    /// The content that has this name, as it is written.
    ///
    /// # Errors
    /// As [`Objects::get`].
    pub fn named(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        match name.parse() {
            Ok(id) => self.get(&id),
            Err(_) => Err(StoreError::ObjectMissing { path: self.folder.join(name) }),
        }
    }

    /// The content that has this name.
    ///
    /// # Errors
    /// If it is missing or damaged, or the disk refuses.
    pub fn get(&self, id: &ObjectId) -> Result<Vec<u8>, StoreError> {
        let path = self.path(id);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(StoreError::ObjectMissing { path });
            }
            Err(error) => return Err(DiskError::when(Doing::Read, &path)(error).into()),
        };
        let content = match &self.cipher {
            None => Some(bytes),
            Some(cipher) => cipher.contents.open(&bytes, id.0.as_bytes()).ok(),
        };
        content.filter(|content| self.id(content) == *id).ok_or(StoreError::ObjectDamaged { path })
    }

    /// Reads every object and compares it with its name.
    ///
    /// # Errors
    /// If the disk refuses. Damage is part of what is found.
    pub fn verify_all(&self) -> Result<ObjectsFound, StoreError> {
        let mut found = ObjectsFound::default();
        for path in entries(&self.folder)? {
            if !path.is_dir() {
                found.stray(path);
                continue;
            }
            for path in entries(&path)? {
                match self.id_at(&path) {
                    None => found.stray(path),
                    Some(id) => match self.get(&id) {
                        Ok(_) => found.sound += 1,
                        Err(StoreError::ObjectDamaged { path }) => found.damaged.push(path),
                        Err(error) => return Err(error),
                    },
                }
            }
        }
        Ok(found)
    }

    fn id(&self, content: &[u8]) -> ObjectId {
        ObjectId(match &self.cipher {
            None => blake3::hash(content),
            Some(cipher) => blake3::keyed_hash(cipher.names.bytes(), content),
        })
    }

    fn path(&self, id: &ObjectId) -> PathBuf {
        let hex = id.0.to_hex();
        let (folder, name) = hex.split_at(FOLDER_DIGITS);
        self.folder.join(folder).join(name)
    }

    /// The name of the object that lies here, if one may.
    fn id_at(&self, path: &Path) -> Option<ObjectId> {
        let name = path.file_name()?.to_str()?;
        let folder = path.parent()?.file_name()?.to_str()?;
        let id = format!("{folder}{name}").parse().ok()?;
        // Digits may be written large, or shared out in another way.
        (self.path(&id) == path).then_some(id)
    }
}

impl ObjectsFound {
    fn stray(&mut self, path: PathBuf) {
        let is_ours =
            path.file_name().is_some_and(|name| disk::is_temporary(&name.to_string_lossy()));
        if is_ours { self.leftovers.push(path) } else { self.foreign.push(path) }
    }
}

/// What a folder holds, in order; nothing where there is no folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let list = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        list => list.map_err(DiskError::when(Doing::Read, folder))?,
    };
    let mut paths = list
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(DiskError::when(Doing::Read, folder))?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

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
        for (fault, at) in
            [full, Fault::Dies].into_iter().flat_map(|it| (0..9).map(move |at| (it, at)))
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
}

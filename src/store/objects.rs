//! Contents kept under a name that follows from them: the registry, policies and other files that a report rests on.
//!
//! An object lies at `ab/cdef…` under the folder, its name being the BLAKE3 of its content. In an encrypted store the
//! name is keyed, so that nobody can ask whether a certain file is there, and the content is sealed.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::SystemTime;

use super::disk::{self, DiskError, Doing};
use super::error::StoreError;
use super::key::{Key, Purpose, Secret};
use super::lock::Lock;
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
        let path = self.path(&id);
        match self.get(&id) {
            // As new, lest it be removed as a leftover before it is named.
            Ok(_) if disk::touch(&path) => return Ok(id),
            Ok(_) | Err(StoreError::ObjectMissing { .. } | StoreError::ObjectDamaged { .. }) => {}
            Err(error) => return Err(error),
        }
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
        for path in disk::entries(&self.folder)? {
            if !path.is_dir() {
                found.stray(path);
                continue;
            }
            for path in disk::entries(&path)? {
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

    /// Objects that have none of these names: those put before a moment, and how many were put later.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn unnamed(
        &self,
        names: &BTreeSet<String>,
        before: SystemTime,
    ) -> Result<(Vec<PathBuf>, usize), StoreError> {
        let folders = disk::entries(&self.folder)?.into_iter().filter(|path| path.is_dir());
        let (mut old, mut young) = (Vec::new(), 0);
        for path in
            folders.map(|folder| disk::entries(&folder)).collect::<Result<Vec<_>, _>>()?.concat()
        {
            match self.id_at(&path) {
                Some(id) if !names.contains(&id.to_string()) => {
                    if is_older(&path, before) {
                        old.push(path);
                    } else {
                        young += 1;
                    }
                }
                _ => {}
            }
        }
        Ok((old, young))
    }

    /// Removes objects, but for those that were put again since that moment. The lock says that nobody takes in a
    /// delivery now.
    pub(super) fn remove(
        _: &Lock,
        objects: &[PathBuf],
        before: SystemTime,
    ) -> Result<(), StoreError> {
        for path in objects.iter().filter(|path| is_older(path, before)) {
            disk::remove(path)?;
        }
        Ok(())
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

fn is_older(path: &Path, before: SystemTime) -> bool {
    path.metadata().and_then(|found| found.modified()).is_ok_and(|put| put < before)
}

//! Files that the command line names, kept in the store, and given out again as they were.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::RunError;
use crate::model::in_chinese::of_system;
use crate::pipeline::beside::Beside;
use crate::read::content::{Content, Shared};
use crate::read::discover::InputFile;
use crate::read::limits::HELD_FILE_BYTES;
use crate::store::Store;

/// A file that the store keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    name: String,
    object: String,
}

impl Kept {
    /// Keeps this content.
    pub fn put(name: String, content: &[u8], store: &Store) -> Result<Self, RunError> {
        Ok(Self { name, object: store.objects.put(content)?.to_string() })
    }

    /// Keeps a file under its name without folders; `wrong` says that it cannot be read, and why.
    pub fn file(
        path: &Path,
        wrong: impl Fn(String) -> RunError,
        store: &Store,
    ) -> Result<Self, RunError> {
        let content = std::fs::read(path).map_err(|error| wrong(of_system(&error)))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self::put(name, &content, store)
    }

    /// The name of its object.
    pub fn object(&self) -> &str {
        &self.object
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Lays the file out in `folder`, under its own name.
    pub fn laid_in(&self, folder: &Path, store: &Store) -> Result<PathBuf, RunError> {
        self.laid_as(&self.name, folder, store)
    }

    /// Lays the file out in `folder` under another name.
    pub fn laid_as(&self, name: &str, folder: &Path, store: &Store) -> Result<PathBuf, RunError> {
        let path = folder.join(Path::new(name).file_name().unwrap_or_default());
        let content = store.objects.named(&self.object)?;
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, content));
        written.map_err(|error| {
            RunError::Output(format!("{} 写不出：{}", path.display(), of_system(&error)))
        })?;
        Ok(path)
    }
}

/// Claims and name lists that the store keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBeside {
    claims: Vec<KeptInput>,
    rosters: Vec<KeptInput>,
}

/// One of them. Its names tell of units and years, so that they are part of what is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KeptInput {
    /// Path below the folder that was named.
    relative: String,
    /// Name of this folder.
    root: String,
    content: KeptContent,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptContent {
    /// All its bytes; an archive is one file.
    Object(String),
    /// It could not be read; what the system said of it.
    Unreadable(i32),
}

impl KeptBeside {
    /// Keeps the files one by one.
    pub fn put(beside: &Beside, store: &Store) -> Result<Self, RunError> {
        let mut left = HELD_FILE_BYTES;
        let mut put = |files: &[InputFile]| -> Result<Vec<KeptInput>, RunError> {
            files.iter().map(|file| KeptInput::put(file, &mut left, store)).collect()
        };
        Ok(Self { claims: put(&beside.claims)?, rosters: put(&beside.rosters)? })
    }

    /// The files, to be read as they were kept.
    pub fn get(&self, store: &Store) -> Result<Beside, RunError> {
        let get = |kept: &[KeptInput]| -> Result<Vec<InputFile>, RunError> {
            kept.iter().enumerate().map(|(number, file)| file.get(number, store)).collect()
        };
        Ok(Beside { claims: get(&self.claims)?, rosters: get(&self.rosters)? })
    }

    /// The names of their objects.
    pub fn objects(self) -> impl Iterator<Item = String> {
        let files = self.claims.into_iter().chain(self.rosters);
        files.filter_map(|file| match file.content {
            KeptContent::Object(object) => Some(object),
            KeptContent::Unreadable(_) => None,
        })
    }
}

impl KeptInput {
    fn put(file: &InputFile, left: &mut u64, store: &Store) -> Result<Self, RunError> {
        let mut bytes = Vec::new();
        let read =
            file.content.open().and_then(|open| open.take(*left + 1).read_to_end(&mut bytes));
        let content = match read.map(|read| left.checked_sub(read as u64)) {
            Ok(Some(rest)) => {
                *left = rest;
                KeptContent::Object(store.objects.put(&bytes)?.to_string())
            }
            Ok(None) => return Err(too_large()),
            Err(error) => KeptContent::Unreadable(error.raw_os_error().unwrap_or_default()),
        };
        Ok(Self { relative: file.relative.clone(), root: file.root.clone(), content })
    }

    /// Files of the same name stay in their order.
    fn get(&self, number: usize, store: &Store) -> Result<InputFile, RunError> {
        let content = match &self.content {
            KeptContent::Object(object) => {
                Content::Memory(Shared::from(store.objects.named(object)?))
            }
            KeptContent::Unreadable(why) => Content::Unreadable(*why),
        };
        Ok(InputFile {
            relative: self.relative.clone(),
            path: PathBuf::from(format!("{number:010}")),
            root: self.root.clone(),
            content,
        })
    }
}

fn too_large() -> RunError {
    let most = HELD_FILE_BYTES >> 20;
    RunError::Asked(format!(
        "--claims 和 --roster 的文件合计超过 {most} MiB：按台账库核验时，它们都要存进台账库，以便重现。请分几次核验"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: Content) -> InputFile {
        let (relative, path, root) = ("甲/a.csv".to_owned(), "/x".into(), "长春市".to_owned());
        InputFile { relative, path, root, content }
    }

    #[test]
    fn files_are_given_again_as_they_were_up_to_a_limit() {
        let folder = std::env::temp_dir().join(format!("taizhang-kept-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let store = Store::open(&folder, None).expect("an empty store");
        let sound = file(Content::Memory(Shared::from(b"12345".to_vec())));
        let missing = file(Content::File(folder.join("没有")));
        let mut left = 9;
        let kept = KeptInput::put(&sound, &mut left, &store).expect("kept");
        assert_eq!(left, 4);
        let too_large = KeptInput::put(&sound, &mut left, &store).expect_err("too large");
        assert!(too_large.to_string().contains("MiB"), "{too_large}");
        let unreadable = KeptInput::put(&missing, &mut left, &store).expect("kept as that");
        let beside = KeptBeside { claims: vec![kept], rosters: vec![unreadable] };
        let text = serde_json::to_string(&beside).expect("text");
        let beside: KeptBeside = serde_json::from_str(&text).expect("the same");
        let Beside { claims, rosters } = beside.get(&store).expect("kept files");
        let names = |file: &InputFile| (file.relative.clone(), file.root.clone());
        assert_eq!(names(&claims[0]), names(&sound));
        assert_eq!(claims[0].content.hold().expect("bytes").as_ref(), b"12345");
        let told = |file: &InputFile| of_system(&file.content.open().expect_err("unreadable"));
        assert_eq!(told(&rosters[0]), told(&missing));
        assert_eq!(beside.objects().count(), 1);
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}

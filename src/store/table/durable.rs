//! The files of the log as the library sees them: read as usual, written durably.
//!
//! The library's own local files are never synced; a power cut could leave an empty entry in the log.

use std::fmt;
use std::path::{Path as FilePath, PathBuf};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

use super::checkpoint;
use crate::store::disk::{self, DiskError};

/// The name under which errors are told.
const NAME: &str = "taizhang";

/// A folder.
#[derive(Debug)]
pub struct Durable {
    folder: PathBuf,
    read: LocalFileSystem,
    /// Whether checkpoints are there for the library.
    with_checkpoints: bool,
}

impl Durable {
    /// The files below a folder that exists.
    pub fn new(folder: &FilePath, with_checkpoints: bool) -> Result<Self> {
        let read = LocalFileSystem::new_with_prefix(folder)?;
        Ok(Self { folder: folder.to_owned(), read, with_checkpoints })
    }

    /// The files that the library is to see, in the order of names, which it counts on.
    fn shown(
        &self,
        found: BoxStream<'static, Result<ObjectMeta>>,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        let with_checkpoints = self.with_checkpoints;
        stream::once(async move {
            let mut files: Vec<ObjectMeta> = found.try_collect().await?;
            files.retain(|file| with_checkpoints || !checkpoint::is_named(file.location.as_ref()));
            files.sort_unstable_by(|one, other| one.location.cmp(&other.location));
            Ok::<_, Error>(stream::iter(files.into_iter().map(Ok)))
        })
        .try_flatten()
        .boxed()
    }

    fn file(&self, location: &Path) -> PathBuf {
        location.parts().fold(self.folder.clone(), |path, part| path.join(part.as_ref()))
    }
}

impl fmt::Display for Durable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAME)
    }
}

#[async_trait]
impl ObjectStore for Durable {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        let path = self.file(location);
        let content = Bytes::from(payload);
        let put = || {
            disk::create_folders(path.parent().unwrap_or(&self.folder))?;
            match options.mode {
                PutMode::Create => disk::write_new(&path, &content),
                PutMode::Overwrite | PutMode::Update(_) => disk::replace(&path, &content),
            }
        };
        put().map_err(|refusal| of_disk(location, refusal))?;
        Ok(PutResult { e_tag: None, version: None })
    }

    async fn put_multipart_opts(
        &self,
        _: &Path,
        _: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        Err(unknown("put_multipart"))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        if !self.with_checkpoints && checkpoint::is_named(location.as_ref()) {
            return Err(Error::NotFound { path: location.to_string(), source: "hidden".into() });
        }
        self.read.get_opts(location, options).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        // Nothing in the log is ever removed.
        locations.map(|_| Err(unknown("delete"))).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.shown(self.read.list(prefix))
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        self.shown(self.read.list_with_offset(prefix, offset))
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.read.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, _: &Path, _: &Path, _: CopyOptions) -> Result<()> {
        Err(unknown("copy"))
    }
}

fn of_disk(location: &Path, refusal: DiskError) -> Error {
    let path = location.to_string();
    if refusal.is_taken() {
        Error::AlreadyExists { path, source: Box::new(refusal) }
    } else {
        Error::Generic { store: NAME, source: Box::new(refusal) }
    }
}

fn unknown(operation: &str) -> Error {
    Error::NotImplemented { operation: operation.to_owned(), implementer: NAME.to_owned() }
}

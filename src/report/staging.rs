//! All outputs or none: every file is written whole under a temporary name, then all are renamed together.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use super::error::{Fault, ReportError};
use super::personal::{self, Personal};

/// Who may read a file, where the system knows modes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Whatever the system's default is.
    Default,
    /// The owner only: the file holds personal data, so many rows of it.
    Owner { rows: u64 },
}

/// The outputs of one run on their way into a folder. Dropped before [`Staging::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    parts: Vec<Part>,
    /// Folders below it that were made for these outputs.
    made: Vec<PathBuf>,
    /// Whether the folder goes to others as a whole: nothing else may stand in it.
    is_alone: bool,
}

#[derive(Debug)]
struct Part {
    name: String,
    access: Access,
    temporary: PathBuf,
    target: PathBuf,
}

/// Big enough that a disk is written in few pieces.
const BUFFER: usize = 1 << 18;

impl Staging {
    /// Outputs into `folder`, which is created if need be.
    pub(super) fn new(folder: &Path) -> Result<Self, ReportError> {
        if folder.is_file() {
            return Err(ReportError::NotAFolder { path: folder.to_owned() });
        }
        fs::create_dir_all(folder)
            .map_err(|source| ReportError::Folder { path: folder.to_owned(), source })?;
        let (folder, parts, made) = (folder.to_owned(), Vec::new(), Vec::new());
        Ok(Self { folder, parts, made, is_alone: false })
    }

    /// Writes one output under its temporary name; `name` may begin with a folder and `/`.
    pub(super) fn file(
        &mut self,
        name: &str,
        access: Access,
        body: impl FnOnce(&mut BufWriter<File>) -> Result<(), Fault>,
    ) -> Result<(), ReportError> {
        if !is_inside(name) {
            return Err(ReportError::Outside { name: name.to_owned() });
        }
        let target = self.folder.join(name);
        // A dot file is no input of a later run, should this one be killed.
        let (below, own) = name.rsplit_once('/').unwrap_or(("", name));
        let folder = self.folder.join(below);
        if !below.is_empty() && !folder.is_dir() {
            fs::create_dir_all(&folder)
                .map_err(|source| ReportError::Folder { path: folder.clone(), source })?;
            self.made.push(folder.clone());
        }
        let temporary = folder.join(format!(".{own}.part"));
        self.parts.push(Part {
            name: name.to_owned(),
            access,
            temporary: temporary.clone(),
            target: target.clone(),
        });
        let written = create(&temporary, access).map_err(Fault::from).and_then(|file| {
            let mut out = BufWriter::with_capacity(BUFFER, file);
            body(&mut out)?;
            out.flush()?;
            Ok(())
        });
        written.map_err(|source| ReportError::Write { path: target, source })
    }

    /// The same for a folder that goes to others as a whole if it `is_alone`.
    pub(super) fn alone(mut self, is_alone: bool) -> Self {
        self.is_alone = is_alone;
        self
    }

    /// The outputs with personal data that are about to get their names.
    #[must_use]
    pub fn personal(&self) -> Vec<Personal> {
        personal::told(self.parts.iter().map(|part| (part.name.as_str(), part.access)))
    }

    /// Refuses where anything else stands in the folder.
    fn alone_there(&self) -> Result<(), ReportError> {
        let ours = |path: &Path| {
            self.parts.iter().any(|part| part.target.starts_with(path) || part.temporary == path)
        };
        let entries = fs::read_dir(&self.folder)
            .map_err(|source| ReportError::Folder { path: self.folder.clone(), source })?;
        match entries.flatten().map(|entry| entry.path()).find(|path| !ours(path)) {
            Some(path) => Err(ReportError::NotAlone { path }),
            None => Ok(()),
        }
    }

    /// Gives every file its final name and returns them in the order in which they were written.
    ///
    /// # Errors
    /// When a former output is open in another program, or other files stand where none may.
    pub fn commit(mut self) -> Result<Vec<PathBuf>, ReportError> {
        if self.is_alone {
            self.alone_there()?;
        }
        for part in &self.parts {
            replaceable(&part.target)?;
        }
        for part in &self.parts {
            fs::rename(&part.temporary, &part.target)
                .map_err(|source| rename_error(&part.target, source))?;
        }
        self.made.clear();
        let parts = std::mem::take(&mut self.parts);
        Ok(parts.into_iter().map(|part| part.target).collect())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        for part in &self.parts {
            // Nothing to be done where the disk refuses even this.
            let _ = fs::remove_file(&part.temporary);
        }
        for folder in &self.made {
            // Only an empty one goes.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Whether a name stays in the folder that it is joined to.
fn is_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    !name.is_empty()
        && !name.contains('\0')
        && parts.all(|part| matches!(part, Component::Normal(_)))
}

fn create(path: &Path, access: Access) -> io::Result<File> {
    // A mode holds only for a new file, so that what a killed run left must go.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    if matches!(access, Access::Owner { .. }) {
        restrict(&mut options);
    }
    options.open(path)
}

#[cfg(unix)]
fn restrict(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn restrict(_: &mut OpenOptions) {}

/// Asks before the first rename, so that one locked file does not leave the outputs of two runs side by side.
fn replaceable(target: &Path) -> Result<(), ReportError> {
    if target.is_dir() {
        return Err(ReportError::NotAFile { path: target.to_owned() });
    }
    // Elsewhere an open file can be replaced, and so can one that may not be written to.
    if cfg!(windows) && target.exists() {
        OpenOptions::new()
            .write(true)
            .open(target)
            .map_err(|source| rename_error(target, source))?;
    }
    Ok(())
}

/// `ERROR_SHARING_VIOLATION` and `ERROR_LOCK_VIOLATION`.
const WINDOWS_LOCKS: [i32; 2] = [32, 33];

fn rename_error(target: &Path, source: io::Error) -> ReportError {
    let locked =
        cfg!(windows) && source.raw_os_error().is_some_and(|code| WINDOWS_LOCKS.contains(&code));
    let path = target.to_owned();
    if locked || source.kind() == io::ErrorKind::PermissionDenied {
        ReportError::Locked { path }
    } else {
        ReportError::Write { path, source: source.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::test_folder::TestFolder;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        names
    }

    fn put(staging: &mut Staging, name: &str, text: &str) -> Result<(), ReportError> {
        staging.file(name, Access::Owner { rows: 1 }, |out| Ok(out.write_all(text.as_bytes())?))
    }

    #[test]
    fn nothing_has_its_name_before_everything_is_written() {
        let folder = TestFolder::new();
        let out = folder.path().join("新/out");
        let mut staging = Staging::new(&out).expect("a staging");
        put(&mut staging, "a.csv", "1").expect("written");
        put(&mut staging, "b.csv", "2").expect("written");
        assert_eq!(names(&out), [".a.csv.part", ".b.csv.part"]);
        let files = staging.commit().expect("renamed");
        assert_eq!(files, [out.join("a.csv"), out.join("b.csv")]);
        assert_eq!(names(&out), ["a.csv", "b.csv"]);
    }

    #[test]
    fn a_failure_leaves_the_former_outputs_alone() {
        let folder = TestFolder::new();
        fs::write(folder.path().join("a.csv"), "old").expect("written");
        let mut staging = Staging::new(folder.path()).expect("a staging");
        put(&mut staging, "a.csv", "new").expect("written");
        let failed = staging.file("b.csv", Access::Default, |out| {
            out.write_all(b"half")?;
            Err(Fault::Io(io::Error::other("满了")))
        });
        assert!(failed.is_err_and(|error| error.to_string().contains("b.csv")));
        drop(staging);
        assert_eq!(names(folder.path()), ["a.csv"]);
        assert_eq!(fs::read(folder.path().join("a.csv")).expect("read"), b"old");
    }

    #[test]
    fn a_folder_of_the_same_name_is_named_before_anything_is_replaced() {
        let folder = TestFolder::new();
        fs::create_dir(folder.path().join("b.csv")).expect("a folder");
        let mut staging = Staging::new(folder.path()).expect("a staging");
        put(&mut staging, "a.csv", "new").expect("written");
        put(&mut staging, "b.csv", "new").expect("written");
        let error = staging.commit().expect_err("a folder is in the way");
        assert!(error.to_string().contains("同名文件夹"));
        assert_eq!(names(folder.path()), ["b.csv"]);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let folder = TestFolder::new();
        let out = folder.path().join("结果");
        let mut staging = Staging::new(&out).expect("a staging");
        for name in ["", "..", "../a.csv", "退回/../../a.csv", "/tmp/a.csv", "./a.csv", "a\0.csv"]
        {
            let refused = put(&mut staging, name, "1");
            assert!(matches!(refused, Err(ReportError::Outside { .. })), "{name:?}");
        }
        put(&mut staging, "退回/..a..csv", "1").expect("written");
        staging.commit().expect("renamed");
        assert_eq!(names(folder.path()), ["结果"]);
    }

    #[test]
    fn what_goes_to_others_stands_alone() {
        let folder = TestFolder::new();
        let run = || {
            let mut staging = Staging::new(folder.path()).expect("a staging");
            put(&mut staging, "a.csv", "1").expect("written");
            put(&mut staging, "表/b.csv", "2").expect("written");
            staging.alone(true).commit()
        };
        assert_eq!(run().expect("alone").len(), 2);
        assert_eq!(run().expect("its own former outputs").len(), 2);
        fs::write(folder.path().join("rejects.csv"), "of another run").expect("written");
        let error = run().expect_err("not alone").to_string();
        assert!(error.contains("rejects.csv"), "{error}");
        assert_eq!(names(folder.path()), ["a.csv", "rejects.csv", "表"]);
    }

    #[test]
    fn what_has_rows_of_persons_is_told_folders_as_a_whole() {
        let folder = TestFolder::new();
        let mut staging = Staging::new(folder.path()).expect("a staging");
        for (name, rows) in [("a.csv", 3), ("b.csv", 0), ("退回/甲.xlsx", 2), ("退回/乙.xlsx", 5)]
        {
            staging.file(name, Access::Owner { rows }, |_| Ok(())).expect("written");
        }
        staging.file("run.json", Access::Default, |_| Ok(())).expect("written");
        let told = |file: &str, rows| Personal { file: file.to_owned(), rows };
        assert_eq!(staging.personal(), [told("a.csv", 3), told("退回", 7)]);
    }

    #[test]
    fn a_folder_below_is_made_and_goes_again_when_nothing_is_committed() {
        let folder = TestFolder::new();
        let mut staging = Staging::new(folder.path()).expect("a staging");
        put(&mut staging, "退回/a.xlsx", "1").expect("written");
        assert_eq!(names(&folder.path().join("退回")), [".a.xlsx.part"]);
        drop(staging);
        assert!(names(folder.path()).is_empty());
        let mut staging = Staging::new(folder.path()).expect("a staging");
        put(&mut staging, "退回/a.xlsx", "1").expect("written");
        let files = staging.commit().expect("renamed");
        assert_eq!(files, [folder.path().join("退回").join("a.xlsx")]);
        assert_eq!(names(&folder.path().join("退回")), ["a.xlsx"]);
    }

    #[cfg(unix)]
    #[test]
    fn personal_data_is_for_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = TestFolder::new();
        fs::write(folder.path().join("rejects.csv"), "old").expect("written");
        fs::write(folder.path().join(".rejects.csv.part"), "left by a killed run")
            .expect("written");
        let mut staging = Staging::new(folder.path()).expect("a staging");
        put(&mut staging, "rejects.csv", "new").expect("written");
        staging.commit().expect("renamed");
        let file = folder.path().join("rejects.csv");
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read(&file).expect("read"), b"new");
    }
}

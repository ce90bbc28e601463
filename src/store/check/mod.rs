//! Whether a store is sound: everything read again, every hash compared, every row and every object accounted for.

mod accounts;
mod referred;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::access_log::{self, Verdict};
use super::disk;
use super::lock::Lock;
use super::log_chain::Head;
use super::objects::Objects;
use super::opened::{Store, of_known_kinds};
use super::table::{self, Found, leftovers};
use super::{StoreError, own_folder};
use referred::Named;

/// A place, and what is wrong there.
pub type Damage = (PathBuf, String);

/// The names of the objects that a report was made with, by what the store keeps of it; nothing if it is no report.
pub type Ingredients<'a> = &'a dyn Fn(&[u8]) -> Option<Vec<String>>;

/// Objects that nothing names are left alone for so long: a report puts them first, and names them when it is made.
const SETTLED_AFTER: Duration = Duration::from_hours(24);

/// What a check has found.
#[derive(Debug)]
pub struct Findings {
    /// What is wrong: where, and what.
    pub damage: Vec<Damage>,
    /// What killed processes left; it does no harm.
    pub leftovers: Vec<Found>,
    /// Objects that neither a delivery nor a report uses, left by killed ones.
    pub unused: Vec<PathBuf>,
    /// How many of them are so new that a report may be at work with them.
    pub unsettled: usize,
    /// What does not belong here, and was not written by this program.
    pub foreign: Vec<PathBuf>,
    /// Data files that were read.
    pub files: usize,
    /// Records that were read.
    pub records: u64,
    /// Objects that are what their names say.
    pub objects: usize,
    /// Reports that can be made again.
    pub reports: usize,
    /// What the file says that names the newest version.
    pub head: Head,
    /// What the log of exports turned out to be.
    pub exports: Verdict,
    /// Whether nothing but commits tells how far that log went.
    pub is_headless: bool,
    settled_before: SystemTime,
}

impl Findings {
    /// Whether there is something that [`Store::tidy`] can mend, and nothing that it cannot.
    #[must_use]
    pub fn is_repairable(&self) -> bool {
        let is_left = !self.leftovers.is_empty() || !self.unused.is_empty();
        let of_head = usize::from(self.head == Head::Lost);
        self.damage.len() == of_head && (is_left || self.head != Head::Current)
    }

    /// Whether all that is unfinished may be of somebody who is still writing.
    #[must_use]
    pub fn is_of_a_writer(&self) -> bool {
        self.damage.is_empty() && self.unused.is_empty()
    }
}

impl Store {
    /// Reads everything again.
    ///
    /// # Errors
    /// When a folder cannot be listed, or a key is missing.
    pub fn check(
        &self,
        ingredients: Ingredients<'_>,
        now: SystemTime,
    ) -> Result<Findings, StoreError> {
        let (mut damage, head) = self.check_log()?;
        let objects = self.objects.verify_all()?;
        damage.extend(objects.damaged.into_iter().map(|path| (path, "内容与名称不符".to_owned())));
        let settled_before = now.checked_sub(SETTLED_AFTER).unwrap_or(SystemTime::UNIX_EPOCH);
        let mut contents = Contents::default();
        // What cannot be read has been told above.
        if damage.is_empty() {
            contents = self.check_contents(ingredients, settled_before, &mut damage)?;
        }
        let own = own_folder(self.folder());
        let exports = self.exports.verify(&contents.heads)?;
        if !exports.is_sound() {
            damage.push((own.join("access.log"), exports.to_string()));
        }
        if head == Some(Head::Lost) {
            damage.push((self.chain.head(), StoreError::HEAD_LOST.to_owned()));
        }
        let strays = Strays::of(self.folder(), self.table.as_ref(), &own)?;
        let is_locked = |path: &PathBuf| path.is_dir();
        let locks = super::LOCKS.map(|name| own.join(name)).into_iter().filter(is_locked);
        damage.extend(locks.map(|path| (path, "应是文件，却是文件夹：请删去它".to_owned())));
        let leftovers = [strays.leftovers, objects.leftovers.into_iter().map(found).collect()];
        // A killed commit leaves files of the next version; others were committed, and their entries are lost.
        let newest = self.version() + u64::from(head.is_some());
        let is_lost = |file: &Found| of_version(file).is_some_and(|of| of > newest);
        let (lost, leftovers): (Vec<_>, Vec<_>) = leftovers.concat().into_iter().partition(is_lost);
        let count = lost.len();
        damage.extend(lost.into_iter().next().map(|first| {
            let what =
                format!("等 {count} 个文件属于日志中没有的版本：日志的末尾丢失，或没有复制全");
            (first.path, what)
        }));
        Ok(Findings {
            damage,
            leftovers,
            unused: contents.unused,
            unsettled: contents.unsettled,
            foreign: [strays.foreign, objects.foreign].concat(),
            files: self.table.as_ref().map_or(0, |table| table.files().len()),
            records: contents.records,
            objects: objects.sound,
            reports: contents.reports,
            head: head.unwrap_or_default(),
            exports,
            is_headless: self.exports.is_headless()?,
            settled_before,
        })
    }

    /// The log with the data files, and the head if the log is whole.
    fn check_log(&self) -> Result<(Vec<Damage>, Option<Head>), StoreError> {
        let mut damage = Vec::new();
        let mut told = |error| match error {
            StoreError::Damaged { path, what } => {
                damage.push((path, what));
                Ok(())
            }
            error => Err(error),
        };
        let mut head = None;
        // An entry that is missing is told below.
        if self.table.as_ref().is_none_or(|table| table.verify_entries().is_ok()) {
            match self.head() {
                Ok(found) => head = Some(found),
                Err(error) => told(error)?,
            }
        }
        if let Some(table) = &self.table {
            for problem in table.verify()? {
                told(StoreError::damaged(&problem.path, problem.what))?;
            }
            of_known_kinds(table).or_else(&mut told)?;
        }
        Ok((damage, head))
    }

    /// The records, and the objects by what names them.
    fn check_contents(
        &self,
        ingredients: Ingredients<'_>,
        settled_before: SystemTime,
        damage: &mut Vec<Damage>,
    ) -> Result<Contents, StoreError> {
        let events = self.events()?;
        let accounted = self.account(damage)?;
        let mut named = Named::default();
        named.add(accounted.objects);
        named.add_events(&events);
        let reports = self.add_reports(ingredients, &mut named, damage)?;
        damage.extend(self.missing(&named)?);
        let (unused, unsettled) = self.objects.unnamed(&named.names(), settled_before)?;
        let heads = events.iter().filter_map(|event| event.exports.as_ref().map(Into::into));
        let heads = heads.collect();
        Ok(Contents { records: accounted.records, reports, unused, unsettled, heads })
    }

    /// Removes what a check under the lock has found left over, and makes the head name the newest version. Where the
    /// head was lost nothing is removed: it may be what is left of a version that was lost with it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn tidy(&self, lock: &Lock, found: &Findings) -> Result<(), StoreError> {
        if found.head != Head::Lost {
            table::remove_leftovers(lock, &found.leftovers)?;
            Objects::remove(lock, &found.unused, found.settled_before)?;
        }
        match &self.table {
            Some(table) if found.head != Head::Current => self.chain.set(table),
            None if found.head == Head::Lost => Ok(disk::remove(&self.chain.head())?),
            _ => Ok(()),
        }
    }
}

/// What is in a store that can be read.
#[derive(Default)]
struct Contents {
    records: u64,
    reports: usize,
    unused: Vec<PathBuf>,
    unsettled: usize,
    /// Of the log of exports, by what commits have seen.
    heads: Vec<access_log::Head>,
}

/// Files that belong to nothing.
struct Strays {
    leftovers: Vec<Found>,
    foreign: Vec<PathBuf>,
}

impl Strays {
    fn of(folder: &Path, table: Option<&table::Table>, own: &Path) -> Result<Self, StoreError> {
        let mut leftovers = leftovers(folder, table)?;
        let mut foreign = table::foreign(folder, table)?;
        for path in disk::entries(folder)? {
            if !table::FOLDERS.iter().any(|own| path.ends_with(own)) && path != *own {
                foreign.push(path);
            }
        }
        for path in disk::entries(own)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if disk::is_temporary(&name) {
                leftovers.push(found(path));
            } else if !super::OWN_FILES.contains(&&*name) {
                foreign.push(path);
            }
        }
        Ok(Self { leftovers, foreign })
    }
}

fn found(path: PathBuf) -> Found {
    let bytes = path.metadata().map_or(0, |found| found.len());
    Found { path, bytes }
}

/// The version whose commit wrote a data file.
fn of_version(file: &Found) -> Option<u64> {
    let name = file.path.file_name()?.to_str()?;
    name.ends_with(".parquet").then(|| name.split_once('-')?.0.parse().ok()).flatten()
}

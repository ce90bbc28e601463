//! Whether a store is sound: everything read again, every hash compared, every row accounted for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::StoreError;
use super::access_log::{Head, Verdict};
use super::event::Event;
use super::opened::Store;
use super::record::{RecordKind, StoredFile};
use super::table::{Found, leftovers};

/// What a check has found.
#[derive(Debug)]
pub struct Findings {
    /// What is wrong: where, and what.
    pub damage: Vec<(PathBuf, String)>,
    /// What killed processes left; it does no harm.
    pub leftovers: Vec<Found>,
    /// What does not belong here, and was not written by this program.
    pub foreign: Vec<PathBuf>,
    /// Data files that were read.
    pub files: usize,
    /// Records that were read.
    pub records: u64,
    /// Objects that are what their names say.
    pub objects: usize,
    /// What the log of exports turned out to be.
    pub exports: Verdict,
}

/// A delivered file: the commit that brought it, its delivery and path.
type Delivered = (i64, String, String);

/// Records of a delivered file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    rows: u64,
    rejects: u64,
}

impl Store {
    /// Reads everything again.
    ///
    /// # Errors
    /// When a folder cannot be listed, or a key is missing.
    pub fn check(&self) -> Result<Findings, StoreError> {
        let mut damage = Vec::new();
        if let Some(table) = &self.table {
            damage.extend(table.verify()?.into_iter().map(|problem| (problem.path, problem.what)));
        }
        let objects = self.objects.verify_all()?;
        damage.extend(objects.damaged.into_iter().map(|path| (path, "内容与名称不符".to_owned())));
        let (mut events, mut records) = (Vec::new(), 0);
        // What cannot be read has been told above.
        if damage.is_empty() {
            events = self.events()?;
            records = self.account(&mut damage)?;
            self.referred(&events, &mut damage);
        }
        let heads = events.iter().filter_map(|event| event.exports.as_ref().map(Head::from));
        let exports = self.exports.verify(&heads.collect::<Vec<_>>())?;
        if !exports.is_sound() {
            damage.push((self.folder().join("_taizhang").join("access.log"), exports.to_string()));
        }
        let mut left = leftovers(self.folder(), self.table.as_ref())?;
        let of_objects = objects.leftovers.into_iter().map(|path| {
            let bytes = path.metadata().map_or(0, |found| found.len());
            Found { path, bytes }
        });
        left.extend(of_objects);
        left.sort();
        left.dedup();
        // A killed commit leaves files of the next version; later ones were committed, and their entries are lost.
        let next = self.version() + 1;
        let (lost, left): (Vec<Found>, Vec<Found>) =
            left.into_iter().partition(|found| of_version(found).is_some_and(|of| of > next));
        damage.extend(lost.into_iter().map(|found| {
            (found.path, "属于日志中已经没有的版本：日志的末尾丢失，或台账库没有复制全".to_owned())
        }));
        Ok(Findings {
            damage,
            leftovers: left,
            foreign: objects.foreign,
            files: self.table.as_ref().map_or(0, |table| table.files().len()),
            records,
            objects: objects.sound,
            exports,
        })
    }

    /// Rows read = accepted + rejected + skipped for every file that was ever delivered, and as many records; gives
    /// the number of all records.
    fn account(&self, damage: &mut Vec<(PathBuf, String)>) -> Result<u64, StoreError> {
        let mut found: BTreeMap<Delivered, Tally> = BTreeMap::new();
        let mut stated: BTreeMap<Delivered, StoredFile> = BTreeMap::new();
        let mut records = 0;
        for part in self.parts(&|_, _| true, None)? {
            records += part.records as u64;
            for index in 0..part.records {
                let arrays = &part.arrays;
                let text = |value: Option<std::borrow::Cow<'_, str>>| {
                    value.unwrap_or_default().into_owned()
                };
                let from = arrays.known_from(index).unwrap_or_default();
                let of = (from, text(arrays.batch(index)), text(arrays.file(index)));
                if arrays.until_as_of(index).is_some() {
                    continue;
                }
                match part.kind {
                    RecordKind::Row => found.entry(of).or_default().rows += 1,
                    RecordKind::Reject => found.entry(of).or_default().rejects += 1,
                    RecordKind::File => {
                        let payload = arrays.payload(index).unwrap_or_default();
                        match serde_json::from_str(&payload) {
                            Ok(file) => drop(stated.insert(of, file)),
                            Err(error) => damage.push((
                                self.folder().to_owned(),
                                format!("“{}”的账目无法解读（{error}）", of.2),
                            )),
                        }
                    }
                    RecordKind::Barred | RecordKind::Finding | RecordKind::Commit => {}
                }
            }
        }
        let place = self.folder();
        for (of, file) in &stated {
            let tally = found.remove(of).unwrap_or_default();
            let lost = file.object.as_ref().and_then(|object| self.objects.named(object).err());
            damage.extend(lost.map(|error| (place.to_owned(), error.to_string())));
            damage.extend(
                differs(file, tally)
                    .map(|what| (place.to_owned(), format!("批次 {} 的“{}”：{what}", of.1, of.2))),
            );
        }
        damage.extend(found.into_keys().map(|(_, batch, path)| {
            (place.to_owned(), format!("批次 {batch} 的“{path}”有记录而没有账目"))
        }));
        Ok(records)
    }

    /// Objects that commits name must be there.
    fn referred(&self, events: &[Event], damage: &mut Vec<(PathBuf, String)>) {
        let of_events = events.iter().flat_map(|event| {
            let files =
                ["mapping", "repairs"].into_iter().filter_map(|name| event.options.get(name));
            files.cloned()
        });
        let names: BTreeSet<String> = of_events.collect();
        for name in names {
            if let Err(error) = self.objects.named(&name) {
                damage.push((self.folder().to_owned(), error.to_string()));
            }
        }
    }
}

/// The version whose commit wrote a data file.
fn of_version(file: &Found) -> Option<u64> {
    let name = file.path.file_name()?.to_str()?;
    name.ends_with(".parquet").then(|| name.split_once('-')?.0.parse().ok()).flatten()
}

/// How the records of a file differ from its account, if they do.
fn differs(file: &StoredFile, found: Tally) -> Option<String> {
    let Ok(source) = file.source() else { return Some("账目无法解读".to_owned()) };
    let rows = &source.rows;
    if file.same_as.is_some() {
        // Its records are those of another file.
        return None;
    }
    if !rows.is_balanced() {
        return Some("读入的行数不等于采纳、退回、跳过之和".to_owned());
    }
    let stated = Tally { rows: rows.accepted, rejects: rows.rejected_total() };
    (stated != found).then(|| {
        format!(
            "账目有采纳 {} 行、退回 {} 行，记录有 {} 行、{} 行",
            stated.rows, stated.rejects, found.rows, found.rejects
        )
    })
}

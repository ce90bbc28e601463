//! The files of a delivery beside those that the store knows: new, known already, or to be withdrawn.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::IngestOptions;
use crate::config::RunError;
use crate::model::delivery::Delivered;
use crate::model::in_chinese::of_system;
use crate::read::discover::InputFile;
use crate::read::sniff;
use crate::store::event::Event;
use crate::store::{KnownFile, Writer};

/// A file of a delivery, with the hash of its content.
pub struct Offered<'a> {
    /// The file.
    pub file: &'a InputFile,
    /// BLAKE3, hexadecimal; empty of what cannot be read.
    pub hash: String,
}

/// What becomes of the files of a delivery.
#[derive(Default)]
pub struct Sorting<'a> {
    /// Files to take in.
    pub new: Vec<&'a Offered<'a>>,
    /// Those of them whose content another delivery has brought, with the place where it is.
    pub again: Vec<(String, KnownFile)>,
    /// Files that this delivery has already, with the place where their content is.
    pub known: Vec<(String, KnownFile)>,
    /// The same content twice in this delivery: path, and the first path.
    pub twice: Vec<(String, String)>,
    /// Files that are no longer to be known.
    pub withdrawn: Vec<KnownFile>,
}

impl Sorting<'_> {
    /// Whether the same files, read in the same way, would take their own place: as when a replacement is asked for
    /// once more that was interrupted too late.
    pub fn replaces_itself(&self, event: &Event, writer: &Writer) -> Result<bool, RunError> {
        let commits: BTreeSet<i64> = self.withdrawn.iter().map(|file| file.known_from).collect();
        let offered = self.new.iter().map(|new| (new.file.relative.as_str(), new.hash.as_str()));
        let known = self.withdrawn.iter().map(|file| (file.path.as_str(), file.hash.as_str()));
        let (offered, known): (BTreeSet<_>, BTreeSet<_>) = (offered.collect(), known.collect());
        let is_read = offered.iter().all(|(_, hash)| !hash.is_empty());
        let (Some(first), 1, true, true) =
            (commits.first(), commits.len(), is_read, offered == known)
        else {
            return Ok(false);
        };
        let events = writer.store().events()?;
        let same = |of: &Event| {
            i64::try_from(of.version).is_ok_and(|version| version == *first)
                && of.options == event.options
                && of.program == event.program
        };
        Ok(events.iter().any(same))
    }

    /// Makes known files of those that would have been replaced.
    pub fn keep_known(&mut self) {
        self.new.clear();
        self.again.clear();
        let kept = std::mem::take(&mut self.withdrawn);
        self.known.extend(kept.into_iter().map(|file| (file.path.clone(), file)));
    }
}

/// The files with their hashes.
pub fn offered(files: &[InputFile]) -> Result<Vec<Offered<'_>>, RunError> {
    let hashed = files.par_iter().map(|file| {
        let print = file
            .content
            .load()
            .map_err(|_| None)
            .and_then(|content| sniff::fingerprint(&content).map_err(Some));
        match print {
            Ok(print) => Ok(Offered { file, hash: print.hash }),
            // An archive's entry that cannot be inflated is told of when it is read.
            Err(None) => Ok(Offered { file, hash: String::new() }),
            Err(Some(error)) => {
                Err(RunError::Input(format!("{}：{}", file.path.display(), of_system(&error))))
            }
        }
    });
    hashed.collect()
}

/// What becomes of each, by what the store knows.
pub fn sort<'a>(
    offered: &'a [Offered<'a>],
    options: &IngestOptions,
    given: &BTreeMap<String, String>,
    writer: &Writer,
) -> Result<Sorting<'a>, RunError> {
    let label = &options.batch;
    let known = writer.store().files(writer.version())?;
    let (of_label, others): (Vec<KnownFile>, Vec<KnownFile>) =
        known.into_iter().partition(|file| file.batch == *label);
    let mut sorting = Sorting::default();
    let mut staying: &[KnownFile] = &of_label;
    if options.replace {
        staying = &[];
    }
    let by_hash: BTreeMap<&str, &KnownFile> =
        others.iter().map(|file| (file.hash.as_str(), file)).collect();
    let own: BTreeMap<&str, &KnownFile> =
        staying.iter().map(|file| (file.hash.as_str(), file)).collect();
    let read_so = commits_read_so(&own, given, writer)?;
    let paths: BTreeSet<&str> = staying.iter().map(|file| file.path.as_str()).collect();
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut changed = Vec::new();
    for new @ Offered { file, hash } in offered {
        let path = file.relative.as_str();
        let known = |files: &BTreeMap<&str, &KnownFile>| {
            files.get(hash.as_str()).filter(|_| !hash.is_empty()).map(|file| (*file).clone())
        };
        if let Some(known) = known(&own) {
            if !read_so.contains(&known.known_from) {
                return Err(RunError::Asked(format!(
                    "“{path}”已在批次“{label}”中，但这次的 --unit、--kind、--mapping 或 --repairs 与当时不同。要按这次的重新读，请用 taizhang batch replace"
                )));
            }
            sorting.known.push((path.to_owned(), known));
        } else if paths.contains(path) {
            changed.push(path);
        } else if let Some(first) = first.get(hash.as_str()).filter(|_| !hash.is_empty()) {
            sorting.twice.push((path.to_owned(), (*first).to_owned()));
        } else if sorting.new.iter().any(|other| other.file.relative == path) {
            return Err(RunError::Asked(format!(
                "输入中有两个“{path}”，内容不同，同一批次里分不开：请把它们放进同一个文件夹的不同子文件夹，再一起入库"
            )));
        } else {
            first.insert(hash, path);
            sorting.again.extend(known(&by_hash).map(|known| (path.to_owned(), known)));
            sorting.new.push(new);
        }
    }
    if let Some(path) = changed.first() {
        return Err(RunError::Asked(format!(
            "批次“{label}”中已有“{path}”，内容与这次的不同（共 {} 个这样的文件）。要以新的代替旧的，请用 taizhang batch replace；若是另一次报送，请换一个批次号。本次没有入库",
            changed.len()
        )));
    }
    if options.replace {
        sorting.withdrawn = of_label;
    }
    Ok(sorting)
}

/// What was read must be what was compared with the store.
pub fn unchanged(sorting: &Sorting<'_>, delivered: &[Delivered]) -> Result<(), RunError> {
    let both = sorting.new.iter().zip(delivered);
    let mut changed =
        both.filter(|(new, read)| !new.hash.is_empty() && new.hash != read.source.hash);
    changed.next().map_or(Ok(()), |(new, _)| {
        Err(RunError::Input(format!(
            "{}：读取期间被改动或移走，本次没有入库；请等文件不再变动后重新执行",
            new.file.path.display()
        )))
    })
}

/// What a replaced delivery had and the new one has not: perhaps it was forgotten.
pub fn missing(sorting: &Sorting<'_>) -> Option<String> {
    let new = sorting.new.iter().map(|new| new.file.relative.as_str());
    let offered: BTreeSet<&str> =
        new.chain(sorting.twice.iter().map(|(path, _)| path.as_str())).collect();
    let gone = sorting.withdrawn.iter().map(|file| file.path.as_str());
    let gone: Vec<&str> = gone.filter(|path| !offered.contains(path)).collect();
    let first = gone.first()?;
    Some(format!(
        "原批次中有 {} 个文件这次没有（如“{first}”），替换后不再计入；若是漏了，请连同它们再替换一次",
        gone.len()
    ))
}

/// The commits whose files were read with these options; none where no file is known.
fn commits_read_so(
    own: &BTreeMap<&str, &KnownFile>,
    given: &BTreeMap<String, String>,
    writer: &Writer,
) -> Result<BTreeSet<i64>, RunError> {
    if own.is_empty() {
        return Ok(BTreeSet::new());
    }
    let events = writer.store().events()?;
    let same = events.iter().filter(|event| event.options == *given);
    Ok(same.filter_map(|event| i64::try_from(event.version).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Overrides, RunConfig};
    use crate::pipeline::approved::Approved;
    use crate::pipeline::knowledge::Knowledge;
    use crate::pipeline::store::deliver::deliver;
    use crate::read::discover::input_files;

    #[test]
    fn what_changes_or_vanishes_while_it_is_read_is_not_taken_in() {
        let folder = std::env::temp_dir().join(format!("taizhang-offered-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let ledger = folder.join("a.csv");
        std::fs::write(&ledger, "姓名,身份证号\n某某,1\n").unwrap();
        let config = RunConfig::new(Overrides::default()).unwrap();
        let (knowledge, approved) = (Knowledge::load(None).unwrap(), Approved::default());
        let with = knowledge.ingest(&config, &approved).unwrap();
        let files = input_files(std::slice::from_ref(&folder), &folder.join("out")).unwrap();
        let offered = offered(&files).unwrap();
        let sorting = Sorting { new: offered.iter().collect(), ..Sorting::default() };
        let read = || unchanged(&sorting, &[deliver(&files[0], 0, &with)]);
        read().unwrap();
        std::fs::write(&ledger, "姓名,身份证号\n某某,2\n").unwrap();
        assert!(read().unwrap_err().to_string().contains("a.csv"));
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(read().unwrap_err().to_string().contains("被改动或移走"));
    }
}

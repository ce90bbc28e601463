//! What the store knew at a version, as a run needs it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::outside::may_write;
use super::{deliver, opened};
use crate::config::{RunConfig, RunError, StoreView};
use crate::model::finding::SheetId;
use crate::model::ledger::CleanBlock;
use crate::model::run::StoreStamp;
use crate::model::source::FileKind;
use crate::pipeline::Readings;
use crate::pipeline::ingest::{Ingest, Ingested};
use crate::pipeline::supply::{Replaced, Supply};
use crate::read::content::{Content, Shared};
use crate::read::discover::InputFile;
use crate::store::record::{Decoding, Loaded};
use crate::store::{Store, StoreError};

/// What was known, cleaned; files that are no ledgers as they came in.
pub fn supply(view: &StoreView, config: &RunConfig, with: &Ingest<'_>) -> Result<Supply, RunError> {
    may_write(config, view)?;
    let known = load(view, config, with)?;
    has_ledgers(known.files.is_empty(), view, known.version)?;
    known.supplied(view)
}

/// Of nothing no report is made.
pub fn has_ledgers(is_empty: bool, view: &StoreView, version: u64) -> Result<(), RunError> {
    let folder = view.folder.display();
    match (is_empty, version) {
        (false, _) => Ok(()),
        (true, 0) => Err(RunError::Asked(format!(
            "台账库“{folder}”是空的，或在所写的时间还是空的：请先用 taizhang ingest 入库"
        ))),
        (true, _) => Err(RunError::Asked(format!(
            "台账库“{folder}”在版本 {version} 没有台账，各批次都已撤回：请用 taizhang batch list 查看经过"
        ))),
    }
}

/// The files that were known at a version.
pub struct KnownFiles {
    store: Store,
    version: u64,
    /// In the order in which their rows are merged.
    pub files: Vec<Loaded>,
    superseded: Vec<Superseded>,
}

/// Files of one kind and delivery that a later delivery has superseded.
pub struct Superseded {
    kind: FileKind,
    batch: String,
    files: Vec<Loaded>,
    by: String,
}

/// The files that count of those known, cleaned.
pub fn load(
    view: &StoreView,
    config: &RunConfig,
    with: &Ingest<'_>,
) -> Result<KnownFiles, RunError> {
    if let Some(first) = deliver::LATE_BIRTHS.filter(|first| config.as_of <= *first) {
        return Err(RunError::Asked(format!("台账库只能按 {first} 以后的截止日期统计")));
    }
    let (store, version) = opened(view)?;
    let decoding = Decoding {
        version: i64::try_from(version).unwrap_or(i64::MAX),
        as_of: config.as_of,
        only: with.only_unit,
        particulars: with.particulars,
        regions: with.regions,
        words: with.words,
    };
    let mut files = store.load(&decoding)?;
    let superseded = supersede(&mut files);
    Ok(KnownFiles { store, version, files, superseded })
}

impl KnownFiles {
    /// The same as a run needs them.
    pub fn supplied(self, view: &StoreView) -> Result<Supply, RunError> {
        let Self { store, version, files: loaded, superseded } = self;
        let places: Vec<(&str, &str)> =
            loaded.iter().map(|file| (file.batch.as_str(), file.source.path.as_str())).collect();
        let names = names(&places);
        let mut files = Vec::with_capacity(loaded.len());
        let mut kept = Readings::default();
        for ((index, file), name) in (0u32..).zip(loaded).zip(names) {
            files.push(input(&store, &file, &name)?);
            kept.add(ingested(file, index, name));
        }
        // Merging files makes a version too, and nothing else known.
        let events = store.events()?;
        let time = events.iter().rev().find(|event| event.version <= version);
        let stamp = StoreStamp {
            version,
            time: time.map(|event| event.time.to_rfc3339()).unwrap_or_default(),
            report: view.report.clone(),
        };
        let replaced = superseded.iter().map(|files| files.replaced(&store));
        let replaced = replaced.collect::<Result<_, _>>()?;
        Ok(Supply { files, kept: Some(kept), store: Some(stamp), replaced })
    }
}

/// Files of these kinds replace those of earlier deliveries.
pub const KINDS: [FileKind; 2] = [FileKind::Registry, FileKind::Claims];

/// Leaves of registries and claimed figures those of the newest delivery that has any; gives those of the delivery
/// before it, which counted until then.
pub fn supersede(loaded: &mut Vec<Loaded>) -> Vec<Superseded> {
    let mut superseded = Vec::new();
    for kind in KINDS {
        let newest = loaded.iter().rev().find(|file| file.source.kind == kind);
        let Some(by) = newest.map(|file| file.batch.clone()) else { continue };
        let is_older = |file: &mut Loaded| file.source.kind == kind && file.batch != by;
        let mut files: Vec<Loaded> = loaded.extract_if(.., is_older).collect();
        let Some(batch) = files.last().map(|file| file.batch.clone()) else { continue };
        files.retain(|file| file.batch == batch);
        superseded.push(Superseded { kind, batch, files, by });
    }
    superseded
}

impl Superseded {
    /// The same with what stands in the files.
    pub fn replaced(&self, store: &Store) -> Result<Replaced, StoreError> {
        let files = self.files.iter().map(|file| input(store, file, &file.source.path));
        Ok(Replaced {
            kind: self.kind,
            batch: self.batch.clone(),
            files: files.collect::<Result<_, _>>()?,
            by: self.by.clone(),
        })
    }
}

/// What files of these deliveries and paths are called: by their paths, with the label in front where several
/// deliveries have the same path, or where the path is what another file is called by then. Two files never share a
/// name: a label has no slash, so that only one file can be called by a label and a path.
fn names(files: &[(&str, &str)]) -> Vec<String> {
    let mut borne: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, path) in files {
        *borne.entry(path).or_default() += 1;
    }
    let in_full = |(label, path): &(&str, &str)| format!("{label}/{path}");
    let is_alone = |path: &str| borne.get(path).is_some_and(|count| *count == 1);
    let mut taken: BTreeSet<String> =
        files.iter().filter(|(_, path)| !is_alone(path)).map(in_full).collect();
    // A name in full may be the path of another file, which then takes its own name in full, and so on.
    loop {
        let more = files.iter().filter(|(_, path)| taken.contains(*path)).map(in_full);
        let more: Vec<String> = more.filter(|name| !taken.contains(name)).collect();
        if more.is_empty() {
            break;
        }
        taken.extend(more);
    }
    let name = |file: &(&str, &str)| {
        let full = in_full(file);
        if taken.contains(&full) { full } else { file.1.to_owned() }
    };
    files.iter().map(name).collect()
}

/// The file as it came in, under a name.
pub fn input(store: &Store, file: &Loaded, name: &str) -> Result<InputFile, StoreError> {
    let content = match &file.object {
        Some(object) => store.objects.named(object)?,
        None => Vec::new(),
    };
    Ok(InputFile {
        relative: name.to_owned(),
        path: PathBuf::from(name),
        root: String::new(),
        content: Content::Memory(Shared::from(content)),
    })
}

/// The file as if it had just been read as number `index` of the run.
fn ingested(mut file: Loaded, index: u32, name: String) -> Ingested {
    file.source.path = name;
    let of_run = |sheet: SheetId| SheetId { file: index, ..sheet };
    let renumber = |block: &mut CleanBlock| {
        block.sheet = of_run(block.sheet);
        block.findings.iter_mut().for_each(|finding| finding.at.sheet = of_run(finding.at.sheet));
    };
    file.blocks.iter_mut().for_each(renumber);
    file.findings.iter_mut().for_each(|finding| finding.at.sheet = of_run(finding.at.sheet));
    Ingested {
        source: file.source,
        blocks: file.blocks,
        findings: file.findings,
        sheets: Vec::new(),
        delimiter: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_stands_in_front_only_where_it_must() {
        assert_eq!(names(&[("甲", "x.csv"), ("甲", "05/x.csv")]), ["x.csv", "05/x.csv"]);
        assert_eq!(names(&[("甲", "x.csv"), ("乙", "y.csv")]), ["x.csv", "y.csv"]);
        let twice = [("甲", "x.csv"), ("乙", "x.csv"), ("乙", "y.csv")];
        assert_eq!(names(&twice), ["甲/x.csv", "乙/x.csv", "y.csv"]);
    }

    #[test]
    fn no_two_files_share_a_name() {
        let files = [("05", "x.csv"), ("06", "x.csv"), ("06", "05/x.csv"), ("07", "06/05/x.csv")];
        let names = names(&files);
        assert_eq!(names, ["05/x.csv", "06/x.csv", "06/05/x.csv", "07/06/05/x.csv"]);
        // Whatever labels and folders there are.
        let labels = ["a", "b", "a b"];
        let paths = ["x", "a/x", "b/x", "b/a/x", "a/b/x", "a b/x", "a/a/x"];
        let all: Vec<(&str, &str)> =
            labels.iter().flat_map(|label| paths.iter().map(move |path| (*label, *path))).collect();
        for chosen in 0..1u32 << all.len() {
            // Some of two million choices.
            if chosen.count_ones() > 6 || chosen % 7 != 0 {
                continue;
            }
            let files: Vec<(&str, &str)> = (0..)
                .zip(&all)
                .filter(|(bit, _)| chosen & (1 << bit) != 0)
                .map(|(_, f)| *f)
                .collect();
            let names = super::names(&files);
            let distinct: BTreeSet<&String> = names.iter().collect();
            assert_eq!(distinct.len(), files.len(), "{files:?} {names:?}");
        }
    }
}

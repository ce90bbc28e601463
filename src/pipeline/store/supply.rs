//! What the store knew at a version, as a run needs it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{deliver, opened};
use crate::config::{RunConfig, RunError, StoreView};
use crate::model::finding::SheetId;
use crate::model::ledger::CleanBlock;
use crate::model::run::StoreStamp;
use crate::model::source::FileKind;
use crate::pipeline::Readings;
use crate::pipeline::ingest::{Ingest, Ingested};
use crate::pipeline::supply::Supply;
use crate::read::content::{Content, Shared};
use crate::read::discover::InputFile;
use crate::store::record::{Decoding, Loaded};
use crate::store::{Store, StoreError};

/// What was known, cleaned; files that are no ledgers as they came in.
pub fn supply(view: &StoreView, config: &RunConfig, with: &Ingest<'_>) -> Result<Supply, RunError> {
    if is_within(&config.out, &view.folder) {
        return Err(RunError::Asked(format!(
            "--out 不能写在台账库“{}”之中，请另写一个文件夹",
            view.folder.display()
        )));
    }
    let known = load(view, config, with)?;
    if known.files.is_empty() {
        return Err(RunError::Asked(format!(
            "台账库“{}”在版本 {} 没有台账，请先用 taizhang ingest 入库",
            view.folder.display(),
            known.version
        )));
    }
    known.supplied(view)
}

/// Whether results would lie among the store's own files.
fn is_within(out: &Path, store: &Path) -> bool {
    let absolute =
        |path: &Path| std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).ok();
    match (absolute(out), absolute(store)) {
        (Some(out), Some(store)) => out.starts_with(store),
        _ => false,
    }
}

/// The files that were known at a version.
pub struct KnownFiles {
    store: Store,
    version: u64,
    /// In the order in which their rows are merged.
    pub files: Vec<Loaded>,
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
    supersede(&mut files);
    Ok(KnownFiles { store, version, files })
}

impl KnownFiles {
    /// The same as a run needs them.
    pub fn supplied(self, view: &StoreView) -> Result<Supply, RunError> {
        let Self { store, version, files: loaded } = self;
        let names = names(&loaded);
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
        Ok(Supply { files, kept: Some(kept), store: Some(stamp) })
    }
}

/// Of registries and claimed figures those of the newest delivery that has any: it replaces earlier ones.
fn supersede(loaded: &mut Vec<Loaded>) {
    for kind in [FileKind::Registry, FileKind::Claims] {
        let newest = loaded.iter().rev().find(|file| file.source.kind == kind);
        let Some(newest) = newest.map(|file| file.batch.clone()) else { continue };
        loaded.retain(|file| file.source.kind != kind || file.batch == newest);
    }
}

/// What files are called: their paths, with the label in front where several deliveries have the same path.
fn names(loaded: &[Loaded]) -> Vec<String> {
    let mut borne: BTreeMap<&str, usize> = BTreeMap::new();
    for file in loaded {
        *borne.entry(&file.source.path).or_default() += 1;
    }
    let name = |file: &Loaded| {
        let path = &file.source.path;
        let is_alone = borne.get(path.as_str()).is_some_and(|count| *count == 1);
        if is_alone { path.clone() } else { format!("{}/{path}", file.batch) }
    };
    loaded.iter().map(name).collect()
}

fn input(store: &Store, file: &Loaded, name: &str) -> Result<InputFile, StoreError> {
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

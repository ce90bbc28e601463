//! Which registry and which claimed figures count after a delivery, where it brings any.

use super::supply::{KINDS, input, supersede};
use crate::config::{Overrides, RunConfig, RunError};
use crate::model::registry::Registry;
use crate::model::source::{FileKind, SourceFile, Sources};
use crate::pipeline::knowledge::Knowledge;
use crate::pipeline::policies;
use crate::pipeline::registry::Reading;
use crate::pipeline::supply::Replaced;
use crate::store::Store;
use crate::store::record::Loaded;

/// What to say of the registries and claimed figures that came into a delivery with a version.
pub fn told(
    label: &str,
    version: u64,
    store: &Store,
    knowledge: &Knowledge,
) -> Result<Vec<String>, RunError> {
    let mut files = store.accounts(version)?;
    let is_new = |file: &&Loaded| {
        file.batch == label && u64::try_from(file.known_from).is_ok_and(|from| from == version)
    };
    let kinds: Vec<FileKind> = files.iter().filter(is_new).map(|file| file.source.kind).collect();
    let mut told = Vec::new();
    for superseded in supersede(&mut files) {
        let replaced = superseded.replaced(store)?;
        if !kinds.contains(&replaced.kind) {
            continue;
        }
        told.push(match (replaced.by == label, replaced.kind) {
            (false, kind) => passed_over(kind, &replaced.by),
            (true, FileKind::Registry) => {
                let lost = lost(&replaced, &files, store, knowledge)?;
                format!("{}{lost}", replaced.what())
            }
            (true, _) => replaced.what(),
        });
    }
    Ok(told)
}

/// What to say of the registry and the claimed figures that count when a delivery is withdrawn; `files` are those known
/// before.
pub fn told_of_withdrawal(label: &str, files: &[Loaded]) -> Vec<String> {
    let newest = |kind: FileKind, is_left: &dyn Fn(&str) -> bool| {
        let of_kind = files.iter().rev().filter(|file| file.source.kind == kind);
        of_kind.map(|file| file.batch.as_str()).find(|batch| is_left(batch))
    };
    let mut told = Vec::new();
    for kind in KINDS {
        if newest(kind, &|_| true) != Some(label) {
            continue;
        }
        let kind_label = kind.label();
        told.push(match newest(kind, &|batch| batch != label) {
            Some(other) => format!("{kind_label}改以批次 {other} 的为准"),
            None => format!("撤回的批次中有{kind_label}，台账库中现在没有{kind_label}了"),
        });
    }
    told
}

/// Files of this kind came into a delivery before the one that counts.
fn passed_over(kind: FileKind, by: &str) -> String {
    let kind = kind.label();
    format!("批次 {by} 也有{kind}，排在本批次之后：出表以它的为准，本批次的{kind}不采用")
}

fn lost(
    replaced: &Replaced,
    files: &[Loaded],
    store: &Store,
    knowledge: &Knowledge,
) -> Result<String, RunError> {
    let policies = policies::load(&[], &knowledge.regions)?.list;
    let reading = Reading {
        config: &RunConfig::new(Overrides::default())?,
        columns: knowledge.words.registry(),
        regions: &knowledge.regions,
        policies: &policies,
    };
    Ok(replaced.lost(&registry(files, store, &reading)?, &reading))
}

/// The registry that counts.
fn registry(files: &[Loaded], store: &Store, with: &Reading<'_>) -> Result<Registry, RunError> {
    let files = files.iter().filter(|file| file.source.kind == FileKind::Registry);
    let files = files.map(|file| input(store, file, &file.source.path));
    let files = files.collect::<Result<Vec<_>, _>>()?;
    let sources = files.iter().map(|file| SourceFile::of(&file.relative, FileKind::Registry));
    let mut sources = Sources { files: sources.collect() };
    with.load(&files, &mut sources, &mut Vec::new())
}

//! What is said of registries and claimed figures in a store that those of a later delivery have replaced.

use super::registry::Reading;
use super::supply::Replaced;
use crate::config::RunConfig;
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::registry::{Entry, Registry};
use crate::model::source::{FileKind, SourceFile, Sources};

/// More entries are counted, not named.
const MOST_NAMED: usize = 5;

/// What is to be said of those of a kind, at the files that count now; `lost` tells what else is to be known.
pub fn findings(
    replaced: &[Replaced],
    kind: FileKind,
    sources: &Sources,
    lost: &dyn Fn(&Replaced) -> String,
) -> Vec<Finding> {
    let replaced = replaced.iter().filter(|files| files.kind == kind);
    replaced.filter_map(|files| files.finding(sources, &lost(files))).collect()
}

impl Replaced {
    fn finding(&self, sources: &Sources, lost: &str) -> Option<Finding> {
        let index = sources.files.iter().position(|file| file.kind == self.kind)?;
        let sheet = SheetId { file: u32::try_from(index).ok()?, sheet: 0 };
        let code = match self.kind {
            FileKind::Registry => Code::RegistryReplaced,
            _ => Code::ClaimReplaced,
        };
        Some(Finding {
            at: RowRef { sheet, row: 0 },
            code,
            field: None,
            column: "".into(),
            value: self.names().into(),
            detail: format!("{}{lost}", self.what()).into(),
        })
    }

    /// Which files count no longer.
    pub fn what(&self) -> String {
        let (old, new, names) = (&self.batch, &self.by, self.names());
        let kind = self.kind.label();
        format!("{kind}以批次 {new} 的为准，批次 {old} 的“{names}”不再采用")
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.files.iter().map(|file| file.relative.as_str()).collect();
        names.join("、")
    }

    /// What the replaced registry had that the one in force has not, in words; nothing where it cannot be read.
    pub fn lost(&self, registry: &Registry, with: &Reading<'_>) -> String {
        let Some(mut earlier) = self.registry(with) else { return String::new() };
        if let Some(unit) = &with.config.only_unit {
            earlier.keep_city(unit);
        }
        let (gone, other) = registry.lost_since(&earlier);
        let parts = [("现在没有了", gone), ("内容不同", other)];
        let parts = parts.into_iter().filter(|(_, entries)| !entries.is_empty());
        let parts: Vec<String> = parts
            .map(|(what, entries)| format!("{} 条{what}：{}", entries.len(), named(&entries)))
            .collect();
        match parts.as_slice() {
            [] => format!("；它的 {} 条登记都还在，内容相同", earlier.len()),
            parts => format!("；它的 {} 条登记中，{}", earlier.len(), parts.join("；")),
        }
    }

    fn registry(&self, with: &Reading<'_>) -> Option<Registry> {
        let config = RunConfig { registry: None, ..with.config.clone() };
        let source = |path: &str| SourceFile::of(path, FileKind::Registry);
        let files = self.files.iter().map(|file| source(&file.relative)).collect();
        let reading = Reading { config: &config, ..*with };
        reading.load(&self.files, &mut Sources { files }, &mut Vec::new()).ok()
    }
}

fn named(entries: &[&Entry]) -> String {
    let name = |entry: &&Entry| format!("{}{}“{}”", entry.city, entry.kind.label(), entry.name);
    let names: Vec<String> = entries.iter().take(MOST_NAMED).map(name).collect();
    let more = if entries.len() > MOST_NAMED { "等" } else { "" };
    format!("{}{more}", names.join("、"))
}

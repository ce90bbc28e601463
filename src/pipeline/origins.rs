//! Which rows of this run an origin (来源) means: files are known by their content, whatever they are called now.

use std::collections::BTreeSet;
use std::sync::Arc;

use hashbrown::HashMap;

use crate::model::finding::{RowRef, SheetId};
use crate::model::origin::{Origin, file_key};
use crate::model::source::Sources;
use crate::report;

/// Where files and sheets of this run are, by content and name.
pub struct Origins(HashMap<(u64, Arc<str>), Vec<SheetId>>);

impl Origins {
    /// The places of all input files.
    pub fn of(sources: &Sources) -> Self {
        let mut places: HashMap<_, Vec<SheetId>> = HashMap::new();
        for (file, source) in (0u32..).zip(&sources.files) {
            let Some(key) = file_key(&source.hash) else { continue };
            // A workbook that was sent back names sheets as outputs do.
            let mut shown = source.sheets.clone();
            report::hide_names(&mut shown);
            for (sheet, (name, shown)) in (0u32..).zip(source.sheets.iter().zip(shown)) {
                let names = BTreeSet::from([name.as_str(), shown.as_str()]);
                for name in names {
                    let sheets = places.entry((key, Arc::from(name))).or_default();
                    sheets.push(SheetId { file, sheet });
                }
            }
        }
        Self(places)
    }

    /// The rows that an origin means: one, or several where a file was handed in twice.
    pub fn rows<'a>(&'a self, origin: &'a Origin) -> impl Iterator<Item = RowRef> + 'a {
        let sheets = self.0.get(&(origin.file, Arc::clone(&origin.sheet)));
        sheets.into_iter().flatten().map(|sheet| RowRef { sheet: *sheet, row: origin.row })
    }
}

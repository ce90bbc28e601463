//! Objects by what names them: commits, the accounts of files, reports.

use std::collections::{BTreeMap, BTreeSet};

use super::{Damage, Ingredients};
use crate::store::StoreError;
use crate::store::event::Event;
use crate::store::opened::Store;

/// Digits of a report's name that staff are shown; its sheet has them all.
const SHOWN_DIGITS: usize = 12;

/// Options of a commit that are files.
const FILES: [(&str, &str); 2] = [("mapping", "映射文件"), ("repairs", "更正清单")];

/// Objects, each with what it is to whom.
#[derive(Default)]
pub(super) struct Named(BTreeMap<String, String>);

impl Named {
    pub(super) fn add(&mut self, objects: BTreeMap<String, String>) {
        self.0.extend(objects);
    }

    /// The names.
    pub(super) fn names(&self) -> BTreeSet<String> {
        self.0.keys().cloned().collect()
    }

    /// The files that commits were given.
    pub(super) fn add_events(&mut self, events: &[Event]) {
        for event in events {
            for (option, what) in FILES {
                let version = event.version;
                let object = event.options.get(option).cloned();
                self.0.extend(object.map(|name| (name, format!("版本 {version} 所用的{what}"))));
            }
        }
    }
}

impl Store {
    /// Adds the reports and what they were made with; gives their number.
    pub(super) fn add_reports(
        &self,
        ingredients: Ingredients<'_>,
        named: &mut Named,
        damage: &mut Vec<Damage>,
    ) -> Result<usize, StoreError> {
        let reports = self.exports.reports()?;
        for name in &reports {
            let report = format!("报告 {}…", name.get(..SHOWN_DIGITS).unwrap_or(name));
            match self.objects.named(name).map(|manifest| ingredients(&manifest)) {
                // Told with the other objects.
                Err(_) => {}
                Ok(Some(used)) => {
                    let used = used.into_iter();
                    named.add(used.map(|it| (it, format!("{report}所用的文件"))).collect());
                }
                Ok(None) => damage.push((
                    self.folder().to_owned(),
                    format!("{report}的存档无法解读，这份报告不能再重现"),
                )),
            }
            named.0.insert(name.clone(), format!("{report}的存档"));
        }
        Ok(reports.len())
    }

    /// Objects that are named and not there.
    pub(super) fn missing(&self, named: &Named) -> Result<Vec<Damage>, StoreError> {
        let mut missing = Vec::new();
        for (name, what) in &named.0 {
            match self.objects.named(name) {
                // Damaged ones are told with all others.
                Ok(_) | Err(StoreError::ObjectDamaged { .. }) => {}
                Err(StoreError::ObjectMissing { path }) => {
                    missing.push((path, format!("没有了：{what}，以前的报告因此不能再重现")));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(missing)
    }
}

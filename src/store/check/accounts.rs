//! Every row accounted for: what the account of a delivered file says against the records that it has.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Damage;
use crate::model::in_chinese::in_its_own_words;
use crate::store::StoreError;
use crate::store::opened::Store;
use crate::store::record::{Part, RecordKind, StoredFile};

/// A delivered file: the commit that brought it, its delivery and path.
type Delivered = (i64, String, String);

/// Records of a delivered file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    rows: u64,
    rejects: u64,
}

/// The version that withdrew a record, if one did.
type Withdrawn = Option<i64>;

/// What the records of a delivered file are, but for its account.
#[derive(Default)]
struct Found {
    tally: Tally,
    /// What they say of their withdrawal.
    withdrawn: BTreeSet<Withdrawn>,
}

/// Other programs count by the marks of rows, this one by those of files.
const OTHERWISE_WITHDRAWN: &str =
    "有记录的撤回版本（withdrawn_by）与账目的不同，其他程序数出的行数会与报告不一致";

/// What all records say of delivered files.
#[derive(Default)]
struct Accounts {
    found: BTreeMap<Delivered, Found>,
    stated: BTreeMap<Delivered, (StoredFile, Withdrawn)>,
    damage: Vec<Damage>,
}

/// What the accounts have shown.
pub(super) struct Accounted {
    /// All records.
    pub records: u64,
    /// Objects that the accounts name: what came in, by where it came from.
    pub objects: BTreeMap<String, String>,
}

impl Store {
    /// Rows read = accepted + rejected + skipped for every file that was ever delivered, and as many records, each
    /// withdrawn by the version that withdrew the file: so at every version, whoever counts the rows that are known
    /// and not withdrawn counts what this program does.
    pub(super) fn account(&self, damage: &mut Vec<Damage>) -> Result<Accounted, StoreError> {
        let mut accounts = Accounts::default();
        let mut records = 0;
        for part in self.parts(&|_, _| true, None)? {
            records += part.records as u64;
            for index in 0..part.records {
                accounts.take(self, &part, index);
            }
        }
        let Accounts { mut found, stated, damage: unread } = accounts;
        damage.extend(unread);
        let place = || self.folder().to_owned();
        let mut objects = BTreeMap::new();
        for (of, (file, withdrawn)) in stated {
            let Found { tally, withdrawn: marks } = found.remove(&of).unwrap_or_default();
            let named = format!("批次 {} 的“{}”", of.1, of.2);
            let is_otherwise = marks.iter().any(|mark| *mark != withdrawn);
            let otherwise = is_otherwise.then(|| OTHERWISE_WITHDRAWN.to_owned());
            let wrong = differs(&file, tally).into_iter().chain(otherwise);
            damage.extend(wrong.map(|what| (place(), format!("{named}：{what}"))));
            objects.extend(file.object.map(|object| (object, format!("{named}的原件"))));
        }
        damage.extend(
            found.into_keys().map(|(_, batch, path)| {
                (place(), format!("批次 {batch} 的“{path}”有记录而没有账目"))
            }),
        );
        Ok(Accounted { records, objects })
    }
}

impl Accounts {
    fn take(&mut self, store: &Store, part: &Part, index: usize) {
        let arrays = &part.arrays;
        let text = |value: Option<Cow<'_, str>>| value.unwrap_or_default().into_owned();
        let from = arrays.known_from(index).unwrap_or_default();
        let of = (from, text(arrays.batch(index)), text(arrays.file(index)));
        let withdrawn = arrays.withdrawn_by(index);
        match part.kind {
            RecordKind::Commit => {}
            RecordKind::File => {
                match serde_json::from_str(&arrays.payload(index).unwrap_or_default()) {
                    Ok(file) => drop(self.stated.insert(of, (file, withdrawn))),
                    Err(error) => self.damage.push((
                        store.folder().to_owned(),
                        format!("“{}”的账目无法解读{}", of.2, in_its_own_words(&error)),
                    )),
                }
            }
            kind => {
                let found = self.found.entry(of).or_default();
                found.withdrawn.insert(withdrawn);
                // What takes the place of rows by an early as-of date is not counted beside them.
                let counted = u64::from(arrays.until_as_of(index).is_none());
                match kind {
                    RecordKind::Row => found.tally.rows += counted,
                    RecordKind::Reject => found.tally.rejects += counted,
                    _ => {}
                }
            }
        }
    }
}

/// How the records of a file differ from its account, if they do.
fn differs(file: &StoredFile, found: Tally) -> Option<String> {
    let Ok(source) = file.source() else { return Some("账目无法解读".to_owned()) };
    let rows = &source.rows;
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

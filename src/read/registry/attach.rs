//! Entries put on file, and the rows of other sheets attached to them: papers, relaxations, links, declared numbers.

use std::collections::{BTreeMap, HashMap};

use super::entry::{how_written, unit};
use super::header::Sort;
use super::record::{Record, Remarks};
use super::values::{day, list};
use super::{Arc, Code, RowRef, Rules, SheetId};
use crate::model::measure::Subject;
use crate::model::registry::columns::{Column, Columns, FactColumn, Item, is_year, plain};
use crate::model::registry::{Attestation, Entry, EntryKind, Registry, Relaxation};
use crate::model::text::nearest;

/// Entries in the order in which they came.
pub(super) struct Filed<'a> {
    names: &'a BTreeMap<SheetId, String>,
    entries: Vec<(RowRef, Entry)>,
    places: HashMap<(Subject, EntryKind), usize>,
    /// By province, unit and name, of whatever kind.
    by_name: HashMap<Name, Vec<usize>>,
    /// Training brands that a labour brand names, each with where it does.
    links: Vec<Link>,
    /// Rows about nobody on file.
    unknown: usize,
    /// Where a declared number came from.
    declared: HashMap<(usize, String), RowRef>,
}

/// Province, unit and name.
type Name = (Arc<str>, Arc<str>, Arc<str>);

/// Remarks of a kind that come with the nearest name: looking for it takes time.
const SUGGESTED: usize = 200;

struct Link {
    at: RowRef,
    column: Arc<str>,
    labour: usize,
    training: Arc<str>,
}

impl<'a> Filed<'a> {
    /// Nothing on file yet; `names` says how sheets are called.
    pub(super) fn new(names: &'a BTreeMap<SheetId, String>) -> Self {
        Self {
            names,
            entries: Vec::new(),
            places: HashMap::new(),
            by_name: HashMap::new(),
            unknown: 0,
            links: Vec::new(),
            declared: HashMap::new(),
        }
    }

    /// Puts an entry on file; the first of its kind, unit and name stays.
    pub(super) fn add(&mut self, record: &Record, entry: Entry, remarks: &mut Remarks) {
        let key = (entry.subject(), entry.kind);
        let at = record.at;
        if let Some((first, known)) = self.places.get(&key).and_then(|&i| self.entries.get(i)) {
            if *known != entry {
                let (city, kind, name) = (&entry.city, entry.kind.label(), &entry.name);
                let first = self.called(*first, at);
                let detail = format!("{city}{kind}“{name}”已在{first}登记，这一行没有采用");
                remarks.row(at, Code::RegistryDuplicate, "名称", detail);
            }
            return;
        }
        let labour = self.entries.len();
        let column = record.cell(Item::Links).map(|cell| Arc::clone(&cell.header));
        for training in &entry.links {
            let (column, training) = (column.clone().unwrap_or_default(), Arc::clone(training));
            self.links.push(Link { at, column, labour, training });
        }
        for key in entry.facts.keys() {
            self.declared.insert((labour, key.clone()), at);
        }
        let Subject { province, city, name, .. } = entry.subject();
        self.by_name.entry((province, city, name)).or_default().push(labour);
        self.places.insert(key, labour);
        self.entries.push((at, entry));
    }

    /// A row as another row calls it.
    fn called(&self, row: RowRef, from: RowRef) -> String {
        let sheet = self.names.get(&row.sheet).filter(|_| row.sheet != from.sheet);
        sheet.map_or_else(
            || format!("第 {} 行", row.row),
            |sheet| format!("{sheet}第 {} 行", row.row),
        )
    }

    /// Attaches a row to the entries that it is about.
    pub(super) fn attach(&mut self, record: &Record, rules: &Rules<'_>, remarks: &mut Remarks) {
        let needed: &[Item] = match record.sort {
            Sort::Entry => return,
            Sort::Paper => &[Item::Condition, Item::Who, Item::When, Item::Paper],
            Sort::Relaxation => &[Item::Ground, Item::Who, Item::When, Item::Paper],
            Sort::Link => &[Item::TrainingBrand],
            Sort::Declared => &[Item::Item, Item::Value],
        };
        let Some(targets) = self.targets(record, rules, remarks) else { return };
        let has = |item: &Item| {
            record.cell(*item).is_some()
                || *item == Item::TrainingBrand && record.cell(Item::Links).is_some()
        };
        let labels = needed.iter().filter(|item| !has(item)).map(|item| rules.columns.label(*item));
        let missing: Vec<&str> = labels.collect();
        if let Some(first) = missing.first() {
            let detail = format!("缺{}，请补填", missing.join("、"));
            return remarks.row(record.at, Code::RegistryRow, first, detail);
        }
        match record.sort {
            Sort::Entry => {}
            Sort::Paper => self.paper(record, &targets, rules, remarks),
            Sort::Relaxation => self.relaxation(record, &targets, rules, remarks),
            Sort::Link => self.link(record, &targets),
            Sort::Declared => self.number(record, &targets, rules.columns, remarks),
        }
    }

    /// The entries that a row is about: of any kind where it names none.
    fn targets(
        &mut self,
        record: &Record,
        rules: &Rules<'_>,
        remarks: &mut Remarks,
    ) -> Option<Vec<usize>> {
        let items = [Item::Name, Item::BrandName, Item::BaseName, Item::LabourBrand];
        let Some(cell) = items.into_iter().find_map(|item| record.cell(item)) else {
            let detail = "没有名称，请补填".to_owned();
            remarks.row(record.at, Code::RegistryRow, rules.columns.label(Item::Name), detail);
            return None;
        };
        let kinds = kinds(record, rules.columns, remarks)?;
        let unit = unit(record, rules.regions, remarks)?;
        let city = rules.regions.unit_name(unit);
        let province = rules.regions.province_name(rules.regions.province_of(unit));
        let kind_of = |index: &&usize| {
            self.entries.get(**index).is_some_and(|(_, entry)| kinds.contains(&entry.kind))
        };
        let name = (Arc::clone(province), Arc::clone(city), Arc::from(cell.text.as_str()));
        let named = self.by_name.get(&name).into_iter().flatten();
        let targets: Vec<usize> = named.filter(kind_of).copied().collect();
        if !targets.is_empty() {
            return Some(targets);
        }
        self.unknown += 1;
        let here = |entry: &&Entry| {
            entry.city == *city && entry.province == *province && kinds.contains(&entry.kind)
        };
        let entries = self.entries.iter().filter(|_| self.unknown <= SUGGESTED);
        let names = entries.map(|(_, entry)| entry).filter(here).map(|entry| &*entry.name);
        let near = nearest(&cell.text, names)
            .map_or_else(String::new, |name| format!("，登记的名称中最相近的是“{name}”"));
        let kind = match kinds[..] {
            [kind] => kind.label(),
            _ => "品牌或基地",
        };
        let detail = format!("{city}没有登记这个{kind}{near}");
        remarks.cell(record.at, Code::RegistrySubject, cell, detail);
        None
    }

    fn each(&mut self, targets: &[usize], mut change: impl FnMut(&mut Entry)) {
        for &target in targets {
            if let Some((_, entry)) = self.entries.get_mut(target) {
                change(entry);
            }
        }
    }

    /// Of several papers for a condition the latest by the as-of date counts, else the first to come.
    fn paper(
        &mut self,
        record: &Record,
        targets: &[usize],
        rules: &Rules<'_>,
        remarks: &mut Remarks,
    ) {
        let Some(id) = condition(record, rules, remarks) else { return };
        let Some(paper) = attestation(record, rules, remarks) else { return };
        let later = |day: chrono::NaiveDate| {
            (day <= rules.as_of, day.min(rules.as_of), std::cmp::Reverse(day))
        };
        self.each(targets, |entry| {
            let known = entry.attestations.get(&id);
            if known.is_none_or(|known| later(known.when) < later(paper.when)) {
                entry.attestations.insert(id.clone(), paper.clone());
            }
        });
    }

    fn relaxation(
        &mut self,
        record: &Record,
        targets: &[usize],
        rules: &Rules<'_>,
        remarks: &mut Remarks,
    ) {
        let condition = match record.cell(Item::Condition) {
            // A condition that nobody knows must not become a relaxation of all.
            Some(_) => match condition(record, rules, remarks) {
                Some(id) => Some(id),
                None => return,
            },
            None => None,
        };
        let Some(paper) = attestation(record, rules, remarks) else { return };
        let ground = record.kept(Item::Ground).unwrap_or_default();
        let relaxation = Relaxation { ground, condition, paper };
        self.each(targets, |entry| {
            if !entry.relaxations.contains(&relaxation) {
                entry.relaxations.push(relaxation.clone());
            }
        });
    }

    fn link(&mut self, record: &Record, targets: &[usize]) {
        let cell = record.cell(Item::TrainingBrand).or_else(|| record.cell(Item::Links));
        let Some(cell) = cell else { return };
        for training in list(&cell.text).map(Arc::<str>::from) {
            for &labour in targets {
                let Some((_, entry)) = self.entries.get_mut(labour) else { continue };
                if entry.links.contains(&training) {
                    continue;
                }
                entry.links.push(Arc::clone(&training));
                let (at, column) = (record.at, Arc::clone(&cell.header));
                self.links.push(Link { at, column, labour, training: Arc::clone(&training) });
            }
        }
    }

    fn number(
        &mut self,
        record: &Record,
        targets: &[usize],
        columns: &Columns,
        remarks: &mut Remarks,
    ) {
        let (Some(item), Some(value)) = (record.cell(Item::Item), record.cell(Item::Value)) else {
            return;
        };
        let tell = |remarks: &mut Remarks, cell, detail: &str| {
            remarks.cell(record.at, Code::RegistryValue, cell, detail.to_owned());
        };
        let by_key = || columns.fact(&item.text).map(|_| Column::Fact(item.text.clone()));
        let Some(Column::Fact(mut key)) = columns.column(&item.text).or_else(by_key) else {
            let known: Vec<&str> = columns.facts().iter().map(FactColumn::label).collect();
            let detail = format!("不认识这个项目，应为：{}", known.join("、"));
            return tell(remarks, item, &detail);
        };
        if let Some(year) = record.cell(Item::Year) {
            let text = plain(&year.text);
            let text = text.strip_suffix('年').unwrap_or(&text);
            let yearly = columns.fact(&key).is_some_and(|fact| fact.yearly && fact.key == key);
            if !is_year(text) || !yearly {
                let detail = if yearly {
                    "不是年份，请写成 2023"
                } else {
                    "这个项目不分年份"
                };
                return tell(remarks, year, detail);
            }
            key = format!("{key}_{text}");
        }
        let Some(number) = columns.number(&key, &value.text) else {
            return tell(remarks, value, how_written(&key, columns));
        };
        for &target in targets {
            let first = self.declared.get(&(target, key.clone())).copied();
            let Some((_, entry)) = self.entries.get_mut(target) else { continue };
            let known = *entry.facts.entry(key.clone()).or_insert(number);
            if known != number
                && let Some(first) = first
            {
                let first = self.called(first, record.at);
                let detail = format!("“{}”已在{first}登记为 {known}", item.text);
                remarks.cell(record.at, Code::RegistryDuplicate, value, detail);
            }
            self.declared.entry((target, key.clone())).or_insert(record.at);
        }
    }

    /// Looks for the training brands that labour brands name.
    pub(super) fn check_links(&self, remarks: &mut Remarks) {
        let mut unknown = 0;
        for link in &self.links {
            let Some((_, labour)) = self.entries.get(link.labour) else { continue };
            let name = Arc::clone(&link.training);
            let subject = Subject { name, ..labour.subject() };
            if self.places.contains_key(&(subject, EntryKind::Training)) {
                continue;
            }
            unknown += 1;
            let entries = self.entries.iter().filter(|_| unknown <= SUGGESTED);
            let of_unit = entries.map(|(_, entry)| entry).filter(|entry| {
                entry.kind == EntryKind::Training
                    && (&entry.province, &entry.city) == (&labour.province, &labour.city)
            });
            let near = nearest(&link.training, of_unit.map(|entry| &*entry.name))
                .map_or_else(String::new, |name| format!("，最相近的是“{name}”"));
            let detail = format!(
                "劳务品牌“{}”关联的“{}”不是{}登记的培训品牌{near}",
                labour.name, link.training, labour.city
            );
            remarks.row(link.at, Code::RegistryLink, &link.column, detail);
        }
    }

    /// All that is on file.
    pub(super) fn registry(self) -> Registry {
        let mut registry = Registry::default();
        for (_, entry) in self.entries {
            // Of every place there is one entry.
            let _ = registry.add(entry);
        }
        registry
    }
}

/// The kinds that a row may be about.
fn kinds(record: &Record, columns: &Columns, remarks: &mut Remarks) -> Option<Vec<EntryKind>> {
    if record.sort == Sort::Link {
        return Some(vec![EntryKind::Labour]);
    }
    let Some(cell) = record.cell(Item::Kind) else { return Some(EntryKind::ALL.to_vec()) };
    let kind = columns.kind(&cell.text);
    if kind.is_none() {
        let detail = "不认识这个种类，应为培训品牌、劳务品牌、基地，或不填".to_owned();
        remarks.cell(record.at, Code::RegistryRow, cell, detail);
    }
    kind.map(|kind| vec![kind])
}

/// The id under which a row is filed; one that no policy knows is a remark.
fn condition(record: &Record, rules: &Rules<'_>, remarks: &mut Remarks) -> Option<String> {
    let cell = record.cell(Item::Condition)?;
    let found = rules.conditions.find(record.text(Item::Document), &cell.text);
    found.map_err(|detail| remarks.cell(record.at, Code::RegistryCondition, cell, detail)).ok()
}

/// Who answers for a row, since when, by which paper.
fn attestation(record: &Record, rules: &Rules<'_>, remarks: &mut Remarks) -> Option<Attestation> {
    let when = day(record, Item::When, remarks)?;
    if when > rules.as_of
        && let Some(cell) = record.cell(Item::When)
    {
        let detail = format!("截止日期 {}", rules.as_of);
        remarks.cell(record.at, Code::RegistryNotYet, cell, detail);
    }
    Some(Attestation { who: record.kept(Item::Who)?, when, paper: record.kept(Item::Paper)? })
}

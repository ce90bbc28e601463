//! Reporting units with what there is to judge in them, and the results that counting builds on.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::JudgeInput;
use crate::model::measure::{Subject, SubjectKind};
use crate::model::policy::{Family, Policy};
use crate::model::region::Regions;
use crate::model::registry::{Entry, EntryKind};
use crate::model::verdict::{Outcome, Verdict};

/// One reporting unit.
pub(super) struct Unit<'a> {
    pub province: Arc<str>,
    pub city: Arc<str>,
    /// Brands and bases of the ledgers and of the registry.
    pub subjects: BTreeSet<Subject>,
    /// What the registry has on file there.
    pub entries: Vec<&'a Entry>,
}

/// Units that have something to be judged, and those that a policy counts in although they have nothing.
pub(super) fn units<'a>(input: &JudgeInput<'a>, counting: &[&Policy]) -> Vec<Unit<'a>> {
    let mut units: BTreeMap<(Arc<str>, Arc<str>), Unit> = BTreeMap::new();
    let mut unit = |province: &Arc<str>, city: &Arc<str>, add: &mut dyn FnMut(&mut Unit<'a>)| {
        let blank = || Unit {
            province: Arc::clone(province),
            city: Arc::clone(city),
            subjects: BTreeSet::new(),
            entries: Vec::new(),
        };
        add(units.entry((Arc::clone(province), Arc::clone(city))).or_insert_with(blank));
    };
    for subject in &input.counts.subjects {
        if matches!(subject.kind, SubjectKind::Brand | SubjectKind::Base) {
            unit(&subject.province, &subject.city, &mut |unit| {
                unit.subjects.insert(subject.clone());
            });
        }
    }
    for entry in input.registry.entries() {
        unit(&entry.province, &entry.city, &mut |unit| {
            if entry.kind != EntryKind::County {
                unit.subjects.insert(entry.subject());
            }
            unit.entries.push(entry);
        });
    }
    for policy in counting {
        for (province, city) in counted_units(policy, input.regions) {
            unit(&province, &city, &mut |_| {});
        }
    }
    let wanted = |unit: &Unit| input.only_unit.is_none_or(|only| *unit.city == *only);
    units.into_values().filter(wanted).collect()
}

/// The units that a policy sets numbers of entries for.
fn counted_units(policy: &Policy, regions: &Regions) -> Vec<(Arc<str>, Arc<str>)> {
    let counts =
        |family: &&Family| matches!(family.subject, SubjectKind::City | SubjectKind::County);
    let families: Vec<&Family> = policy.families.iter().filter(counts).collect();
    let Some(province) = regions.province(&policy.province).filter(|_| !families.is_empty()) else {
        return Vec::new();
    };
    let names = regions.units_of(province).map(|unit| regions.unit_name(unit));
    let about = |city: &&Arc<str>| {
        policy.addresses(&policy.province, city)
            && families.iter().any(|family| family.is_about(city))
    };
    let place = |city: &Arc<str>| (Arc::clone(regions.province_name(province)), Arc::clone(city));
    names.filter(about).map(place).collect()
}

/// The policies that have something on file where they apply: else numbers of entries would say nothing.
pub(super) fn counting<'a>(input: &JudgeInput<'a>) -> Vec<&'a Policy> {
    let on_file = |policy: &&Policy| {
        input.registry.entries().any(|entry| policy.addresses(&entry.province, &entry.city))
    };
    input.policies.iter().filter(on_file).collect()
}

/// A province.
pub(super) fn province(name: &str) -> Subject {
    let none: Arc<str> = "".into();
    Subject {
        kind: SubjectKind::Province,
        province: name.into(),
        city: Arc::clone(&none),
        name: none,
    }
}

impl<'a> Unit<'a> {
    /// The unit itself, or its counties; nothing for brands, bases and provinces.
    pub(super) fn counted(&self, kind: SubjectKind, regions: &Regions) -> Vec<Subject> {
        let subject = |name: Arc<str>| Subject {
            kind,
            province: Arc::clone(&self.province),
            city: Arc::clone(&self.city),
            name,
        };
        match kind {
            SubjectKind::City => vec![subject("".into())],
            SubjectKind::County => {
                let unit = regions.unit(&self.city, regions.province(&self.province));
                let counties = unit.into_iter().flat_map(|unit| regions.counties_of(unit));
                counties.map(|name| subject(Arc::clone(name))).collect()
            }
            SubjectKind::Brand | SubjectKind::Base | SubjectKind::Province => Vec::new(),
        }
    }

    /// The entries that count for the unit, or for one of its counties; those without a county may lie in any.
    pub(super) fn entries_of(&self, subject: &Subject) -> Vec<&'a Entry> {
        let counts = |entry: &&Entry| {
            subject.kind != SubjectKind::County
                || entry.county.as_deref().is_none_or(|county| *county == *subject.name)
        };
        self.entries.iter().copied().filter(counts).collect()
    }
}

/// Results of whole standards, by policy and subject.
pub(super) struct Found<'a> {
    wholes: HashMap<(&'a str, &'a Subject), Vec<&'a Verdict>>,
}

impl<'a> Found<'a> {
    /// Gathers them.
    pub(super) fn of(verdicts: &'a [Verdict]) -> Self {
        let mut wholes: HashMap<_, Vec<&Verdict>> = HashMap::new();
        for verdict in verdicts.iter().filter(|verdict| verdict.is_whole()) {
            wholes.entry((verdict.policy.as_ref(), &verdict.subject)).or_default().push(verdict);
        }
        Self { wholes }
    }

    /// How a subject stands by the standards of a family: one of them is enough. `None` where it was not judged by it.
    pub(super) fn outcome(
        &self,
        policy: &Policy,
        family: &Family,
        subject: &Subject,
    ) -> Option<Outcome> {
        let of_family = |verdict: &&&Verdict| {
            *verdict.standard == *family.name
                || family.standards.iter().any(|standard| standard.name == verdict.standard)
        };
        let wholes = self.wholes.get(&(policy.id.as_ref(), subject))?;
        let outcomes: Vec<Outcome> =
            wholes.iter().filter(of_family).map(|verdict| verdict.result).collect();
        (!outcomes.is_empty()).then(|| Outcome::any_of(outcomes))
    }
}

//! What merging lists besides enrolments: identity conflicts, persons in several units, near-equal classes.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::Listing;
use super::fold::Context;
use super::sorted::Unjoined;
use crate::model::enrolment::Enrolment;
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef};
use crate::model::ledger::{ClassKey, Course};
use crate::model::people::Row;
use crate::model::region::UnitId;
use crate::model::text::{narrow, without_space};
use crate::model::vocabulary::Vocabulary;

/// One ID with different names: a finding at the first row of every name but the first.
pub fn identity_conflicts(person: &[Row<'_>], context: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut named = person.iter().filter(|row| row.name != 0);
    let Some(first) = named.next() else { return };
    if named.all(|row| row.name == first.name) {
        return;
    }
    let mut first_rows: BTreeMap<u64, (u32, RowRef)> = BTreeMap::new();
    for row in person.iter().filter(|row| row.name != 0) {
        let first = first_rows.entry(row.name).or_insert((row.ordinal, row.at));
        *first = (*first).min((row.ordinal, row.at));
    }
    let mut places: Vec<(u32, RowRef)> = first_rows.into_values().collect();
    places.sort_unstable();
    let id: Box<str> = first.person.digits18().unwrap_or_default().into();
    for (_, at) in places.into_iter().skip(1) {
        findings.push(Finding {
            at,
            code: Code::IdentityConflict,
            field: Some(Field::IdNumber),
            column: context.words.headers().shared_label(Field::Name),
            value: id.clone(),
            detail: "".into(),
        });
    }
}

/// A person enrolled in several reporting units: a finding at the first row in each of them.
pub fn cross_unit(person: &[Enrolment], context: &Context<'_>, findings: &mut Vec<Finding>) {
    let unit_of = |enrolment: &Enrolment| context.catalogue.course(enrolment.course).unit;
    let mut units = person.iter().map(unit_of);
    let Some(one) = units.next() else { return };
    if units.all(|unit| unit == one) {
        return;
    }
    let mut first_rows: Vec<(UnitId, RowRef)> =
        person.iter().map(|enrolment| (unit_of(enrolment), enrolment.first_row)).collect();
    first_rows.sort_unstable();
    first_rows.dedup_by_key(|(unit, _)| *unit);
    let names: Vec<&str> =
        first_rows.iter().map(|(unit, _)| &**context.regions.unit_name(*unit)).collect();
    let names: Box<str> = names.join("、").into();
    let id: Box<str> = person.first().and_then(|e| e.person.digits18()).unwrap_or_default().into();
    for (_, at) in first_rows {
        findings.push(Finding {
            at,
            code: Code::CrossUnit,
            field: Some(Field::IdNumber),
            column: context.words.headers().shared_label(Field::IdNumber),
            value: id.clone(),
            detail: names.clone(),
        });
    }
}

/// Rows of certificate, employment and subsidy ledgers that belong to no enrolment: listed, never lost.
pub fn unassigned(rows: &[Unjoined], words: &Vocabulary, listing: &mut Listing) {
    for row in rows {
        *listing.unassigned_rows.entry(row.at.sheet.file).or_default() += 1;
        listing.findings.push(Finding {
            at: row.at,
            code: Code::RowUnassigned,
            field: Some(Field::IdNumber),
            column: words.headers().shared_label(Field::IdNumber),
            value: row.person.digits18().unwrap_or_default().into(),
            detail: format!("{}：{}", row.kind, row.why).into(),
        });
    }
}

/// Class numbers of one unit that differ only in width, space or leading zeros.
#[derive(Debug, Default)]
pub struct NearClasses {
    /// Courses whose class numbers are nearly equal, group by group.
    groups: Vec<BTreeSet<u32>>,
    /// The same, all together.
    courses: BTreeSet<u32>,
}

impl NearClasses {
    pub fn among(courses: &[Course]) -> Self {
        let mut firsts: HashMap<(UnitId, &str, String), u32, FixedState> = HashMap::default();
        let mut groups: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (index, course) in (0u32..).zip(courses) {
            if let ClassKey::Number(class) = &course.class {
                let key = (course.unit, &*course.brand, loose_class(class));
                let first = *firsts.entry(key).or_insert(index);
                if first != index {
                    groups.entry(first).or_default().extend([first, index]);
                }
            }
        }
        let groups: Vec<_> = groups.into_values().collect();
        let courses = groups.iter().flatten().copied().collect();
        Self { groups, courses }
    }

    /// Keeps the first row of a course that belongs to a group.
    pub fn note(&self, course: u32, at: RowRef, first_rows: &mut BTreeMap<u32, RowRef>) {
        if self.courses.contains(&course) {
            let first = first_rows.entry(course).or_insert(at);
            *first = (*first).min(at);
        }
    }

    /// A finding at the first row of every class in a group.
    pub fn findings(
        &self,
        courses: &[Course],
        first_rows: &BTreeMap<u32, RowRef>,
        words: &Vocabulary,
    ) -> Vec<Finding> {
        let class_of = |course: u32| match &courses[course as usize].class {
            ClassKey::Number(class) => &**class,
            ClassKey::Composite { .. } => "",
        };
        let mut findings = Vec::new();
        for group in &self.groups {
            for (course, at) in
                group.iter().filter_map(|course| Some((course, first_rows.get(course)?)))
            {
                let others: Vec<&str> =
                    group.iter().filter(|c| *c != course).map(|c| class_of(*c)).collect();
                findings.push(Finding {
                    at: *at,
                    code: Code::NearClass,
                    field: Some(Field::ClassNo),
                    column: words.headers().shared_label(Field::ClassNo),
                    value: class_of(*course).into(),
                    detail: format!("另有“{}”", others.join("”“")).into(),
                });
            }
        }
        findings
    }
}

/// A class number without what people vary: width, white space, leading zeros of every run of digits, case.
fn loose_class(class: &str) -> String {
    let plain = without_space(&narrow(class)).to_uppercase();
    let mut loose = String::with_capacity(plain.len());
    let mut in_zeros = true;
    for (at, c) in plain.char_indices() {
        let next_is_digit = plain[at + c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        if in_zeros && c == '0' && next_is_digit {
            continue;
        }
        in_zeros = !c.is_ascii_digit();
        loose.push(c);
    }
    loose
}

#[cfg(test)]
mod tests {
    use super::loose_class;

    #[test]
    fn near_equal_classes_share_a_loose_form() {
        assert_eq!(loose_class("01"), loose_class("１"));
        assert_eq!(loose_class("A-003班"), loose_class("a-3 班"));
        assert_ne!(loose_class("10"), loose_class("1"));
        assert_eq!(loose_class("0"), "0");
    }
}

//! What was seen put together: the checks of several persons, the rows found again, the counts of units.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::suspect::{Seen, Suspect};
use super::{
    Auditor, Context, Found, RowAt, class_size, copied_block, credit_code, hours,
    shared_certificate, shared_phone, twin,
};
use crate::model::check::{Check, Severity};
use crate::model::finding::RowRef;
use crate::model::ledger::ClassKey;
use crate::model::money::Fen;
use crate::model::region::UnitId;
use crate::model::suspicion::{
    Audit, AuditSample, CourseName, SampledUnit, SuspectRow, Suspicion, UnitAudit, UnitName,
};

/// All that the checks found.
pub fn finish(auditor: &Auditor<'_>, found: Found, row_at: RowAt<'_>) -> Audit {
    let context = auditor.context;
    let Found { mut suspects, no_certificate, collected, drawn, enrolments } = found;
    let (uncertified, unchecked) = auditor.no_certificate.finish(no_certificate);
    suspects.extend(uncertified);
    suspects.extend(shared_certificate::find(context, collected.certificates.into_list()));
    let mut phones = collected.phones.into_list();
    phones.par_sort_unstable_by_key(|phone| (phone.number, phone.name, phone.row));
    suspects.extend(shared_phone::find(context, &phones));
    suspects.extend(twin::find(context, &phones));
    drop(phones);
    let mut barred = collected.barred.into_list();
    barred.par_sort_unstable_by_key(|row| (row.course, *row));
    let mut sat = collected.sat.into_list();
    sat.par_sort_unstable_by_key(|sat| (sat.row.course, sat.row));
    suspects.extend(class_size::find(context, &sat, &barred, row_at));
    suspects.extend(hours::find(context, &sat));
    suspects.extend(credit_code::find(context, &sat));
    suspects.extend(copied_block::find(context, &mut sat));
    drop(sat);

    order(&mut suspects, &context);
    let units = units(&suspects, &enrolments, &context);
    let sample = auditor.draw.as_ref().map(|draw| {
        let shares = draw.finish(drawn);
        let drawn = shares.into_iter().map(|share| SampledUnit {
            unit: unit_name(share.unit, &context),
            enrolments: share.enrolments,
            drawn: share.rows.iter().map(|row| found_again(row, &context, row_at)).collect(),
        });
        let (seed, wanted) = (draw.size.seed, draw.size.enrolments);
        AuditSample { seed, wanted, units: drawn.collect() }
    });
    let suspicions: Vec<Suspicion> =
        suspects.into_par_iter().map(|suspect| suspicion(suspect, &context, row_at)).collect();
    let drawn = sample.iter().flat_map(|sample| &sample.units).flat_map(|unit| &unit.drawn);
    let rows = suspicions.iter().flat_map(|suspicion| &suspicion.rows).chain(drawn);
    let courses: BTreeSet<u32> = rows.map(|row| row.course).collect();
    let unchecked = unchecked.into_iter();
    Audit {
        checks: context.checks.clone(),
        courses: courses
            .into_iter()
            .map(|course| (course, course_name(course, &context)))
            .collect(),
        suspicions,
        units,
        unchecked: unchecked
            .map(|unit| (Check::NoCertificate, unit_name(unit, &context)))
            .collect(),
        sample,
    }
}

/// Rows in their order; suspicions by unit of the first row, check and first row.
fn order(suspects: &mut [Suspect], context: &Context<'_>) {
    for suspect in suspects.iter_mut() {
        suspect.rows.sort_unstable();
        suspect.rows.dedup();
    }
    let unit = |suspect: &Suspect| {
        suspect.rows.first().map(|row| context.catalogue.course(row.course).unit)
    };
    suspects.par_sort_by(|a, b| {
        let key = |suspect: &Suspect| (unit(suspect), suspect.check);
        key(a).cmp(&key(b)).then_with(|| a.rows.cmp(&b.rows)).then_with(|| a.detail.cmp(&b.detail))
    });
}

/// The counts of units, the most doubtful first.
fn units(
    suspects: &[Suspect],
    enrolments: &BTreeMap<UnitId, u64>,
    context: &Context<'_>,
) -> Vec<UnitAudit> {
    let none = |(unit, enrolments): (&UnitId, &u64)| {
        let audit = UnitAudit {
            unit: unit_name(*unit, context),
            enrolments: *enrolments,
            doubtful: 0,
            checks: BTreeMap::new(),
            severities: [0; Severity::ALL.len()],
            amount: Fen::ZERO,
        };
        (*unit, audit)
    };
    let mut audits: BTreeMap<UnitId, UnitAudit> = enrolments.iter().map(none).collect();
    let unit_of = |row: &Seen| context.catalogue.course(row.course).unit;
    for suspect in suspects {
        let involved: BTreeSet<UnitId> = suspect.rows.iter().map(unit_of).collect();
        for unit in involved {
            let Some(audit) = audits.get_mut(&unit) else { continue };
            *audit.checks.entry(suspect.check).or_default() += 1;
            let severity = Severity::ALL.iter().position(|it| *it == suspect.severity);
            if let Some(count) = severity.and_then(|index| audit.severities.get_mut(index)) {
                *count += 1;
            }
            audit.amount += suspect.amount;
        }
    }
    let rows = suspects.iter().flat_map(|suspect| &suspect.rows);
    let mut doubtful: Vec<_> = rows.map(|row| (row.course, row.person)).collect();
    doubtful.par_sort_unstable();
    doubtful.dedup();
    for (course, _) in doubtful {
        if let Some(audit) = audits.get_mut(&context.catalogue.course(course).unit) {
            audit.doubtful += 1;
        }
    }
    let mut audits: Vec<UnitAudit> = audits.into_values().collect();
    audits.sort_by_key(|audit| std::cmp::Reverse(audit.severities));
    audits
}

fn suspicion(suspect: Suspect, context: &Context<'_>, row_at: RowAt<'_>) -> Suspicion {
    let persons: BTreeSet<_> = suspect.rows.iter().map(|row| row.person).collect();
    Suspicion {
        check: suspect.check,
        severity: suspect.severity,
        persons: persons.len(),
        rows: suspect.rows.iter().map(|row| found_again(row, context, row_at)).collect(),
        detail: suspect.detail,
        amount: suspect.amount,
    }
}

fn found_again(row: &Seen, context: &Context<'_>, row_at: RowAt<'_>) -> SuspectRow {
    let (block, index) = row_at(row.ordinal);
    let particular = block.particulars.of(index).unwrap_or_default();
    let number = block.rows.get(index).map_or(0, |row| row.number);
    SuspectRow {
        at: RowRef { sheet: block.sheet, row: number },
        course: row.course,
        id: context.catalogue.number(row.person).unwrap_or_default().into(),
        name: particular.name.into(),
    }
}

fn unit_name(unit: UnitId, context: &Context<'_>) -> UnitName {
    let regions = context.regions;
    UnitName {
        province: Arc::clone(regions.province_name(regions.province_of(unit))),
        city: Arc::clone(regions.unit_name(unit)),
    }
}

fn course_name(course: u32, context: &Context<'_>) -> CourseName {
    let course = context.catalogue.course(course);
    let class = match &course.class {
        ClassKey::Number(number) => Arc::clone(number),
        ClassKey::Composite { provider, occupation, start, end } => {
            let day =
                |day: &Option<chrono::NaiveDate>| day.map_or("?".to_owned(), |day| day.to_string());
            format!("{provider} {occupation} {}至{}", day(start), day(end)).trim().into()
        }
    };
    CourseName { unit: unit_name(course.unit, context), brand: Arc::clone(&course.brand), class }
}

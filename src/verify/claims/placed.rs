//! Persons placed, whom rosters tell of and no enrolment: compared with the counts of other years and neighbours.

use super::diagnose::agrees;
use super::figure::{status, unverifiable};
use crate::model::claim::Claim;
use crate::model::counts::Counts;
use crate::model::measure::Subject;
use crate::model::period::Window;
use crate::model::verification::{Cause, Explanation, Status, Term, Verified};

const NO_ROSTER: &str = "台账中没有劳务输出花名册";
const NO_YEAR: &str = "花名册中没有这一年的记录";

/// Verifies a claim of persons placed.
pub(super) fn verify(claim: &Claim, counts: &Counts) -> Verified {
    let of = |subject: &Subject, year: i32| -> Option<i64> {
        let tally = counts.tally(subject, Window::year(year)?)?;
        i64::try_from(tally.placed).ok()
    };
    if !counts.has_rosters(&claim.subject) {
        return unverifiable(claim, NO_ROSTER);
    }
    let city = Subject {
        kind: crate::model::measure::SubjectKind::City,
        name: "".into(),
        ..claim.subject.clone()
    };
    let around = if claim.subject.city.is_empty() { &claim.subject } else { &city };
    let value = of(&claim.subject, claim.year).unwrap_or(0);
    if value == 0 && of(around, claim.year).unwrap_or(0) == 0 {
        return unverifiable(claim, NO_YEAR);
    }
    let mut verified = Verified {
        counted: Some(crate::model::claim::Amount::whole(value)),
        status: status(claim, value),
        ..unverifiable(claim, "")
    };
    if verified.status == Status::Equal {
        return verified;
    }
    let before = of(&claim.subject, claim.year - 1).unwrap_or(0);
    let after = of(&claim.subject, claim.year + 1).unwrap_or(0);
    let years = [
        (before, "用了上一年的数"),
        (after, "用了下一年的数"),
        (value + before, "连同上一年"),
        (value + after, "连同下一年"),
        (value + before + after, "连同上一年和下一年"),
    ];
    let years = years.into_iter().map(|(value, words)| (Cause::YearBasis, value, words.to_owned()));
    let others = neighbours(claim, counts).filter_map(|(cause, other)| {
        let name = if other.name.is_empty() || cause == Cause::OtherUnit {
            &other.city
        } else {
            &other.name
        };
        Some((cause, value + of(&other, claim.year)?, format!("加上了“{name}”的数")))
    });
    let exact: Vec<_> =
        years.chain(others).filter(|(_, sum, _)| *sum != value && agrees(claim, *sum)).collect();
    for (cause, sum, words) in exact {
        let known = verified.explanations.iter().any(|known| known.causes == [cause]);
        if verified.explanations.is_empty() {
            verified.exact = true;
            let amount = sum - value;
            verified.terms.push(Term { cause: Some(cause), detail: words.clone(), amount });
        }
        if !known {
            verified.explanations.push(Explanation { causes: vec![cause], detail: words });
        }
    }
    let explained: i64 = verified.terms.iter().map(|term| term.amount).sum();
    let left = claim.claimed.units - value - explained;
    if left != 0 {
        let detail = if left > 0 { "台账中没有" } else { "台账中有而没有申报" };
        verified.terms.insert(0, Term { cause: None, detail: detail.to_owned(), amount: left });
    }
    verified
}

/// Others of the same name elsewhere, and others of the same unit.
fn neighbours<'c>(
    claim: &'c Claim,
    counts: &'c Counts,
) -> impl Iterator<Item = (Cause, Subject)> + 'c {
    let own = &claim.subject;
    let alike = counts.subjects.iter().filter(move |other| other.kind == own.kind && *other != own);
    alike.filter_map(move |other| {
        let same_unit = other.city == own.city && other.province == own.province;
        if other.name == own.name && other.province == own.province {
            Some((Cause::OtherUnit, other.clone()))
        } else {
            same_unit.then(|| (Cause::OtherBrand, other.clone()))
        }
    })
}

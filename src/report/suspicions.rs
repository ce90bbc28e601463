//! `suspicions.csv` (a line per row of a suspicion) and `audit_sample.csv`; and what they share with `疑点.xlsx`.

use std::io::Write;

use super::csv::Csv;
use super::error::Fault;
use super::mask::Mask;
use crate::model::check::Check;
use crate::model::field::Field;
use crate::model::finding::Code;
use crate::model::money::Fen;
use crate::model::review::Review;
use crate::model::suspicion::{Audit, AuditSample, SuspectRow};

const HEADER: [&str; 16] = [
    "suspicion",
    "code",
    "severity",
    "title",
    "province",
    "city",
    "brand",
    "class",
    "name",
    "id_number",
    "detail",
    "persons",
    "subsidy_fen",
    "file",
    "sheet",
    "row",
];
const SAMPLE_HEADER: [&str; 10] =
    ["number", "province", "city", "brand", "class", "name", "id_number", "file", "sheet", "row"];

/// Writes `suspicions.csv`.
pub(super) fn write(out: impl Write, review: &Review, mask: Mask) -> Result<(), Fault> {
    let audit = &review.audit;
    let mut csv = Csv::new(out, &HEADER)?;
    for (number, suspicion) in (1u64..).zip(&audit.suspicions) {
        for row in &suspicion.rows {
            csv.number(number)?;
            csv.text(suspicion.check.code())?;
            csv.text(suspicion.severity.key())?;
            csv.text(&audit.checks.rule(suspicion.check).title)?;
            person(&mut csv, audit, row, mask)?;
            csv.text(&suspicion.detail)?;
            csv.number(suspicion.persons)?;
            csv.number(suspicion.amount.0)?;
            place(&mut csv, review, row)?;
        }
    }
    Ok(())
}

/// Writes `audit_sample.csv`.
pub(super) fn write_sample(
    out: impl Write,
    review: &Review,
    sample: &AuditSample,
    mask: Mask,
) -> Result<(), Fault> {
    let mut csv = Csv::new(out, &SAMPLE_HEADER)?;
    let rows = sample.units.iter().flat_map(|unit| &unit.drawn);
    for (number, row) in (1u64..).zip(rows) {
        csv.number(number)?;
        person(&mut csv, &review.audit, row, mask)?;
        place(&mut csv, review, row)?;
    }
    Ok(())
}

fn person<W: Write>(
    csv: &mut Csv<W>,
    audit: &Audit,
    row: &SuspectRow,
    mask: Mask,
) -> Result<(), Fault> {
    let course = audit.course(row);
    csv.text(course.map_or("", |course| &course.unit.province))?;
    csv.text(course.map_or("", |course| &course.unit.city))?;
    csv.text(course.map_or("", |course| &course.brand))?;
    csv.text(course.map_or("", |course| &course.class))?;
    csv.text(&row.name)?;
    csv.text(&masked_id(&row.id, mask))?;
    Ok(())
}

fn place<W: Write>(csv: &mut Csv<W>, review: &Review, row: &SuspectRow) -> Result<(), Fault> {
    csv.text(review.run.sources.path(row.at.sheet))?;
    csv.text(review.run.sources.sheet_name(row.at.sheet))?;
    csv.number(row.at.row)?;
    csv.end_row()?;
    Ok(())
}

/// An ID number as outputs show it.
pub(super) fn masked_id(id: &str, mask: Mask) -> String {
    mask.value(Some(Field::IdNumber), Code::IdChecksum, id).into_owned()
}

/// How a sample was drawn.
pub(super) fn sampled(sample: &AuditSample) -> String {
    let all: u64 = sample.units.iter().map(|unit| unit.enrolments).sum();
    let drawn: usize = sample.units.iter().map(|unit| unit.drawn.len()).sum();
    format!(
        "抽查：从截止日期前已结业的 {all} 条参训记录中随机抽取 {drawn} 条（种子 {}）；按各上报单位的记录数\
         比例分配，名额够时每个单位至少一条。台账不变、种子不变，抽出的记录也不变。",
        sample.seed
    )
}

/// The suspicions of a check taken together.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub suspicions: u64,
    /// Each suspicion on its own.
    pub persons: u64,
    pub rows: u64,
    pub amount: Fen,
}

impl Totals {
    pub(super) fn of(audit: &Audit, check: Check) -> Self {
        let mut totals = Self::default();
        for suspicion in audit.suspicions.iter().filter(|it| it.check == check) {
            totals.suspicions += 1;
            totals.persons += suspicion.persons as u64;
            totals.rows += suspicion.rows.len() as u64;
            totals.amount += suspicion.amount;
        }
        totals
    }
}

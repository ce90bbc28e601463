//! Delivered files to records, a data file's worth at a time.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::columns::{Record, filled};
use super::stored::{StoredFile, StoredReject};
use super::{Partition, RecordError, RecordKind, person};
use crate::model::delivery::{Delivered, Unborn};
use crate::model::finding::{Code, Finding, RowRef, Severity};
use crate::model::kind::LedgerKind;
use crate::model::ledger::{ClassKey, CleanBlock, TextId};
use crate::model::region::{Regions, UnitId};
use crate::model::vocabulary::Vocabulary;

/// A delivered file on its way into the store.
#[derive(Clone, Copy, Debug)]
pub struct Filing<'a> {
    /// What it gave.
    pub delivered: &'a Delivered,
    /// Label of the delivery.
    pub batch: &'a str,
    /// The object that holds its bytes, where it is no ledger.
    pub object: Option<&'a str>,
}

/// What records are made with.
#[derive(Clone, Copy, Debug)]
pub struct Encoding<'a> {
    /// Version of the commit that makes them known.
    pub version: i64,
    /// Names of reporting units.
    pub regions: &'a Regions,
    /// Names of categories.
    pub words: &'a Vocabulary,
}

/// Where the records of a file stand: in one of its blocks, or among what takes the place of rows.
#[derive(Clone, Copy, Debug)]
struct Within<'a> {
    filing: Filing<'a>,
    /// The block and its index.
    block: Option<(&'a CleanBlock, usize)>,
    /// From which as-of date on, or until which, this holds.
    from_as_of: Option<NaiveDate>,
    until_as_of: Option<NaiveDate>,
    /// What the row is rejected for in any case, where this takes its place.
    otherwise: Option<Code>,
}

/// One record to be: what is sorted before any is made.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    within: Within<'a>,
    what: What<'a>,
    /// Files and kinds are told apart by what they are sorted by: the person, then the order of rows.
    order: (u64, usize, u32),
}

#[derive(Clone, Copy, Debug)]
enum What<'a> {
    Row(usize),
    Said(&'a Finding),
    File,
}

/// The birth dates of rows that depend on the as-of date.
type Births = BTreeMap<RowRef, NaiveDate>;

/// Every record of some files, by partition and sorted by person.
#[must_use]
pub fn places<'a>(
    filings: &'a [Filing<'a>],
    encoding: &Encoding<'_>,
) -> BTreeMap<Partition, Vec<Place<'a>>> {
    let mut places: BTreeMap<Partition, Vec<Place<'a>>> = BTreeMap::new();
    for filing in filings {
        let delivered = filing.delivered;
        let whole = Within {
            filing: *filing,
            block: None,
            from_as_of: None,
            until_as_of: None,
            otherwise: None,
        };
        let mut add = |partition, place| places.entry(partition).or_default().push(place);
        add(
            Partition::of(RecordKind::File),
            Place { within: whole, what: What::File, order: (0, 0, 0) },
        );
        for finding in &delivered.findings {
            said(finding, None, whole, encoding.regions, &mut add);
        }
        let births: Births = delivered.unborn.iter().map(|born| (born.at, born.birth)).collect();
        for (index, block) in delivered.blocks.iter().enumerate() {
            let within = Within { block: Some((block, index)), ..whole };
            all_of(block, within, &births, encoding, &mut add);
        }
        for Unborn { block, birth, otherwise, instead, .. } in &delivered.unborn {
            let block = Some((instead, *block));
            let (until_as_of, otherwise) = (Some(*birth), *otherwise);
            let within = Within { block, until_as_of, otherwise, ..whole };
            all_of(instead, within, &Births::new(), encoding, &mut add);
        }
    }
    for of_partition in places.values_mut() {
        of_partition.sort_by_key(|place| place.order);
    }
    places
}

/// Adds the records of a block; rows with a birth date hold from it on.
fn all_of<'a>(
    block: &'a CleanBlock,
    within: Within<'a>,
    births: &Births,
    encoding: &Encoding<'_>,
    add: &mut impl FnMut(Partition, Place<'a>),
) {
    let holds = |at: RowRef| Within {
        from_as_of: births.get(&at).copied().or(within.from_as_of),
        ..within
    };
    for finding in &block.findings {
        let row = block.rows.binary_search_by_key(&finding.at.row, |row| row.number).ok();
        let row = row.filter(|row| !block.persons[*row].is_barred());
        let unit = row.and_then(|row| unit(block, row));
        said(finding, unit, holds(finding.at), encoding.regions, add);
    }
    for (index, row) in block.rows.iter().enumerate() {
        let person = block.persons[index];
        let kind = if person.is_barred() { RecordKind::Barred } else { RecordKind::Row };
        let place = Place {
            within: holds(RowRef { sheet: block.sheet, row: row.number }),
            what: What::Row(index),
            order: (person.key(), within.block.map_or(0, |(_, index)| index), row.number),
        };
        add(partition(kind, block, index, encoding.regions), place);
    }
}

/// A remark on an accepted row stands with the row's reporting unit; rejections stand together.
fn said<'a>(
    finding: &'a Finding,
    unit: Option<UnitId>,
    within: Within<'a>,
    regions: &Regions,
    add: &mut impl FnMut(Partition, Place<'a>),
) {
    let is_reject = finding.code.severity() == Severity::Reject;
    let kind = if is_reject { RecordKind::Reject } else { RecordKind::Finding };
    let order = (0, within.block.map_or(0, |(_, index)| index), finding.at.row);
    let partition = Partition::at(kind, unit, regions);
    add(partition, Place { within, what: What::Said(finding), order });
}

/// A row stands with its reporting unit, and with the year in which its class ended, or whatever else it tells of
/// happened.
fn partition(kind: RecordKind, block: &CleanBlock, index: usize, regions: &Regions) -> Partition {
    let row = &block.rows[index];
    let (class, says) = (block.class(row), &row.values);
    let day = [class.end, class.start, says.cert_date, says.employment_date, says.subsidy_date];
    let year = day.into_iter().flatten().next().map(|day| day.year());
    Partition { year, ..Partition::at(kind, unit(block, index), regions) }
}

fn unit(block: &CleanBlock, index: usize) -> Option<UnitId> {
    let course = block.class(&block.rows[index]).course as usize;
    match block.kind {
        LedgerKind::Training => block.course_list.get(course).map(|course| course.unit),
        _ => block.targets.get(course).map(|target| target.unit),
    }
}

/// Sorts places anew, by what stands for a person in an encrypted store: the order of ID numbers would tell whence
/// and how old everybody is.
pub fn sort_hidden(places: &mut [Place<'_>], hidden: impl Fn(u64) -> u64) {
    for place in &mut *places {
        place.order.0 = hidden(place.order.0);
    }
    places.sort_by_key(|place| place.order);
}

impl<'a> Place<'a> {
    /// The record.
    ///
    /// # Errors
    /// When it cannot be put into words, which no data makes happen.
    pub fn record(&self, encoding: &Encoding<'a>) -> Result<Record<'a>, RecordError> {
        let Within { filing, block, from_as_of, until_as_of, .. } = self.within;
        let source = &filing.delivered.source;
        let record = Record {
            known_from: Some(encoding.version),
            from_as_of,
            until_as_of,
            batch: Some(filing.batch.into()),
            file: Some(source.path.as_str().into()),
            file_hash: Some(source.hash.as_str().into()),
            block: block.and_then(|(_, index)| i32::try_from(index).ok()),
            ..Record::default()
        };
        match (self.what, block) {
            (What::Row(index), Some((block, _))) => {
                Ok(row(record, &self.within, block, index, encoding))
            }
            (What::Said(finding), _) => finding_record(record, &self.within, finding, encoding),
            _ => file(record, filing, encoding.regions),
        }
    }
}

fn file<'a>(
    record: Record<'a>,
    filing: Filing<'a>,
    regions: &Regions,
) -> Result<Record<'a>, RecordError> {
    let Delivered { source, blocks, .. } = filing.delivered;
    let stored = StoredFile::of(source, blocks, filing.object.map(str::to_owned), regions);
    Ok(Record { payload: Some(json(&stored)?), ..record })
}

fn finding_record<'a>(
    record: Record<'a>,
    within: &Within<'a>,
    finding: &'a Finding,
    encoding: &Encoding<'_>,
) -> Result<Record<'a>, RecordError> {
    let is_reject = finding.code.severity() == Severity::Reject;
    let rejected = within.block.filter(|_| is_reject).and_then(|(block, _)| {
        let at = block.rejected.binary_search_by_key(&finding.at.row, |row| row.row).ok()?;
        block.rejected.get(at)
    });
    let payload = rejected
        .map(|row| json(&StoredReject::of(row, within.otherwise, encoding.regions)))
        .transpose()?;
    let sheet = finding.at.sheet.sheet;
    Ok(Record {
        sheet: sheet_name(within, sheet),
        sheet_index: i32::try_from(sheet).ok(),
        row: i32::try_from(finding.at.row).ok(),
        code: Some(finding.code.name().into()),
        field: finding.field.map(|field| field.key().into()),
        column: filled(&finding.column),
        value: filled(&finding.value),
        detail: filled(&finding.detail),
        payload,
        ..record
    })
}

fn sheet_name<'a>(within: &Within<'a>, sheet: u32) -> Option<Cow<'a, str>> {
    let names = &within.filing.delivered.source.sheets;
    names.get(sheet as usize).map(|name| name.as_str().into())
}

fn row<'a>(
    record: Record<'a>,
    within: &Within<'a>,
    block: &'a CleanBlock,
    index: usize,
    encoding: &Encoding<'a>,
) -> Record<'a> {
    let row = &block.rows[index];
    let (class, says) = (block.class(row), &row.values);
    let text = |id: TextId| {
        id.is_some()
            .then(|| block.texts.get(id.0 as usize))
            .flatten()
            .map(|text| Cow::Borrowed(&**text))
    };
    let document = block.persons[index].document_index();
    let document =
        document.and_then(|index| block.documents.get(index as usize)).map(|text| &**text);
    let person = person::stored(block.persons[index], document);
    let record = Record {
        sheet: sheet_name(within, block.sheet.sheet),
        sheet_index: i32::try_from(block.sheet.sheet).ok(),
        row: i32::try_from(row.number).ok(),
        ledger: Some(block.kind.key().into()),
        person: person.map(|(key, _)| key),
        person_kind: person.map(|(_, kind)| kind.into()),
        document: document.map(Cow::Borrowed),
        name_key: (row.name != 0).then_some(row.name.cast_signed()),
        occupation: text(class.occupation),
        county: text(class.county),
        base: text(class.base),
        start_date: class.start,
        end_date: class.end,
        training_mode: class.mode.map(|mode| mode.label().into()),
        category: says.category.map(|id| encoding.words.category_of(id).name.as_str().into()),
        cert_type: says.cert_type.map(|cert_type| cert_type.key().into()),
        cert_date: says.cert_date,
        employed: says.employed,
        employment_date: says.employment_date,
        leave_date: says.leave,
        subsidy_fen: says.subsidy.map(|fen| fen.0),
        subsidy_date: says.subsidy_date,
        origin: origin(block, index),
        ..record
    };
    particulars(of_course(record, block, class.course), block, index)
}

fn origin(block: &CleanBlock, index: usize) -> Option<Cow<'static, str>> {
    let at = block.origins.binary_search_by_key(&index, |(row, _)| *row).ok()?;
    block.origins.get(at).map(|(_, origin)| origin.to_string().into())
}

/// Brand and class.
fn of_course<'a>(record: Record<'a>, block: &'a CleanBlock, course: u32) -> Record<'a> {
    if block.kind != LedgerKind::Training {
        let Some(target) = block.targets.get(course as usize) else { return record };
        let text = |id: TextId| {
            let text = id.is_some().then(|| block.texts.get(id.0 as usize)).flatten();
            text.map(|text| Cow::Borrowed(&**text))
        };
        // Its occupation is the one of the class.
        return Record { brand: text(target.brand), class_no: text(target.class_no), ..record };
    }
    let Some(course) = block.course_list.get(course as usize) else { return record };
    let record = Record { brand: Some(Cow::Borrowed(&*course.brand)), ..record };
    match &course.class {
        ClassKey::Number(number) => Record { class_no: Some(Cow::Borrowed(&**number)), ..record },
        ClassKey::Composite { provider, occupation, start, end } => {
            let key = serde_json::json!([&**provider, &**occupation, start, end]);
            Record { class_key: Some(key.to_string().into()), ..record }
        }
    }
}

fn particulars<'a>(record: Record<'a>, block: &'a CleanBlock, index: usize) -> Record<'a> {
    let Some(says) = block.particulars.of(index) else { return record };
    let person = block.persons[index];
    let faults: Vec<&str> = says.faults.codes().map(Code::name).collect();
    Record {
        name: filled(says.name),
        id_number: filled(says.id_number),
        id_key: person.is_barred().then_some(person.key().cast_signed()),
        cert_number: filled(says.cert_number),
        phone: says.phone.and_then(|phone| i64::try_from(phone).ok()),
        level: says.level.map(i32::from),
        hours_tenths: says.hours.and_then(|hours| i32::try_from(hours).ok()),
        faults: (!faults.is_empty()).then(|| faults.join(",").into()),
        personal_key: Some(says.personal.cast_signed()),
        personal_filled: Some(i32::from(says.personal_filled)),
        tells_apart: Some(says.tells_apart),
        code: says.barred.map(|code| code.name().into()),
        ..record
    }
}

/// A value as JSON.
///
/// # Errors
/// When it cannot be put into words.
pub fn json<'a>(value: &impl serde::Serialize) -> Result<Cow<'a, str>, RecordError> {
    serde_json::to_string(value)
        .map(Cow::Owned)
        .map_err(|error| RecordError::Words(error.to_string()))
}

//! Answers for programs. Persons may be many: their objects are made one by one while they are written.

use std::path::Path;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use super::history::Teller;
use super::page::{Cell, Shown};
use super::{bridge, mask, numbers};
use crate::model::answer::{Answer, Body};
use crate::model::bridge::{Bridge, BridgeCase};
use crate::model::explained::{Case, CasePart, Explained, Sought};
use crate::model::finding::RowRef;
use crate::model::history::{Fate, History, HistoryCount, HistoryEnrolment, HistoryRow, RowAnswer};
use crate::model::measure::Subject;
use crate::report::for_programs::{self, text_or_null};
use crate::report::mask::shown_message;

/// The answer, whole, with the file that it was written to and remarks.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn answer_json(
    answer: &Answer<'_>,
    full_ids: bool,
    file: Option<&Path>,
    notices: &[String],
) -> Result<String, serde_json::Error> {
    let shown = Shown::of(answer, mask(full_ids));
    let whole = Whole { answer, shown: &shown, file, notices };
    Ok(serde_json::to_string_pretty(&whole)? + "\n")
}

struct Whole<'a> {
    answer: &'a Answer<'a>,
    shown: &'a Shown<'a>,
    file: Option<&'a Path>,
    notices: &'a [String],
}

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { answer, shown, .. } = *self;
        let teller = Teller { answer, shown };
        let mut map = serializer.serialize_map(None)?;
        match &answer.body {
            Body::Numbers(numbers) => map.serialize_entry("numbers", &told(numbers, shown))?,
            Body::Verdict(lines, numbers) => {
                let lines: Value = lines.iter().map(for_programs::line).collect();
                map.serialize_entry("verdicts", &lines)?;
                map.serialize_entry("numbers", &told(numbers, shown))?;
            }
            Body::Bridges(bridges, cases) => {
                map.serialize_entry("bridges", &bridges.iter().map(equation).collect::<Value>())?;
                let person = |case: &BridgeCase| behind(bridges.get(case.bridge), case, shown);
                map.serialize_entry("persons", &Each(|| cases.iter().map(person)))?;
            }
            Body::Row(answer) => map.serialize_entry("row", &row_answer(answer, teller))?,
            Body::Persons(persons) => {
                map.serialize_entry(
                    "persons",
                    &Each(|| persons.iter().map(|own| history(own, teller))),
                )?;
            }
        }
        let files = self.file.iter().map(|file| shown_message(&file.display().to_string()));
        map.serialize_entry("files", &files.collect::<Value>())?;
        let notices = self.notices.iter().map(|notice| shown_message(notice));
        map.serialize_entry("notices", &notices.collect::<Value>())?;
        map.end()
    }
}

/// Values that are made while they are written.
struct Each<F>(F);

impl<I: Iterator<Item = Value>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

fn told<'a>(numbers: &'a [Explained], shown: &'a Shown<'a>) -> Vec<Number<'a>> {
    numbers.iter().map(|number| Number { number, shown }).collect()
}

/// A number with everybody behind it or left out of it.
struct Number<'a> {
    number: &'a Explained,
    shown: &'a Shown<'a>,
}

impl Serialize for Number<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { number, shown } = *self;
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in head(number) {
            map.serialize_entry(&key, &value)?;
        }
        let person = |(at, case): (usize, &Case)| person(number, at, case, shown);
        map.serialize_entry("persons", &Each(|| numbers::cases(number).map(person)))?;
        map.end()
    }
}

fn head(number: &Explained) -> Map<String, Value> {
    let question = &number.question;
    let mut told = subject(&question.subject);
    let left_out = numbers::left_out(number).into_iter().map(|((section, reason), persons)| {
        json!({ "reason": reason, "section": section, "persons": persons })
    });
    let elsewhere = number
        .elsewhere
        .iter()
        .map(|(code, rows)| json!({ "code": code.name(), "what": code.what(), "rows": rows }));
    for (key, value) in [
        ("measure", question.sought.name().into()),
        ("label", question.sought.label().into()),
        ("window", question.window.to_string().into()),
        ("value", number.counted.into()),
        ("denominator", json!(number.over)),
        ("left_out", left_out.collect()),
        ("rejected_elsewhere", elsewhere.collect()),
        ("years", number.years.iter().map(String::as_str).collect()),
    ] {
        told.insert(key.to_owned(), value);
    }
    told
}

/// With the names of the columns of verdicts.csv.
fn subject(subject: &Subject) -> Map<String, Value> {
    let Subject { kind, province, city, name } = subject;
    let texts = [("province", province), ("city", city), ("subject", name)];
    let texts = texts.map(|(key, text)| (key.to_owned(), text_or_null(text.to_string())));
    texts.into_iter().chain([("subject_kind".to_owned(), kind.key().into())]).collect()
}

fn person(number: &Explained, at: usize, case: &Case, shown: &Shown<'_>) -> Value {
    let is_rate = matches!(number.question.sought, Sought::Figure(_, Some(_)));
    let record = |part: &CasePart| {
        let mut told = enrolment(part, shown);
        told["counted"] = part.value.into();
        told
    };
    json!({
        "person": at,
        "id_number": shown.number(&case.number),
        "name": &*case.name,
        "counted": case.value,
        "in_denominator": is_rate.then_some(case.over),
        "records": case.parts.iter().map(record).collect::<Value>(),
    })
}

/// An enrolment with the rule that counted it or left it out.
fn enrolment(part: &CasePart, shown: &Shown<'_>) -> Value {
    const KEYS: [&str; 7] =
        ["city", "brand", "class_no", "base", "start_date", "end_date", "record"];
    let cells = KEYS.into_iter().zip(shown.enrolment(part));
    let cell = |(key, cell): (&str, Cell)| (key.to_owned(), text_or_null(cell.key().into_owned()));
    let mut told = Value::Object(cells.map(cell).collect());
    told["reason"] = part.reason.text().into();
    told["section"] = part.reason.rule.section().into();
    told["rows"] = places(&part.rows, shown);
    told
}

fn places(rows: &[RowRef], shown: &Shown<'_>) -> Value {
    rows.iter().map(|at| shown.place(*at)).collect()
}

fn equation(bridge: &Bridge) -> Value {
    let Bridge { level, whole, window, figure, sum, total, .. } = bridge;
    let mut told = subject(whole);
    let terms = bridge.terms.iter().map(|(term, behind)| {
        json!({
            "term": term.key(), "label": term.label(*level),
            "persons": behind.persons, "value": behind.value,
        })
    });
    for (key, value) in [
        ("level", level.kind().key().into()),
        ("measure", figure.name.into()),
        ("label", bridge::measure(bridge).into()),
        ("window", window.to_string().into()),
        ("sum", json!(sum)),
        ("terms", terms.collect()),
        ("total", json!(total)),
    ] {
        told.insert(key.to_owned(), value);
    }
    Value::Object(told)
}

fn behind(bridge: Option<&Bridge>, case: &BridgeCase, shown: &Shown<'_>) -> Value {
    json!({
        "level": bridge.map(|bridge| bridge.level.kind().key()),
        "measure": bridge.map(|bridge| bridge.figure.name),
        "term": case.term.key(),
        "value": case.value,
        "id_number": shown.number(&case.number),
        "name": &*case.name,
        "parts": case.parts.iter().map(ToString::to_string).collect::<Value>(),
        "rows": places(&case.rows, shown),
    })
}

fn row_answer(row: &RowAnswer, teller: Teller<'_>) -> Value {
    let shown = teller.shown;
    let further: &[_] = if let Fate::Rejected(also) = &row.fate { also } else { &[] };
    let further = further.iter().map(|fault| {
        json!({
            "column": &*fault.header,
            "code": fault.code.name(),
            "what": fault.code.what(),
            "detail": shown.detail(None, fault.code, &fault.detail),
        })
    });
    let mut told = shown.place(row.at);
    told["fate"] = row.fate.key().into();
    told["outcome"] = teller.fate(row).into();
    told["findings"] = findings(row.at, teller);
    told["further"] = further.collect();
    told["person"] = row.history.as_ref().map_or(Value::Null, |own| history(own, teller));
    told
}

fn findings(at: RowRef, teller: Teller<'_>) -> Value {
    teller.findings(at).map(|own| teller.shown.finding(own)).collect()
}

fn history(history: &History, teller: Teller<'_>) -> Value {
    let shown = teller.shown;
    let near = history.near.iter().map(|near| {
        let mut told = shown.place(near.at);
        told["number"] = shown.number(&near.number).into();
        told["why"] = near.why.into();
        told["findings"] = findings(near.at, teller);
        told
    });
    json!({
        "id_number": shown.number(&history.number),
        "rows": history.rows.iter().map(|own| row(own, teller)).collect::<Value>(),
        "enrolments": history.enrolments.iter().map(|own| known(own, shown)).collect::<Value>(),
        "counts": history.counts.iter().map(count).collect::<Value>(),
        "near": near.collect::<Value>(),
    })
}

fn row(row: &HistoryRow, teller: Teller<'_>) -> Value {
    let [unit, brand, class] = teller.place(row).map(text_or_null);
    let mut told = teller.shown.place(row.at);
    for (key, value) in [
        ("ledger", row.kind.key().into()),
        ("name", (*row.name).into()),
        ("phone", text_or_null(teller.shown.phone(row.phone))),
        ("city", unit),
        ("brand", brand),
        ("class_no", class),
        ("says", (*row.says).into()),
        ("outcome", teller.outcome(row).into()),
        ("taken", (*row.taken).into()),
        ("enrolments", json!(row.enrolments)),
        ("findings", findings(row.at, teller)),
    ] {
        told[key] = value;
    }
    told
}

fn known(own: &HistoryEnrolment, shown: &Shown<'_>) -> Value {
    let fails = own.fails.iter().map(|(figure, reason)| {
        json!({ "measure": figure.name, "reason": reason.text(), "section": reason.rule.section() })
    });
    let mut told = enrolment(&own.part, shown);
    told["fails"] = fails.collect();
    told
}

fn count(own: &HistoryCount) -> Value {
    let figures = own.figures.iter().map(|(figure, value)| (figure.name.to_owned(), json!(value)));
    let mut told = subject(&own.subject);
    for (key, value) in [
        ("year", own.year.into()),
        ("enrolments", json!(own.enrolments)),
        ("figures", Value::Object(figures.collect())),
    ] {
        told.insert(key.to_owned(), value);
    }
    Value::Object(told)
}

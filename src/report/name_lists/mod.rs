//! Name lists against the ledgers: `rosters.csv`, sheets of 核验.xlsx, and what the terminal shows.

mod csv;
mod screen;
mod sheet;

use std::borrow::Cow;

use super::mask::Mask;
use crate::model::field::Field;
use crate::model::finding::RowRef;
use crate::model::name_list::{Compared, Difference, Name};
use crate::model::source::Sources;

pub(super) use csv::write as csv;
pub(super) use screen::section;
pub(super) use sheet::add as sheets;

fn places(sources: &Sources, rows: &[RowRef], between: &str) -> String {
    let places: Vec<String> = rows.iter().map(|at| sources.place(*at)).collect();
    places.join(between)
}

/// What differs, for staff.
fn differences(line: &Compared, mask: Mask) -> String {
    let one = |difference: &Difference| {
        let show = |value| match difference.field {
            Field::Phone => mask.number(Field::Phone, value),
            _ => Cow::Borrowed(value),
        };
        let (listed, ledger) = (show(&*difference.listed), show(&*difference.ledger));
        format!("{}：名单“{listed}”，台账“{ledger}”", difference.label)
    };
    let all: Vec<String> = line.differences.iter().map(one).collect();
    all.join("；")
}

/// Who else may be meant, for staff.
fn near(line: &Compared, sources: &Sources, mask: Mask) -> String {
    let one = |near: &crate::model::name_list::Near| {
        let Name { name, id_number } = &near.name;
        let number = mask.number(Field::IdNumber, id_number);
        format!("{name} {number}（{}，{}）", near.why, sources.place(near.at))
    };
    let all: Vec<String> = line.near.iter().map(one).collect();
    all.join("；")
}

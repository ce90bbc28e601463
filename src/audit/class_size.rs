//! 班级人数异常: too few or too many in a class. Whoever was rejected for a wrong ID number sat in it all the same.

use std::collections::BTreeSet;

use super::collected::Sat;
use super::rules::Rules;
use super::suspect::{Seen, Suspect};
use super::{Context, RowAt};
use crate::model::check::Check;
use crate::model::money::Fen;

/// The bounds.
struct Bounds {
    least: usize,
    most: usize,
}

/// The suspicions, from enrolments and barred rows that stand together by class.
pub fn find(context: Context<'_>, sat: &[Sat], barred: &[Seen], row_at: RowAt<'_>) -> Vec<Suspect> {
    let rules = Rules::new(context, Check::ClassSize, |setting| Bounds {
        least: setting.number("least") as usize,
        most: setting.number("most") as usize,
    });
    let mut suspects = Vec::new();
    if !rules.is_on() {
        return suspects;
    }
    for class in sat.chunk_by(|a, b| a.row.course == b.row.course) {
        let Some(course) = class.first().map(|sat| sat.row.course) else { continue };
        let Some((severity, bounds)) = rules.of(rules.unit(course)) else { continue };
        let from = barred.partition_point(|row| row.course < course);
        let to = barred.partition_point(|row| row.course <= course);
        let others = not_yet_among(class, barred.get(from..to).unwrap_or_default(), row_at);
        let persons = class.len() + others;
        let limit = if persons > bounds.most {
            format!("多于{}人", bounds.most)
        } else if persons < bounds.least && class.iter().any(|sat| sat.ended) {
            format!("少于{}人", bounds.least)
        } else {
            continue;
        };
        let rows = class.iter().map(|sat| sat.row).collect();
        let paid = class.iter().map(|sat| sat.paid).sum::<Fen>();
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("persons", &persons), ("limit", &limit)];
        suspects.push(rules.suspect(*severity, rows, paid, &values));
    }
    suspects
}

/// Persons among barred rows, less those whose name is in the class already: their row was put right since.
fn not_yet_among(class: &[Sat], barred: &[Seen], row_at: RowAt<'_>) -> usize {
    if barred.is_empty() {
        return 0;
    }
    let name = |row: &Seen| {
        let (block, index) = row_at(row.ordinal);
        block.rows.get(index).map_or(0, |row| row.name)
    };
    let names: BTreeSet<u64> = class.iter().map(|sat| name(&sat.row)).collect();
    let others = barred.iter().filter(|row| !names.contains(&name(row)));
    others.map(|row| row.person).collect::<BTreeSet<_>>().len()
}

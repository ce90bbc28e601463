//! 证书编号重复: one certificate number on several persons.

use rayon::prelude::*;

use super::Context;
use super::collected::Certificate;
use super::rules::Rules;
use super::suspect::{Seen, Suspect};
use crate::model::check::Check;
use crate::model::money::Fen;

/// The suspicions; numbers that are too short are none.
pub fn find(context: Context<'_>, mut numbers: Vec<Certificate>) -> Vec<Suspect> {
    let rules =
        Rules::new(context, Check::SharedCertificate, |setting| setting.number("least_characters"));
    if !rules.is_on() {
        return Vec::new();
    }
    numbers.par_sort_unstable_by_key(|number| (number.number, number.row));
    let same = numbers.chunk_by(|a, b| a.number == b.number).filter(|same| same.len() > 1);
    let suspects = same.filter_map(|same| {
        let units = same.iter().map(|number| rules.unit(number.row.course));
        let length = same.first().map_or(0, |number| u32::from(number.length));
        let (severity, _) = rules.any(units, |least| length >= *least)?;
        let rows: Vec<Seen> = same.iter().map(|number| number.row).collect();
        let paid = same.iter().map(|number| number.paid).sum::<Fen>();
        // A person holds a number once.
        Some(rules.suspect(severity, rows, paid, &[("persons", &same.len())]))
    });
    suspects.collect()
}

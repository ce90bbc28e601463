//! 多人共用手机号: one mobile number on many persons.

use super::Context;
use super::collected::Phone;
use super::rules::Rules;
use super::suspect::Suspect;
use crate::model::check::Check;
use crate::model::money::Fen;

/// The suspicions, from phones that stand together by number, each person once.
pub fn find(context: Context<'_>, phones: &[Phone]) -> Vec<Suspect> {
    let rules =
        Rules::new(context, Check::SharedPhone, |setting| setting.number("persons") as usize);
    let same = phones.chunk_by(|a, b| a.number == b.number).filter(|same| same.len() > 1);
    let suspects = same.filter_map(|same| {
        let units = same.iter().map(|phone| rules.unit(phone.row.course));
        let (severity, _) = rules.any(units, |persons| same.len() >= *persons)?;
        let rows = same.iter().map(|phone| phone.row).collect();
        let paid = same.iter().map(|phone| phone.paid).sum::<Fen>();
        Some(rules.suspect(severity, rows, paid, &[("persons", &same.len())]))
    });
    suspects.collect()
}

//! 同名同电话而证件号不同: most likely one person whose number was once mistyped. A phone that many share tells nothing.

use super::Context;
use super::collected::Phone;
use super::rules::Rules;
use super::suspect::Suspect;
use crate::model::check::Check;
use crate::model::money::Fen;

/// The suspicions, from phones that stand together by number and name, each person once.
pub fn find(context: Context<'_>, phones: &[Phone]) -> Vec<Suspect> {
    let rules = Rules::new(context, Check::Twin, |setting| setting.number("most_persons") as usize);
    let same = phones.chunk_by(|a, b| a.number == b.number).filter(|same| same.len() > 1);
    let mut suspects = Vec::new();
    for same in same {
        let twins = same.chunk_by(|a, b| a.name == b.name);
        for twins in twins.filter(|twins| twins.len() > 1 && twins.iter().all(|it| it.name != 0)) {
            let units = twins.iter().map(|phone| rules.unit(phone.row.course));
            let Some((severity, _)) = rules.any(units, |most| same.len() <= *most) else {
                continue;
            };
            let rows = twins.iter().map(|phone| phone.row).collect();
            let paid = twins.iter().map(|phone| phone.paid).sum::<Fen>();
            suspects.push(rules.suspect(severity, rows, paid, &[("persons", &twins.len())]));
        }
    }
    suspects
}

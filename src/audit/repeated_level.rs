//! 同一职业等级重复补贴: the same occupation and level subsidised in several classes.

use super::rules::Rules;
use super::seat::{Seat, Sitting};
use super::suspect::Suspect;
use super::{Context, PersonCheck};
use crate::model::check::Check;
use crate::model::ledger::TextId;
use crate::model::money::Fen;

/// The check; its parameter is whether classes without a level are compared.
pub struct RepeatedLevel<'a>(Rules<'a, bool>);

impl<'a> RepeatedLevel<'a> {
    pub fn new(context: Context<'a>) -> Self {
        let same =
            |setting: &crate::model::check::Setting<'_>| setting.choice("missing_level") == "same";
        Self(Rules::new(context, Check::RepeatedLevel, same))
    }
}

impl PersonCheck for RepeatedLevel<'_> {
    fn is_on(&self) -> bool {
        self.0.is_on()
    }

    fn look(&self, person: &Sitting<'_>, found: &mut Vec<Suspect>) {
        if person.subsidised().nth(1).is_none() {
            return;
        }
        let known = person.subsidised().map(|seat| (seat.occupation(), seat.level(), seat));
        let mut known: Vec<(TextId, Option<u8>, &Seat<'_>)> =
            known.filter(|(occupation, ..)| occupation.is_some()).collect();
        known.sort_by_key(|(occupation, level, seat)| (*occupation, *level, seat.enrolment.course));
        for same in known.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let [(occupation, level, _), _, ..] = same else { continue };
            let units = same.iter().map(|(.., seat)| seat.unit);
            let rule = self.0.any(units, |missing_too| level.is_some() || *missing_too);
            let Some((severity, _)) = rule else { continue };
            let rows = same.iter().flat_map(|(.., seat)| seat.paying()).collect();
            let amount = same.iter().map(|(.., seat)| seat.paid).sum::<Fen>();
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("occupation", &self.0.context().catalogue.text(*occupation)),
                ("level", &level.map_or("（没有填等级）", level_name)),
                ("times", &same.len()),
            ];
            found.push(self.0.suspect(severity, rows, amount, &values));
        }
    }
}

/// What staff call a level.
fn level_name(level: u8) -> &'static str {
    match level {
        1 => "一级（高级技师）",
        2 => "二级（技师）",
        3 => "三级（高级工）",
        4 => "四级（中级工）",
        _ => "五级（初级工）",
    }
}

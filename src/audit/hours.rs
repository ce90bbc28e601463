//! 课时异常: more hours than a day may have, or too few or too many in all. Told once a class.

use super::Context;
use super::collected::Sat;
use super::rules::Rules;
use super::suspect::Suspect;
use crate::model::check::{Check, Setting};
use crate::model::money::Fen;

/// Hours are in tenths.
const TENTHS: u64 = 10;

/// The bounds, in tenths.
struct Bounds {
    per_day: u64,
    least: u64,
    most: u64,
}

/// The suspicions, from enrolments that stand together by class.
pub fn find(context: Context<'_>, sat: &[Sat]) -> Vec<Suspect> {
    let tenths = |setting: &Setting<'_>, key| u64::from(setting.number(key)) * TENTHS;
    let rules = Rules::new(context, Check::Hours, |setting| Bounds {
        per_day: tenths(setting, "per_day"),
        least: tenths(setting, "least"),
        most: tenths(setting, "most"),
    });
    let mut suspects = Vec::new();
    if !rules.is_on() {
        return suspects;
    }
    for class in sat.chunk_by(|a, b| a.row.course == b.row.course) {
        let Some(first) = class.first() else { continue };
        let Some((severity, bounds)) = rules.of(rules.unit(first.row.course)) else { continue };
        let mut stated: Vec<&Sat> = class.iter().filter(|sat| sat.hours().is_some()).collect();
        stated.sort_by_key(|sat| (sat.hours(), sat.days, sat.row));
        let alike = |a: &&Sat, b: &&Sat| (a.hours(), a.days) == (b.hours(), b.days);
        for alike in stated.chunk_by(alike) {
            let Some((hours, days)) = alike.first().and_then(|sat| Some((sat.hours()?, sat.days)))
            else {
                continue;
            };
            let Some(limit) = bounds.fault(u64::from(hours), u64::from(days)) else { continue };
            let rows = alike.iter().map(|sat| sat.row).collect();
            let paid = alike.iter().map(|sat| sat.paid).sum::<Fen>();
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("hours", &shown(u64::from(hours))), ("limit", &limit)];
            suspects.push(rules.suspect(*severity, rows, paid, &values));
        }
    }
    suspects
}

impl Bounds {
    /// What is wrong with so many tenths of an hour in so many days; 0 days are unknown.
    fn fault(&self, hours: u64, days: u64) -> Option<String> {
        if days > 0 && hours > self.per_day * days {
            return Some(format!("{days}天平均每天多于{}课时", shown(self.per_day)));
        }
        if hours > self.most {
            return Some(format!("多于{}课时", shown(self.most)));
        }
        (hours < self.least).then(|| format!("少于{}课时", shown(self.least)))
    }
}

/// Tenths as a number.
fn shown(tenths: u64) -> String {
    match (tenths / TENTHS, tenths % TENTHS) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part}"),
    }
}

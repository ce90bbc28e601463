//! 统一社会信用代码有误: the check character does not fit (GB 32100). Told once a class.

use super::Context;
use super::collected::Sat;
use super::rules::Rules;
use super::suspect::{Seen, Suspect};
use crate::model::check::Check;
use crate::model::money::Fen;

/// The suspicions, from enrolments that stand together by class.
pub fn find(context: Context<'_>, sat: &[Sat]) -> Vec<Suspect> {
    let rules = Rules::new(context, Check::CreditCode, |_| ());
    let classes = sat.chunk_by(|a, b| a.row.course == b.row.course);
    let suspects = classes.filter_map(|class| {
        let wrong = || class.iter().filter(|sat| sat.wrong_code);
        let (severity, ()) = rules.of(rules.unit(wrong().next()?.row.course))?;
        let rows: Vec<Seen> = wrong().map(|sat| sat.row).collect();
        let paid = wrong().map(|sat| sat.paid).sum::<Fen>();
        let count = rows.len();
        Some(rules.suspect(*severity, rows, paid, &[("rows", &count)]))
    });
    suspects.collect()
}

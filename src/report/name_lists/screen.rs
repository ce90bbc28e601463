//! The comparison of name lists on the terminal: how many of each outcome, list by list.

use crate::model::name_list::Match;
use crate::model::review::Review;
use crate::report::text_table::{Align, TextTable, cut};

/// Room for the name of a list.
const NAME: usize = 30;

/// The table; empty without lists.
pub fn section(review: &Review, width: usize) -> String {
    if review.name_lists.is_empty() {
        return String::new();
    }
    let outcomes = Match::ALL.map(|outcome| (outcome.label(), Align::Right));
    let columns: Vec<_> = [("名单", Align::Left)].into_iter().chain(outcomes).collect();
    let mut table = TextTable::new(&columns);
    for list in &review.name_lists {
        let sources = &review.run.sources;
        let name = match sources.sheet_name(list.list) {
            "" => sources.path(list.list).to_owned(),
            sheet => format!("{} {sheet}", sources.path(list.list)),
        };
        let counts = Match::ALL.map(|outcome| list.count(outcome).to_string());
        table.row([cut(&name, NAME)].into_iter().chain(counts).collect());
    }
    table.render(width)
}

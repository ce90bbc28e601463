//! The number as the tables of a run have it: what the persons behind it must add up to.

use super::Ledgers;
use crate::model::explained::{Question, Scope, Sought, number};
use crate::model::flow::FlowCounts;

impl Ledgers<'_> {
    /// The number and what it is divided by; `None` where no table has it.
    pub(super) fn counted(&self, question: &Question) -> (Option<i64>, Option<i64>) {
        match question.sought {
            Sought::Figure(figure, over) => {
                let tally = self.counted.counts.tally(&question.subject, question.window);
                let of = |figure| tally.map_or(0, |tally| number(figure, tally));
                (Some(of(figure)), over.map(of))
            }
            Sought::Event(event) => (self.line(question).map(|counts| event.value(counts)), None),
        }
    }

    /// The line of the quarterly table that a question is about.
    fn line(&self, question: &Question) -> Option<&FlowCounts> {
        let subject = &question.subject;
        let of_place = |unit: Option<&str>| {
            let tables = self.counted.flows.iter();
            let mut own = tables.filter(|table| table.province == subject.province);
            own.find(|table| table.unit.as_deref() == unit && table.window == question.window)
        };
        let Scope { unit, brand, base, county, .. } = &question.scope;
        match (unit, brand, base, county) {
            (None, None, None, None) => of_place(None).map(|table| &table.total),
            (Some(_), None, None, None) => of_place(Some(&subject.city)).map(|table| &table.total),
            (Some(_), None, Some(base), Some(county)) => {
                let table = of_place(Some(&subject.city))?;
                let is_it = |line: &&crate::model::flow::FlowLine| {
                    line.base == *base && line.county == *county
                };
                table.lines.iter().find(is_it).map(|line| &line.counts)
            }
            _ => None,
        }
    }
}

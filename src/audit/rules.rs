//! The settings of one check, ready to be asked for by unit.
//!
//! Where several units are involved, something is doubtful if it is so by the rule of any of them.

use std::fmt::Display;

use super::Context;
use super::suspect::{Seen, Suspect};
use crate::model::check::{Check, Setting, Severity};
use crate::model::money::Fen;
use crate::model::region::UnitId;

/// One check: what its parameters are in each unit that has it looked for.
pub struct Rules<'a, P> {
    context: Context<'a>,
    check: Check,
    by_unit: Vec<Option<(Severity, P)>>,
}

impl<'a, P> Rules<'a, P> {
    /// The rules of `check`, its parameters read by `read`.
    pub fn new(context: Context<'a>, check: Check, read: impl Fn(&Setting<'a>) -> P) -> Self {
        let of_unit = |unit| {
            let setting = context.checks.setting(check, unit, context.regions);
            setting.enabled.then(|| (setting.severity, read(&setting)))
        };
        let by_unit = context.regions.units().map(of_unit).collect();
        Self { context, check, by_unit }
    }

    /// Whether any unit has it looked for.
    pub fn is_on(&self) -> bool {
        self.by_unit.iter().any(Option::is_some)
    }

    /// The rule of a unit, if it has it looked for.
    pub fn of(&self, unit: UnitId) -> Option<&(Severity, P)> {
        self.by_unit.get(usize::from(unit.index()))?.as_ref()
    }

    /// The rules of those units that make it doubtful: the gravest severity, and the parameters of the first.
    pub fn any(
        &self,
        units: impl IntoIterator<Item = UnitId>,
        is_doubtful: impl Fn(&P) -> bool,
    ) -> Option<(Severity, &P)> {
        let rules = units.into_iter().filter_map(|unit| self.of(unit));
        let doubtful = rules.filter(|(_, parameters)| is_doubtful(parameters));
        doubtful.fold(None, |known: Option<(Severity, &P)>, (severity, parameters)| match known {
            None => Some((*severity, parameters)),
            Some((gravest, first)) => Some((gravest.min(*severity), first)),
        })
    }

    /// The unit of a course.
    pub fn unit(&self, course: u32) -> UnitId {
        self.context.catalogue.course(course).unit
    }

    /// A suspicion, with these values in its sentence.
    pub fn suspect(
        &self,
        severity: Severity,
        rows: Vec<Seen>,
        amount: Fen,
        values: &[(&str, &dyn Display)],
    ) -> Suspect {
        let detail = self.context.checks.wording(self.check).fill(values);
        Suspect { check: self.check, severity, rows, detail, amount }
    }

    pub fn context(&self) -> &Context<'a> {
        &self.context
    }
}

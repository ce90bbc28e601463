//! 假设: counts changed by hand before judging, to see what would follow.

use thiserror::Error;

use super::counts::{Counts, FIGURES, Figure, Slot};
use super::measure::{Subject, SubjectKind, Tally};
use super::period::Window;

/// One changed count: `trainees+=12`, `employed_6m-=3`, `placed=500`.
#[derive(Clone, Copy, Debug)]
pub struct WhatIf {
    figure: &'static Figure,
    change: Change,
}

#[derive(Clone, Copy, Debug)]
enum Change {
    More(u64),
    Less(u64),
    Is(u64),
}

/// A text that is no change.
#[derive(Debug, Error)]
pub enum WhatIfError {
    /// Not in one of the three forms.
    #[error("“{0}”不是假设，应写成 trainees+=12、employed_6m-=3 或 placed=500 的形式")]
    Form(String),
    /// No such count.
    #[error("没有“{name}”这个人数，可写：{known}")]
    Figure {
        /// As written.
        name: String,
        /// All there are.
        known: String,
    },
}

impl WhatIf {
    /// Reads a change.
    ///
    /// # Errors
    /// When it is none, or names no count.
    pub fn parse(text: &str) -> Result<Self, WhatIfError> {
        let form = || WhatIfError::Form(text.to_owned());
        let (left, number) = text.split_once('=').ok_or_else(form)?;
        let number: u64 = number.trim().parse().map_err(|_| form())?;
        let (name, change) = match (left.strip_suffix('+'), left.strip_suffix('-')) {
            (Some(name), _) => (name, Change::More(number)),
            (_, Some(name)) => (name, Change::Less(number)),
            (None, None) => (left, Change::Is(number)),
        };
        let figure = Figure::named(name.trim()).filter(|figure| is_count(figure));
        let figure = figure
            .ok_or_else(|| WhatIfError::Figure { name: name.trim().to_owned(), known: names() })?;
        Ok(Self { figure, change })
    }

    /// Changes the count. Who is employed in time is not pending any more.
    fn apply(&self, tally: &mut Tally) {
        if let ("employed_6m", Change::More(number)) = (self.figure.name, self.change) {
            tally.employed_6m_pending = tally.employed_6m_pending.saturating_sub(number);
        }
        let Slot::Count(_, place) = self.figure.slot else { return };
        let count = place(tally);
        *count = match self.change {
            Change::More(number) => count.saturating_add(number),
            Change::Less(number) => count.saturating_sub(number),
            Change::Is(number) => number,
        };
    }
}

/// A supposition by which more persons would have something than there are.
#[derive(Debug, Error)]
#[error(
    "假设不成立：{subject} {window} 的 {part} {parts} 人，多于 {whole} {wholes} 人；请一并写明 {part} 或 {whole} 的变化"
)]
pub struct ImpossibleError {
    subject: String,
    window: Window,
    part: &'static str,
    parts: u64,
    whole: &'static str,
    wholes: u64,
}

/// The counts after changes to every brand and base of `subjects`, in every window.
///
/// # Errors
/// When a part would exceed its whole.
pub fn changed<'a>(
    counts: &Counts,
    changes: &[WhatIf],
    subjects: impl Iterator<Item = &'a Subject>,
) -> Result<Counts, ImpossibleError> {
    let mut changed = counts.clone();
    for subject in subjects {
        if !matches!(subject.kind, SubjectKind::Brand | SubjectKind::Base) {
            continue;
        }
        changed.subjects.insert(subject.clone());
        for window in &counts.asked {
            let key = (subject.clone(), *window);
            let mut tally = counts.tally(subject, *window).cloned().unwrap_or_default();
            for change in changes {
                change.apply(&mut tally);
            }
            possible(&tally, subject, *window)?;
            changed.windows.insert(key, tally);
        }
    }
    Ok(changed)
}

/// Nobody has what nobody was counted for.
fn possible(tally: &Tally, subject: &Subject, window: Window) -> Result<(), ImpossibleError> {
    let Tally { trainees, own_staff, placed, certified_any, employed_6m, .. } = *tally;
    let of_trainees = [
        ("certified_any", certified_any),
        ("employed_6m", employed_6m.saturating_add(tally.employed_6m_pending)),
        ("employed_after", tally.employed_after),
        ("subsidised", tally.subsidised),
        ("key_subsidised", tally.key_subsidised),
        ("order_targeted", tally.order_targeted),
        ("own_staff", own_staff),
    ];
    let of_trainees = of_trainees.map(|(part, parts)| (part, parts, "trainees", trainees));
    let others = [
        ("own_staff_stable", tally.own_staff_stable, "own_staff", own_staff),
        ("placed_trained", tally.placed_trained, "placed", placed),
        ("placed_certified", tally.placed_certified, "placed", placed),
    ];
    for (part, parts, whole, wholes) in of_trainees.into_iter().chain(others) {
        if parts > wholes {
            let subject = format!("{}{}", subject.city, subject.name);
            return Err(ImpossibleError { subject, window, part, parts, whole, wholes });
        }
    }
    Ok(())
}

fn is_count(figure: &Figure) -> bool {
    matches!(figure.slot, Slot::Count(..))
}

fn names() -> String {
    let names = FIGURES.iter().filter(|figure| is_count(figure)).map(|figure| figure.name);
    names.collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, trainees: u64) -> u64 {
        let mut tally = Tally { trainees, ..Tally::default() };
        WhatIf::parse(text).expect(text).apply(&mut tally);
        tally.trainees
    }

    #[test]
    fn more_less_and_is() {
        assert_eq!(after("trainees+=12", 488), 500);
        assert_eq!(after("trainees -= 12", 488), 476);
        assert_eq!(after("trainees-=500", 488), 0);
        assert_eq!(after("trainees=7", 488), 7);
    }

    #[test]
    fn who_is_employed_in_time_is_not_pending_any_more() {
        let mut tally = Tally { employed_6m: 240, employed_6m_pending: 10, ..Tally::default() };
        WhatIf::parse("employed_6m+=12").expect("a change").apply(&mut tally);
        assert_eq!((tally.employed_6m, tally.employed_6m_pending), (252, 0));
    }

    #[test]
    fn what_is_no_change_is_told() {
        for text in ["trainees", "trainees+12", "trainees+=", "trainees+=-1", "trainees+=一", "=5"]
        {
            assert!(WhatIf::parse(text).is_err(), "{text}");
        }
        let unknown = WhatIf::parse("subsidy_fen+=1").expect_err("money is not varied").to_string();
        assert!(unknown.contains("trainees") && !unknown.contains("settles"), "{unknown}");
    }
}

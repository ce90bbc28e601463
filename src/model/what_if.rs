//! 假设: counts changed by hand before judging, to see what would follow.

use thiserror::Error;

use super::counts::{Counts, FIGURES, Figure, Slot};
use super::measure::{Subject, SubjectKind, Tally};

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

    fn apply(&self, tally: &mut Tally) {
        let Slot::Count(_, place) = self.figure.slot else { return };
        let count = place(tally);
        *count = match self.change {
            Change::More(number) => count.saturating_add(number),
            Change::Less(number) => count.saturating_sub(number),
            Change::Is(number) => number,
        };
    }
}

/// The counts after changes to every brand and base of `subjects`, in every window.
#[must_use]
pub fn changed<'a>(
    counts: &Counts,
    changes: &[WhatIf],
    subjects: impl Iterator<Item = &'a Subject>,
) -> Counts {
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
            changed.windows.insert(key, tally);
        }
    }
    changed
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
    fn what_is_no_change_is_told() {
        for text in ["trainees", "trainees+12", "trainees+=", "trainees+=-1", "trainees+=一", "=5"]
        {
            assert!(WhatIf::parse(text).is_err(), "{text}");
        }
        let unknown = WhatIf::parse("subsidy_fen+=1").expect_err("money is not varied").to_string();
        assert!(unknown.contains("trainees") && !unknown.contains("settles"), "{unknown}");
    }
}

//! Names of files, folders and sheets as outputs show them: numbers of persons in them are hidden, and no two become one.

use std::collections::{BTreeMap, BTreeSet};

use super::free_text;
use crate::model::measure::{Cohorts, Subject};
use crate::model::source::Sources;

/// The input files as outputs and messages name them. Names without such a number stay as they are, to the byte.
#[must_use]
pub fn shown_names(mut sources: Sources, full_ids: bool) -> Sources {
    if !full_ids {
        hide_names(sources.files.iter_mut().map(|file| &mut file.path));
        for file in &mut sources.files {
            hide_names(&mut file.sheets);
        }
    }
    sources
}

/// Hides numbers of persons in names that stand beside each other; where two would be the same then, later ones are
/// numbered. Equal names stay equal.
pub fn hide_names<'n>(names: impl IntoIterator<Item = &'n mut String>) {
    let (told, plain): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|name| free_text::hide(name) != name.as_str());
    if told.is_empty() {
        return;
    }
    let mut taken: BTreeSet<String> = plain.into_iter().map(|name| name.clone()).collect();
    let mut shown: BTreeMap<String, String> = BTreeMap::new();
    for name in told {
        let hidden = shown.entry(name.clone()).or_insert_with(|| {
            let hidden = free_text::hide(name);
            let numbered = (1..).map(|number| numbered(&hidden, number));
            let free = numbered.skip_while(|name| taken.contains(name)).take(1).collect::<String>();
            taken.insert(free.clone());
            free
        });
        name.clone_from(hidden);
    }
}

/// The same for brands, bases and counties, which cells that were mixed up may have made of such numbers. Since none
/// become one, no counts do.
pub(in crate::report) fn hide_subjects(cohorts: &mut Cohorts) {
    let (keys, tallies): (Vec<_>, Vec<_>) = std::mem::take(cohorts).into_iter().unzip();
    let mut names: Vec<String> = keys.iter().map(|(subject, _)| subject.name.to_string()).collect();
    hide_names(&mut names);
    let keys = keys.into_iter().zip(names).map(|((subject, window), name)| {
        let name = if *subject.name == *name { subject.name } else { name.into() };
        (Subject { name, ..subject }, window)
    });
    cohorts.extend(keys.zip(tallies));
}

/// The name with a number in front of its extension, unless it is the first.
fn numbered(name: &str, number: u32) -> String {
    let folder = name.rfind('/').map_or(0, |at| at + 1);
    let dot =
        name.get(folder..).and_then(|own| own.rfind('.')).map_or(name.len(), |at| folder + at);
    match (number, name.split_at(dot)) {
        (1, _) => name.to_owned(),
        (_, (stem, extension)) => format!("{stem}#{number}{extension}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::measure::Tally;

    fn shown<const N: usize>(names: [&str; N]) -> [String; N] {
        let mut names = names.map(str::to_owned);
        hide_names(&mut names);
        names
    }

    #[test]
    fn brands_that_are_numbers_stay_apart() {
        use crate::model::measure::SubjectKind::{Base, Brand};
        let window = crate::model::period::Window::year(2024).expect("a year");
        let own = |kind, name: &str| {
            let (province, city) = ("吉林省".into(), "长春市".into());
            (Subject { kind, province, city, name: name.into() }, window)
        };
        let names = ["110101199003071234", "110101199103071234", "月嫂"];
        let mut cohorts: Cohorts =
            names.map(|name| (own(Brand, name), Tally::default())).into_iter().collect();
        cohorts.insert(own(Base, names[1]), Tally::default());
        hide_subjects(&mut cohorts);
        let shown: Vec<&str> = cohorts.keys().map(|(subject, _)| &*subject.name).collect();
        let (first, second) = ("110101********1234", "110101********1234#2");
        assert_eq!(shown.len(), 4);
        assert!([first, second, "月嫂"].iter().all(|name| shown.contains(name)), "{shown:?}");
    }

    #[test]
    fn names_without_numbers_of_persons_stay() {
        let names =
            ["长春市/2025-09/台账(1).csv", "20250930.xlsx", "培训 2024.05.06-2024.06.07.csv", ""];
        assert_eq!(shown(names), names);
    }

    #[test]
    fn numbers_of_persons_are_hidden_and_names_stay_apart() {
        let names = [
            "110101********1234.csv",
            "甲/110101199003071234.csv",
            "甲/110101199103071234.csv",
            "甲/110101199003071234.csv",
            "110101199203071234.csv",
            "13812341234/张三13912341234",
        ];
        let expected = [
            "110101********1234.csv",
            "甲/110101********1234.csv",
            "甲/110101********1234#2.csv",
            "甲/110101********1234.csv",
            "110101********1234#2.csv",
            "138****1234/张三139****1234",
        ];
        assert_eq!(shown(names), expected);
    }
}

//! The invented words of the sample ledgers, read from `schemas/sample/`.

/// One line of `trades.csv`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trade {
    /// The word that ends a brand name.
    pub(super) worker: &'static str,
    pub(super) occupation: &'static str,
}

/// One line of `categories.csv`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Category {
    pub(super) name: &'static str,
    pub(super) synonym: &'static str,
}

/// Every list of words that names are made of.
#[derive(Debug)]
pub(super) struct Vocab {
    pub(super) surnames: Vec<&'static str>,
    pub(super) given: Vec<&'static str>,
    pub(super) rare: Vec<&'static str>,
    pub(super) steppe: Vec<&'static str>,
    pub(super) stems: Vec<&'static str>,
    pub(super) tails: Vec<&'static str>,
    pub(super) schools: Vec<&'static str>,
    pub(super) employers: Vec<&'static str>,
    pub(super) trades: Vec<Trade>,
    /// Each category as often as its weight says.
    pub(super) categories: Vec<Category>,
}

impl Vocab {
    pub(super) fn load() -> Self {
        Self {
            surnames: lines(include_str!("../../schemas/sample/surnames.txt")).collect(),
            given: lines(include_str!("../../schemas/sample/given.txt")).collect(),
            rare: lines(include_str!("../../schemas/sample/rare.txt")).collect(),
            steppe: lines(include_str!("../../schemas/sample/steppe.txt")).collect(),
            stems: lines(include_str!("../../schemas/sample/stems.txt")).collect(),
            tails: lines(include_str!("../../schemas/sample/tails.txt")).collect(),
            schools: lines(include_str!("../../schemas/sample/schools.txt")).collect(),
            employers: lines(include_str!("../../schemas/sample/employers.txt")).collect(),
            trades: records(include_str!("../../schemas/sample/trades.csv"))
                .map(|[worker, occupation]| Trade { worker, occupation })
                .collect(),
            categories: records(include_str!("../../schemas/sample/categories.csv"))
                .flat_map(|[name, weight, synonym]| {
                    std::iter::repeat_n(Category { name, synonym }, weight.parse().unwrap_or(1))
                })
                .collect(),
        }
    }

    /// A coined word and its third character, as schools and employers are called.
    pub(super) fn coined(&self, number: usize) -> (&'static str, &'static str) {
        (cyclic(&self.stems, number), cyclic(&self.tails, number / self.stems.len().max(1)))
    }
}

/// The item at `number`, going round; `""` for an empty list.
pub(super) fn cyclic(items: &[&'static str], number: usize) -> &'static str {
    items.get(number % items.len().max(1)).copied().unwrap_or("")
}

/// The lines of a data file that are neither empty nor comments.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The records of a small table below its header line; the tables hold no quotes.
pub(super) fn records<const N: usize>(
    text: &'static str,
) -> impl Iterator<Item = [&'static str; N]> {
    lines(text).skip(1).filter_map(|line| line.split(',').collect::<Vec<_>>().try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_words() {
        let vocab = Vocab::load();
        for list in [
            &vocab.surnames,
            &vocab.given,
            &vocab.rare,
            &vocab.steppe,
            &vocab.stems,
            &vocab.employers,
        ] {
            assert!(list.len() >= 10);
        }
        assert!(vocab.trades.len() >= 20);
        assert_eq!(vocab.categories.len(), 100);
    }
}

//! Kinds of ledgers, recognised by their headers and by what their titles and names say.

use std::fmt;

use serde::Deserialize;

use super::field::Field;

/// What the rows of a table tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerKind {
    /// 培训: who took part in which class, with whatever else is known of it.
    #[default]
    Training,
    /// 证书: certificates issued.
    Certificate,
    /// 就业跟踪: who found or left employment.
    Employment,
    /// 补贴发放: payments.
    Subsidy,
    /// 劳务输出、带动就业: persons placed.
    Placement,
}

impl LedgerKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Training, Self::Certificate, Self::Employment, Self::Subsidy, Self::Placement];

    /// The stable name in options and in `run.json`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Certificate => "certificate",
            Self::Employment => "employment",
            Self::Subsidy => "subsidy",
            Self::Placement => "placement",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// What staff call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Training => "培训台账",
            Self::Certificate => "证书台账",
            Self::Employment => "就业跟踪台账",
            Self::Subsidy => "补贴发放台账",
            Self::Placement => "劳务输出台账",
        }
    }
}

impl fmt::Display for LedgerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// How kinds are recognised, from `schemas/ledger/kinds.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindRules {
    /// A table with one of these is a training ledger, whatever else it holds.
    training: Vec<Field>,
    /// Besides the person, a training ledger without dates has all of these.
    class: Vec<Field>,
    /// The other kinds, in the order in which they are tried.
    kind: Vec<KindRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRule {
    id: LedgerKind,
    /// Words in a title, sheet name or file name.
    words: Vec<String>,
    /// Columns that only this kind is about.
    fields: Vec<Field>,
}

impl KindRules {
    /// The rules that come with the program.
    ///
    /// # Errors
    /// When the data file is wrong, which a test rules out.
    pub fn shipped() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../schemas/ledger/kinds.toml"))
    }

    /// The kind of a table that has those fields for which `has` holds. `names` are its titles, the sheet's and the
    /// file's name, from the nearest outwards; words in them decide between kinds that the columns leave open.
    pub fn kind_of(&self, has: &dyn Fn(Field) -> bool, names: &[&str]) -> LedgerKind {
        let told: Vec<&KindRule> =
            self.kind.iter().filter(|rule| rule.fields.iter().any(|field| has(*field))).collect();
        let is_class = self.class.iter().all(|field| has(*field));
        if self.training.iter().any(|field| has(*field)) || (is_class && told.len() != 1) {
            return LedgerKind::Training;
        }
        let named = |name: &&str| {
            let spoken = |rule: &&KindRule| rule.words.iter().any(|word| name.contains(word));
            self.kind.iter().find(spoken)
        };
        let rule = names.iter().find_map(named).or_else(|| told.first().copied());
        rule.map_or(LedgerKind::Training, |rule| rule.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(fields: &[Field], names: &[&str]) -> LedgerKind {
        let rules = KindRules::shipped().expect("shipped data");
        rules.kind_of(&|field| fields.contains(&field), names)
    }

    #[test]
    fn columns_tell_the_kind() {
        use Field::*;
        assert_eq!(kind(&[Brand, ClassNo], &[]), LedgerKind::Training);
        assert_eq!(kind(&[EndDate, CertType, SubsidyAmount], &["补贴发放"]), LedgerKind::Training);
        assert_eq!(
            kind(&[Brand, ClassNo, CertType, EmploymentDate], &[]),
            LedgerKind::Training,
            "a wide ledger without dates"
        );
        assert_eq!(kind(&[Occupation, CertType, CertNumber], &[]), LedgerKind::Certificate);
        assert_eq!(kind(&[Brand, ClassNo, EmploymentDate], &[]), LedgerKind::Employment);
        assert_eq!(kind(&[CertNumber, SubsidyAmount, Account], &[]), LedgerKind::Subsidy);
        assert_eq!(kind(&[], &[]), LedgerKind::Training);
    }

    #[test]
    fn names_decide_what_columns_leave_open() {
        use Field::*;
        assert_eq!(kind(&[EmploymentDate], &["2024年劳务输出花名册"]), LedgerKind::Placement);
        assert_eq!(kind(&[EmploymentDate], &["", "就业跟踪情况表"]), LedgerKind::Employment);
        assert_eq!(kind(&[CertNumber, EmploymentDate], &["就业跟踪"]), LedgerKind::Employment);
    }
}

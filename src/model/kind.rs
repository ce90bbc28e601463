//! Kinds of ledgers, recognised by their headers and by what their titles and names say.

use std::fmt;

use serde::Deserialize;

use super::field::Field;
use super::text::without_space;

/// Key of a line above a table that says what kind it is.
pub const KIND_KEY: &str = "台账种类";

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
    /// 培训人员名单、花名册: whom somebody claims to have trained. No ledger: it is held against the ledgers.
    NameList,
}

impl LedgerKind {
    /// Every kind of ledger.
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
            Self::NameList => "name_list",
        }
    }

    /// Whether rows of this kind tell what those of `other`, a kind of events, do.
    #[must_use]
    pub fn tells_of(self, other: Self) -> bool {
        matches!(self, Self::Training | Self::NameList) || self == other
    }

    /// The kind with this stable name.
    ///
    /// # Errors
    /// The names there are, in Chinese.
    pub fn of_key(key: &str) -> Result<Self, String> {
        let keys = || Self::ALL.map(Self::key).join("、");
        let kind = Self::ALL.into_iter().find(|kind| kind.key() == key);
        kind.ok_or_else(|| format!("“{key}”不是台账种类，应为 {} 之一", keys()))
    }

    /// The kind that staff call so.
    #[must_use]
    pub fn of_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.label() == label)
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
            Self::NameList => "人员名单",
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
    /// Columns that the kind is about.
    fields: Vec<Field>,
    /// Its columns are another kind's too, so that only a name tells; and being listed is all that a row must tell.
    #[serde(default)]
    by_name: bool,
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
    /// file's name, from the nearest outwards; words in them decide between kinds that the columns leave open, and
    /// never for a kind that no column is about.
    pub fn kind_of(&self, has: &dyn Fn(Field) -> bool, names: &[&str]) -> LedgerKind {
        let any = |fields: &[Field]| fields.iter().any(|field| has(*field));
        let told: Vec<&KindRule> = self.kind.iter().filter(|rule| any(&rule.fields)).collect();
        let by_columns = || told.iter().copied().filter(|rule| !rule.by_name);
        let listed = self.kind.iter().filter(|rule| rule.by_name && told.is_empty());
        let open: Vec<&KindRule> = told.iter().copied().chain(listed).collect();
        let named = names.iter().map(|name| without_space(name)).find_map(|name| {
            let spoken = |rule: &&KindRule| rule.words.iter().any(|word| name.contains(word));
            open.iter().copied().find(spoken)
        });
        let is_class = self.class.iter().all(|field| has(*field));
        // Rosters of payments and the like may repeat the dates of the training; without a brand and a class they
        // are no training ledger.
        let is_dated = any(&self.training) && (any(&self.class) || named.is_none());
        if is_dated || (is_class && by_columns().count() != 1) {
            return LedgerKind::Training;
        }
        named.or_else(|| by_columns().next()).map_or(LedgerKind::Training, |rule| rule.id)
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
        assert_eq!(kind(&[Brand, EndDate, SubsidyAmount], &["补贴发放"]), LedgerKind::Training);
        assert_eq!(kind(&[EndDate, CertType, SubsidyAmount], &[]), LedgerKind::Training);
        assert_eq!(
            kind(&[Brand, ClassNo, CertType, EmploymentDate], &[]),
            LedgerKind::Training,
            "a wide ledger without dates"
        );
        assert_eq!(kind(&[Occupation, CertType, CertNumber], &[]), LedgerKind::Certificate);
        assert_eq!(kind(&[Brand, ClassNo, EmploymentDate], &[]), LedgerKind::Employment);
        assert_eq!(
            kind(&[CertNumber, SubsidyAmount, Account], &[]),
            LedgerKind::Subsidy,
            "what comes later repeats what came before"
        );
        assert_eq!(kind(&[CertNumber, EmploymentDate], &[]), LedgerKind::Employment);
        assert_eq!(kind(&[], &[]), LedgerKind::Training);
    }

    #[test]
    fn names_decide_what_columns_leave_open() {
        use Field::*;
        assert_eq!(kind(&[EmploymentDate], &["2024年劳务 输出花名册"]), LedgerKind::Placement);
        assert_eq!(kind(&[Phone], &["劳务输出花名册"]), LedgerKind::Placement);
        assert_eq!(kind(&[EmploymentDate], &["", "就业跟踪情况表"]), LedgerKind::Employment);
        assert_eq!(kind(&[CertNumber, EmploymentDate], &["取证名册"]), LedgerKind::Certificate);
        assert_eq!(kind(&[DateRange, SubsidyAmount], &["补贴发放花名册"]), LedgerKind::Subsidy);
    }

    #[test]
    fn a_name_is_no_substitute_for_columns() {
        use Field::*;
        assert_eq!(kind(&[CertType], &["劳务输出人员取证花名册"]), LedgerKind::Certificate);
        assert_eq!(kind(&[CertType], &["就业情况"]), LedgerKind::Certificate);
        assert_eq!(kind(&[Phone], &["补贴发放花名册"]), LedgerKind::Training);
        assert_eq!(kind(&[Brand, ClassNo, Phone], &["取证"]), LedgerKind::Training);
    }
}

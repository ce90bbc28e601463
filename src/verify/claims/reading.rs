//! A way of counting: what is counted as one, which rows are kept, which dates decide, whose persons are counted.

use super::basis::Basis;
use super::evidence::Barred;
use super::question::Employment;

/// What is counted as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A person, or an amount once an enrolment.
    Person,
    /// 人次
    Enrolment,
    /// A row of an enrolment that counts.
    RowOfEnrolment,
    /// A row that counts by what it says itself.
    Row,
    /// A person, and every row but the first of enrolments that count.
    RepeatOfEnrolment,
    /// A person, and every row but the first of those that count by themselves.
    Repeat,
}

/// Which rows with a wrong ID number are counted, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    None,
    /// Every wrong number a person, and every row without one.
    All,
    /// Every wrong number a person.
    Written,
    /// Every wrong number a person, and all without one together.
    BlankOnce,
    /// Numbers of which only the check character is wrong.
    Checksum,
    /// Every row a person.
    Rows,
    /// Every row with a number a person.
    WrittenRows,
}

impl Kept {
    fn takes(self, barred: Barred) -> bool {
        match (self, barred) {
            (_, Barred::No) | (Self::All | Self::Rows | Self::BlankOnce, _) => true,
            (Self::None, _) => false,
            (Self::Written | Self::WrittenRows, other) => other != Barred::Blank,
            (Self::Checksum, other) => other == Barred::Checksum,
        }
    }

    /// Whether every row of these counts, whatever is counted as one of others.
    pub fn is_by_row(self) -> bool {
        matches!(self, Self::Rows | Self::WrittenRows)
    }
}

/// Whose enrolments are counted; scope 0 is the subject's own, others are numbered by neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Own,
    /// Together with a neighbour, each person once.
    With(u16),
    /// Together with a neighbour, figures added up.
    Plus(u16),
    /// Only a neighbour.
    Only(u16),
    /// Together with all neighbours up to this one, of those from the other on.
    WithAll(u16, u16),
    /// Together with two neighbours, each person once.
    WithBoth(u16, u16),
    /// Together with two neighbours, figures added up.
    PlusBoth(u16, u16),
}

impl Scope {
    fn takes(self, scope: u16) -> bool {
        match self {
            Self::Own | Self::Plus(_) | Self::PlusBoth(..) => scope == 0,
            Self::With(other) => scope == 0 || scope == other,
            Self::Only(other) => scope == other,
            Self::WithAll(first, last) => scope == 0 || (first..=last).contains(&scope),
            Self::WithBoth(one, other) => scope == 0 || scope == one || scope == other,
        }
    }

    /// Both at once; other brands are numbered behind other units.
    fn together(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::With(one), Self::With(other)) => Some(Self::WithBoth(one, other)),
            (Self::Plus(one), Self::Plus(other)) => Some(Self::PlusBoth(one, other)),
            (Self::WithAll(one, last), Self::WithAll(other, end)) => {
                Some(Self::WithAll(one.min(other), last.max(end)))
            }
            _ => None,
        }
    }

    /// What is counted apart and added up, where there is such.
    pub fn summands(self) -> Option<Vec<Self>> {
        match self {
            Self::Plus(other) => Some(vec![Self::Own, Self::Only(other)]),
            Self::PlusBoth(one, other) => Some(vec![Self::Own, Self::Only(one), Self::Only(other)]),
            _ => None,
        }
    }
}

/// A way of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub unit: Unit,
    pub kept: Kept,
    pub basis: Basis,
    pub employment: Employment,
    pub scope: Scope,
}

impl Reading {
    /// As the rules have it, with persons or enrolments counted.
    pub fn right(unit: Unit) -> Self {
        Self {
            unit,
            kept: Kept::None,
            basis: Basis::End,
            employment: Employment::Right,
            scope: Scope::Own,
        }
    }

    /// Whether such enrolments may count.
    pub fn takes(&self, scope: u16, barred: Barred) -> bool {
        self.scope.takes(scope) && self.kept.takes(barred)
    }

    /// The same of the denominator of a rate: that is of persons trained, whatever happened to them.
    pub fn of_denominator(mut self) -> Self {
        self.employment = Employment::Right;
        if matches!(self.basis, Basis::Own | Basis::OwnOrEnd) {
            self.basis = Basis::End;
        }
        self
    }
}

/// One step away from the right way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Unit(Unit),
    Kept(Kept),
    Basis(Basis),
    Employment(Employment),
    Scope(Scope),
}

impl Change {
    /// The reading with this change.
    pub fn apply(self, mut reading: Reading) -> Reading {
        match self {
            Self::Unit(unit) => reading.unit = unit,
            Self::Kept(kept) => reading.kept = kept,
            Self::Basis(basis) => reading.basis = basis,
            Self::Employment(employment) => reading.employment = employment,
            Self::Scope(scope) => reading.scope = scope,
        }
        reading
    }

    /// The reading with both changes, if both may be made at once.
    pub fn beside(self, other: Self, right: Reading) -> Option<Reading> {
        if let (Self::Scope(one), Self::Scope(other)) = (self, other) {
            return Some(Reading { scope: one.together(other)?, ..right });
        }
        let differ = std::mem::discriminant(&self) != std::mem::discriminant(&other);
        differ.then(|| other.apply(self.apply(right)))
    }
}

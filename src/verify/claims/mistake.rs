//! The usual mistakes in counting, each in the ways in which it is made.

use std::sync::Arc;

use super::question::{Employment, Question};
use super::reading::{Change, Kept, Reading, Scope, Unit};
use crate::model::claim::Quantity;
use crate::model::verification::Cause;

/// A mistake, or two of one sort at once.
#[derive(Clone, Debug)]
pub(super) struct Mistake {
    pub causes: Vec<Cause>,
    pub change: Change,
    /// What remains when the first of two is undone.
    pub between: Option<Change>,
    /// What was counted, in Chinese.
    pub words: Arc<str>,
    /// How usual this way of making the mistake is; 0 is the most usual.
    pub rank: usize,
}

impl Mistake {
    /// Whether persons of other subjects are counted with it.
    pub fn lets_others_in(&self) -> bool {
        matches!(self.change, Change::Scope(_))
    }
}

/// The neighbours of a subject: other units first, then other brands or bases.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbours {
    pub units: Vec<Arc<str>>,
    pub brands: Vec<Arc<str>>,
}

/// A class is counted once, however many persons and rows it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heads {
    Persons,
    Classes,
}

const UNITS: [(Cause, Unit, &str); 5] = [
    (Cause::Rows, Unit::Row, "台账行数"),
    (Cause::Rows, Unit::RowOfEnrolment, "参训记录的行数"),
    (Cause::Duplicates, Unit::Repeat, "人数加重复的行"),
    (Cause::Duplicates, Unit::RepeatOfEnrolment, "人数加合并掉的行"),
    (Cause::Enrolments, Unit::Enrolment, "参训人次"),
];

/// Of what is counted once an enrolment, a row that is counted again is a row.
const UNITS_OF_ENROLMENTS: [(Cause, Unit, &str); 4] = [
    (Cause::Rows, Unit::Row, "台账行数"),
    (Cause::Rows, Unit::RowOfEnrolment, "参训记录的行数"),
    (Cause::Duplicates, Unit::Row, "连同重复的行"),
    (Cause::Duplicates, Unit::RowOfEnrolment, "连同合并掉的行"),
];

const KEPT: [(Kept, &str); 6] = [
    (Kept::All, "证件号无效的都计入，没有号码的每行算一人"),
    (Kept::Written, "证件号无效的计入，没有号码的不计"),
    (Kept::Checksum, "校验码不符的计入"),
    (Kept::Rows, "证件号无效的每行算一人"),
    (Kept::WrittenRows, "证件号无效的每行算一人，没有号码的不计"),
    (Kept::BlankOnce, "证件号无效的计入，没有号码的合算一人"),
];

const EMPLOYMENTS: [(&[Cause], Employment, &str); 7] = [
    (&[Cause::UndatedEmployment], Employment::Undated, "写“是”而没有就业日期的计入"),
    (&[Cause::LateEmployment], Employment::Late, "结业6个月以后就业的计入"),
    (&[Cause::LateEmployment], Employment::Any, "不论何时就业的都计入"),
    (&[Cause::LateEmployment], Employment::Later, "结业后就业的都计入，连同截止日期以后的"),
    (
        &[Cause::UndatedEmployment, Cause::LateEmployment],
        Employment::UndatedOrLate,
        "没有就业日期的和6个月以后就业的都计入",
    ),
    (
        &[Cause::UndatedEmployment, Cause::LateEmployment],
        Employment::Said,
        "没有就业日期的和不论何时就业的都计入",
    ),
    (
        &[Cause::UndatedEmployment, Cause::LateEmployment],
        Employment::UndatedOrLater,
        "没有就业日期的和结业后就业的都计入，连同截止日期以后的",
    ),
];

/// The mistakes that a figure may contain, the usual ones first.
pub(super) fn mistakes(question: &Question, heads: Heads, neighbours: &Neighbours) -> Vec<Mistake> {
    let mut list: Vec<Mistake> = Vec::new();
    let mut add = |causes: &[Cause], change: Change, between: Option<Change>, words: &str| {
        let rank = match change {
            Change::Scope(Scope::Own | Scope::With(_)) => 0,
            Change::Scope(Scope::Plus(_) | Scope::WithAll(..)) => 1,
            Change::Scope(Scope::Only(_)) => 2,
            _ => list.iter().filter(|known| known.causes == causes).count(),
        };
        list.push(Mistake { causes: causes.to_vec(), change, between, words: words.into(), rank });
    };
    let units: &[(Cause, Unit, &str)] = match (heads, question.quantity) {
        (Heads::Classes, _) => &[],
        (_, Quantity::Enrolments | Quantity::Subsidy) => &UNITS_OF_ENROLMENTS,
        _ => &UNITS,
    };
    for (cause, unit, words) in units {
        add(&[*cause], Change::Unit(*unit), None, words);
    }
    for (kept, words) in KEPT {
        add(&[Cause::InvalidIds], Change::Kept(kept), None, words);
    }
    for basis in question.bases().iter().filter(|basis| !basis.causes.is_empty()) {
        let between = (basis.causes.len() > 1).then_some(Change::Basis(basis.between));
        add(basis.causes, Change::Basis(basis.id), between, basis.words);
    }
    if question.takes_employment() {
        for (causes, employment, words) in EMPLOYMENTS {
            let late = question.quantity == Quantity::EmployedAfter
                && causes.contains(&Cause::LateEmployment);
            if !late {
                let between = (causes.len() > 1).then(|| {
                    let late = match employment {
                        Employment::Said => Employment::Any,
                        Employment::UndatedOrLater => Employment::Later,
                        _ => Employment::Late,
                    };
                    Change::Employment(late)
                });
                add(causes, Change::Employment(employment), between, words);
            }
        }
    }
    scopes(neighbours, &mut add);
    list
}

/// Takes the causes of a mistake, its change, what remains of two, and its words.
type Add<'a> = dyn FnMut(&[Cause], Change, Option<Change>, &str) + 'a;

fn scopes(neighbours: &Neighbours, add: &mut Add<'_>) {
    let number = |index: usize| u16::try_from(index).unwrap_or(u16::MAX);
    let units = neighbours.units.len();
    let sorts = [
        (Cause::OtherUnit, &neighbours.units, 1),
        (Cause::OtherBrand, &neighbours.brands, units + 1),
    ];
    for (cause, names, first) in sorts {
        for (index, name) in names.iter().enumerate() {
            let scope = number(first + index);
            let mut add =
                |scope: Scope, words: String| add(&[cause], Change::Scope(scope), None, &words);
            add(Scope::With(scope), format!("计入“{name}”的人员"));
            add(Scope::Plus(scope), format!("加上了“{name}”的数"));
            add(Scope::Only(scope), format!("用了“{name}”的数"));
        }
        if names.len() > 1 {
            let all = Scope::WithAll(number(first), number(first + names.len() - 1));
            let words = if cause == Cause::OtherUnit {
                "计入所有其他单位的人员"
            } else {
                "计入所有其他品牌或基地的人员"
            };
            add(&[cause], Change::Scope(all), None, words);
        }
    }
}

/// A reading with one or two mistakes, and how it becomes right step by step.
#[derive(Clone, Debug)]
pub(super) struct Wrong {
    /// In order.
    pub causes: Vec<Cause>,
    pub words: String,
    /// How usual the mistakes are, added up.
    pub rank: usize,
    /// What each step undoes: cause, words, and the readings before and after it.
    pub steps: Vec<(Cause, Arc<str>, Reading, Reading)>,
}

impl Wrong {
    /// Of one mistake, or of two of one sort.
    pub fn of(mistake: &Mistake, right: Reading) -> Self {
        let full = mistake.change.apply(right);
        let between = mistake.between.map_or(right, |change| change.apply(right));
        let mut steps = Vec::new();
        let mut before = full;
        for (index, cause) in mistake.causes.iter().enumerate() {
            let last = index + 1 == mistake.causes.len();
            let after = if last { right } else { between };
            steps.push((*cause, Arc::clone(&mistake.words), before, after));
            before = after;
        }
        let words = mistake.words.to_string();
        Self { causes: mistake.causes.clone(), words, rank: mistake.rank, steps }
    }

    /// Of two mistakes of different sorts.
    pub fn of_both(one: &Mistake, other: &Mistake, right: Reading) -> Self {
        let (first, second) = if one.causes <= other.causes { (one, other) } else { (other, one) };
        let second_only = second.change.apply(right);
        let both = first.change.beside(second.change, right);
        let full = both.unwrap_or(second_only);
        let steps = vec![
            (first.causes[0], Arc::clone(&first.words), full, second_only),
            (second.causes[0], Arc::clone(&second.words), second_only, right),
        ];
        let causes = vec![first.causes[0], second.causes[0]];
        let words = format!("{}；{}", first.words, second.words);
        Self { causes, words, rank: one.rank + other.rank, steps }
    }
}

//! Rows of certificate, employment and subsidy ledgers joined to the enrolments that they belong to: by person and
//! reporting unit, and by brand and class where they name them (metrics, terms: ledger kinds).
//!
//! A row without brand and class tells of all the person's enrolments in the unit if it is about employment, else of
//! those of its occupation. A payment belongs to one enrolment only, so that no amount counts twice.

use chrono::NaiveDate;

use super::dictionary::Dictionaries;
use crate::model::enrolment::Catalogue;
use crate::model::kind::LedgerKind;
use crate::model::ledger::{ClassKey, Course, Target, TextId};

/// A course that a person takes part in, as far as joining must know.
#[derive(Clone, Debug)]
pub struct Taken {
    pub course: u32,
    pub occupations: Vec<TextId>,
    /// The latest readable last day.
    pub end: Option<NaiveDate>,
}

/// One row to be joined; texts in its target are indexes into the run's own.
#[derive(Clone, Copy, Debug)]
pub struct Joining {
    pub kind: LedgerKind,
    pub target: Target,
    /// The day of payment, for a payment.
    pub paid_on: Option<NaiveDate>,
}

impl Joining {
    /// The same with texts of block `block` made the run's own.
    pub fn in_run(mut self, block: usize, dictionaries: &Dictionaries) -> Self {
        for text in [&mut self.target.brand, &mut self.target.class_no, &mut self.target.occupation]
        {
            *text = dictionaries.text(block, *text);
        }
        self
    }

    /// The courses that the row belongs to, in the order of `taken`.
    pub fn courses(&self, taken: &[Taken], catalogue: &Catalogue) -> Vec<u32> {
        let joined: Vec<&Taken> =
            taken.iter().filter(|taken| self.belongs_to(taken, catalogue)).collect();
        if self.kind == LedgerKind::Subsidy {
            return self.paid_for(&joined).into_iter().map(|taken| taken.course).collect();
        }
        joined.into_iter().map(|taken| taken.course).collect()
    }

    fn belongs_to(&self, taken: &Taken, catalogue: &Catalogue) -> bool {
        let course: &Course = catalogue.course(taken.course);
        let Target { unit, brand, class_no, occupation } = self.target;
        if course.unit != unit
            || (brand.is_some() && *course.brand != *catalogue.text(brand))
            || (class_no.is_some() && !is_class(&course.class, catalogue.text(class_no)))
        {
            return false;
        }
        let is_named = brand.is_some() || class_no.is_some();
        is_named
            || self.kind == LedgerKind::Employment
            || (occupation.is_some() && taken.occupations.contains(&occupation))
    }

    /// The one enrolment that a payment is for: of its occupation if there is one; then the last that had ended when
    /// it was paid, else the last of all.
    fn paid_for<'t>(&self, joined: &[&'t Taken]) -> Option<&'t Taken> {
        let rank = |taken: &&&Taken| {
            let same_occupation = taken.occupations.contains(&self.target.occupation);
            let ended = taken.end.is_some_and(|end| self.paid_on.is_none_or(|paid| end <= paid));
            (same_occupation, ended, taken.end, taken.course)
        };
        joined.iter().max_by_key(rank).copied()
    }
}

fn is_class(class: &ClassKey, number: &str) -> bool {
    matches!(class, ClassKey::Number(own) if **own == *number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::region::Regions;

    const BRANDS: [&str; 2] = ["甲品牌", "乙品牌"];
    const CHEF: TextId = TextId(2);
    const WELDER: TextId = TextId(3);

    fn day(day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2024, 5, day)
    }

    /// Two brands with class 1 each, of a chef and of a welder.
    fn setting() -> (Catalogue, Vec<Taken>, Target) {
        let regions = Regions::shipped().expect("shipped data");
        let unit = regions.unit("长春市", None).expect("a unit");
        let courses = BRANDS
            .iter()
            .map(|brand| Course {
                unit,
                brand: (*brand).into(),
                class: ClassKey::Number("1".into()),
            })
            .collect();
        let texts = ["甲品牌", "1", "中式烹调师", "焊工"].map(Into::into).to_vec();
        let taken = [(CHEF, 10), (WELDER, 20)].into_iter().zip(0..);
        let taken = taken.map(|((occupation, end), course)| Taken {
            course,
            occupations: vec![occupation],
            end: day(end),
        });
        let target =
            Target { unit, brand: TextId::NONE, class_no: TextId::NONE, occupation: TextId::NONE };
        (Catalogue { courses, texts }, taken.collect(), target)
    }

    #[test]
    fn what_names_neither_brand_nor_class_goes_by_its_kind() {
        let (catalogue, taken, target) = setting();
        let join = |kind, occupation| {
            let target = Target { occupation, ..target };
            Joining { kind, target, paid_on: None }.courses(&taken, &catalogue)
        };
        assert_eq!(join(LedgerKind::Employment, TextId::NONE), [0, 1]);
        assert_eq!(join(LedgerKind::Certificate, WELDER), [1]);
        assert!(join(LedgerKind::Certificate, TextId::NONE).is_empty());
        assert!(join(LedgerKind::Subsidy, TextId::NONE).is_empty());
    }

    #[test]
    fn brand_and_class_narrow_it_down() {
        let (catalogue, taken, target) = setting();
        let join = |brand, class_no| {
            let target = Target { brand, class_no, ..target };
            Joining { kind: LedgerKind::Certificate, target, paid_on: None }
                .courses(&taken, &catalogue)
        };
        assert_eq!(join(TextId(0), TextId::NONE), [0]);
        assert_eq!(join(TextId::NONE, TextId(1)), [0, 1]);
        assert!(join(TextId(0), TextId(3)).is_empty());
    }

    #[test]
    fn a_payment_is_for_one_enrolment() {
        let (catalogue, taken, target) = setting();
        let pay = |occupation, paid_on| {
            let target = Target { class_no: TextId(1), occupation, ..target };
            Joining { kind: LedgerKind::Subsidy, target, paid_on }.courses(&taken, &catalogue)
        };
        assert_eq!(pay(CHEF, day(30)), [0]);
        assert_eq!(pay(TextId::NONE, day(15)), [0]);
        assert_eq!(pay(TextId::NONE, day(30)), [1]);
        assert_eq!(pay(TextId::NONE, None), [1]);
        assert_eq!(pay(TextId::NONE, day(1)), [1]);
    }
}

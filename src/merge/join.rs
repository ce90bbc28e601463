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
    /// The place of its first row in the order of rows.
    pub opened: u32,
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
    ///
    /// # Errors
    /// Why it belongs to none, in the words that staff see.
    pub fn courses(
        &self,
        taken: &[Taken],
        catalogue: &Catalogue,
    ) -> Result<Vec<u32>, &'static str> {
        let Target { unit, brand, class_no, occupation } = self.target;
        let course = |taken: &Taken| -> &Course { catalogue.course(taken.course) };
        let is_brand = |name: &str| !brand.is_some() || *name == *catalogue.text(brand);
        let is_class =
            |class: &ClassKey| !class_no.is_some() || is_class(class, catalogue.text(class_no));
        let by_occupation =
            !brand.is_some() && !class_no.is_some() && self.kind != LedgerKind::Employment;
        let of_occupation =
            |taken: &Taken| !by_occupation || taken.occupations.contains(&occupation);

        let mut joined: Vec<&Taken> = taken.iter().collect();
        keep(&mut joined, |_| true, "此人没有参训记录")?;
        keep(&mut joined, |taken| course(taken).unit == unit, "此人在该单位没有参训记录")?;
        keep(&mut joined, |taken| is_brand(&course(taken).brand), "此人没有参加该品牌的培训")?;
        keep(&mut joined, |taken| is_class(&course(taken).class), "此人没有参加该班级")?;
        if by_occupation && !occupation.is_some() {
            return Err("没有写品牌、班级和职业，不知是哪一次培训");
        }
        keep(&mut joined, of_occupation, "此人没有参加该职业的培训")?;
        if self.kind == LedgerKind::Subsidy {
            joined = self.paid_for(&joined).into_iter().collect();
        }
        Ok(joined.into_iter().map(|taken| taken.course).collect())
    }

    /// The one enrolment that a payment is for: of its occupation if there is one; then the last that had ended when
    /// it was paid, else the last of all; of several the one opened last in the order of rows.
    fn paid_for<'t>(&self, joined: &[&'t Taken]) -> Option<&'t Taken> {
        let rank = |taken: &&&Taken| {
            let same_occupation = taken.occupations.contains(&self.target.occupation);
            let ended = taken.end.is_some_and(|end| self.paid_on.is_none_or(|paid| end <= paid));
            (same_occupation, ended, taken.end, taken.opened)
        };
        joined.iter().max_by_key(rank).copied()
    }
}

/// Keeps those for which `holds`; if none is left, that is why.
fn keep(
    joined: &mut Vec<&Taken>,
    holds: impl Fn(&Taken) -> bool,
    why: &'static str,
) -> Result<(), &'static str> {
    joined.retain(|taken| holds(taken));
    if joined.is_empty() { Err(why) } else { Ok(()) }
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
            opened: course,
            occupations: vec![occupation],
            end: day(end),
        });
        let target =
            Target { unit, brand: TextId::NONE, class_no: TextId::NONE, occupation: TextId::NONE };
        (Catalogue { courses, texts, documents: Vec::new() }, taken.collect(), target)
    }

    #[test]
    fn what_names_neither_brand_nor_class_goes_by_its_kind() {
        let (catalogue, taken, target) = setting();
        let join = |kind, occupation| {
            let target = Target { occupation, ..target };
            Joining { kind, target, paid_on: None }.courses(&taken, &catalogue)
        };
        assert_eq!(join(LedgerKind::Employment, TextId::NONE), Ok(vec![0, 1]));
        assert_eq!(join(LedgerKind::Certificate, WELDER), Ok(vec![1]));
        assert!(join(LedgerKind::Certificate, TextId::NONE).is_err());
        assert!(join(LedgerKind::Subsidy, TextId::NONE).is_err());
        assert_ne!(join(LedgerKind::Subsidy, TextId(1)), join(LedgerKind::Subsidy, TextId::NONE));
    }

    #[test]
    fn brand_and_class_narrow_it_down() {
        let (catalogue, taken, target) = setting();
        let join = |brand, class_no| {
            let target = Target { brand, class_no, ..target };
            Joining { kind: LedgerKind::Certificate, target, paid_on: None }
                .courses(&taken, &catalogue)
        };
        assert_eq!(join(TextId(0), TextId::NONE), Ok(vec![0]));
        assert_eq!(join(TextId::NONE, TextId(1)), Ok(vec![0, 1]));
        assert_eq!(join(TextId(0), TextId(3)), Err("此人没有参加该班级"));
        assert_eq!(join(TextId(3), TextId::NONE), Err("此人没有参加该品牌的培训"));
    }

    #[test]
    fn a_payment_is_for_one_enrolment() {
        let (catalogue, taken, target) = setting();
        let pay = |occupation, paid_on| {
            let target = Target { class_no: TextId(1), occupation, ..target };
            Joining { kind: LedgerKind::Subsidy, target, paid_on }.courses(&taken, &catalogue)
        };
        assert_eq!(pay(CHEF, day(30)), Ok(vec![0]));
        assert_eq!(pay(TextId::NONE, day(15)), Ok(vec![0]));
        assert_eq!(pay(TextId::NONE, day(30)), Ok(vec![1]));
        assert_eq!(pay(TextId::NONE, None), Ok(vec![1]));
        assert_eq!(pay(TextId::NONE, day(1)), Ok(vec![1]));
    }
}

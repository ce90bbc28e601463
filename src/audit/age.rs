//! 年龄不符: too young on the first day of the class, or of retirement age.

use chrono::{Months, NaiveDate};

use super::rules::Rules;
use super::seat::Sitting;
use super::suspect::Suspect;
use super::{Context, PersonCheck};
use crate::model::check::{Check, RetirementGroup, Setting};
use crate::model::person_id::PersonId;
use crate::model::vocabulary::Sex;

const MONTHS_OF_YEAR: u32 = 12;

/// Ages in force.
struct Ages<'a> {
    youngest: u32,
    men: Option<&'a RetirementGroup>,
    women: Option<&'a RetirementGroup>,
}

/// The check.
pub struct Age<'a>(Rules<'a, Ages<'a>>);

impl<'a> Age<'a> {
    pub fn new(context: Context<'a>) -> Self {
        let schedule = context.checks.retirement();
        let ages = |setting: &Setting<'a>| Ages {
            youngest: setting.number("youngest"),
            men: schedule.group("men"),
            women: schedule.group(setting.choice("women")),
        };
        Self(Rules::new(context, Check::Age, ages))
    }
}

impl Ages<'_> {
    /// What is wrong with the age on `start` of somebody born on `birth`.
    fn fault(&self, birth: NaiveDate, sex: Option<Sex>, start: NaiveDate) -> Option<String> {
        let of_age = birth.checked_add_months(Months::new(self.youngest * MONTHS_OF_YEAR))?;
        if start < of_age {
            return Some(format!("未满{}周岁", self.youngest));
        }
        let group = match sex? {
            Sex::Male => self.men,
            Sex::Female => self.women,
        }?;
        group.reached(birth).filter(|reached| *reached <= start)?;
        let months = group.months(birth);
        let (years, months) = (months / MONTHS_OF_YEAR, months % MONTHS_OF_YEAR);
        let months = if months == 0 { String::new() } else { format!("{months}个月") };
        // No day: it would complete a masked ID number.
        Some(format!("已达到法定退休年龄{years}周岁{months}"))
    }
}

impl PersonCheck for Age<'_> {
    fn is_on(&self) -> bool {
        self.0.is_on()
    }

    fn look(&self, person: &Sitting<'_>, found: &mut Vec<Suspect>) {
        let Some(birth) = birth_day(person.id) else { return };
        for seat in &person.seats {
            let rule = self.0.of(seat.unit).zip(seat.enrolment.start);
            let Some(((severity, ages), start)) = rule else { continue };
            let Some(limit) = ages.fault(birth, person.id.sex(), start) else { continue };
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("start", &start), ("limit", &limit)];
            found.push(self.0.suspect(*severity, vec![seat.dated()], seat.paid, &values));
        }
    }
}

/// The birth date in an ID number.
fn birth_day(person: PersonId) -> Option<NaiveDate> {
    let number = person.birth()?;
    let year = i32::try_from(number / 10_000).ok()?;
    NaiveDate::from_ymd_opt(year, number / 100 % 100, number % 100)
}

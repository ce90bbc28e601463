//! Rows of one brand, base and year with exact counts: so many persons, so many certified, employed, paid.

use super::super::SampleFile;
use super::super::day::{Day, push_digits};
use super::super::dirt::{Context, Dirt, Loss};
use super::super::enrolment::{Certificate, Job, Outcome, put_outcome};
use super::super::person::PersonRef;
use super::super::rng::Rng;
use super::super::row::Row;
use super::super::world::{Class, World};

/// What is to be counted in the end. Dirt never changes these numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cohort {
    pub(super) city: &'static str,
    pub(super) county: &'static str,
    pub(super) brand: &'static str,
    pub(super) base: &'static str,
    pub(super) occupation: &'static str,
    pub(super) year: i32,
    /// First and last month in which classes end.
    pub(super) months: (i32, i32),
    pub(super) persons: u64,
    pub(super) certified: u64,
    /// Employed within six months of the end, and later.
    pub(super) soon: u64,
    pub(super) late: u64,
    /// In order, fixed-post or targeted classes; whole classes, so it is rounded down.
    pub(super) targeted: u64,
    /// Of a key group and paid; the others are of no key group, or unpaid.
    pub(super) paid_key: u64,
    pub(super) class_size: u64,
}

/// Hands out people, so that no two cohorts share one by accident.
pub(super) struct Maker {
    pub(super) world: World,
    /// The files so far.
    pub(super) written: Vec<SampleFile>,
    used: Vec<u64>,
    rng: Rng,
}

/// Certificates, jobs and payments after this day are not known yet.
const KNOWN: Day = Day::new(2025, 9, 28);

impl Maker {
    pub(super) fn new() -> Self {
        // The share of dirt only governs odd names here.
        let world = World::new(2025, 0.4, &["22", "21", "15", "14"]);
        let used = vec![0; world.cities.len()];
        Self { world, written: Vec::new(), used, rng: Rng::of(&[2025, 930]) }
    }

    pub(super) fn rows(&mut self, cohort: &Cohort) -> Vec<Row> {
        let Some(city) = self.world.cities.iter().position(|city| city.name == cohort.city) else {
            return Vec::new();
        };
        let first = self.used[city];
        self.used[city] += cohort.persons;
        let classes = cohort.persons.div_ceil(cohort.class_size.max(1)).max(1);
        (0..cohort.persons)
            .map(|number| {
                let class = Self::class(cohort, city, number / cohort.class_size.max(1), classes);
                let person = PersonRef { city, index: first + number };
                let outcome = self.outcome(cohort, &class, number);
                self.row(cohort, &class, person, &outcome, number)
            })
            .collect()
    }

    fn class(cohort: &Cohort, city: usize, number: u64, classes: u64) -> Class {
        let (from, to) =
            (Day::new(cohort.year, cohort.months.0, 3), Day::new(cohort.year, cohort.months.1, 26));
        let span = i64::from(to.0 - from.0) as u64;
        let end = from.plus((span * number / (classes - 1).max(1)) as i32);
        let targeted = (number + 1) * cohort.class_size <= cohort.targeted;
        Class {
            city,
            number,
            brand: 0,
            base: city % 8,
            county: 0,
            start: end.plus(-12 - (number % 9) as i32),
            end,
            mode: if targeted {
                ["订单", "定岗", "定向"][(number % 3) as usize]
            } else {
                "普通"
            },
            yuan: 600 + 200 * (number % 5),
        }
    }

    fn outcome(&mut self, cohort: &Cohort, class: &Class, number: u64) -> Outcome {
        let place = |salt: u64| spread(number, cohort.persons, salt);
        let (certified, job, paid) = (place(1) < cohort.certified, place(2), place(3));
        let rng = &mut self.rng;
        let date = class.end.plus(rng.below(9) as i32 + 1);
        let certificate = Certificate {
            kind: [1, 1, 2, 3, 1, 3, 0][rng.index(7)],
            date: date.min(KNOWN),
            serial: rng.below(1_000_000),
        };
        let employer = rng.index(10_000);
        let (soon, later) = (rng.below(130) as i32, rng.below(150) as i32);
        let day =
            if job < cohort.soon { class.end.plus(soon) } else { class.end.plus(190 + later) };
        let works = job < cohort.soon + cohort.late;
        let yuan = (paid < cohort.paid_key || number.is_multiple_of(2)).then_some(class.yuan);
        let paid_on = class.end.plus(20 + rng.below(60) as i32);
        Outcome {
            certificate: certified.then_some(certificate),
            job: works.then_some(Job { date: Some(day.min(KNOWN)), employer }),
            yuan,
            paid: yuan.map(|_| paid_on).filter(|day| *day <= KNOWN),
        }
    }

    fn row(
        &self,
        cohort: &Cohort,
        class: &Class,
        person: PersonRef,
        outcome: &Outcome,
        number: u64,
    ) -> Row {
        let mut row = Row::default();
        let (Some(city), Some(who)) =
            (self.world.cities.get(person.city), self.world.person(person))
        else {
            return row;
        };
        push_digits(row.open(), number + 1, 1);
        row.end();
        for cell in [city.province, city.name, cohort.county, cohort.brand, cohort.base] {
            row.put(cell);
        }
        row.put(&format!("{}-{:02}期", cohort.year, class.number + 1));
        row.put(cohort.occupation);
        row.put(class.mode);
        row.put(&class.start.iso());
        row.put(&class.end.iso());
        who.push_name(
            row.open(),
            &self.world.vocab,
            city.province == "内蒙古自治区",
            self.world.dirt,
        );
        row.end();
        row.put(if who.female { "女" } else { "男" });
        row.put(who.id_text());
        let own = who.category(&self.world.vocab).map_or("", |category| category.name);
        let key = !["企业职工", "在校学生"].contains(&own);
        let must_be_key = spread(number, cohort.persons, 3) < cohort.paid_key;
        row.put(match (must_be_key, outcome.yuan.is_some()) {
            (true, _) if !key => "农村转移劳动力",
            (false, true) if key => "企业职工",
            _ => own,
        });
        who.push_phone(row.open());
        row.end();
        put_outcome(&mut row, &self.world, class, outcome);
        row
    }

    /// Dirties about `per_mille` of the rows in ways that a good reader sees through, and repeats a few.
    pub(super) fn soil(&mut self, rows: Vec<Row>, per_mille: u64) -> Vec<Row> {
        let harmless: Vec<Dirt> =
            Dirt::ALL.iter().copied().filter(|kind| kind.loss() == Loss::None).collect();
        let mut out = Vec::with_capacity(rows.len());
        for mut row in rows {
            if self.rng.per_mille(per_mille) {
                let kind = harmless[self.rng.index(harmless.len())];
                let context = Context { vocab: &self.world.vocab, county_is_unique: true };
                if kind.apply(&mut row, &mut self.rng, context) && kind == Dirt::Duplicate {
                    out.push(row.clone());
                }
            }
            out.push(row);
        }
        out
    }

    /// One row, of somebody who counts nowhere else, for each kind of dirt that is `wanted`.
    pub(super) fn spoiled(&mut self, cohort: &Cohort, wanted: fn(Loss) -> bool) -> Vec<Row> {
        let mut rest: Vec<Dirt> =
            Dirt::ALL.iter().copied().filter(|kind| wanted(kind.loss())).collect();
        let mut out = Vec::new();
        for mut row in self.rows(cohort) {
            let context = Context { vocab: &self.world.vocab, county_is_unique: true };
            let fits = rest.iter().position(|kind| kind.apply(&mut row, &mut self.rng, context));
            if let Some(at) = fits {
                rest.remove(at);
            }
            out.push(row);
        }
        out
    }
}

/// A scattered place in `0..persons` for each number: a bijection, so that "place < n" holds for exactly n.
fn spread(number: u64, persons: u64, salt: u64) -> u64 {
    let persons = persons.max(1);
    let mut step = persons * 618 / 1000 + salt;
    while gcd(step, persons) != 1 {
        step += 1;
    }
    (number * step + salt * 17) % persons
}

const fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_met_exactly() {
        for persons in [1, 2, 7, 60, 205, 512] {
            for salt in 1..4 {
                let hit = (0..persons)
                    .filter(|number| spread(*number, persons, salt) < persons / 2)
                    .count() as u64;
                assert_eq!(hit, persons / 2);
            }
        }
    }
}

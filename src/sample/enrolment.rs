//! One person's seat in one class, what became of it, and the row that an export makes of it.

use super::day::{Day, push_digits};
use super::person::PersonRef;
use super::rng::Rng;
use super::row::Row;
use super::vocab::cyclic;
use super::world::{Class, World};

#[derive(Debug, Clone, Copy)]
pub(super) struct Enrolment {
    pub(super) person: PersonRef,
    pub(super) class: Class,
    pub(super) seat: u64,
}

/// Which export of the enrolment a row is: later ones carry newer values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Straight after the class: neither certificate nor job known.
    Early,
    Full,
    /// A second row for a certificate of another type.
    SecondCertificate,
    /// The amount was put right.
    Corrected,
    /// A later job.
    NewJob,
}

/// The four certificate types, in the order of the contract's columns.
pub(super) const CERTIFICATES: [&str; 4] =
    ["职业资格证书", "职业技能等级证书", "专项职业能力证书", "培训合格证书"];

/// Everything that can happen to an enrolment.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    pub(super) certificate: Option<Certificate>,
    pub(super) job: Option<Job>,
    /// `None` is an empty cell, 0 a stated zero.
    pub(super) yuan: Option<u64>,
    pub(super) paid: Option<Day>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Certificate {
    /// Index into [`CERTIFICATES`].
    pub(super) kind: usize,
    pub(super) date: Day,
    pub(super) serial: u64,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    /// A job that is only ticked has no date.
    pub(super) date: Option<Day>,
    pub(super) employer: usize,
}

/// Nothing later than this has been exported.
const EXPORTED: Day = Day::new(2025, 12, 31);

impl Enrolment {
    /// What became of this enrolment, as far as the export of this stage knows.
    pub(super) fn outcome(&self, world: &World, stage: Stage) -> Outcome {
        let class = &self.class;
        let mut rng = Rng::of(&[world.seed, class.city as u64, class.number, self.seat, 0x0e]);
        let (certified, employed) = world.success(class);
        let kind = [0, 1, 1, 1, 1, 2, 2, 3, 3, 3][rng.index(10)];
        let certificate = Certificate {
            kind,
            date: class.end.plus(rng.below(40) as i32),
            serial: rng.below(1_000_000),
        };
        let has_certificate = rng.per_mille(certified);
        let job = job(class, employed, &mut rng);
        let draw = rng.below(100);
        let yuan = if draw < 2 { Some(0) } else { (draw < 92).then_some(class.yuan) };
        let paid = class.end.plus(30 + rng.below(150) as i32);
        let mut outcome = Outcome {
            certificate: has_certificate.then_some(certificate),
            job,
            yuan,
            paid: yuan.is_some_and(|yuan| yuan > 0).then_some(paid),
        };
        match stage {
            Stage::Early => {
                let amount = outcome.yuan.filter(|_| draw.is_multiple_of(2));
                outcome = Outcome { yuan: amount, ..Outcome::default() };
            }
            Stage::Full => {}
            Stage::SecondCertificate => {
                outcome.certificate = Some(Certificate {
                    kind: (kind + 2) % 4,
                    date: certificate.date.plus(20),
                    serial: certificate.serial,
                });
            }
            Stage::Corrected => outcome.yuan = Some(class.yuan + 100),
            Stage::NewJob => {
                let date = class.end.plus(190 + rng.below(300) as i32);
                outcome.job = Some(Job { date: Some(date), employer: rng.index(10_000) });
            }
        }
        outcome.certificate =
            outcome.certificate.filter(|certificate| certificate.date <= EXPORTED);
        outcome.job = outcome.job.filter(|job| job.date.is_none_or(|date| date <= EXPORTED));
        outcome.paid = outcome.paid.filter(|paid| *paid <= EXPORTED);
        outcome
    }

    /// Writes the row of this enrolment as a careful clerk would.
    pub(super) fn write(&self, world: &World, outcome: &Outcome, seq: u64, row: &mut Row) {
        let class = &self.class;
        let Some((person, city)) = world.person(self.person).zip(world.cities.get(class.city))
        else {
            return;
        };
        row.clear();
        push_digits(row.open(), seq, 1);
        row.end();
        row.put(city.province);
        row.put(city.name);
        row.put(world.county(class));
        world.push_brand(row.open(), class);
        row.end();
        world.push_base(row.open(), class);
        row.end();
        push_class_number(row.open(), class);
        row.end();
        row.put(world.occupation(class));
        row.put(class.mode);
        put_day(row, Some(class.start));
        put_day(row, Some(class.end));
        let steppe =
            world.cities.get(self.person.city).is_some_and(|home| home.province == "内蒙古自治区");
        person.push_name(row.open(), &world.vocab, steppe, world.dirt);
        row.end();
        row.put(if person.female { "女" } else { "男" });
        row.put(person.id_text());
        row.put(person.category(&world.vocab).map_or("", |category| category.name));
        person.push_phone(row.open());
        row.end();
        put_outcome(row, world, class, outcome);
    }
}

/// Columns from the certificate to the remark.
pub(super) fn put_outcome(row: &mut Row, world: &World, class: &Class, outcome: &Outcome) {
    if let Some(certificate) = &outcome.certificate {
        row.put(CERTIFICATES.get(certificate.kind).copied().unwrap_or(""));
        push_certificate_number(row.open(), class, certificate);
        row.end();
        put_day(row, Some(certificate.date));
    } else {
        (0..3).for_each(|_| row.end());
    }
    if let Some(job) = &outcome.job {
        row.put("是");
        row.put(
            ["单位就业", "单位就业", "单位就业", "灵活就业", "灵活就业", "自主创业", "公益性岗位"]
                [job.employer % 7],
        );
        let (stem, tail) = world.vocab.coined(job.employer);
        row.open().push_str(stem);
        row.open().push_str(tail);
        row.open().push_str(cyclic(&world.vocab.employers, job.employer / 7));
        row.end();
        put_day(row, job.date);
    } else {
        row.put("否");
        (0..3).for_each(|_| row.end());
    }
    if let Some(yuan) = outcome.yuan {
        push_digits(row.open(), yuan, 1);
    }
    row.end();
    put_day(row, outcome.paid);
    row.pad();
}

fn job(class: &Class, employed: u64, rng: &mut Rng) -> Option<Job> {
    let employer = rng.index(10_000);
    let at = |date| Some(Job { date: Some(date), employer });
    let draw = rng.below(1000);
    let (soon, later, early) = (rng.below(180) as i32, rng.below(240) as i32, rng.below(5) as i32);
    if draw < employed {
        at(class.end.plus(soon))
    } else if draw < employed + 80 {
        at(class.end.plus(190 + later))
    } else if draw < employed + 110 {
        at(class.end.plus(-1 - early))
    } else if draw < employed + 130 {
        Some(Job { date: None, employer })
    } else {
        None
    }
}

fn put_day(row: &mut Row, day: Option<Day>) {
    if let Some(day) = day {
        day.push_iso(row.open());
    }
    row.end();
}

fn push_class_number(out: &mut String, class: &Class) {
    push_digits(out, u64::from(class.start.parts().0.unsigned_abs()), 4);
    out.push('-');
    push_digits(out, class.brand as u64 + 1, 2);
    out.push('-');
    push_digits(out, class.number + 1, 4);
}

/// Numbers in the national layouts where there is one: level certificates are `Y` and 21 digits with the
/// year at 14 and the level at 16, qualification certificates 16 digits with the level at 11.
fn push_certificate_number(out: &mut String, class: &Class, certificate: &Certificate) {
    let year = u64::from(certificate.date.parts().0.unsigned_abs()) % 100;
    let level = 3 + class.number % 3;
    let issuer = (class.city as u64 + 1) * 1000 + class.base as u64;
    match certificate.kind {
        0 => {
            push_digits(out, year, 2);
            push_digits(out, issuer, 8);
            push_digits(out, level, 1);
            push_digits(out, certificate.serial % 100_000, 5);
        }
        1 => {
            out.push('Y');
            push_digits(out, issuer, 12);
            push_digits(out, year, 2);
            push_digits(out, level, 1);
            push_digits(out, certificate.serial, 6);
        }
        kind => {
            out.push_str(if kind == 2 { "ZX" } else { "HG" });
            push_digits(out, 2000 + year, 4);
            push_digits(out, issuer, 5);
            push_digits(out, certificate.serial, 6);
        }
    }
}

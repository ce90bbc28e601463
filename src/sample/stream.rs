//! The lines of one city after another: classes, later exports of the same enrolments, lines that are no data.

use std::collections::VecDeque;

use super::SampleError;
use super::amount::{fen, yuan};
use super::dirt::{self, Context, Dirt, Noise};
use super::enrolment::{Enrolment, Stage};
use super::person::PersonRef;
use super::rng::Rng;
use super::row::{Column, Row};
use super::sink::Sink;
use super::world::World;

/// Title and metadata above the header of a dirty file. They name no reporting unit: one would apply to the
/// rows that give none, which are there to be rejected.
pub(super) const LINES_ABOVE: [&str; 2] =
    ["职业技能培训实名制台账", "单位：人、元　填报人：周某某　填报日期：2025年12月31日"];

/// How often each kind of dirt and noise was written.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) dirt: Vec<Dirt>,
    pub(super) noise: Vec<Noise>,
    /// Off in a large run: only tests look at it.
    pub(super) on: bool,
}

/// Rows of each city: larger cities have more counties, and more rows.
pub(super) fn shares(world: &World, rows: usize) -> Vec<usize> {
    let weights: Vec<usize> = world.cities.iter().map(|city| city.counties.len() + 3).collect();
    let total = weights.iter().sum::<usize>().max(1);
    let mut before = 0;
    weights
        .iter()
        .map(|weight| {
            let from = rows * before / total;
            before += weight;
            rows * before / total - from
        })
        .collect()
}

/// Writes `rows` rows of a city, and the noise between them.
pub(super) fn write_city(
    world: &World,
    city: usize,
    rows: usize,
    sink: &mut dyn Sink,
    tally: &mut Tally,
) -> Result<(), SampleError> {
    if rows == 0 {
        return Ok(());
    }
    sink.city(city)?;
    let mut stream = Stream {
        world,
        rng: Rng::of(&[world.seed, city as u64, 0x57]),
        row: Row::default(),
        left: rows,
        seq: 0,
        since_total: 0,
        since_grand: 0,
        unique: (0..)
            .zip(&world.cities[city].counties)
            .map(|(at, _)| county_is_unique(world, city, at))
            .collect(),
        sink,
        tally,
    };
    let mut again: VecDeque<(Enrolment, Stage)> = VecDeque::new();
    let mut fresh = 0;
    for number in 0.. {
        if stream.left <= again.len() {
            break;
        }
        stream.class(city, number, &mut fresh, &mut again)?;
        if again.len() > LATER || stream.rng.per_mille(100) {
            for (enrolment, stage) in again.drain(..again.len() / 2).collect::<Vec<_>>() {
                stream.enrolment(&enrolment, stage)?;
            }
        }
        stream.noise()?;
    }
    for (enrolment, stage) in again {
        stream.enrolment(&enrolment, stage)?;
    }
    // The next city may follow in the same file.
    if world.dirt > 0.0 { stream.line(Noise::GrandTotal) } else { Ok(()) }
}

/// So many enrolments wait at most for their later export.
const LATER: usize = 4_000;

struct Stream<'a> {
    world: &'a World,
    rng: Rng,
    row: Row,
    left: usize,
    seq: u64,
    /// Sums in fen since the last line of totals, and since the last one that closes all above it.
    since_total: u64,
    since_grand: u64,
    unique: Vec<bool>,
    sink: &'a mut dyn Sink,
    tally: &'a mut Tally,
}

impl Stream<'_> {
    fn class(
        &mut self,
        city: usize,
        number: u64,
        fresh: &mut u64,
        again: &mut VecDeque<(Enrolment, Stage)>,
    ) -> Result<(), SampleError> {
        let class = self.world.class(city, number);
        let known = *fresh;
        for seat in 0..20 + self.rng.below(41) {
            if self.left <= again.len() {
                return Ok(());
            }
            let person = self.participant(city, known, fresh);
            let enrolment = Enrolment { person, class, seat };
            let (stage, later) = match self.rng.below(100) {
                0..14 => (Stage::Early, Some(Stage::Full)),
                14..19 => (Stage::Full, Some(Stage::SecondCertificate)),
                19..22 => (Stage::Full, Some(Stage::Corrected)),
                22..25 => (Stage::Full, Some(Stage::NewJob)),
                _ => (Stage::Full, None),
            };
            self.enrolment(&enrolment, stage)?;
            again.extend(later.map(|stage| (enrolment, stage)));
        }
        Ok(())
    }

    /// Mostly somebody new, often somebody from an earlier class, seldom somebody from another city.
    fn participant(&mut self, city: usize, known: u64, fresh: &mut u64) -> PersonRef {
        match self.rng.below(1000) {
            0..15 => PersonRef {
                city: self.rng.index(self.world.cities.len()),
                index: self.rng.below(400),
            },
            15..380 if known > 0 => {
                PersonRef { city, index: known - 1 - self.rng.below(known.min(5_000)) }
            }
            _ => {
                *fresh += 1;
                PersonRef { city, index: *fresh - 1 }
            }
        }
    }

    fn enrolment(&mut self, enrolment: &Enrolment, stage: Stage) -> Result<(), SampleError> {
        if self.left == 0 {
            return Ok(());
        }
        self.seq += 1;
        let outcome = enrolment.outcome(self.world, stage);
        enrolment.write(self.world, &outcome, self.seq, &mut self.row);
        let context = Context {
            vocab: &self.world.vocab,
            county_is_unique: self.unique.get(enrolment.class.county).copied().unwrap_or(false),
        };
        if self.world.dirt > 0.0 && self.rng.chance(self.world.dirt) {
            let kind = dirt::any(&mut self.row, &mut self.rng, context);
            if self.tally.on {
                self.tally.dirt.extend(kind);
            }
            if kind == Some(Dirt::Duplicate) && self.left > 1 {
                self.put()?;
            }
        }
        self.put()
    }

    fn put(&mut self) -> Result<(), SampleError> {
        self.left -= 1;
        self.put_line()?;
        let amount = fen(self.row.get(Column::Amount)).unwrap_or(0);
        self.since_total += amount;
        self.since_grand += amount;
        Ok(())
    }

    fn put_line(&mut self) -> Result<(), SampleError> {
        let part = self.sink.part();
        self.sink.row(&self.row)?;
        if self.sink.part() != part {
            (self.since_total, self.since_grand) = (0, 0);
        }
        Ok(())
    }

    /// Between two classes, a line that is no data; never before the last row, where it would not count.
    fn noise(&mut self) -> Result<(), SampleError> {
        if self.left == 0 || !self.rng.chance(self.world.dirt * 0.6) {
            return Ok(());
        }
        let noise = Noise::ALL[self.rng.index(Noise::ALL.len())];
        self.line(noise)
    }

    fn line(&mut self, noise: Noise) -> Result<(), SampleError> {
        if self.tally.on {
            self.tally.noise.push(noise);
        }
        if let Noise::BlankLine | Noise::BlankCells = noise {
            return self.sink.blank(matches!(noise, Noise::BlankLine));
        }
        let is_part = matches!(noise, Noise::Subtotal);
        let closed = if is_part { self.since_total } else { self.since_grand };
        noise.write(&mut self.row, &yuan(closed));
        if noise.is_total() {
            self.since_total = 0;
            self.since_grand = if is_part { self.since_grand } else { 0 };
        }
        self.put_line()
    }
}

/// Whether the county's name alone tells the city within the province.
fn county_is_unique(world: &World, city: usize, county: usize) -> bool {
    let Some(home) = world.cities.get(city) else {
        return false;
    };
    let name = home.counties.get(county).map(|county| county.name);
    let same = world
        .cities
        .iter()
        .filter(|other| other.province == home.province)
        .flat_map(|other| &other.counties)
        .filter(|other| Some(other.name) == name)
        .count();
    same == 1
}

//! Who offers what where: the cities, brands, bases and classes of a generated ledger.
//! Everything is a function of the seed and of a number, so that rows can be made in any order.

use super::day::Day;
use super::person::{Person, PersonRef, Pool};
use super::places::{self, City};
use super::rng::Rng;
use super::vocab::{Vocab, cyclic};

#[derive(Debug)]
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) vocab: Vocab,
    pub(super) cities: Vec<City>,
    pub(super) dirt: f64,
    pools: Vec<Pool>,
}

/// One class (班级), as the rows of its participants need it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Class {
    pub(super) city: usize,
    pub(super) number: u64,
    pub(super) brand: usize,
    pub(super) base: usize,
    pub(super) county: usize,
    pub(super) start: Day,
    pub(super) end: Day,
    pub(super) mode: &'static str,
    pub(super) yuan: u64,
}

pub(super) const BRANDS: usize = 10;
/// Training bases of a city; a brand uses up to three of them.
const BASES: usize = 8;

impl World {
    pub(super) fn new(seed: u64, dirt: f64, provinces: &[&str]) -> Self {
        let cities = places::cities(provinces);
        let pools =
            cities.iter().enumerate().map(|(number, city)| Pool::new(seed, number, city)).collect();
        Self { seed, vocab: Vocab::load(), cities, dirt, pools }
    }

    pub(super) fn person(&self, who: PersonRef) -> Option<Person> {
        self.pools.get(who.city).map(|pool| pool.person(who.index))
    }

    /// Class `number` of a city.
    pub(super) fn class(&self, city: usize, number: u64) -> Class {
        let mut rng = Rng::of(&[self.seed, city as u64, number, 0xc1]);
        let brand = rng.index(BRANDS);
        let base = (brand * 2 + rng.index(3)) % BASES;
        let counties = self.cities.get(city).map_or(1, |city| city.counties.len());
        let start = Day::new(2021, 1, 4).plus(rng.below(1_750) as i32);
        Class {
            city,
            number,
            brand,
            base,
            county: Rng::of(&[self.seed, city as u64, base as u64, 0xba]).index(counties),
            start,
            end: start.plus(5 + rng.below(41) as i32),
            mode: ["订单", "订单", "定岗", "定向", "定向", "普通", "普通", "普通", "普通", "普通"]
                [rng.index(10)],
            yuan: 300 + 50 * rng.below(55),
        }
    }

    pub(super) fn push_brand(&self, out: &mut String, class: &Class) {
        let number = class.city * BRANDS + class.brand;
        out.push_str(cyclic(&self.vocab.stems, number));
        out.push_str(self.trade(class).0);
    }

    pub(super) fn occupation(&self, class: &Class) -> &'static str {
        self.trade(class).1
    }

    pub(super) fn push_base(&self, out: &mut String, class: &Class) {
        let number = class.city * BASES + class.base + 101;
        let (stem, tail) = self.vocab.coined(number);
        out.push_str(stem);
        out.push_str(tail);
        out.push_str(cyclic(&self.vocab.schools, number));
    }

    pub(super) fn county(&self, class: &Class) -> &'static str {
        let county = self.cities.get(class.city).and_then(|city| city.counties.get(class.county));
        county.map_or("", |county| county.name)
    }

    /// Brand word and occupation: neighbours in the list differ from city to city.
    fn trade(&self, class: &Class) -> (&'static str, &'static str) {
        let number = class.city * 7 + class.brand;
        let trade = self.vocab.trades.get(number % self.vocab.trades.len().max(1));
        trade.map_or(("", ""), |trade| (trade.worker, trade.occupation))
    }

    /// Of 1000 participants of a brand: certified, and employed within six months.
    pub(super) fn success(&self, class: &Class) -> (u64, u64) {
        let mut rng = Rng::of(&[self.seed, class.city as u64, class.brand as u64, 0x5c]);
        (780 + rng.below(130), 530 + rng.below(220))
    }
}

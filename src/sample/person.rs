//! Invented people: an ID number that is valid and belongs to one index only, a name, a sex.

use super::day::{Day, push_digits};
use super::places::City;
use super::rng::Rng;
use super::vocab::{Vocab, cyclic};

/// Who: the city whose pool the person comes from, and the place in that pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PersonRef {
    pub(super) city: usize,
    pub(super) index: u64,
}

#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: [u8; 18],
    pub(super) female: bool,
    /// Everything else about the person is drawn from this.
    pub(super) bits: u64,
}

const FIRST_BIRTH: Day = Day::new(1960, 1, 1);
const BIRTH_DAYS: u64 = (Day::new(2005, 12, 31).0 - FIRST_BIRTH.0 + 1) as u64;
/// The order numbers 001 to 998 of a county and day; odd ones are men.
const ORDERS: u64 = 998;

/// The ID numbers of one city, walked through in a scattered order without ever meeting one twice.
#[derive(Debug)]
pub(super) struct Pool {
    regions: Vec<u32>,
    city: u64,
    seed: u64,
}

impl Pool {
    pub(super) fn new(seed: u64, number: usize, city: &City) -> Self {
        let regions: Vec<u32> = city.counties.iter().filter_map(|county| county.code).collect();
        Self { regions, city: number as u64, seed }
    }

    pub(super) fn person(&self, index: u64) -> Person {
        let regions = (self.regions.len() as u64).max(1);
        let place = scatter(index, regions * BIRTH_DAYS * ORDERS, self.seed ^ self.city);
        let region = self.regions.get((place % regions) as usize).copied().unwrap_or(0);
        let birth = FIRST_BIRTH.plus((place / regions % BIRTH_DAYS) as i32);
        let order = place / regions / BIRTH_DAYS + 1;
        let bits = Rng::of(&[self.seed, self.city, index, 0x9e]).next();
        Person { id: id_number(region, birth, order), female: order.is_multiple_of(2), bits }
    }
}

/// A permutation of `0..size`: steps that can be undone on the next power of two, repeated until the value
/// lies below `size` again.
fn scatter(index: u64, size: u64, key: u64) -> u64 {
    let bits = u64::BITS - size.leading_zeros();
    let mask = (1u64 << bits) - 1;
    let mut value = index % size;
    loop {
        for odd in [0x9e37_79b9_7f4a_7c15_u64, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
            value = value.wrapping_add(key).wrapping_mul(odd) & mask;
            value ^= value >> (bits / 2);
        }
        if value < size {
            return value;
        }
    }
}

/// An 18-digit ID number with its check character.
pub(super) fn id_number(region: u32, birth: Day, order: u64) -> [u8; 18] {
    let mut text = String::with_capacity(18);
    let (year, month, day) = birth.parts();
    push_digits(&mut text, u64::from(region), 6);
    push_digits(&mut text, i64::from(year).unsigned_abs(), 4);
    push_digits(&mut text, i64::from(month).unsigned_abs(), 2);
    push_digits(&mut text, i64::from(day).unsigned_abs(), 2);
    push_digits(&mut text, order, 3);
    let mut id = [b'0'; 18];
    for (to, from) in id.iter_mut().zip(text.bytes()) {
        *to = from;
    }
    id[17] = check_character(&id[..17]);
    id
}

/// The check character of 17 digits (GB 11643, ISO 7064 MOD 11-2).
pub(super) fn check_character(digits: &[u8]) -> u8 {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    b"10X98765432"[(sum % 11) as usize]
}

impl Person {
    pub(super) fn id_text(&self) -> &str {
        std::str::from_utf8(&self.id).unwrap_or("")
    }

    /// Appends the person's name. `oddity` is the share of dirt: it also governs how often names are
    /// hard to carry (rare characters, very long names, names with a dot). In the steppe some are Mongolian.
    pub(super) fn push_name(&self, out: &mut String, vocab: &Vocab, steppe: bool, oddity: f64) {
        let mut rng = Rng::of(&[self.bits, 1]);
        if rng.chance(oddity * 0.06) {
            return odd_name(out, vocab, &mut rng);
        }
        if steppe && rng.per_mille(120) {
            for _ in 0..=rng.below(2) {
                out.push_str(rng.pick(&vocab.steppe));
            }
            return;
        }
        out.push_str(rng.pick(&vocab.surnames));
        for _ in 0..=u64::from(rng.per_mille(750)) {
            out.push_str(rng.pick(&vocab.given));
        }
    }

    /// A phone number under 154, a prefix given to nobody.
    pub(super) fn push_phone(&self, out: &mut String) {
        out.push_str("154");
        push_digits(out, Rng::of(&[self.bits, 2]).below(100_000_000), 8);
    }

    pub(super) fn category<'v>(&self, vocab: &'v Vocab) -> Option<&'v super::vocab::Category> {
        vocab.categories.get(Rng::of(&[self.bits, 3]).index(vocab.categories.len()))
    }
}

fn odd_name(out: &mut String, vocab: &Vocab, rng: &mut Rng) {
    match rng.below(3) {
        0 => {
            out.push_str(rng.pick(&vocab.surnames));
            out.push_str(rng.pick(&vocab.rare));
        }
        1 => {
            out.push_str(rng.pick(&vocab.steppe));
            out.push('·');
            out.push_str(rng.pick(&vocab.steppe));
        }
        _ => {
            // More than fifty characters, as full names with titles of descent are.
            let first = rng.index(vocab.steppe.len());
            for number in 0..22 {
                out.push_str(cyclic(&vocab.steppe, first + number * 7));
                if number % 5 == 4 {
                    out.push('·');
                }
            }
            out.push_str(rng.pick(&vocab.steppe));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::places::cities;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn check_characters_follow_the_standard() {
        for valid in
            ["440308199901101512", "110101199003078670", "44040119580101000X", "371001198010082394"]
        {
            let bytes = valid.as_bytes();
            assert_eq!(check_character(&bytes[..17]), bytes[17], "{valid}");
        }
    }

    #[test]
    fn no_two_people_of_a_city_share_an_id() {
        let all = cities(&["22"]);
        let pool = Pool::new(7, 0, &all[0]);
        let ids: HashSet<_> = (0..50_000).map(|index| pool.person(index).id).collect();
        assert_eq!(ids.len(), 50_000);
        for id in ids {
            assert_eq!(check_character(&id[..17]), id[17]);
            assert_eq!(&id[..4], b"2201");
            let year: i32 = std::str::from_utf8(&id[6..10]).unwrap().parse().unwrap();
            assert!((1960..=2005).contains(&year));
        }
    }
}

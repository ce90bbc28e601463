//! A random generator of our own (`SplitMix64`), so that the bytes of a sample never change with a library.

/// `SplitMix64`: tiny, fast and good enough for invented ledgers.
#[derive(Debug, Clone)]
pub(super) struct Rng(u64);

impl Rng {
    /// A generator for one thing, named by numbers (seed, city, class, seat …): things can then be
    /// made in any order, or made again, and come out the same.
    pub(super) fn of(parts: &[u64]) -> Self {
        Self(
            parts.iter().fold(0x5851_f42d_4c95_7f2d, |state, part| {
                mix(state ^ mix(part.wrapping_add(GAMMA)))
            }),
        )
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        mix(self.0)
    }

    /// A number in `0..n`; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(n);
        (wide >> 64) as u64
    }

    /// As [`Rng::below`], for indexes.
    pub(super) fn index(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    /// True in `per_mille` of 1000 cases.
    pub(super) fn per_mille(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// True with the given probability.
    pub(super) fn chance(&mut self, share: f64) -> bool {
        ((self.next() >> 11) as f64) * (1.0 / (1u64 << 53) as f64) < share
    }

    /// One of the items; `""` when there is none, so that an emptied data file cannot stop a run.
    pub(super) fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items.get(self.index(items.len())).copied().unwrap_or("")
    }
}

const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_fixed_for_ever() {
        let mut rng = Rng(1_234_567);
        // Published reference values of SplitMix64 for this seed.
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn below_stays_below() {
        let mut rng = Rng::of(&[1, 2]);
        assert!((0..10_000).all(|_| rng.below(7) < 7));
        assert_eq!(rng.below(0), 0);
    }
}

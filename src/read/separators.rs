//! Where the bytes that matter stand: separators and quotes found 64 bytes at a time.

use wide::u8x16;

/// Bytes looked at together; one bit of a mask each.
const STRIDE: usize = 64;
const LANE: usize = 16;

/// Positions of three bytes in a slice, in order.
pub struct Separators<'a> {
    bytes: &'a [u8],
    wanted: [u8x16; 3],
    /// Start of the stride that `found` belongs to.
    base: usize,
    /// Bits of the positions still to be handed out.
    found: u64,
    next: usize,
}

impl<'a> Separators<'a> {
    /// Looks for any of `wanted` in `bytes`.
    pub fn new(bytes: &'a [u8], wanted: [u8; 3]) -> Self {
        Self { bytes, wanted: wanted.map(u8x16::splat), base: 0, found: 0, next: 0 }
    }

    fn mask(&self, stride: &[u8; STRIDE]) -> u64 {
        let mut mask = 0;
        for (lane, bytes) in stride.as_chunks::<LANE>().0.iter().enumerate() {
            let bytes = u8x16::from(*bytes);
            let [a, b, c] = self.wanted;
            let hits = bytes.simd_eq(a) | bytes.simd_eq(b) | bytes.simd_eq(c);
            mask |= u64::from(hits.to_bitmask()) << (lane * LANE);
        }
        mask
    }

    /// Moves to the next stride; `false` at the end.
    fn advance(&mut self) -> bool {
        let rest = &self.bytes[self.next..];
        self.base = self.next;
        if let Some(stride) = rest.first_chunk::<STRIDE>() {
            self.found = self.mask(stride);
            self.next += STRIDE;
            return true;
        }
        if rest.is_empty() {
            return false;
        }
        let mut stride = [0; STRIDE];
        stride[..rest.len()].copy_from_slice(rest);
        self.found = self.mask(&stride) & ((1 << rest.len()) - 1);
        self.next = self.bytes.len();
        true
    }
}

impl Iterator for Separators<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            if !self.advance() {
                return None;
            }
        }
        let bit = self.found.trailing_zeros() as usize;
        self.found &= self.found - 1;
        Some(self.base + bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_position_and_no_other() {
        for length in [0, 1, 15, 16, 63, 64, 65, 127, 128, 300] {
            let bytes: Vec<u8> = (0..length).map(|n| b"a,b\"\nc\0d"[(n * 7 + n / 5) % 8]).collect();
            let plain: Vec<usize> =
                (0..length).filter(|at| matches!(bytes[*at], b',' | b'"' | b'\n')).collect();
            assert_eq!(Separators::new(&bytes, *b",\"\n").collect::<Vec<_>>(), plain);
        }
    }
}

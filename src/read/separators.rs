//! Where the bytes that matter stand: separators and quotes found 64 bytes at a time.

use wide::u8x16;

/// Bytes looked at together; one bit of a mask each.
pub const STRIDE: usize = 64;
const LANE: usize = 16;

/// What stands in up to [`STRIDE`] bytes; bit n is the n-th byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stride {
    /// Where the stride begins.
    pub base: usize,
    /// Delimiters and line breaks.
    pub separators: u64,
    /// Line breaks alone.
    pub newlines: u64,
    /// Quotes.
    pub quotes: u64,
}

/// The strides of a slice, in order.
pub struct Strides<'a> {
    bytes: &'a [u8],
    delimiter: u8x16,
    newline: u8x16,
    quote: u8x16,
    next: usize,
}

impl<'a> Strides<'a> {
    /// Looks for two separators and a quote in `bytes`.
    pub fn new(bytes: &'a [u8], delimiter: u8, newline: u8, quote: u8) -> Self {
        let [delimiter, newline, quote] = [delimiter, newline, quote].map(u8x16::splat);
        Self { bytes, delimiter, newline, quote, next: 0 }
    }

    #[inline]
    fn stride(&self, base: usize, bytes: &[u8; STRIDE]) -> Stride {
        let (mut separators, mut newlines) = (0, 0);
        let lanes = bytes.as_chunks::<LANE>().0;
        let bits = |hits: u8x16, lane: usize| u64::from(hits.to_bitmask()) << (lane * LANE);
        let mut any_quote = u8x16::ZERO;
        for (lane, bytes) in lanes.iter().enumerate() {
            let bytes = u8x16::from(*bytes);
            let breaks = bytes.simd_eq(self.newline);
            separators |= bits(bytes.simd_eq(self.delimiter) | breaks, lane);
            newlines |= bits(breaks, lane);
            any_quote |= bytes.simd_eq(self.quote);
        }
        // Hardly any ledger has quotes.
        let mut quotes = 0;
        if any_quote.to_bitmask() != 0 {
            for (lane, bytes) in lanes.iter().enumerate() {
                quotes |= bits(u8x16::from(*bytes).simd_eq(self.quote), lane);
            }
        }
        Stride { base, separators, newlines, quotes }
    }
}

impl Iterator for Strides<'_> {
    type Item = Stride;

    #[inline]
    fn next(&mut self) -> Option<Stride> {
        let base = self.next;
        let rest = self.bytes.get(base..)?;
        if let Some(stride) = rest.first_chunk::<STRIDE>() {
            self.next += STRIDE;
            return Some(self.stride(base, stride));
        }
        if rest.is_empty() {
            return None;
        }
        let mut padded = [0; STRIDE];
        padded[..rest.len()].copy_from_slice(rest);
        self.next = self.bytes.len();
        let inside = (1 << rest.len()) - 1;
        let Stride { separators, newlines, quotes, .. } = self.stride(base, &padded);
        Some(Stride {
            base,
            separators: separators & inside,
            newlines: newlines & inside,
            quotes: quotes & inside,
        })
    }
}

/// The positions of the bits of a mask, in order.
#[inline]
pub fn positions(base: usize, mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = mask.trailing_zeros() as usize;
        (mask != 0).then(|| {
            mask &= mask - 1;
            base + bit
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_position_and_no_other() {
        for length in [0, 1, 15, 16, 63, 64, 65, 127, 128, 300] {
            let bytes: Vec<u8> = (0..length).map(|n| b"a,b\"\nc\0d"[(n * 7 + n / 5) % 8]).collect();
            let plain = |wanted: &[u8]| -> Vec<usize> {
                (0..length).filter(|at| wanted.contains(&bytes[*at])).collect()
            };
            let strides: Vec<Stride> = Strides::new(&bytes, b',', b'\n', b'"').collect();
            let all = |mask: fn(&Stride) -> u64| -> Vec<usize> {
                strides.iter().flat_map(|s| positions(s.base, mask(s))).collect()
            };
            assert_eq!(all(|stride| stride.separators), plain(b",\n"));
            assert_eq!(all(|stride| stride.newlines), plain(b"\n"));
            assert_eq!(all(|stride| stride.quotes), plain(b"\""));
        }
    }
}

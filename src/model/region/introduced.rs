//! Since when the six-digit codes of regions exist. The table has those that came later than its first year.

/// Years are kept as years after this one.
const EPOCH: u32 = 1900;
/// There are so many codes of six digits.
const CODES: usize = 1_000_000;

/// A year for each code, 0 for none: every row asks, and rows of one ledger ask for few codes.
#[derive(Debug)]
pub struct Introduced(Box<[u8]>);

impl Introduced {
    /// A table without a code.
    pub fn new() -> Self {
        Self(vec![0; CODES].into())
    }

    /// Adds a code; `None` if it is no code or no year of the kind.
    pub fn add(&mut self, code: &str, year: &str) -> Option<()> {
        let year = year.parse::<u32>().ok()?.checked_sub(EPOCH)?;
        let code: usize = code.parse().ok()?;
        *self.0.get_mut(code)? = u8::try_from(year).ok()?;
        Some(())
    }

    #[inline]
    pub fn year(&self, code: u32) -> Option<u32> {
        let year = *self.0.get(code as usize)?;
        (year > 0).then(|| u32::from(year) + EPOCH)
    }
}

//! Why figures differ between two reports. First every person's part in all figures is put into one number, on both
//! sides; then only those whose numbers differ are looked at closely, some at a time, so that memory stays bounded.

mod cause;
mod compare;
mod digest;
mod portrait;

use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::numbers::Context;
use crate::model::person_id::PersonId;

pub use compare::{Comparison, Side};
pub use digest::{Digest, Digests, movers};
pub use portrait::{Portrait, Portraits};

/// Persons looked at closely at a time.
pub const AT_ONCE: usize = 1 << 16;

/// The persons of one report as both reports call them: opaque documents are numbered by each run for itself.
pub struct Known<'a> {
    with: Context<'a>,
    /// Numbers in common, by the run's own.
    documents: Vec<u32>,
}

impl<'a> Known<'a> {
    /// The persons of both.
    #[must_use]
    pub fn pair(of: [Context<'a>; 2]) -> [Self; 2] {
        let mut numbers: HashMap<Arc<str>, u32, FixedState> = HashMap::default();
        of.map(|with| {
            let own = with.catalogue.documents.iter().map(|text| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(Arc::clone(text)).or_insert(next)
            });
            Self { with, documents: own.collect() }
        })
    }

    fn person(&self, own: PersonId) -> PersonId {
        let number = own.document_index().and_then(|index| self.documents.get(index as usize));
        number.map_or(own, |number| PersonId::document(*number))
    }
}

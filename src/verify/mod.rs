//! The verify stage: what somebody claims, held against the ledgers.

pub mod claims;
pub mod name_list;

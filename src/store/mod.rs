//! The store: cleaned ledgers in one versioned Delta Lake table, openly readable, every record with the commit that
//! made it known and the one that withdrew it.

pub mod record;

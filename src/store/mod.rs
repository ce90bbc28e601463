//! The versioned store: a folder that is a Delta Lake table, with keys, objects and the log of exports beside it.

pub mod access_log;
pub mod bijection;
pub mod disk;
pub mod error;
pub mod key;
pub mod objects;
pub mod seal;

#[cfg(test)]
mod test_folder;

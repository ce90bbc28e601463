//! Ledgers that live in the store: deliveries go in, and come out again as they were known at any version.

mod deliver;

#[cfg(test)]
mod tests;

//! The words that every stage speaks. No input or output happens here.

pub mod certificate;
pub mod enrolment;
pub mod field;
pub mod finding;
pub mod flow;
pub mod layout;
pub mod ledger;
pub mod measure;
pub mod money;
pub mod origin;
pub mod period;
pub mod person_id;
pub mod policy;
pub mod ratio;
pub mod region;
pub mod registry;
pub mod rejected;
pub mod return_book;
pub mod run;
pub mod sheet;
pub mod source;
pub mod table;
pub mod text;
pub mod verdict;
pub mod vocabulary;

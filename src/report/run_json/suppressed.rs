//! The account of a run whose small counts are hidden: no counts of rows or persons, from which they could be told.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use super::Store;

use crate::model::disclosure::Disclosure;
use crate::model::run::Run;
use crate::report::error::Fault;
use crate::report::for_others::LeftOut;

#[derive(Serialize)]
struct Account<'a> {
    versions: BTreeMap<&'static str, &'static str>,
    as_of: String,
    year: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<Store<'a>>,
    suppress_below: Option<u64>,
    pseudonymised: bool,
    left_out: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    files: &'a str,
    why: &'a str,
}

/// Writes the file.
pub fn write(
    mut out: impl Write,
    run: &Run,
    shown: &Disclosure,
    left_out: &[LeftOut],
) -> Result<(), Fault> {
    let stamp = &run.stamp;
    let account = Account {
        versions: BTreeMap::from([("taizhang", stamp.version)]),
        as_of: stamp.as_of.to_string(),
        year: stamp.year,
        store: stamp.store.as_ref().map(Store::of),
        suppress_below: shown.suppress_below,
        pseudonymised: shown.pseudonyms.is_some(),
        left_out: left_out.iter().map(|it| Line { files: it.files, why: it.why }).collect(),
    };
    serde_json::to_writer_pretty(&mut out, &account)?;
    out.write_all(b"\n")?;
    Ok(())
}

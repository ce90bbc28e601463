//! An encrypted store opens with its key only; what lies in it is looked at beside the code.

use taizhang::config::{self, Known};

use super::Shelf;
use crate::support::{self, Folder};

#[test]
fn only_its_key_opens_it() {
    let (mut closed, input, out) = (Shelf::new(), Folder::new(), Folder::new());
    input.write("a.csv", crate::reference::dirty::csv(4));
    let keys = ["one", "two"].map(|name| closed.folder.join(name));
    keys.iter().for_each(|key| config::new_key(key).unwrap());
    closed.key = Some(keys[0].clone());
    closed.ingest(input.path(), "2024-05");
    let mut opens = |key| {
        closed.key = key;
        let view = closed.view(Known::Newest);
        let overrides = config::Overrides {
            store: Some(view),
            ..support::overrides(&[], out.path(), "2024-06-30")
        };
        let config = config::RunConfig::new(overrides).unwrap();
        taizhang::pipeline::store_report(&config).map(|_| ()).map_err(|error| error.to_string())
    };
    assert!(opens(None).unwrap_err().contains("--key"));
    assert!(opens(Some(keys[1].clone())).unwrap_err().contains("不是"));
    opens(Some(keys[0].clone())).unwrap();
}

//! Key files: a new one is written, and the key of pseudonyms is read from one.

use std::io::{ErrorKind, Write};
use std::path::Path;

use super::RunError;
use crate::model::in_chinese::of_system;
use crate::model::key_file::KeyBytes;
use crate::model::pseudonym::PseudonymKey;

/// The key of pseudonyms in a key file.
///
/// # Errors
/// When the file cannot be read or is none.
pub fn pseudonym_key(file: &Path) -> Result<PseudonymKey, RunError> {
    let wrong = |why| RunError::Key { file: file.display().to_string(), why };
    let text = std::fs::read_to_string(file)
        .map_err(|error| wrong(format!("读不出：{}", of_system(&error))))?;
    PseudonymKey::parse(&text).map_err(|fault| wrong(format!("无法采用：{fault}")))
}

/// Writes a new key into a file of its own, which only its owner may read.
///
/// # Errors
/// When the file is there already or cannot be written.
pub fn new_key(file: &Path) -> Result<(), RunError> {
    let wrong = |why| RunError::Key { file: file.display().to_string(), why };
    let mut key = KeyBytes::default();
    getrandom::fill(&mut key).map_err(|error| wrong(format!("无法生成：{error}")))?;
    let text = format!("{KEY_COMMENT}{}\n", blake3::Hash::from_bytes(key).to_hex());
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(file)
        .and_then(|mut out| out.write_all(text.as_bytes()).and_then(|()| out.sync_all()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            wrong("已经存在；密钥不能覆盖，否则以前的台账库再也打不开、化名再也对不上".to_owned())
        }
        _ => wrong(format!("写不进：{}", of_system(&error))),
    })
}

const KEY_COMMENT: &str = "\
# taizhang 密钥。加密台账库（--key）和化名（--pseudonymise）请各用一个。
# 丢失台账库的密钥，台账库就再也打不开；丢失化名的密钥，以前的化名再也对不上：任何人都无法恢复。
# 请备份到别处，不要与台账库或结果放在一起，不要改动下一行。
";

//! The text of a key file: remarks begin with `#`, one line is the key, 64 hexadecimal digits.

/// A key as it is drawn.
pub type KeyBytes = [u8; 32];

const REMARK: char = '#';

/// Why a key file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// There is no line with a key.
    #[error("其中没有密钥：除 # 开头的说明行外，应有一行 64 个十六进制字符")]
    Missing,
    /// There is more than one.
    #[error("其中不止一行密钥：除 # 开头的说明行外，应只有一行 64 个十六进制字符")]
    Several,
    /// The line is no key.
    #[error("密钥应是 64 个十六进制字符（0 至 9、a 至 f）")]
    Form,
    /// All characters are the same.
    #[error("密钥的字符全都相同，不是随机生成的")]
    Plain,
}

/// The key in the text of a file; editors may have put a mark in front and other line ends behind.
///
/// # Errors
/// When the text holds no key.
pub fn parse(text: &str) -> Result<KeyBytes, KeyFault> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let mut keys = lines.filter(|line| !line.is_empty() && !line.starts_with(REMARK));
    let line = keys.next().ok_or(KeyFault::Missing)?;
    if keys.next().is_some() {
        return Err(KeyFault::Several);
    }
    let key = KeyBytes::from(blake3::Hash::from_hex(line).map_err(|_| KeyFault::Form)?);
    if key.iter().all(|byte| Some(byte) == key.first()) {
        return Err(KeyFault::Plain);
    }
    Ok(key)
}

//! Errors of the system.

use std::fmt::Display;
use std::io::{Error, ErrorKind};

/// Windows' error for a file that another program holds open.
const SHARING_VIOLATION: i32 = 32;

/// What the system says of a file.
#[must_use]
pub fn of_system(error: &Error) -> String {
    if error.raw_os_error() == Some(SHARING_VIOLATION) && cfg!(windows) {
        return "正被其他程序（如 Excel）打开，请先关闭".to_owned();
    }
    let usual = match error.kind() {
        ErrorKind::NotFound => "文件或文件夹不存在",
        ErrorKind::PermissionDenied => "没有权限，或正被其他程序打开",
        ErrorKind::AlreadyExists => "已有同名文件",
        ErrorKind::IsADirectory => "是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中有一段是文件，不是文件夹",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        ErrorKind::FileTooLarge => "文件超过磁盘允许的大小",
        ErrorKind::InvalidFilename => "文件名太长，或含有不能用的字符",
        ErrorKind::OutOfMemory => "内存不足",
        ErrorKind::UnexpectedEof => "文件不完整，可能没有传完",
        ErrorKind::InvalidData | ErrorKind::InvalidInput => "内容已损坏或格式不对",
        ErrorKind::TimedOut
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::StaleNetworkFileHandle => "网络盘没有响应",
        _ => "系统无法读写",
    };
    // What a library adds of its own, and what is not usual, may help those who maintain the program.
    let is_told = error.raw_os_error().is_some() || error.get_ref().is_none();
    if is_told && usual != "系统无法读写" {
        usual.to_owned()
    } else {
        format!("{usual}{}", in_its_own_words(error))
    }
}

/// What a library says in its own words, to stand behind a sentence that says what is wrong: those who maintain the
/// program may need it. One line is enough: some add pages of their insides.
#[must_use]
pub fn in_its_own_words(error: &(impl Display + ?Sized)) -> String {
    /// More characters tell nobody more.
    const MOST: usize = 160;
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(MOST).collect();
    let rest = if shown.len() < line.len() { "…" } else { "" };
    format!("（技术细节：{shown}{rest}）")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_causes_are_told_without_english() {
        assert_eq!(of_system(&ErrorKind::NotFound.into()), "文件或文件夹不存在");
        let full = Error::from(ErrorKind::StorageFull);
        assert_eq!(of_system(&full), "磁盘已满");
        assert_eq!(of_system(&ErrorKind::UnexpectedEof.into()), "文件不完整，可能没有传完");
        let other = Error::new(ErrorKind::InvalidData, "bad magic");
        assert_eq!(of_system(&other), "内容已损坏或格式不对（技术细节：bad magic）");
        assert_eq!(of_system(&Error::other("odd")), "系统无法读写（技术细节：odd）");
        let long = format!("{}\n  0: <unknown>", "x".repeat(500));
        assert_eq!(in_its_own_words(&long), format!("（技术细节：{}…）", "x".repeat(160)));
    }
}

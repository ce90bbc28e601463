//! Errors of the system.

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
        format!("{usual}（{error}）")
    }
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
        assert_eq!(of_system(&other), "内容已损坏或格式不对（bad magic）");
        assert_eq!(of_system(&Error::other("odd")), "系统无法读写（odd）");
    }
}

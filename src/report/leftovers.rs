//! What former runs left in the folder of results: nothing is removed, but nobody should take it for new.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{flow_book, month_book, return_book};

/// Outputs whose names depend on the data: folder and first part of the name.
const NAMED: [(&str, &str); 3] =
    [("", flow_book::PREFIX), ("", month_book::PREFIX), (return_book::FOLDER, return_book::PREFIX)];

/// Workbooks in `folder` that carry a name as ours do and are not among `written`: left by former runs.
#[must_use]
pub fn leftovers(folder: &Path, written: &[PathBuf]) -> Vec<PathBuf> {
    let written: BTreeSet<&Path> = written.iter().map(PathBuf::as_path).collect();
    let mut left = Vec::new();
    for (folder, prefix) in NAMED.map(|(below, prefix)| (folder.join(below), prefix)) {
        // Whoever cannot list a folder is not told of what is in it.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = entry.path();
            if name.starts_with(prefix)
                && name.ends_with(".xlsx")
                && !written.contains(path.as_path())
            {
                left.push(path);
            }
        }
    }
    left.sort();
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::test_folder::TestFolder;

    #[test]
    fn only_what_looks_like_ours_and_is_not_new_is_told() {
        let folder = TestFolder::new();
        let out = folder.path();
        fs::create_dir_all(out.join("退回")).expect("a folder");
        let names =
            ["调度表-甲-2024Q1.xlsx", "调度表-甲-2024Q2.xlsx", "退回/退回-甲-乙.xlsx", "我的.xlsx"];
        for name in names {
            fs::write(out.join(name), "").expect("a file");
        }
        let written = [out.join(names[1])];
        let left = leftovers(out, &written);
        assert_eq!(left, [out.join(names[0]), out.join(names[2])]);
        assert!(leftovers(&out.join("无此文件夹"), &written).is_empty());
    }
}

//! Verifying: the rows are the same as those of a run, whatever more is kept of them.

use taizhang::config::RunConfig;
use taizhang::pipeline::{self, VerifyOptions};

use crate::support::{Folder, overrides, project, run};

#[test]
fn verifying_gives_the_same_account_of_rows() {
    let folder = Folder::new();
    let inputs = [project().join("sample-data")];
    let (counted, verified) = (folder.join("counted"), folder.join("verified"));
    run(overrides(&inputs, &counted, "2025-09-30"));
    let config = RunConfig::new(overrides(&inputs, &verified, "2025-09-30")).unwrap();
    pipeline::verify(&VerifyOptions::of(config)).unwrap();
    let account = |out: &std::path::Path| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap()
    };
    let (run, review) = (account(&counted), account(&verified));
    let ledgers = |account: &serde_json::Value| -> Vec<serde_json::Value> {
        let files = account["files"].as_array().unwrap().iter();
        files.filter(|file| file["kind"] == "ledger").cloned().collect()
    };
    assert!(ledgers(&run).len() > 5);
    assert_eq!(ledgers(&run), ledgers(&review));
    assert_eq!(run["enrolments"], review["enrolments"]);
    let rejects = |out: &std::path::Path| std::fs::read(out.join("rejects.csv")).unwrap();
    assert_eq!(rejects(&counted), rejects(&verified));
}

#[test]
fn claims_and_lists_alone_are_held_against_nothing() {
    let folder = Folder::new();
    let list = folder.write("名单/名单.csv", "市,姓名,身份证号\n长春市,王芳,110101199003078670\n");
    let claims = folder.write("申报.csv", "市,品牌名称,年度,培训人数\n长春市,甲,2024,1\n");
    let refused = |input: &std::path::Path, rosters: Vec<std::path::PathBuf>| {
        let given = overrides(&[input.to_owned()], &folder.join("out"), "2025-09-30");
        let config = RunConfig::new(given).unwrap();
        let options = VerifyOptions { rosters, ..VerifyOptions::of(config) };
        pipeline::verify(&options).unwrap_err().to_string()
    };
    assert!(refused(&list, vec![list.clone()]).contains("没有台账"));
    assert!(refused(&claims, Vec::new()).contains("没有台账"));
    let both = folder.join("名单");
    assert!(refused(&both, vec![both.clone()]).contains("既是台账的文件夹"));
    assert!(!folder.join("out").join("run.json").exists());
}

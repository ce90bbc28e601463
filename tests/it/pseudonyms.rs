//! Outputs under pseudonyms: nothing personal is left in any byte, and the same person has one under a key.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::{self, Folder};
use taizhang::config::{Overrides, RunConfig, new_key};
use taizhang::model::month::Month;

const KEY: &str = "# 说明\n00112233445566778899aabbccddeeff00112233445566778899aabbccddee01\n";
const AS_OF: &str = "2025-06-30";
/// Wrong in every way that makes a finding: names, numbers, accounts and addresses in cells of every kind.
const LEDGER: &str = "\
市(州),县(市、区),品牌名称,基地名称,班级编号,姓名,身份证号,出生日期,联系电话,户籍地址,开户银行,户名,账号,结业日期,证书类型,证书编号,发证日期,是否就业,就业单位,就业日期,补贴金额,备注
长春市,,甲品牌,甲校,1,欧阳天明,110101199003078670,1990-03-07,13812341234,人民大街八十八号,工商银行,欧阳天明,6222021234567890123,2025-02-20,培训合格证书,ZS-2025-778899,2025-03-01,是,欧阳天明的店,2025-04-01,500,电话13812341234
长春市,,甲品牌,甲校,1,司马相如,110101199003078670,1991-03-07,1381234123,人民大街八十八号,工商银行,欧阳天明,6222021234567890123,2025-02-20,欧阳天明,ZS-2025-778899,二月三十,欧阳天明,某店,欧阳天明,600,110101199003078670
长春市,,甲品牌,甲校,1,诸葛孔明,110101199003078671,1990-03-07,13912341234,解放大路九号,建设银行,诸葛孔明,6217001234567890123,2025-02-20,,,,,,,,
长春市,,甲品牌,甲校,1,诸葛孔明,1.10101199003078E+17,,,,,,,2025-02-20,,,,,,,,
诸葛孔明,,甲品牌,甲校,1,慕容复,44040119580101000X,,,,,,,2025-02-20,,,,,,,,
长春市,,110101199003078670,44040119580101000X,13912341234,慕容复,440401195801010 00x,,,,,,,2025-02-20,,,,,,,,
长春市,,乙品牌,乙校,,慕容复,44040119580101000X,,,,,,,2025-02-20,,,,,,,,
长春市,,乙品牌,乙校,7,慕容复,440401580101000,,,,,,,2025-02-20,,,,,,,abc,
";
const PERSONAL: [&str; 22] = [
    "欧阳天明",
    "司马相如",
    "诸葛孔明",
    "慕容复",
    "欧阳",
    "诸葛*",
    "欧*",
    "110101199003078670",
    "110101199003078671",
    "110101*",
    "44040119580101000X",
    "440401*",
    "440401580101000",
    "1.10101199003078",
    "13812341234",
    "138****",
    "1381234123",
    "13912341234",
    "人民大街",
    "778899",
    "6222021234567890123",
    "622202*",
];

fn options(input: &Folder, out: &Path, key: PathBuf) -> Overrides {
    Overrides {
        pseudonymise: Some(key),
        quiet: false,
        ..support::overrides(&[input.path().to_owned()], out, AS_OF)
    }
}

#[test]
fn nothing_personal_is_left_in_any_output_or_message() {
    let (input, out) = (Folder::new(), Folder::new());
    // A key among the ledgers is none of them.
    let key = input.write("密钥.csv", KEY);
    input.write("欧阳天明13812341234.csv", LEDGER);
    let table = "姓名,品牌名称,班级编号,身份证号\n慕容复,,,\n";
    input.write("诸葛孔明/110101199003078670.csv", table);
    let folder = out.join("结果");
    let report = support::run(options(&input, &folder, key));
    assert_eq!(support::record(&folder)["files"].as_array().unwrap().len(), 2);
    let names: Vec<String> = support::contents(&folder).into_keys().collect();
    assert!(names.len() > 15 && names.iter().all(|name| !name.starts_with("退回")));
    let mut all: Vec<(String, String)> = names
        .into_iter()
        .map(|name| (name.clone(), support::visible(&folder.join(name))))
        .collect();
    all.push(("screen".to_owned(), report.text));
    all.push(("notices".to_owned(), report.notices.join("\n")));
    for (name, text) in &all {
        for personal in PERSONAL {
            assert!(!text.contains(personal), "{personal} in {name}");
            assert!(!name.contains(personal), "{personal} in the name {name}");
        }
    }
    assert!(all.iter().any(|(name, text)| name == "notices" && text.contains("退回工作簿")));
    // The check of bytes itself: without the option they are there.
    let open = Folder::new();
    let overrides = support::overrides(&[input.path().to_owned()], open.path(), AS_OF);
    support::run(Overrides { full_ids: true, ..overrides });
    let text = support::visible(&open.join("rejects.csv"));
    assert!(text.contains("110101199003078671") && text.contains("欧阳天明13812341234.csv"));
}

#[test]
fn nothing_personal_is_left_in_a_monthly_report_either() {
    let (input, out) = (Folder::new(), Folder::new());
    let key = out.write("密钥", KEY);
    input.write("欧阳天明13812341234.csv", LEDGER);
    let folder = out.join("结果");
    let month = |overrides: Overrides| {
        taizhang::pipeline::month(&RunConfig::new(overrides).unwrap(), Month::parse("2025-02"))
    };
    let report = month(options(&input, &folder, key)).unwrap();
    let names = support::contents(&folder).into_keys();
    let mut all: Vec<String> =
        names.map(|name| support::visible(&folder.join(&name)) + &name).collect();
    assert!(all.len() > 5 && report.text.contains("2025"), "{}", report.text);
    all.extend(report.notices);
    all.push(report.text);
    for text in &all {
        assert_eq!(PERSONAL.iter().find(|personal| text.contains(**personal)), None, "{text}");
    }
    // The county of a ledger is shown as it is, and a unit's line still counts.
    let lines = support::table(&folder, "month.csv");
    assert!(lines.iter().any(|line| line.contains(&"长春市".to_owned())));
    let suppressed = Overrides {
        suppress_below: Some(3),
        ..support::overrides(&[input.path().to_owned()], &out.join("隐去"), AS_OF)
    };
    assert!(month(suppressed).unwrap_err().to_string().contains("互为和差"));
    assert!(!out.join("隐去").exists());
}

fn marks(out: &Path) -> BTreeSet<String> {
    let rows = [support::table(out, "rejects.csv"), support::table(out, "findings.csv")].concat();
    let is_mark = |value: &String| value.len() == 17 && value.starts_with(['P', 'N']);
    rows.into_iter().map(|row| row[5].clone()).filter(is_mark).collect()
}

#[test]
fn a_person_keeps_a_pseudonym_within_a_key_and_has_another_under_another() {
    let (input, other, keys) = (Folder::new(), Folder::new(), Folder::new());
    input.write("a.csv", LEDGER);
    // The same wrong number in another delivery, beside others.
    let line = LEDGER.lines().nth(3).unwrap();
    let header = LEDGER.lines().next().unwrap();
    other.write(
        "b.csv",
        format!("{header}\n{}\n", line.replace("110101199003078671", "１１０１０１ 199003078671")),
    );
    let first = keys.write("1", KEY);
    let second = keys.write("2", KEY.replace("01\n", "02\n"));
    let run = |input: &Folder, key: &PathBuf| {
        let out = Folder::new();
        support::run(options(input, out.path(), key.clone()));
        marks(out.path())
    };
    let here = run(&input, &first);
    assert!(here.len() > 2, "{here:?}");
    assert_eq!(here, run(&input, &first));
    assert!(run(&other, &first).iter().all(|mark| here.contains(mark)));
    assert!(run(&input, &second).is_disjoint(&here));
}

#[test]
fn options_that_contradict_and_keys_that_are_none_are_refused() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("a.csv", LEDGER);
    let refused = |key: &str, full_ids: bool| {
        let overrides = options(&input, &out.join("结果"), out.write("key", key));
        RunConfig::new(Overrides { full_ids, ..overrides }).unwrap_err().to_string()
    };
    assert!(refused(KEY, true).contains("--full-ids"));
    assert!(refused("", false).contains("64 个十六进制字符"));
    assert!(refused("张三\n", false).contains("64 个十六进制字符"));
    let missing = options(&input, &out.join("结果"), out.join("无"));
    assert!(RunConfig::new(missing).unwrap_err().to_string().contains("密钥文件"));
}

#[test]
fn a_new_key_is_its_owners_and_never_replaces_one() {
    let (input, folder) = (Folder::new(), Folder::new());
    input.write("a.csv", LEDGER);
    let (one, two) = (folder.join("一"), folder.join("二"));
    for key in [&one, &two] {
        new_key(key).unwrap();
        let out = Folder::new();
        support::run(options(&input, out.path(), key.clone()));
    }
    let text = std::fs::read(&one).unwrap();
    assert_ne!(text, std::fs::read(&two).unwrap());
    assert!(new_key(&one).unwrap_err().to_string().contains("已经存在"));
    assert_eq!(text, std::fs::read(&one).unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&one).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

//! Rows of every fate, and persons with everything that the ledgers know of them.

use std::path::Path;

use taizhang::pipeline::{Asking, Place};

use super::{answer, ask, rows};
use crate::support::{Folder, overrides};

const AS_OF: &str = "2024-12-31";
const WANG: &str = "110101199003078670";
const OTHER: &str = "44040119580101000X";

const LEDGER: &str = "\
长春市职业技能培训台账,,,,,,,,,,,
省份,市(州),品牌名称,基地名称,班级编号,姓名,身份证号,结业日期,证书类型,发证日期,是否就业,补贴金额
吉林省,长春市,长春月嫂,东,1,王芳,110101199003078670,2024-03-01,培训合格证书,2024-03-05,是,500
吉林省,长春市,长春月嫂,东,1,王芳,110101199003078670,2024-03-02,,,,600
吉林省,长春市,长春护工,东,1,王芳,110101199003078670,2023-12-31,,,否,0
吉林省,长春市,长春月嫂,东,1,王芳,110101199003078671,2024-03-01,,,,
吉林省,长春市,,东,1,王芳,110101199003078670,2024-13-01,,,,
吉林省,长春市,长春月嫂,东,2,李强,44040119580101000X,2024-05-01,,,,
,,,,,,,,,,,
合计,,,,,6人,,,,,,1100
";
const JOBS: &str = "\
就业跟踪台账,,,,,
市(州),品牌名称,姓名,身份证号,是否就业,就业日期
长春市,长春月嫂,王芳,110101199003078670,是,2024-10-01
吉林市,,王芳,110101199003078670,是,2024-04-01
";
const PLACED: &str = "\
劳务输出花名册,,,,
市(州),品牌名称,姓名,身份证号,转移就业时间
长春市,长春月嫂,王芳,110101199003078670,2024-06-01
";

fn delivery() -> Folder {
    let input = Folder::new();
    input.write("甲/培训.csv", LEDGER);
    input.write("就业跟踪.csv", JOBS);
    input.write("劳务输出.csv", PLACED);
    input.write("坏.xlsx", "不是工作簿");
    input
}

fn told(input: &Folder, asking: Asking) -> Result<String, String> {
    let settings = overrides(&[input.path().to_owned()], Path::new(""), AS_OF);
    ask(settings, asking, None).map(|report| report.text).map_err(|error| error.to_string())
}

fn row(input: &Folder, text: &str) -> String {
    told(input, Asking::Row(text.to_owned())).unwrap()
}

#[test]
fn every_fate_of_a_row_is_told() {
    let input = delivery();
    for (at, fate) in [
        ("甲/培训.csv:1", "跳过，不是数据：标题行"),
        ("甲/培训.csv:2", "跳过，不是数据：表头"),
        ("甲/培训.csv::9", "跳过，不是数据：空行"),
        ("甲/培训.csv:10", "跳过，不是数据：合计行"),
        ("甲/培训.csv:11", "表中没有这一行，最后一行是第 10 行"),
        ("甲/培训.csv:3", "采纳，归到参训记录 1"),
        ("甲/培训.csv:6", "退回，不计"),
        ("甲/培训.csv:7", "退回，不计"),
        ("就业跟踪.csv:3", "采纳，归到参训记录 1"),
        ("就业跟踪.csv:4", "采纳，但对不上参训记录"),
        ("劳务输出.csv:3", "采纳（劳务输出）：就业（输出）日期 2024-06-01"),
        ("坏.xlsx:3", "这个文件没有作为台账读入"),
    ] {
        let text = row(&input, at);
        let first = text.lines().next().unwrap();
        assert!(first.contains(fate), "{at}: {text}");
    }
    let replaced = row(&input, "培训.csv:3");
    assert!(
        replaced.contains("被其他行代替：结业日期 2024-03-01（现为 2024-03-02）"),
        "{replaced}"
    );
    assert!(replaced.contains("补贴金额 500.00（现为 600.00）"), "{replaced}");
    let wrong = row(&input, "甲/培训.csv:6");
    assert!(wrong.contains("ID_CHECKSUM") && wrong.contains("怎么办："), "{wrong}");
    let unbranded = row(&input, "甲/培训.csv:7");
    assert!(
        unbranded.contains("BRAND_MISSING") && unbranded.contains("另：“结业日期”"),
        "{unbranded}"
    );
    let broken = row(&input, "坏.xlsx:3");
    assert!(broken.contains("怎么办："), "{broken}");
}

#[test]
fn rows_that_are_not_there_are_said_with_what_is() {
    let input = delivery();
    let error = |text: &str| told(&input, Asking::Row(text.to_owned())).unwrap_err();
    assert!(error("培训.csv").contains("应写成 文件:工作表:行号"));
    assert!(error("甲/培训.csv:0").contains("应写成"));
    assert!(error("甲/培讯.csv:3").contains("是否为“甲/培训.csv”"));
    assert!(error("甲/培训.csv:一班:3").contains("没有这个工作表"));
    let whole = input.path().join("甲/培训.csv");
    assert!(row(&input, &format!("{}:3", whole.display())).contains("采纳"));
}

#[test]
fn a_corrected_row_is_told_with_the_row_that_replaced_it() {
    let (input, out) = (Folder::new(), Folder::new());
    let file = input.write("培训.csv", LEDGER);
    let hash = blake3::hash(&std::fs::read(file).unwrap()).to_hex().to_string();
    let head = LEDGER.lines().nth(1).unwrap();
    let corrected = LEDGER.lines().nth(5).unwrap().replace("78671", "78670");
    let text = format!("{head},来源\n{corrected},{}||6\n", &hash[..16]);
    input.write("交回.csv", text);
    drop(out);
    let text = row(&input, "培训.csv:6");
    assert!(text.contains("ROW_REPLACED") && text.contains("见“交回.csv”第 2 行"), "{text}");
}

#[test]
fn a_person_is_told_with_rows_enrolments_and_numbers() {
    let input = delivery();
    let text = told(&input, Asking::Person(" １１０１０１19900307867０ ".to_owned())).unwrap();
    assert!(text.contains("110101********8670：台账中有 6 行"), "{text}");
    assert!(!text.contains(WANG), "{text}");
    for part in [
        "1. 长春市 长春月嫂 1 东",
        "2. 长春市 长春护工 1 东",
        "结业日期 2023-12-31，归入该年度",
        "6个月内就业创业人数：就业日期 2024-10-01 晚于结业后 6 个月（2024-09-02）",
        "补贴人数：补贴金额为 0",
        "长春市 长春月嫂 2024 年（参训记录 1）：培训人次、培训人数、取得证书人数",
        "吉林省 2023 年（参训记录 2）",
        "【疑似本人的行】",
        "只差一位，或相邻两位颠倒  ID_CHECKSUM",
        "写的就是这个号码  BRAND_MISSING",
        "VALUE_REPLACED",
        "ROW_UNASSIGNED",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let out = Folder::new();
    for name in ["人.csv", "人.xlsx"] {
        let settings = overrides(&[input.path().to_owned()], Path::new(""), AS_OF);
        ask(settings, Asking::Person(WANG.to_owned()), Some(out.join(name))).unwrap();
    }
    assert_eq!(rows(&out.join("人.csv")).len(), 6);
    assert!(answer(input.path(), AS_OF, Asking::Person(OTHER.to_lowercase())).len() == 1);
}

#[test]
fn a_wrong_number_leads_to_its_rows_and_to_whom_it_may_mean() {
    let input = delivery();
    let ask = |number: &str| told(&input, Asking::Person(number.to_owned()));
    let wrong = ask("110101199003078671").unwrap();
    assert!(wrong.contains("退回：ID_CHECKSUM"), "{wrong}");
    assert!(wrong.contains("台账中的有效号码，与所问的只差一位"), "{wrong}");
    let absent = ask("440401195801010011").unwrap_err();
    assert!(absent.contains("ID_CHECKSUM"), "{absent}");
    let stranger = ask("371001198010082394").unwrap_err();
    assert!(stranger.contains("台账中没有这个号码"), "{stranger}");
}

#[test]
fn documents_are_found_by_their_number() {
    let input = Folder::new();
    input.write(
        "a.csv",
        "省份,市(州),品牌名称,班级编号,姓名,证件类型,身份证号,结业日期\n\
         吉林省,长春市,长春月嫂,1,约翰,护照,E12345678,2024-03-01\n",
    );
    let text = told(&input, Asking::Person("e12345678".to_owned())).unwrap();
    assert!(text.contains("台账中有 1 行") && text.contains("长春月嫂"), "{text}");
    assert!(text.contains("培训人数"), "{text}");
}

#[test]
fn a_verdict_is_told_to_the_persons() {
    let input = delivery();
    let policy = input.path().join("政策.toml");
    std::fs::write(
        &policy,
        "document = \"甲\"\ntitle = \"乙\"\nprovince = \"吉林省\"\n[[family]]\nname = \"丙\"\n\
         section = \"一\"\nsubject = \"brand\"\nkinds = [\"training\"]\n\
         [[family.standard]]\nname = \"标准一\"\nsection = \"一\"\n\
         [[family.standard.condition]]\nid = \"合格率\"\nsection = \"一1\"\nkind = \"measure\"\n\
         measure = \"pass_rate\"\nwindow = \"year(Y)\"\nop = \">=\"\nthreshold = \"80%\"\n",
    )
    .unwrap();
    let place = || Place { brand: Some("长春月嫂".to_owned()), ..Place::default() };
    let told = |standard: &str| {
        let mut settings = overrides(&[input.path().to_owned()], Path::new(""), AS_OF);
        settings.policies = vec![policy.to_str().unwrap().to_owned()];
        let asking = Asking::Verdict(place(), Some(standard.to_owned()));
        ask(settings, asking, None).map(|report| report.text).map_err(|error| error.to_string())
    };
    let text = told("标准一").unwrap();
    assert!(text.contains("甲 标准一 长春月嫂：不达标"), "{text}");
    assert!(text.contains("1/2（50.00%）") && text.contains("〔甲 一1〕"), "{text}");
    assert!(text.contains("培训合格率：1 ÷ 2（分子 1 人，分母 2 人）"), "{text}");
    assert!(text.contains("没有证书"), "{text}");
    assert!(told("标准二").unwrap_err().contains("标准一"));
}

#[test]
fn an_answer_is_not_written_among_the_ledgers() {
    let input = delivery();
    let settings = || overrides(&[input.path().to_owned()], Path::new(""), AS_OF);
    let number = || Asking::Person(WANG.to_owned());
    let error = |file: &str| {
        let file = Some(input.join(file));
        ask(settings(), number(), file).err().unwrap().to_string()
    };
    assert!(error("答.csv").contains("不能写在台账"));
    assert!(error("答.txt").contains("应为 .xlsx 或 .csv"));
}

//! The program as staff call it: exit codes, messages, help.

use std::process::{Command, Output};

use crate::support::{self, Folder};

fn taizhang(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taizhang")).args(arguments).output().unwrap()
}

fn failure(arguments: &[&str]) -> String {
    let output = taizhang(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("错误："), "{message}");
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    message
}

fn sample() -> String {
    support::project().join("sample-data").display().to_string()
}

#[test]
fn the_sample_run_shows_counts_and_verdicts() {
    let out = Folder::new();
    let folder = out.join("结果").display().to_string();
    let output = taizhang(&["run", &sample(), "--out", &folder]);
    assert_eq!(output.status.code(), Some(0));
    let screen = String::from_utf8(output.stdout).unwrap();
    for part in ["读入", "退回", "达标", "不达标", "待定", "需人工", "铁岭市"] {
        assert!(screen.contains(part), "{part}");
    }
}

#[test]
fn the_monthly_report_shows_its_totals_and_wants_a_month() {
    let out = Folder::new();
    let folder = out.join("月报").display().to_string();
    let output = taizhang(&["month", &sample(), "--month", "2025-08", "--out", &folder]);
    assert_eq!(output.status.code(), Some(0));
    let screen = String::from_utf8(output.stdout).unwrap();
    for part in ["月报 2025年8月", "读入", "长春市", "比上年同月", "month.parquet"] {
        assert!(screen.contains(part), "{part}");
    }
    let wrong = failure(&["month", &sample(), "--month", "2025-8", "--out", &folder]);
    assert!(wrong.contains("月份应写成 2025-09 的形式"), "{wrong}");
    let late = failure(&["month", &sample(), "--month", "2025-10", "--out", &folder]);
    assert!(late.contains("2025-10 在截止日期 2025-09-30 之后"), "{late}");
}

#[test]
fn former_results_among_other_inputs_are_named_and_not_read() {
    let folder = Folder::new();
    folder.write("以往/run.json", "{}");
    folder.write("以往/b.csv", "x");
    let ledger = folder.write("台账/a.csv", "市(州),品牌名称,班级编号,姓名,身份证号\n");
    let path = |name: &str| folder.join(name).display().to_string();
    let (input, former, out) = (ledger.display().to_string(), path("以往"), path("结果"));
    for arguments in [&["run", &input, &former, "--out", &out][..], &["inspect", &input, &former]] {
        let output = taizhang(arguments);
        assert_eq!(output.status.code(), Some(0), "the ledger was processed");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("提示：") && said.contains(&former), "{said}");
    }
}

#[test]
fn a_wrong_settings_file_is_told_with_line_and_key() {
    let folder = Folder::new();
    folder.write("台账/a.csv", "姓名,身份证号\n");
    let (input, out) = (folder.join("台账"), folder.join("结果"));
    let (input, out) = (input.display().to_string(), out.display().to_string());
    for (settings, told) in [
        ("year = 2024\nyaer = 1\n", "第 2 行的 yaer：没有这个键，可用的键：as_of、year、"),
        ("year = \"今年\"\n", "第 1 行的 year：应为整数"),
        ("unit = 长春市\n", "第 1 行的 unit：不符合 TOML 的写法"),
    ] {
        folder.write("台账/taizhang.toml", settings);
        let message = failure(&["run", &input, "--out", &out]);
        assert!(message.contains(told), "{message}");
        assert!(message.contains("taizhang.toml"), "{message}");
    }
}

#[test]
fn what_cannot_complete_says_why_and_exits_with_2() {
    let out = Folder::new();
    let target = out.join("x").display().to_string();
    assert!(failure(&["run", "没有这个文件夹", "--out", &target]).contains("没有这个文件夹"));
    assert!(
        failure(&["run", &sample(), "--out", &target, "--policy", "某政策"]).contains("某政策")
    );
    assert!(failure(&["run", &sample(), "--out", &target, "--unit", "某市"]).contains("某市"));
    assert!(failure(&["run", &sample(), "--out", &target, "--as-of", "昨天"]).contains("昨天"));
    assert!(failure(&["run", &sample(), "--out", &target, "--quarter", "5"]).contains("季度"));
    assert!(
        failure(&["run", &sample(), "--out", &target, "--registry", "无.xlsx"]).contains("无.xlsx")
    );
    assert!(!std::path::Path::new(&target).join("run.json").exists());
    let file = out.write("是文件", "x").display().to_string();
    assert!(failure(&["run", &sample(), "--out", &file]).contains("是一个文件"));
    let input = out.join("台账").display().to_string();
    out.write("台账/a.csv", "姓名,身份证号\n");
    let message = failure(&["run", &input, "--out", &input]);
    assert!(message.contains("同一个文件夹") && message.contains("另写"), "{message}");
    let former = out.join("以往").display().to_string();
    out.write("以往/run.json", "{}");
    out.write("以往/metrics.csv", "level\n");
    let message = failure(&["run", &former, "--out", &target]);
    assert!(message.contains("以往的结果文件夹") && message.contains(&former), "{message}");
    failure(&["inspect", &former]);
    let empty = Folder::new();
    failure(&["run", &empty.path().display().to_string(), "--out", &target]);
    for arguments in [["--pseudonymise", "x.key"], ["--suppress-below", "3"]] {
        let [option, value] = arguments;
        let message = failure(&["verify", &sample(), "--out", &target, option, value]);
        assert!(message.contains("taizhang run"), "{arguments:?}");
    }
    let message = failure(&["month", &sample(), "--out", &target, "--suppress-below", "3"]);
    assert!(message.contains("互为和差"), "{message}");
    assert!(!std::path::Path::new(&target).join("month.csv").exists());
    failure(&["run"]);
    failure(&["不存在的命令"]);
    failure(&[]);
}

#[test]
fn a_new_key_says_what_it_may_be_used_for_and_what_losing_it_means() {
    let out = Folder::new();
    let file = out.join("a.key").display().to_string();
    let output = taizhang(&["key", &file]);
    let told = String::from_utf8(output.stdout).unwrap();
    for text in [&told, &std::fs::read_to_string(&file).unwrap()] {
        for part in ["--key", "--pseudonymise", "台账库就再也打不开", "化名再也对不上"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    assert!(failure(&["key", &file]).contains("已经存在"));
}

#[test]
fn fail_on_and_unprocessed_files_exit_with_1() {
    let out = Folder::new();
    let target = out.join("x").display().to_string();
    for case in ["fail", "pending", "rejects"] {
        let output = taizhang(&["run", &sample(), "--out", &target, "--quiet", "--fail-on", case]);
        assert_eq!(output.status.code(), Some(1), "{case}");
        assert!(output.stdout.is_empty());
    }
    let input = Folder::new();
    input.write("空.csv", "");
    let output =
        taizhang(&["run", &input.path().display().to_string(), "--out", &target, "--quiet"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn help_is_in_chinese() {
    for arguments in
        [&["--help"][..], &["run", "--help"], &["sample", "--help"], &["explain", "--help"]]
    {
        let output = taizhang(arguments);
        assert_eq!(output.status.code(), Some(0));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("用法"), "{text}");
        for english in [
            "Usage",
            "Options",
            "OPTIONS",
            "COMMAND",
            "Arguments",
            "Print",
            "default",
            "Possible",
            "possible",
        ] {
            assert!(!text.contains(english), "{english} in {text}");
        }
    }
}

#[test]
fn codes_are_explained_in_any_case_and_the_nearest_is_named() {
    let screen = |arguments: &[&str]| {
        let output = taizhang(arguments);
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let text = screen(&["explain", "id_checksum"]);
    for part in ["ID_CHECKSUM（退回：", "含义", "成因", "怎么办", "例"] {
        assert!(text.contains(part), "{part}");
    }
    let all = screen(&["explain"]);
    assert!(all.contains("UNIT_UNKNOWN") && all.contains("CSV_QUOTE_UNCLOSED"));
    assert!(failure(&["explain", "ID_CHEKSUM"]).contains("ID_CHECKSUM"));
}

#[test]
fn codes_and_ledgers_are_told_apart() {
    let text = |arguments: &[&str]| {
        let output = taizhang(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let sample = sample();
    let asked = ["--unit", "长春市", "--measure", "培训人数", "--year", "2025"];
    let directly = text(&[&["explain", &sample][..], &asked].concat());
    assert!(directly.contains("长春市 2025 年 培训人数："), "{directly}");
    assert_eq!(directly, text(&[&["explain", "--from", &sample][..], &asked].concat()));
    let row = text(&["explain", &sample, "--row", "吉林省/补报.csv:3"]);
    assert!(row.contains("跳过，不是数据：表头"), "{row}");
    for (arguments, told) in [
        (&["explain", "--unit", "长春市"][..], "没有写台账"),
        (&["explain", "ID_CHECKSUM", &sample], "分开问"),
        (&["explain", &sample, "--row", "a:1", "--id", "1"], "一次问一样"),
        (&["explain", &sample, "--year", "2025-2024"], "年份应写成"),
        (&["explain", &sample, "--window", "2025"], "统计期应写成"),
        (&["explain", &sample, "--standard", "行业"], "--policy"),
        (&["explain", "没有这个文件.csv"], "找不到或打不开输入"),
    ] {
        let message = failure(arguments);
        assert!(message.contains(told), "{message}");
    }
}

//! A made-up run of a realistic size for the tests of this stage.

mod judgement;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::counts::Counts;
use crate::model::field::Field;
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::flow::{FlowCounts, FlowLine, FlowTable};
use crate::model::kind::LedgerKind;
use crate::model::measure::{Cohorts, Subject, SubjectKind, Tally};
use crate::model::money::Fen;
use crate::model::period::{Quarter, Window};
use crate::model::run::{EnrolmentCounts, PolicyStamp, RepairCounts, Run, Stamp};
use crate::model::source::{FileKind, RowCounts, Skip, SourceFile, Sources};

const PROVINCE: &str = "吉林省";
const UNITS: [&str; 4] = ["长春市", "吉林市", "延边朝鲜族自治州", "梅河口市"];
const BASES: [&str; 3] = [
    "长春市绿园区惠民职业技能培训学校",
    "省商务服务技工学校",
    "某某现代服务业职业培训中心（农村劳动力转移就业培训基地）",
];

/// The run.
pub(super) fn run() -> Run {
    Run {
        stamp: stamp(),
        sources: sources(),
        findings: findings(),
        suggestions: Vec::new(),
        repairs: RepairCounts::default(),
        returns: Vec::new(),
        enrolments: EnrolmentCounts {
            total: 11_620,
            persons: 10_984,
            no_end_date: 12,
            not_ended: 315,
            without_base: 4,
        },
        counts: Counts { years: cohorts(), ..Counts::default() },
        placements: BTreeMap::new(),
        flows: flows(),
        no_ledger: BTreeSet::new(),
        judgement: judgement::judgement(),
        duties: judgement::duties(),
    }
}

/// A day that exists.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a real date")
}

fn stamp() -> Stamp {
    let policy = |id: &str, document: &str, title: &str| PolicyStamp {
        id: id.to_owned(),
        document: document.to_owned(),
        title: title.to_owned(),
        hash: "5f".repeat(32),
    };
    Stamp {
        version: "0.1.0",
        as_of: day(2024, 6, 30),
        year: 2024,
        quarter_year: 2024,
        quarter: Quarter::new(2).expect("a quarter"),
        month: None,
        policies: vec![
            policy(
                "jilin-2021-34",
                "吉人社函〔2021〕34号",
                "关于开展2021年度省级劳务品牌培训基地创建工作的通知",
            ),
            policy(
                "liaoning-2024-5",
                "辽人社函〔2024〕5号",
                "关于做好辽宁省职业技能培训品牌创建培育工作的通知",
            ),
        ],
        store: None,
    }
}

fn sources() -> Sources {
    let file = |path: String, encoding: &'static str, kind, sheets: &[&str], read: u64| {
        let mut rows = RowCounts { read, ..RowCounts::default() };
        if kind == FileKind::Ledger {
            rows.skipped = BTreeMap::from([(Skip::Title, 2), (Skip::Header, 1), (Skip::Total, 1)]);
            rows.rejected = BTreeMap::from([(Code::IdChecksum, 3), (Code::IdLength, 2)]);
            rows.merged = 20;
        } else if read > 0 {
            rows.skipped = BTreeMap::from([(Skip::Title, read)]);
        }
        rows.accepted = read - rows.rejected_total() - rows.skipped_total();
        SourceFile {
            path,
            size: 40 + read * 312,
            hash: "c0ffee".repeat(10) + "0000",
            encoding: encoding.into(),
            kind,
            ledgers: BTreeSet::from([LedgerKind::Training]),
            sheets: sheets.iter().map(|&name| name.to_owned()).collect(),
            rows,
        }
    };
    let mut files = vec![
        file("吉林市/台账.xlsx".into(), "xlsx", FileKind::Ledger, &["封面", "一班"], 689),
        file("品牌品牌库.xlsx".into(), "xlsx", FileKind::Registry, &["品牌库"], 24),
        file("延边州/加密.xlsx".into(), "xlsx", FileKind::Unusable, &[], 0),
        file("长春市/2024一季度.csv".into(), "GB18030", FileKind::Ledger, &[""], 1_089),
    ];
    for month in 1..=10 {
        let path = format!("长春市/2023/实名制台账（{month:02}月，含绿园区、宽城区、二道区）.csv");
        files.push(file(path, "UTF-8", FileKind::Ledger, &[""], 1_019));
    }
    Sources { files }
}

fn findings() -> Vec<Finding> {
    let at = |file, sheet, row| RowRef { sheet: SheetId { file, sheet }, row };
    let finding = |at, code, field, column: &str, value: &str, detail: &str| Finding {
        at,
        code,
        field,
        column: column.into(),
        value: value.into(),
        detail: detail.into(),
    };
    vec![
        finding(at(0, 0, 0), Code::SheetSkipped, None, "", "", "没有表头"),
        finding(
            at(0, 1, 12),
            Code::IdentityConflict,
            Some(Field::Name),
            "姓名",
            "王小丫",
            "另有姓名“赵六”，身份证号220102199003071234",
        ),
        finding(at(2, 0, 0), Code::FileEncrypted, None, "", "", ""),
        finding(
            at(3, 0, 7),
            Code::IdChecksum,
            Some(Field::IdNumber),
            "身份证号",
            "220102199003071234",
            "疑为“220102199003071235”",
        ),
        finding(
            at(3, 0, 8),
            Code::DateUnreadable,
            Some(Field::EndDate),
            "结业日期",
            "2024年13月",
            "",
        ),
        finding(at(3, 0, 9), Code::IdLength, Some(Field::IdNumber), "证件号", "=22010", ""),
    ]
}

fn subject(kind: SubjectKind, city: &str, name: &str) -> Subject {
    Subject { kind, province: PROVINCE.into(), city: city.into(), name: name.into() }
}

fn tally(trainees: u64) -> Tally {
    Tally {
        enrolments: trainees + trainees / 20,
        trainees,
        certified_any: trainees * 9 / 10,
        certified: [trainees / 10, trainees / 2, trainees / 7, trainees / 3],
        employed_6m: trainees * 3 / 5,
        employed_6m_pending: trainees / 9,
        employed_after: trainees * 2 / 3,
        subsidised: trainees * 4 / 5,
        subsidy: Fen(i64::try_from(trainees).expect("small") * 150_050),
        order_targeted: trainees / 3,
        key_subsidised: trainees / 2,
        ..Tally::default()
    }
}

fn cohorts() -> Cohorts {
    let mut cohorts = Cohorts::new();
    for (year, part) in [(2022, 3), (2023, 2), (2024, 1)] {
        let window = Window::year(year).expect("a year");
        cohorts.insert((subject(SubjectKind::Province, "", ""), window), tally(4_900 * part));
        for (city, at) in UNITS.into_iter().zip(1..) {
            cohorts
                .insert((subject(SubjectKind::City, city, ""), window), tally(1_950 * part / at));
            for number in 1..=10 {
                let name =
                    format!("{}家政服务第{number}品牌", city.chars().take(2).collect::<String>());
                let brand = subject(SubjectKind::Brand, city, &name);
                cohorts.insert((brand, window), tally(430 * part / at / number));
            }
            cohorts.insert(
                (subject(SubjectKind::Base, city, BASES[0]), window),
                tally(188 * part / at),
            );
        }
    }
    cohorts
}

fn flows() -> Vec<FlowTable> {
    let window = Window { from: day(2024, 1, 1), to: day(2024, 6, 30) };
    let counts = |trainees: u64| FlowCounts {
        classes: trainees / 40 + 1,
        trainees,
        certified_any: trainees * 9 / 10,
        certified: [trainees / 10, trainees / 2, trainees / 7, trainees / 3],
        employed: trainees * 3 / 5,
        subsidised: trainees * 4 / 5,
        subsidy: Fen(i64::try_from(trainees).expect("small") * 150_050),
        estimated: trainees / 30,
    };
    let counties = ["", "农安县", "绿园区", "宽城区", "前郭尔罗斯蒙古族自治县"];
    let lines_of = |unit: &str| -> Vec<FlowLine> {
        let pairs = counties
            .into_iter()
            .flat_map(|county| BASES.into_iter().chain([""]).map(move |base| (county, base)));
        let line = |((county, base), trainees): ((&str, &str), u64)| FlowLine {
            city: unit.into(),
            county: county.into(),
            base: base.into(),
            counts: counts(trainees),
        };
        pairs.zip((30..).step_by(17)).map(line).collect()
    };
    let table = |unit: Option<&str>, lines: Vec<FlowLine>, total| FlowTable {
        province: PROVINCE.into(),
        unit: unit.map(Arc::from),
        window,
        lines,
        total: counts(total),
    };
    let mut flows: Vec<FlowTable> =
        UNITS.into_iter().map(|unit| table(Some(unit), lines_of(unit), 3_800)).collect();
    flows.push(table(Some("长白山管委会"), Vec::new(), 0));
    flows.push(table(None, UNITS.into_iter().flat_map(lines_of).collect(), 15_100));
    flows
}

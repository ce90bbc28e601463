//! Made-up verdicts: of each result some, with lines as judging writes them.

use super::{BASES, PROVINCE, UNITS, day, subject};
use crate::model::evaluation::{Evaluation, Movement, Remark};
use crate::model::measure::{Subject, SubjectKind};
use crate::model::period::Window;
use crate::model::ratio::{Interval, Op, Ratio};
use crate::model::run::Duty;
use crate::model::verdict::{Judgement, MeasureLine, Outcome, Shown, Unit, Verdict, WHOLE};

/// A standard for every base of every unit, with every result.
pub(super) fn judgement() -> Judgement {
    let results = [Outcome::Pass, Outcome::Fail, Outcome::Pending, Outcome::Manual];
    let mut judgement = Judgement {
        evaluations: vec![evaluation()],
        remarks: vec![remark()],
        ..Judgement::default()
    };
    for (unit, at) in UNITS.into_iter().zip(0..) {
        for (base, result) in BASES.into_iter().zip(results.into_iter().cycle().skip(at)) {
            judgement.verdicts.extend(standard(&subject(SubjectKind::Base, unit, base), result));
        }
        judgement.measures.push(MeasureLine {
            province: PROVINCE.into(),
            city: unit.into(),
            subject_kind: SubjectKind::Base,
            subject: BASES[0].into(),
            window: Window::year(2024).expect("a year"),
            measure: "certified_any".to_owned(),
            value: Interval::growing(Ratio::whole(188)),
            missing: "2024年尚未结束".to_owned(),
            settles_on: Some(day(2024, 12, 31)),
        });
    }
    judgement
}

fn evaluation() -> Evaluation {
    Evaluation {
        policy: "liaoning-2024-5".into(),
        standard: "行业".into(),
        subject: subject(SubjectKind::Brand, UNITS[0], "鞍山焊工"),
        year: 2024,
        before: Outcome::Pass,
        now: Outcome::Fail,
        movement: Movement::Leave,
        why: "四(二)·培训人数（2023年） 差 1 人".to_owned(),
        citation: "辽人社函〔2024〕5号 六(一)".to_owned(),
    }
}

fn remark() -> Remark {
    Remark {
        policy: "liaoning-2024-5".into(),
        subject: subject(SubjectKind::Brand, UNITS[0], "鞍山焊工"),
        notice: "同质化".to_owned(),
        text: "职业（工种）同为“焊工”的还有：东山焊接师傅；宜整合为一个品牌".to_owned(),
        citation: "辽人社函〔2024〕5号 三".to_owned(),
    }
}

/// What is due before and after the as-of date.
pub(super) fn duties() -> Vec<Duty> {
    let duty = |month, due, what: &str| Duty {
        due: day(2024, month, due),
        policy: "jilin-2021-34".to_owned(),
        what: what.to_owned(),
        citation: "吉人社函〔2021〕34号 三".to_owned(),
    };
    vec![duty(3, 31, "创建申请表（附件1）"), duty(11, 15, "达标申报表（附件3）")]
}

/// The line of the whole, then those of the conditions.
fn standard(subject: &Subject, result: Outcome) -> Vec<Verdict> {
    let blank = Verdict {
        policy: "jilin-2021-34".into(),
        standard: "省级劳务品牌培训基地".into(),
        subject: subject.clone(),
        window: None,
        condition: WHOLE.to_owned(),
        measure: String::new(),
        value: None,
        threshold: String::new(),
        op: None,
        result,
        margin: String::new(),
        missing: String::new(),
        settles_on: None,
        citation: "吉人社函〔2021〕34号 二".to_owned(),
        shown: Shown::default(),
    };
    vec![
        whole(&blank),
        area(&blank),
        paper(&blank, "二(三)·设备清单", "教学设备清单、实训设备清单齐全且满足需要"),
        paper(&blank, "二(五)·就业信息渠道", "就业信息渠道相对稳定"),
        certified(&blank),
    ]
}

fn whole(blank: &Verdict) -> Verdict {
    let papers = "需人工核验：二(三)·设备清单、二(五)·就业信息渠道";
    let open = blank.result == Outcome::Pending;
    Verdict {
        window: Window::year(2024),
        missing: match blank.result {
            Outcome::Pass | Outcome::Fail => String::new(),
            Outcome::Pending => format!("二(五)·取证人数（2024年）：2024年尚未结束；{papers}"),
            Outcome::Manual => papers.to_owned(),
        },
        settles_on: open.then(|| day(2024, 12, 31)),
        ..blank.clone()
    }
}

fn area(blank: &Verdict) -> Verdict {
    let (area, result, margin) = match blank.result {
        Outcome::Fail => (260, Outcome::Fail, "差 40 平方米"),
        _ => (360, Outcome::Pass, "高出 60 平方米"),
    };
    Verdict {
        condition: "二(二)·培训场所面积".to_owned(),
        measure: "venue_area_m2".to_owned(),
        value: Some(Interval::settled(Ratio::whole(area))),
        threshold: "300".to_owned(),
        op: Some(Op::AtLeast),
        result,
        margin: margin.to_owned(),
        shown: counted("平方米"),
        ..blank.clone()
    }
}

fn certified(blank: &Verdict) -> Verdict {
    let (count, result, margin) = match blank.result {
        Outcome::Pass | Outcome::Manual => (212, Outcome::Pass, "高出 12 人"),
        Outcome::Fail => (188, Outcome::Fail, "差 12 人"),
        Outcome::Pending => (188, Outcome::Pending, "还差 12 人"),
    };
    let open = result == Outcome::Pending;
    let value = if open { Interval::growing } else { Interval::settled };
    Verdict {
        window: Window::year(2024),
        condition: "二(五)·取证人数".to_owned(),
        measure: "certified_any".to_owned(),
        value: Some(value(Ratio::whole(count))),
        threshold: "200".to_owned(),
        op: Some(Op::AtLeast),
        result,
        margin: margin.to_owned(),
        missing: if open { "2024年尚未结束" } else { "" }.to_owned(),
        settles_on: open.then(|| day(2024, 12, 31)),
        citation:
            "吉人社函〔2021〕34号 二(五)；本工具口径：按评定年度内结业、取得四类证书之一的人数计"
                .to_owned(),
        shown: counted("人"),
        ..blank.clone()
    }
}

fn paper(blank: &Verdict, name: &str, what: &str) -> Verdict {
    let filed = blank.result == Outcome::Pass;
    Verdict {
        condition: name.to_owned(),
        measure: "attestation".to_owned(),
        result: if filed { Outcome::Pass } else { Outcome::Manual },
        margin: if filed {
            "人工证明：李主任，2024-05-20，现场核查记录第 3 号"
        } else {
            ""
        }
        .to_owned(),
        missing: if filed { String::new() } else { format!("缺人工证明：{what}") },
        ..blank.clone()
    }
}

fn counted(unit: &str) -> Shown {
    Shown { unit: Some(Unit::Of(unit.to_owned())), ..Shown::default() }
}

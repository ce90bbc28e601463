//! `policy list` and `policy show`: what a policy file says, in words, with every threshold and its place.

use crate::model::measure::SubjectKind;
use crate::model::policy::{
    Case, Condition, Count, Deadline, Due, Family, Measure, Measured, Policy, Rule, Test, Threshold,
};
use crate::model::ratio::{Limit, Op};
use crate::report::text_table::{Align, TextTable};
use crate::report::wording;

/// The policies, one line each.
#[must_use]
pub fn policy_table(policies: &[Policy], width: usize) -> String {
    let mut table = TextTable::new(&[
        ("编号", Align::Left),
        ("文号", Align::Left),
        ("适用", Align::Left),
        ("标准", Align::Right),
        ("条件", Align::Right),
        ("门槛", Align::Right),
        ("标题", Align::Left),
    ]);
    for policy in policies {
        let Size { standards, conditions, thresholds } = Size::of(policy);
        table.row(vec![
            policy.id.to_string(),
            policy.document.clone(),
            place(policy),
            standards.to_string(),
            conditions.to_string(),
            thresholds.to_string(),
            policy.title.clone(),
        ]);
    }
    table.render(width)
}

/// What was found right in policy files.
#[must_use]
pub fn policies_checked(policies: &[Policy]) -> String {
    let told = policies.iter().map(|policy| {
        let Size { standards, conditions, thresholds } = Size::of(policy);
        format!(
            "{}（{}，{}）：没有问题。标准 {standards} 个，条件 {conditions} 个，门槛 {thresholds} 个\n",
            policy.id,
            policy.document,
            place(policy)
        )
    });
    told.collect()
}

/// How much a policy holds.
pub(super) struct Size {
    pub standards: usize,
    pub conditions: usize,
    pub thresholds: usize,
}

impl Size {
    pub(super) fn of(policy: &Policy) -> Self {
        let thresholds = |condition: &Condition| match &condition.test {
            Test::Measure(measured) => of_threshold(&measured.threshold),
            Test::Count { threshold, .. } => of_threshold(threshold),
            Test::Fact { .. } => 1,
            _ => 0,
        };
        let standards = policy.families.iter().map(|family| family.standards.len());
        Self {
            standards: standards.sum(),
            conditions: policy.conditions().count(),
            thresholds: policy.conditions().map(thresholds).sum(),
        }
    }
}

fn of_threshold(threshold: &Threshold) -> usize {
    threshold.cases.len() + usize::from(threshold.general.is_some())
}

/// Everything that some policies rule, as a page of the manual.
#[must_use]
pub fn policies_page(policies: &[Policy]) -> String {
    let mut page = String::from(
        "# 随带的政策\n\n由 `schemas/policies/` 生成，与 `taizhang policy show 编号` 相同；结果怎样得出见手册第 7 章。\n",
    );
    for policy in policies {
        page.push_str("\n## `");
        page.push_str(&policy.id);
        page.push_str("`\n\n```text\n");
        page.push_str(&policy_page(policy));
        page.push_str("```\n");
    }
    page
}

/// Everything that a policy rules.
#[must_use]
pub fn policy_page(policy: &Policy) -> String {
    let mut page = Page::default();
    page.line(0, &format!("{}  {}", policy.document, policy.title));
    page.line(0, &format!("编号 {}    适用 {}{}", policy.id, place(policy), in_force(policy)));
    for (name, units) in &policy.classes {
        let units: Vec<&str> = units.iter().map(String::as_str).collect();
        page.line(0, &format!("地区类别 {name}：{}", units.join("、")));
    }
    for family in &policy.families {
        page.family(family);
    }
    page.duties(policy);
    page.text
}

fn place(policy: &Policy) -> String {
    let mut place = policy.province.clone();
    for part in policy.city.iter().chain(&policy.county) {
        place.push_str(part);
    }
    place
}

fn in_force(policy: &Policy) -> String {
    let from = policy.in_force.from.map(|day| format!("    自 {day} 施行"));
    let to = policy.in_force.to.map(|day| format!("    至 {day}"));
    from.into_iter().chain(to).collect()
}

/// Indentation of a level.
const INDENT: &str = "  ";

/// A page in the making.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, level: usize, text: &str) {
        self.text.push_str(&INDENT.repeat(level));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn family(&mut self, family: &Family) {
        self.text.push('\n');
        let kinds: Vec<&str> = family.kinds.iter().map(|kind| kind.label()).collect();
        let about = match family.subject {
            SubjectKind::City | SubjectKind::Province => wording::kind(family.subject).to_owned(),
            _ => kinds.join("、"),
        };
        self.line(0, &format!("【{}】{}    对象：{about}", family.name, family.section));
        if let Some(units) = &family.units {
            let units: Vec<&str> = units.iter().map(String::as_str).collect();
            self.line(1, &format!("上报单位：{}", units.join("、")));
        }
        if let Some(selector) = family.selector {
            self.line(1, &format!("按品牌库的“{}”选用标准", selector.label()));
        }
        for (holds, text) in [
            (family.registered_only, "只核对品牌库中登记的"),
            (family.linked_only, "只核对有关联培训品牌的"),
        ] {
            if holds {
                self.line(1, text);
            }
        }
        if let Some(section) = &family.evaluated {
            self.line(1, &format!("年度评估：按量化条件与上一年度对照（{section}）"));
        }
        for standard in &family.standards {
            self.line(1, &format!("{}（{}）", standard.name, standard.section));
            if let Rule::Fixed { result, missing } = &standard.rule {
                self.line(2, &format!("{}：{missing}", result.label()));
            }
            for condition in standard.rule.conditions() {
                self.condition(2, condition);
            }
        }
        if !family.common.is_empty() {
            self.line(1, "各标准共同的条件");
            for condition in &family.common {
                self.condition(2, condition);
            }
        }
    }

    fn condition(&mut self, level: usize, condition: &Condition) {
        let mut marks = String::new();
        for (holds, mark) in [(condition.relaxable, "［可放宽］"), (condition.advice, "［建议］")]
        {
            if holds {
                marks.push_str(mark);
            }
        }
        self.line(level, &format!("{}{marks}    出处 {}", condition.id, condition.section));
        for line in asked(&condition.test) {
            self.line(level + 1, &line);
        }
        if let Some(choice) = &condition.choice {
            self.line(level + 1, &format!("本工具口径：{choice}"));
        }
        if let Test::AnyOf(members) | Test::AllOf(members) = &condition.test {
            for member in members {
                self.condition(level + 1, member);
            }
        }
    }

    fn duties(&mut self, policy: &Policy) {
        if !policy.deadlines.is_empty() {
            self.text.push('\n');
            self.line(0, "【报送期限】");
        }
        for Deadline { section, due, what, choice } in &policy.deadlines {
            let due = match due {
                Due::Once(day) => day.to_string(),
                Due::Yearly { month, day } => format!("每年{month}月{day}日"),
            };
            self.line(1, &format!("{due}    {what}    出处 {section}"));
            if let Some(choice) = choice {
                self.line(2, &format!("本工具口径：{choice}"));
            }
        }
        let notices = policy.notices.iter().map(|notice| {
            let choice = notice.choice.as_ref().map(|choice| format!("；本工具口径：{choice}"));
            let choice = choice.unwrap_or_default();
            (format!("{}：{}{choice}", notice.name, notice.advice), &notice.section)
        });
        self.list("提示", notices.collect());
        let grounds = policy.grounds.iter().map(|ground| (ground.name.clone(), &ground.section));
        self.list("放宽理由", grounds.collect());
        let notes = policy.notes.iter().map(|note| (note.text.clone(), &note.section));
        self.list("其他规定", notes.collect());
    }

    fn list(&mut self, heading: &str, lines: Vec<(String, &String)>) {
        if lines.is_empty() {
            return;
        }
        self.text.push('\n');
        self.line(0, &format!("【{heading}】"));
        for (text, section) in lines {
            self.line(1, &format!("{text}    出处 {section}"));
        }
    }
}

/// What a condition asks, in words.
pub(super) fn asked(test: &Test) -> Vec<String> {
    match test {
        Test::Measure(measured) => of_measure(measured),
        Test::Report { measure, window, what } => {
            vec![format!("列出{}（{}），人工判断：{what}", measure.label(), window.label())]
        }
        Test::Fact { fact, label, unit, op, limit, .. } => {
            vec![format!("{label} {} {} {unit}（品牌库 {fact}）", wording::sign(*op), limit.text)]
        }
        Test::Attestation { what, .. } => vec![format!("人工核验：{what}")],
        Test::Count { of, label, op, threshold, on } => {
            let on = on.map_or_else(|| "截止日期".to_owned(), |day| day.to_string());
            let mut lines = vec![format!("{label}（{on}）{}", filters(of))];
            lines.extend(limits(*op, threshold, "个"));
            lines
        }
        Test::Linked { family } => vec![format!("关联的培训品牌中有一个达到“{family}”的标准")],
        Test::Meets { family } => vec![format!("本身达到“{family}”的标准")],
        Test::AnyOf(_) => vec!["满足下列之一".to_owned()],
        Test::AllOf(_) => vec!["同时满足下列各项".to_owned()],
    }
}

fn of_measure(measured: &Measured) -> Vec<String> {
    let Measured { measure, window, op, threshold, add_fact, beside, beside_windows } = measured;
    let mut lines = vec![format!("{}（{}）", measure.label(), window.label())];
    lines.extend(limits(*op, threshold, if measure.is_rate() { "" } else { "人" }));
    if let Some(fact) = add_fact {
        lines.push(format!("加计品牌库申报数 {fact}（未核实）"));
    }
    let beside =
        beside.iter().chain(measure.over_others()).map(|it: &Measure| it.label().to_owned());
    let windows = beside_windows.iter().map(|window| window.label());
    let beside: Vec<String> = beside.chain(windows).collect();
    if !beside.is_empty() {
        lines.push(format!("并列显示：{}", beside.join("、")));
    }
    lines
}

fn limits(op: Op, threshold: &Threshold, unit: &str) -> Vec<String> {
    let sign = wording::sign(op);
    let line = |limit: &Limit, whom: &str| {
        format!("{whom}{sign} {} {unit}", limit.text).trim_end().to_owned()
    };
    let cases = threshold.cases.iter().map(|case| line(&case.limit, &format!("{}：", whom(case))));
    let general = threshold
        .general
        .iter()
        .map(|limit| line(limit, if threshold.cases.is_empty() { "" } else { "其他：" }));
    cases.chain(general).collect()
}

/// Whom a case is for.
fn whom(case: &Case) -> String {
    let mut parts: Vec<String> = case.class.iter().cloned().collect();
    if !case.types.is_empty() {
        parts.push(format!("类型为{}", case.types.join("、")));
    }
    if !case.industries.is_empty() {
        parts.push(format!("行业含{}", case.industries.join("、")));
    }
    parts.extend(case.in_force.from.map(|day| format!("{day} 起")));
    parts.extend(case.in_force.to.map(|day| format!("{day} 止")));
    parts.extend(case.source.iter().map(|source| format!("依据 {source}")));
    parts.join("，")
}

/// Which entries are counted.
fn filters(count: &Count) -> String {
    let mut parts = Vec::new();
    let kinds: Vec<&str> = count.kinds.iter().map(|kind| kind.label()).collect();
    parts.push(format!("种类 {}", kinds.join("、")));
    if !count.types.is_empty() {
        parts.push(format!("类型 {}", count.types.join("、")));
    }
    if !count.levels.is_empty() {
        parts.push(format!("级别 {}", count.levels.join("、")));
    }
    if count.linked {
        parts.push("有关联培训品牌".to_owned());
    }
    if let Some(family) = &count.meets {
        parts.push(format!("达到“{family}”"));
    }
    if let Some(field) = count.repeated {
        parts.push(format!("{}与别的重复", field.label()));
    }
    format!("；计入：{}", parts.join("，"))
}

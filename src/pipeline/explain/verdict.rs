//! A verdict: its lines, and the persons behind every measure in them.

use super::{Ledgers, Place};
use crate::config::RunError;
use crate::judge::{self, JudgeInput};
use crate::model::answer::Body;
use crate::model::explained::{Question, Sought};
use crate::model::policy::Measure;
use crate::model::registry::Registry;
use crate::model::text::nearest;
use crate::model::verdict::Verdict;
use crate::pipeline::Policies;

/// What a declared number that counts too adds to a measure's name.
const DECLARED_SUFFIX: &str = "_with_declared";

impl Ledgers<'_> {
    /// Judges, and explains what the judgement of one subject rests on.
    pub(super) fn verdict(
        &self,
        place: &Place,
        standard: Option<&str>,
        policies: &Policies,
        registry: &Registry,
    ) -> Result<Body, RunError> {
        let (subject, scope) = place.subject(self)?;
        let judgement = judge::judge(&JudgeInput {
            policies: &policies.list,
            registry,
            counts: &self.counted.counts,
            regions: &self.knowledge.regions,
            only_unit: None,
            as_of: self.config.as_of,
            year: self.config.year,
        });
        let all = judgement.verdicts.into_iter();
        let mut verdicts: Vec<Verdict> = all.filter(|line| line.subject == subject).collect();
        if verdicts.is_empty() {
            let why = "所写的政策不判定这个对象（不在其适用范围，或品牌库中没有登记）";
            return Err(RunError::Asked(why.to_owned()));
        }
        if let Some(name) = standard {
            let known: Vec<String> = verdicts
                .iter()
                .filter(|line| line.is_whole())
                .map(|line| line.standard.to_string())
                .collect();
            verdicts.retain(|line| *line.standard == *name);
            if verdicts.is_empty() {
                let hint = nearest(name, known.iter().map(String::as_str));
                let hint = hint.map_or_else(String::new, |near| format!("，是否为“{near}”？"));
                return Err(RunError::Asked(format!(
                    "这个对象没有按标准“{name}”判定{hint}；判定了：{}",
                    known.join("、")
                )));
            }
        }
        let mut questions: Vec<Question> = Vec::new();
        for line in &verdicts {
            let key = line.measure.strip_suffix(DECLARED_SUFFIX).unwrap_or(&line.measure);
            let measure = Measure::ALL.iter().find(|measure| measure.key() == key);
            let (Some(sought), Some(window)) =
                (measure.and_then(|measure| Sought::measure(*measure)), line.window)
            else {
                continue;
            };
            let is_known =
                |own: &Question| own.window == window && own.sought.name() == sought.name();
            if !questions.iter().any(is_known) {
                let (subject, scope) = (subject.clone(), scope.clone());
                questions.push(Question { subject, scope, window, sought });
            }
        }
        Ok(Body::Verdict(verdicts, self.numbers(questions)))
    }
}

//! What a registry's cells may say by the policies: types, levels, documents, conditions that ask for a paper.

use std::collections::BTreeSet;

use crate::model::policy::{Policy, Selector, Test};

/// A condition that asks for a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedPaper {
    /// Number of the document.
    pub document: String,
    /// Id of the condition.
    pub condition: String,
    /// What is to be shown.
    pub what: String,
}

/// The choices that some policies leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// 类型: the first word of every standard that a type chooses.
    pub types: Vec<String>,
    /// 级别: likewise.
    pub levels: Vec<String>,
    /// Numbers of the documents.
    pub documents: Vec<String>,
    /// 放宽理由: grounds on which conditions may be relaxed.
    pub grounds: Vec<String>,
    /// Conditions that ask for a paper, each once a document.
    pub papers: Vec<AskedPaper>,
}

impl Choices {
    /// The choices that these policies leave, in their order.
    #[must_use]
    pub fn of(policies: &[Policy]) -> Self {
        let mut choices = Self::default();
        for policy in policies {
            push(&mut choices.documents, &policy.document);
            policy.grounds.iter().for_each(|ground| push(&mut choices.grounds, &ground.name));
            for family in &policy.families {
                let words = family.standards.iter().filter_map(|standard| standard.select.first());
                let list = match family.selector {
                    Some(Selector::Type) => &mut choices.types,
                    Some(Selector::Level) => &mut choices.levels,
                    None => continue,
                };
                words.for_each(|word| push(list, word));
            }
            let mut seen = BTreeSet::new();
            for condition in policy.conditions() {
                if let Test::Attestation { what, .. } | Test::Report { what, .. } = &condition.test
                    && seen.insert(&condition.id)
                {
                    choices.papers.push(AskedPaper {
                        document: policy.document.clone(),
                        condition: condition.id.clone(),
                        what: what.clone(),
                    });
                }
            }
        }
        choices
    }
}

fn push(list: &mut Vec<String>, word: &str) {
    if !list.iter().any(|known| known == word) {
        list.push(word.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::policy;

    #[test]
    fn shipped_policies_leave_their_choices() {
        let choices = Choices::of(&policy::shipped().expect("shipped"));
        assert!(choices.types.contains(&"院校".to_owned()));
        assert!(choices.levels.contains(&"盟市级".to_owned()));
        assert!(choices.documents.contains(&"吉人社函〔2021〕34号".to_owned()));
        let asked = |id: &str| choices.papers.iter().filter(|paper| paper.condition == id).count();
        assert_eq!(asked("二(三)·设备清单"), 1);
        assert_eq!(asked("三(二)1·基础条件"), 1, "once, though several standards ask for it");
        assert_eq!(asked("二(五)·取证人数"), 0, "counted, not attested");
    }
}

//! The conditions that papers and relaxations may be about, by the documents that set them.

use std::collections::BTreeMap;

use crate::model::text::{is_space, name_key, narrow, nearest};

/// Ids of conditions by policy.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    policies: Vec<Document>,
}

#[derive(Clone, Debug)]
struct Document {
    policy: String,
    number: String,
    /// Ids by the form in which they compare.
    ids: BTreeMap<String, String>,
}

impl Conditions {
    /// Adds a policy: its id, the number of its document, the ids of its conditions.
    pub fn add<'a>(
        &mut self,
        policy: &str,
        number: &str,
        conditions: impl IntoIterator<Item = &'a str>,
    ) {
        let ids = conditions.into_iter().map(|id| (fold(id), id.to_owned())).collect();
        let (policy, number) = (policy.to_owned(), number.to_owned());
        self.policies.push(Document { policy, number, ids });
    }

    /// The id under which a paper is filed: that of the condition, behind `POLICY/` where a document is named.
    ///
    /// # Errors
    /// What there is instead, in Chinese.
    pub(super) fn find(&self, document: Option<&str>, condition: &str) -> Result<String, String> {
        let (document, condition) = match condition.split_once('/') {
            Some((policy, id)) if document.is_none() => (Some(policy), id),
            _ => (document, condition),
        };
        let Some(document) = document else {
            let found = self.policies.iter().find_map(|policy| policy.ids.get(&fold(condition)));
            return found.cloned().ok_or_else(|| self.instead(condition));
        };
        let named = fold_number(document);
        let is_named = |policy: &&Document| {
            [&policy.policy, &policy.number].iter().any(|n| fold_number(n) == named)
        };
        let Some(policy) = self.policies.iter().find(is_named) else {
            let known: Vec<&str> = self.policies.iter().map(|p| p.number.as_str()).collect();
            return Err(format!("没有文件“{document}”，已有：{}", known.join("、")));
        };
        let id = policy.ids.get(&fold(condition));
        let id = id.ok_or_else(|| {
            let ids = policy.ids.values().map(String::as_str);
            like(nearest(condition, ids)).unwrap_or_else(|| self.instead(condition))
        })?;
        Ok(format!("{}/{id}", policy.policy))
    }

    fn instead(&self, condition: &str) -> String {
        let ids = self.policies.iter().flat_map(|policy| policy.ids.values());
        like(nearest(condition, ids.map(String::as_str))).unwrap_or_default()
    }
}

fn like(id: Option<&str>) -> Option<String> {
    id.map(|id| format!("最相近的是“{id}”"))
}

/// An id without what writers vary: width, white space, the kind of middle dot.
fn fold(id: &str) -> String {
    name_key(&narrow(id))
}

/// A document's number without its brackets, of which writers use any kind.
fn fold_number(number: &str) -> String {
    let bracket = |c: char| "()[]{}〔〕【】［］〈〉".contains(c);
    narrow(number).to_lowercase().chars().filter(|c| !is_space(*c) && !bracket(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions() -> Conditions {
        let mut conditions = Conditions::default();
        conditions.add("a-1", "甲函〔2021〕1号", ["二(三)·设备清单", "四·师资队伍"]);
        conditions.add("b-2", "乙发〔2024〕2号", ["四·师资队伍"]);
        conditions
    }

    #[test]
    fn ids_are_found_in_any_width_and_under_either_name_of_the_document() {
        let find = |document, id| conditions().find(document, id);
        assert_eq!(find(None, "二（三） · 设备清单").as_deref(), Ok("二(三)·设备清单"));
        assert_eq!(find(Some("乙发[2024]2号"), "四·师资队伍").as_deref(), Ok("b-2/四·师资队伍"));
        assert_eq!(find(Some("A-1"), "四·师资队伍").as_deref(), Ok("a-1/四·师资队伍"));
        assert_eq!(find(None, "b-2/四·师资队伍").as_deref(), Ok("b-2/四·师资队伍"));
    }

    #[test]
    fn what_is_unknown_comes_with_what_resembles_it() {
        let find = |document, id| conditions().find(document, id).expect_err("unknown");
        assert_eq!(find(None, "四·师资力量"), "最相近的是“四·师资队伍”");
        assert!(find(Some("丙"), "四·师资队伍").contains("甲函〔2021〕1号、乙发〔2024〕2号"));
        assert_eq!(find(None, "xyz"), "");
        assert!(find(Some("b-2"), "二(三)·设备清单").contains("二(三)·设备清单"));
    }
}

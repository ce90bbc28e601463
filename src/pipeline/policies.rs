//! The policies of a run: those that come with the tool, and files and folders of the user's own.

use std::path::{Path, PathBuf};

use crate::config::RunError;
use crate::model::in_chinese::of_system;
use crate::model::policy::{self, Policy};
use crate::model::region::Regions;
use crate::model::run::{Duty, PolicyStamp};

/// All policies that come with the tool, where others are named beside them.
const ALL: &str = "all";

/// Policies, with what the stamp says of them.
pub struct Policies {
    /// The policies.
    pub list: Vec<Policy>,
    /// Their stamps.
    pub stamps: Vec<PolicyStamp>,
}

/// The policies asked for, by identifier, file or folder; all shipped ones when none is, or by the word `all`.
///
/// # Errors
/// When one is unknown, unreadable or wrong; the message names file, line and key.
pub fn load(asked: &[String], regions: &Regions) -> Result<Policies, RunError> {
    let mut policies = Policies { list: Vec::new(), stamps: Vec::new() };
    for (name, text) in texts(asked)? {
        let policy =
            policy::parse(&text, &name).map_err(|error| RunError::Policy(error.to_string()))?;
        let hash = blake3::hash(text.as_bytes()).to_hex().to_string();
        if let Some(known) = policies.stamps.iter().find(|known| *known.id == *policy.id) {
            if known.hash == hash {
                continue;
            }
            return Err(RunError::Policy(format!(
                "有两份内容不同的政策文件都叫 {}，请改名",
                policy.id
            )));
        }
        check_places(&policy, &text, regions)?;
        policies.stamps.push(PolicyStamp {
            id: policy.id.to_string(),
            document: policy.document.clone(),
            title: policy.title.clone(),
            hash,
        });
        policies.list.push(policy);
    }
    Ok(policies)
}

/// Names and texts, in the order asked for.
pub(super) fn texts(asked: &[String]) -> Result<Vec<(String, String)>, RunError> {
    let shipped =
        || policy::SHIPPED.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
    if asked.is_empty() {
        return Ok(shipped().collect());
    }
    let mut texts = Vec::new();
    for one in asked {
        if one == ALL {
            texts.extend(shipped());
        } else if let Some(text) = policy::shipped_text(one) {
            texts.push((one.clone(), text.to_owned()));
        } else {
            for file in files(one)? {
                let text = std::fs::read_to_string(&file).map_err(|error| {
                    let file = file.display();
                    if error.kind() == std::io::ErrorKind::InvalidData {
                        let why = "不是 UTF-8 编码，请用 UTF-8 另存";
                        return RunError::Policy(format!("政策文件 {file} {why}"));
                    }
                    RunError::Policy(format!("政策文件 {file} 无法读取：{}", of_system(&error)))
                })?;
                texts.push((file.display().to_string(), text));
            }
        }
    }
    Ok(texts)
}

/// The file of that name, or the policy files of the folder, by name.
fn files(name: &str) -> Result<Vec<PathBuf>, RunError> {
    let path = Path::new(name);
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.is_dir() {
        let known: Vec<&str> = policy::SHIPPED.iter().map(|(id, _)| *id).collect();
        return Err(RunError::UnknownPolicy { id: name.to_owned(), known: known.join("、") });
    }
    let unreadable =
        |error| RunError::Policy(format!("文件夹 {name} 无法读取：{}", of_system(&error)));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        let is_toml = |extension: &std::ffi::OsStr| extension.eq_ignore_ascii_case("toml");
        if file.extension().is_some_and(is_toml) && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(RunError::Policy(format!("文件夹 {name} 中没有政策文件（.toml）")));
    }
    Ok(files)
}

impl Policies {
    /// What they ask to be handed in, by the days of an assessment year.
    #[must_use]
    pub fn duties(&self, year: i32) -> Vec<Duty> {
        let mut duties = Vec::new();
        for policy in &self.list {
            for deadline in &policy.deadlines {
                let Some(due) = deadline.due.in_year(year) else { continue };
                duties.push(Duty {
                    due,
                    policy: policy.id.to_string(),
                    what: deadline.what.clone(),
                    citation: format!("{} {}", policy.document, deadline.section),
                });
            }
        }
        duties.sort_by(|a, b| (a.due, &a.policy).cmp(&(b.due, &b.policy)));
        duties
    }
}

/// A policy that names an unknown place would judge nobody, and nobody would know.
fn check_places(policy: &Policy, text: &str, regions: &Regions) -> Result<(), RunError> {
    let unknown = |place: &str| {
        let message = format!("“{place}”不是{}的地区，请写官方全称", policy.province);
        let error =
            policy::PolicyError::at_text(&policy.id, text, &format!("\"{place}\""), message);
        Err(RunError::Policy(error.to_string()))
    };
    let province = regions.province(&policy.province);
    if province.is_none_or(|id| **regions.province_name(id) != *policy.province) {
        return unknown(&policy.province);
    }
    let in_families = policy.families.iter().filter_map(|family| family.units.as_ref()).flatten();
    let in_classes = policy.classes.values().flatten();
    for unit in policy.city.iter().chain(in_classes).chain(in_families) {
        let known = regions.unit(unit, province);
        if known.is_none_or(|id| **regions.unit_name(id) != **unit) {
            return unknown(unit);
        }
    }
    let city = policy.city.as_ref().and_then(|city| regions.unit(city, province));
    if let (Some(county), Some(city)) = (&policy.county, city)
        && !regions.counties_of(city).iter().any(|known| ***known == **county)
    {
        return unknown(county);
    }
    Ok(())
}

//! What a run needs besides ledgers: its list of files, policies, the brand registry, the provinces with a form.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use crate::config::{RunConfig, RunError};
use crate::model::finding::{Code, Finding, RowRef, SheetId};
use crate::model::in_chinese::of_system;
use crate::model::mapping::{self, Mappings};
use crate::model::policy::{self, Policy};
use crate::model::region::{ProvinceId, Regions};
use crate::model::registry::Registry;
use crate::model::run::PolicyStamp;
use crate::model::source::{FileKind, RowCounts, SourceFile, Sources};
use crate::model::vocabulary::Vocabulary;
use crate::read::archive;
use crate::read::content::Content;
use crate::read::discover::{self, InputFile};
use crate::read::error::ReadError;
use crate::read::registry::{self, Place, RegistryRows};
use crate::read::{sniff, table};

/// The policies of a run, with what the stamp says of them.
pub struct Policies {
    /// The policies.
    pub list: Vec<Policy>,
    /// Their stamps.
    pub stamps: Vec<PolicyStamp>,
}

/// The policies asked for, by identifier or file; all shipped ones when none is.
pub fn policies(asked: &[String], regions: &Regions) -> Result<Policies, RunError> {
    let shipped: Vec<String> = policy::SHIPPED.iter().map(|(id, _)| (*id).to_owned()).collect();
    let ids = if asked.is_empty() { &shipped } else { asked };
    let mut policies = Policies { list: Vec::new(), stamps: Vec::new() };
    for id in ids {
        let (name, text) = policy_text(id, &shipped)?;
        if policies.list.iter().any(|known| *known.id == *name) {
            continue;
        }
        let policy =
            policy::parse(&text, &name).map_err(|error| RunError::Policy(error.to_string()))?;
        check_places(&policy, regions)?;
        policies.stamps.push(PolicyStamp {
            id: policy.id.to_string(),
            document: policy.document.clone(),
            title: policy.title.clone(),
            hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        });
        policies.list.push(policy);
    }
    Ok(policies)
}

/// A policy that names an unknown place would judge nobody, and nobody would know.
fn check_places(policy: &Policy, regions: &Regions) -> Result<(), RunError> {
    let unknown = |place: &str| {
        let id = &policy.id;
        Err(RunError::Policy(format!("政策 {id} 中的地区“{place}”不在名录中，请写官方全称")))
    };
    let province = regions.province(&policy.province);
    if province.is_none_or(|id| **regions.province_name(id) != *policy.province) {
        return unknown(&policy.province);
    }
    for unit in policy.city.iter().chain(policy.classes.values().flatten()) {
        let known = regions.unit(unit, province);
        if known.is_none_or(|id| **regions.unit_name(id) != **unit) {
            return unknown(unit);
        }
    }
    Ok(())
}

/// Name and text of a policy.
fn policy_text(id: &str, shipped: &[String]) -> Result<(String, String), RunError> {
    if let Some(text) = policy::shipped_text(id) {
        return Ok((id.to_owned(), text.to_owned()));
    }
    let path = Path::new(id);
    if !path.is_file() {
        return Err(RunError::UnknownPolicy { id: id.to_owned(), known: shipped.join("、") });
    }
    let text = std::fs::read_to_string(path).map_err(|error| {
        RunError::Policy(format!("政策文件 {id} 无法读取：{}", of_system(&error)))
    })?;
    let name =
        path.file_stem().map_or_else(|| id.to_owned(), |stem| stem.to_string_lossy().into_owned());
    Ok((name, text))
}

/// The mapping file, if one is given.
pub fn mappings(file: Option<&Path>, words: &Vocabulary) -> Result<Mappings, RunError> {
    let Some(file) = file else { return Ok(Mappings::default()) };
    let wrong = |why: String| RunError::Mapping { file: file.display().to_string(), why };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(of_system(&error)))?;
    mapping::parse(&text, words).map_err(|error| wrong(error.to_string()))
}

/// The input files; there must be one.
pub fn input_files(config: &RunConfig) -> Result<Vec<InputFile>, RunError> {
    if let Some(folder) = config.inputs.iter().find(|input| same_file(input, &config.out)) {
        return Err(RunError::OutIsInput(folder.display().to_string()));
    }
    let mut files =
        discover::input_files(&config.inputs, &config.out).map_err(|(path, error)| {
            RunError::Input(format!("{}：{}", path.display(), of_system(&error)))
        })?;
    if let Some(list) = &config.repairs {
        files.retain(|file| !same_file(&file.path, list));
    }
    match former_results(config).first() {
        _ if !files.is_empty() => Ok(archive::open_archives(files)),
        Some(folder) => Err(RunError::FormerResult(folder.display().to_string())),
        None => Err(RunError::NoFiles),
    }
}

/// Inputs that are not read, though they were asked for by name.
pub fn notices(config: &RunConfig) -> Vec<String> {
    let say = |folder: &&PathBuf| {
        format!("输入 {} 是以往的结果文件夹（其中有 run.json），没有读", folder.display())
    };
    former_results(config).iter().map(say).collect()
}

fn former_results(config: &RunConfig) -> Vec<&PathBuf> {
    config.inputs.iter().filter(|input| discover::is_former_result(input)).collect()
}

#[derive(Deserialize)]
struct Forms {
    form: Vec<Form>,
}

#[derive(Deserialize)]
struct Form {
    province: String,
}

/// The provinces whose units hand in a quarterly scheduling table.
pub fn provinces_with_form(regions: &Regions) -> Result<Vec<ProvinceId>, RunError> {
    let forms: Forms = toml::from_str(include_str!("../../schemas/forms/scheduling.toml"))
        .map_err(|error| RunError::Internal(error.to_string()))?;
    forms
        .form
        .iter()
        .map(|form| {
            regions
                .province(&form.province)
                .ok_or_else(|| RunError::Internal(format!("{} 不在名录中", form.province)))
        })
        .collect()
}

/// The registry given by name, which must be readable, and those found among the input files.
pub fn registry(
    config: &RunConfig,
    files: &[InputFile],
    sources: &mut Sources,
    regions: &Regions,
    findings: &mut Vec<Finding>,
) -> Result<Registry, RunError> {
    let mut registry = Registry::default();
    let resolve = |text: &str| place(text, regions);
    if let Some(path) = &config.registry {
        let known = files
            .iter()
            .position(|file| same_file(&file.path, path))
            .and_then(|index| u32::try_from(index).ok());
        let rows = read(path, &Content::File(path.clone()), &resolve)?;
        if let ([], Some(issue)) = (rows.entries.as_slice(), rows.issues.first()) {
            let why = format!("没有一条可用的登记。第 {} 行：{}", issue.row, issue.message);
            return Err(RunError::Registry { file: path.display().to_string(), why });
        }
        let index = match known {
            Some(index) => index,
            None => add_source(path, sources)?,
        };
        report(rows, index, &mut registry, findings);
    }
    for (index, file) in (0u32..).zip(files) {
        let is_registry =
            sources.files.get(index as usize).is_some_and(|f| f.kind == FileKind::Registry);
        let given = config.registry.as_deref().is_some_and(|path| same_file(&file.path, path));
        if is_registry && !given {
            report(read(&file.path, &file.content, &resolve)?, index, &mut registry, findings);
        }
    }
    Ok(registry)
}

/// Official names for the text of a unit cell: a unit alone, or a province and a unit.
fn place(text: &str, regions: &Regions) -> Option<Place> {
    let unit = regions.unit(text, None).or_else(|| {
        let province = regions.province_in(text)?;
        regions.unit_in(text, Some(province))
    })?;
    let province = regions.province_name(regions.province_of(unit));
    Some((Arc::clone(province), Arc::clone(regions.unit_name(unit))))
}

fn read(
    path: &Path,
    content: &Content,
    resolve: &dyn Fn(&str) -> Option<Place>,
) -> Result<RegistryRows, RunError> {
    let unreadable = |why: String| RunError::Registry { file: path.display().to_string(), why };
    let is_toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    if is_toml {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(of_system(&error)))?;
        return Ok(registry::from_toml(&text, resolve));
    }
    let sheets = table::read_table(content).map_err(|error| unreadable(why(error)))?;
    let mut all = RegistryRows::default();
    let mut found = false;
    for (_, rows) in &sheets {
        if registry::header_row(rows).is_some() {
            found = true;
            let rows = registry::from_rows(rows, resolve);
            all.entries.extend(rows.entries);
            all.issues.extend(rows.issues);
        }
    }
    if found {
        Ok(all)
    } else {
        Err(unreadable("找不到表头，须有“名称”和“种类”“类型”“级别”中的一列".to_owned()))
    }
}

/// Why a registry cannot be read, and what to do.
fn why(error: ReadError) -> String {
    match error {
        ReadError::Encrypted => "工作簿有密码保护，请去掉密码后另存".to_owned(),
        ReadError::TooLarge(limit) => format!("{limit}，请删去多余的内容"),
        ReadError::Wrong(what) => format!("{what}；请另存为 .xlsx 或 .csv"),
        ReadError::Damaged(why) => {
            format!("工作簿已损坏或格式不对，请另存为 .xlsx 或 .csv：{why}")
        }
        ReadError::Io(error) => {
            format!("文件无法打开，请确认它存在、没有被其他程序占用：{}", of_system(&error))
        }
    }
}

fn report(rows: RegistryRows, file: u32, registry: &mut Registry, findings: &mut Vec<Finding>) {
    for issue in rows.add_to(registry) {
        findings.push(Finding {
            at: RowRef {
                sheet: SheetId { file, sheet: 0 },
                row: u32::try_from(issue.row).unwrap_or(u32::MAX),
            },
            code: Code::RegistryRow,
            field: None,
            column: issue.column.into(),
            value: "".into(),
            detail: issue.message.into(),
        });
    }
}

/// Puts a registry from outside the input on record.
fn add_source(path: &Path, sources: &mut Sources) -> Result<u32, RunError> {
    let unreadable = |error: std::io::Error| RunError::Registry {
        file: path.display().to_string(),
        why: of_system(&error),
    };
    let fingerprint = sniff::fingerprint(&Content::File(path.to_owned())).map_err(unreadable)?;
    let name =
        path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    sources.files.push(SourceFile {
        path: name,
        size: fingerprint.size,
        hash: fingerprint.hash,
        encoding: "",
        kind: FileKind::Registry,
        ledgers: BTreeSet::new(),
        sheets: vec![String::new()],
        rows: RowCounts::default(),
    });
    Ok(u32::try_from(sources.files.len() - 1).unwrap_or(u32::MAX))
}

fn same_file(left: &Path, right: &Path) -> bool {
    left == right
        || matches!((std::fs::canonicalize(left), std::fs::canonicalize(right)), (Ok(a), Ok(b)) if a == b)
}

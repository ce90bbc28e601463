//! The brand registry: given by name and found among the input files, read against regions and policies.

use std::path::Path;

use super::gather::same_file;
use super::{SCREEN_WIDTH, policies};
use crate::config::{RunConfig, RunError};
use crate::model::finding::{Code, Finding, RowRef, Severity, SheetId};
use crate::model::in_chinese::of_system;
use crate::model::policy::{self, Policy};
use crate::model::region::Regions;
use crate::model::registry::choices::Choices;
use crate::model::registry::columns::Columns;
use crate::model::registry::{GUIDE_TITLE, Registry};
use crate::model::source::{FileKind, SourceFile, Sources};
use crate::read::content::Content;
use crate::read::discover::InputFile;
use crate::read::error::ReadError;
use crate::read::registry::{Conditions, Filing, Rules};
use crate::read::{sniff, table};
use crate::report;

/// What a registry is read with.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// As-of date and the registry given by name.
    pub config: &'a RunConfig,
    /// Headers and words.
    pub columns: &'a Columns,
    /// Reporting units and counties.
    pub regions: &'a Regions,
    /// The policies of the run.
    pub policies: &'a [Policy],
}

impl Reading<'_> {
    /// The registry given by name, which must be readable, and those found among the input files, on file together.
    pub fn load(
        &self,
        files: &[InputFile],
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
    ) -> Result<Registry, RunError> {
        let (registry, remarks) = self.read(files, sources, findings)?;
        let given = self.config.registry.as_deref();
        if let (Some(path), true, Some(first)) = (given, registry.is_empty(), remarks.first()) {
            let what = first.code.what();
            let why =
                format!("没有一条可用的登记。第 {} 行：{what}，{}", first.at.row, first.detail);
            return Err(RunError::Registry { file: path.display().to_string(), why });
        }
        findings.extend(remarks);
        Ok(registry)
    }

    /// What is on file, and the remarks about its rows.
    fn read(
        &self,
        files: &[InputFile],
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
    ) -> Result<(Registry, Vec<Finding>), RunError> {
        let mut filing = Filing::default();
        let given = self.config.registry.as_deref();
        // A file in a store is no file of this computer, whatever it is called.
        let is_given = |file: &InputFile| {
            let is_outside = self.config.store.is_none();
            is_outside && given.is_some_and(|path| same_file(&file.path, path))
        };
        if let Some(path) = given {
            let known = files.iter().position(is_given);
            let index = match known.and_then(|index| u32::try_from(index).ok()) {
                Some(index) => index,
                None => add_source(path, sources)?,
            };
            let content = Content::File(path.to_owned());
            self.take(&mut filing, path, &content, index, sources, findings)?;
        }
        for (index, file) in (0u32..).zip(files) {
            let is_registry =
                sources.files.get(index as usize).is_some_and(|f| f.kind == FileKind::Registry);
            if is_registry && !is_given(file) {
                self.take(&mut filing, &file.path, &file.content, index, sources, findings)?;
            }
        }
        let conditions = known_conditions(self.policies)?;
        let rules = Rules {
            columns: self.columns,
            regions: self.regions,
            conditions: &conditions,
            as_of: self.config.as_of,
        };
        Ok(filing.file(&rules))
    }

    /// Reads one file.
    fn take(
        &self,
        filing: &mut Filing,
        path: &Path,
        content: &Content,
        index: u32,
        sources: &mut Sources,
        findings: &mut Vec<Finding>,
    ) -> Result<(), RunError> {
        let unreadable = |why: String| RunError::Registry { file: path.display().to_string(), why };
        let id = |sheet| SheetId { file: index, sheet };
        let name = sources.path(id(0)).to_owned();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
            let text = text_of(content).map_err(|error| unreadable(of_system(&error)))?;
            filing.add_toml(id(0), &name, &text, self.columns);
            return Ok(());
        }
        let mut found = false;
        for page in table::read_table(content).map_err(|error| unreadable(why(error)))? {
            name_sheet(sources, index, page.number, &page.name);
            let called = if page.name.is_empty() {
                name.clone()
            } else {
                format!("{name}（{}）", page.name)
            };
            if filing.add_table(id(page.number), &called, &page.rows, self.columns) {
                found = true;
            } else if has_content(&page.rows) {
                findings.push(skipped(id(page.number)));
            }
        }
        if found {
            Ok(())
        } else {
            let header = "找不到表头，须有“名称”和“种类”“类型”“级别”中的一列";
            Err(unreadable(header.to_owned()))
        }
    }
}

/// What a check of a registry has to say to its caller.
#[derive(Clone, Debug)]
pub struct RegistryReport {
    /// What is on file and what is wrong with it.
    pub text: String,
    /// Remarks that something must be done about.
    pub problems: usize,
}

/// Reads the registry that `config` names, alone; tells of it in text or in JSON.
///
/// # Errors
/// When it or a policy cannot be used.
pub fn registry_check(config: &RunConfig, json: bool) -> Result<RegistryReport, RunError> {
    let columns = shipped_columns()?;
    let regions = Regions::shipped().map_err(|error| RunError::Internal(error.to_string()))?;
    let policies = policies::load(&config.policies, &regions)?.list;
    let reading = Reading { config, columns: &columns, regions: &regions, policies: &policies };
    let (mut sources, mut findings) = (Sources::default(), Vec::new());
    let (registry, remarks) = reading.read(&[], &mut sources, &mut findings)?;
    findings.extend(remarks);
    findings.sort();
    let problems = findings.iter().filter(|finding| finding.code.severity() != Severity::Note);
    let problems = problems.count();
    let sources = report::shown_names(sources, false);
    let text = if json {
        let told = report::registry_json(&registry, &findings, &sources, config.as_of);
        format!("{told:#}\n")
    } else {
        report::registry_text(&registry, &findings, &sources, config.as_of, SCREEN_WIDTH)
    };
    Ok(RegistryReport { text, problems })
}

/// Writes the template of a registry, with what the policies leave to choose, into a new file.
///
/// # Errors
/// When a policy cannot be used or the file cannot be written.
pub fn registry_template(path: &Path, policies: &[String]) -> Result<(), RunError> {
    let regions = Regions::shipped().map_err(|error| RunError::Internal(error.to_string()))?;
    let choices = Choices::of(&policies::load(policies, &regions)?.list);
    report::write_registry_template(path, &choices, &shipped_columns()?).map_err(|error| {
        let why = match error {
            report::Fault::Io(error) => of_system(&error),
            other => other.to_string(),
        };
        RunError::Output(format!("品牌库模板 {} 写不出：{why}", path.display()))
    })
}

fn shipped_columns() -> Result<Columns, RunError> {
    Columns::shipped().map_err(|error| RunError::Internal(error.to_string()))
}

/// The conditions of the run's policies, and of the shipped ones: a paper may be about a policy that is not asked.
fn known_conditions(policies: &[Policy]) -> Result<Conditions, RunError> {
    let shipped = policy::shipped().map_err(|error| RunError::Policy(error.to_string()))?;
    let others = shipped.iter().filter(|other| !policies.iter().any(|known| known.id == other.id));
    let mut conditions = Conditions::default();
    for policy in policies.iter().chain(others) {
        let ids = policy.conditions().map(|condition| condition.id.as_str());
        conditions.add(&policy.id, &policy.document, ids);
        policy.grounds.iter().for_each(|ground| conditions.add_ground(&ground.name));
    }
    Ok(conditions)
}

/// Whether a sheet holds a table: the explanation of a registry is none.
fn has_content(rows: &table::Rows) -> bool {
    let is_guide = rows.first().is_some_and(|row| row.iter().any(|cell| cell == GUIDE_TITLE));
    let filled = |row: &&Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count() > 1;
    !is_guide && rows.iter().any(|row| filled(&row))
}

fn skipped(sheet: SheetId) -> Finding {
    Finding {
        at: RowRef { sheet, row: 0 },
        code: Code::SheetSkipped,
        field: None,
        column: "".into(),
        value: "".into(),
        detail: "找不到品牌库的表头".into(),
    }
}

/// The name of a sheet of a registry that was not read as an input file.
fn name_sheet(sources: &mut Sources, file: u32, sheet: u32, name: &str) {
    let Some(source) = sources.files.get_mut(file as usize) else { return };
    let place = sheet as usize;
    if source.sheets.len() <= place {
        source.sheets.resize(place + 1, String::new());
    }
    if let Some(known) = source.sheets.get_mut(place)
        && known.is_empty()
    {
        name.clone_into(known);
    }
}

/// A file of this computer, or one that a store has kept.
fn text_of(content: &Content) -> std::io::Result<String> {
    let content = content.load().map_err(|error| match error {
        ReadError::Io(error) => error,
        other => std::io::Error::other(other.to_string()),
    })?;
    std::io::read_to_string(content.open()?)
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

/// Puts a registry from outside the input on record.
fn add_source(path: &Path, sources: &mut Sources) -> Result<u32, RunError> {
    let unreadable = |error: std::io::Error| RunError::Registry {
        file: path.display().to_string(),
        why: of_system(&error),
    };
    let fingerprint = sniff::fingerprint(&Content::File(path.to_owned())).map_err(unreadable)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    sources.files.push(SourceFile {
        size: fingerprint.size,
        hash: fingerprint.hash,
        sheets: vec![String::new()],
        ..SourceFile::of(&name, FileKind::Registry)
    });
    Ok(u32::try_from(sources.files.len() - 1).unwrap_or(u32::MAX))
}

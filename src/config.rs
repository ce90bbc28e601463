//! Arguments and `taizhang.toml` to one validated configuration of a run.

mod key;
mod settings;

use std::path::PathBuf;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::model::disclosure::Disclosure;
use crate::model::kind::LedgerKind;
use crate::model::period::Quarter;

pub use key::{new_key, pseudonym_key};

use settings::Settings;

/// What the command line said.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Files and folders to read.
    pub inputs: Vec<PathBuf>,
    /// The store to read instead.
    pub store: Option<StoreView>,
    /// Folder to write to.
    pub out: PathBuf,
    /// As-of date.
    pub as_of: Option<NaiveDate>,
    /// As-of date where neither option nor settings say one; else it is today.
    pub usual_as_of: Option<NaiveDate>,
    /// Brand registry.
    pub registry: Option<PathBuf>,
    /// Mapping file.
    pub mapping: Option<PathBuf>,
    /// The kind that all tables are of; without it each table tells.
    pub kind: Option<LedgerKind>,
    /// Approved repairs of ID numbers.
    pub repairs: Option<PathBuf>,
    /// Policies, by identifier or file.
    pub policies: Vec<String>,
    /// Assessment year.
    pub year: Option<i32>,
    /// Quarter of the scheduling table.
    pub quarter: Option<Quarter>,
    /// Unit of rows that name none.
    pub unit: Option<String>,
    /// The only unit wanted.
    pub only_unit: Option<String>,
    /// Threads.
    pub jobs: Option<usize>,
    /// Whether IDs are shown whole.
    pub full_ids: bool,
    /// Whether no return workbooks are written.
    pub no_returns: bool,
    /// File with the key of pseudonyms.
    pub pseudonymise: Option<PathBuf>,
    /// No count of persons from 1 to one less is shown.
    pub suppress_below: Option<u64>,
    /// Where timings go.
    pub timings: Option<PathBuf>,
    /// Files that other options name, which are no ledgers wherever they lie.
    pub beside: Vec<PathBuf>,
    /// Whether the terminal stays silent.
    pub quiet: bool,
}

/// A store, as it was known at some version.
#[derive(Clone, Debug)]
pub struct StoreView {
    /// Its folder.
    pub folder: PathBuf,
    /// The key file of an encrypted one.
    pub key: Option<PathBuf>,
    /// What is to be known.
    pub known: Known,
    /// Under this name the store keeps what the results are made with.
    pub report: Option<String>,
    /// Whether results are only compared and handed out to nobody.
    pub is_rehearsal: bool,
}

/// Up to when something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// All of it.
    Newest,
    /// As of this version.
    Version(u64),
    /// As of this moment.
    At(DateTime<Utc>),
}

/// Everything that a run needs to know.
#[derive(Clone, Debug)]
pub struct RunConfig {
    /// Files and folders to read.
    pub inputs: Vec<PathBuf>,
    /// The store that is read instead.
    pub store: Option<StoreView>,
    /// Folder to write to.
    pub out: PathBuf,
    /// As-of date (截止日期).
    pub as_of: NaiveDate,
    /// Brand registry given by name; those inside an input folder are found by their headers.
    pub registry: Option<PathBuf>,
    /// Mapping file, which overrules detection.
    pub mapping: Option<PathBuf>,
    /// The kind that all tables are of.
    pub kind: Option<LedgerKind>,
    /// Approved repairs of ID numbers.
    pub repairs: Option<PathBuf>,
    /// Policies by identifier or file; empty for all shipped ones.
    pub policies: Vec<String>,
    /// Assessment year.
    pub year: i32,
    /// Quarter of the scheduling table, in `year`.
    pub quarter: Quarter,
    /// Unit of rows that name none.
    pub unit: Option<String>,
    /// The only unit wanted.
    pub only_unit: Option<String>,
    /// Threads; `None` for all processors.
    pub jobs: Option<usize>,
    /// What outputs show.
    pub disclosure: Disclosure,
    /// File with the key of pseudonyms, which is no input.
    pub pseudonymise: Option<PathBuf>,
    /// Whether IDs are shown whole.
    pub full_ids: bool,
    /// Whether no return workbooks are written.
    pub no_returns: bool,
    /// Where timings go.
    pub timings: Option<PathBuf>,
    /// Whether the terminal stays silent.
    pub quiet: bool,
    /// Files that other options name, which are no ledgers wherever they lie.
    pub beside: Vec<PathBuf>,
    /// The options that say what the settings file says of reports.
    pub for_reports: Vec<String>,
}

/// Why the configuration or the run failed; shown once, in Chinese.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// An input does not exist or cannot be listed.
    #[error("找不到或打不开输入 {0}")]
    Input(String),
    /// There is nothing to read.
    #[error("输入中没有可处理的文件（~$ 开头的临时文件、隐藏文件和以往的结果文件夹不算）")]
    NoFiles,
    /// The results would go where the ledgers are.
    #[error(
        "--out 与输入是同一个文件夹（{0}），那样就没有台账可读。请另写一个文件夹，如 {0}/结果；可以在输入的文件夹之内"
    )]
    OutIsInput(String),
    /// All that there is to read are the results of former runs.
    #[error(
        "输入 {0} 是以往的结果文件夹（其中有 run.json 或 diff_rows.csv），不是台账，没有可处理的文件。请改为原来存放台账的文件夹"
    )]
    FormerResult(String),
    /// The settings cannot be used.
    #[error("设置文件 {file} 有误：{why}")]
    Settings {
        /// Its path.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// A policy is neither shipped nor a readable file.
    #[error("找不到政策“{id}”。内置政策有：{known}；也可写政策文件的路径")]
    UnknownPolicy {
        /// What was asked.
        id: String,
        /// What there is.
        known: String,
    },
    /// A policy file cannot be used.
    #[error("{0}")]
    Policy(String),
    /// A file that sets integrity checks cannot be used.
    #[error("{0}")]
    Checks(String),
    /// The mapping file cannot be used.
    #[error("映射文件 {file} 有误：{why}")]
    Mapping {
        /// Its path.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// The registry cannot be read.
    #[error("品牌库 {file} 无法读取：{why}")]
    Registry {
        /// Its path.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// The results of an earlier run cannot be used.
    #[error("统计结果 {path} 无法采用：{why}")]
    Counts {
        /// Path of the folder or table.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// Something is missing on the command line.
    #[error("{0}")]
    Asked(String),
    /// The key of pseudonyms cannot be used, or not be written.
    #[error("密钥文件 {file} {why}")]
    Key {
        /// Its path.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// The list of approved repairs cannot be used.
    #[error("更正清单 {file} 无法采用：{why}")]
    Repairs {
        /// Its path.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// `--unit` or `--only-unit` names no unit.
    #[error("{option} 的“{unit}”不在上报单位名录中，请写官方全称")]
    Unit {
        /// The option.
        option: &'static str,
        /// What it said.
        unit: String,
    },
    /// The results cannot be written.
    #[error("{0}")]
    Output(String),
    /// The store cannot be read or changed.
    #[error("{0}")]
    Store(String),
    /// More rows than a run can hold.
    #[error("台账共 {0} 行，一次最多处理约 42 亿行，请分批")]
    TooManyRows(u64),
    /// Data that the program carries is damaged, or a computation failed inside a library.
    #[error("程序内部数据有误：{0}")]
    Internal(String),
}

impl RunConfig {
    /// Joins arguments and settings; what is said nowhere follows from the as-of date.
    ///
    /// # Errors
    /// When a settings file is wrong.
    pub fn new(given: Overrides) -> Result<Self, RunError> {
        let settings = Settings::of(&given.inputs)?;
        let as_of = match (given.as_of, settings.as_of()?) {
            (Some(day), _) | (None, Some(day)) => day,
            (None, None) => given.usual_as_of.unwrap_or_else(|| chrono::Local::now().date_naive()),
        };
        let disclosure = disclosure(&given)?;
        let quarter = given.quarter.or(settings.quarter()?);
        // Before there is a store to report on, the registry was taken into it.
        let registry = settings.beside(settings.values.registry.as_deref());
        let registry = registry.filter(|_| given.store.is_none());
        let mapping = settings.beside(settings.values.mapping.as_deref());
        let for_reports = settings.for_reports();
        let policies =
            if given.policies.is_empty() { settings.values.policies } else { given.policies };
        Ok(Self {
            as_of,
            year: given.year.or(settings.values.year).unwrap_or(as_of.year()),
            quarter: quarter.unwrap_or(Quarter::of(as_of)),
            registry: given.registry.or(registry),
            mapping: given.mapping.or(mapping),
            kind: given.kind,
            repairs: given.repairs,
            policies,
            unit: given.unit.or(settings.values.unit),
            only_unit: given.only_unit,
            inputs: given.inputs,
            store: given.store,
            out: given.out,
            jobs: given.jobs,
            disclosure,
            pseudonymise: given.pseudonymise,
            full_ids: given.full_ids,
            no_returns: given.no_returns || disclosure.is_for_others(),
            timings: given.timings,
            quiet: given.quiet,
            beside: given.beside,
            for_reports,
        })
    }
}

/// What outputs show; the key is read here.
fn disclosure(given: &Overrides) -> Result<Disclosure, RunError> {
    if given.full_ids && given.pseudonymise.is_some() {
        let why = "--pseudonymise 用化名代替证件号，不能同时写 --full-ids";
        return Err(RunError::Asked(why.to_owned()));
    }
    let pseudonyms = given.pseudonymise.as_deref().map(pseudonym_key).transpose()?;
    Ok(Disclosure { full_ids: given.full_ids, pseudonyms, suppress_below: given.suppress_below })
}

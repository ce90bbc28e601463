//! A past report made again from its stamp, and compared with what was handed in.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::compare::{Compared, Likeness, compare, is_record, pages};
use super::manifest::{Job, Manifest, ManifestError, PROGRAM};
use super::outside::outside;
use super::{State, StoreReport, key};
use crate::config::{Known, Overrides, RunConfig, RunError, StoreView};
use crate::model::in_chinese::of_system;
use crate::model::month::Month;
use crate::model::return_book::COVER_TITLE;
use crate::model::run::REPORT;
use crate::pipeline;
use crate::read::table::Page;
use crate::report::shown_message;
use crate::store::{Store, StoreError};

/// A report to be made again.
#[derive(Clone, Debug)]
pub struct ReproduceOptions {
    /// A workbook of the report, or its `run.json`.
    pub report: PathBuf,
    /// The store's folder.
    pub store: PathBuf,
    /// Its key file.
    pub key: Option<PathBuf>,
    /// The key of pseudonyms that the report was made with.
    pub pseudonymise: Option<PathBuf>,
    /// Where the whole report is to be left; else it is thrown away.
    pub out: Option<PathBuf>,
    /// Threads.
    pub jobs: Option<usize>,
}

/// Makes the report again and compares.
///
/// # Errors
/// When the file carries no stamp, or the report cannot be made.
pub fn reproduce(options: &ReproduceOptions) -> Result<StoreReport, RunError> {
    if let Some(out) = &options.out {
        outside(out, &options.store)?;
    }
    let name = stamped(&options.report)?;
    let store = Store::open(&options.store, key(options.key.as_deref())?.as_ref())?;
    let manifest =
        Manifest::named(&name, &store).map_err(|error| unknown(error, options, &name))?;
    let place = Place::new(options.out.as_deref())?;
    let laid = place.folder.join(".made-with");
    let overrides = manifest.overrides(options.pseudonymise.as_deref(), &laid, &store)?;
    let view = StoreView {
        folder: options.store.clone(),
        key: options.key.clone(),
        known: Known::Version(manifest.version),
        report: Some(name.clone()),
        is_rehearsal: options.out.is_none(),
    };
    let out = place.folder.join("report");
    let config = RunConfig::new(Overrides {
        store: Some(view),
        out: out.clone(),
        jobs: options.jobs,
        ..overrides
    })?;
    if !manifest.is_of_key(&config) {
        return Err(RunError::Asked("--pseudonymise 的密钥不是这份报告当时用的".to_owned()));
    }
    match &manifest.job {
        Job::Run { .. } => pipeline::run(&config)?,
        Job::Month(month) => pipeline::month(&config, Month::parse(month))?,
        Job::Verify(review) => pipeline::verify(&review.options(config, &laid, &store)?)?,
    };
    let compared = compare(&options.report, &out)?;
    let changed = manifest.changed_schemas(&store)?;
    let _ = std::fs::remove_dir_all(&laid);
    if let Some(folder) = &options.out {
        moved(&out, folder)?;
    }
    Ok(told(options, &manifest, &compared, &changed))
}

/// That a report is not of this store is the likeliest reason why the store does not know it.
fn unknown(error: ManifestError, options: &ReproduceOptions, name: &str) -> RunError {
    match error {
        ManifestError::Store(StoreError::ObjectMissing { .. }) => RunError::Asked(format!(
            "台账库“{}”中没有这份报告（编号 {name}）：请看 --store 写的是不是出这份报告的台账库；若是，库中的附件丢失了，请用 taizhang store check 检查，并从备份恢复",
            options.store.display()
        )),
        other => other.into(),
    }
}

/// The name of the report that a file belongs to.
fn stamped(file: &Path) -> Result<String, RunError> {
    let unreadable = |why: String| RunError::Input(format!("{}：{why}", file.display()));
    let name = if is_record(file) {
        let text = std::fs::read_to_string(file).map_err(|error| unreadable(of_system(&error)))?;
        let json: serde_json::Value =
            serde_json::from_str(&text).map_err(|_| unreadable("不是 run.json".to_owned()))?;
        json["store"]["report"].as_str().map(str::to_owned)
    } else {
        let pages = pages(file)?;
        pages.first().and_then(of_cover).or_else(|| of_stamp(&pages))
    };
    let name = name.filter(|name| name.len() > 1 && name.chars().all(|c| c.is_ascii_hexdigit()));
    name.ok_or_else(|| {
        RunError::Asked(format!(
            "{} 上没有报告编号：能重现的是用台账库出的工作簿（达标、调度表、月报、核验、疑点的末页“说明”，退回的首页）和 run.json；explain、diff、check 写出的没有编号",
            file.display()
        ))
    })
}

/// The name of the report on the first page of a workbook that was sent back.
fn of_cover(page: &Page) -> Option<String> {
    let first = |row: &Vec<String>| row.first().cloned().unwrap_or_default();
    let mut lines = page.rows.iter().map(first);
    lines.next().filter(|title| title == COVER_TITLE)?;
    lines.find_map(|line| Some(line.strip_prefix(REPORT)?.strip_prefix('：')?.to_owned()))
}

/// The name of the report in any other: the last sheet has it, unless somebody moved it.
fn of_stamp(pages: &[Page]) -> Option<String> {
    let mut rows = pages.iter().rev().flat_map(|page| &page.rows);
    let stamp = rows.find(|row| row.first().is_some_and(|cell| cell == REPORT))?;
    stamp.get(1).cloned()
}

/// Reports that this process has made again: each has a folder of its own.
static PLACES: AtomicUsize = AtomicUsize::new(0);

/// A folder to work in, which goes with it unless the user wants what is in it.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(out: Option<&Path>) -> Result<Self, RunError> {
        let parent = out.map_or_else(std::env::temp_dir, Path::to_owned);
        let number = PLACES.fetch_add(1, Ordering::Relaxed);
        let name = format!(".taizhang-reproduce-{}-{number}", std::process::id());
        let folder = parent.join(name);
        let told = |error| RunError::Output(format!("{}：{}", folder.display(), of_system(&error)));
        std::fs::create_dir_all(&parent).map_err(told)?;
        create_private(&folder).map_err(told)?;
        Ok(Self { folder })
    }
}

/// For the owner only, where the system knows modes: a report holds personal data.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn moved(from: &Path, to: &Path) -> Result<(), RunError> {
    let told = |error: std::io::Error| {
        RunError::Output(format!("{}：{}", to.display(), of_system(&error)))
    };
    for entry in std::fs::read_dir(from).map_err(told)? {
        let entry = entry.map_err(told)?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).map_err(told)?;
            moved(&entry.path(), &target)?;
        } else {
            std::fs::rename(entry.path(), &target).map_err(told)?;
        }
    }
    Ok(())
}

/// More differences are counted, not shown.
const MOST_SHOWN: usize = 10;

fn told(
    options: &ReproduceOptions,
    manifest: &Manifest,
    compared: &Compared,
    changed: &[String],
) -> StoreReport {
    let file = options.report.display();
    let version = manifest.version;
    let mut text = match &compared.likeness {
        Likeness::Same if is_record(&options.report) => {
            format!("“{file}”和同一文件夹中的各个结果按台账库版本 {version} 重新出，都逐字节相同\n")
        }
        Likeness::Same => format!("“{file}”按台账库版本 {version} 重新出，逐字节相同\n"),
        Likeness::SameCells => {
            format!("“{file}”按台账库版本 {version} 重新出，各格相同，文件的字节不同\n")
        }
        Likeness::Differs(cells) => {
            format!("“{file}”按台账库版本 {version} 重新出，不相同（{} 处）\n", cells.len())
        }
    };
    if let Some(name) = &compared.made_as {
        // Writing to a string does not fail.
        let _ = writeln!(text, "这个文件改过名称：出报告时叫“{name}”");
    }
    if manifest.program != PROGRAM {
        let _ = writeln!(
            text,
            "原报告由 taizhang {} 出，本程序是 {PROGRAM}：逐格比较",
            manifest.program
        );
    }
    if !changed.is_empty() {
        let _ = writeln!(text, "程序自带的数据与当时不同：{}", changed.join("、"));
    }
    let cells = match &compared.likeness {
        Likeness::Differs(cells) => cells.as_slice(),
        _ => &[],
    };
    for cell in cells.iter().take(MOST_SHOWN) {
        let _ = writeln!(text, "  {}", shown_message(cell));
    }
    if cells.len() > MOST_SHOWN {
        let _ = writeln!(text, "  另有 {} 处，可用 --json 查看全部", cells.len() - MOST_SHOWN);
    }
    let result = match &compared.likeness {
        Likeness::Same => "identical",
        Likeness::SameCells => "same_cells",
        Likeness::Differs(_) => "different",
    };
    let json = json!({
        "file": options.report.display().to_string(), "made_as": compared.made_as, "result": result, "version": version,
        "made_by": manifest.program, "program": PROGRAM, "changed_schemas": changed, "differences": cells,
    });
    let state = if matches!(compared.likeness, Likeness::Differs(_)) {
        State::Remarks
    } else {
        State::Sound
    };
    StoreReport { text, json, notices: Vec::new(), state }
}

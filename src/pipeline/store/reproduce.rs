//! A past report made again from its stamp, and compared with what was handed in.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::manifest::{Manifest, PROGRAM};
use super::{State, StoreReport, key};
use crate::config::{Known, Overrides, RunConfig, RunError, StoreView};
use crate::model::in_chinese::of_system;
use crate::model::month::Month;
use crate::model::run::REPORT;
use crate::pipeline;
use crate::read::content::Content;
use crate::read::table::{self, Page};
use crate::store::Store;

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

/// How a file compares with the one made again.
enum Compared {
    Same,
    /// The bytes differ, the cells do not.
    SameCells,
    /// Sheet, cell, what stands there, what was made.
    Differs(Vec<String>),
}

/// Makes the report again and compares.
///
/// # Errors
/// When the file carries no stamp, or the report cannot be made.
pub fn reproduce(options: &ReproduceOptions) -> Result<StoreReport, RunError> {
    let name = stamped(&options.report)?;
    let store = Store::open(&options.store, key(options.key.as_deref())?.as_ref())?;
    let manifest = Manifest::named(&name, &store)?;
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
    match manifest.month.as_deref().map(Month::parse) {
        None => pipeline::run(&config)?,
        Some(month) => pipeline::month(&config, month)?,
    };
    let compared = compare(&options.report, &out)?;
    let changed = manifest.changed_schemas(&store)?;
    let _ = std::fs::remove_dir_all(&laid);
    if let Some(folder) = &options.out {
        moved(&out, folder)?;
    }
    Ok(told(options, &manifest, &compared, &changed))
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
        let last = pages.last().into_iter().flat_map(|page| &page.rows);
        let mut stamps = last.filter(|row| row.first().is_some_and(|cell| cell == REPORT));
        stamps.next().and_then(|row| row.get(1).cloned())
    };
    let name = name.filter(|name| name.len() > 1 && name.chars().all(|c| c.is_ascii_hexdigit()));
    name.ok_or_else(|| {
        RunError::Asked(format!(
            "{} 上没有报告编号：只有用台账库出的工作簿（末页“说明”）和 run.json 才能重现",
            file.display()
        ))
    })
}

fn pages(file: &Path) -> Result<Vec<Page>, RunError> {
    table::read_table(&Content::File(file.to_owned()))
        .map_err(|_| RunError::Input(format!("{}：打不开，或不是工作簿", file.display())))
}

/// A folder to work in, which goes with it unless the user wants what is in it.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(out: Option<&Path>) -> Result<Self, RunError> {
        let parent = out.map_or_else(std::env::temp_dir, Path::to_owned);
        let folder = parent.join(format!(".taizhang-reproduce-{}", std::process::id()));
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

/// The file against its namesake in the report made again; `run.json` stands for all files beside it.
fn compare(file: &Path, made: &Path) -> Result<Compared, RunError> {
    if is_record(file) {
        let differences = folder_differences(file.parent().unwrap_or(Path::new(".")), made)?;
        let same = differences.is_empty();
        return Ok(if same { Compared::Same } else { Compared::Differs(differences) });
    }
    let name = file.file_name().unwrap_or_default();
    let Some(twin) = named(made, name) else {
        return Err(RunError::Asked(format!(
            "重新出的报告中没有叫“{}”的文件：若改过文件名，请改回原名",
            name.to_string_lossy()
        )));
    };
    if bytes(file)? == bytes(&twin)? {
        return Ok(Compared::Same);
    }
    let differences = differences(&pages(file)?, &pages(&twin)?);
    Ok(if differences.is_empty() { Compared::SameCells } else { Compared::Differs(differences) })
}

fn is_record(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "json")
}

/// Files made again that are not there, or are others.
fn folder_differences(folder: &Path, made: &Path) -> Result<Vec<String>, RunError> {
    let told = |error: std::io::Error| {
        RunError::Output(format!("{}：{}", made.display(), of_system(&error)))
    };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(made).map_err(told)? {
        entries.push(entry.map_err(told)?.file_name());
    }
    entries.sort();
    let mut differences = Vec::new();
    for name in entries {
        let (own, twin) = (folder.join(&name), made.join(&name));
        if twin.is_dir() {
            differences.extend(folder_differences(&own, &twin)?);
        } else if !own.is_file() {
            differences.push(format!("没有“{}”", own.display()));
        } else if bytes(&own)? != bytes(&twin)? {
            differences.push(format!("“{}”与重新出的不同", own.display()));
        }
    }
    Ok(differences)
}

/// The file of this name in a folder or below it.
fn named(folder: &Path, name: &std::ffi::OsStr) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) =
        entries.into_iter().partition(|path| path.is_dir());
    let own = files.into_iter().find(|path| path.file_name() == Some(name));
    own.or_else(|| folders.iter().find_map(|folder| named(folder, name)))
}

fn bytes(file: &Path) -> Result<Vec<u8>, RunError> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|mut open| open.read_to_end(&mut bytes))
        .map_err(|error| RunError::Input(format!("{}：{}", file.display(), of_system(&error))))?;
    Ok(bytes)
}

/// Cells that differ, in words; the version of the program on the last sheet is no difference.
fn differences(file: &[Page], made: &[Page]) -> Vec<String> {
    let mut differences = Vec::new();
    if file.len() != made.len() {
        differences.push(format!("工作表数不同：{} 个，重新出的有 {} 个", file.len(), made.len()));
    }
    for (page, twin) in file.iter().zip(made) {
        if page.name != twin.name {
            differences.push(format!("工作表“{}”，重新出的是“{}”", page.name, twin.name));
        }
        let rows = page.rows.len().max(twin.rows.len());
        for row in 0..rows {
            let cells = |page: &Page| page.rows.get(row).cloned().unwrap_or_default();
            let (own, other) = (cells(page), cells(twin));
            if own.first().is_some_and(|cell| cell == PROGRAM_VERSION) {
                continue;
            }
            for column in 0..own.len().max(other.len()) {
                let text = |cells: &[String]| cells.get(column).cloned().unwrap_or_default();
                let (own, other) = (text(&own), text(&other));
                if own != other {
                    let place = format!("“{}”第 {} 行第 {} 列", page.name, row + 1, column + 1);
                    differences.push(format!("{place}：“{own}”，重新出的是“{other}”"));
                }
            }
        }
    }
    differences
}

/// What stands before the version of the program on the last sheet.
const PROGRAM_VERSION: &str = "工具版本";
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
    let mut text = match compared {
        Compared::Same if is_record(&options.report) => {
            format!("“{file}”和同一文件夹中的各个结果按台账库版本 {version} 重新出，都逐字节相同\n")
        }
        Compared::Same => format!("“{file}”按台账库版本 {version} 重新出，逐字节相同\n"),
        Compared::SameCells => {
            format!("“{file}”按台账库版本 {version} 重新出，各格相同，文件的字节不同\n")
        }
        Compared::Differs(cells) => {
            format!("“{file}”按台账库版本 {version} 重新出，不相同（{} 处）\n", cells.len())
        }
    };
    if manifest.program != PROGRAM {
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "原报告由 taizhang {} 出，本程序是 {PROGRAM}：逐格比较",
            manifest.program
        );
    }
    if !changed.is_empty() {
        let _ = writeln!(text, "程序自带的数据与当时不同：{}", changed.join("、"));
    }
    let cells = match compared {
        Compared::Differs(cells) => cells.as_slice(),
        _ => &[],
    };
    for cell in cells.iter().take(MOST_SHOWN) {
        let _ = writeln!(text, "  {cell}");
    }
    let result = match compared {
        Compared::Same => "identical",
        Compared::SameCells => "same_cells",
        Compared::Differs(_) => "different",
    };
    let json = json!({
        "file": options.report.display().to_string(), "result": result, "version": version,
        "made_by": manifest.program, "program": PROGRAM, "changed_schemas": changed, "differences": cells,
    });
    let state =
        if matches!(compared, Compared::Differs(_)) { State::Remarks } else { State::Sound };
    StoreReport { text, json, notices: Vec::new(), state }
}

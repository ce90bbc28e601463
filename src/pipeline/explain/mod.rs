//! Answers about ledgers: the rows are read and merged as in a run, then looked at once more for what was asked.

mod asking;
mod near;
mod person;
mod row;
mod table;
mod verdict;

use std::collections::BTreeSet;
#[cfg(feature = "store")]
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::approved::Approved;
use super::counting::{Counted, Counting};
use super::ingest::Ingest;
use super::knowledge::Knowledge;
use super::policies::{self, Policies};
use super::registry::Reading;
use super::supply::{self, Supply};
use super::{
    Read, Readings, RunReport, SCREEN_WIDTH, gather, outcome, read_ledgers, stamp, thread_pool,
};
use crate::config::{RunConfig, RunError};
use crate::merge::Merging;
use crate::model::answer::{Answer, Body};
use crate::model::bridge;
use crate::model::explained::{Explained, Question};
use crate::model::finding::Code;
use crate::model::kind::LedgerKind;
use crate::model::ledger::CleanBlock;
use crate::model::period::Window;
use crate::model::region::UnitId;
use crate::model::rejected::RejectedSheet;
use crate::model::run::{RepairCounts, Run};
use crate::model::verdict::Judgement;
use crate::report;
use crate::trace::bridge::{Bridges, Wanted};
use crate::trace::numbers::{Context, Numbers};

pub use asking::{Asking, Place};

/// What is to be explained.
#[derive(Clone, Debug)]
pub struct ExplainOptions {
    /// The ledgers; results go nowhere but to `file`.
    pub config: RunConfig,
    /// What is asked.
    pub asking: Asking,
    /// File that the whole answer is written to, besides the screen: a workbook, or csv.
    pub file: Option<PathBuf>,
    /// Whether the answer is shown as JSON.
    pub json: bool,
}

/// Answers.
///
/// # Errors
/// When the ledgers cannot be read, or what was asked is not among them.
pub fn explain(options: &ExplainOptions) -> Result<RunReport, RunError> {
    thread_pool(&options.config)?.install(|| answer(options))
}

/// The ledgers as an answer needs them.
struct Ledgers<'a> {
    config: &'a RunConfig,
    knowledge: &'a Knowledge,
    merging: Merging<'a>,
    rosters: Vec<CleanBlock>,
    counted: Counted,
    rejected: Vec<RejectedSheet>,
}

fn answer(options: &ExplainOptions) -> Result<RunReport, RunError> {
    let config = &options.config;
    if let Some(file) = &options.file {
        writable(file, &config.inputs)?;
        #[cfg(feature = "store")]
        if let Some(view) = &config.store {
            super::store::outside(file, &view.folder)?;
        }
    }
    let knowledge = Knowledge::load(config.mapping.as_deref())?;
    let Knowledge { words, regions, .. } = &knowledge;
    let approved = match &config.repairs {
        Some(list) => Approved::read(list)?,
        None => Approved::default(),
    };
    let with = Ingest { particulars: true, ..knowledge.ingest(config, &approved)? };
    let Supply { files, kept, store, .. } = supply::open(config, &with)?;
    let Read { readings, suggestions } = read_ledgers(&files, kept, &with, config);
    let sought = person::seek(&options.asking, &readings, &knowledge, config)?;
    let Readings { mut sources, mut findings, blocks, rejected, .. } = readings;
    let policies = match options.asking {
        Asking::Verdict(..) => policies::load(&config.policies, regions)?,
        _ => Policies { list: Vec::new(), stamps: Vec::new() },
    };
    let windows = options.asking.windows(config, &policies.list)?;
    let counting = Counting {
        config,
        words,
        regions,
        windows,
        provinces: gather::provinces_with_form(regions)?,
    };
    let (merging, rosters) = counting.merge(blocks, &mut sources)?;
    let rows = (&merging, rosters.as_slice());
    let (counted, ()) = counting.count(rows, &mut sources, &mut findings, &());
    let ledgers = Ledgers { config, knowledge: &knowledge, merging, rosters, counted, rejected };
    let body = match &options.asking {
        Asking::Numbers(place) => {
            let questions = place.questions(&ledgers)?;
            Body::Numbers(ledgers.numbers(questions))
        }
        Asking::Row(_) | Asking::Person(_) => ledgers.tell(sought),
        Asking::Verdict(place, standard) => {
            let columns = words.registry();
            let reading = Reading { config, columns, regions, policies: &policies.list };
            let registry = reading.load(&files, &mut sources, &mut findings)?;
            ledgers.verdict(place, standard.as_deref(), &policies, &registry)?
        }
        Asking::Bridge(place) => {
            let (window, wanted) = place.bridges(&ledgers)?;
            ledgers.bridges(window, &wanted)
        }
    };
    let Ledgers { merging, counted, .. } = ledgers;
    drop(merging);
    super::sort(&mut findings);
    let run = Run {
        duties: Vec::new(),
        stamp: stamp(config, policies.stamps, store),
        sources: report::shown_names(sources, config.disclosure.full_ids),
        findings,
        suggestions,
        repairs: RepairCounts::default(),
        returns: Vec::new(),
        enrolments: counted.enrolments,
        counts: counted.counts,
        placements: counted.placements,
        flows: counted.flows,
        no_ledger: BTreeSet::new(),
        judgement: Judgement::default(),
    };
    let answer = Answer { run: &run, regions, body };
    #[cfg(feature = "store")]
    log_export(&answer, options)?;
    let written = options.file.as_deref().map(|file| {
        report::write_answer(&answer, file, config.full_ids)
            .map_err(|error| RunError::Output(error.to_string()))
    });
    let written = written.transpose()?;
    let notices = gather::notices(config);
    let text = if options.json {
        report::answer_json(&answer, config.full_ids, written.as_deref(), &notices)
            .map_err(|error| RunError::Internal(error.to_string()))?
    } else {
        let text = report::answer_text(&answer, SCREEN_WIDTH, config.full_ids);
        let written = written.map(|file| report::written(&[file]) + "\n");
        text + &written.unwrap_or_default()
    };
    Ok(RunReport { text, notices, ..outcome(&run) })
}

/// Answers from a store are on record like other outputs of it.
#[cfg(feature = "store")]
fn log_export(answer: &Answer<'_>, options: &ExplainOptions) -> Result<(), RunError> {
    // Not the file's own name: it is often somebody's.
    let kind = options.file.as_deref().and_then(Path::extension);
    let kind = kind.map_or_else(|| "screen".into(), OsStr::to_string_lossy);
    let file = kind.to_ascii_lowercase();
    let output = report::Personal { file, rows: answer.body.persons() };
    super::store::exported("explain", vec![output], &options.config)
}

/// An answer beside the ledgers would be a ledger the next time.
fn writable(file: &Path, inputs: &[PathBuf]) -> Result<(), RunError> {
    let known = |extension: &std::ffi::OsStr| {
        extension.eq_ignore_ascii_case("csv") || extension.eq_ignore_ascii_case("xlsx")
    };
    if !file.extension().is_some_and(known) {
        return Err(RunError::Asked("--out 应为 .xlsx 或 .csv 文件".to_owned()));
    }
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let file = absolute(file);
    match inputs.iter().find(|input| file.starts_with(absolute(input))) {
        Some(input) => Err(RunError::Asked(format!(
            "--out 不能写在台账 {} 之中，那样下次会被当作台账读入；请另写一处",
            input.display()
        ))),
        None => Ok(()),
    }
}

impl Ledgers<'_> {
    fn context(&self) -> Context<'_> {
        Context {
            catalogue: self.merging.catalogue(),
            regions: &self.knowledge.regions,
            words: &self.knowledge.words,
            as_of: self.config.as_of,
        }
    }

    /// Looks for the persons behind some numbers.
    fn numbers(&self, questions: Vec<Question>) -> Vec<Explained> {
        let witness = Numbers::new(&questions, &self.rosters, self.context());
        let cases = witness.finish(self.merging.look(&witness));
        let explained = questions.into_iter().zip(cases).map(|(question, cases)| {
            let (counted, over) = self.counted(&question);
            let elsewhere = self.elsewhere(question.scope.unit);
            let years = self.years(&question.subject);
            let mut explained = Explained { question, counted: 0, over, cases, elsewhere, years };
            explained.counted = counted.unwrap_or_else(|| explained.sum());
            explained
        });
        explained.collect()
    }

    /// Why parts do not add up, and the persons behind each term.
    fn bridges(&self, window: Window, wanted: &[Wanted]) -> Body {
        let witness = Bridges::new(&self.rosters, Some(window), wanted, self.context());
        let (terms, cases) = witness.finish(self.merging.look(&witness));
        let all = bridge::bridges(&self.counted.counts, Some(window), terms);
        let own = wanted.iter().map(|wanted| {
            let is_it = |own: &&bridge::Bridge| {
                own.level == wanted.level
                    && own.whole == wanted.whole
                    && own.figure.name == wanted.figure.name
            };
            all.iter().find(is_it).cloned().unwrap_or_else(|| bridge::Bridge {
                level: wanted.level,
                whole: wanted.whole.clone(),
                window,
                figure: wanted.figure,
                sum: 0,
                terms: std::collections::BTreeMap::new(),
                total: 0,
            })
        });
        Body::Bridges(own.collect(), cases)
    }

    /// Rejected rows of a unit that may belong to any of its brands.
    fn elsewhere(&self, unit: Option<UnitId>) -> Vec<(Code, u64)> {
        let Some(unit) = unit else { return Vec::new() };
        let mut codes = std::collections::BTreeMap::new();
        let rows = self.rejected.iter().flat_map(|sheet| &sheet.rows);
        let blamed = |field| {
            use crate::model::field::Field;
            match field {
                Field::Brand => Some(Code::BrandMissing),
                Field::ClassNo => Some(Code::ClassMissing),
                _ => None,
            }
        };
        for row in rows.filter(|row| row.unit == Some(unit)) {
            if let Some(code) = blamed(row.field) {
                *codes.entry(code).or_default() += 1;
            }
        }
        codes.into_iter().collect()
    }

    /// The years in which a subject has numbers.
    fn years(&self, subject: &crate::model::measure::Subject) -> Vec<String> {
        let years = self.counted.counts.years.keys().filter(|(own, _)| own == subject);
        years
            .filter_map(|(_, window): &(_, Window)| window.calendar_years())
            .map(|years| years.start().to_string())
            .collect()
    }

    fn has_rosters(&self) -> bool {
        self.rosters.iter().any(|block| block.kind == LedgerKind::Placement)
    }
}

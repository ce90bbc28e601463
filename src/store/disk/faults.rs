//! Faults on demand: the n-th step in a folder fails, or is the last one before the process dies.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::steps::Step;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// That one step fails with this error, as when the disk is full.
    Fails(ErrorKind),
    /// That step and every later one fails: the process is dead.
    Dies,
}

#[derive(Debug)]
struct Plan {
    fault: Fault,
    at: usize,
    steps: Vec<Step>,
}

/// Plans by folder, so that tests which run at the same time do not meet.
static PLANS: LazyLock<Mutex<BTreeMap<PathBuf, Plan>>> = LazyLock::new(Mutex::default);

/// Faults in a folder, until this is dropped.
#[derive(Debug)]
pub(crate) struct Faults(PathBuf);

impl Faults {
    /// Lets the step with this number (from 0) below a folder go wrong.
    pub(crate) fn at(folder: &Path, at: usize, fault: Fault) -> Self {
        let plan = Plan { fault, at, steps: Vec::new() };
        PLANS.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned(), plan);
        Self(folder.to_owned())
    }

    /// Whether the fault was met.
    pub(crate) fn struck(&self) -> bool {
        let plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
        plans.get(&self.0).is_some_and(|plan| plan.steps.len() > plan.at)
    }

    /// The step that went wrong.
    pub(crate) fn at_step(&self) -> Option<Step> {
        let plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
        plans.get(&self.0).and_then(|plan| plan.steps.get(plan.at).copied())
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        PLANS.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Lets a step pass, or fails it.
pub(super) fn gate(step: Step, path: &Path) -> Result<()> {
    let mut plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(plan) = plans.iter_mut().find(|(folder, _)| path.starts_with(folder)) else {
        return Ok(());
    };
    let (plan, number) = (plan.1, |plan: &Plan| plan.steps.len());
    let here = number(plan);
    plan.steps.push(step);
    match plan.fault {
        Fault::Fails(kind) if here == plan.at => Err(kind.into()),
        Fault::Dies if here >= plan.at => Err(Error::other("died")),
        _ => Ok(()),
    }
}

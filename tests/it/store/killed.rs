//! The program is killed at random points of everything that changes a store: the store is then at the old or the new
//! version, sound, and the same step done again ends where it would have ended undisturbed.
//!
//! `TAIZHANG_TEST_KILLS` says how often, `TAIZHANG_TEST_SEED` where; half of the times the moment is one at which a
//! certain number of files has come or gone, so that commits are met often.

mod scene;

use std::collections::BTreeMap;
use std::process::Child;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use scene::{Look, Scene, Step, Trial};

use crate::random::Random;

const KILLS: usize = 10;
/// How long after the awaited file the blow may come.
const LATEST_MICROS: usize = 2_000;

/// What the blow met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Met {
    Before,
    During,
    Committed,
    Finished,
}

enum Moment {
    After(Duration),
    /// So many files have come or gone, and a little later.
    Changed(usize, Duration),
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn killed_at_any_point_a_store_is_old_or_new_and_goes_on() {
    let kills = number("TAIZHANG_TEST_KILLS").map_or(KILLS, |kills| kills as usize);
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
    let seed = number("TAIZHANG_TEST_SEED").unwrap_or_else(now);
    println!("{kills} kills, seed {seed}");
    let kinds: Vec<(Step, bool)> =
        [false, true].into_iter().flat_map(|key| Step::ALL.map(|step| (step, key))).collect();
    let scenes: Vec<OnceLock<Scene>> = kinds.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut met = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= kills {
                return met;
            }
            let (step, encrypted) = kinds[index % kinds.len()];
            let scene = scenes[index % kinds.len()].get_or_init(|| Scene::set(step, encrypted));
            let mut random = Random::new(seed.wrapping_add(index as u64));
            met.push((step, killed(scene, &mut random)));
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from).min(kills);
    let met: Vec<(Step, (Met, bool))> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(met.len(), kills);
    told(&met);
}

fn told(met: &[(Step, (Met, bool))]) {
    let mut counts: BTreeMap<(Step, Met), (usize, usize)> = BTreeMap::new();
    for (step, (met, has_leftovers)) in met {
        let count = counts.entry((*step, *met)).or_default();
        count.0 += 1;
        count.1 += usize::from(*has_leftovers);
    }
    for ((step, met), (count, left)) in counts {
        println!("{step:?} {met:?}: {count}, {left} of them with leftovers");
    }
}

/// One kill, and everything that must hold afterwards; gives what it met and whether anything was left behind.
fn killed(scene: &Scene, random: &mut Random) -> (Met, bool) {
    let trial = Trial::of(scene);
    let files = trial.files();
    let micros =
        |limit: usize, random: &mut Random| Duration::from_micros(random.below(limit + 1) as u64);
    let moment = if scene.changes > 0 && random.chance(60) {
        Moment::Changed(1 + random.below(scene.changes), micros(LATEST_MICROS, random))
    } else {
        Moment::After(micros(scene.duration.as_micros() as usize, random))
    };
    let mut child = trial.command().spawn().unwrap();
    await_moment(&mut child, &moment, || trial.files().len().abs_diff(files.len()));
    child.kill().unwrap();
    let finished = child.wait().unwrap().success();

    let (checked, found) = trial.check(false);
    assert!(checked <= 1, "{:?}: {found}", scene.step);
    let has_leftovers = !found["leftovers"].as_array().unwrap().is_empty();
    let look = trial.look(&found);
    assert!(look == scene.old || look == scene.new, "{:?}: {look:?}", scene.step);
    let met = match (finished, trial.files()) {
        (true, _) => Met::Finished,
        (_, now) if now == files => Met::Before,
        _ if look == scene.new && look != scene.old => Met::Committed,
        _ => Met::During,
    };
    if finished {
        assert_eq!(look, scene.new, "{:?}", scene.step);
    }
    goes_on(&trial, &look);
    (met, has_leftovers)
}

fn await_moment(child: &mut Child, moment: &Moment, changes: impl Fn() -> usize) {
    match moment {
        Moment::After(delay) => thread::sleep(*delay),
        Moment::Changed(wanted, then) => {
            while changes() < *wanted && child.try_wait().unwrap().is_none() {
                thread::yield_now();
            }
            thread::sleep(*then);
        }
    }
}

/// The step again, and tidying up: afterwards all is as if nothing had happened.
fn goes_on(trial: &Trial, before: &Look) {
    let scene = trial.scene;
    let again = trial.command().output().unwrap();
    let told = String::from_utf8_lossy(&again.stderr);
    if scene.step == Step::Withdraw && *before == scene.new {
        assert!(again.status.code() == Some(2) && told.contains("没有批次"), "{told}");
    } else {
        assert_eq!(again.status.code(), Some(0), "{:?}: {told}", scene.step);
    }
    let (checked, found) = trial.check(true);
    assert!(checked <= 1, "{:?}: {found}", scene.step);
    let (checked, found) = trial.check(false);
    assert_eq!(checked, 0, "{:?}: {found}", scene.step);
    assert_eq!(trial.look(&found), scene.new, "{:?}", scene.step);
    assert_eq!(trial.data_files(), scene.data_files, "{:?}", scene.step);
}

//! Whatever is done to the log of commits is noticed, and a crash at any step is not taken for it.

use std::collections::BTreeMap;
use std::path::Path;

use super::*;
use crate::model::region::Regions;
use crate::model::vocabulary::Vocabulary;
use crate::store::disk::faults::{Fault, Faults};
use crate::store::event::{Event, Operation};
use crate::store::key::test_key;
use crate::store::lock::Lock;
use crate::store::record::Encoding;
use crate::store::test_folder::TestFolder;
use crate::store::{Changes, Store, Writer};

/// A store that takes deliveries without files.
struct Case {
    folder: TestFolder,
    key: Option<Key>,
    regions: Regions,
    words: Vocabulary,
}

impl Case {
    fn new(key: Option<Key>) -> Self {
        let regions = Regions::shipped().expect("shipped");
        let words = Vocabulary::shipped().expect("shipped");
        Self { folder: TestFolder::new(), key, regions, words }
    }

    /// With so many commits, of which the last but one merged files.
    fn with(commits: u64, key: Option<Key>) -> Self {
        let case = Self::new(key);
        for number in 1..commits {
            case.commit(number).expect("committed");
        }
        case.begin().and_then(|writer| writer.compact(time(commits))).expect("merged");
        case.commit(commits + 1).expect("committed");
        case
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn begin(&self) -> Result<Writer, StoreError> {
        Writer::begin(self.path(), self.key.as_ref(), None, time(0))
    }

    fn commit(&self, number: u64) -> Result<u64, StoreError> {
        let event = Event {
            version: 0,
            time: time(number),
            operation: Operation::Ingest,
            batch: format!("2024-{number:02}"),
            program: "0".to_owned(),
            options: BTreeMap::new(),
            added: 0,
            withdrawn: 0,
            exports: None,
        };
        let changes = Changes { event, filings: &[], withdrawn: &[] };
        let encoding = Encoding { version: 0, regions: &self.regions, words: &self.words };
        Ok(self.begin()?.commit(changes, &encoding)?.version)
    }

    fn compact(&self) -> Result<(), StoreError> {
        self.begin()?.compact(time(5)).map(drop)
    }

    fn open(&self) -> Result<Store, StoreError> {
        Store::open(self.path(), self.key.as_ref())
    }

    fn head(&self) -> Head {
        self.open().and_then(|store| store.head()).expect("sound")
    }

    fn entry(&self, version: u64) -> PathBuf {
        log_entry(self.path(), version)
    }

    fn head_file(&self) -> PathBuf {
        self.path().join("_taizhang/head.json")
    }

    /// What opening says.
    fn told(&self) -> String {
        self.open().map(|store| store.version()).expect_err("damaged").to_string()
    }

    /// What a check says is wrong.
    fn damage(&self) -> Vec<String> {
        let store = Store::open_to_check(self.path(), self.key.as_ref()).expect("readable");
        let found = store.check(&|_| None, std::time::SystemTime::now()).expect("checked");
        found.damage.into_iter().map(|(_, what)| what).collect()
    }
}

fn time(minutes: u64) -> chrono::DateTime<chrono::Utc> {
    let seconds = 1_700_000_000 + 60 * i64::try_from(minutes).expect("minutes");
    chrono::DateTime::from_timestamp(seconds, 0).expect("a time")
}

fn keys() -> [Option<Key>; 2] {
    [None, Some(test_key(1))]
}

#[test]
fn an_entry_that_was_changed_is_noticed_whatever_it_says() {
    for key in keys() {
        let case = Case::with(4, key);
        assert_eq!((case.head(), case.damage()), (Head::Current, Vec::new()));
        for version in 0..=case.open().expect("sound").version() {
            let sound = fs::read_to_string(case.entry(version)).expect("an entry");
            for (from, to) in [
                ("\"timestamp\":170", "\"timestamp\":160"),
                ("taizhang 0", "taizhang 9"),
                ("\"modificationTime\":1", "\"modificationTime\":2"),
                ("\"minReaderVersion\":1", "\"minReaderVersion\": 1"),
            ] {
                if !sound.contains(from) {
                    continue;
                }
                fs::write(case.entry(version), sound.replace(from, to)).expect("written");
                let told = case.told();
                assert!(told.contains("被改动过") && told.contains(".json"), "{version}: {told}");
                assert!(case.damage().iter().any(|what| what.contains("被改动过")), "{version}");
            }
            fs::write(case.entry(version), sound).expect("written");
        }
        assert_eq!(case.head(), Head::Current);
    }
}

#[test]
fn a_log_without_its_end_is_not_read() {
    for key in keys() {
        let case = Case::with(3, key);
        let newest = case.open().expect("sound").version();
        for version in (0..=newest).rev() {
            fs::remove_file(case.entry(version)).expect("removed");
            let told = case.told();
            // A checkpoint may tell of a version whose entry is gone.
            let lost = [&format!("版本 {newest} 早已提交"), "日志缺少这个版本"];
            assert!(lost.iter().any(|lost| told.contains(lost)), "{version}: {told}");
            let damage = case.damage();
            assert!(
                lost.iter().any(|lost| damage.iter().any(|it| it.contains(lost))),
                "{damage:?}"
            );
            assert!(case.begin().is_err(), "{version}");
        }
    }
}

#[test]
fn another_programs_commit_is_noticed() {
    let case = Case::with(3, None);
    let newest = case.open().expect("sound").version();
    let text = fs::read_to_string(case.entry(newest)).expect("an entry");
    let begin = text.find(",\"previous\"").or_else(|| text.find("\"previous\"")).expect("a link");
    let foreign = format!("{}{}", &text[..begin], &text[begin + ",\"previous\":\"\"".len() + 64..]);
    fs::write(case.entry(newest + 1), foreign).expect("written");
    assert!(case.told().contains("不是 taizhang 写的"), "{}", case.told());
}

#[test]
fn a_head_that_is_behind_is_brought_up() {
    for key in keys() {
        let case = Case::with(2, key);
        let earlier = fs::read(case.head_file()).expect("a head");
        for number in 4..7 {
            case.commit(number).expect("committed");
            fs::write(case.head_file(), &earlier).expect("written");
            assert_eq!((case.head(), case.damage()), (Head::Behind, Vec::new()));
        }
        drop(case.begin().expect("begun"));
        assert_eq!(case.head(), Head::Current);
        // Behind or not, what it has seen must be there.
        let end: End = serde_json::from_slice(&earlier).expect("a head");
        let other = End { version: end.version - 1, ..end };
        fs::write(case.head_file(), serde_json::to_vec(&other).expect("json")).expect("written");
        assert!(case.told().contains("另外记下的校验值"), "{}", case.told());
    }
}

#[test]
fn a_head_that_is_lost_stops_nobody_from_reading() {
    let case = Case::with(3, None);
    let version = case.open().expect("sound").version();
    let harms: [&dyn Fn(); 4] = [
        &|| fs::remove_file(case.head_file()).expect("removed"),
        &|| fs::write(case.head_file(), "").expect("written"),
        &|| fs::write(case.head_file(), "{\"version\":2,").expect("written"),
        &|| fs::write(case.head_file(), "{\"version\":-1,\"hash\":\"\"}").expect("written"),
    ];
    for harm in harms {
        harm();
        assert_eq!((case.head(), case.open().expect("readable").version()), (Head::Lost, version));
        let damage = case.damage();
        assert!(damage.len() == 1 && damage[0].contains("--repair"), "{damage:?}");
        let refused = case.commit(9).expect_err("not written to").to_string();
        assert!(refused.contains("head.json") && refused.contains("不能写入"), "{refused}");
        let lock = Lock::acquire(case.path(), None).expect("the lock");
        let store = Store::open_to_check(case.path(), None).expect("readable");
        let found = store.check(&|_| None, std::time::SystemTime::now()).expect("checked");
        store.tidy(&lock, &found).expect("mended");
        assert_eq!((case.head(), case.damage()), (Head::Current, Vec::new()));
    }
}

#[test]
fn another_key_makes_another_chain() {
    let case = Case::with(3, Some(test_key(1)));
    let entry = fs::read(case.entry(2)).expect("an entry");
    let next = fs::read_to_string(case.entry(3)).expect("an entry");
    let keyed = Hasher::new(case.key.as_ref(), Purpose::LogChain).hash(&entry).to_string();
    assert!(next.contains(&keyed) && !next.contains(&blake3::hash(&entry).to_string()));
}

#[test]
fn whatever_goes_wrong_while_committing_the_chain_goes_on() {
    for fault in [Fault::Dies, Fault::Fails(ErrorKind::StorageFull)] {
        for (begun, merges) in [(0, false), (2, false), (3, true)] {
            for at in 0.. {
                let case = Case::new(None);
                for number in 0..begun {
                    case.commit(number).expect("committed");
                }
                let faults = Faults::at(case.path(), at, fault);
                let outcome = if merges { case.compact() } else { case.commit(5).map(drop) };
                let struck = faults.struck();
                drop(faults);
                let place = format!("{fault:?} {at} of version {}", begun + 1);
                let store = case.open().expect(&place);
                // The first version is the empty table.
                let committed = store.version() == begun + 1;
                assert!(committed || outcome.is_err(), "{place}");
                assert_ne!(store.head().expect(&place), Head::Lost, "{place}");
                assert_eq!(case.damage(), Vec::<String>::new(), "{place}");
                let next = case.commit(6).expect(&place);
                assert_eq!(next, begun + 1 + u64::from(committed), "{place}");
                assert_eq!(case.head(), Head::Current, "{place}");
                assert_eq!(case.damage(), Vec::<String>::new(), "{place}");
                if !struck {
                    break;
                }
            }
        }
    }
}

#[test]
fn who_reads_while_somebody_commits_is_not_told_of_damage() {
    let case = Case::with(2, None);
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for number in 4..12 {
                case.commit(number).expect("committed");
            }
        });
        while !writing.is_finished() {
            case.open().expect("sound");
        }
    });
}

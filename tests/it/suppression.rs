//! What a reader can work out of a set of outputs whose small counts are hidden: bounds, carried along everything that
//! is known of the figures, must leave at least two values for each hidden one.

use std::collections::{BTreeMap, BTreeSet};

use crate::random::Random;
use crate::reference::id::check_character;
use crate::support::{self, Folder, Rows};

const HEADER: &str = "市(州),县(市、区),品牌名称,基地名称,班级编号,姓名,身份证号,培训方式,人员类别,结业日期,证书类型,是否就业,就业日期,补贴金额\n";
const CITIES: [&str; 3] = ["长春市", "吉林市", "四平市"];
const AS_OF: &str = "2024-10-31";
/// Columns before the counts.
const KEYS: usize = 5;
const NAMES: [&str; 14] = [
    "enrolments",
    "trainees",
    "certified_any",
    "cert_vocational",
    "cert_skill_level",
    "cert_special",
    "cert_completion",
    "employed_6m",
    "subsidised",
    "subsidy_fen",
    "order_targeted",
    "key_subsidised",
    "employed_6m_pending",
    "employed_after",
];
const MONEY: usize = 9;
const PENDING: usize = 12;

fn column(name: &str) -> usize {
    NAMES.iter().position(|known| *known == name).unwrap()
}

fn id(person: usize) -> String {
    let digits = format!(
        "22010219{:02}0{:1}{:02}{:03}",
        60 + person % 40,
        1 + person % 9,
        1 + person % 28,
        person % 1000
    );
    format!("{digits}{}", check_character(&digits))
}

/// A ledger with small groups everywhere: persons in several brands, units and classes; now and then no base.
fn ledger(seed: u64) -> String {
    let mut random = Random::new(seed);
    let persons = 5 + random.below(60);
    let spread = 1 + random.below(4);
    let bases = random.chance(50);
    let mut text = HEADER.to_owned();
    for _ in 0..10 + random.below(150) {
        let person = random.below(persons);
        let city = CITIES[random.below(1 + spread % 3)];
        // Some brands have many rows and some have few.
        let brand = ["甲", "乙", "丙", "丁"][random.below(spread).min(random.below(4))];
        let base = if bases && random.chance(15) { "" } else { random.pick(&["东校", "西校"]) };
        let year = 2022 + random.below(3);
        let month = 1 + random.below(10);
        let class = random.below(3);
        let mode = random.pick(&["订单", "普通"]);
        let category = random.pick(&["农村转移就业劳动者", "企业职工", ""]);
        let certificate = random.pick(&[
            "职业资格证书",
            "职业技能等级证书",
            "专项职业能力证书",
            "培训合格证书",
            "",
            "",
        ]);
        let employed = match random.below(4) {
            0 => format!("是,{year}-{:02}-28", (month + 1).min(12)),
            1 => format!("是,{}-10-01", year + 1),
            _ => "否,".to_owned(),
        };
        let subsidy = random.pick(&["0", "500", "1000.5", "", "1"]);
        text += &format!(
            "{city},,{brand}品牌,{base},{class},某{person},{},{mode},{category},{year}-{month:02}-15,{certificate},{employed},{subsidy}\n",
            id(person)
        );
    }
    text
}

/// One published or hidden figure: row and column.
type Cell = (usize, usize);

/// The sum of the first is at most the sum of the second.
type Relation = (Vec<Cell>, Vec<Cell>);

/// Both tables of a run: the keys of their rows and the cells.
struct Tables {
    keys: Vec<[String; KEYS]>,
    cells: Vec<Vec<Option<i64>>>,
}

impl Tables {
    fn of(out: &Folder) -> Self {
        let rows: Rows =
            [support::table(out.path(), "metrics.csv"), support::table(out.path(), "bases.csv")]
                .concat();
        let cell = |text: &String| (!text.is_empty()).then(|| text.parse().unwrap());
        Tables {
            keys: rows.iter().map(|row| row[..KEYS].to_vec().try_into().unwrap()).collect(),
            cells: rows.iter().map(|row| row[KEYS..].iter().map(cell).collect()).collect(),
        }
    }

    /// Rows that are parts of the row: `level` of the parts.
    fn parts(&self, whole: usize, level: &str) -> Vec<usize> {
        let [kind, province, city, _, year] = &self.keys[whole];
        let is_part = |part: &usize| {
            let key = &self.keys[*part];
            let above = if level == "city" { "province" } else { "city" };
            key[0] == level
                && kind == above
                && key[1] == *province
                && (level == "city" || key[2] == *city)
                && key[4] == *year
        };
        (0..self.keys.len()).filter(is_part).collect()
    }
}

/// Everything that is known of the figures, whatever they are. `truth` says where all enrolments have a base, which some
/// reader may know.
fn relations(truth: &Tables) -> Vec<Relation> {
    let mut all: Vec<Relation> = Vec::new();
    let persons =
        |name: &str| !["enrolments", "subsidy_fen", "employed_6m_pending"].contains(&name);
    for row in 0..truth.keys.len() {
        let cell = |name: &str| (row, column(name));
        let mut least = |small: &[&str], large: &[&str]| {
            let cells = |names: &[&str]| names.iter().map(|name| cell(name)).collect::<Vec<_>>();
            all.push((cells(small), cells(large)));
        };
        let types = ["cert_vocational", "cert_skill_level", "cert_special", "cert_completion"];
        for name in types {
            least(&[name], &["certified_any"]);
        }
        least(&["certified_any"], &types);
        for name in NAMES.into_iter().filter(|name| persons(name)) {
            least(&[name], &["trainees"]);
        }
        least(&["trainees"], &["enrolments"]);
        least(&["employed_6m", "employed_6m_pending"], &["trainees"]);
        least(&["employed_6m"], &["employed_after"]);
        least(&["key_subsidised"], &["subsidised"]);
        least(&["subsidised"], &["subsidy_fen"]);
        for level in ["brand", "base", "city"] {
            let parts = truth.parts(row, level);
            if parts.is_empty() {
                continue;
            }
            let sum: i64 = parts.iter().map(|part| truth.cells[*part][0].unwrap()).sum();
            let whole = sum == truth.cells[row][0].unwrap();
            for at in 0..NAMES.len() {
                let of_parts: Vec<Cell> = parts.iter().map(|part| (*part, at)).collect();
                if whole {
                    all.push((vec![(row, at)], of_parts.clone()));
                }
                let value = |row: usize| truth.cells[row][at].unwrap();
                // Where nobody counts in two parts, a reader may guess it.
                let disjoint = parts.iter().map(|part| value(*part)).sum::<i64>() == value(row);
                if at == 0 || at == MONEY || disjoint {
                    all.push((of_parts, vec![(row, at)]));
                }
                if at == 0 || at == MONEY {
                    continue;
                }
                for part in &parts {
                    if at == PENDING {
                        let both = |row| vec![(row, at), (row, column("employed_6m"))];
                        all.push((both(*part), both(row)));
                    } else {
                        all.push((vec![(*part, at)], vec![(row, at)]));
                    }
                    all.push((vec![(row, at), (*part, 0)], vec![(row, 0), (*part, at)]));
                    if [column("subsidised"), column("key_subsidised")].contains(&at) {
                        all.push((
                            vec![(row, at), (*part, MONEY)],
                            vec![(row, MONEY), (*part, at)],
                        ));
                    }
                }
            }
        }
    }
    all
}

const UNBOUNDED: i64 = i64::MAX / 1_000_000;

/// Bounds of every cell, to a fixed point. A hidden cell is not 0.
fn bounds(shown: &Tables, relations: &[Relation]) -> Vec<Vec<(i64, i64)>> {
    let start = |cell: &Option<i64>| cell.map_or((1, UNBOUNDED), |value| (value, value));
    let mut bounds: Vec<Vec<(i64, i64)>> =
        shown.cells.iter().map(|row| row.iter().map(start).collect()).collect();
    loop {
        let before = bounds.clone();
        for (small, large) in relations {
            let low = |cells: &[Cell], but: Option<Cell>, bounds: &Vec<Vec<(i64, i64)>>| -> i64 {
                cells.iter().filter(|cell| Some(**cell) != but).map(|(r, c)| bounds[*r][*c].0).sum()
            };
            let high = |cells: &[Cell], but: Option<Cell>, bounds: &Vec<Vec<(i64, i64)>>| -> i64 {
                cells.iter().filter(|cell| Some(**cell) != but).map(|(r, c)| bounds[*r][*c].1).sum()
            };
            for cell in small {
                let most = high(large, None, &bounds) - low(small, Some(*cell), &bounds);
                let own = &mut bounds[cell.0][cell.1].1;
                *own = (*own).min(most);
            }
            for cell in large {
                let least = low(small, None, &bounds) - high(large, Some(*cell), &bounds);
                let own = &mut bounds[cell.0][cell.1].0;
                *own = (*own).max(least);
            }
        }
        if bounds == before {
            return bounds;
        }
    }
}

/// Runs a ledger whole and with small counts hidden, and reasons about the second. Returns how many cells were hidden,
/// and how many of them are not small themselves.
fn check(text: &str, below: u64) -> (usize, usize) {
    let (input, whole, hidden) = (Folder::new(), Folder::new(), Folder::new());
    input.write("a.csv", text);
    let inputs = [input.path().to_owned()];
    support::run(support::overrides(&inputs, whole.path(), AS_OF));
    let mut overrides = support::overrides(&inputs, hidden.path(), AS_OF);
    overrides.suppress_below = Some(below);
    support::run(overrides);
    let (truth, shown) = (Tables::of(&whole), Tables::of(&hidden));
    assert_eq!(truth.keys, shown.keys, "every row is there");
    let relations = relations(&truth);
    let known = bounds(&shown, &relations);
    let (mut count, mut others) = (0, 0);
    for (row, cells) in truth.cells.iter().enumerate() {
        for (at, value) in cells.iter().enumerate() {
            let (value, what) = (value.unwrap(), (&truth.keys[row], NAMES[at], below));
            let (low, high) = known[row][at];
            assert!(
                low <= value && value <= high,
                "the relations hold: {what:?} {value} {low}..{high}"
            );
            match shown.cells[row][at] {
                Some(seen) => {
                    assert_eq!(seen, value, "what is shown is true: {what:?}");
                    let small = at != MONEY && (1..below as i64).contains(&seen);
                    assert!(!small, "a small count is shown: {what:?} {seen}");
                }
                None => {
                    assert!(low < high, "a hidden figure follows: {what:?} {value} {low}..{high}");
                    assert_ne!(value, 0, "zeros are shown: {what:?}");
                    count += 1;
                    others += usize::from(value >= below as i64);
                }
            }
        }
        let hidden = |name: &str| shown.cells[row][column(name)].is_none();
        assert_eq!(hidden("subsidised"), hidden("subsidy_fen"), "money goes with its persons");
    }
    (count, others)
}

#[test]
fn no_hidden_figure_follows_from_those_that_are_shown() {
    let (mut count, mut others) = (0, 0);
    for seed in 0..32 {
        let text = ledger(seed);
        let below = [2, 3, 5, 10][usize::try_from(seed).unwrap() % 4];
        let of_ledger = check(&text, below);
        (count, others) = (count + of_ledger.0, others + of_ledger.1);
    }
    assert!(count > 1000 && others > 150, "enough was hidden to tell: {count}, {others}");
}

/// What suppressing small counts alone would give away, so that the test above can fail.
#[test]
fn hiding_small_counts_alone_is_not_enough() {
    let mut followed = 0;
    for seed in 0..20 {
        let (input, whole) = (Folder::new(), Folder::new());
        input.write("a.csv", ledger(seed));
        support::run(support::overrides(&[input.path().to_owned()], whole.path(), AS_OF));
        let truth = Tables::of(&whole);
        let mut shown = Tables::of(&whole);
        for row in &mut shown.cells {
            for (at, cell) in row.iter_mut().enumerate() {
                *cell = cell.filter(|value| at == MONEY || !(1..3).contains(value));
            }
        }
        let known = bounds(&shown, &relations(&truth));
        let cells = shown.cells.iter().flatten().zip(known.iter().flatten());
        followed += cells.filter(|(cell, (low, high))| cell.is_none() && low == high).count();
    }
    assert!(followed > 50, "{followed}");
}

#[test]
fn only_what_is_protected_is_written_and_nothing_counts_beside_it() {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("张三13812341234.csv", ledger(1));
    let mut overrides = support::overrides(&[input.path().to_owned()], out.path(), AS_OF);
    overrides.suppress_below = Some(3);
    let report = support::run(overrides.clone());
    let files: Vec<String> = support::contents(out.path()).into_keys().collect();
    assert_eq!(files, ["bases.csv", "bases.parquet", "metrics.csv", "metrics.parquet", "run.json"]);
    let record = support::record(out.path());
    let keys: BTreeSet<&str> = record.as_object().unwrap().keys().map(String::as_str).collect();
    let known = ["as_of", "left_out", "pseudonymised", "suppress_below", "versions", "year"];
    assert_eq!(keys, BTreeSet::from(known));
    // Every file of a whole run is either written or said to be left out.
    let whole = Folder::new();
    overrides.suppress_below = None;
    overrides.out = whole.path().to_owned();
    support::run(overrides.clone());
    let said: String = record["left_out"].to_string();
    for file in support::contents(whole.path()).into_keys().filter(|file| !files.contains(file)) {
        let name = file.split(['/', '-']).next().unwrap();
        assert!(said.contains(name) && report.notices.iter().any(|it| it.contains(name)), "{file}");
    }
    // Its own former outputs are replaced; it never joins those of a whole run.
    overrides.suppress_below = Some(3);
    overrides.out = out.path().to_owned();
    support::run(overrides.clone());
    overrides.out = whole.path().to_owned();
    let before = support::contents(whole.path());
    let config = taizhang::config::RunConfig::new(overrides).unwrap();
    let error = taizhang::pipeline::run(&config).unwrap_err().to_string();
    assert!(error.contains("单独的文件夹"), "{error}");
    assert_eq!(before, support::contents(whole.path()));
}

#[test]
fn both_forms_of_a_table_hide_the_same() {
    use arrow_array::cast::AsArray;
    use arrow_array::types::Int64Type;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReader;

    let (input, out) = (Folder::new(), Folder::new());
    input.write("a.csv", ledger(5));
    let mut overrides = support::overrides(&[input.path().to_owned()], out.path(), AS_OF);
    overrides.suppress_below = Some(5);
    support::run(overrides);
    let mut nulls: BTreeMap<bool, usize> = BTreeMap::new();
    for name in ["metrics", "bases"] {
        let rows = support::table(out.path(), &format!("{name}.csv"));
        let file = std::fs::File::open(out.join(&format!("{name}.parquet"))).unwrap();
        let batch =
            ParquetRecordBatchReader::try_new(file, 1 << 20).unwrap().next().unwrap().unwrap();
        for (at, figure) in NAMES.iter().enumerate() {
            let column = batch.column_by_name(figure).unwrap().as_primitive::<Int64Type>();
            for (row, cell) in rows.iter().zip(column.iter()) {
                assert_eq!(row[KEYS + at], cell.map(|value| value.to_string()).unwrap_or_default());
                *nulls.entry(cell.is_none()).or_default() += 1;
            }
        }
    }
    assert!(nulls[&true] > 20 && nulls[&false] > 20, "{nulls:?}");
}

#[test]
fn names_that_are_numbers_of_persons_are_hidden() {
    let (input, out) = (Folder::new(), Folder::new());
    let brands = ["110101199003071234", "110101199103071234", "月嫂"];
    let mut text = HEADER.to_owned();
    for person in 0..15 {
        let (brand, id) = (brands[person % 3], id(person));
        text += &format!("长春市,,{brand},13812345678,1,某,{id},,,2024-03-01,,,,\n");
    }
    let file = input.write("a.csv", text);
    let overrides = support::overrides(&[file], out.path(), AS_OF);
    support::run(taizhang::config::Overrides { suppress_below: Some(3), ..overrides });
    for entry in std::fs::read_dir(out.path()).unwrap() {
        let path = entry.unwrap().path();
        let shown = support::visible(&path);
        let full = [&brands[..2], &["13812345678"]].concat();
        assert!(full.iter().all(|number| !shown.contains(number)), "{}: {shown}", path.display());
    }
    let names = |table: &str| -> Vec<String> {
        let rows = support::table(out.path(), table).into_iter().map(|row| row[3].clone());
        rows.filter(|name| !name.is_empty()).collect()
    };
    assert_eq!(names("metrics.csv"), ["110101********1234", "110101********1234#2", "月嫂"]);
    assert_eq!(names("bases.csv"), ["138****5678"]);
}

//! Ledgers of several kinds: which kind a table is, what its rows join, and what becomes of the rest.

mod joining;
mod laws;
mod placed;
mod recognition;

use crate::support::{self, Folder, Rows};

pub const WANG: &str = "王芳,110101199003078670";
pub const LI: &str = "李强,44040119580101000X";

/// Wang took two classes of one brand and one of another in Changchun, and one in Jilin; Li one, paid 500 yuan.
pub const TRAINING: &str = "\
市(州),品牌名称,基地名称,班级编号,职业（工种）,姓名,身份证号,开班日期,结业日期,补贴金额
长春市,月嫂,甲校,1,育婴员,王芳,110101199003078670,2024-01-02,2024-02-01,
长春市,月嫂,甲校,2,母婴护理,王芳,110101199003078670,2024-03-02,2024-04-01,
长春市,面点,乙校,1,中式面点师,王芳,110101199003078670,2024-05-02,2024-06-01,
吉林市,月嫂,丙校,1,育婴员,王芳,110101199003078670,2024-01-02,2024-02-01,
长春市,月嫂,甲校,1,育婴员,李强,44040119580101000X,2024-01-02,2024-02-01,500
";

/// The results of a run over the training ledger and other files.
pub struct Counted {
    pub out: Folder,
}

pub fn run(files: &[(&str, &str)]) -> Counted {
    run_as_of("2024-12-31", files)
}

pub fn run_as_of(as_of: &str, files: &[(&str, &str)]) -> Counted {
    let (input, out) = (Folder::new(), Folder::new());
    input.write("培训.csv", TRAINING);
    for (name, text) in files {
        input.write(name, text);
    }
    support::run(support::overrides(&[input.path().to_owned()], out.path(), as_of));
    let counted = Counted { out };
    counted.is_conserved();
    counted
}

impl Counted {
    fn is_conserved(&self) {
        let record = support::record(self.out.path());
        let total = |key: &str| record["totals"][key].as_u64().unwrap();
        let fates = record["enrolments"]["total"].as_u64().unwrap()
            + ["merged", "unassigned", "placements"].map(total).iter().sum::<u64>();
        assert_eq!(total("accepted"), fates);
    }

    /// A column of `metrics.csv` for 2024 by unit and brand (empty for the unit's own line).
    fn figure(&self, column: usize, unit: &str, brand: &str) -> u64 {
        let rows = support::table(self.out.path(), "metrics.csv");
        let row = rows
            .iter()
            .find(|row| row[0] != "province" && row[2..5] == [unit, brand, "2024"])
            .unwrap();
        row[column].parse().unwrap()
    }

    pub fn certified(&self, unit: &str, brand: &str) -> u64 {
        self.figure(7, unit, brand)
    }

    pub fn employed(&self, unit: &str, brand: &str) -> u64 {
        self.figure(12, unit, brand)
    }

    /// Persons subsidised, and fen.
    pub fn paid(&self, unit: &str, brand: &str) -> (u64, u64) {
        (self.figure(13, unit, brand), self.figure(14, unit, brand))
    }

    /// The findings of one code: file, row, value, message.
    pub fn findings(&self, code: &str) -> Vec<[String; 4]> {
        let rows: Rows = support::table(self.out.path(), "findings.csv");
        let own = rows.into_iter().filter(|row| row[3] == code);
        own.map(|row| [&row[0], &row[2], &row[5], &row[6]].map(String::clone)).collect()
    }
}

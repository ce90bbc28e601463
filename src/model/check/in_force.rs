//! The checks as they are in force in a run: the shipped files, what they rule for places, and what the user set.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::load;
use super::{
    Check, CheckError, ProvinceId, Regions, Retirement, Rule, Severity, UnitId, Value, Wording,
};
use crate::model::in_chinese::TomlFault;

/// Stem and text of every shipped check file.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/checks.rs"));

/// Where a change holds. Ordered from the widest to the narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// For all units.
    Everywhere,
    /// For the units of a province.
    Province(ProvinceId),
    /// For one reporting unit.
    Unit(UnitId),
}

impl Place {
    /// What staff call it.
    #[must_use]
    pub(super) fn name(self, regions: &Regions) -> String {
        match self {
            Self::Everywhere => "各单位".to_owned(),
            Self::Province(province) => regions.province_name(province).to_string(),
            Self::Unit(unit) => {
                let province = regions.province_name(regions.province_of(unit));
                format!("{province}{}", regions.unit_name(unit))
            }
        }
    }
}

/// What is ruled otherwise for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The check.
    pub check: Check,
    /// Where.
    pub place: Place,
    /// What staff call that.
    pub place_name: Arc<str>,
    /// How grave its suspicions are there.
    pub severity: Option<Severity>,
    /// Whether it is looked for there.
    pub enabled: Option<bool>,
    /// Values of parameters.
    pub set: BTreeMap<String, Value>,
    /// The document that rules so.
    pub source: Option<String>,
    /// The file that says so.
    pub file: Arc<str>,
}

/// All checks of a run.
#[derive(Clone, Debug)]
pub struct Checks {
    /// In the order of [`Check::ALL`].
    rules: Vec<Rule>,
    /// In the order in which they act: the last wins.
    changes: Vec<Change>,
    retirement: Retirement,
}

/// What holds for one check in one unit.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    checks: &'a Checks,
    check: Check,
    unit: Option<(UnitId, ProvinceId)>,
    /// How grave.
    pub severity: Severity,
    /// Whether it is looked for.
    pub enabled: bool,
}

impl Checks {
    /// The shipped checks.
    ///
    /// # Errors
    /// When a shipped file is wrong, which a test rules out.
    pub fn shipped(regions: &Regions) -> Result<Self, CheckError> {
        let fault = |message: String| CheckError {
            file: "schemas/checks".to_owned(),
            fault: TomlFault { line: None, key: None, message },
        };
        let (mut rules, mut changes) = (Vec::new(), Vec::new());
        for check in Check::ALL {
            let file = SHIPPED.iter().find(|(stem, _)| *stem == check.stem());
            let (stem, text) = file.ok_or_else(|| fault(format!("缺少 {}.toml", check.stem())))?;
            let (rule, own) = load::check_file(text, &format!("{stem}.toml"), regions)?;
            if rule.check != *check {
                return Err(fault(format!("{stem}.toml 的代码应为 {}", check.code())));
            }
            rules.push(rule);
            changes.extend(own);
        }
        if SHIPPED.len() != Check::ALL.len() {
            return Err(fault("有不认识的核查文件".to_owned()));
        }
        changes.sort_by_key(|change| change.place);
        let retirement = Retirement::shipped().map_err(|error| fault(error.to_string()))?;
        Ok(Self { rules, changes, retirement })
    }

    /// Adds what files of the user's own set otherwise: name and text of each. They go before the shipped files; among
    /// them the narrower place goes before the wider, and the later before the earlier.
    ///
    /// # Errors
    /// The first defect of a file.
    pub fn with(
        mut self,
        files: &[(String, String)],
        regions: &Regions,
    ) -> Result<Self, CheckError> {
        let mut own = Vec::new();
        for (name, text) in files {
            let changes = load::changes_file(text, name, &self.rules, regions)?;
            // Where the file lies on somebody's computer is nobody else's business, and not always the same.
            let file: Arc<str> =
                Path::new(name).file_name().unwrap_or_default().to_string_lossy().into();
            own.extend(
                changes.into_iter().map(|change| Change { file: Arc::clone(&file), ..change }),
            );
        }
        own.sort_by_key(|change| change.place);
        self.changes.extend(own);
        Ok(self)
    }

    /// What the file of a check says.
    #[must_use]
    pub fn rule(&self, check: Check) -> &Rule {
        &self.rules[check.index()]
    }

    /// Every check, in order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The sentence for a suspicion.
    #[must_use]
    pub fn wording(&self, check: Check) -> &Wording {
        &self.rule(check).wording
    }

    /// What is ruled otherwise for places, in the order in which it acts: the last wins.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The retirement ages.
    #[must_use]
    pub fn retirement(&self) -> &Retirement {
        &self.retirement
    }

    /// What holds for a check where nothing is ruled for a place.
    #[must_use]
    pub fn general(&self, check: Check) -> Setting<'_> {
        self.setting_at(check, None)
    }

    /// What holds for a check in a unit.
    #[must_use]
    pub fn setting(&self, check: Check, unit: UnitId, regions: &Regions) -> Setting<'_> {
        self.setting_at(check, Some((unit, regions.province_of(unit))))
    }

    fn setting_at(&self, check: Check, unit: Option<(UnitId, ProvinceId)>) -> Setting<'_> {
        let rule = self.rule(check);
        let mut setting =
            Setting { checks: self, check, unit, severity: rule.severity, enabled: rule.enabled };
        for change in self.changes_of(check, unit) {
            setting.severity = change.severity.unwrap_or(setting.severity);
            setting.enabled = change.enabled.unwrap_or(setting.enabled);
        }
        setting
    }

    fn changes_of(
        &self,
        check: Check,
        unit: Option<(UnitId, ProvinceId)>,
    ) -> impl DoubleEndedIterator<Item = &Change> {
        let holds = move |place: Place| match (place, unit) {
            (Place::Everywhere, _) => true,
            (Place::Province(of), Some((_, province))) => of == province,
            (Place::Unit(of), Some((unit, _))) => of == unit,
            (_, None) => false,
        };
        self.changes.iter().filter(move |change| change.check == check && holds(change.place))
    }
}

impl<'a> Setting<'a> {
    /// The value of a parameter; `None` if the check has none of that name.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&'a Value> {
        let mut latest = self.checks.changes_of(self.check, self.unit).rev();
        let changed = latest.find_map(|change| change.set.get(key));
        let parameters = &self.checks.rule(self.check).parameters;
        let default = parameters.iter().find(|parameter| parameter.key == key);
        changed.or(default.map(|parameter| &parameter.default))
    }

    /// The value of a number.
    #[must_use]
    pub fn number(&self, key: &str) -> u32 {
        match self.value(key) {
            Some(Value::Number(number)) => *number,
            _ => 0,
        }
    }

    /// The value of a choice.
    #[must_use]
    pub fn choice(&self, key: &str) -> &'a str {
        match self.value(key) {
            Some(Value::Choice(word)) => word,
            _ => "",
        }
    }
}

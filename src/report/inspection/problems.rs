//! What was found in a file, summarised by code.

use std::collections::BTreeMap;

use crate::model::finding::{Code, Finding, Severity};

/// Places that are named of every kind of problem.
const PLACES: usize = 3;

/// One kind of problem.
pub(super) struct Problem<'a> {
    pub(super) code: Code,
    pub(super) count: usize,
    /// The first places.
    pub(super) first: Vec<&'a Finding>,
}

/// The kinds of problems, the gravest first.
pub(super) fn by_code(findings: &[Finding]) -> Vec<Problem<'_>> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort();
    let mut codes: BTreeMap<Code, Problem<'_>> = BTreeMap::new();
    for finding in sorted {
        let code = finding.code;
        let problem = codes.entry(code).or_insert(Problem { code, count: 0, first: Vec::new() });
        problem.count += 1;
        if problem.first.len() < PLACES {
            problem.first.push(finding);
        }
    }
    let mut problems: Vec<Problem<'_>> = codes.into_values().collect();
    problems.sort_by_key(|problem| {
        let file_first = problem.code.severity() != Severity::File;
        (file_first, problem.code.severity(), problem.code)
    });
    problems
}

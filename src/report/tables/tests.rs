use std::sync::Arc;

use super::*;
use crate::model::measure::{Cohorts, Subject, SubjectKind, Tally};
use crate::model::period::Window;
use crate::report::suppression::Hidden;
use crate::report::test_folder::TestFolder;

fn cohorts() -> Cohorts {
    let subject = |kind, city: &str, name: &str| Subject {
        kind,
        province: Arc::from("吉林省"),
        city: Arc::from(city),
        name: Arc::from(name),
    };
    let tally = |trainees| Tally { enrolments: trainees, trainees, ..Tally::default() };
    let year = |year| Window::year(year).expect("a year");
    Cohorts::from([
        ((subject(SubjectKind::Province, "", ""), year(2024)), tally(3)),
        ((subject(SubjectKind::Brand, "长春市", "甲,乙"), year(2024)), tally(2)),
        ((subject(SubjectKind::Brand, "长春市", "甲,乙"), year(2023)), tally(1)),
        ((subject(SubjectKind::Base, "长春市", "某校"), year(2024)), tally(2)),
    ])
}

fn written(frame: &polars::prelude::DataFrame) -> Vec<String> {
    let mut bytes = Vec::new();
    csv(&mut bytes, frame).expect("memory");
    String::from_utf8(bytes).expect("UTF-8").lines().map(str::to_owned).collect()
}

#[test]
fn metrics_have_all_levels_but_bases() {
    let lines = written(&metrics(&cohorts(), &Hidden::default()).expect("a frame"));
    assert!(
        lines[0].starts_with("level,province,city,brand,year,enrolments,trainees,certified_any,")
    );
    assert_eq!(lines[1], "brand,吉林省,长春市,\"甲,乙\",2023,1,1,0,0,0,0,0,0,0,0,0,0,0,0");
    assert!(lines[2].starts_with("brand,吉林省,长春市,\"甲,乙\",2024,2,2,"));
    assert!(lines[3].starts_with("province,吉林省,,,2024,3,3,"));
    assert_eq!(lines.len(), 4);
}

#[test]
fn bases_have_a_column_of_their_own() {
    let lines = written(&bases(&cohorts(), &Hidden::default()).expect("a frame"));
    assert!(lines[0].starts_with("level,province,city,base,year,"));
    assert!(lines[1].starts_with("base,吉林省,长春市,某校,2024,2,2,"));
    assert_eq!(lines.len(), 2);
}

#[test]
fn an_empty_run_has_headings() {
    assert_eq!(written(&metrics(&Cohorts::new(), &Hidden::default()).expect("a frame")).len(), 1);
    assert_eq!(
        written(&verdicts(&[]).expect("a frame"))[0],
        "policy,standard,province,city,subject_kind,subject,window,condition,measure,value_num,value_den,high_num,high_den,threshold,op,result,margin,missing,settles_on,citation"
    );
}

#[test]
fn parquet_has_the_same_rows_and_always_the_same_bytes() {
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    use arrow_array::types::Int64Type;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReader;

    let frame = metrics(&cohorts(), &Hidden::default()).expect("a frame");
    let write = || {
        let mut bytes = Vec::new();
        parquet(&mut bytes, &frame).expect("memory");
        bytes
    };
    let bytes = write();
    assert_eq!(bytes, write());
    let folder = TestFolder::new();
    let path = folder.path().join("metrics.parquet");
    std::fs::write(&path, bytes).expect("a file");
    let file = std::fs::File::open(path).expect("a file");
    let mut reader = ParquetRecordBatchReader::try_new(file, 1024).expect("parquet");
    let batch = reader.next().expect("a batch").expect("readable");
    let trainees = batch.column_by_name("trainees").expect("column").as_primitive::<Int64Type>();
    assert_eq!(trainees.values(), &[1, 2, 3]);
    let cities = batch.column_by_name("city").expect("column").as_string::<i32>();
    assert_eq!((cities.value(0), cities.is_null(2)), ("长春市", true));
}

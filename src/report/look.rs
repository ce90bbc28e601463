#[test]
fn look() {
    let run = super::sample::run();
    let files = super::write(&run, std::path::Path::new("/tmp/report/out"), false).unwrap();
    std::fs::write("/tmp/report/out/summary.txt", super::summary(&run, 100) + &super::written(&files)).unwrap();
}

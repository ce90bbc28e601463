//! Parses the command line, runs the command, reports its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    taizhang::cli::run(std::env::args_os()).into()
}

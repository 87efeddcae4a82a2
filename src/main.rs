//! The command line: reads the arguments, runs one command, tells the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    shegong::commands::run(std::env::args_os())
}

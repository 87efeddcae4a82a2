//! The command line: reads the arguments, runs one command, tells the exit code.

use std::process::ExitCode;

/// A page makes and drops some thousand small values on whichever thread is free; this
/// allocator does so faster than the system's and gives memory back after a rush of big
/// lists (docs/performance.md has the figures of both).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    shegong::commands::run(std::env::args_os())
}

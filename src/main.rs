//! The program: runs the command line; the result becomes an exit code.

fn main() -> std::process::ExitCode {
    plumbline::cli::run(std::env::args_os())
}

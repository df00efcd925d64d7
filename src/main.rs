//! The program: runs the command line; the result becomes an exit code.

fn main() -> std::process::ExitCode {
    #[cfg(feature = "video")]
    plumbline::video::quiet_decoder();
    plumbline::cli::run(std::env::args_os())
}

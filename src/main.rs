//! The program: runs the command line; the result becomes an exit code.

/// Keeps the large buffers of frames for the next frame instead of handing them back to the system and clearing new ones.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    plumbline::cli::run(std::env::args_os())
}

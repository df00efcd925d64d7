//! Keeps the decoder from writing its own remarks on the terminal.

/// The variables by which OpenCV and its FFmpeg are told to be silent, with their values.
///
/// OpenCV reads them once, before its first use, from the environment only; FFmpeg's `-8` is "quiet".
pub const QUIET: [(&str, &str); 2] = [("OPENCV_FFMPEG_LOGLEVEL", "-8"), ("OPENCV_LOG_LEVEL", "OFF")];

/// Starts the program again in its own place with [`QUIET`] set, unless every variable is set already.
///
/// To be called before the first frame is read and before any thread is started, and only where frames will be read: loading the program
/// with OpenCV's libraries once more takes about a tenth of a second of processor time, which is little beside an analysis and much
/// beside a help text. A script that exports [`QUIET`] saves even that. Setting a variable of the running process is `unsafe` in Rust, and the decoder's
/// remarks ("moov atom not found") would stand between our own lines. A value that the user set is kept. Returns when nothing needs
/// to be done or nothing could be done; the remarks are then merely visible.
pub fn quiet_decoder() {
    let missing: Vec<_> = QUIET.into_iter().filter(|(name, _)| std::env::var_os(name).is_none()).collect();
    if !missing.is_empty() {
        again(&missing);
    }
}

#[cfg(unix)]
fn again(variables: &[(&str, &str)]) {
    use std::os::unix::process::CommandExt;

    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut command = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    // Only comes back where the system refuses; the variables then stay unset and the remarks visible.
    let error = command.args(arguments).envs(variables.iter().copied()).exec();
    tracing::debug!(%error, "the decoder's remarks could not be silenced");
}

#[cfg(not(unix))]
fn again(_variables: &[(&str, &str)]) {}

//! Keeps the decoder from writing its own remarks on the terminal.

/// The variables by which OpenCV and its FFmpeg are told to be silent, with their values.
///
/// OpenCV reads them once, before its first use, from the environment only; FFmpeg's `-8` is "quiet".
pub const QUIET: [(&str, &str); 2] = [("OPENCV_FFMPEG_LOGLEVEL", "-8"), ("OPENCV_LOG_LEVEL", "OFF")];

/// Sets [`QUIET`] for this process, before the decoder's first use. A value that the user set is kept.
///
/// To be called while the program has one thread only: the environment of a process is not safe to change while others read it. Where
/// nothing could be set the decoder's remarks ("moov atom not found") are merely visible.
pub fn quiet_decoder() {
    let lines = QUIET.map(|(name, value)| format!("{name}={value}")).join("\n");
    if let Err(error) = dotenvy::from_read(lines.as_bytes()) {
        tracing::debug!(%error, "the decoder's remarks could not be silenced");
    }
}

/// Keeps OpenCV's own work on pictures on the thread that asks for it: where many clips are read at a time, each has one processor.
///
/// The decoder's threads are not reached by it; they work ahead of the thread that asks for frames.
pub fn one_thread() {
    if let Err(error) = opencv::core::set_num_threads(1) {
        tracing::debug!(%error, "OpenCV's threads could not be limited");
    }
}

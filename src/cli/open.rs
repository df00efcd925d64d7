//! `plumbline open`, and `plumbline` alone: the window.

use std::path::PathBuf;

use clap::Args;

use super::Failure;

/// What `plumbline open` takes.
#[derive(Args, Debug, Default)]
pub(super) struct Open {
    /// Videos, or pose recordings written by `plumbline analyze --recording`
    #[arg(value_name = "CLIP")]
    clips: Vec<PathBuf>,
}

impl Open {
    /// Opens the window and waits until it is closed.
    #[cfg(feature = "ui")]
    pub(super) fn run(self) -> Result<u8, Failure> {
        crate::video::quiet_decoder();
        // The window's clips are named from anywhere, also after a change of folder.
        let clips = self.clips.into_iter().map(|clip| std::path::absolute(&clip).unwrap_or(clip)).collect();
        crate::ui::run(clips)?;
        Ok(0)
    }

    /// Says that there is none in this build.
    #[cfg(not(feature = "ui"))]
    #[expect(clippy::unused_self, reason = "called as the window is")]
    pub(super) fn run(self) -> Result<u8, Failure> {
        Err("this build has no window: build it with the feature `ui`, or use the command line: plumbline analyze CLIP".into())
    }
}

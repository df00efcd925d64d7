//! The player's film and packer out of the real decoder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::film::{Film, Open, Press, Side};
use super::glimpses::Glimpses;
use super::pictures::{Budget, Pictures};
use crate::frame::Frame;
use crate::video::{ReadOptions, VideoReader, glimpsed, packed, unpacked};

/// Quality of the small pictures, of 100: small, and good enough to play.
const QUALITY: u8 = 75;
/// Quality of those made while a clip is watched, of 100: they are soon replaced.
const GLIMPSE_QUALITY: u8 = 60;

impl Pictures {
    /// The pictures of a clip. `options` are those that the recording was made with and `times` the playing times of its frames; `side` is
    /// the longest side of a sharp picture, pixels; `glimpses` were kept while the clip was watched.
    pub fn open(
        path: &Path,
        options: &ReadOptions,
        times: &Arc<[f64]>,
        side: usize,
        glimpses: Option<Arc<Glimpses>>,
        wake: &Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let budget = Budget { sharp_side: side, ..Budget::default() };
        let film = || opener(path.to_owned(), *options);
        Self::start(&film, &|| Box::new(Jpegs), times, budget, glimpses, wake)
    }
}

/// Opens a clip as a film; its times are the file's own playing times.
fn opener(path: PathBuf, options: ReadOptions) -> Open {
    Box::new(move |Side(side)| {
        let options = ReadOptions { slow_motion: 1.0, max_side: Some(side), ..options };
        let reader = VideoReader::open(&path, &options).map_err(|error| error.to_string())?;
        Ok(Box::new(Reel { reader, leapt: false }))
    })
}

struct Reel {
    reader: VideoReader,
    leapt: bool,
}

impl Film for Reel {
    fn go_on(&mut self) -> Result<Option<Option<f64>>, String> {
        let at =
            if self.leapt { self.reader.next_time_after_leap() } else { self.reader.next_time_in_part().map(|at| at.map(Some)) };
        at.map_err(|error| error.to_string())
    }

    fn picture(&mut self) -> Result<Option<Frame>, String> {
        self.reader.picture().map_err(|error| error.to_string())
    }

    fn leap(&mut self, playing_s: f64) -> Result<bool, String> {
        let leapt = self.reader.leap(playing_s).map_err(|error| error.to_string())?;
        self.leapt |= leapt;
        Ok(leapt)
    }
}

impl Glimpses {
    /// Takes the next frame of a clip that is being watched.
    pub fn see(&mut self, frame: &Frame) {
        self.add(frame, |frame, Side(side)| glimpsed(frame, side, GLIMPSE_QUALITY).ok());
    }
}

/// Small pictures as JPEG.
struct Jpegs;

impl Press for Jpegs {
    fn pack(&mut self, frame: &Frame, Side(side): Side) -> Option<Vec<u8>> {
        packed(frame, side, QUALITY).ok()
    }

    fn unpack(&mut self, bytes: &[u8]) -> Option<(usize, usize, Vec<u8>)> {
        unpacked(bytes).ok()
    }
}

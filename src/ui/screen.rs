//! The pictures of one clip as the window shows them.

use std::sync::Arc;

use eframe::egui::{ColorImage, Context, TextureHandle, TextureOptions};

use super::clip::{ClipId, Entry};
use super::worker::Wake;
use super::{export, stage};
use crate::player::Pictures;

/// Long side of the pictures shown, pixels: more than the panel shows costs time and is only seen enlarged.
const SHOWN_SIDE: usize = 1280;

/// The pictures of a clip, and the one there is.
pub(super) struct Screen {
    /// The clip.
    pub(super) clip: ClipId,
    /// Why pictures are missing, in plain words.
    pub(super) trouble: Option<String>,
    pictures: Pictures,
    /// Of the last small and of the last sharp picture: each kind has its own size.
    textures: [Option<TextureHandle>; 2],
    /// The one that is shown.
    sharp: bool,
    frame: usize,
}

impl Screen {
    /// Opens the pictures of a clip; `None` where it has none.
    pub(super) fn open(entry: &Entry, wake: &Wake) -> Option<Self> {
        let clip = entry.clip()?;
        let video = clip.video.as_ref()?;
        let slow = clip.original.clip.part.slow_motion;
        let times: Arc<[f64]> = clip.original.moments.iter().map(|moment| moment.at.0 * slow).collect();
        let options = export::read_options(&clip.original);
        let pictures = Pictures::open(video, &options, &times, SHOWN_SIDE, clip.glimpses.clone(), wake);
        Some(Self { clip: entry.id, trouble: None, pictures, textures: [None, None], sharp: false, frame: 0 })
    }

    /// Asks for a frame's picture and takes what has come.
    pub(super) fn follow(&mut self, ctx: &Context, frame: usize, playing: bool, direction: i8) {
        self.pictures.want(frame, playing, direction);
        self.trouble = self.pictures.trouble().map(str::to_owned);
        let Some(picture) = self.pictures.take() else { return };
        let image = ColorImage::from_rgba_premultiplied([picture.width, picture.height], &picture.rgba);
        (self.frame, self.sharp) = (picture.frame, picture.sharp);
        match &mut self.textures[usize::from(picture.sharp)] {
            Some(texture) if texture.size() == [picture.width, picture.height] => texture.set(image, TextureOptions::LINEAR),
            texture => *texture = Some(ctx.load_texture("frame", image, TextureOptions::LINEAR)),
        }
    }

    /// The picture there is.
    pub(super) fn shown(&self) -> Option<stage::Shown> {
        let texture = self.textures[usize::from(self.sharp)].as_ref()?;
        Some(stage::Shown { texture: texture.id(), frame: self.frame })
    }
}

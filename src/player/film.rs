//! What the player asks of a decoder and of a packer of pictures: traits, so that it is tested without either.

use crate::frame::Frame;

/// A clip that is decoded in order. An error says in plain words why there is no picture.
pub trait Film: Send {
    /// Goes on by one frame without making its picture, and gives its playing time, seconds, where the decoder has one; `None` at the end.
    fn go_on(&mut self) -> Result<Option<Option<f64>>, String>;

    /// The picture of the frame gone on to last; `None` where it is damaged. The frame's own number and time are not looked at.
    fn picture(&mut self) -> Result<Option<Frame>, String>;

    /// Goes on to the next frame that has a picture: its playing time and the picture; `None` at the end.
    fn next_frame(&mut self) -> Result<Option<(Option<f64>, Frame)>, String> {
        while let Some(at) = self.go_on()? {
            if let Some(frame) = self.picture()? {
                return Ok(Some((at, frame)));
            }
        }
        Ok(None)
    }

    /// Leaps to about a playing time; the next frame then tells by its time where that was. `false` where the decoder cannot leap.
    fn leap(&mut self, playing_s: f64) -> Result<bool, String>;
}

/// Longest side of the pictures that a film is to give, pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side(pub usize);

/// Opens the clip from its first frame, with pictures of at most this size; the reason where it cannot.
pub type Open = Box<dyn FnMut(Side) -> Result<Box<dyn Film>, String> + Send>;

/// Makes a picture small in memory and whole again.
pub trait Press: Send {
    /// The picture in few bytes, no side longer than `side`; `None` where it cannot be packed.
    fn pack(&mut self, frame: &Frame, side: Side) -> Option<Vec<u8>>;

    /// Width, height and RGB bytes of a packed picture.
    fn unpack(&mut self, bytes: &[u8]) -> Option<(usize, usize, Vec<u8>)>;
}

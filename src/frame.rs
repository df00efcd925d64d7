//! One decoded picture of a clip.

use crate::units::Seconds;

/// One frame, upright (the file's rotation and pixel shape already applied), with its true time.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Number of the frame among those delivered, from 0.
    pub index: usize,
    /// Presentation time from the container, seconds from the clip's first frame.
    pub at: Seconds,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Rows from the top, pixels from the left, three bytes each in the order red, green, blue; no padding.
    pub rgb: Vec<u8>,
}

impl Frame {
    /// The three bytes red, green, blue of a pixel, or `None` outside the picture.
    pub fn pixel(&self, x: usize, y: usize) -> Option<[u8; 3]> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let start = (y * self.width + x) * 3;
        let bytes = self.rgb.get(start..start + 3)?;
        Some([bytes[0], bytes[1], bytes[2]])
    }
}

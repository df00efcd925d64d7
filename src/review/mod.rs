//! What a coach puts to a clip: notes, drawings, key frames, voice notes and overridden findings; undo and redo, and the file beside the
//! clip.
//!
//! A remark names moments by the file's own playing time and places by pixels of the recording's picture, as corrections do, so that it
//! still fits when the clip is watched anew. It changes no measurement and no finding: what the coach says is kept beside what the
//! program found, with the coach's reason, and shown as the coach's.

mod file;
mod history;
mod remark;
mod store;

#[cfg(test)]
pub(crate) mod tests;

pub use history::{History, Review};
pub use remark::{Figure, Ink, Remark, RemarkId, Says, What};
pub use store::{ReviewError, beside, free_voice, load, read, store, voice_file, voices, write};

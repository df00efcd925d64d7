//! Frames out of any phone video, and the annotated copy.

mod annotate;
mod clock;
mod error;
mod options;
mod pace;
mod picture;
mod probe;
mod quiet;
mod reader;
mod samples;
mod source;
mod stills;
mod uprights;
mod writer;

pub use annotate::annotate;
pub use error::VideoError;
pub use options::ReadOptions;
pub use quiet::{QUIET, one_thread, quiet_decoder};
pub use reader::{ClipFacts, VideoReader};
pub use samples::samples;
pub use source::{ClipSource, hash, library_version};
pub(crate) use stills::{glimpsed, packed, unpacked};
pub use stills::{jpeg, pictured, png, stills};
pub use writer::VideoWriter;

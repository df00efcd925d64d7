//! Plumbline watches a filmed set of deadlifts and says, repetition by repetition, what happened to the bar and the body.
//!
//! The line is the crate: **frame → pose → track → lift → reps → measurements → findings → report.**
//! It is cut in half at the pose [`body::Recording`]: what comes before sees pixels, is slow and can fail; what comes after is
//! pure and instant. Start at [`pipeline`]. `ARCHITECTURE.md` says which module may import which; a test holds it.

pub mod advice;
pub mod analysis;
pub mod arrivals;
pub mod bar;
pub mod batch;
pub mod body;
pub mod cli;
pub mod compare;
pub mod corrections;
pub mod digest;
pub mod faults;
pub mod folders;
pub mod frame;
pub mod geom;
#[cfg(feature = "infer")]
pub mod infer;
pub mod job;
pub mod library;
pub mod lift;
pub mod measure;
pub mod notes;
pub mod overlay;
pub mod pipeline;
pub mod player;
pub mod recording;
pub mod report;
pub mod reps;
pub mod review;
pub mod settings;
pub(crate) mod sidecar;
pub mod signal;
pub mod synthetic;
pub mod threshold;
pub mod track;
#[cfg(feature = "ui")]
pub mod ui;
pub mod units;
#[cfg(feature = "video")]
pub mod video;
#[cfg(feature = "voice")]
pub mod voice;

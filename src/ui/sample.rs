//! An analysed clip for the tests of the window: three repetitions in which the bar swings forward, and a lower back that gives way.

use std::sync::{Arc, OnceLock};

use super::clip::Clip;
use crate::body::Recording;
use crate::corrections::{Corrections, History};
use crate::pipeline;
use crate::recording;
use crate::review;
use crate::settings::Settings;
use crate::synthetic::{Errors, Scene, film};

fn filmed() -> &'static Recording {
    static FILMED: OnceLock<Recording> = OnceLock::new();
    FILMED.get_or_init(|| {
        let errors = Errors { lumbar_added_deg: 30.0, bow_m: 0.09, ..Errors::default() };
        let mut recording = film(&Scene { errors, ..Scene::default() }).0;
        recording.clip.path = "/sets/heavy.mp4".to_owned();
        recording::canonical(recording)
    })
}

/// The clip, without a video.
pub(super) fn clip() -> Clip {
    static CLIP: OnceLock<Clip> = OnceLock::new();
    let clip = CLIP.get_or_init(|| {
        let corrected = pipeline::analyze_corrected(filmed(), &Settings::default(), &Corrections::default());
        Clip {
            video: None,
            original: Arc::new(filmed().clone()),
            history: History::default(),
            review: review::History::default(),
            recording: corrected.recording.into(),
            analysis: corrected.analysis.into(),
            glimpses: None,
        }
    });
    clip.clone()
}

//! The formats of neighbouring programs that an analysis can be taken to.

use super::{kinovea, opensim, series, webvtt};
use crate::analysis::Analysis;
use crate::body::Recording;

/// A format that another program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Neighbour {
    /// Markers for OpenSim.
    OpenSimMarkers,
    /// Joint angles and the bar for OpenSim.
    OpenSimMotion,
    /// Tracks and key images for Kinovea.
    Kinovea,
    /// Repetitions as chapters of a video player.
    Chapters,
    /// Findings as captions of a video player.
    Captions,
    /// Curves for a spreadsheet.
    Curves,
}

/// Why a format cannot hold an analysis: what is missing, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{missing}: {remedy}")]
pub struct Unfit {
    /// What is missing.
    pub missing: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

impl Neighbour {
    /// Every format, in the order in which they are listed to the user.
    pub const ALL: [Self; 6] =
        [Self::OpenSimMarkers, Self::OpenSimMotion, Self::Kinovea, Self::Chapters, Self::Captions, Self::Curves];

    /// The word by which the command line names it, for example `trc`.
    pub fn code(self) -> &'static str {
        match self {
            Self::OpenSimMarkers => "trc",
            Self::OpenSimMotion => "mot",
            Self::Kinovea => "kva",
            Self::Chapters => "chapters",
            Self::Captions => "captions",
            Self::Curves => "curves",
        }
    }

    /// The format of a word of the command line.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }

    /// How its files' names end, after the clip's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::OpenSimMarkers => ".trc",
            Self::OpenSimMotion => ".mot",
            Self::Kinovea => ".kva",
            Self::Chapters => ".chapters.vtt",
            Self::Captions => ".captions.vtt",
            Self::Curves => ".curves.csv",
        }
    }

    /// Its name and what it is, for the user.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::OpenSimMarkers => ("OpenSim markers", "TRC with the joints and the bar in the plane of the lift, metres"),
            Self::OpenSimMotion => ("OpenSim motion", "MOT with the angles of trunk, hip, knee and elbow, and the bar"),
            Self::Kinovea => {
                ("Kinovea tracks", "KVA with the paths of bar and joints and the key moments; put it beside the video")
            }
            Self::Chapters => ("Chapters", "WebVTT with one chapter a repetition, for a video player"),
            Self::Captions => ("Captions", "WebVTT that says each finding where it is seen, for a video player"),
            Self::Curves => ("Curves", "CSV with angles, bar and phase frame by frame, for a spreadsheet"),
        }
    }

    /// The file's text. `recording` is the one that the analysis was made of, with the corrections in it where there are some.
    pub fn render(self, recording: &Recording, analysis: &Analysis) -> Result<String, Unfit> {
        match self {
            Self::OpenSimMarkers => opensim::markers(analysis),
            Self::OpenSimMotion => opensim::motion(analysis),
            Self::Kinovea => kinovea::render(recording, analysis),
            Self::Chapters => webvtt::chapters(analysis),
            Self::Captions => webvtt::captions(analysis),
            Self::Curves => series::render(analysis),
        }
    }
}

/// What every format needs and an analysis may not have.
pub(super) const NO_LIFTER: Unfit =
    Unfit { missing: "no lifter was found", remedy: "film the whole body and the bar from the side, then analyse the clip anew" };

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::sample;

    #[test]
    fn every_format_has_its_word_and_its_ending() {
        for format in Neighbour::ALL {
            assert_eq!(Neighbour::from_code(format.code()), Some(format));
            assert!(format.ending().starts_with('.') && !format.words().1.is_empty());
        }
        assert_eq!(Neighbour::from_code("xlsx"), None);
    }

    #[test]
    fn without_a_lifter_nothing_is_written_and_the_reason_is_told() {
        for format in Neighbour::ALL {
            let why = format.render(&Recording::default(), &sample::without_lifter()).unwrap_err().to_string();
            assert!(why.contains("no lifter") && why.contains("film"), "{why}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn whatever_the_numbers_nothing_panics_and_no_number_is_infinite(numbers in any::<[f64; 4]>()) {
            let analysis = sample::wild(numbers);
            for format in Neighbour::ALL {
                if let Ok(text) = format.render(&Recording::default(), &analysis) {
                    prop_assert!(!text.contains("inf"), "{:?}", format);
                }
            }
        }
    }
}

//! The options that a batch and a watched folder share.

use std::path::PathBuf;

use clap::Args;

use crate::cli::Failure;
use crate::cli::analyze::{self, PlateSize, Said, between};
use crate::lift::VariantKind;
use crate::settings::{Profile, Settings};

/// How clips are analysed, and where the results go.
#[derive(Args, Debug)]
pub(in crate::cli) struct Options {
    /// Folder for the results
    #[arg(long, value_name = "DIR", required = true)]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Clips at a time, each on one processor [default: as many as there are processors]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    /// Pose model: an id of `plumbline models`, or a manifest's path
    #[arg(long, value_name = "ID")]
    pub(super) model: Option<String>,
    /// Diameter of the plate nearest the camera in mm, or `unknown` [default: 450, marked as assumed]
    #[arg(long, value_name = "N|unknown", value_parser = analyze::plate)]
    plate_mm: Option<PlateSize>,
    /// The lifter's standing height in cm, where it is the same in all clips
    #[arg(long, value_name = "N", value_parser = between::<100, 250>)]
    height_cm: Option<f64>,
    /// Load on the bar in kg, the bar included, where it is the same in all clips
    #[arg(long, value_name = "N", value_parser = between::<1, 600>)]
    load_kg: Option<f64>,
    /// Kind of deadlift: conventional, sumo, stiff-leg, block or trap-bar [default: told from each video]
    #[arg(long, value_name = "V", value_parser = analyze::variant)]
    variant: Option<VariantKind>,
    /// How many times slower than life the files play, for example 8 for 240 frames/s played at 30
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = between::<1, 100>)]
    pub(super) slow_motion: f64,
    /// Settings file (JSON); may be given several times, the later wins; options given here win over it
    #[arg(long, value_name = "FILE")]
    settings: Vec<PathBuf>,
    /// Named set of limits: coach, strict-judge or rehabilitation [default: coach]
    #[arg(long, value_name = "NAME", value_parser = analyze::profile)]
    profile: Option<Profile>,
    /// Keep what the models saw of each video too, so that other settings need no second look at the video
    #[arg(long)]
    pub(super) keep_recordings: bool,
    /// No progress, nothing on stdout
    #[arg(long, short)]
    pub(in crate::cli) quiet: bool,
}

impl Options {
    /// The settings in force.
    pub(super) fn in_force(&self) -> Result<Settings, Failure> {
        let said = Said { plate_mm: self.plate_mm, height_cm: self.height_cm, load_kg: self.load_kg, variant: self.variant };
        analyze::settings(&self.settings, self.profile, said)
    }

    /// Clips at a time.
    pub(super) fn jobs(&self) -> usize {
        let there = || std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.map_or_else(there, usize::from)
    }
}

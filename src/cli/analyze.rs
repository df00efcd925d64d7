//! `plumbline analyze`: clips in, reports out.

use std::path::PathBuf;

use clap::Args;

use super::{COULD_NOT, FOUND, Failure, clip, outputs, watch};
use crate::faults::{Finding, Severity, Verdict};
use crate::job::Cancel;
use crate::lift::VariantKind;
use crate::report::Neighbour;
use crate::settings::{Profile, Settings};

/// What `plumbline analyze` takes.
#[derive(Args, Debug)]
pub(super) struct Analyze {
    /// Videos, or pose recordings written by --recording
    #[arg(value_name = "CLIP", required = true)]
    pub(super) clips: Vec<PathBuf>,

    /// Write the result as one JSON object; - is stdout
    #[arg(long, value_name = "FILE|-")]
    pub(super) json: Option<PathBuf>,
    /// Write a self-contained HTML report
    #[arg(long, value_name = "FILE.html")]
    pub(super) report: Option<PathBuf>,
    /// Write tables: FILE.csv with a row a repetition, FILE.measures.csv a row a number, FILE.findings.csv a row a finding
    #[arg(long, value_name = "FILE.csv")]
    pub(super) csv: Option<PathBuf>,
    /// Write a copy of the video with skeleton, bar path and findings
    #[arg(long, value_name = "FILE.mp4")]
    pub(super) annotated: Option<PathBuf>,
    /// Write what the models saw, or use it where the file is there and of this clip
    #[arg(long, value_name = "FILE")]
    pub(super) recording: Option<PathBuf>,
    /// Write JSON, HTML report, annotated video and recording of every clip into this folder
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// With --out, also write what neighbouring programs read: trc and mot (OpenSim), kva (Kinovea), chapters and captions (WebVTT), curves (CSV)
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "out", value_parser = neighbour)]
    pub(super) formats: Vec<Neighbour>,

    /// Pose model: an id of `plumbline models`, or a manifest's path
    #[arg(long, value_name = "ID")]
    pub(super) model: Option<String>,
    /// Diameter of the plate nearest the camera in mm, or `unknown` [default: 450, marked as assumed]
    #[arg(long, value_name = "N|unknown", value_parser = plate)]
    pub(super) plate_mm: Option<PlateSize>,
    /// The lifter's standing height in cm
    #[arg(long, value_name = "N", value_parser = between::<100, 250>)]
    pub(super) height_cm: Option<f64>,
    /// Load on the bar in kg, the bar included
    #[arg(long, value_name = "N", value_parser = between::<1, 600>)]
    pub(super) load_kg: Option<f64>,
    /// Kind of deadlift: conventional, sumo, stiff-leg, block or trap-bar [default: told from the video]
    #[arg(long, value_name = "V", value_parser = variant)]
    pub(super) variant: Option<VariantKind>,
    /// How many times slower than life the file plays, for example 8 for 240 frames/s played at 30
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = between::<1, 100>)]
    pub(super) slow_motion: f64,
    /// Start at this time of the file, seconds
    #[arg(long, value_name = "S", value_parser = between::<0, 86_400>)]
    pub(super) from: Option<f64>,
    /// Stop at this time of the file, seconds
    #[arg(long, value_name = "S", value_parser = between::<0, 86_400>)]
    pub(super) to: Option<f64>,
    /// Settings file (JSON): sizes, limits, what was said of the set; may be given several times, the later wins; options given here
    /// win over it
    #[arg(long, value_name = "FILE")]
    pub(super) settings: Vec<PathBuf>,
    /// Named set of limits: coach, strict-judge or rehabilitation [default: coach]
    #[arg(long, value_name = "NAME", value_parser = profile)]
    pub(super) profile: Option<Profile>,
    /// Corrections made by hand (JSON): the clip's are kept beside it as CLIP.corrections.json
    #[arg(long, value_name = "FILE")]
    pub(super) corrections: Option<PathBuf>,
    /// Remarks of a coach (JSON), for the report and the pictures: the clip's are kept beside it as CLIP.review.json
    #[arg(long, value_name = "FILE")]
    pub(super) review: Option<PathBuf>,
    /// Cover faces in the report's pictures and in the annotated video; of the people whom the program followed only
    #[arg(long)]
    pub(super) blur_face: bool,
    /// Exit with 1 if a fault of at least moderate severity is found
    #[arg(long)]
    pub(super) check: bool,
    /// No progress, no report on stdout
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Threads for the pose model [default: chosen by the machine]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(super) threads: Option<u16>,
}

/// What the user said of the plate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum PlateSize {
    /// A diameter in millimetres.
    Known(f64),
    /// Not known: lengths are in shares of the body.
    Unknown,
}

/// What the options say of the set, which wins over the settings files.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said {
    pub(super) plate_mm: Option<PlateSize>,
    pub(super) height_cm: Option<f64>,
    pub(super) load_kg: Option<f64>,
    pub(super) variant: Option<VariantKind>,
}

/// The settings of files, of which the later win, overridden by what was said.
pub(super) fn settings(files: &[PathBuf], profile: Option<Profile>, said: Said) -> Result<Settings, Failure> {
    let mut settings = settings_of(files, profile)?;
    match said.plate_mm {
        Some(PlateSize::Known(mm)) => (settings.calibration.plate_mm, settings.calibration.plate_stated) = (Some(mm), true),
        Some(PlateSize::Unknown) => (settings.calibration.plate_mm, settings.calibration.plate_stated) = (None, true),
        None => {}
    }
    settings.calibration.height_cm = said.height_cm.or(settings.calibration.height_cm);
    settings.load_kg = said.load_kg.or(settings.load_kg);
    settings.variant = said.variant.or(settings.variant);
    Ok(settings)
}

/// Reads `--plate-mm`.
pub(super) fn plate(text: &str) -> Result<PlateSize, String> {
    if text.eq_ignore_ascii_case("unknown") {
        return Ok(PlateSize::Unknown);
    }
    between::<100, 600>(text).map(PlateSize::Known).map_err(|error| format!("{error}, or the word unknown"))
}

/// Reads `--variant`.
pub(super) fn variant(text: &str) -> Result<VariantKind, String> {
    VariantKind::from_code(text).ok_or_else(|| "expected conventional, sumo, stiff-leg, block or trap-bar".to_owned())
}

/// Reads one word of `--formats`.
fn neighbour(text: &str) -> Result<Neighbour, String> {
    Neighbour::from_code(text).ok_or_else(|| format!("expected {}", Neighbour::ALL.map(Neighbour::code).join(", ")))
}

/// Reads `--profile`.
pub(super) fn profile(text: &str) -> Result<Profile, String> {
    Profile::from_code(text).ok_or_else(|| format!("expected {}", Profile::ALL.map(Profile::code).join(", ")))
}

/// Reads a number from `LOW` to `HIGH`, both included.
pub(super) fn between<const LOW: u32, const HIGH: u32>(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| format!("expected a number from {LOW} to {HIGH}"))?;
    if (f64::from(LOW)..=f64::from(HIGH)).contains(&number) {
        Ok(number)
    } else {
        Err(format!("expected a number from {LOW} to {HIGH}"))
    }
}

impl Analyze {
    /// Analyses every clip; one that cannot be analysed does not stop the rest.
    pub(super) fn run(&self) -> Result<u8, Failure> {
        self.refuse_contradictions()?;
        watch::quiet(self);
        let settings = self.settings()?;
        let cancel = Cancel::default();
        let asked = cancel.clone();
        // Where no handler can be set Ctrl-C ends the program at once, which loses nothing: files are renamed when whole.
        let _ = ctrlc::set_handler(move || asked.cancel());
        let mut worst = 0;
        for (number, path) in self.clips.iter().enumerate() {
            let targets = outputs::Targets::of(self, number)?;
            match clip::analyze(self, path, &settings, &targets, &cancel) {
                Ok(analysis) => {
                    let set = analysis.set.iter();
                    if self.check && set.chain(analysis.reps.iter().flat_map(|rep| &rep.findings)).any(is_serious) {
                        worst = worst.max(FOUND);
                    }
                }
                Err(error) if self.clips.len() == 1 => return Err(error),
                Err(error) => {
                    eprintln!("plumbline: {}: {error}", path.display());
                    worst = COULD_NOT;
                }
            }
            if cancel.is_cancelled() {
                break;
            }
        }
        Ok(worst)
    }

    /// The settings in force: the file's, overridden by the options.
    fn settings(&self) -> Result<Settings, Failure> {
        let said = Said { plate_mm: self.plate_mm, height_cm: self.height_cm, load_kg: self.load_kg, variant: self.variant };
        settings(&self.settings, self.profile, said)
    }

    /// Options that cannot go together.
    fn refuse_contradictions(&self) -> Result<(), Failure> {
        if self.clips.len() > 1
            && [&self.json, &self.report, &self.csv, &self.annotated, &self.recording].iter().any(|file| file.is_some())
        {
            return Err("--json, --report, --csv, --annotated and --recording name one file, but there are several clips: \
                        use --out DIR, which writes all of them for every clip"
                .into());
        }
        if self.clips.len() > 1 && self.corrections.is_some() {
            return Err("--corrections belong to one clip, but there are several: give them one by one".into());
        }
        if self.clips.len() > 1 && self.review.is_some() {
            return Err("--review belongs to one clip, but there are several: give them one by one".into());
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from >= to
        {
            return Err(format!("--from {from} is not before --to {to}: give a start before the end").into());
        }
        Ok(())
    }
}

/// The settings of several files, of which the later win.
pub(super) fn settings_of(files: &[PathBuf], profile: Option<Profile>) -> Result<Settings, Failure> {
    let mut texts = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("the settings file cannot be read ({error}): {}", path.display()))?;
        // Each by itself first, so that an error names its file.
        Settings::from_json(&text).map_err(|error| format!("{error}: {}", path.display()))?;
        texts.push(text);
    }
    Ok(Settings::from_texts(&texts, profile)?)
}

/// Whether a finding is a fault of at least moderate severity.
fn is_serious(finding: &Finding) -> bool {
    matches!(finding.verdict, Verdict::Fault { severity, .. } if severity >= Severity::Moderate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plate_is_a_diameter_or_unknown() {
        assert_eq!(plate("450"), Ok(PlateSize::Known(450.0)));
        assert_eq!(plate("Unknown"), Ok(PlateSize::Unknown));
        assert!(plate("45").unwrap_err().contains("100 to 600"));
        assert!(plate("nan").is_err());
    }
}

//! One clip from the file to everything that was asked for.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use super::analyze::Analyze;
use super::outputs::Targets;
use super::progress::Progress;
use super::{Failure, say, watch};
use crate::analysis::Analysis;
use crate::body::Recording;
use crate::corrections::{self, Corrections};
use crate::job::{Cancel, Event, Stage};
use crate::overlay::{Drawing, Veil};
use crate::pipeline::{self, Busy, Corrected};
use crate::recording;
use crate::report::{self, Timing};
use crate::review;
use crate::settings::Settings;

/// Columns of the text report where stdout is no terminal.
const WIDTH: usize = 100;

/// Analyses one clip, or one recording of a clip, writes what was asked for and prints the report.
pub(super) fn analyze(
    arguments: &Analyze,
    path: &Path,
    settings: &Settings,
    targets: &Targets,
    cancel: &Cancel,
) -> Result<Analysis, Failure> {
    let start = Instant::now();
    let progress = Progress::new(arguments.quiet);
    let listen = |event: Event| progress.hear(&event);
    let (seen, busy, video) = obtain(arguments, path, targets, &listen, cancel)?;
    let corrections = match &arguments.corrections {
        Some(file) => corrections::read(file, &seen.clip)?,
        None => Corrections::default(),
    };
    let remarks = arguments.review.as_deref().map(|file| review::read(file, &seen.clip)).transpose()?;

    let began = Instant::now();
    listen(Event::Began { stage: Stage::Analyse, total: None });
    let Corrected { recording, analysis } = pipeline::analyze_corrected(&seen, settings, &corrections);
    listen(Event::Ended { stage: Stage::Analyse });
    let analysed = began.elapsed();

    if let Some(target) = &targets.recording {
        // What the models saw, not what was made of it: corrections stay in their own file.
        recording::write(&seen, target)?;
    }
    if let Some(target) = &targets.csv {
        report::save(target, report::csv::repetitions(&analysis).as_bytes())?;
        report::save(&target.with_extension("measures.csv"), report::csv::measures(&analysis).as_bytes())?;
        report::save(&target.with_extension("findings.csv"), report::csv::findings(&analysis).as_bytes())?;
    }
    let veil = arguments.blur_face.then(|| Veil::of(&recording, analysis.lifter));
    if veil.as_ref().is_some_and(|veil| !veil.covers_lifter())
        && (targets.annotated.is_some() || targets.report.is_some())
        && video.is_some()
    {
        return Err("no head was seen in the clip, so --blur-face can cover none: leave it out, or film nearer".into());
    }
    let drawing = &Drawing { review: remarks.as_ref(), veil: veil.as_ref(), ..Drawing::new(&recording, &analysis) };
    let mut neighbours = Vec::new();
    for (format, target) in &targets.neighbours {
        match format.render(&recording, &analysis) {
            Ok(text) => {
                report::save(target, text.as_bytes())?;
                neighbours.push((format.words().0, target.as_path()));
            }
            // What a format cannot hold is no failure of the analysis.
            Err(unfit) => eprintln!("plumbline: not written, for {unfit}: {}", target.display()),
        }
    }
    if let Some(target) = &targets.report {
        let stills = watch::stills(video, drawing)?;
        let film = crate::advice::film::read(&recording, &analysis);
        let beside = arguments.review.as_deref().zip(remarks.as_ref());
        let voices = beside.map(|(path, remarks)| review::voices(path, remarks)).unwrap_or_default();
        let enclosed = report::html::Enclosed {
            review: remarks.as_ref(),
            stills: &stills,
            veiled: veil.is_some(),
            film: Some(&film),
            comments: &[],
            voices: &voices,
        };
        report::save(target, report::html::enclosing(&analysis, &enclosed).as_bytes())?;
    }
    if let Some(target) = &targets.annotated {
        watch::annotate(video, target, drawing, &listen, cancel)?;
    }
    let timing = timing(busy, analysed, start.elapsed());
    if let Some(target) = &targets.json {
        let json = report::json::render(&analysis, Some(&timing));
        if targets.json_on_stdout() { say(&json)? } else { report::save(target, json.as_bytes())? }
    }
    if !arguments.quiet && !targets.json_on_stdout() {
        print(&analysis, targets, &neighbours)?;
    }
    Ok(analysis)
}

/// The recording of a clip: read where the path is a recording, or where a fitting one is there already; else made from the video.
/// With it the time the stages took and, where there is one, the video's path.
fn obtain<'a>(
    arguments: &Analyze,
    path: &'a Path,
    targets: &Targets,
    listen: &(dyn Fn(Event) + Sync),
    cancel: &Cancel,
) -> Result<(Recording, Busy, Option<&'a Path>), Failure> {
    if recording::is_recording(path) {
        return Ok((recording::read(path)?, Busy::default(), None));
    }
    let wanted = if targets.reuse { targets.recording.as_deref().filter(|file| file.exists()) } else { None };
    if let Some(file) = wanted {
        let there = recording::read(file)?;
        if watch::fits(arguments, path, &there)? {
            return Ok((there, Busy::default(), Some(path)));
        }
    }
    let estimate = watch::estimate(arguments, path, listen, cancel)?;
    Ok((recording::canonical(estimate.recording), estimate.busy, Some(path)))
}

/// The stages' times for the report.
fn timing(busy: Busy, analysed: Duration, total: Duration) -> Timing {
    Timing {
        decode_s: busy.decode.as_secs_f64(),
        infer_s: (busy.infer + busy.bar).as_secs_f64(),
        analyse_s: analysed.as_secs_f64(),
        total_s: total.as_secs_f64(),
    }
}

/// Prints the report for reading, and where the files lie; `neighbours` are those for other programs that were written.
fn print(analysis: &Analysis, targets: &Targets, neighbours: &[(&'static str, &Path)]) -> Result<(), Failure> {
    let terminal = console::Term::stdout();
    let width = terminal.size_checked().map_or(WIDTH, |(_, columns)| usize::from(columns));
    let mut text = report::text::render(analysis, report::text::Style { width, colour: console::colors_enabled() });
    let files = [
        ("annotated video", &targets.annotated),
        ("report", &targets.report),
        ("JSON", &targets.json),
        ("tables", &targets.csv),
        ("recording", &targets.recording),
    ];
    let ours = files.into_iter().filter_map(|(what, file)| Some((what, file.as_deref()?)));
    for (what, file) in ours.chain(neighbours.iter().copied()) {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{what:16} {}", file.display());
    }
    say(&text)
}

//! Kinovea's annotation file (`.kva`): the paths of bar and joints in the picture, and the key moments of every repetition.
//!
//! It is written after Kinovea's own reader (`MetadataSerializer`, format 2.0). Times are in thousandths of a mean frame and the file
//! says how long a frame is: so a time is kept whatever clock the reader's decoder counts in, also where frames are uneven. Points are
//! as the model saw them, in pixels of the upright picture; Kinovea smooths by itself. A path with a hole becomes two, for Kinovea
//! would draw straight across it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::neighbour::{NO_LIFTER, Unfit};
use super::order::rank;
use super::words;
use crate::analysis::Analysis;
use crate::body::{Joint, Recording, Side};
use crate::geom::ImagePoint;
use crate::lift::{BarSource, Lift, Plane};
use crate::measure::LEAST_CONFIDENCE;
use crate::reps::Rep;
use crate::signal::Smoothing;

/// Clock ticks a mean frame.
const TICKS_A_FRAME: f64 = 1000.0;
/// The joints whose paths are written, by their left twins.
const JOINTS: [Joint; 4] = [Joint::LeftShoulder, Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle];
/// Colours of the paths, alpha, red, green and blue: the bar's, then the joints', near side before far; those of the overlay.
const COLOURS: [&str; 9] = [
    "255;240;165;20",
    "255;86;180;233",
    "255;240;228;66",
    "255;60;205;155",
    "255;235;95;20",
    "255;0;114;178",
    "255;190;180;60",
    "255;0;158;115",
    "255;204;121;167",
];

/// A point on its frame's time: seconds of the analysis, and where.
type Timed = (f64, ImagePoint);

/// An annotation file, to be put beside the video under the same name.
pub(super) fn render(recording: &Recording, analysis: &Analysis) -> Result<String, Unfit> {
    let lift = analysis.lift.as_ref().ok_or(NO_LIFTER)?;
    let clock = Clock::of(analysis)?;
    let tracks = tracks(recording, analysis, lift);
    if tracks.is_empty() {
        return Err(Unfit {
            missing: "neither the bar nor a joint was seen",
            remedy: "give the recording that the clip was analysed with",
        });
    }
    let stem = words::file_name(&analysis.clip.path).rsplit_once('.').map_or(analysis.clip.path.as_str(), |(stem, _)| stem);
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<KinoveaVideoAnalysis>\n  <FormatVersion>2.0</FormatVersion>\n",
    );
    let mut element = |name: &str, value: &str| {
        // Writing to a text cannot fail.
        let _ = writeln!(xml, "  <{name}>{}</{name}>", escaped(value));
    };
    element("Producer", concat!("Plumbline.", env!("CARGO_PKG_VERSION")));
    element("OriginalFilename", words::file_name(stem));
    element("ImageSize", &format!("{};{}", analysis.clip.width_px, analysis.clip.height_px));
    element("AverageTimeStampsPerFrame", &format!("{TICKS_A_FRAME:.0}"));
    element("CaptureFramerate", &format!("{:.6}", clock.filmed_fps));
    element("UserFramerate", &format!("{:.6}", clock.played_fps));
    for name in ["FirstTimeStamp", "SelectionStart", "TimeOrigin"] {
        element(name, "0");
    }
    xml.push_str(&keyframes(analysis, lift, &clock));
    xml.push_str("  <Tracks>\n");
    for ((name, points), colour) in &tracks {
        xml.push_str(&track(name, points, colour, &clock));
    }
    xml.push_str("  </Tracks>\n</KinoveaVideoAnalysis>\n");
    Ok(xml)
}

/// From seconds of the analysis to ticks of the file.
struct Clock {
    /// Frames a second as they were filmed.
    filmed_fps: f64,
    /// Frames a second as the file plays.
    played_fps: f64,
}

impl Clock {
    fn of(analysis: &Analysis) -> Result<Self, Unfit> {
        let (filmed_fps, slow) = (analysis.clip.mean_fps, analysis.clip.part.slow_motion);
        if filmed_fps.is_finite() && filmed_fps > 0.0 && slow.is_finite() && slow > 0.0 {
            Ok(Self { filmed_fps, played_fps: filmed_fps / slow })
        } else {
            Err(Unfit { missing: "the clip's frame rate is not known", remedy: "analyse the clip itself" })
        }
    }

    /// The slow motion takes itself out: a frame is as many ticks as it was filmed with.
    fn ticks(&self, at_s: f64) -> i64 {
        (at_s * self.filmed_fps * TICKS_A_FRAME).round() as i64
    }
}

/// The unbroken pieces of every path, each with its name, and its colour.
fn tracks(recording: &Recording, analysis: &Analysis, lift: &Lift) -> Vec<((String, Vec<Timed>), &'static str)> {
    let time = |frame: usize| recording.moments.get(frame).map(|moment| moment.at.0);
    let mut paths: Vec<(String, Vec<Timed>)> = Vec::new();
    if lift.bar.as_ref().is_some_and(|bar| bar.source == BarSource::Plate) {
        let centres = recording.moments.iter().filter_map(|moment| Some((moment.at.0, moment.near_plate?.rim.centre)));
        paths.push(("Bar".to_owned(), centres.collect()));
    } else {
        paths.push(("Bar".to_owned(), Vec::new()));
    }
    let sides: &[Side] = if lift.plane == Plane::Sagittal { &[lift.near] } else { &[lift.near, lift.near.other()] };
    let person = analysis.lifter.and_then(|lifter| recording.people.get(lifter));
    for joint in sides.iter().flat_map(|side| JOINTS.map(|joint| joint.on(*side))) {
        let place = |pose: &Option<crate::body::Pose>| pose.as_ref()?.sure(joint, LEAST_CONFIDENCE);
        let poses = person.into_iter().flat_map(|person| person.poses.iter().enumerate());
        let points = poses.filter_map(|(frame, pose)| Some((time(frame)?, place(pose)?)));
        let name = joint.name().replace('_', " ");
        paths.push((name[..1].to_uppercase() + &name[1..], points.collect()));
    }
    let pieces = paths.into_iter().zip(COLOURS).flat_map(|((name, points), colour)| {
        let whole = unbroken(points);
        let many = whole.len() > 1;
        whole.into_iter().enumerate().map(move |(index, piece)| {
            let name = if many { format!("{name} {}", index + 1) } else { name.clone() };
            ((name, piece), colour)
        })
    });
    pieces.collect()
}

/// The pieces of a path between its holes; a piece of a single point is none.
fn unbroken(points: Vec<Timed>) -> Vec<Vec<Timed>> {
    let mut pieces: Vec<Vec<Timed>> = Vec::new();
    for (at, point) in points.into_iter().filter(|(at, point)| at.is_finite() && point.is_finite()) {
        match pieces.last_mut() {
            Some(piece) if piece.last().is_some_and(|(before, _)| at - before <= Smoothing::LONGEST_FILL_S) => {
                piece.push((at, point));
            }
            _ => pieces.push(vec![(at, point)]),
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

fn track(name: &str, points: &[Timed], colour: &str, clock: &Clock) -> String {
    let Some((first, at)) = points.first() else { return String::new() };
    let (start, name) = (clock.ticks(*first), escaped(name));
    let mut xml = format!(
        "    <Track name=\"{name}\">\n      <TimePosition>{start}</TimePosition>\n      <Mode>Complete</Mode>\n      \
         <ExtraData>None</ExtraData>\n      <Marker>Cross</Marker>\n      <TrackPointList Count=\"{}\">\n",
        points.len()
    );
    for (time, point) in points {
        // Writing to a text cannot fail.
        let _ = writeln!(xml, "        <TrackPoint>{:.2};{:.2};{}</TrackPoint>", point.x, point.y, clock.ticks(*time));
    }
    let _ = write!(
        xml,
        "      </TrackPointList>\n      <MainLabel Text=\"{name}\">\n        <SpacePosition>{:.0};{:.0}</SpacePosition>\n        \
         <TimePosition>{start}</TimePosition>\n      </MainLabel>\n      <DrawingStyle>\n        \
         <Color Key=\"color\">\n          <Value>{colour}</Value>\n        </Color>\n        \
         <LineSize Key=\"line size\">\n          <Value>2</Value>\n        </LineSize>\n        \
         <TrackShape Key=\"track shape\">\n          <Value>Solid;false</Value>\n        </TrackShape>\n      \
         </DrawingStyle>\n    </Track>\n",
        at.x, at.y
    );
    xml
}

/// A key image for every event of a repetition and for every fault at its moment; nothing where there is neither.
fn keyframes(analysis: &Analysis, lift: &Lift, clock: &Clock) -> String {
    /// What one image is called, and what is said of it.
    #[derive(Default)]
    struct Key {
        titles: Vec<String>,
        comments: Vec<String>,
    }
    let mut keys: BTreeMap<i64, Key> = BTreeMap::new();
    // Kinovea's key images are frames.
    let ticks = |frame: usize| lift.t.get(frame).map(|at| clock.ticks(*at));
    for result in &analysis.reps {
        for (name, frame) in events(&result.rep) {
            if let Some(at) = ticks(frame) {
                keys.entry(at).or_default().titles.push(format!("{} {name}", result.rep.number));
            }
        }
        for finding in result.findings.iter().filter(|finding| rank(&finding.verdict).is_some()) {
            let moment = words::measurement(finding).filter(|measured| measured.at.is_finite());
            if let Some(at) = moment.and_then(|measured| ticks(lift.frame_at(measured.at))) {
                let key = keys.entry(at).or_default();
                key.titles.push(format!("{} {}", result.rep.number, finding.card.name.to_lowercase()));
                key.comments.push(words::sentence(finding));
            }
        }
    }
    if keys.is_empty() {
        return String::new();
    }
    let mut xml = String::from("  <Keyframes>\n");
    for (at, Key { titles, comments }) in keys {
        let title = escaped(&titles.join(", "));
        // Writing to a text cannot fail.
        let _ = write!(xml, "    <Keyframe>\n      <Position>{at}</Position>\n      <Title>{title}</Title>\n");
        if !comments.is_empty() {
            let _ = writeln!(xml, "      <Comment>{}</Comment>", escaped(&comments.join(" ")));
        }
        xml.push_str("    </Keyframe>\n");
    }
    xml.push_str("  </Keyframes>\n");
    xml
}

/// The events that the clip shows, with their frames.
fn events(rep: &Rep) -> impl Iterator<Item = (&'static str, usize)> {
    [("lift-off", rep.lift_off), ("at the knee", rep.knee_pass), ("lockout", rep.lockout), ("down", rep.down)]
        .into_iter()
        .filter_map(|(name, event)| Some((name, event?.frame)))
}

/// Text as XML 1.0 takes it: escaped, and without the control characters that it forbids.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Keypoint, Moment, Person, Plate, Pose};
    use crate::geom::Ellipse;
    use crate::report::sample;
    use crate::units::Seconds;

    /// The sample's frames with a plate that rises a pixel a frame, and a knee that is not sure on frames 100 to 120.
    fn recording() -> (Recording, Analysis) {
        let analysis = sample::rich();
        let t = analysis.lift.as_ref().unwrap().t.clone();
        let plate = |frame: usize| Plate {
            rim: Ellipse { centre: ImagePoint::new(400.25, 1500.0 - frame as f64), ..Ellipse::default() },
            confidence: 0.9,
            sd_px: 1.0,
        };
        let moments = t.iter().enumerate();
        let moments = moments.map(|(n, at)| Moment { at: Seconds(*at), near_plate: Some(plate(n)), far_plate: None }).collect();
        let pose = |frame: usize| {
            let mut pose = Pose::default();
            let confidence = if (100..120).contains(&frame) { 0.0 } else { 0.9 };
            pose.set(Joint::RightKnee, Keypoint { at: ImagePoint::new(410.0, 1200.0), confidence });
            Some(pose)
        };
        let people = vec![Person { poses: (0..t.len()).map(pose).collect() }];
        (Recording { clip: analysis.clip.clone(), moments, people, ..Recording::default() }, analysis)
    }

    /// The texts of every element of a name, unescaped for the five signs.
    fn texts(xml: &str, name: &str) -> Vec<String> {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        xml.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_bars_path_has_a_point_a_frame_at_its_time() {
        let (recording, analysis) = recording();
        let xml = render(&recording, &analysis).unwrap();
        let points = texts(&xml, "TrackPoint");
        assert_eq!(points[0], "400.25;1500.00;0");
        assert_eq!(points[30], "400.25;1470.00;30000", "frame 30 of 30 a second is 30 frames in");
        assert_eq!(texts(&xml, "AverageTimeStampsPerFrame"), ["1000"]);
        assert_eq!(texts(&xml, "UserFramerate"), ["30.000000"]);
        assert_eq!(texts(&xml, "ImageSize"), ["1080;1920"]);
    }

    #[test]
    fn a_hole_parts_a_path_and_a_joint_never_seen_has_none() {
        let (recording, analysis) = recording();
        let xml = render(&recording, &analysis).unwrap();
        let names: Vec<&str> = xml.split("<Track name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(names, ["Bar", "Right knee 1", "Right knee 2"]);
    }

    #[test]
    fn times_are_of_frames_that_play_whatever_the_slow_motion() {
        let (recording, mut analysis) = recording();
        analysis.clip.part.slow_motion = 8.0;
        analysis.clip.mean_fps = 240.0;
        let xml = render(&recording, &analysis).unwrap();
        assert_eq!(
            (texts(&xml, "UserFramerate"), texts(&xml, "CaptureFramerate")),
            (vec!["30.000000".to_owned()], vec!["240.000000".to_owned()])
        );
        // One second of the lift is eight of the file: 240 frames.
        assert_eq!(texts(&xml, "TrackPoint")[30], "400.25;1470.00;240000");
    }

    #[test]
    fn key_images_stand_at_the_events_and_say_what_was_found() {
        let (recording, analysis) = recording();
        let xml = render(&recording, &analysis).unwrap();
        let titles = texts(&xml, "Title");
        assert!(
            titles.iter().any(|title| title == "1 lift-off") && titles.iter().any(|title| title.contains("lower back rounds"))
        );
        let places: Vec<i64> = texts(&xml, "Position").iter().map(|at| at.parse().unwrap()).collect();
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{places:?}");
        let lift_off = analysis.reps[0].rep.lift_off.unwrap().frame as i64;
        assert!(places.contains(&(lift_off * 1000)));
    }

    #[test]
    fn names_cannot_break_the_file() {
        let (recording, mut analysis) = recording();
        analysis.clip.path = "a<b>&\"\u{1}.mp4".to_owned();
        assert_eq!(texts(&render(&recording, &analysis).unwrap(), "OriginalFilename"), ["a&lt;b&gt;&amp;&quot; "]);
    }

    #[test]
    fn without_the_recording_there_is_nothing_to_draw() {
        let why = render(&Recording::default(), &sample::rich()).unwrap_err().to_string();
        assert!(why.contains("recording"), "{why}");
    }
}

//! Writes what the user wants to keep of an analysis.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clip::Clip;
use super::review::{Against, Together};
use super::session::Session;
use crate::analysis::Analysis;
use crate::body::Recording;
use crate::job::{Cancel, Listener};
use crate::overlay::{Drawing, Look, Part, Veil};
use crate::recording;
use crate::report::{self, Comment, Neighbour, Still, words};
use crate::review::{self, Review};
use crate::units::Seconds;
use crate::video::{self, ReadOptions};

/// Quality of pictures, of 100.
const JPEG_QUALITY: u8 = 92;
/// Quality of the report's pictures, of 100.
const REPORT_QUALITY: u8 = 85;
/// What is said where no face can be covered.
pub(super) const NO_HEAD: &str =
    "No head was seen in this clip, so no face can be covered. Untick Cover faces to write pictures as they are.";
/// Evidence pictures in a report at the most.
const MOST_STILLS: usize = 9;

/// Something that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Product {
    /// The video with what was found painted on it.
    Video,
    /// The frame at the playhead, painted.
    Still,
    /// The report as a page.
    Html,
    /// The result for machines.
    Json,
    /// Tables of repetitions, measures and findings.
    Csv,
    /// What the models saw, with the corrections.
    Recording,
    /// What a neighbouring program reads.
    Neighbour(Neighbour),
}

impl Product {
    /// Every product, in the order of the dialog.
    pub const ALL: [Self; 12] = [
        Self::Video,
        Self::Still,
        Self::Html,
        Self::Json,
        Self::Csv,
        Self::Recording,
        Self::Neighbour(Neighbour::ALL[0]),
        Self::Neighbour(Neighbour::ALL[1]),
        Self::Neighbour(Neighbour::ALL[2]),
        Self::Neighbour(Neighbour::ALL[3]),
        Self::Neighbour(Neighbour::ALL[4]),
        Self::Neighbour(Neighbour::ALL[5]),
    ];

    /// Its name and what it is.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Video => ("Annotated video", "H.264 in MP4 with skeleton, bar path, findings and drawings"),
            Self::Still => ("This frame as a picture", "JPEG, as it is drawn on the video"),
            Self::Html => ("Report", "One HTML page with pictures and charts, to be sent or printed"),
            Self::Json => ("Data", "JSON with every number, its error and its limit"),
            Self::Csv => ("Tables", "CSV of repetitions, measures and findings, for a spreadsheet"),
            Self::Recording => ("Recording", "What the models saw, so that the clip need not be watched again"),
            Self::Neighbour(format) => format.words(),
        }
    }

    /// Whether it can only be made from the video.
    pub fn needs_video(self) -> bool {
        matches!(self, Self::Video | Self::Still)
    }
}

/// What to write, and from what.
#[derive(Clone, Debug)]
pub struct Order {
    /// The video.
    pub video: Option<PathBuf>,
    /// The recording.
    pub recording: Arc<Recording>,
    /// The analysis.
    pub analysis: Arc<Analysis>,
    /// The frame of the still.
    pub frame: usize,
    /// What is drawn on pictures and video.
    pub look: Look,
    /// Number of the repetition whose ghost is drawn.
    pub ghost: Option<usize>,
    /// What the coach put to the clip, and said of its set at the desk.
    pub review: Arc<Review>,
    /// What the coach said of its set as a whole.
    pub comments: Vec<Comment>,
    /// The repetition of another clip whose ghost is drawn.
    pub against: Option<Against>,
    /// Whether faces are covered.
    pub cover_faces: bool,
    /// Where to.
    pub folder: PathBuf,
    /// Beginning of the files' names.
    pub stem: String,
    /// What.
    pub products: Vec<Product>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// One sentence.
    pub text: String,
    /// The files.
    pub files: Vec<PathBuf>,
}

impl Order {
    /// What is drawn on a video that is seen without the window: with the words, whatever the window shows.
    fn drawing<'a>(&'a self, veil: Option<&'a Veil>) -> Drawing<'a> {
        let look = Look { parts: self.look.parts.with(Part::Captions), ..self.look };
        Drawing {
            look,
            ghost: self.ghost,
            versus: self.against.as_ref().map(Against::versus),
            review: Some(&self.review),
            veil,
            ..Drawing::new(&self.recording, &self.analysis)
        }
    }

    /// The coach's voice notes on the clip.
    pub(super) fn voices(&self) -> Vec<(String, Vec<u8>)> {
        self.video.as_deref().map(|video| review::voices(video, &self.review)).unwrap_or_default()
    }

    /// An order for the shown clip.
    pub fn of(clip: &Clip, session: &Session, folder: PathBuf, products: Vec<Product>) -> Self {
        let path = clip.video.clone().unwrap_or_else(|| PathBuf::from(&session.analysis.clip.path));
        Self {
            video: clip.video.clone(),
            recording: session.recording.clone(),
            analysis: session.analysis.clone(),
            frame: session.frame(),
            look: session.look,
            ghost: session.ghost,
            review: match &session.taken {
                Some(taken) => Arc::new(taken.review(&session.board.review)),
                None => session.board.review.clone(),
            },
            comments: session.taken.as_ref().map(|taken| taken.said()).unwrap_or_default(),
            against: session.board.against.clone().filter(|against| against.wish.together == Together::Ghost),
            cover_faces: false,
            folder,
            stem: stem(&path),
            products,
        }
    }
}

/// The beginning of the names of the files of a clip.
pub fn stem(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let short = name.strip_suffix(".recording.json").or_else(|| name.rsplit_once('.').map(|(stem, _)| stem)).unwrap_or(&name);
    if short.is_empty() { "clip".to_owned() } else { short.to_owned() }
}

/// Writes all that was ordered; the first that fails ends it. Each file is whole or not there.
pub(super) fn write(order: &Order, listener: Listener, cancel: &Cancel) -> Result<Done, String> {
    std::fs::create_dir_all(&order.folder)
        .map_err(|error| format!("The folder cannot be made ({error}); choose another: {}", order.folder.display()))?;
    let veil = order.cover_faces.then(|| Veil::of(&order.recording, order.analysis.lifter));
    let has_pictures = |product: &Product| matches!(product, Product::Video | Product::Still | Product::Html);
    if veil.as_ref().is_some_and(|veil| !veil.covers_lifter()) && order.video.is_some() && order.products.iter().any(has_pictures)
    {
        return Err(NO_HEAD.to_owned());
    }
    let mut files = Vec::new();
    for &product in &order.products {
        if cancel.is_cancelled() {
            return Err("Stopped as asked; what was written before is whole.".to_owned());
        }
        files.extend(one(order, product, veil.as_ref(), listener, cancel)?);
    }
    Ok(Done { text: format!("{} into {}", written(files.len()), order.folder.display()), files })
}

/// How many files were written, in words.
pub(super) fn written(files: usize) -> String {
    words::count(files, "file was written", "files were written")
}

fn one(
    order: &Order,
    product: Product,
    veil: Option<&Veil>,
    listener: Listener,
    cancel: &Cancel,
) -> Result<Vec<PathBuf>, String> {
    let file = |end: &str| order.folder.join(format!("{}{end}", order.stem));
    let analysis = &order.analysis;
    let save = |path: PathBuf, text: &str| match report::save(&path, text.as_bytes()) {
        Ok(()) => Ok(path),
        Err(error) => Err(error.to_string()),
    };
    let text = |error: video::VideoError| format!("{error}.");
    match product {
        Product::Video => {
            let (source, target) = (source(order)?, file(".annotated.mp4"));
            video::annotate(source, &read(order), &target, &order.drawing(veil), listener, cancel).map_err(text)?;
            Ok(vec![target])
        }
        Product::Still => {
            let at = order.recording.moments.get(order.frame).map(|moment| moment.at).unwrap_or_default();
            let pictures = video::stills(source(order)?, &read(order), &[at], &order.drawing(veil)).map_err(text)?;
            let (_, picture) = pictures.first().ok_or("This frame can no longer be decoded; go to another one.")?;
            let target = file(&format!(".frame-{:05}.jpg", order.frame + 1));
            let bytes = video::jpeg(picture, JPEG_QUALITY).map_err(text)?;
            report::save(&target, &bytes).map_err(|error| error.to_string())?;
            Ok(vec![target])
        }
        Product::Html => {
            let stills = stills(order, veil)?;
            let film = crate::advice::film::read(&order.recording, analysis);
            let voices = order.voices();
            let enclosed = report::html::Enclosed {
                voices: &voices,
                review: Some(&order.review),
                comments: &order.comments,
                stills: &stills,
                veiled: veil.is_some(),
                film: Some(&film),
            };
            Ok(vec![save(file(".html"), &report::html::enclosing(analysis, &enclosed))?])
        }
        Product::Json => Ok(vec![save(file(".json"), &report::json::render(analysis, None))?]),
        Product::Csv => Ok(vec![
            save(file(".repetitions.csv"), &report::csv::repetitions(analysis))?,
            save(file(".measures.csv"), &report::csv::measures(analysis))?,
            save(file(".findings.csv"), &report::csv::findings(analysis))?,
        ]),
        Product::Recording => {
            let target = file(".recording.json");
            recording::write(&order.recording, &target).map_err(|error| error.to_string())?;
            Ok(vec![target])
        }
        Product::Neighbour(format) => {
            let written = format.render(&order.recording, analysis);
            let written = written.map_err(|unfit| format!("{} cannot be written, for {unfit}.", format.words().0))?;
            Ok(vec![save(file(format.ending()), &written)?])
        }
    }
}

fn source(order: &Order) -> Result<&Path, String> {
    order
        .video
        .as_deref()
        .ok_or_else(|| "The video is needed for this, but only a recording was opened; open the clip itself.".to_owned())
}

/// How the clip was read when the recording was made.
pub(super) fn read_options(recording: &Recording) -> ReadOptions {
    let part = recording.clip.part;
    ReadOptions {
        slow_motion: part.slow_motion,
        from: part.from_s.map(Seconds),
        to: part.to_s.map(Seconds),
        ..ReadOptions::default()
    }
}

fn read(order: &Order) -> ReadOptions {
    read_options(&order.recording)
}

/// The evidence frames for the page; none where there is no video.
pub(super) fn stills(order: &Order, veil: Option<&Veil>) -> Result<Vec<Still>, String> {
    let Some(video) = &order.video else { return Ok(Vec::new()) };
    let mut wanted = report::evidence(&order.analysis, MOST_STILLS);
    wanted.extend(report::marked(&order.analysis, &order.review, MOST_STILLS));
    let drawing = Drawing { veil, review: Some(&order.review), ..Drawing::new(&order.recording, &order.analysis) };
    video::pictured(video, &read(order), wanted, &drawing, REPORT_QUALITY).map_err(|error| error.to_string())
}

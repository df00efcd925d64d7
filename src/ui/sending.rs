//! What goes back to an athlete: the report and the annotated video of a whole set of the library, with the coach's words.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clip::name;
use super::export::{self, Done, NO_HEAD, Order, Product, stem};
use super::session::usual_look;
use super::watch::sentence;
use crate::advice;
use crate::analysis::Analysis;
use crate::body::{ClipInfo, Recording};
use crate::corrections;
use crate::job::{Cancel, Event, Listener};
use crate::library::{Taken, Whole, whole};
use crate::overlay::Veil;
use crate::pipeline;
use crate::recording;
use crate::report::{self, Still};
use crate::review::{self, Review};
use crate::settings::Settings;

/// What can be sent back, in the order of the dialog.
pub(super) const OFFERED: [Product; 4] = [Product::Video, Product::Html, Product::Csv, Product::Json];

/// What to write of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Where to.
    pub folder: PathBuf,
    /// What.
    pub products: Vec<Product>,
    /// Whether faces are covered.
    pub cover_faces: bool,
}

/// A set that is ready to be written.
#[derive(Clone, Debug)]
pub struct Sending {
    /// What is written of each clip.
    orders: Vec<Order>,
    /// The set told as one, where its clips are laid over each other: one report for all of them.
    whole: Option<Box<Whole>>,
}

impl Sending {
    /// Makes a set's clips ready: reads what the models saw, and what was corrected and remarked beside the clips. The error says what is
    /// missing and what to do.
    pub(super) fn of(taken: &[Taken], base: &Settings, wanted: &Wanted) -> Result<Self, String> {
        let mut orders = Vec::new();
        for clip in taken {
            let Some(seen) = &clip.seen else { continue };
            orders.push(order(clip, seen, base, wanted)?);
        }
        if orders.is_empty() {
            return Err("This set is not analysed yet; send it back once it is.".to_owned());
        }
        let names: Vec<String> = orders.iter().map(file).collect();
        let analyses: Vec<&Analysis> = orders.iter().map(|order| &*order.analysis).collect();
        let whole = whole(&analyses, &names).filter(|_| wanted.products.contains(&Product::Html)).map(Box::new);
        if whole.is_some() {
            for order in &mut orders {
                order.products.retain(|product| *product != Product::Html);
            }
        }
        Ok(Self { orders, whole })
    }

    /// Frames of the videos that are painted, for the progress.
    pub(super) fn frames(&self) -> usize {
        self.orders.iter().map(|order| order.recording.moments.len()).sum()
    }
}

/// What is written of one clip.
fn order(taken: &Taken, seen: &Path, base: &Settings, wanted: &Wanted) -> Result<Order, String> {
    let known = recording::read(seen).map_err(|error| sentence(&error))?;
    let path = taken.path.to_string_lossy().into_owned();
    let known = Recording { clip: ClipInfo { path, ..known.clip }, ..known };
    let by_hand = corrections::load(&taken.path, &known.clip).map_err(|error| sentence(&error))?;
    let by_hand = by_hand.map(|(by_hand, _)| by_hand).unwrap_or_default();
    let remarks = review::load(&taken.path, &known.clip).map_err(|error| sentence(&error))?;
    let remarks = remarks.map(|(remarks, _)| remarks).unwrap_or_default();
    let corrected = pipeline::analyze_corrected(&known, &taken.over(base), &by_hand);
    let is_recording = recording::is_recording(&taken.path);
    if !is_recording && !taken.path.is_file() {
        return Err(format!(
            "The video is no longer there; find it again with More…, Find moved videos, under Library: {}",
            taken.path.display()
        ));
    }
    // Of a recording without its video there is a report without pictures.
    let possible = |product: &&Product| !(is_recording && product.needs_video());
    Ok(Order {
        video: (!is_recording).then(|| taken.path.clone()),
        recording: Arc::new(corrected.recording),
        analysis: Arc::new(corrected.analysis),
        frame: 0,
        look: usual_look(),
        ghost: None,
        review: Arc::new(taken.review(&remarks)),
        comments: taken.said(),
        against: None,
        cover_faces: wanted.cover_faces,
        folder: wanted.folder.clone(),
        stem: stem(&taken.path),
        products: wanted.products.iter().filter(possible).copied().collect(),
    })
}

/// Writes all of it; the first that fails ends it. Each file is whole or not there.
pub(super) fn write(sending: &Sending, listener: Listener, cancel: &Cancel) -> Result<Done, String> {
    let (mut files, mut before) = (Vec::new(), 0);
    for order in &sending.orders {
        let further = |event: Event| match event {
            Event::Progress { stage, done } => listener(Event::Progress { stage, done: done + before }),
            other => listener(other),
        };
        files.extend(export::write(order, &further, cancel)?.files);
        before += order.recording.moments.len();
    }
    if let Some(whole) = &sending.whole {
        files.push(page(sending, whole)?);
    }
    let folder = sending.orders.first().map(|order| order.folder.display().to_string()).unwrap_or_default();
    Ok(Done { text: format!("{} into {folder}", export::written(files.len())), files })
}

/// The name of a clip's file.
fn file(order: &Order) -> String {
    name(Path::new(&order.analysis.clip.path))
}

/// One report for all clips of the set.
fn page(sending: &Sending, whole: &Whole) -> Result<PathBuf, String> {
    let Some(first) = sending.orders.get(whole.first) else { return Err("The set has no clip.".to_owned()) };
    let (mut stills, mut veiled): (Vec<Still>, bool) = (Vec::new(), false);
    for (order, share) in sending.orders.iter().zip(&whole.shares) {
        let veil = order.cover_faces.then(|| Veil::of(&order.recording, order.analysis.lifter));
        if veil.as_ref().is_some_and(|veil| !veil.covers_lifter()) && order.video.is_some() {
            return Err(format!("{NO_HEAD} ({})", file(order)));
        }
        veiled |= veil.is_some();
        let own = Order { analysis: Arc::new(share.clone()), ..order.clone() };
        let name = file(order);
        for still in export::stills(&own, veil.as_ref())? {
            stills.push(Still { caption: format!("{} ({name})", still.caption), ..still });
        }
    }
    // What was found comes first, what the coach marked after it, as in a report of one clip.
    stills.sort_by_key(|still| still.by_coach);
    let reviews: Vec<&Review> = sending.orders.iter().map(|order| &*order.review).collect();
    let review = whole.review(&reviews);
    let film = advice::film::read(&first.recording, &first.analysis);
    let voices: Vec<(String, Vec<u8>)> = sending.orders.iter().flat_map(Order::voices).collect();
    let enclosed = report::html::Enclosed {
        voices: &voices,
        review: Some(&review),
        comments: &first.comments,
        stills: &stills,
        veiled,
        film: Some(&film),
    };
    let target = first.folder.join(format!("{}.html", first.stem));
    report::save(&target, report::html::enclosing(&whole.analysis, &enclosed).as_bytes()).map_err(|error| error.to_string())?;
    Ok(target)
}

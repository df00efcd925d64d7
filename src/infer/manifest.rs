//! The manifest beside a model: what it wants, what it gives, whose it is.
//!
//! A model is opened in three steps, each with a type of its own: [`Manifest::parse`] reads the text, [`Manifest::check`] holds it against
//! the file's hash and the session's real inputs and outputs, [`super::Checked`] makes the estimator. Points are known by name; the
//! order in which a network gives them never leaves `infer`. The fields are documented for users in `models/README.md`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::blazepose::BlazePose;
use super::crop::Size;
use super::decode::{Cells, blazepose, yolo};
use super::error::ModelError;
use super::network::Number;
use super::sampler::{ColourOrder, Layout, Pixels};
use super::sight::Bars;
use crate::body::{Joint, PartKind};

/// The only schema of manifests so far.
pub const SCHEMA: u32 = 1;
/// The largest side of an input that is believed, pixels.
const MAX_SIZE: usize = 2048;
/// The most threads for one operator that are believed.
const MAX_THREADS: usize = 64;

/// What a manifest says.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the manifest's own form.
    pub schema: u32,
    /// Short name, as used after `--model`.
    pub id: String,
    /// What the model does.
    pub task: Task,
    /// Name of the ONNX file beside the manifest.
    pub file: String,
    /// SHA-256 of the ONNX file, lower-case hexadecimal.
    pub sha256: String,
    /// Where it comes from.
    pub origin: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
    /// What it wants.
    pub input: Input,
    /// What it gives.
    pub output: Output,
    /// The points in the network's order; `null` for one that the program has no use for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keypoints: Vec<Option<Point>>,
    /// The things in the network's order, for a detector of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Threads for one operator with which it was measured to be fastest; without it as many as the machine has, four at the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threads: Option<usize>,
    /// Whether it sees people in crops much larger than them, so that it can search a whole frame; without it the built-in model finds
    /// people for it where its decoder's networks usually cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finds_people: Option<bool>,
    /// How sure it must be; without it the decoder's usual values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bars: Option<Bars>,
}

/// What a model does.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// Key points of people.
    Pose,
    /// Boxes round the parts of a barbell.
    Barbell,
}

/// What a network wants.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Name of the input tensor.
    pub name: String,
    /// Order of its axes; one picture at a time.
    pub layout: Layout,
    /// Size of the picture, pixels.
    pub size: Size,
    /// The kind of number.
    #[serde(rename = "type", default)]
    pub number: Number,
    /// Order of the colours.
    pub colour: ColourOrder,
    /// A byte is multiplied by this, then `mean` is taken away, then it is divided by `std`.
    pub scale: f32,
    /// One a channel, in the network's order.
    pub mean: [f32; 3],
    /// One a channel, in the network's order.
    pub std: [f32; 3],
    /// Which part of the frame round a person; a detector looks at what it is told to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crop: Option<CropRule>,
}

/// Which part of the frame a network wants; it has the shape of the network's picture.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CropRule {
    /// How the crop lies.
    pub kind: CropKind,
    /// How much larger it is than the smallest one round the person (upright) or the circle round the body (turned).
    pub factor: f64,
}

/// How the crop lies.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CropKind {
    /// Upright round the person, or round what is looked for.
    Upright,
    /// Round the middle of the hips, turned so that the line from hips to head stands upright.
    HipsToHead,
}

/// What a network gives.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "decoder", rename_all = "lowercase", deny_unknown_fields)]
pub enum Output {
    /// One map a point.
    Heatmap {
        /// Tensor of the maps: 1 x points x rows x columns.
        heatmaps: String,
        /// What the maps hold.
        #[serde(default)]
        values: Values,
        /// How the cells lie on the picture; this project's own way where it says nothing.
        #[serde(default)]
        cells: Cells,
        /// What the network's sureness was found to mean.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        calibration: Option<Calibration>,
    },
    /// A row of scores a point along each axis, as `RTMPose` gives them.
    Simcc {
        /// Tensor of the scores along x: 1 x points x bins.
        x: String,
        /// Tensor of the scores along y: 1 x points x bins.
        y: String,
    },
    /// `MoveNet`: y, x and score a point.
    Movenet {
        /// Tensor of the points: 1 x 1 x points x 3.
        points: String,
    },
    /// YOLO-pose: candidates of box, score and points.
    Yolo {
        /// Tensor of the candidates: 1 x (5 + 3 x points) x candidates.
        people: String,
    },
    /// Centres of things with size and offset, as the project's barbell network gives them.
    Boxes {
        /// Tensor of the probabilities that a cell is a thing's centre: 1 x classes x rows x columns.
        heatmap: String,
        /// Tensor of width and height in pixels of the picture: 1 x (2 x classes) x rows x columns.
        size: String,
        /// Tensor of the centre's place in its cell, 0 to 1: 1 x 2 x rows x columns.
        offset: String,
    },
    /// `BlazePose`: points with visibility and presence, the person's presence, the person's mask.
    Blazepose {
        /// Tensor of the 195 numbers.
        landmarks: String,
        /// Tensor of the probability that a person is there.
        presence: String,
        /// Tensor of the mask's logits: 1 x rows x columns x 1.
        mask: String,
        /// Tensor of the logits that refine the points: 1 x rows x columns x points.
        heatmaps: String,
    },
}

/// What a network's sureness was found to mean on people whom it never saw: the chance that a point lies within 5 % of the torso's length
/// of its label. For people to read: the program's own limits are set on the sureness as the network gives it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Sureness as the network gives it, ascending, 0 to 1.
    pub raw: Vec<f64>,
    /// The chance at each of these, a row a point, in the network's order.
    pub sure: Vec<Vec<f64>>,
}

impl Calibration {
    /// What is wrong with it for so many points.
    fn fault(&self, points: usize) -> Option<String> {
        let shares = |values: &[f64]| values.iter().all(|value| (0.0..=1.0).contains(value));
        let ascends = self.raw.windows(2).all(|pair| pair[0] < pair[1]);
        let rows = self.sure.len() == points && self.sure.iter().all(|row| row.len() == self.raw.len() && shares(row));
        let sound = self.raw.len() >= 2 && ascends && shares(&self.raw) && rows;
        (!sound).then(|| "expected a calibration of ascending shares, with a row of chances for each point".to_owned())
    }

    /// The chance of a point's place in the order at a sureness: straight lines between the given ones; `None` for an unknown point.
    pub fn chance(&self, point: usize, sureness: f64) -> Option<f64> {
        let row = self.sure.get(point)?;
        let after = self.raw.iter().position(|&raw| raw > sureness).unwrap_or(self.raw.len());
        let (Some(before), true) = (after.checked_sub(1), after < self.raw.len()) else {
            return if after == 0 { row.first().copied() } else { row.last().copied() };
        };
        let share = (sureness - self.raw[before]) / (self.raw[after] - self.raw[before]);
        Some(row[before] + share * (row[after] - row[before]))
    }
}

/// What a map of a point holds.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Values {
    /// Logits over the whole map, of which one soft maximum is taken.
    #[default]
    Logits,
    /// Values of 0 to 1, highest at the point.
    Heat,
}

/// One of a network's points.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// The joint's name, for example `left_knee`.
    pub name: String,
    /// The joint that it becomes in the mirrored picture.
    pub swap: String,
}

impl Manifest {
    /// First step: reads the text and checks all that can be checked without the model. `path` is for the error.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ModelError> {
        let wrong = |reason: String| ModelError::Manifest { reason, path: path.to_path_buf() };
        let manifest: Self = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        match manifest.fault() {
            Some(reason) => Err(wrong(reason)),
            None => Ok(manifest),
        }
    }

    /// What is wrong with it in itself.
    fn fault(&self) -> Option<String> {
        if self.schema != SCHEMA {
            return Some(format!("expected schema {SCHEMA}, found {}", self.schema));
        }
        if self.id.is_empty() || Path::new(&self.file).file_name().is_none_or(|name| name != self.file.as_str()) {
            return Some("expected an id, and the name of a file beside the manifest without folders".to_owned());
        }
        self.input.fault().or_else(|| self.decoder_fault()).or_else(|| match self.task {
            Task::Pose => self.points_fault(),
            Task::Barbell => self.classes_fault(),
        })
    }

    /// What is wrong with how task, decoder, crop and options go together.
    fn decoder_fault(&self) -> Option<String> {
        let wanted = if matches!(self.output, Output::Blazepose { .. }) { CropKind::HipsToHead } else { CropKind::Upright };
        let detects = matches!(self.output, Output::Boxes { .. });
        let kind = self.input.crop.map(|crop| crop.kind);
        if kind != Some(wanted) && (self.task == Task::Pose || kind.is_some()) {
            let name = if wanted == CropKind::Upright { "upright" } else { "hips-to-head" };
            return Some(format!("expected a crop of kind {name} with this decoder"));
        }
        if detects != (self.task == Task::Barbell) {
            return Some("expected the decoder boxes with task barbell, and another with task pose".to_owned());
        }
        if self.threads.is_some_and(|threads| !(1..=MAX_THREADS).contains(&threads)) {
            return Some(format!("expected 1 to {MAX_THREADS} threads"));
        }
        let bars = self.bars?;
        let sound = [bars.guess, bars.found, bars.followed, bars.joint].iter().all(|bar| (0.0..=1.0).contains(bar));
        (!sound).then(|| "expected bars of 0 to 1".to_owned())
    }

    /// What is wrong with the points.
    fn points_fault(&self) -> Option<String> {
        for point in self.keypoints.iter().flatten() {
            match (Joint::from_name(&point.name), Joint::from_name(&point.swap)) {
                (Some(joint), Some(partner)) if joint.partner() == partner => {}
                (Some(joint), _) => return Some(format!("expected {} to swap with {}", joint.name(), joint.partner().name())),
                (None, _) => return Some(format!("there is no point called {}", point.name)),
            }
        }
        let mut names: Vec<&str> = self.keypoints.iter().flatten().map(|point| point.name.as_str()).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        if names.len() != all || all == 0 {
            return Some("expected at least one point, and no point twice".to_owned());
        }
        let blazepose = matches!(self.output, Output::Blazepose { .. });
        if blazepose && self.keypoints.len() != blazepose::POINTS {
            return Some(format!("expected {} points with this decoder", blazepose::POINTS));
        }
        if !self.classes.is_empty() {
            return Some("expected no classes with task pose".to_owned());
        }
        self.calibration().and_then(|calibration| calibration.fault(self.keypoints.len()))
    }

    /// What is wrong with the classes.
    fn classes_fault(&self) -> Option<String> {
        if let Some(unknown) = self.classes.iter().find(|class| PartKind::from_name(class).is_none()) {
            return Some(format!("there is no class called {unknown}"));
        }
        let parts = self.parts();
        let doubled = parts.iter().enumerate().any(|(k, part)| parts[..k].contains(part));
        if !parts.contains(&PartKind::Plate) || doubled || !self.keypoints.is_empty() {
            return Some("expected the class plate, no class twice and no points with task barbell".to_owned());
        }
        None
    }

    /// The classes in the network's order.
    pub(crate) fn parts(&self) -> Vec<PartKind> {
        self.classes.iter().filter_map(|class| PartKind::from_name(class)).collect()
    }

    /// The joints in the network's order.
    pub(crate) fn joints(&self) -> Vec<Option<Joint>> {
        self.keypoints.iter().map(|point| point.as_ref().and_then(|point| Joint::from_name(&point.name))).collect()
    }

    /// How the network wants its pixels.
    pub(crate) fn pixels(&self) -> Pixels {
        let input = &self.input;
        let per_channel = |value: &dyn Fn(f32, f32) -> f32| std::array::from_fn(|k| value(input.mean[k], input.std[k]));
        Pixels {
            size: input.size,
            layout: input.layout,
            order: input.colour,
            gain: per_channel(&|_, std| input.scale / std),
            offset: per_channel(&|mean, std| -mean / std),
            unaveraged: match self.output {
                Output::Blazepose { .. } => BlazePose::UNAVERAGED,
                _ => 1.0,
            },
        }
    }

    /// The input's shape; the network takes one picture at a time.
    pub(crate) fn input_shape(&self) -> [Option<usize>; 4] {
        let (width, height) = (Some(self.input.size.width), Some(self.input.size.height));
        match self.input.layout {
            Layout::Nchw => [Some(1), Some(3), height, width],
            Layout::Nhwc => [Some(1), height, width, Some(3)],
        }
    }

    /// The tensors that the decoder reads, with what is known of their shapes.
    pub(crate) fn output_shapes(&self) -> Vec<(&str, Vec<Option<usize>>)> {
        let (one, points) = (Some(1), Some(self.keypoints.len()));
        match &self.output {
            Output::Heatmap { heatmaps, .. } => vec![(heatmaps, vec![one, points, None, None])],
            Output::Simcc { x, y } => vec![(x, vec![one, points, None]), (y, vec![one, points, None])],
            Output::Movenet { points: tensor } => vec![(tensor, vec![one, one, points, Some(3)])],
            Output::Yolo { people } => {
                vec![(people, vec![one, Some(yolo::LEAD + yolo::POINT * self.keypoints.len()), None])]
            }
            Output::Blazepose { landmarks, presence, mask, heatmaps } => vec![
                (landmarks, vec![one, Some(195)]),
                (presence, vec![one, one]),
                (mask, vec![one, None, None, one]),
                (heatmaps, vec![one, None, None, Some(blazepose::POINTS)]),
            ],
            Output::Boxes { heatmap, size, offset } => vec![
                (heatmap, vec![one, Some(self.classes.len()), None, None]),
                (size, vec![one, Some(2 * self.classes.len()), None, None]),
                (offset, vec![one, Some(2), None, None]),
            ],
        }
    }

    /// What its sureness was found to mean, where it says.
    pub fn calibration(&self) -> Option<&Calibration> {
        match &self.output {
            Output::Heatmap { calibration, .. } => calibration.as_ref(),
            _ => None,
        }
    }

    /// How sure the network must be.
    pub(crate) fn bars(&self) -> Bars {
        self.bars.unwrap_or_else(|| self.output.bars())
    }

    /// Whether it can search a whole frame by itself.
    pub fn finds_people(&self) -> bool {
        self.finds_people.unwrap_or_else(|| self.output.finds_people())
    }
}

impl Input {
    /// What is wrong with it in itself.
    fn fault(&self) -> Option<String> {
        let sides = [self.size.width, self.size.height];
        let (factor, turned) = self.crop.map_or((1.0, false), |crop| (crop.factor, crop.kind == CropKind::HipsToHead));
        if sides.iter().any(|side| !(16..=MAX_SIZE).contains(side)) || !(0.5..=4.0).contains(&factor) {
            return Some(format!("expected an input of 16 to {MAX_SIZE} pixels and a crop factor of 0.5 to 4"));
        }
        if turned && sides[0] != sides[1] {
            return Some("expected a square input with a crop of kind hips-to-head".to_owned());
        }
        let divisor = self.std.iter().all(|std| std.is_normal()) && self.scale.is_normal();
        let sound = divisor && self.mean.iter().all(|mean| mean.is_finite());
        (!sound).then(|| "expected a scale and std that are not 0, and a mean that is a number".to_owned())
    }
}

impl Output {
    /// The decoder's name in a manifest.
    pub fn decoder(&self) -> &'static str {
        match self {
            Self::Heatmap { .. } => "heatmap",
            Self::Simcc { .. } => "simcc",
            Self::Movenet { .. } => "movenet",
            Self::Yolo { .. } => "yolo",
            Self::Boxes { .. } => "boxes",
            Self::Blazepose { .. } => "blazepose",
        }
    }

    /// How sure the decoder's networks must usually be: stated judgement, after what their own pipelines take. A soft-maxed map shares
    /// its 1 with the whole crop and is less sure of itself than a score.
    fn bars(&self) -> Bars {
        match self {
            Self::Heatmap { values: Values::Logits, .. } => Bars { guess: 0.12, found: 0.35, followed: 0.2, joint: 0.2 },
            Self::Heatmap { .. } | Self::Simcc { .. } | Self::Boxes { .. } => {
                Bars { guess: 0.15, found: 0.35, followed: 0.25, joint: 0.3 }
            }
            Self::Movenet { .. } => Bars { guess: 0.1, found: 0.3, followed: 0.2, joint: 0.2 },
            Self::Yolo { .. } => Bars { guess: 0.25, found: 0.4, followed: 0.25, joint: 0.3 },
            Self::Blazepose { .. } => BlazePose::BARS,
        }
    }

    /// Whether the decoder's networks can usually search a whole frame.
    fn finds_people(&self) -> bool {
        match self {
            Self::Heatmap { values, .. } => *values == Values::Logits,
            Self::Movenet { .. } | Self::Yolo { .. } => true,
            Self::Simcc { .. } | Self::Blazepose { .. } | Self::Boxes { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../models/lifter-v1.json");

    fn refused(from: &str, to: &str) -> String {
        assert!(SHIPPED.contains(from), "{from}");
        Manifest::parse(&SHIPPED.replacen(from, to, 1), Path::new("m.json")).unwrap_err().to_string()
    }

    #[test]
    fn the_shipped_manifest_is_sound_and_describes_the_shipped_file() {
        let manifest = Manifest::parse(SHIPPED, Path::new("lifter-v1.json")).unwrap();
        assert_eq!(manifest.sha256, crate::digest::of_bytes(include_bytes!("../../models/lifter-v1.onnx")));
        let joints = manifest.joints();
        assert_eq!(joints.len(), Joint::COUNT);
        assert!(Joint::ALL.iter().all(|joint| joints.contains(&Some(*joint))));
        assert_eq!(manifest.pixels().order, ColourOrder::Bgr);
    }

    #[test]
    fn a_manifest_that_does_not_fit_says_what_was_expected() {
        assert!(refused("\"schema\": 1", "\"schema\": 2").contains("expected schema 1, found 2"));
        assert!(refused("\"pose\"", "\"song\"").contains("expected `pose` or `barbell`"));
        assert!(refused("\"nose\"", "\"tail\"").contains("no point called tail"));
        assert!(refused("\"swap\": \"right_eye\"", "\"swap\": \"left_eye\"").contains("left_eye to swap with right_eye"));
        assert!(refused("lifter-v1.onnx", "../lifter-v1.onnx").contains("without folders"));
        assert!(refused("\"size\": 192", "\"size\": 0").contains("16 to 2048"));
        assert!(refused("\"upright\"", "\"hips-to-head\"").contains("kind upright"));
        assert!(refused("\"size\": 192", "\"size\": [192, 4096]").contains("16 to 2048"));
        assert!(refused("\"decoder\": \"heatmap\"", "\"decoder\": \"guess\"").contains("guess"));
        assert!(refused("\"task\": \"pose\"", "\"task\": \"barbell\"").contains("decoder boxes"));
        assert!(refused("\"task\": \"pose\"", "\"task\": \"pose\", \"threads\": 0").contains("threads"));
        assert!(refused("\"task\": \"pose\"", "\"task\": \"pose\", \"classes\": [\"plate\"]").contains("no classes"));
        assert!(refused("\"found\": 0.3", "\"found\": 3").contains("bars of 0 to 1"));
        assert!(refused("\"id\"", "\"name\"").ends_with("m.json"));
    }

    #[test]
    fn a_calibration_is_read_between_its_places_and_refused_where_it_does_not_fit() {
        let row = "[0.1, 0.5, 0.9]";
        let with = |raw: &str, rows: usize| {
            let text = format!(
                "\"heatmaps\": \"heatmaps\", \"calibration\": {{ \"raw\": {raw}, \"sure\": [{}] }}",
                vec![row; rows].join(", ")
            );
            Manifest::parse(&SHIPPED.replacen("\"heatmaps\": \"heatmaps\"", &text, 1), Path::new("m.json"))
        };
        let manifest = with("[0.2, 0.4, 0.8]", Joint::COUNT).unwrap();
        let chance = |sureness| manifest.calibration().unwrap().chance(3, sureness).unwrap();
        for (sureness, wanted) in [(0.0, 0.1), (0.2, 0.1), (0.3, 0.3), (0.6, 0.7), (0.8, 0.9), (1.0, 0.9)] {
            assert!((chance(sureness) - wanted).abs() < 1e-9, "{sureness}");
        }
        assert_eq!(manifest.calibration().unwrap().chance(99, 0.5), None);
        for wrong in [with("[0.4, 0.2, 0.8]", Joint::COUNT), with("[0.2, 0.4, 0.8]", 3), with("[0.2, 0.4, 8]", Joint::COUNT)] {
            assert!(wrong.unwrap_err().to_string().contains("calibration"));
        }
    }
}

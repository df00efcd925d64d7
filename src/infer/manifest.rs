//! The manifest beside a model: what it wants, what it gives, whose it is.
//!
//! A model is opened in three steps, each with a type of its own: [`Manifest::parse`] reads the text, [`Manifest::check`] holds it against
//! the file's hash and the session's real inputs and outputs, [`Checked::estimator`] makes the estimator. Points are known by name; the
//! order in which a network gives them never leaves `infer`.

use std::path::Path;

use ort::environment::Environment;
use ort::session::Session;
use ort::value::Outlet;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::blazepose::BlazePose;
use super::crop::{ColourOrder, Layout, Pixels};
use super::decode::blazepose::POINTS;
use super::error::ModelError;
use super::lifter::Lifter;
use super::network::Network;
use super::runtime;
use crate::body::{Estimator, Joint, ModelInfo};

/// The only schema of manifests so far.
pub const SCHEMA: u32 = 1;
/// The only task so far: key points of one person in a crop.
const TASK: &str = "pose";
/// The largest side of an input that is believed, pixels.
const MAX_SIZE: usize = 2048;

/// What a manifest says.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the manifest's own form.
    pub schema: u32,
    /// Short name, as used after `--model`.
    pub id: String,
    /// What the model does: `pose`.
    pub task: String,
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
    pub keypoints: Vec<Option<Point>>,
}

/// What a network wants.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Name of the input tensor.
    pub name: String,
    /// Order of its axes; one picture at a time.
    pub layout: Layout,
    /// Side of the square picture, pixels.
    pub size: usize,
    /// Order of the colours.
    pub colour: ColourOrder,
    /// A byte is multiplied by this, then `mean` is taken away, then it is divided by `std`.
    pub scale: f32,
    /// One a channel, in the network's order.
    pub mean: [f32; 3],
    /// One a channel, in the network's order.
    pub std: [f32; 3],
    /// Which square of the frame.
    pub crop: CropRule,
}

/// Which square of the frame a network wants.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CropRule {
    /// How the square lies.
    pub kind: CropKind,
    /// Side of the square over the person's extent (upright) or over the circle round the body (turned).
    pub factor: f64,
}

/// How the square lies.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CropKind {
    /// Upright round the person.
    Upright,
    /// Round the middle of the hips, turned so that the line from hips to head stands upright.
    HipsToHead,
}

/// What a network gives.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "decoder", rename_all = "lowercase", deny_unknown_fields)]
pub enum Output {
    /// One map of logits a point.
    Heatmap {
        /// Tensor of the maps: 1 x points x rows x columns.
        heatmaps: String,
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
        if self.task != TASK {
            return Some(format!("expected task {TASK}, found {}", self.task));
        }
        if self.id.is_empty() || Path::new(&self.file).file_name().is_none_or(|name| name != self.file.as_str()) {
            return Some("expected an id, and the name of a file beside the manifest without folders".to_owned());
        }
        let input = &self.input;
        if !(16..=MAX_SIZE).contains(&input.size) || !input.crop.factor.is_finite() || !(0.5..=4.0).contains(&input.crop.factor) {
            return Some(format!("expected an input of 16 to {MAX_SIZE} pixels and a crop factor of 0.5 to 4"));
        }
        if input.std.iter().any(|std| !std.is_normal())
            || !input.scale.is_normal()
            || input.mean.iter().any(|mean| !mean.is_finite())
        {
            return Some("expected a scale and std that are not 0, and a mean that is a number".to_owned());
        }
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
        match (&self.output, input.crop.kind) {
            (Output::Heatmap { .. }, CropKind::Upright) => None,
            (Output::Blazepose { .. }, CropKind::HipsToHead) if self.keypoints.len() == POINTS => None,
            (Output::Blazepose { .. }, _) => {
                Some(format!("expected {POINTS} points and a crop of kind hips-to-head with this decoder"))
            }
            (Output::Heatmap { .. }, _) => Some("expected a crop of kind upright with this decoder".to_owned()),
        }
    }

    /// Second step: holds the manifest against the model's bytes and the session's real inputs and outputs. `path` is the model's.
    pub fn check(self, bytes: &[u8], path: &Path, environment: &Environment, threads: usize) -> Result<Checked, ModelError> {
        let found = sha256(bytes);
        if !found.eq_ignore_ascii_case(&self.sha256) {
            let expected = format!("SHA-256 {}", self.sha256);
            return Err(ModelError::Mismatch { expected, found: format!("SHA-256 {found}"), path: path.to_path_buf() });
        }
        let session = runtime::session(environment, bytes, threads, path)?;
        let differs = |(expected, found)| ModelError::Mismatch { expected, found, path: path.to_path_buf() };
        fits(session.inputs(), &self.input.name, &self.input_shape()).map_err(differs)?;
        for (name, shape) in self.output_shapes() {
            fits(session.outputs(), name, &shape).map_err(differs)?;
        }
        Ok(Checked { manifest: self, session })
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
                Output::Heatmap { .. } => 1.0,
                Output::Blazepose { .. } => BlazePose::UNAVERAGED,
            },
        }
    }

    /// The input's shape; the network takes one picture at a time.
    pub(crate) fn input_shape(&self) -> [Option<usize>; 4] {
        let size = Some(self.input.size);
        match self.input.layout {
            Layout::Nchw => [Some(1), Some(3), size, size],
            Layout::Nhwc => [Some(1), size, size, Some(3)],
        }
    }

    fn output_shapes(&self) -> Vec<(&str, Vec<Option<usize>>)> {
        match &self.output {
            Output::Heatmap { heatmaps } => vec![(heatmaps, vec![Some(1), Some(self.keypoints.len()), None, None])],
            Output::Blazepose { landmarks, presence, mask, heatmaps } => vec![
                (landmarks, vec![Some(1), Some(195)]),
                (presence, vec![Some(1), Some(1)]),
                (mask, vec![Some(1), None, None, Some(1)]),
                (heatmaps, vec![Some(1), None, None, Some(POINTS)]),
            ],
        }
    }
}

/// Whether a tensor of that name is there with that shape, else what was expected and what was found.
fn fits(tensors: &[Outlet], name: &str, shape: &[Option<usize>]) -> Result<(), (String, String)> {
    let written = |shape: &[Option<usize>]| {
        shape.iter().map(|side| side.map_or_else(|| "any".to_owned(), |side| side.to_string())).collect::<Vec<_>>().join("x")
    };
    let expected = format!("a tensor {name} of {}", written(shape));
    let Some(tensor) = tensors.iter().find(|tensor| tensor.name() == name) else {
        return Err((expected, tensors.iter().map(Outlet::name).collect::<Vec<_>>().join(", ")));
    };
    let found: Vec<Option<usize>> = tensor
        .dtype()
        .tensor_shape()
        .map(|shape| shape.iter().map(|&side| usize::try_from(side).ok()).collect())
        .unwrap_or_default();
    let agree = found.len() == shape.len() && found.iter().zip(shape).all(|(a, b)| a.is_none() || b.is_none() || a == b);
    let floats = tensor.dtype().tensor_type() == Some(ort::value::TensorElementType::Float32);
    if agree && floats { Ok(()) } else { Err((expected + " 32-bit floats", format!("{name}: {}", tensor.dtype()))) }
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A manifest and the session that it was found to describe.
#[derive(Debug)]
pub struct Checked {
    manifest: Manifest,
    session: Session,
}

impl Checked {
    /// Third step: the estimator. Where the network cannot find people by itself, `companion` opens one that can.
    pub fn estimator(self, companion: impl FnOnce() -> Result<Self, ModelError>) -> Result<Box<dyn Estimator>, ModelError> {
        match self.kind() {
            Kind::Lifter(lifter) => Ok(Box::new(lifter)),
            Kind::BlazePose(blazepose) => match companion()?.kind() {
                Kind::Lifter(lifter) => Ok(Box::new(blazepose.with_companion(lifter))),
                Kind::BlazePose(_) => Ok(Box::new(blazepose)),
            },
        }
    }

    /// The estimator by kind, without a companion; for what only one kind has.
    pub fn kind(self) -> Kind {
        let (manifest, session) = (self.manifest, self.session);
        let info = ModelInfo { id: manifest.id.clone(), sha256: manifest.sha256.to_ascii_lowercase() };
        let network = Network::new(info, session, manifest.input.name.clone(), manifest.pixels());
        let (joints, factor) = (manifest.joints(), manifest.input.crop.factor);
        match manifest.output {
            Output::Heatmap { heatmaps } => Kind::Lifter(Lifter::new(network, joints, factor, heatmaps)),
            Output::Blazepose { landmarks, presence, mask, heatmaps } => {
                Kind::BlazePose(BlazePose::new(network, joints, factor, [landmarks, presence, mask, heatmaps]))
            }
        }
    }
}

/// An estimator by kind; there are one or two of them in a process, so their size is of no account.
#[derive(Debug)]
#[expect(clippy::large_enum_variant)]
pub enum Kind {
    /// One heat map a point.
    Lifter(Lifter),
    /// `BlazePose`.
    BlazePose(BlazePose),
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../models/lifter-v0.json");

    fn refused(from: &str, to: &str) -> String {
        assert!(SHIPPED.contains(from), "{from}");
        Manifest::parse(&SHIPPED.replacen(from, to, 1), Path::new("m.json")).unwrap_err().to_string()
    }

    #[test]
    fn the_shipped_manifest_is_sound_and_describes_the_shipped_file() {
        let manifest = Manifest::parse(SHIPPED, Path::new("lifter-v0.json")).unwrap();
        assert_eq!(manifest.sha256, sha256(include_bytes!("../../models/lifter-v0.onnx")));
        let joints = manifest.joints();
        assert_eq!(joints.len(), Joint::COUNT);
        assert!(Joint::ALL.iter().all(|joint| joints.contains(&Some(*joint))));
        assert_eq!(manifest.pixels().order, ColourOrder::Bgr);
    }

    #[test]
    fn a_manifest_that_does_not_fit_says_what_was_expected() {
        assert!(refused("\"schema\": 1", "\"schema\": 2").contains("expected schema 1, found 2"));
        assert!(refused("\"pose\"", "\"song\"").contains("expected task pose"));
        assert!(refused("\"nose\"", "\"tail\"").contains("no point called tail"));
        assert!(refused("\"swap\": \"right_eye\"", "\"swap\": \"left_eye\"").contains("left_eye to swap with right_eye"));
        assert!(refused("lifter-v0.onnx", "../lifter-v0.onnx").contains("without folders"));
        assert!(refused("\"size\": 192", "\"size\": 0").contains("16 to 2048"));
        assert!(refused("\"upright\"", "\"hips-to-head\"").contains("kind upright"));
        assert!(refused("\"decoder\": \"heatmap\"", "\"decoder\": \"guess\"").contains("guess"));
        assert!(refused("\"id\"", "\"name\"").ends_with("m.json"));
    }
}

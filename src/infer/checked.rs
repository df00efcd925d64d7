//! A manifest held against its file and its session: the second and the third step of opening a model.

use std::path::Path;

use ort::environment::Environment;
use ort::session::Session;
use ort::value::{Outlet, TensorElementType};

use super::barbell::Barbell;
use super::blazepose::BlazePose;
use super::error::ModelError;
use super::manifest::{Manifest, Output, Values};
use super::multi::MultiPose;
use super::network::Network;
use super::runtime;
use super::single::{Reading, SinglePose};
use crate::body::{Detector, Estimator, ModelInfo};
use crate::digest;

impl Manifest {
    /// Second step: holds the manifest against the model's bytes and the session's real inputs and outputs. `path` is the model's.
    pub fn check(self, bytes: &[u8], path: &Path, environment: &Environment, threads: usize) -> Result<Checked, ModelError> {
        let found = digest::of_bytes(bytes);
        if !found.eq_ignore_ascii_case(&self.sha256) {
            let expected = format!("SHA-256 {}", self.sha256);
            let found = format!("SHA-256 {found} of {} bytes", bytes.len());
            return Err(ModelError::Mismatch { expected, found, path: path.to_path_buf() });
        }
        let session = runtime::session(environment, bytes, threads, path)?;
        let differs = |(expected, found)| ModelError::Mismatch { expected, found, path: path.to_path_buf() };
        let inputs = session.inputs();
        if let [_, _, ..] = inputs {
            return Err(differs(("one input".to_owned(), format!("{}: {}", inputs.len(), names(inputs)))));
        }
        fits(inputs, &self.input.name, &self.input_shape(), self.input.number.element()).map_err(differs)?;
        for (name, shape) in self.output_shapes() {
            fits(session.outputs(), name, &shape, TensorElementType::Float32).map_err(differs)?;
        }
        Ok(Checked { manifest: self, session })
    }
}

fn names(tensors: &[Outlet]) -> String {
    tensors.iter().map(Outlet::name).collect::<Vec<_>>().join(", ")
}

/// Whether a tensor of that name is there with that shape and kind of number, else what was expected and what was found.
fn fits(tensors: &[Outlet], name: &str, shape: &[Option<usize>], number: TensorElementType) -> Result<(), (String, String)> {
    let written = |shape: &[Option<usize>]| {
        shape.iter().map(|side| side.map_or_else(|| "any".to_owned(), |side| side.to_string())).collect::<Vec<_>>().join("x")
    };
    let expected = format!("a tensor {name} of {} {number}", written(shape));
    let Some(tensor) = tensors.iter().find(|tensor| tensor.name() == name) else { return Err((expected, names(tensors))) };
    let found: Vec<Option<usize>> = tensor
        .dtype()
        .tensor_shape()
        .map(|shape| shape.iter().map(|&side| usize::try_from(side).ok()).collect())
        .unwrap_or_default();
    let agree = found.len() == shape.len() && found.iter().zip(shape).all(|(a, b)| a.is_none() || b.is_none() || a == b);
    let alike = tensor.dtype().tensor_type() == Some(number);
    if agree && alike { Ok(()) } else { Err((expected, format!("{name}: {}", tensor.dtype()))) }
}

/// A manifest and the session that it was found to describe.
#[derive(Debug)]
pub struct Checked {
    manifest: Manifest,
    session: Session,
}

impl Checked {
    /// Third step: the estimator. Where the network cannot find people by itself, `companion` opens one that can. `path` is for the error
    /// where the model is no pose model.
    pub fn estimator(
        self,
        path: &Path,
        companion: impl FnOnce() -> Result<Self, ModelError>,
    ) -> Result<Box<dyn Estimator>, ModelError> {
        let finds = self.manifest.finds_people();
        let companion = || match companion()?.kind() {
            Kind::Single(one) => Ok(Some(one)),
            _ => Ok(None),
        };
        Ok(match self.kind() {
            Kind::Barbell(_) => {
                let reason = "expected a model of task pose, found one of task barbell".to_owned();
                return Err(ModelError::Manifest { reason, path: path.to_path_buf() });
            }
            Kind::Multi(many) => Box::new(many),
            Kind::Single(one) if finds => Box::new(one),
            Kind::Single(one) => match companion()? {
                Some(other) => Box::new(one.with_companion(other)),
                None => Box::new(one),
            },
            Kind::BlazePose(blazepose) => match companion()? {
                Some(other) => Box::new(blazepose.with_companion(other)),
                None => Box::new(blazepose),
            },
        })
    }

    /// Third step for a detector. `path` is for the error where the model is none.
    pub fn detector(self, path: &Path) -> Result<Box<dyn Detector>, ModelError> {
        if let Kind::Barbell(barbell) = self.kind() {
            return Ok(Box::new(barbell));
        }
        let reason = "expected a model of task barbell, found one of task pose".to_owned();
        Err(ModelError::Manifest { reason, path: path.to_path_buf() })
    }

    /// The estimator by kind, without a companion; for what only one kind has.
    pub fn kind(self) -> Kind {
        let (manifest, session) = (self.manifest, self.session);
        let info = ModelInfo { id: manifest.id.clone(), sha256: manifest.sha256.to_ascii_lowercase() };
        let network = Network::new(info, session, manifest.input.number, manifest.pixels());
        let (joints, factor, bars) = (manifest.joints(), manifest.input.crop.map_or(1.0, |crop| crop.factor), manifest.bars());
        let parts = manifest.parts();
        let single = |network, reading| Kind::Single(SinglePose::new(network, joints.clone(), factor, reading, bars));
        match manifest.output {
            Output::Heatmap { heatmaps, values: Values::Logits, .. } => single(network, Reading::Logits(heatmaps)),
            Output::Heatmap { heatmaps, cells, .. } => single(network, Reading::Heat(heatmaps, cells)),
            Output::Simcc { x, y } => single(network, Reading::SimCc(x, y)),
            Output::Movenet { points } => single(network, Reading::MoveNet(points)),
            Output::Yolo { people } => Kind::Multi(MultiPose::new(network, joints, factor, people, bars)),
            Output::Boxes { heatmap, size, offset } => {
                Kind::Barbell(Barbell::new(network, parts, [heatmap, size, offset], bars.joint))
            }
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
    /// One person in a crop.
    Single(SinglePose),
    /// Several people in one picture.
    Multi(MultiPose),
    /// `BlazePose`.
    BlazePose(BlazePose),
    /// Parts of barbells.
    Barbell(Barbell),
}

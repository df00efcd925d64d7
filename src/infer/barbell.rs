//! Detector of a barbell's parts: plates and sleeve ends.

use ndarray::{Axis, Ix4};

use super::crop::Crop;
use super::decode::boxes;
use super::network::{Network, Spent, tensor};
use super::single::shaped;
use crate::body::{BarbellPart, Detector, EstimatorError, PartKind};
use crate::frame::Frame;

/// A network that sees the parts of barbells in a picture.
#[derive(Debug)]
pub struct Barbell {
    network: Network,
    parts: Vec<PartKind>,
    /// Tensors of heat map, size and offset.
    tensors: [String; 3],
    sure: f64,
}

impl Barbell {
    pub(crate) fn new(network: Network, parts: Vec<PartKind>, tensors: [String; 3], sure: f64) -> Self {
        Self { network, parts, tensors, sure }
    }

    /// Time spent so far.
    pub fn spent(&self) -> Spent {
        self.network.spent
    }
}

impl Detector for Barbell {
    fn detect(&mut self, frame: &Frame, within: Option<(f64, f64, f64, f64)>) -> Result<Vec<BarbellPart>, EstimatorError> {
        let whole = (-0.5, -0.5, frame.width as f64 - 0.5, frame.height as f64 - 0.5);
        let (left, top, right, bottom) = within.unwrap_or(whole);
        let size = self.network.size();
        let crop = Crop::round(left, top, right, bottom, size, 1.0);
        if !crop.is_sound() {
            return Ok(Vec::new());
        }
        let (parts, tensors, sure) = (&self.parts, &self.tensors, self.sure);
        let scale = crop.side / size.longer() as f64;
        self.network.run(frame, &crop, |outputs, _| {
            let maps = |k: usize| Ok::<_, String>(shaped::<Ix4>(tensor(outputs, &tensors[k])?)?.index_axis_move(Axis(0), 0));
            let things = boxes::decode(&maps(0)?, &maps(1)?, &maps(2)?, size, sure);
            let part = |thing: boxes::Thing| {
                Some(BarbellPart {
                    kind: *parts.get(thing.class)?,
                    at: crop.to_frame(thing.at, size),
                    width: thing.width * scale,
                    height: thing.height * scale,
                    confidence: thing.confidence,
                })
            };
            Ok(things.into_iter().filter_map(part).collect())
        })
    }
}

//! One network with its input tensor: cuts the crop, runs, and keeps the time of each step.

use std::time::{Duration, Instant};

use ndarray::Array4;
use ort::session::{Session, SessionOutputs};
use ort::value::TensorRef;

use super::crop::{Crop, Layout, Pixels, Sampler};
use super::runtime::one_line;
use crate::body::{EstimatorError, ModelInfo};
use crate::frame::Frame;

/// Time spent in the steps of an estimator since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Runs of the network.
    pub runs: u32,
    /// Cutting crops.
    pub crop: Duration,
    /// In the network itself.
    pub network: Duration,
    /// Reading the network's numbers, the back's contour left out.
    pub decode: Duration,
    /// Following the back's contour in the mask.
    pub back: Duration,
}

/// A session and what it needs to run on a crop.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) info: ModelInfo,
    session: Session,
    input_name: String,
    pixels: Pixels,
    input: Array4<f32>,
    sampler: Sampler,
    pub(crate) spent: Spent,
}

impl Network {
    pub(crate) fn new(info: ModelInfo, session: Session, input_name: String, pixels: Pixels) -> Self {
        let size = pixels.size;
        let input = match pixels.layout {
            Layout::Nchw => Array4::zeros((1, 3, size, size)),
            Layout::Nhwc => Array4::zeros((1, size, size, 3)),
        };
        Self { info, session, input_name, pixels, input, sampler: Sampler::default(), spent: Spent::default() }
    }

    /// Side of the crop's picture, pixels.
    pub(crate) fn size(&self) -> usize {
        self.pixels.size
    }

    /// Runs the network on a crop and reads its outputs with `read`, whose error is a reason in words.
    pub(crate) fn run<T>(
        &mut self,
        frame: &Frame,
        crop: &Crop,
        read: impl FnOnce(&SessionOutputs<'_>, &mut Spent) -> Result<T, String>,
    ) -> Result<T, EstimatorError> {
        let failed = |reason: &str| EstimatorError { model: self.info.id.clone(), frame: frame.index, reason: one_line(reason) };
        let began = Instant::now();
        let Some(input) = self.input.as_slice_mut() else {
            return Err(failed("the input tensor is not in one piece"));
        };
        self.sampler.fill(frame, crop, &self.pixels, input);
        let cut = Instant::now();
        let tensor = TensorRef::from_array_view(self.input.view()).map_err(|error| failed(&error.to_string()))?;
        let outputs =
            self.session.run(ort::inputs![self.input_name.as_str() => tensor]).map_err(|error| failed(&error.to_string()))?;
        let ran = Instant::now();
        let back_before = self.spent.back;
        let result = read(&outputs, &mut self.spent).map_err(|reason| failed(&reason))?;
        self.spent.decode += ran.elapsed().saturating_sub(self.spent.back.saturating_sub(back_before));
        self.spent.crop += cut - began;
        self.spent.network += ran - cut;
        self.spent.runs += 1;
        Ok(result)
    }
}

/// The numbers of an output tensor with its shape.
pub(crate) fn tensor<'a>(outputs: &'a SessionOutputs<'_>, name: &str) -> Result<ndarray::ArrayViewD<'a, f32>, String> {
    let value = outputs.get(name).ok_or_else(|| format!("the network gave no {name}"))?;
    value.try_extract_array::<f32>().map_err(|error| error.to_string())
}

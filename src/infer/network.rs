//! One network with its input tensor: cuts the crop, runs, and keeps the time of each step.

use std::time::{Duration, Instant};

use ndarray::Array4;
use ort::session::{Session, SessionInputs, SessionOutputs};
use ort::value::{TensorElementType, TensorRef};

use super::crop::{Crop, Size};
use super::runtime::one_line;
use super::sampler::{Layout, Pixels, Sampler};
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

/// The kind of number that an input tensor holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Number {
    /// 32-bit floats.
    #[default]
    Float32,
    /// 32-bit whole numbers.
    Int32,
    /// Bytes.
    Uint8,
}

impl Number {
    /// What the runtime calls it.
    pub(crate) fn element(self) -> TensorElementType {
        match self {
            Self::Float32 => TensorElementType::Float32,
            Self::Int32 => TensorElementType::Int32,
            Self::Uint8 => TensorElementType::Uint8,
        }
    }
}

/// The input in the network's own numbers where those are not floats.
#[derive(Debug)]
enum Whole {
    Not,
    Int32(Array4<i32>),
    Uint8(Array4<u8>),
}

impl Whole {
    /// The floats, rounded, as a tensor of the network's own numbers.
    fn tensor<'a>(&'a mut self, floats: &'a Array4<f32>) -> ort::Result<SessionInputs<'a, 'a, 1>> {
        // `as` clamps to the type's range.
        Ok(match self {
            Self::Not => ort::inputs![TensorRef::from_array_view(floats.view())?],
            Self::Int32(own) => {
                own.zip_mut_with(floats, |own, float| *own = float.round() as i32);
                ort::inputs![TensorRef::from_array_view(own.view())?]
            }
            Self::Uint8(own) => {
                own.zip_mut_with(floats, |own, float| *own = float.round() as u8);
                ort::inputs![TensorRef::from_array_view(own.view())?]
            }
        }
        .into())
    }
}

/// A session and what it needs to run on a crop.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) info: ModelInfo,
    session: Session,
    pixels: Pixels,
    input: Array4<f32>,
    whole: Whole,
    sampler: Sampler,
    pub(crate) spent: Spent,
}

impl Network {
    /// A network with one input, which holds numbers of that kind.
    pub(crate) fn new(info: ModelInfo, session: Session, number: Number, pixels: Pixels) -> Self {
        let Size { width, height } = pixels.size;
        let shape = match pixels.layout {
            Layout::Nchw => (1, 3, height, width),
            Layout::Nhwc => (1, height, width, 3),
        };
        let whole = match number {
            Number::Float32 => Whole::Not,
            Number::Int32 => Whole::Int32(Array4::zeros(shape)),
            Number::Uint8 => Whole::Uint8(Array4::zeros(shape)),
        };
        let (input, sampler, spent) = (Array4::zeros(shape), Sampler::default(), Spent::default());
        Self { info, session, pixels, input, whole, sampler, spent }
    }

    /// Size of the crop's picture.
    pub(crate) fn size(&self) -> Size {
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
        let tensor = self.whole.tensor(&self.input).map_err(|error| failed(&error.to_string()))?;
        let outputs = self.session.run(tensor).map_err(|error| failed(&error.to_string()))?;
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

//! Turns each `TFLite` operator into ONNX nodes with the channels first.

use std::collections::{BTreeSet, HashMap};

use super::filter::Filter;
use super::flatbuffer::numbers;
use super::fold::Folded;
use super::half::widen;
use super::onnx::{Attribute, Graph};
use super::tflite::{Activation, Element, Kind, Network, Operator, Tensor};
use super::{ConvertError, INPUT};

/// Rows added above and below and columns added left and right of a picture.
type Border = [[usize; 2]; 2];

/// The order of the dimensions that brings the channels from the first place after the batch to the last.
pub(super) const LAST: [i64; 4] = [0, 2, 3, 1];
/// The name of the constant that values are at least held to.
const ZERO: &str = "zero";
/// The name of the constant that values are at most held to.
const SIX: &str = "six";
/// More weights than any landmark network has; a small damaged file could otherwise name the same ones without end.
const MOST_WEIGHTS: usize = 1 << 26;
/// A picture or a filter longer than this on a side, or with more channels, is nonsense.
const MOST_SIZE: usize = 1 << 16;

/// Writes the network as an ONNX file with the outputs named in `keep`, or all.
pub(super) fn lower(network: &Network<'_>, keep: &[&str]) -> Result<Vec<u8>, ConvertError> {
    let outputs = kept(network, keep)?;
    let names: BTreeSet<&str> = outputs.iter().filter_map(|&output| Some(network.tensors.get(output)?.name)).collect();
    if names.len() != outputs.len() || names.contains("") || names.contains(INPUT) {
        return Err(ConvertError::Malformed { expected: "outputs with names of their own, each asked for once" });
    }
    let [input] = network.inputs[..] else {
        return Err(ConvertError::Malformed { expected: "a network with one input" });
    };
    let mut lowering = Lowering { network, graph: Graph::default(), values: HashMap::new(), weights: 0, shared: BTreeSet::new() };
    let [n, h, w, c] = lowering.picture(input)?;
    lowering.graph.input(INPUT, &[n, c, h, w]);
    lowering.values.insert(input, Value::Here(INPUT.to_owned()));
    for (place, operator) in live(network, &outputs) {
        lowering.operator(&Site { place, operator })?;
    }
    for &output in &outputs {
        lowering.output(output)?;
    }
    Ok(lowering.graph.finish("landmarks"))
}

/// The tensors of the outputs asked for.
fn kept(network: &Network<'_>, keep: &[&str]) -> Result<Vec<usize>, ConvertError> {
    let name = |&output: &usize| network.tensors.get(output).map_or("", |tensor| tensor.name);
    if keep.is_empty() {
        return Ok(network.outputs.clone());
    }
    keep.iter()
        .map(|&wanted| {
            network.outputs.iter().copied().find(|output| name(output) == wanted).ok_or_else(|| ConvertError::NoSuchOutput {
                name: wanted.to_owned(),
                has: network.outputs.iter().map(name).collect::<Vec<_>>().join(", "),
            })
        })
        .collect()
}

/// The operators that the outputs need, with their places in the file.
fn live<'n>(network: &'n Network<'_>, outputs: &[usize]) -> Vec<(usize, &'n Operator)> {
    let mut wanted: BTreeSet<usize> = outputs.iter().copied().collect();
    let mut operators: Vec<_> = network
        .operators
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, operator)| {
            let needed = operator.outputs.iter().any(|output| wanted.contains(output));
            if needed {
                wanted.extend(operator.inputs.iter().flatten());
            }
            needed
        })
        .collect();
    operators.reverse();
    operators
}

/// What is known of a tensor at some point of the conversion.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// It is computed under this name; pictures have their channels first.
    Here(String),
    /// It is the same as a stored tensor, but for the type of its elements.
    Stored(usize),
    /// It is another tensor with zeros around it, which a convolution can add by itself.
    Bordered(usize, Border),
    /// It is computed as two halves.
    Folded(Folded),
}

/// An operator with its place in the file, by which errors name it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'n> {
    place: usize,
    pub(super) operator: &'n Operator,
}

impl Site<'_> {
    /// The error of an operator that is used in a way that the converter does not know.
    pub(super) fn wants(&self, expected: &'static str) -> ConvertError {
        ConvertError::Unsupported { operator: self.place, expected }
    }

    /// The tensor that the operator reads in this place.
    pub(super) fn input(&self, nth: usize) -> Result<usize, ConvertError> {
        self.operator.inputs.get(nth).copied().flatten().ok_or_else(|| self.wants("an operator with more inputs"))
    }

    /// The tensor that the operator writes.
    pub(super) fn output(&self) -> Result<usize, ConvertError> {
        self.operator.outputs.first().copied().ok_or_else(|| self.wants("an operator with an output"))
    }
}

/// The conversion under way.
pub(super) struct Lowering<'n, 'a> {
    network: &'n Network<'a>,
    pub(super) graph: Graph,
    pub(super) values: HashMap<usize, Value>,
    weights: usize,
    shared: BTreeSet<String>,
}

impl<'a> Lowering<'_, 'a> {
    /// The tensor in this place.
    pub(super) fn tensor(&self, index: usize) -> Result<&Tensor<'a>, ConvertError> {
        self.network.tensors.get(index).ok_or(ConvertError::Missing { expected: "a tensor" })
    }

    /// The sizes of a tensor of four dimensions: batch, height, width, channels.
    pub(super) fn picture(&self, index: usize) -> Result<[usize; 4], ConvertError> {
        let sizes = <[usize; 4]>::try_from(self.tensor(index)?.shape.as_slice()).ok();
        sizes
            .filter(|sizes| sizes.iter().all(|size| (1..=MOST_SIZE).contains(size)))
            .ok_or(ConvertError::Malformed { expected: "a picture-like tensor of four dimensions" })
    }

    /// The name under which a tensor is computed, put together and with its border; `None` for one that is not computed.
    fn name(&mut self, index: usize) -> Option<String> {
        let name = format!("t{index}");
        match self.values.get(&index)?.clone() {
            Value::Here(name) => return Some(name),
            Value::Stored(_) => return None,
            Value::Bordered(source, [[top, bottom], [left, right]]) => {
                let source = self.name(source)?;
                let sizes = self.ints(&format!("{name}_border"), &[0, 0, top, left, 0, 0, bottom, right]);
                self.graph.node("Pad", &[&source, &sizes], &name, &[]);
            }
            Value::Folded(folded) => {
                let [_, _, _, channels] = self.picture(index).ok()?;
                self.unfold(&folded, channels, &name);
            }
        }
        self.values.insert(index, Value::Here(name.clone()));
        Some(name)
    }

    /// The name under which an operator's operand is computed.
    pub(super) fn operand(&mut self, site: &Site<'_>, index: usize) -> Result<String, ConvertError> {
        self.name(index).ok_or_else(|| site.wants("an operand that is computed before"))
    }

    /// The folded picture of this tensor, if it is one.
    pub(super) fn folded(&self, index: usize) -> Option<Folded> {
        if let Some(Value::Folded(folded)) = self.values.get(&index) { Some(folded.clone()) } else { None }
    }

    /// The numbers of a constant.
    pub(super) fn constant(&self, site: &Site<'_>, index: usize) -> Result<Vec<f32>, ConvertError> {
        let index = if let Some(&Value::Stored(index)) = self.values.get(&index) { index } else { index };
        let tensor = self.tensor(index)?;
        let data = tensor.data.filter(|_| !tensor.sparse).ok_or_else(|| site.wants("a dense constant operand"))?;
        let values: Vec<f32> = match tensor.element {
            Element::F32 => data.as_chunks::<4>().0.iter().map(|&four| f32::from_le_bytes(four)).collect(),
            Element::F16 => data.as_chunks::<2>().0.iter().map(|&two| widen(u16::from_le_bytes(two))).collect(),
            Element::I32 | Element::Other(_) => return Err(site.wants("a constant of 16-bit or 32-bit floats")),
        };
        let count = tensor.shape.iter().try_fold(1_usize, |all, &size| all.checked_mul(size));
        if count == Some(values.len()) { Ok(values) } else { Err(site.wants("a constant as long as its shape says")) }
    }

    /// The whole numbers of a constant that tells sizes.
    pub(super) fn sizes(&self, site: &Site<'_>, index: usize) -> Result<Vec<i32>, ConvertError> {
        let tensor = self.tensor(index)?;
        let data = tensor.data.filter(|_| tensor.element == Element::I32 && !tensor.sparse);
        data.map(numbers).ok_or_else(|| site.wants("a constant of 32-bit integers"))
    }

    /// Stores whole numbers under a name and gives the name.
    pub(super) fn ints(&mut self, name: &str, values: &[usize]) -> String {
        self.graph.ints(name, &values.iter().map(|&value| value as i64).collect::<Vec<_>>());
        name.to_owned()
    }

    /// Stores numbers that several nodes share, unless they are stored already.
    fn share(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        if self.shared.insert(name.to_owned()) {
            self.graph.floats(name, shape, values);
        }
    }

    /// Converts one operator.
    fn operator(&mut self, site: &Site<'_>) -> Result<(), ConvertError> {
        if self.values.contains_key(&site.output()?) {
            return Err(site.wants("a result that no other operator gives"));
        }
        match site.operator.kind {
            Kind::Add(activation) => self.add(site, activation),
            Kind::Conv(window) => self.convolution(site, window, false),
            Kind::Depthwise(window) => self.convolution(site, window, true),
            Kind::Dequantize => {
                self.values.insert(site.output()?, Value::Stored(site.input(0)?));
                Ok(())
            }
            Kind::Logistic => {
                let source = self.operand(site, site.input(0)?)?;
                self.emit(site, "Sigmoid", &[&source], &[], Activation::None)
            }
            Kind::MaxPool(window, kernel) => self.max_pool(site, window, kernel),
            Kind::Pad => self.pad(site),
            Kind::Reshape => self.reshape(site),
            Kind::Resize { align_corners, half_pixel } => self.resize(site, align_corners, half_pixel),
            Kind::Unknown(code) => Err(ConvertError::UnknownOperator { operator: site.place, code }),
        }
    }

    /// Appends the node that computes the operator's output, and its activation after it.
    pub(super) fn emit(
        &mut self,
        site: &Site<'_>,
        kind: &str,
        inputs: &[&str],
        attributes: &[(&str, Attribute)],
        activation: Activation,
    ) -> Result<(), ConvertError> {
        let index = site.output()?;
        let name = format!("t{index}");
        self.activated(kind, inputs, attributes, activation, &name);
        self.values.insert(index, Value::Here(name));
        Ok(())
    }

    /// Appends a node and its activation, which gives the result its name.
    pub(super) fn activated(
        &mut self,
        kind: &str,
        inputs: &[&str],
        attributes: &[(&str, Attribute)],
        activation: Activation,
        name: &str,
    ) {
        if activation == Activation::None {
            self.graph.node(kind, inputs, name, attributes);
            return;
        }
        let before = format!("{name}_before");
        self.graph.node(kind, inputs, &before, attributes);
        if activation == Activation::Relu {
            self.graph.node("Relu", &[&before], name, &[]);
        } else {
            self.limit(&before, name);
        }
    }

    /// Appends the node that holds values between 0 and 6.
    pub(super) fn limit(&mut self, source: &str, name: &str) {
        self.share(ZERO, &[], &[0.0]);
        self.share(SIX, &[], &[6.0]);
        self.graph.node("Clip", &[source, ZERO, SIX], name, &[]);
    }

    /// Appends a convolution of each channel by itself that changes nothing.
    ///
    /// ONNX Runtime joins a limit to a convolution but not to a sum, for which it would bring the picture out of its faster layout and in
    /// again. Passing through this costs less.
    pub(super) fn relay(&mut self, source: &str, channels: usize, name: &str) {
        let ones = format!("ones_{channels}");
        self.share(&ones, &[channels, 1, 1, 1], &vec![1.0; channels]);
        let attributes = [("group", Attribute::Int(channels as i64)), ("kernel_shape", Attribute::Ints(vec![1, 1]))];
        self.graph.node("Conv", &[source, &ones], name, &attributes);
    }

    /// Appends a convolution with its activation. `pads` are the zeros above, left, below and right.
    #[expect(clippy::too_many_arguments, reason = "a convolution has as many")]
    pub(super) fn filtered(
        &mut self,
        site: &Site<'_>,
        source: &str,
        filter: &Filter,
        pads: [usize; 4],
        strides: [usize; 2],
        dilations: [usize; 2],
        activation: Activation,
        name: &str,
    ) -> Result<(), ConvertError> {
        self.weights += filter.weights.len();
        if self.weights > MOST_WEIGHTS {
            return Err(site.wants("weights of less than 256 MB in all"));
        }
        let [outer, _, down, across] = filter.shape;
        let (weights, bias) = (format!("{name}_weights"), format!("{name}_bias"));
        self.graph.floats(&weights, &filter.shape, &filter.weights);
        let mut inputs = vec![source, &weights];
        if !filter.bias.is_empty() {
            self.graph.floats(&bias, &[outer], &filter.bias);
            inputs.push(&bias);
        }
        let ints = |values: &[usize]| Attribute::Ints(values.iter().map(|&value| value as i64).collect());
        let attributes = [
            ("dilations", ints(&dilations)),
            ("group", Attribute::Int(filter.groups as i64)),
            ("kernel_shape", ints(&[down, across])),
            ("pads", ints(&pads)),
            ("strides", ints(&strides)),
        ];
        self.activated("Conv", &inputs, &attributes, activation, name);
        Ok(())
    }

    /// Declares an output, a picture with its channels last.
    fn output(&mut self, index: usize) -> Result<(), ConvertError> {
        let tensor = self.tensor(index)?;
        let (name, shape) = (tensor.name, tensor.shape.clone());
        self.graph.output(name, &shape);
        let source = self.name(index).ok_or(ConvertError::Missing { expected: "an operator that computes an output" })?;
        match shape[..] {
            [_, _, _, 1] => {
                let sizes = self.ints(&format!("t{index}_last_shape"), &shape);
                self.graph.node("Reshape", &[&source, &sizes], name, &[]);
            }
            [_, _, _, _] => self.graph.node("Transpose", &[&source], name, &[("perm", Attribute::Ints(LAST.to_vec()))]),
            _ => self.graph.node("Identity", &[&source], name, &[]),
        }
        Ok(())
    }
}

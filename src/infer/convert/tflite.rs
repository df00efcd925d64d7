//! A checked reader of the few `TFLite` tables that a landmark network needs.
//!
//! A `TFLite` file is a flatbuffer: tables whose fields are found through a small table of offsets (the vtable), vectors with a leading
//! count, all little-endian and all relative. Nothing here trusts an offset: every read is checked against the file's length and a file
//! that lies about itself ends in a [`ConvertError`].

use super::ConvertError;
use super::flatbuffer::{Bytes, Table};

/// The four letters at byte 4 of every `TFLite` file.
const IDENTIFIER: &[u8] = b"TFL3";
/// More dimensions than any tensor of a network that we take.
const MAX_RANK: usize = 8;
/// More operands than any operator that we take.
const MAX_OPERANDS: usize = 64;
/// A tensor's name longer than this is nonsense in a file of ours.
const MAX_NAME: usize = 4096;

/// The types of a tensor's elements that the converter understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// 32-bit floating point.
    F32,
    /// 16-bit floating point, for stored weights only.
    F16,
    /// 32-bit integers, for sizes and paddings only.
    I32,
    /// Anything else, by its number in the schema.
    Other(i8),
}

/// One tensor: its name, its static shape and, for a constant, its bytes.
#[derive(Debug)]
pub(super) struct Tensor<'a> {
    /// The name given by the network's author; outputs are known by it.
    pub(super) name: &'a str,
    /// The static shape, batch first and channels last.
    pub(super) shape: Vec<usize>,
    /// The type of the elements.
    pub(super) element: Element,
    /// The bytes of a constant, `None` for a computed tensor.
    pub(super) data: Option<&'a [u8]>,
    /// Whether the bytes are stored sparsely, which the converter does not take.
    pub(super) sparse: bool,
}

/// How a window's border is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Padding {
    /// The output is the input's size divided by the stride, rounded up.
    Same,
    /// Only windows that lie wholly inside the input.
    Valid,
}

/// The activation that an operator applies to its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activation {
    /// The result as it is.
    None,
    /// Negative values become 0.
    Relu,
    /// Values are held between 0 and 6.
    Relu6,
}

/// A sliding window: border, steps and result's activation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// How the border is treated.
    pub(super) padding: Padding,
    /// Steps down and across.
    pub(super) stride: [usize; 2],
    /// Distance between the kernel's taps, down and across.
    pub(super) dilation: [usize; 2],
    /// What is applied to the result.
    pub(super) activation: Activation,
}

/// What an operator does, with its options.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Sum of two tensors.
    Add(Activation),
    /// Convolution over all channels.
    Conv(Window),
    /// Convolution of each channel by itself.
    Depthwise(Window),
    /// Stored numbers become 32-bit floats.
    Dequantize,
    /// The logistic function.
    Logistic,
    /// Maximum over a window of the given height and width.
    MaxPool(Window, [usize; 2]),
    /// Zeros around a tensor.
    Pad,
    /// The same numbers in another shape.
    Reshape,
    /// Bilinear scaling.
    Resize {
        /// The corners' pixel centres fall on each other.
        align_corners: bool,
        /// Pixels are squares sampled at their centres.
        half_pixel: bool,
    },
    /// An operator that the converter does not know, by its number in the schema.
    Unknown(i32),
}

/// One operator: what it does and which tensors it reads and writes.
#[derive(Debug)]
pub(super) struct Operator {
    /// What it does.
    pub(super) kind: Kind,
    /// The tensors read, `None` where an optional one is left out.
    pub(super) inputs: Vec<Option<usize>>,
    /// The tensors written.
    pub(super) outputs: Vec<usize>,
}

/// The first subgraph of a `TFLite` file, which is the whole of a landmark network.
#[derive(Debug)]
pub(super) struct Network<'a> {
    /// All tensors; the others refer to them by their place here.
    pub(super) tensors: Vec<Tensor<'a>>,
    /// The operators in the order in which they run.
    pub(super) operators: Vec<Operator>,
    /// The tensors that the caller fills.
    pub(super) inputs: Vec<usize>,
    /// The tensors that the caller reads.
    pub(super) outputs: Vec<usize>,
}

impl<'a> Network<'a> {
    /// Reads a file's first subgraph.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, ConvertError> {
        if bytes.get(4..8) != Some(IDENTIFIER) {
            return Err(ConvertError::NotTflite);
        }
        let file = Bytes(bytes);
        let model = Table::at(file, file.follow(0, "the model")?)?;
        let buffers = model.tables(4, "the buffers")?;
        let codes = model.tables(1, "the operator codes")?.iter().map(operator_code).collect::<Result<Vec<_>, _>>()?;
        let graphs = model.tables(2, "the subgraphs")?;
        let graph = graphs.first().ok_or(ConvertError::Missing { expected: "a subgraph" })?;
        let tensors =
            graph.tables(0, "the tensors")?.iter().map(|table| tensor(table, &buffers)).collect::<Result<Vec<_>, _>>()?;
        let place = |index: i32| {
            usize::try_from(index)
                .ok()
                .filter(|&i| i < tensors.len())
                .ok_or(ConvertError::Missing { expected: "the tensor that an operator or the graph names" })
        };
        let places = |list: Vec<i32>| list.into_iter().map(place).collect::<Result<Vec<_>, _>>();
        let operators = graph
            .tables(3, "the operators")?
            .iter()
            .map(|table| {
                let code = table.u32(0, 0)? as usize;
                let code = *codes.get(code).ok_or(ConvertError::Missing { expected: "an operator's code" })?;
                let inputs = table.ints(1, MAX_OPERANDS, "an operator's inputs")?;
                let inputs = inputs.into_iter().map(|i| if i == -1 { Ok(None) } else { place(i).map(Some) });
                Ok(Operator {
                    kind: kind(code, table)?,
                    inputs: inputs.collect::<Result<_, _>>()?,
                    outputs: places(table.ints(2, MAX_OPERANDS, "an operator's outputs")?)?,
                })
            })
            .collect::<Result<Vec<_>, ConvertError>>()?;
        let inputs = places(graph.ints(1, MAX_OPERANDS, "the graph's inputs")?)?;
        let outputs = places(graph.ints(2, MAX_OPERANDS, "the graph's outputs")?)?;
        Ok(Self { tensors, operators, inputs, outputs })
    }
}

/// Reads an operator code: the old field holds at most 127, the newer one is used beyond.
fn operator_code(table: &Table<'_>) -> Result<i32, ConvertError> {
    Ok(i32::from(table.i8(0, 0)?).max(table.i32(3, 0)?))
}

/// Reads one tensor and finds its constant bytes, if any.
fn tensor<'a>(table: &Table<'a>, buffers: &[Table<'a>]) -> Result<Tensor<'a>, ConvertError> {
    let shape = table.ints(0, MAX_RANK, "a tensor's shape")?;
    let shape = shape
        .into_iter()
        .map(|size| usize::try_from(size).map_err(|_| ConvertError::Malformed { expected: "a shape without negative sizes" }))
        .collect::<Result<Vec<_>, _>>()?;
    let buffer = buffers.get(table.u32(2, 0)? as usize).ok_or(ConvertError::Missing { expected: "a tensor's buffer" })?;
    let data = buffer.bytes(0, usize::MAX, "a buffer's bytes")?;
    let name = table.bytes(3, MAX_NAME, "a tensor's name")?.unwrap_or_default();
    let name = std::str::from_utf8(name).map_err(|_| ConvertError::Malformed { expected: "a tensor's name in UTF-8" })?;
    Ok(Tensor {
        name,
        shape,
        element: match table.i8(1, 0)? {
            0 => Element::F32,
            1 => Element::F16,
            2 => Element::I32,
            other => Element::Other(other),
        },
        data: data.filter(|bytes| !bytes.is_empty()),
        sparse: table.field(6)?.is_some(),
    })
}

/// Reads what an operator does from its code and its options.
fn kind(code: i32, operator: &Table<'_>) -> Result<Kind, ConvertError> {
    // The options of each operator are a table of their own kind, told by a number beside it.
    let options = |number: u8| -> Result<Table<'_>, ConvertError> {
        if operator.u8(3, 0)? != number {
            return Err(ConvertError::Missing { expected: "an operator's options of its own kind" });
        }
        operator.table(4, "an operator's options")
    };
    Ok(match code {
        0 => Kind::Add(activation(options(11)?.i8(0, 0)?)?),
        3 => {
            let table = options(1)?;
            Kind::Conv(window(&table, 3, Some((5, 4)))?)
        }
        4 => {
            let table = options(2)?;
            Kind::Depthwise(window(&table, 4, Some((6, 5)))?)
        }
        6 => Kind::Dequantize,
        14 => Kind::Logistic,
        17 => {
            let table = options(5)?;
            Kind::MaxPool(window(&table, 5, None)?, [positive(&table, 4, 0)?, positive(&table, 3, 0)?])
        }
        22 => Kind::Reshape,
        23 => {
            let table = options(15)?;
            Kind::Resize { align_corners: table.u8(2, 0)? != 0, half_pixel: table.u8(3, 0)? != 0 }
        }
        34 => Kind::Pad,
        other => Kind::Unknown(other),
    })
}

/// Reads a window's options; the fields of the activation and of the dilation (down, across) differ from operator to operator.
fn window(table: &Table<'_>, act: usize, dilation: Option<(usize, usize)>) -> Result<Window, ConvertError> {
    let padding = match table.i8(0, 0)? {
        0 => Padding::Same,
        1 => Padding::Valid,
        _ => return Err(ConvertError::Malformed { expected: "a padding of SAME or VALID" }),
    };
    Ok(Window {
        padding,
        stride: [positive(table, 2, 0)?, positive(table, 1, 0)?],
        dilation: match dilation {
            Some((down, across)) => [positive(table, down, 1)?, positive(table, across, 1)?],
            None => [1, 1],
        },
        activation: activation(table.i8(act, 0)?)?,
    })
}

/// Reads a number that must be between 1 and 4096: a stride, a dilation or a window's side.
fn positive(table: &Table<'_>, slot: usize, default: i32) -> Result<usize, ConvertError> {
    let value = usize::try_from(table.i32(slot, default)?).unwrap_or(0);
    if (1..=4096).contains(&value) {
        Ok(value)
    } else {
        Err(ConvertError::Malformed { expected: "a stride, dilation or window side from 1 to 4096" })
    }
}

/// Reads a fused activation's number.
fn activation(number: i8) -> Result<Activation, ConvertError> {
    match number {
        0 => Ok(Activation::None),
        1 => Ok(Activation::Relu),
        3 => Ok(Activation::Relu6),
        _ => Err(ConvertError::Malformed { expected: "a fused activation of none, ReLU or ReLU6" }),
    }
}

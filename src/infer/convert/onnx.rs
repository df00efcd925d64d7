//! A writer of the few ONNX messages that a converted network needs.
//!
//! ONNX files are protocol buffers: fields led by a key (the field's number and how its value is stored), numbers in groups of seven
//! bits, texts and inner messages led by their length. Field numbers are those of `onnx.proto`.

/// The operator set that the nodes are written for.
const OPSET: u64 = 17;
/// The version of the file format that belongs to the operator set.
const IR_VERSION: u64 = 8;
/// `TensorProto.DataType.FLOAT`.
const FLOAT: u64 = 1;
/// `TensorProto.DataType.INT32`.
#[cfg(test)]
const INT32: u64 = 6;
/// `TensorProto.DataType.INT64`.
const INT64: u64 = 7;

/// One message under construction.
#[derive(Debug, Default)]
struct Message(Vec<u8>);

impl Message {
    /// Appends a number in groups of seven bits, lowest first.
    fn raw(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// Appends a field that holds a number.
    fn number(&mut self, field: u64, value: u64) {
        self.raw(field << 3);
        self.raw(value);
    }

    /// Appends a field that holds bytes, a text or a finished message.
    fn bytes(&mut self, field: u64, value: &[u8]) {
        self.raw(field << 3 | 2);
        self.raw(value.len() as u64);
        self.0.extend_from_slice(value);
    }
}

/// The value of a node's attribute.
#[derive(Debug, Clone)]
pub(in crate::infer) enum Attribute {
    /// A whole number.
    Int(i64),
    /// A word.
    Text(&'static str),
    /// Several whole numbers.
    Ints(Vec<i64>),
}

/// The graph under construction: nodes in the order in which they run, constants, inputs and outputs.
#[derive(Debug, Default)]
pub(in crate::infer) struct Graph {
    body: Message,
    nodes: usize,
}

impl Graph {
    /// Appends a node and names it by its operator and its place.
    pub(in crate::infer) fn node(&mut self, operator: &str, inputs: &[&str], output: &str, attributes: &[(&str, Attribute)]) {
        let mut node = Message::default();
        for input in inputs {
            node.bytes(1, input.as_bytes());
        }
        node.bytes(2, output.as_bytes());
        node.bytes(3, format!("{operator}_{}", self.nodes).as_bytes());
        node.bytes(4, operator.as_bytes());
        for (name, value) in attributes {
            let mut attribute = Message::default();
            attribute.bytes(1, name.as_bytes());
            let kind = match value {
                Attribute::Int(value) => {
                    attribute.number(3, value.cast_unsigned());
                    2
                }
                Attribute::Text(value) => {
                    attribute.bytes(4, value.as_bytes());
                    3
                }
                Attribute::Ints(values) => {
                    for value in values {
                        attribute.number(8, value.cast_unsigned());
                    }
                    7
                }
            };
            attribute.number(20, kind);
            node.bytes(5, &attribute.0);
        }
        self.body.bytes(1, &node.0);
        self.nodes += 1;
    }

    /// The number of nodes so far, for names that nothing else has.
    pub(in crate::infer) fn nodes(&self) -> usize {
        self.nodes
    }

    /// Adds a constant of 32-bit floats.
    pub(in crate::infer) fn floats(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        self.constant(name, shape, FLOAT, &values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<_>>());
    }

    /// Adds a constant list of whole numbers.
    pub(in crate::infer) fn ints(&mut self, name: &str, values: &[i64]) {
        self.constant(name, &[values.len()], INT64, &values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<_>>());
    }

    /// Adds a constant of any type by its bytes.
    fn constant(&mut self, name: &str, shape: &[usize], kind: u64, bytes: &[u8]) {
        let mut tensor = Message::default();
        for &size in shape {
            tensor.number(1, size as u64);
        }
        tensor.number(2, kind);
        tensor.bytes(8, name.as_bytes());
        tensor.bytes(9, bytes);
        self.body.bytes(5, &tensor.0);
    }

    /// Declares an input of the graph, of 32-bit floats.
    pub(in crate::infer) fn input(&mut self, name: &str, shape: &[usize]) {
        self.body.bytes(11, &value_info(name, shape, FLOAT));
    }

    /// Declares an input of the graph, of 32-bit whole numbers.
    #[cfg(test)]
    pub(in crate::infer) fn whole_input(&mut self, name: &str, shape: &[usize]) {
        self.body.bytes(11, &value_info(name, shape, INT32));
    }

    /// Declares an output of the graph.
    pub(in crate::infer) fn output(&mut self, name: &str, shape: &[usize]) {
        self.body.bytes(12, &value_info(name, shape, FLOAT));
    }

    /// Closes the graph and writes the file around it.
    pub(in crate::infer) fn finish(mut self, name: &str) -> Vec<u8> {
        self.body.bytes(2, name.as_bytes());
        let mut opset = Message::default();
        opset.bytes(1, b"");
        opset.number(2, OPSET);
        let mut model = Message::default();
        model.number(1, IR_VERSION);
        model.bytes(2, env!("CARGO_PKG_NAME").as_bytes());
        model.bytes(3, env!("CARGO_PKG_VERSION").as_bytes());
        model.bytes(8, &opset.0);
        model.bytes(7, &self.body.0);
        model.0
    }
}

/// The description of a tensor of a kind of number.
fn value_info(name: &str, shape: &[usize], kind_of_number: u64) -> Vec<u8> {
    let mut dims = Message::default();
    for &size in shape {
        let mut dim = Message::default();
        dim.number(1, size as u64);
        dims.bytes(1, &dim.0);
    }
    let mut tensor = Message::default();
    tensor.number(1, kind_of_number);
    tensor.bytes(2, &dims.0);
    let mut kind = Message::default();
    kind.bytes(1, &tensor.0);
    let mut info = Message::default();
    info.bytes(1, name.as_bytes());
    info.bytes(2, &kind.0);
    info.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_groups_of_seven_bits() {
        let mut message = Message::default();
        message.number(1, 300);
        message.number(2, (-1_i64).cast_unsigned());
        assert_eq!(message.0[..3], [0x08, 0xac, 0x02]);
        assert_eq!(message.0.len(), 3 + 1 + 10);
    }

    #[test]
    fn an_empty_graph_has_its_header() {
        let bytes = Graph::default().finish("g");
        assert_eq!(bytes[..2], [0x08, IR_VERSION as u8]);
        assert!(bytes.windows(3).any(|w| w == [0x12, 1, b'g']));
    }
}

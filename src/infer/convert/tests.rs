//! Whole files: a tiny one made here, damaged ones, and the real one where it is.

use super::{ConvertError, tflite_to_onnx};

/// A flatbuffer under construction: objects are appended, and offsets to them filled in behind.
#[derive(Default)]
struct Builder(Vec<u8>);

/// A field of a table: a number of so many bytes, or a reference to an object that comes later.
#[derive(Clone)]
enum Field {
    Byte(u8),
    Word(u32),
    Object(Object),
}

/// What a reference leads to.
#[derive(Clone)]
enum Object {
    Table(Vec<(usize, Field)>),
    Tables(Vec<Object>),
    Ints(Vec<i32>),
    Bytes(Vec<u8>),
}

impl Builder {
    fn word(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    /// Fills the word at `at` with the way from there to the end.
    fn point_here(&mut self, at: usize) {
        let way = (self.0.len() - at) as u32;
        self.0[at..at + 4].copy_from_slice(&way.to_le_bytes());
    }

    fn object(&mut self, object: &Object) {
        match object {
            Object::Ints(values) => {
                self.word(values.len() as u32);
                for value in values {
                    self.word(value.cast_unsigned());
                }
            }
            Object::Bytes(bytes) => {
                self.word(bytes.len() as u32);
                self.0.extend_from_slice(bytes);
            }
            Object::Tables(tables) => {
                self.word(tables.len() as u32);
                let start = self.0.len();
                self.0.resize(start + tables.len() * 4, 0);
                for (i, table) in tables.iter().enumerate() {
                    // A table begins after its vtable, so the place is known only once it is written.
                    let place = self.table(table);
                    let at = start + i * 4;
                    let way = (place - at) as u32;
                    self.0[at..at + 4].copy_from_slice(&way.to_le_bytes());
                }
            }
            Object::Table(_) => unreachable!("tables are written by `table`"),
        }
    }

    /// Writes a table, its vtable before it and what it refers to after it, and gives its place.
    fn table(&mut self, object: &Object) -> usize {
        let Object::Table(fields) = object else { unreachable!("a table") };
        let slots = fields.iter().map(|(slot, _)| slot + 1).max().unwrap_or(0);
        let vtable = self.0.len();
        let mut offsets = vec![0_u16; slots];
        for (i, (slot, _)) in fields.iter().enumerate() {
            offsets[*slot] = (4 + i * 4) as u16;
        }
        for value in [(4 + slots * 2) as u16, (4 + fields.len() * 4) as u16].into_iter().chain(offsets) {
            self.0.extend_from_slice(&value.to_le_bytes());
        }
        let place = self.0.len();
        self.word((place - vtable) as u32);
        for (_, field) in fields {
            self.word(match field {
                Field::Byte(value) => u32::from(*value),
                Field::Word(value) => *value,
                Field::Object(_) => 0,
            });
        }
        for (i, (_, field)) in fields.iter().enumerate() {
            let Field::Object(object) = field else { continue };
            let at = place + 4 + i * 4;
            if matches!(object, Object::Table(_)) {
                let way = (self.table(object) - at) as u32;
                self.0[at..at + 4].copy_from_slice(&way.to_le_bytes());
            } else {
                self.point_here(at);
                self.object(object);
            }
        }
        place
    }
}

fn table(fields: Vec<(usize, Field)>) -> Object {
    Object::Table(fields)
}

fn tensor(name: &str, shape: &[i32], buffer: u32) -> Object {
    table(vec![
        (0, Field::Object(Object::Ints(shape.to_vec()))),
        (2, Field::Word(buffer)),
        (3, Field::Object(Object::Bytes(name.as_bytes().to_vec()))),
    ])
}

fn operator(code: u32, inputs: &[i32], outputs: &[i32], options: Option<(u8, Vec<(usize, Field)>)>) -> Object {
    let mut fields = vec![
        (0, Field::Word(code)),
        (1, Field::Object(Object::Ints(inputs.to_vec()))),
        (2, Field::Object(Object::Ints(outputs.to_vec()))),
    ];
    if let Some((kind, options)) = options {
        fields.push((3, Field::Byte(kind)));
        fields.push((4, Field::Object(table(options))));
    }
    table(fields)
}

/// A network that convolves a 3x3 picture of two channels to 2x2 of one (3x3 taps, SAME, steps of 2), limits it to 0 to 6 and puts it
/// through the logistic function into an output called `out`. `code` replaces the logistic function's number.
fn tiny(code: u8) -> Vec<u8> {
    let weights: Vec<u8> = (0..18_u8).flat_map(|n| f32::from(n).to_le_bytes()).collect();
    let buffer = |bytes: Vec<u8>| table(vec![(0, Field::Object(Object::Bytes(bytes)))]);
    let steps = vec![(0, Field::Byte(0)), (1, Field::Word(2)), (2, Field::Word(2)), (3, Field::Byte(3))];
    let graph = table(vec![
        (
            0,
            Field::Object(Object::Tables(vec![
                tensor("in", &[1, 3, 3, 2], 0),
                tensor("filter", &[1, 3, 3, 2], 1),
                tensor("mid", &[1, 2, 2, 1], 0),
                tensor("out", &[1, 2, 2, 1], 0),
            ])),
        ),
        (1, Field::Object(Object::Ints(vec![0]))),
        (2, Field::Object(Object::Ints(vec![3]))),
        (3, Field::Object(Object::Tables(vec![operator(0, &[0, 1, -1], &[2], Some((1, steps))), operator(1, &[2], &[3], None)]))),
    ]);
    let model = table(vec![
        (0, Field::Word(3)),
        (1, Field::Object(Object::Tables([3, code].map(|code| table(vec![(0, Field::Byte(code))])).to_vec()))),
        (2, Field::Object(Object::Tables(vec![graph]))),
        (4, Field::Object(Object::Tables(vec![buffer(Vec::new()), buffer(weights)]))),
    ]);
    let mut builder = Builder::default();
    builder.word(0);
    builder.0.extend_from_slice(b"TFL3");
    let place = builder.table(&model) as u32;
    builder.0[..4].copy_from_slice(&place.to_le_bytes());
    builder.0
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Numbers that look random and are the same each time.
fn noise(seed: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(seed), |state| {
        Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    })
    .skip(1)
    .map(|state| state >> 33)
}

#[test]
fn a_tiny_network_is_converted() {
    let onnx = tflite_to_onnx(&tiny(14), &[]).unwrap();
    for word in ["Conv", "Clip", "Sigmoid", "Reshape", "input", "out"] {
        assert!(has(&onnx, word.as_bytes()), "{word}");
    }
    // One zero on each side: (2 - 1) * 2 + 3 - 3 = 2 of them.
    let pads = [&b"pads"[..], &[0x40, 1, 0x40, 1, 0x40, 1, 0x40, 1]].concat();
    assert!(has(&onnx, &pads));
    // The weights of the first channel come first: every second of the stored ones.
    let weights: Vec<u8> = [0.0_f32, 2.0, 4.0, 6.0].iter().flat_map(|v| v.to_le_bytes()).collect();
    assert!(has(&onnx, &weights));
    assert_eq!(tflite_to_onnx(&tiny(14), &["out"]), Ok(onnx));
}

#[test]
fn an_unknown_operator_is_named_by_its_number() {
    assert_eq!(tflite_to_onnx(&tiny(124), &[]), Err(ConvertError::UnknownOperator { operator: 1, code: 124 }));
}

#[test]
fn an_unknown_output_is_named_with_those_there_are() {
    let error = tflite_to_onnx(&tiny(14), &["other"]).unwrap_err();
    assert_eq!(error.to_string(), "expected an output called other; the network has out");
}

#[test]
fn an_output_is_asked_for_once() {
    assert!(matches!(tflite_to_onnx(&tiny(14), &["out", "out"]), Err(ConvertError::Malformed { .. })));
}

#[test]
fn nothing_and_noise_are_no_networks() {
    assert_eq!(tflite_to_onnx(&[], &[]), Err(ConvertError::NotTflite));
    for seed in 0..2000 {
        let mut bytes: Vec<u8> = noise(seed).take(16 + seed as usize % 200).map(|n| n as u8).collect();
        assert_eq!(tflite_to_onnx(&bytes, &[]), Err(ConvertError::NotTflite));
        // Small offsets lead further in than those that point out of the file at once.
        let mask = if seed % 2 == 0 { 0x0f } else { 0xff };
        for byte in &mut bytes {
            *byte &= mask;
        }
        bytes[4..8].copy_from_slice(b"TFL3");
        bytes[..4].copy_from_slice(&8_u32.to_le_bytes());
        assert!(tflite_to_onnx(&bytes, &[]).is_err(), "seed {seed}");
    }
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let whole = tiny(14);
    for len in 0..whole.len() - 1 {
        assert!(tflite_to_onnx(&whole[..len], &[]).is_err(), "{len} bytes");
    }
}

#[test]
fn damage_never_panics() {
    let whole = tiny(14);
    for at in 0..whole.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff, whole[at].wrapping_add(1), whole[at] ^ 4] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            let _ = tflite_to_onnx(&bytes, &[]);
        }
    }
    let mut numbers = noise(7);
    for _ in 0..20_000 {
        let mut bytes = whole.clone();
        for _ in 0..3 {
            let (Some(at), Some(value)) = (numbers.next(), numbers.next()) else { return };
            bytes[at as usize % whole.len()] = value as u8;
        }
        let _ = tflite_to_onnx(&bytes, &[]);
    }
}

//! Turns `BlazePose`'s `TFLite` file into an ONNX file that ONNX Runtime reads.
//!
//! The converter knows the nine operators of the landmark network, and no others: a file with another operator is refused by the
//! operator's number rather than converted half. Weights stored as 16-bit floats become 32-bit ones.
//!
//! `TFLite` keeps pictures with the channels last, ONNX with the channels first. Everything inside is turned at conversion, so that only
//! the picture-like outputs are turned back when the result runs; their shapes stay as documented. The one input is called [`INPUT`] and
//! has the channels first: `1x3x256x256`, RGB from 0 to 1. The outputs keep the names that they have in the file (`Identity`,
//! `Identity_1` and so on).
//!
//! Some layers are written in another form than the file's, because ONNX Runtime is faster with it. The results are the same but for the
//! rounding of sums: borders are left to the convolutions (`layers`), limits after sums pass through a convolution (`lower`), and the
//! mask's last layers run on both halves of the picture at once and give blocks of pixels (`fold`).

mod filter;
mod flatbuffer;
mod fold;
mod half;
mod layers;
mod lower;
pub(super) mod onnx;
mod tflite;

use thiserror::Error;

/// The name of the converted network's input.
pub const INPUT: &str = "input";

/// Why a file cannot be converted: what was expected and not found.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// The file does not begin as a `TFLite` file does.
    #[error("expected a TFLite file, with TFL3 at byte 4")]
    NotTflite,
    /// The file ends, or an offset leads out of it, before what was expected.
    #[error("expected {expected} at byte {at}, which lies outside the file")]
    Truncated {
        /// What should have been there.
        expected: &'static str,
        /// Where the reader was.
        at: usize,
    },
    /// A part of the file is left out.
    #[error("expected {expected}, which the file does not have")]
    Missing {
        /// What should have been there.
        expected: &'static str,
    },
    /// A value in the file is not one of those that make sense.
    #[error("expected {expected}")]
    Malformed {
        /// What would have made sense.
        expected: &'static str,
    },
    /// An operator, or a way of using one, that the converter does not know.
    #[error("operator {operator}: expected {expected}")]
    Unsupported {
        /// The operator's place in the file.
        operator: usize,
        /// What the converter would have taken.
        expected: &'static str,
    },
    /// An operator of a kind that the converter does not know.
    #[error("operator {operator} is of kind {code}, which the converter does not know")]
    UnknownOperator {
        /// The operator's place in the file.
        operator: usize,
        /// Its number in the `TFLite` schema.
        code: i32,
    },
    /// An output was asked for that the network does not have.
    #[error("expected an output called {name}; the network has {has}")]
    NoSuchOutput {
        /// The name asked for.
        name: String,
        /// The names that there are.
        has: String,
    },
}

/// Converts a `TFLite` file to an ONNX file with the outputs named in `keep`, all of them when `keep` is empty.
///
/// Nodes that only outputs left out need are left out as well. The outputs are declared in the order of `keep`.
///
/// # Errors
///
/// Says what was expected where the bytes are no such file, are cut short or damaged, or hold an operator that is not known.
pub fn tflite_to_onnx(tflite: &[u8], keep: &[&str]) -> Result<Vec<u8>, ConvertError> {
    lower::lower(&tflite::Network::read(tflite)?, keep)
}

#[cfg(test)]
mod tests;

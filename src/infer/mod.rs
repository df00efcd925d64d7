//! Runs pose models through ONNX Runtime.

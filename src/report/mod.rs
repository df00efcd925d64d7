//! One exporter per file.

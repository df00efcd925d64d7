//! The same person across frames, and which person lifts.

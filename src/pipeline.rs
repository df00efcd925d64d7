//! The two halves: `estimate` (slow, fallible) and `analyze` (pure).

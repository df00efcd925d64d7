//! What to draw on frame n, in image pixels.

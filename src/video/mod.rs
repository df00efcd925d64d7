//! Frames out of any phone video, and the annotated copy.

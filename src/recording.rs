//! The recording of a clip on disk, versioned.

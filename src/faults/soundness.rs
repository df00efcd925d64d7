//! Tests over all faults.

//! The bar as the camera sees it: finds the weight plates that the lifter's hands move and follows their rims.

mod choose;
mod hands;
mod lifter;
mod patch;
mod rim;
mod rings;
mod search;
mod template;
mod track;
mod tracker;
mod vouch;

pub use tracker::RimTracker;

#[cfg(test)]
mod tests;

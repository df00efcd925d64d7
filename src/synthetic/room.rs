//! Upright edges of the room in which a lift is filmed.

use super::camera::{Camera, Point3};
use super::random::Random;
use super::scene::Scene;
use crate::body::Upright;

/// Standard deviation of a post's own lean, degrees: what stands in a gym is not built to a level.
const LEAN_DEG: f64 = 0.8;
/// Frames on which edges were looked for.
const LOOKS: usize = 4;
/// Edges of the lifter's clothes and of things that lean, for each post.
const STRAY: f64 = 0.5;

/// The edges as they are seen on a few frames; none where the room has no posts.
pub(super) fn uprights(scene: &Scene, camera: &Camera, frames: usize) -> Vec<Upright> {
    let mut random = Random::new(scene.seed ^ 0x0007_0577);
    let mut between = |low: f64, high: f64| low + (high - low) * random.uniform();
    let mut edges: Vec<(Point3, Point3)> = Vec::new();
    let stray = (scene.posts as f64 * STRAY).round() as usize;
    for edge in 0..scene.posts + stray {
        let (across, depth) = (between(-1.5, 1.5), scene.distance_m + between(0.3, 3.0));
        // A sum of twelve is near enough to normal.
        let normal: f64 = (0..12).map(|_| between(-0.5, 0.5)).sum();
        let lean = if edge < scene.posts { normal * LEAN_DEG } else { between(-10.0, 10.0) };
        let low = between(0.0, 0.8);
        let high = low + if edge < scene.posts { between(0.6, 1.6) } else { between(0.3, 0.8) };
        let aside = (high - low) * lean.to_radians().tan();
        edges.push((camera.space(across + aside, depth, high), camera.space(across, depth, low)));
    }
    let looks = (0..LOOKS).map(|look| (2 * look + 1) * frames / (2 * LOOKS)).filter(|&frame| frame < frames);
    looks
        .flat_map(|frame| {
            edges.iter().map(move |&(top, bottom)| Upright { frame, top: camera.see(top), bottom: camera.see(bottom) })
        })
        .map(|edge| if edge.top.y <= edge.bottom.y { edge } else { Upright { top: edge.bottom, bottom: edge.top, ..edge } })
        .collect()
}

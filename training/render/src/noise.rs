//! Repeatable value noise for cloth, skin, rubber and paint.

use crate::vector::{Vector, mix};

/// A number in 0..1 that depends only on the lattice point and the seed.
fn lattice(x: i32, y: i32, z: i32, seed: u32) -> f32 {
    let mut hash = (x as u32).wrapping_mul(0x8da6_b343)
        ^ (y as u32).wrapping_mul(0xd816_3841)
        ^ (z as u32).wrapping_mul(0xcb1a_b31f)
        ^ seed.wrapping_mul(0x9e37_79b9);
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x7feb_352d);
    hash = (hash ^ (hash >> 15)).wrapping_mul(0x846c_a68b);
    hash ^= hash >> 16;
    (hash >> 8) as f32 / 16_777_216.0
}

/// A number in 0..1 for the `index`-th draw of a stream.
pub fn draw(index: u32, seed: u32) -> f32 {
    lattice(index as i32, 17, 43, seed)
}

/// Smooth noise in 0..1 with features about one unit across.
pub fn value_noise(point: Vector, seed: u32) -> f32 {
    let (fx, fy, fz) = (point.x.floor(), point.y.floor(), point.z.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (tx, ty, tz) = (ease(point.x - fx), ease(point.y - fy), ease(point.z - fz));
    let (x, y, z) = (fx as i32, fy as i32, fz as i32);
    let row = |dy: i32, dz: i32| mix(lattice(x, y + dy, z + dz, seed), lattice(x + 1, y + dy, z + dz, seed), tx);
    let near = mix(row(0, 0), row(1, 0), ty);
    let far = mix(row(0, 1), row(1, 1), ty);
    mix(near, far, tz)
}

/// Three octaves of [`value_noise`], in 0..1.
pub fn rough_noise(point: Vector, seed: u32) -> f32 {
    0.57 * value_noise(point, seed) + 0.29 * value_noise(point * 2.03, seed + 1) + 0.14 * value_noise(point * 4.11, seed + 2)
}

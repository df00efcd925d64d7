//! Colours and textures of the moving solids. Colours are linear, 0 to 1.

use crate::head::EYE;
use crate::lettering::round_ink;
use crate::noise::{rough_noise, value_noise};
use crate::scene::{Layer, Scene};
use crate::vector::{Vector, smooth_step, vector};

/// The colours of one lifter and barbell.
#[derive(Clone, Debug)]
pub struct Palette {
    skin: Vector,
    hair: Vector,
    shirt: Vector,
    shorts: Vector,
    shoe: Vector,
    plate: Vector,
    other_plate: Vector,
}

/// How a surface point answers light.
#[derive(Clone, Copy, Debug)]
pub struct Surface {
    /// Diffuse colour.
    pub colour: Vector,
    /// Strength of the highlight.
    pub gloss: f32,
    /// Sharpness of the highlight.
    pub sharpness: f32,
    /// Normal with the fine relief of the material.
    pub normal: Vector,
    /// Whether light goes into the surface and comes out reddened.
    pub skin: bool,
}

impl Palette {
    /// Chooses colours by a seed.
    pub fn new(seed: u32) -> Self {
        let skins = [vector(0.56, 0.31, 0.205), vector(0.33, 0.165, 0.095), vector(0.64, 0.38, 0.27)];
        let hairs = [vector(0.045, 0.026, 0.016), vector(0.012, 0.010, 0.010), vector(0.13, 0.07, 0.03)];
        let shirts = [vector(0.42, 0.040, 0.035), vector(0.035, 0.20, 0.27), vector(0.50, 0.50, 0.48), vector(0.10, 0.12, 0.30)];
        let shorts = [vector(0.030, 0.045, 0.10), vector(0.05, 0.05, 0.06), vector(0.02, 0.03, 0.07)];
        let shoes = [vector(0.66, 0.65, 0.62), vector(0.45, 0.08, 0.05), vector(0.06, 0.06, 0.07)];
        let plates = [vector(0.022, 0.023, 0.025), vector(0.018, 0.055, 0.20), vector(0.30, 0.022, 0.022)];
        let others = [vector(0.026, 0.027, 0.029), vector(0.026, 0.026, 0.028), vector(0.028, 0.028, 0.030)];
        let turn = |count: usize, step: usize| (seed.saturating_sub(1) as usize * step + seed as usize / 5) % count;
        Self {
            skin: skins[turn(3, 1)],
            hair: hairs[turn(3, 1)],
            shirt: shirts[turn(4, 1)],
            shorts: shorts[turn(3, 2)],
            shoe: shoes[turn(3, 1)],
            plate: plates[turn(3, 1)],
            other_plate: others[turn(3, 1)],
        }
    }

    /// The surface at a `point` of a layer; `local` are its texture coordinates in metres.
    pub fn surface(&self, scene: &Scene, layer: Layer, local: Vector, point: Vector, normal: Vector) -> Surface {
        let plain = |colour: Vector, gloss: f32, sharpness: f32| Surface { colour, gloss, sharpness, normal, skin: false };
        match layer {
            Layer::Face => self.face(scene, point, normal),
            Layer::LeftArm | Layer::RightArm | Layer::LeftLeg | Layer::RightLeg => {
                let tone = 0.90 + 0.2 * rough_noise(local * 38.0, 3);
                let skin = self.skin.times(vector(tone, tone * 0.99, tone * 0.98));
                Surface { skin: true, ..plain(skin, 0.07, 14.0) }
            }
            Layer::Hair => {
                let at = scene.head.local(point);
                let strand = rough_noise(vector(at.x * 90.0, at.y * 160.0, at.z * 220.0), 5);
                let relief = vector(strand - 0.5, value_noise(at * 190.0, 9) - 0.5, value_noise(at * 170.0, 8) - 0.5);
                Surface { normal: (normal + relief * 0.8).unit(), ..plain(self.hair * (0.6 + 0.9 * strand), 0.10, 10.0) }
            }
            Layer::Shirt => cloth(self.shirt, local, normal, 0.40),
            Layer::Shorts => cloth(self.shorts, local, normal, 0.34),
            Layer::Sock => plain(vector(0.09, 0.09, 0.10), 0.02, 6.0),
            Layer::Shoe => {
                let lace = smooth_step(0.03, 0.10, local.z - 0.09) * smooth_step(0.018, 0.008, (local.x).abs());
                let stripe = ((local.z - 0.11 + 0.4 * local.y) * 60.0).sin() > 0.86 && local.x.abs() > 0.02;
                let colour = if stripe { vector(0.03, 0.12, 0.16) } else { self.shoe * (1.0 - 0.45 * lace) };
                plain(colour, 0.05, 12.0)
            }
            Layer::Sole => plain(vector(0.52, 0.51, 0.48), 0.05, 10.0),
            Layer::Steel => plain(vector(0.20, 0.20, 0.205), 0.60, 38.0),
            Layer::Plate => self.plate(local, normal),
            Layer::OtherPlate => plain(self.other_plate, 0.07, 12.0),
        }
    }

    fn face(&self, scene: &Scene, point: Vector, normal: Vector) -> Surface {
        let at = scene.head.local(point);
        let tone = 0.94 + 0.12 * rough_noise(at * 42.0, 11);
        let mut colour = self.skin * tone;
        // Warmer cheeks, nose and ears; a faint beard's shadow.
        let cheek = (-(vector(at.x - 0.07, at.y + 0.025, at.z.abs() - 0.04)).length() / 0.03).exp();
        let ear = smooth_step(0.070, 0.080, at.z.abs()) * smooth_step(0.05, 0.0, at.x.abs());
        colour = colour.times(vector(1.0, 1.0 - 0.10 * cheek - 0.14 * ear, 1.0 - 0.12 * cheek - 0.16 * ear));
        let beard = smooth_step(-0.030, -0.055, at.y) * smooth_step(-0.01, 0.03, at.x) * smooth_step(-0.135, -0.115, at.y);
        colour = colour.mix(self.hair * 2.0 + self.skin * 0.35, 0.30 * beard);
        let eye = vector((at.x - EYE[0]) * 0.3, (at.y - EYE[1]) / 0.75, (at.z.abs() - EYE[2]) / 1.5);
        let gap = eye.length();
        if at.x > 0.055 {
            let socket = (-(gap / 0.016).powi(2)).exp();
            colour = colour * (1.0 - 0.35 * socket);
            if gap < 0.0085 {
                let iris = ((at.y - EYE[1]).hypot(at.z.abs() - EYE[2] + 0.001)) < 0.0062;
                colour = if iris { vector(0.035, 0.022, 0.015) } else { vector(0.62, 0.58, 0.55) };
            }
            let lash = (at.y - EYE[1] - 0.0075).abs() < 0.0022 && (at.z.abs() - EYE[2]).abs() < 0.015;
            let brow_line = 0.031 - 0.16 * (at.z.abs() - 0.026).abs();
            let brow = (at.y - brow_line).abs() < 0.0052 && (0.010..0.050).contains(&at.z.abs());
            if lash || brow {
                colour = self.hair * 1.2;
            }
            let lips = (at.y + 0.0555).abs() < 0.0095 && at.z.abs() < 0.024 && at.x > 0.07;
            if lips {
                let line = (at.y + 0.055).abs() < 0.0018;
                colour = colour.times(vector(0.80, 0.52, 0.50)) * if line { 0.45 } else { 1.0 };
            }
        }
        Surface { colour, gloss: 0.08, sharpness: 13.0, normal, skin: true }
    }

    fn plate(&self, local: Vector, normal: Vector) -> Surface {
        let radius = local.x.hypot(local.y);
        let angle = local.x.atan2(local.y);
        let facing = normal.z.abs() > 0.7;
        let mirrored = if local.z > 0.0 { angle } else { -angle };
        let mut colour = self.plate * (0.85 + 0.3 * rough_noise(local * 60.0, 21));
        let mut relief = 0.0;
        if facing {
            let white = vector(0.33, 0.33, 0.32);
            let down = (0.196 - radius) / 0.036;
            let opposite = if mirrored > 0.0 { mirrored - std::f32::consts::PI } else { mirrored + std::f32::consts::PI };
            if round_ink("PLUMBLINE", mirrored, down, 0.165) || round_ink("20KG", opposite, down, 0.165) {
                colour = white;
            }
            relief += smooth_step(0.118, 0.124, radius) - smooth_step(0.134, 0.128, radius);
            relief = if (0.118..0.134).contains(&radius) { relief - 1.0 } else { 0.0 };
            if (0.205..0.209).contains(&radius) || (0.112..0.115).contains(&radius) {
                colour = colour * 0.45;
            }
        }
        let outward = vector(local.x, local.y, 0.0) * (1.0 / radius.max(1e-3));
        Surface { colour, gloss: 0.10, sharpness: 16.0, normal: (normal + outward * (relief * 0.35)).unit(), skin: false }
    }
}

/// Woven cloth with soft folds.
fn cloth(colour: Vector, local: Vector, normal: Vector, depth: f32) -> Surface {
    let folds = |offset: Vector| {
        let at = local + offset;
        rough_noise(vector(at.x * 9.0, at.y * 9.0, at.z * 24.0 + at.x * 7.0), 31)
    };
    let step = 0.006;
    let here = folds(Vector::ZERO);
    let slope =
        vector(folds(vector(step, 0.0, 0.0)) - here, folds(vector(0.0, step, 0.0)) - here, folds(vector(0.0, 0.0, step)) - here);
    let weave = 0.96 + 0.08 * value_noise(local * 210.0, 37);
    let relief = vector(slope.z, slope.z, slope.x) * (depth / step * 0.035);
    Surface {
        colour: colour * (weave * (0.82 + 0.36 * here)),
        gloss: 0.02,
        sharpness: 5.0,
        normal: (normal - relief).unit(),
        skin: false,
    }
}

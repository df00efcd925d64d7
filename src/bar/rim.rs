//! The rim of a plate: edges along the ellipse's normals to a fraction of a pixel, and the ellipse fitted through them.
//!
//! Edge by edge as in active contours (Blake and Isard 1998), fitted by iteratively re-weighted least squares with Tukey's
//! biweight (Beaton and Tukey 1974) whose width shrinks from pass to pass, so that limbs over the rim and rings inside it drop out.

use std::ops::Range;
use std::sync::LazyLock;

use super::patch::Patch;
use crate::geom::{Ellipse, ImagePoint};

/// Normals round the rim.
const NORMALS: usize = 64;
/// Least change of level from sample to sample that counts as an edge, grey levels of 255; three and a half standard deviations
/// of the slope where the picture's noise is 3 levels (our default).
const EDGE: f32 = 2.0;
/// How much more a change of warmth counts than one of grey: colour has less noise and less contrast (our default).
const WARMTH_WEIGHT: f32 = 1.5;
/// Width of the biweight in each pass, as shares of the reach.
const PASSES: [f64; 5] = [1.3, 0.9, 0.6, 0.4, 0.25];
/// An edge supports the rim within this share of the half height.
const SUPPORT_SHARE: f64 = 0.02;
/// An edge supports the rim within this many samples at the least.
const SUPPORT_SAMPLES: f64 = 1.2;
/// Neighbouring normals share pixels and faults of the plate's shape: the scatter counts as if from so many times fewer edges.
const CORRELATION: f64 = 2.0;
/// Least standard error that is ever claimed, pixels.
const FLOOR_PX: f64 = 0.15;
/// Least number of supporting edges for a fit.
const LEAST_EDGES: usize = 12;

/// How freely the axes may move in a fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Freedom {
    /// Standard deviation of the half axes before looking, as a share of themselves.
    pub axes: f64,
    /// Standard deviation of the tilt before looking, degrees.
    pub tilt_deg: f64,
}

/// An ellipse fitted to edges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    /// The ellipse.
    pub rim: Ellipse,
    /// Share of the rim's normals with an edge on the ellipse, 0..=1.
    pub support: f64,
    /// Standard error of the centre, pixels.
    pub sd_px: f64,
    /// Support beyond what chance edges give, less where one half of the rim lacks it; 0..=1.
    pub quality: f64,
}

/// Cosine and sine of the parameter at each normal.
static ROUND: LazyLock<[(f64, f64); NORMALS]> = LazyLock::new(|| {
    std::array::from_fn(|k| {
        let (sin, cos) = (std::f64::consts::TAU * k as f64 / NORMALS as f64).sin_cos();
        (cos, sin)
    })
});

struct Normal {
    /// Cosine and sine of the rim's parameter.
    place: (f64, f64),
    /// How the offset along the normal changes with centre x, centre y, half width, half height, tilt in radians.
    slopes: [f64; 5],
    /// Which of the edges lie along the normal.
    edges: Range<usize>,
}

/// The edges near a rim.
struct Edges {
    normals: Vec<Normal>,
    /// Offset outward from the starting ellipse in pixels, and square root of the strength in levels.
    found: Vec<(f64, f64)>,
}

impl Edges {
    /// The edges along a normal.
    fn along(&self, normal: &Normal) -> &[(f64, f64)] {
        self.found.get(normal.edges.clone()).unwrap_or_default()
    }
}

/// Level changes along a line: `(distance from the start in samples, strength)` of each local maximum.
fn edges_along(levels: &[[f32; 2]], found: &mut Vec<(f64, f64)>) {
    found.clear();
    let slope = |i: usize| -> f32 {
        let change = |k: usize| (levels[i + 1][k] + levels[i + 2][k] - levels[i - 1][k] - levels[i - 2][k]) / 6.0;
        let (grey, warmth) = (change(0), WARMTH_WEIGHT * change(1));
        (grey * grey + warmth * warmth).sqrt()
    };
    let Some(last) = levels.len().checked_sub(3) else { return };
    if last < 4 {
        return;
    }
    let (mut before, mut here) = (slope(2), slope(3));
    for i in 3..last {
        let after = slope(i + 1);
        if here >= EDGE && here > before && here >= after {
            let bend = before - 2.0 * here + after;
            let shift = if bend < 0.0 { 0.5 * (before - after) / bend } else { 0.0 };
            found.push((i as f64 + f64::from(shift.clamp(-0.5, 0.5)), f64::from(here)));
        }
        before = here;
        here = after;
    }
}

/// Where edges lie on rays from a rim's centre, as shares of the rim: one list for each ray that lies inside the patch.
pub(super) fn rays(patch: &Patch, rim: &Ellipse, count: usize, from: f64, to: f64) -> Vec<Vec<f64>> {
    let (mut levels, mut found) = (Vec::new(), Vec::new());
    (0..count)
        .filter_map(|k| {
            let at = rim.at(std::f64::consts::TAU * k as f64 / count as f64);
            let (dx, dy) = (at.x - rim.centre.x, at.y - rim.centre.y);
            let length = dx.hypot(dy) / patch.step;
            let (ux, uy) = (dx / length, dy / length);
            // A ray that leaves the patch ends there.
            let (first, last) = ((from * length) as usize, (to * length) as usize + 3);
            let (x, y) = (ux * patch.step * first as f64, uy * patch.step * first as f64);
            patch.line(ImagePoint::new(rim.centre.x + x, rim.centre.y + y), (ux, uy), last - first, &mut levels);
            if (levels.len() as f64) < (1.0 - from) * length {
                return None;
            }
            edges_along(&levels, &mut found);
            Some(found.iter().map(|&(i, _)| (i + first as f64) / length).collect())
        })
        .collect()
}

fn edges(patch: &Patch, rim: &Ellipse, reach: f64) -> Edges {
    let (sin, cos) = rim.tilt_deg.to_radians().sin_cos();
    let half = (reach / patch.step).ceil().max(1.0) as usize + 3;
    let mut levels = Vec::with_capacity(2 * half + 1);
    let mut along = Vec::new();
    let (mut normals, mut found) = (Vec::with_capacity(NORMALS), Vec::with_capacity(4 * NORMALS));
    for &(ct, st) in ROUND.iter() {
        // Outward unit normal in the ellipse's own axes, then in the picture's.
        let (mx, my) = (ct / rim.half_width, st / rim.half_height);
        let length = (mx * mx + my * my).sqrt();
        let (mx, my) = (mx / length, my / length);
        let (nx, ny) = (mx * cos - my * sin, mx * sin + my * cos);
        let (u, v) = (rim.half_width * ct, rim.half_height * st);
        let inward = half as f64 * patch.step;
        let from =
            ImagePoint::new(rim.centre.x + u * cos - v * sin - nx * inward, rim.centre.y + u * sin + v * cos - ny * inward);
        patch.line(from, (nx, ny), 2 * half + 1, &mut levels);
        if levels.len() < 2 * half + 1 {
            continue;
        }
        edges_along(&levels, &mut along);
        let first = found.len();
        found.extend(along.iter().map(|&(i, strength)| ((i - half as f64) * patch.step, strength.sqrt())));
        let turn = -rim.half_height * st * mx + rim.half_width * ct * my;
        normals.push(Normal { place: (ct, st), slopes: [nx, ny, ct * mx, st * my, turn], edges: first..found.len() });
    }
    Edges { normals, found }
}

/// Solves five linear equations by elimination with pivots; `None` where they do not determine the unknowns.
fn solve(mut m: [[f64; 5]; 5], mut right: [f64; 5]) -> Option<[f64; 5]> {
    for column in 0..5 {
        let pivot = (column..5).max_by(|&a, &b| m[a][column].abs().total_cmp(&m[b][column].abs()))?;
        if m[pivot][column].abs() < 1e-12 {
            return None;
        }
        m.swap(column, pivot);
        right.swap(column, pivot);
        let lead = m[column];
        for row in column + 1..5 {
            let factor = m[row][column] / lead[column];
            for (cell, above) in m[row].iter_mut().zip(lead) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[column];
        }
    }
    let mut answer = [0.0; 5];
    for row in (0..5).rev() {
        let known: f64 = (row + 1..5).map(|k| m[row][k] * answer[k]).sum();
        answer[row] = (right[row] - known) / m[row][row];
    }
    answer.iter().all(|value| value.is_finite()).then_some(answer)
}

fn model(normal: &Normal, moved: &[f64; 5]) -> f64 {
    normal.slopes.iter().zip(moved).map(|(slope, change)| slope * change).sum()
}

/// Support beyond chance, less where the right, left, lower or upper half lacks it.
fn quality(found: &[((f64, f64), Option<f64>)], chance: f64) -> f64 {
    let beyond = |half: fn(f64, f64) -> bool| {
        let (mut all, mut with) = (0.0_f64, 0.0_f64);
        for &((cos, sin), edge) in found {
            if half(cos, sin) {
                all += 1.0;
                with += f64::from(u8::from(edge.is_some()));
            }
        }
        // Half a rim outside the picture says nothing.
        (all > 4.0).then(|| ((with / all - chance) / (1.0 - chance)).max(0.0))
    };
    let Some(whole) = beyond(|_, _| true).filter(|whole| *whole > 0.0) else { return 0.0 };
    let halves: [fn(f64, f64) -> bool; 4] = [|cos, _| cos > 0.1, |cos, _| cos < -0.1, |_, sin| sin > 0.1, |_, sin| sin < -0.1];
    let least = halves.into_iter().filter_map(beyond).fold(whole, f64::min);
    (whole * (least / whole).sqrt()).min(1.0)
}

/// Fits the rim near a starting ellipse: edges up to `reach` pixels away are looked at. `None` where too few lie on one ellipse.
pub(super) fn fit(patch: &Patch, start: &Ellipse, reach: f64, freedom: Freedom) -> Option<Fit> {
    let far = start.half_width < 4.0 * patch.step || start.half_height < 4.0 * patch.step;
    if far || !start.centre.is_finite() || !start.half_width.is_finite() || !start.half_height.is_finite() {
        return None;
    }
    let edges = edges(patch, start, reach);
    let normals = &edges.normals;
    let near = (SUPPORT_SHARE * start.half_height).max(SUPPORT_SAMPLES * patch.step);
    let tilt_sd = freedom.tilt_deg.to_radians();
    let prior_sd = [reach, reach, freedom.axes * start.half_width, freedom.axes * start.half_height, tilt_sd];
    let mut moved = [0.0; 5];
    let mut matrix = [[0.0; 5]; 5];
    for share in PASSES {
        let width = (share * reach).max(2.0 * near);
        matrix = [[0.0; 5]; 5];
        let mut right = [0.0; 5];
        for (k, sd) in prior_sd.iter().enumerate() {
            // One edge is taken to be good to `near`: the prior weighs as much as its own error says.
            matrix[k][k] = (near / sd.max(1e-9)).powi(2);
        }
        for normal in normals {
            let expected = model(normal, &moved);
            let mut best = (0.0, 0.0, 0.0);
            for &(offset, strength) in edges.along(normal) {
                let off = (offset - expected) / width;
                let near = (1.0 - off * off).max(0.0);
                let weight = near * near;
                if weight * strength > best.2 {
                    best = (offset, weight, weight * strength);
                }
            }
            let (offset, weight, _) = best;
            for ((row, slope), sum) in matrix.iter_mut().zip(normal.slopes).zip(&mut right) {
                let pull = weight * slope;
                for (cell, other) in row.iter_mut().zip(normal.slopes) {
                    *cell += pull * other;
                }
                *sum += pull * offset;
            }
        }
        moved = solve(matrix, right)?;
    }
    let found: Vec<((f64, f64), Option<f64>)> = normals
        .iter()
        .map(|normal| {
            let expected = model(normal, &moved);
            let nearest = edges.along(normal).iter().map(|&(offset, _)| (offset - expected).abs()).reduce(f64::min);
            (normal.place, nearest.filter(|residual| *residual <= near))
        })
        .collect();
    let mut residuals: Vec<f64> = found.iter().filter_map(|seen| seen.1).collect();
    if residuals.len() < LEAST_EDGES {
        return None;
    }
    // Chance: edges that lie elsewhere, spread over the rest of the normals.
    let others = edges.found.len().saturating_sub(residuals.len()) as f64;
    let rest = normals.len() as f64 * 2.0 * reach - residuals.len() as f64 * 2.0 * near;
    let quality = quality(&found, (others * 2.0 * near / rest.max(1e-6)).clamp(0.0, 0.9));
    residuals.sort_by(f64::total_cmp);
    let scatter = 1.4826 * residuals[residuals.len() / 2];
    let variance = |k: usize| {
        let mut unit = [0.0; 5];
        unit[k] = 1.0;
        solve(matrix, unit).map(|column| column[k])
    };
    let spread = (0.5 * (variance(0)? + variance(1)?)).max(0.0);
    let sd_px = (scatter * (CORRELATION * spread).sqrt()).max(FLOOR_PX);
    let rim = Ellipse {
        centre: ImagePoint::new(start.centre.x + moved[0], start.centre.y + moved[1]),
        half_width: start.half_width + moved[2],
        half_height: start.half_height + moved[3],
        tilt_deg: (start.tilt_deg + moved[4].to_degrees()).clamp(-44.0, 44.0),
    };
    let sane = rim.half_width > 0.0 && rim.half_height > 0.0 && sd_px.is_finite();
    sane.then_some(Fit { rim, support: residuals.len() as f64 / NORMALS as f64, sd_px, quality })
}

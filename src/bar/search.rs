//! Looks for ellipses that may be a plate: a Hough transform for circles along gradients (Kimme, Ballard and Sklansky 1975), in the
//! picture stretched sideways once for each of a few aspects, so that oblique plates are circles too.

use super::patch::Patch;
use super::rim::{self, Fit, Freedom};
use crate::body::BarbellPart;
use crate::geom::{Ellipse, ImagePoint};

/// A rim narrower than this is seen edge-on and is not looked for: a stack of plates seen from the front is about as wide (two plates 120 mm
/// thick are 0.38 of their height on our rendered front clip).
const LEAST_ASPECT: f64 = 0.42;
/// Widths over heights that are tried.
const ASPECTS: [f64; 6] = [1.0, 0.92, 0.82, 0.7, 0.58, 0.45];
/// Most edge points that vote: the strongest.
const VOTERS: usize = 3500;
/// Least gradient of a voter, grey levels a sample.
const LEAST_SLOPE: f32 = 2.5;
/// Size of a cell of the vote in samples, in place and in radius.
const CELL: f64 = 2.0;
/// Best places that are fitted for each aspect.
const FITTED: usize = 4;
/// Least share of a fitted rim with edges.
const LEAST_SUPPORT: f64 = 0.45;
/// A candidate's weight falls off with the logarithm of its size against the expected one, at this standard deviation.
const SIZE_SD: f64 = 0.4;
/// Distance from the middle of the bar to the plates, metres (half the 1.31 m between the collars of a bar; IWF rules).
const HALF_BAR_M: f64 = 0.66;
/// Standard deviation of the plate's centre against the hands where yaw and perspective are allowed for, sideways and in height,
/// metres: the pose's errors, and hands hidden behind the plate (fitted by eye on 17 clips).
const PLACE_SD_M: (f64, f64) = (0.17, 0.17);
/// Pose models see hands that the plate hides so much too high, metres (fitted by eye on 17 clips).
const HIDDEN_HANDS_M: f64 = 0.15;
/// Share of the perspective's shift that is expected: cut pictures have their axis elsewhere than in the middle.
const SHIFT_SHARE: f64 = 0.7;
/// Radius of a plate of 450 mm, metres (IWF rules).
pub(super) const RIM_M: f64 = 0.225;
/// How much larger than the body's the scale of the near plate may be, from far away to a camera at 1.5 m.
const NEARER: (f64, f64) = (0.9, 1.9);
/// Widths over heights of a detector's box, and of the rim found in it, in which a rim is looked for. A box seen from the front shows the
/// thickness of the stack, a third of its height or more: no rim.
const PROPOSED_ASPECT: std::ops::Range<f64> = 0.55..1.15;
/// Two candidates are the same plate where their centres are nearer than this share of the half height.
const SAME: f64 = 0.35;
/// Of two rings round one centre the outer one is taken where its worth is at least this share of the inner one's.
const OUTER_WORTH: f64 = 0.75;

/// What the body says of where a plate may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    /// The hands, pixels.
    pub hands: ImagePoint,
    /// Pixels to a metre at the body's distance.
    pub px_per_metre: f64,
    /// The middle of the picture, where the camera's axis meets it, pixels.
    pub axis: ImagePoint,
}

impl Body {
    /// How much nearer the plate is: its scale over the body's, taken from a rim of 450 mm.
    pub(super) fn nearer(&self, rim: &Ellipse) -> f64 {
        (rim.half_height / (RIM_M * self.px_per_metre)).clamp(NEARER.0, NEARER.1)
    }

    /// How well a plate's place agrees with the hands' for its aspect and size, 0..=1. The aspect is the cosine of the view's yaw,
    /// whose sine says how far beside the hands the end of the bar is seen; what is nearer is seen farther from the camera's axis.
    pub(super) fn agreement(&self, rim: &Ellipse) -> f64 {
        let nearer = self.nearer(rim);
        let aspect = (rim.half_width / rim.half_height).min(1.0);
        let sideways = HALF_BAR_M * nearer * (1.0 - aspect * aspect).sqrt();
        let away = |hand: f64, axis: f64| hand + SHIFT_SHARE * (nearer - 1.0) * (hand - axis);
        let dx = (rim.centre.x - away(self.hands.x, self.axis.x)) / self.px_per_metre;
        let dy = (rim.centre.y - away(self.hands.y, self.axis.y)) / self.px_per_metre;
        let off_x = (dx.abs() - sideways) / PLACE_SD_M.0;
        let off_y = (dy - HIDDEN_HANDS_M) / PLACE_SD_M.1;
        (-0.5 * (off_x * off_x + off_y * off_y)).exp()
    }
}

/// Where and how large the plate may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    /// The body.
    pub body: Body,
    /// How far up and down of the hands the centre may lie, pixels.
    pub reach: (f64, f64),
    /// Expected half height, pixels.
    pub half_height: f64,
    /// Smallest and largest half height, as shares of the expected one.
    pub sizes: (f64, f64),
}

/// A place where a plate may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// The fitted rim.
    pub fit: Fit,
    /// Quality weighted by size and place: what candidates are compared by.
    pub worth: f64,
}

struct Voter {
    x: f32,
    y: f32,
    gx: f32,
    gy: f32,
}

/// The strongest thin edges of the patch.
fn voters(patch: &Patch) -> Vec<Voter> {
    let rows: Vec<&[u8]> = patch.rows().collect();
    let (width, height) = (patch.width, patch.height);
    // Scharr's weights, for the grey level (0) and the warmth (1); the length is still squared.
    let slope = |a: &[u8], b: &[u8], c: &[u8], plane: usize| {
        let v = |line: &[u8], i: usize| i32::from(line[2 * i + plane]);
        let gx = 3 * (v(a, 2) - v(a, 0) + v(c, 2) - v(c, 0)) + 10 * (v(b, 2) - v(b, 0));
        let gy = 3 * (v(c, 0) - v(a, 0) + v(c, 2) - v(a, 2)) + 10 * (v(c, 1) - v(a, 1));
        (gx, gy, gx * gx + gy * gy)
    };
    let mut slopes = vec![(0.0_f32, 0.0_f32, 0.0_f32); width * height];
    for (y, lines) in rows.windows(3).enumerate() {
        let row = slopes.iter_mut().skip((y + 1) * width + 1);
        let squares = lines[0].windows(6).zip(lines[1].windows(6)).zip(lines[2].windows(6)).step_by(2);
        for (cell, ((a, b), c)) in row.zip(squares) {
            let (grey, warmth) = (slope(a, b, c, 0), slope(a, b, c, 1));
            let (gx, gy, square) = if warmth.2 > grey.2 { warmth } else { grey };
            *cell = (gx as f32 / 32.0, gy as f32 / 32.0, (square as f32).sqrt() / 32.0);
        }
    }
    let mut found: Vec<(f32, Voter)> = Vec::new();
    for y in 1..height.saturating_sub(1) {
        for x in 1..width.saturating_sub(1) {
            let (gx, gy, size) = slopes[y * width + x];
            if size < LEAST_SLOPE {
                continue;
            }
            // Thin: the strongest along the gradient, to the nearest of four directions.
            let (dx, dy) = if gx.abs() > 2.4 * gy.abs() {
                (1, 0)
            } else if gy.abs() > 2.4 * gx.abs() {
                (0, 1)
            } else if gx * gy > 0.0 {
                (1, 1)
            } else {
                (1, -1)
            };
            let at = |sign: isize| slopes[(y as isize + sign * dy) as usize * width + (x as isize + sign * dx) as usize].2;
            if size > at(-1) && size >= at(1) {
                found.push((size, Voter { x: x as f32, y: y as f32, gx, gy }));
            }
        }
    }
    if found.len() > VOTERS {
        found.select_nth_unstable_by(VOTERS, |a, b| b.0.total_cmp(&a.0));
        found.truncate(VOTERS);
    }
    found.into_iter().map(|(_, voter)| voter).collect()
}

/// The ellipses with the most votes for one aspect, the best first.
fn vote(patch: &Patch, voters: &[Voter], aspect: f64, expected: &Expected) -> Vec<Ellipse> {
    let sideways =
        (HALF_BAR_M * (1.0 - aspect * aspect).max(0.0).sqrt() * 1.25 + 2.0 * PLACE_SD_M.0) * expected.body.px_per_metre;
    let to_cell = |value: f64| value / patch.step / CELL;
    // The cells' frame: x stretched by 1/aspect, the origin at the corner of the window where centres may lie.
    let (left, top) = (expected.body.hands.x - sideways, expected.body.hands.y - expected.reach.0);
    let columns = to_cell(2.0 * sideways / aspect).ceil() as usize + 1;
    let rows = to_cell(expected.reach.0 + expected.reach.1).ceil() as usize + 1;
    let least = to_cell(expected.half_height * expected.sizes.0).max(3.0);
    let most = to_cell(expected.half_height * expected.sizes.1);
    let radii = (most - least).ceil().max(0.0) as usize + 1;
    let size = columns.saturating_mul(rows).saturating_mul(radii);
    if size > 2_000_000 {
        return Vec::new();
    }
    let mut votes = vec![0_u16; size];
    let (x0, y0) = (to_cell(patch.left - left) as f32, to_cell(patch.top - top) as f32);
    let (stretch, cell) = ((1.0 / aspect) as f32, CELL as f32);
    for voter in voters {
        let (x, y) = ((x0 + voter.x / cell) * stretch, y0 + voter.y / cell);
        let (nx, ny) = (voter.gx * aspect as f32, voter.gy);
        let norm = nx.hypot(ny).max(1e-6);
        let (nx, ny) = (nx / norm, ny / norm);
        for k in 0..radii {
            let radius = least as f32 + k as f32;
            for sign in [-1.0_f32, 1.0] {
                let (cx, cy) = (x + sign * radius * nx + 0.5, y + sign * radius * ny + 0.5);
                if cx >= 0.0 && cy >= 0.0 && (cx as usize) < columns && (cy as usize) < rows {
                    votes[(k * rows + cy as usize) * columns + cx as usize] += 1;
                }
            }
        }
    }
    let mut peaks: Vec<(f64, usize, usize, usize)> = Vec::new();
    for k in 0..radii {
        let radius = least + k as f64;
        for row in 1..rows.saturating_sub(1) {
            let start = (k * rows + row) * columns;
            for column in 1..columns.saturating_sub(1) {
                let middle = votes[start + column];
                if middle < 3 {
                    continue;
                }
                let line = |first: usize| votes[first..first + 3].iter().map(|&count| u32::from(count)).sum::<u32>();
                let sum = line(start + column - 1) + line(start - columns + column - 1) + line(start + columns + column - 1);
                let height = radius * CELL * patch.step;
                let score = f64::from(sum) / (radius * CELL) * size_weight(height, expected);
                if score > 0.8 {
                    peaks.push((score, k, row, column));
                }
            }
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut taken: Vec<(usize, usize, usize)> = Vec::new();
    for &(_, k, row, column) in &peaks {
        let apart = |a: usize, b: usize, least: usize| a.abs_diff(b) >= least;
        if taken.iter().all(|t| apart(t.0, k, 2) || apart(t.1, row, 4) || apart(t.2, column, 4)) {
            taken.push((k, row, column));
            if taken.len() >= FITTED {
                break;
            }
        }
    }
    let px = CELL * patch.step;
    taken
        .into_iter()
        .map(|(k, row, column)| {
            let half_height = (least + k as f64) * px;
            let centre = ImagePoint::new(left + column as f64 * px * aspect, top + row as f64 * px);
            Ellipse { centre, half_width: half_height * aspect, half_height, tilt_deg: 0.0 }
        })
        .collect()
}

fn size_weight(half_height: f64, expected: &Expected) -> f64 {
    let off = (half_height / expected.half_height).ln() / SIZE_SD;
    (-0.5 * off * off).exp()
}

/// The rim in a detector's box, where edges bear it out; `None` where none do or where it is seen edge-on.
pub(super) fn in_box(patch: &Patch, expected: &Expected, part: &BarbellPart) -> Option<Candidate> {
    let start = Ellipse { centre: part.at, half_width: part.width / 2.0, half_height: part.height / 2.0, tilt_deg: 0.0 };
    let reach = (0.12 * start.half_height).max(3.0 * patch.step);
    let fit = rim::fit(patch, &start, reach, Freedom { axes: 0.05, tilt_deg: 4.0 })?;
    let round = [start, fit.rim].iter().all(|rim| PROPOSED_ASPECT.contains(&(rim.half_width / rim.half_height)));
    let weight = size_weight(fit.rim.half_height, expected).sqrt();
    (round && fit.support >= LEAST_SUPPORT).then(|| Candidate { fit, worth: fit.quality * weight.max(part.confidence) })
}

/// Whether the centres and half heights of two rims differ by less than a share of the half height.
pub(super) fn alike(a: &Ellipse, b: &Ellipse, share: f64) -> bool {
    let least = share * a.half_height.min(b.half_height);
    a.centre.distance(b.centre) < least && (a.half_height - b.half_height).abs() < least
}

/// The candidates on a coarse patch, the best first, each centre once with its outer ring.
pub(super) fn search(patch: &Patch, expected: &Expected) -> Vec<Candidate> {
    let voters = voters(patch);
    let mut all: Vec<Candidate> = Vec::new();
    for aspect in ASPECTS {
        for start in vote(patch, &voters, aspect, expected) {
            let reach = (0.12 * start.half_height).max(3.0 * patch.step);
            let Some(fit) = rim::fit(patch, &start, reach, Freedom { axes: 0.08, tilt_deg: 4.0 }) else { continue };
            let shape = fit.rim.half_width / fit.rim.half_height;
            if fit.support >= LEAST_SUPPORT && (LEAST_ASPECT..1.15).contains(&shape) {
                let weight = size_weight(fit.rim.half_height, expected) * expected.body.agreement(&fit.rim);
                all.push(Candidate { fit, worth: fit.quality * weight.sqrt() });
            }
        }
    }
    all.sort_by(|a, b| b.worth.total_cmp(&a.worth));
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in all {
        let rim = candidate.fit.rim;
        let same = kept
            .iter_mut()
            .find(|other| other.fit.rim.centre.distance(rim.centre) < SAME * other.fit.rim.half_height.min(rim.half_height));
        match same {
            None => kept.push(candidate),
            Some(other) => {
                if rim.half_height > 1.05 * other.fit.rim.half_height && candidate.worth > OUTER_WORTH * other.worth {
                    *other = candidate;
                }
            }
        }
    }
    kept
}

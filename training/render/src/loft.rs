//! Bodies that follow a curve: limbs, trunk and shoes.

use crate::vector::{Vector, mix, vector};

/// One cross-section of a [`Loft`]: an ellipse whose front and back halves may differ. Metres.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Centre of the section.
    pub centre: Vector,
    /// Unit vector to the front of the section.
    pub front: Vector,
    /// Half depth towards `front`.
    pub front_radius: f32,
    /// Half depth away from `front`.
    pub back_radius: f32,
    /// Half width.
    pub side_radius: f32,
}

/// A solid of elliptical sections strung on a curve, with flat ends.
#[derive(Clone, Debug)]
pub struct Loft {
    sections: Vec<Section>,
    normals: Vec<Vector>,
    sides: Vec<Vector>,
    along: Vec<f32>,
    bound: (Vector, f32),
}

/// Where a point lies in a loft.
struct Place {
    side: f32,
    front: f32,
    along: f32,
    axial: f32,
    side_radius: f32,
    depth_radius: f32,
}

fn spline(values: [f32; 4], t: f32) -> f32 {
    let [a, b, c, d] = values;
    0.5 * (2.0 * b + (c - a) * t + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t + (3.0 * b - a - 3.0 * c + d) * t * t * t)
}

fn refine(sections: &[Section], steps: usize) -> Vec<Section> {
    let last = sections.len() - 1;
    let mut fine = Vec::with_capacity(last * steps + 1);
    for index in 0..last {
        let around = [index.saturating_sub(1), index, index + 1, (index + 2).min(last)].map(|i| sections[i]);
        for step in 0..steps {
            let t = step as f32 / steps as f32;
            let of = |pick: fn(&Section) -> f32| spline([0, 1, 2, 3].map(|i| pick(&around[i])), t);
            fine.push(Section {
                centre: vector(of(|s| s.centre.x), of(|s| s.centre.y), of(|s| s.centre.z)),
                front: around[1].front.mix(around[2].front, t).unit(),
                front_radius: of(|s| s.front_radius).max(0.002),
                back_radius: of(|s| s.back_radius).max(0.002),
                side_radius: of(|s| s.side_radius).max(0.002),
            });
        }
    }
    fine.push(sections[last]);
    fine
}

impl Loft {
    /// Strings a smooth body through `sections`, dividing every gap into `steps`.
    pub fn new(sections: &[Section], steps: usize) -> Self {
        let sections = refine(sections, steps);
        let count = sections.len();
        let mut normals = Vec::with_capacity(count);
        let mut sides = Vec::with_capacity(count);
        let mut along = vec![0.0; count];
        for index in 0..count {
            let before = sections[index.saturating_sub(1)].centre;
            let after = sections[(index + 1).min(count - 1)].centre;
            let normal = (after - before).unit();
            normals.push(normal);
            sides.push(sections[index].front.cross(normal).unit());
            if index > 0 {
                along[index] = along[index - 1] + (sections[index].centre - sections[index - 1].centre).length();
            }
        }
        let middle = sections[0].centre.mix(sections[count - 1].centre, 0.5);
        let radius = sections.iter().fold(0.0_f32, |radius, s| {
            radius.max((s.centre - middle).length() + s.front_radius.max(s.back_radius).max(s.side_radius))
        });
        Self { sections, normals, sides, along, bound: (middle, radius) }
    }

    /// A sphere that holds the body.
    pub fn bound(&self) -> (Vector, f32) {
        self.bound
    }

    fn at(&self, point: Vector, index: usize, t: f32, axial: f32) -> Place {
        let (a, b) = (&self.sections[index], &self.sections[(index + 1).min(self.sections.len() - 1)]);
        let next = (index + 1).min(self.sections.len() - 1);
        let relative = point - a.centre.mix(b.centre, t);
        let side = relative.dot(self.sides[index].mix(self.sides[next], t));
        let front = relative.dot(a.front.mix(b.front, t));
        let depth_radius =
            if front > 0.0 { mix(a.front_radius, b.front_radius, t) } else { mix(a.back_radius, b.back_radius, t) };
        Place {
            side,
            front,
            along: mix(self.along[index], self.along[next], t),
            axial,
            side_radius: mix(a.side_radius, b.side_radius, t),
            depth_radius,
        }
    }

    fn place(&self, point: Vector) -> Place {
        let last = self.sections.len() - 1;
        let mut best: Option<(f32, usize, f32)> = None;
        let first = (point - self.sections[0].centre).dot(self.normals[0]);
        let mut previous = first;
        let mut end = 0.0;
        for index in 0..last {
            let next = (point - self.sections[index + 1].centre).dot(self.normals[index + 1]);
            if previous >= 0.0 && next < 0.0 {
                let t = previous / (previous - next);
                let centre = self.sections[index].centre.mix(self.sections[index + 1].centre, t);
                let gap = (point - centre).dot(point - centre);
                if best.is_none_or(|(least, ..)| gap < least) {
                    best = Some((gap, index, t));
                }
            }
            previous = next;
            end = next;
        }
        if let Some((_, index, t)) = best {
            // Depth below the flat ends, so that the distance is continuous there.
            let mut depth = f32::NEG_INFINITY;
            if index < 3 {
                depth = depth.max(-first);
            }
            if index + 3 >= last {
                depth = depth.max(end);
            }
            return self.at(point, index, t, depth);
        }
        let to_first = (point - self.sections[0].centre).length();
        let to_last = (point - self.sections[last].centre).length();
        if to_first < to_last { self.at(point, 0, 0.0, (-first).max(0.0)) } else { self.at(point, last, 0.0, end.max(0.0)) }
    }

    /// The signed distance from `point`, in metres.
    pub fn distance(&self, point: Vector) -> f32 {
        let place = self.place(point);
        let (u, v) = (place.side / place.side_radius, place.front / place.depth_radius);
        let first = (u * u + v * v).sqrt();
        let (du, dv) = (u / place.side_radius, v / place.depth_radius);
        let second = (du * du + dv * dv).sqrt();
        let radial = if second < 1e-5 { -place.side_radius.min(place.depth_radius) } else { first * (first - 1.0) / second };
        if place.axial > 0.0 { (radial.max(0.0).powi(2) + place.axial * place.axial).sqrt() } else { radial.max(place.axial) }
    }

    /// Coordinates on the body in metres: to the side, to the front, along.
    pub fn local(&self, point: Vector) -> Vector {
        let place = self.place(point);
        vector(place.side, place.front, place.along)
    }

    /// The point of the back's mid-line at a distance `along` the curve, in metres.
    pub fn back_point(&self, along: f32) -> Vector {
        let last = self.sections.len() - 1;
        let index = (1..last).find(|&i| self.along[i] >= along).unwrap_or(last);
        let t = (along - self.along[index - 1]) / (self.along[index] - self.along[index - 1]);
        let (a, b) = (&self.sections[index - 1], &self.sections[index]);
        let outwards = a.front.mix(b.front, t).unit() * mix(a.back_radius, b.back_radius, t);
        a.centre.mix(b.centre, t) - outwards
    }

    /// The length of the curve up to the given control section, when every gap was divided into `steps`.
    pub fn along_at(&self, control: usize, steps: usize) -> f32 {
        self.along[(control * steps).min(self.along.len() - 1)]
    }
}

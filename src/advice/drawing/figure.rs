//! The figure: from directions of limbs to shapes. Here y is up and the hip is the origin.

use super::pose::{Arm, Mark, Place, Pose, Prop, Word};
use super::{Ink, Point, Shape};

// Lengths as shares of the standing height, near those of Drillis and Contini 1966 (as in Winter 2009), a little shorter for a clear drawing.
const TRUNK: f64 = 0.300;
const NECK: f64 = 0.045;
const UPPER_ARM: f64 = 0.165;
const FOREARM: f64 = 0.150;
const HAND: f64 = 0.045;
const THIGH: f64 = 0.240;
const SHANK: f64 = 0.235;
const FOOT: f64 = 0.125;
/// Half widths of the trunk from the hip to the neck, from the side and from the front.
const SIDE: [f64; 11] = [0.064, 0.062, 0.058, 0.055, 0.056, 0.060, 0.065, 0.068, 0.066, 0.058, 0.044];
const FRONT: [f64; 11] = [0.075, 0.076, 0.074, 0.072, 0.075, 0.082, 0.092, 0.098, 0.096, 0.078, 0.045];
/// Half distances of shoulders and hips seen from the front.
const SHOULDERS: f64 = 0.075;
const HIPS: f64 = 0.035;
/// Width of the gap round a near limb, and of lines of accent.
const GAP: f64 = 0.009;
const LINE: f64 = 0.013;

/// A figure with the height of the floor under it.
pub(super) struct Drawn {
    pub(super) shapes: Vec<Shape>,
    pub(super) floor: f64,
}

/// The point so far away in a direction.
fn along(from: Point, length: f64, deg: f64) -> Point {
    let (sin, cos) = deg.to_radians().sin_cos();
    (from.0 + length * cos, from.1 + length * sin)
}

fn direction(from: Point, to: Point) -> f64 {
    (to.1 - from.1).atan2(to.0 - from.0).to_degrees()
}

/// The convex hull of two discs.
fn hull((a, ra): (Point, f64), (b, rb): (Point, f64)) -> Vec<Point> {
    const STEPS: usize = 10;
    let apart = (b.0 - a.0).hypot(b.1 - a.1);
    if apart <= (ra - rb).abs() + 1e-9 {
        let (centre, radius) = if ra >= rb { (a, ra) } else { (b, rb) };
        return (0..2 * STEPS).map(|step| along(centre, radius, 360.0 * step as f64 / (2 * STEPS) as f64)).collect();
    }
    let (base, off) = (direction(a, b), ((ra - rb) / apart).acos().to_degrees());
    let share = |step: usize| step as f64 / STEPS as f64;
    let round_b = (0..=STEPS).map(|step| along(b, rb, base - off + 2.0 * off * share(step)));
    let round_a = (0..=STEPS).map(|step| along(a, ra, base + off + (360.0 - 2.0 * off) * share(step)));
    round_b.chain(round_a).collect()
}

/// Directions of two segments whose end reaches a point, or as near as they can.
fn reach(from: Point, to: Point, first: f64, second: f64, bend: f64) -> (f64, f64) {
    let apart = (to.0 - from.0).hypot(to.1 - from.1).clamp((first - second).abs() + 1e-4, first + second - 1e-4);
    let at = ((first * first + apart * apart - second * second) / (2.0 * first * apart)).clamp(-1.0, 1.0).acos().to_degrees();
    let upper = direction(from, to) + bend * at;
    (upper, direction(along(from, first, upper), to))
}

/// A leg: knee, ankle, toe.
type Leg = [Point; 3];
/// An arm: shoulder, elbow, wrist, end of the hand.
type Limb = [Point; 4];

/// The places of a figure.
struct Body {
    trunk: Vec<Point>,
    shoulder: Point,
    /// Direction of the head and of the face.
    head_deg: f64,
    face_deg: f64,
    skull: Point,
    near_leg: Leg,
    far_leg: Leg,
    near_arm: Limb,
    far_arm: Limb,
    floor: f64,
}

impl Body {
    fn of(pose: &Pose) -> Self {
        let steps = SIDE.len() - 1;
        let mut trunk = vec![(0.0, 0.0)];
        let mut heading = pose.pelvis;
        for step in 0..steps {
            heading = pose.pelvis - pose.bend * (step as f64 + 0.5) / steps as f64;
            trunk.push(along(trunk[step], TRUNK / steps as f64, heading));
        }
        let neck = trunk[steps];
        let head_deg = pose.head.unwrap_or(heading);
        let leg = |spec: [f64; 3]| -> Leg {
            let knee = along((0.0, 0.0), THIGH, spec[0]);
            let ankle = along(knee, SHANK, spec[1]);
            [knee, ankle, along(ankle, FOOT, spec[2])]
        };
        let (near_leg, far_leg) = (leg(pose.near_leg), leg(pose.far_leg));
        let lowest = [near_leg, far_leg]
            .iter()
            .flat_map(|leg| leg.iter().zip([0.040, 0.028, 0.016]).map(|(at, radius)| at.1 - radius))
            .fold(if pose.lies { -0.062 } else { f64::MAX }, f64::min);
        let mut body = Self {
            shoulder: along(neck, -0.02, heading),
            skull: along(neck, NECK + 0.055, head_deg),
            trunk,
            head_deg,
            face_deg: pose.face.unwrap_or(head_deg - 90.0),
            near_leg,
            far_leg,
            near_arm: [(0.0, 0.0); 4],
            far_arm: [(0.0, 0.0); 4],
            floor: lowest,
        };
        body.far_arm = body.arm(pose, &pose.far_arm, -SHOULDERS);
        body.near_arm = body.arm(pose, &pose.near_arm, SHOULDERS);
        body
    }

    fn arm(&self, pose: &Pose, arm: &Arm, aside: f64) -> Limb {
        let shoulder = if pose.front { (self.shoulder.0 + aside, self.shoulder.1) } else { self.shoulder };
        let to = |place: Place, dx: f64, dy: f64, bend: f64| {
            let base = self.place(place);
            reach(self.shoulder, (base.0 + dx, base.1 + dy), UPPER_ARM, FOREARM, bend)
        };
        let (upper, fore, hand) = match arm {
            Arm::Turned(upper, fore) => (*upper, *fore, *fore),
            Arm::Reaching(Word::To, place, dx, dy, bend) => {
                let (upper, fore) = to(*place, *dx, *dy, *bend);
                (upper, fore, fore)
            }
            Arm::Handed(Word::To, place, dx, dy, bend, hand) => {
                let (upper, fore) = to(*place, *dx, *dy, *bend);
                (upper, fore, *hand)
            }
        };
        let elbow = along(shoulder, UPPER_ARM, upper);
        let wrist = along(elbow, FOREARM, fore);
        [shoulder, elbow, wrist, along(wrist, HAND, hand)]
    }

    fn place(&self, place: Place) -> Point {
        match place {
            Place::Hip => self.trunk[0],
            Place::Shoulder => self.shoulder,
            Place::Neck => self.trunk[SIDE.len() - 1],
            Place::Back => self.trunk[3],
            Place::Chest => self.trunk[8],
            Place::Head => self.skull,
            Place::NearKnee => self.near_leg[0],
            Place::NearHand => self.near_arm[3],
            Place::FarHand => self.far_arm[3],
            Place::FarAnkle => self.far_leg[1],
            Place::Floor => (self.shoulder.0, self.floor + 0.02),
        }
    }
}

/// The shapes of a position, from the back to the front.
pub(super) fn draw(pose: &Pose) -> Drawn {
    let body = Body::of(pose);
    let mut shapes = Vec::new();
    for prop in pose.props.iter().filter(|prop| prop.is_behind()) {
        draw_prop(prop, &body, &mut shapes);
    }
    let far = if pose.front { Ink::Body } else { Ink::Far };
    if !pose.front {
        draw_arm(body.far_arm, far, false, &mut shapes);
    }
    let hip = |aside: f64| if pose.front { (aside, 0.0) } else { (0.0, 0.0) };
    draw_leg(hip(-HIPS), body.far_leg, far, false, &mut shapes);
    let widths = if pose.front { FRONT } else { SIDE };
    for (at, width) in body.trunk.windows(2).zip(widths.windows(2)) {
        shapes.push(Shape::Fill(hull((at[0], width[0]), (at[1], width[1])), Ink::Body));
    }
    draw_head(&body, pose.front, &mut shapes);
    draw_leg(hip(HIPS), body.near_leg, Ink::Body, true, &mut shapes);
    if pose.front {
        draw_arm(body.far_arm, far, true, &mut shapes);
    }
    draw_arm(body.near_arm, Ink::Body, true, &mut shapes);
    for prop in pose.props.iter().filter(|prop| !prop.is_behind()) {
        draw_prop(prop, &body, &mut shapes);
    }
    for mark in &pose.marks {
        draw_mark(mark, &body, &mut shapes);
    }
    Drawn { shapes, floor: body.floor }
}

/// Segments with their half widths at both ends; with a gap round them where they lie before something.
fn draw_segments(segments: &[(Point, f64, Point, f64)], ink: Ink, gap: bool, shapes: &mut Vec<Shape>) {
    let mut all = |by: f64, ink: Ink| {
        shapes.extend(segments.iter().map(|&(a, ra, b, rb)| Shape::Fill(hull((a, ra + by), (b, rb + by)), ink)));
    };
    if gap {
        all(GAP, Ink::Gap);
    }
    all(0.0, ink);
}

fn draw_leg(hip: Point, [knee, ankle, toe]: Leg, ink: Ink, gap: bool, shapes: &mut Vec<Shape>) {
    let segments = [(hip, 0.058, knee, 0.040), (knee, 0.040, ankle, 0.026), (ankle, 0.027, toe, 0.015)];
    draw_segments(&segments, ink, gap, shapes);
}

fn draw_arm([shoulder, elbow, wrist, hand]: Limb, ink: Ink, gap: bool, shapes: &mut Vec<Shape>) {
    let segments = [(shoulder, 0.036, elbow, 0.027), (elbow, 0.027, wrist, 0.020), (wrist, 0.021, hand, 0.016)];
    draw_segments(&segments, ink, gap, shapes);
}

fn draw_head(body: &Body, front: bool, shapes: &mut Vec<Shape>) {
    let (neck, head, face, skull) = (body.place(Place::Neck), body.head_deg, body.face_deg, body.skull);
    let mut fill = |a: (Point, f64), b: (Point, f64)| shapes.push(Shape::Fill(hull(a, b), Ink::Body));
    fill((neck, 0.032), (along(neck, NECK + 0.02, head), 0.030));
    if front {
        fill((along(skull, 0.015, head), 0.058), (along(skull, -0.03, head), 0.042));
        return;
    }
    fill((skull, 0.060), (along(along(skull, 0.022, face), -0.034, head), 0.034));
    let nose = along(along(skull, 0.058, face), -0.012, head);
    fill((along(skull, 0.03, face), 0.02), (nose, 0.010));
}

fn draw_prop(prop: &Prop, body: &Body, shapes: &mut Vec<Shape>) {
    let floor = body.floor;
    let slab = |left: f64, right: f64, bottom: f64, top: f64, ink: Ink| {
        Shape::Fill(vec![(left, bottom), (right, bottom), (right, top), (left, top)], ink)
    };
    match *prop {
        Prop::Chair => {
            let (seat, left, right) = (-0.062, -0.11, 0.17);
            for leg in [left + 0.02, right - 0.02] {
                shapes.push(Shape::Line(vec![(leg, seat - 0.02), (leg, floor + 0.008)], 0.016, Ink::Prop));
            }
            shapes.push(slab(left, right, seat - 0.028, seat, Ink::Prop));
        }
        Prop::Mat { r#box: [left, right, bottom, top] } => shapes.push(slab(left, right, bottom, top, Ink::Mat)),
        Prop::Plate { r, .. } => {
            let centre = body.place(Place::NearHand);
            shapes.push(Shape::Ring(centre, r - 0.01, 0.02, Ink::Prop));
            shapes.push(Shape::Disc(centre, 0.016, Ink::Prop));
        }
        Prop::Bar { a, b, dx, .. } => {
            let (a, b) = (body.place(a), body.place(b));
            shapes.push(Shape::Line(vec![(a.0 + dx[0], a.1), (b.0 + dx[1], b.1)], 0.014, Ink::Prop));
        }
        Prop::EndPlate { at, dx, r, .. } => {
            let (x, y) = body.place(at);
            shapes.push(slab(x + dx - 0.018, x + dx + 0.018, y - r, y + r, Ink::Prop));
        }
        Prop::Block { at, w, dy, dx } => {
            let (x, y) = body.place(at);
            shapes.push(slab(x + dx - w, x + dx + w, floor, y + dy, Ink::Prop));
        }
    }
}

fn draw_mark(mark: &Mark, body: &Body, shapes: &mut Vec<Shape>) {
    let place = |at: Place, dx: f64, dy: f64| {
        let base = body.place(at);
        (base.0 + dx, base.1 + dy)
    };
    match *mark {
        Mark::Spot { at, dx, dy } => {
            let centre = place(at, dx, dy);
            shapes.push(Shape::Disc(centre, 0.046, Ink::Gap));
            shapes.push(Shape::Disc(centre, 0.014, Ink::Accent));
            shapes.push(Shape::Ring(centre, 0.034, 0.010, Ink::Accent));
        }
        Mark::Arrow { at, dx, dy, r, from, to, flat } => {
            const STEPS: usize = 16;
            let centre = place(at, dx, dy);
            let points = (0..=STEPS).map(|step| {
                let (x, y) = along(centre, r, from + (to - from) * step as f64 / STEPS as f64);
                (x, centre.1 + (y - centre.1) * flat)
            });
            arrow(points.collect(), shapes);
        }
        Mark::Way { at, dx, dy, by } => {
            const STEPS: usize = 8;
            let (x, y) = place(at, dx, dy);
            let share = |step: usize| step as f64 / STEPS as f64;
            arrow((0..=STEPS).map(|step| (x + by[0] * share(step), y + by[1] * share(step))).collect(), shapes);
        }
    }
}

/// A line with a head at its end.
fn arrow(mut points: Vec<Point>, shapes: &mut Vec<Shape>) {
    let Some(&[before, _, end]) = points.last_chunk::<3>() else { return };
    let deg = direction(before, end);
    points.pop();
    shapes.push(Shape::Line(points, LINE, Ink::Accent));
    shapes.push(Shape::Fill(
        vec![along(end, 0.022, deg), along(end, 0.030, deg + 125.0), along(end, 0.030, deg - 125.0)],
        Ink::Accent,
    ));
}

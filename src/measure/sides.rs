//! Of which sides a posture is read: the near one's joints, the far one's, or both.
//!
//! Lifters pull and stand with both sides alike. Seen obliquely, the far leg and shoulder stand beside the near ones and are often free of
//! the near plate where those are not. The middle of both joints of a pair lies in the middle of the body wherever the lifter stands, while
//! the near one's place against the middle changes with the place that the lifter is seen at; and two joints are missed by less than one.

use super::moment::{Case, Moment};
use super::reading::{Reader, turned};
use super::take::seen_at;
use crate::body::{Joint, Side};
use crate::geom::PlanePoint;

/// Least yaw at which the far side is read, degrees: nearer to the side view the body hides it, and a model guesses it from the near one.
/// Our default: the far hip is then 5 cm beside the near one.
pub(super) const FAR_FROM_DEG: f64 = 15.0;

/// The sides whose joints are read, the near one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sides(Vec<Side>);

impl Sides {
    /// The near side alone.
    pub(super) fn near(case: &Case) -> Self {
        Self(vec![case.lift.near])
    }

    /// The sides of which all of these joints, named as of the left side, are seen at all of these moments; `None` where there is none.
    pub(super) fn seen(case: &Case, joints: &[Joint], moments: &[Moment]) -> Option<Self> {
        let near = case.lift.near;
        let far = (case.lift.view.yaw_deg >= FAR_FROM_DEG).then_some(near.other());
        let is_seen = |side: &Side| {
            let joints: Vec<Joint> = joints.iter().map(|joint| joint.on(*side)).collect();
            moments.iter().all(|moment| seen_at(case, &joints, moment).is_ok())
        };
        let sides: Vec<Side> = [Some(near), far].into_iter().flatten().filter(is_seen).collect();
        (!sides.is_empty()).then_some(Self(sides))
    }

    /// Both sides where both are seen at a moment; else the near one, whether it is or not.
    pub(super) fn with_near(case: &Case, joints: &[Joint], moment: &Moment) -> Self {
        Self::seen(case, joints, &[*moment]).filter(Self::are_both).unwrap_or_else(|| Self::near(case))
    }

    /// Whether both sides are read, so that the middle of the body is.
    pub(super) fn are_both(&self) -> bool {
        self.0.len() > 1
    }

    /// A joint of the first of the sides, for what is drawn.
    pub(super) fn first(&self, joint: Joint) -> Joint {
        self.0.first().map_or(joint, |side| joint.on(*side))
    }

    /// The mean place of a pair's joints over a moment, plane unit.
    pub(super) fn point(&self, reader: &Reader, joint: Joint, moment: &Moment) -> Option<PlanePoint> {
        reader.middle(self.0.iter().map(|side| joint.on(*side).into()), moment)
    }

    /// Elevation of the way from `a` to `b` above the forward horizontal, as [`Reader::elevation`].
    pub(super) fn elevation(&self, reader: &Reader, (a, b): (Joint, Joint), moment: &Moment) -> Option<f64> {
        let (from, to) = (self.point(reader, a, moment)?, self.point(reader, b, moment)?);
        reader.note_segment(self.first(a).into(), self.first(b).into(), from, to);
        from.elevation_deg(to)
    }

    /// Angle at the second of three joints, as [`Reader::angle`].
    pub(super) fn angle(&self, reader: &Reader, [a, corner, b]: [Joint; 3], moment: &Moment) -> Option<f64> {
        let [from, at, to] = [a, corner, b].map(|joint| self.point(reader, joint, moment));
        let (from, at, to) = (from?, at?, to?);
        reader.note_segment(self.first(corner).into(), self.first(a).into(), at, from);
        reader.note_segment(self.first(corner).into(), self.first(b).into(), at, to);
        at.angle_deg(from, to)
    }

    /// By how far the way from the second of three joints to the first is turned forward out of the way from the third to the second,
    /// degrees in (-180, 180]; 0 is straight. With its sign, unlike the angle: a hip that is overstretched is not bent.
    pub(super) fn turn_forward(&self, reader: &Reader, [a, corner, b]: [Joint; 3], moment: &Moment) -> Option<f64> {
        Some(turned(self.elevation(reader, (b, corner), moment)? - self.elevation(reader, (corner, a), moment)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::figure::Figure;

    const TRUNK: (Joint, Joint) = (Joint::LeftHip, Joint::LeftShoulder);

    #[test]
    fn the_far_side_is_read_obliquely_and_not_from_the_side() {
        let both = |yaw: f64| {
            Figure { yaw, ..Figure::default() }.case(|case| {
                Sides::seen(case, &[TRUNK.0, TRUNK.1], &[case.hold().unwrap()]).is_some_and(|sides| sides.are_both())
            })
        };
        assert!(!both(5.0) && both(30.0));
    }

    #[test]
    fn the_side_that_is_seen_stands_in_for_the_other_and_none_for_both() {
        let figure = Figure { yaw: 30.0, ..Figure::default() };
        let mut lift = figure.lift();
        let mut sides = |hidden: Joint| {
            lift.joints.get_mut(&hidden).unwrap().confidence.fill(0.0);
            let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
            Sides::seen(&case, &[TRUNK.0, TRUNK.1], &[case.hold().unwrap()])
        };
        assert_eq!(sides(Joint::RightHip), Some(Sides(vec![Side::Left])));
        assert_eq!(sides(Joint::LeftShoulder), None);
    }

    #[test]
    fn a_pair_s_middle_has_less_error_than_one_of_it_and_no_shift_of_its_own() {
        let figure = Figure { yaw: 30.0, sd: 0.01, ..Figure::default() };
        let mut lift = figure.lift();
        // The near shoulder stands out towards the camera, the far one away from it.
        for (joint, by) in [(Joint::RightShoulder, 0.05), (Joint::LeftShoulder, -0.05)] {
            let path = lift.joints.get_mut(&joint).unwrap();
            path.x.smooth.iter_mut().flatten().for_each(|x| *x += by);
        }
        let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        let top = case.hold().unwrap();
        let both = Sides::seen(&case, &[TRUNK.0, TRUNK.1], &[top]).unwrap();
        let plain = Reader::new(&case, None);
        let (of_both, of_near) = (both.elevation(&plain, TRUNK, &top), Sides::near(&case).elevation(&plain, TRUNK, &top));
        assert!((of_both.unwrap() - 90.0).abs() < 0.1 && (of_near.unwrap() - 90.0).abs() > 4.0, "{of_both:?} {of_near:?}");
    }
}

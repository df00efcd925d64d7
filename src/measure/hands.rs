//! The grip from the front or from behind: are both hands equally far out?

use super::bar::{CM, hand};
use super::moment::Case;
use super::reading::Reader;
use super::take::{FRONT_YAW_DEG, Plan, Views, take};
use super::{Mark, Measured};
use crate::body::{Joint, Side};
use crate::geom::PlanePoint;
use crate::units::Unit;

/// Least height of a shin that gives a line, metres.
const LEAST_SHIN_M: f64 = 0.1;

/// Difference of the hands' distances to the body's mid-line (through the middles of ankles and shoulders) at set-up, cm, less what its error
/// alone would make of none.
pub fn to_middle(case: &Case) -> Measured {
    difference(case, "grip-to-middle", &|reader, moment, hand, _| {
        let middle = |joint: Joint| -> Option<f64> {
            Some(f64::midpoint(reader.point(joint, moment)?.x, reader.point(joint.partner(), moment)?.x))
        };
        let line = f64::midpoint(middle(Joint::LeftAnkle)?, middle(Joint::LeftShoulder)?);
        Some((hand.x - line).abs())
    })
    .map(super::Measurement::beyond_chance)
}

/// Difference of the hands' distances to the shin of their own side at set-up, cm.
pub fn to_shins(case: &Case) -> Measured {
    let least = LEAST_SHIN_M * case.units_per_metre();
    difference(case, "grip-to-shins", &|reader, moment, hand, side| {
        let (ankle, knee) = (reader.point(Joint::LeftAnkle.on(side), moment)?, reader.point(Joint::LeftKnee.on(side), moment)?);
        let height = knee.y - ankle.y;
        // The shin's own height is not left: above the knee the knee counts, below the ankle the ankle.
        let share = (height > least).then(|| ((hand.y - ankle.y) / height).clamp(0.0, 1.0))?;
        Some((hand.x - ankle.towards(knee, share).x).abs())
    })
}

/// A distance of one hand: from the reader, the moment, the hand's place and its side.
type Distance<'a> = &'a dyn Fn(&Reader, &super::Moment, PlanePoint, Side) -> Option<f64>;

fn difference(case: &Case, id: &'static str, distance: Distance) -> Measured {
    let start = case.set_up()?;
    let hands = [Side::Left, Side::Right].map(|side| hand(case, side));
    let plan = Plan {
        id,
        unit: Unit::Centimetres,
        views: Views::Frontal(FRONT_YAW_DEG),
        phase: start.frames(),
        least_fps: 0.0,
        at: start.event,
        marks: hands.map(Mark::Point).to_vec(),
    };
    let far = |reader: &Reader, side: Side| distance(reader, &start, reader.point(hand(case, side), &start)?, side);
    take(case, plan, &|reader| Some(CM * (far(reader, Side::Left)? - far(reader, Side::Right)?).abs()))
}

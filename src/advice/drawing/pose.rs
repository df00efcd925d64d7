//! A position as data.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The positions.
const DATA: &str = include_str!("../../../assets/advice/poses.json");

/// Every position by its id; empty where the data is unsound, which tests keep from happening.
pub(super) static POSES: LazyLock<BTreeMap<String, Pose>> = LazyLock::new(|| serde_json::from_str(DATA).unwrap_or_default());

fn yes() -> bool {
    true
}

fn round() -> f64 {
    1.0
}

/// A position of the figure. Directions are degrees from the forward horizontal, up positive; lengths are shares of the standing height.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pose {
    /// Direction of the lowest part of the trunk.
    pub(super) pelvis: f64,
    /// By how much the trunk turns forward from there to the neck.
    #[serde(default)]
    pub(super) bend: f64,
    /// Direction of neck and head; where it is missing that of the neck's end of the trunk.
    pub(super) head: Option<f64>,
    /// Direction in which the face looks; where it is missing square to the head, forward.
    pub(super) face: Option<f64>,
    pub(super) near_arm: Arm,
    pub(super) far_arm: Arm,
    /// Directions of thigh, shank and foot.
    pub(super) near_leg: [f64; 3],
    pub(super) far_leg: [f64; 3],
    /// Whether the hip lies on the floor too.
    #[serde(default)]
    pub(super) lies: bool,
    /// Whether it stands on the floor's line; else it is seen from above.
    #[serde(default = "yes")]
    pub(super) ground: bool,
    /// Whether it is seen from the front.
    #[serde(default)]
    pub(super) front: bool,
    #[serde(default)]
    pub(super) props: Vec<Prop>,
    #[serde(default)]
    pub(super) marks: Vec<Mark>,
}

/// An arm: directions of its parts, or a place to reach.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Arm {
    /// Upper arm and forearm; the hand goes on as the forearm.
    Turned(f64, f64),
    /// `["to", place, dx, dy, bend]`: the wrist reaches a place, the elbow out to the one side (1) or the other (-1).
    Reaching(Word, Place, f64, f64, f64),
    /// The same with the direction of the hand.
    Handed(Word, Place, f64, f64, f64, f64),
}

/// The word that begins a place to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Word {
    To,
}

/// A place of the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    Hip,
    Shoulder,
    Neck,
    Back,
    Chest,
    Head,
    NearKnee,
    NearHand,
    FarHand,
    FarAnkle,
    /// On the floor under the shoulder.
    Floor,
}

/// A thing.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Prop {
    /// Under the hip.
    Chair,
    /// Under the body, seen from above: left, right, bottom, top.
    Mat { r#box: [f64; 4] },
    /// A plate from the side, in the near hand.
    Plate {
        r: f64,
        #[serde(default = "yes")]
        back: bool,
    },
    /// A bar from one place to another, so much beyond each.
    Bar { a: Place, b: Place, dx: [f64; 2], back: bool },
    /// A plate from the front.
    EndPlate { at: Place, dx: f64, r: f64, back: bool },
    /// A block under a plate: half its width, and its top against the place.
    Block { at: Place, w: f64, dy: f64, dx: f64 },
}

impl Prop {
    /// Whether it lies behind the figure.
    pub(super) fn is_behind(&self) -> bool {
        match self {
            Self::Chair | Self::Mat { .. } | Self::Block { .. } => true,
            Self::Plate { back, .. } | Self::Bar { back, .. } | Self::EndPlate { back, .. } => *back,
        }
    }
}

/// Something to look at.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Mark {
    /// A ringed spot.
    Spot {
        at: Place,
        #[serde(default)]
        dx: f64,
        #[serde(default)]
        dy: f64,
    },
    /// An arrow along an arc: radius, from and to in degrees; flattened for a turn about the upright.
    Arrow {
        at: Place,
        #[serde(default)]
        dx: f64,
        #[serde(default)]
        dy: f64,
        r: f64,
        from: f64,
        to: f64,
        #[serde(default = "round")]
        flat: f64,
    },
    /// A straight arrow.
    Way { at: Place, dx: f64, dy: f64, by: [f64; 2] },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_sound() {
        let all: BTreeMap<String, Pose> = serde_json::from_str(DATA).unwrap();
        assert!(all.len() > 20);
        assert!(all.values().any(|pose| matches!(pose.near_arm, Arm::Handed(..))));
    }
}

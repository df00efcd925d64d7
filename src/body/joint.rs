//! The joints the program knows, by name; no index of any model leaves `infer`.

/// The lifter's own left or right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The lifter's left.
    Left,
    /// The lifter's right.
    Right,
}

impl Side {
    /// The other side.
    pub fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

macro_rules! joints {
    ($($(#[$doc:meta])* $name:ident $text:literal $swap:ident;)*) => {
        /// A point of the body; left and right are the lifter's own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Joint { $($(#[$doc])* $name,)* }

        impl Joint {
            /// Every joint, in the order of the enum.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// How many joints there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The name used in files and manifests, snake case, for example `left_knee`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The joint of a name in a file or manifest.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }

            /// The same joint on the other side of the body; joints of the middle are their own partner.
            pub fn partner(self) -> Self {
                match self { $(Self::$name => Self::$swap,)* }
            }
        }
    };
}

joints! {
    /// Tip of the nose.
    Nose "nose" Nose;
    /// Left eye.
    LeftEye "left_eye" RightEye;
    /// Right eye.
    RightEye "right_eye" LeftEye;
    /// Left ear.
    LeftEar "left_ear" RightEar;
    /// Right ear.
    RightEar "right_ear" LeftEar;
    /// Left shoulder joint.
    LeftShoulder "left_shoulder" RightShoulder;
    /// Right shoulder joint.
    RightShoulder "right_shoulder" LeftShoulder;
    /// Left elbow.
    LeftElbow "left_elbow" RightElbow;
    /// Right elbow.
    RightElbow "right_elbow" LeftElbow;
    /// Left wrist.
    LeftWrist "left_wrist" RightWrist;
    /// Right wrist.
    RightWrist "right_wrist" LeftWrist;
    /// Knuckle of the left index finger: close to the bar in a grip.
    LeftKnuckle "left_index" RightKnuckle;
    /// Knuckle of the right index finger: close to the bar in a grip.
    RightKnuckle "right_index" LeftKnuckle;
    /// Left hip joint.
    LeftHip "left_hip" RightHip;
    /// Right hip joint.
    RightHip "right_hip" LeftHip;
    /// Left knee.
    LeftKnee "left_knee" RightKnee;
    /// Right knee.
    RightKnee "right_knee" LeftKnee;
    /// Left ankle.
    LeftAnkle "left_ankle" RightAnkle;
    /// Right ankle.
    RightAnkle "right_ankle" LeftAnkle;
    /// Left heel.
    LeftHeel "left_heel" RightHeel;
    /// Right heel.
    RightHeel "right_heel" LeftHeel;
    /// Tip of the left foot (big toe).
    LeftToe "left_toe" RightToe;
    /// Tip of the right foot (big toe).
    RightToe "right_toe" LeftToe;
    /// Contour of the back at the neck's base (about C7); side views only.
    Back1 "back_1" Back1;
    /// Contour of the back a quarter of the way from the neck's base to the sacrum.
    Back2 "back_2" Back2;
    /// Contour of the back half-way.
    Back3 "back_3" Back3;
    /// Contour of the back three quarters of the way.
    Back4 "back_4" Back4;
    /// Contour of the back at the sacrum.
    Back5 "back_5" Back5;
}

impl Joint {
    /// The five contour points of the back, from the neck's base to the sacrum.
    pub const BACK: [Self; 5] = [Self::Back1, Self::Back2, Self::Back3, Self::Back4, Self::Back5];

    /// The side the joint is on, `None` for the middle of the body.
    pub fn side(self) -> Option<Side> {
        if self.partner() == self {
            None
        } else if self.name().starts_with("left") {
            Some(Side::Left)
        } else {
            Some(Side::Right)
        }
    }

    /// This joint on the given side; joints of the middle stay.
    pub fn on(self, side: Side) -> Self {
        if self.side().is_none_or(|own| own == side) { self } else { self.partner() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_partners_lead_back() {
        for &joint in Joint::ALL {
            assert_eq!(Joint::from_name(joint.name()), Some(joint));
            assert_eq!(joint.partner().partner(), joint);
            assert_eq!(Joint::ALL[joint as usize], joint);
            if let Some(side) = joint.side() {
                assert_eq!(joint.on(side), joint);
                assert_eq!(joint.on(side.other()), joint.partner());
            }
        }
        assert_eq!(Joint::from_name("tail"), None);
    }
}

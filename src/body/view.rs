//! From where the lift was filmed.

/// Which way the lifter faces in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facing {
    /// To the left edge of the picture.
    Left,
    /// To the right edge of the picture.
    Right,
    /// Towards the camera.
    Camera,
    /// Away from the camera.
    Away,
}

impl Facing {
    /// The word used in JSON: `left`, `right`, `camera`, `away`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Camera => "camera",
            Self::Away => "away",
        }
    }
}

/// The kind of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewKind {
    /// From the side: yaw up to about 25 degrees.
    Side,
    /// Between side and front or back.
    Oblique,
    /// From the front: yaw of about 70 degrees or more, facing the camera.
    Front,
    /// From behind.
    Back,
}

impl ViewKind {
    /// Every kind of view.
    pub const ALL: [Self; 4] = [Self::Side, Self::Oblique, Self::Front, Self::Back];

    /// The kind of a word used in JSON.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word used in JSON: `side`, `oblique`, `front`, `back`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Side => "side",
            Self::Oblique => "oblique",
            Self::Front => "front",
            Self::Back => "back",
        }
    }
}

/// The view of a clip: fixed once for a set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Kind of view.
    pub kind: ViewKind,
    /// Which way the lifter faces.
    pub facing: Facing,
    /// Angle between the camera's axis and the bar's axis: 0 is a pure side view, 90 a pure front or back view; degrees, 0..=90.
    pub yaw_deg: f64,
    /// Standard error of the yaw, degrees.
    pub yaw_sd_deg: f64,
}

//! The grid: from where each clip is filmed, of whom and with what.

/// One clip of the grid.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    /// Degrees off the side view; negative is from behind the lifter.
    pub(crate) yaw_deg: f64,
    /// Level distance from the camera to the middle of the foot, metres.
    pub(crate) distance_m: f64,
    /// Height of the camera above the floor, metres.
    pub(crate) height_m: f64,
    /// How far the camera looks down, degrees.
    pub(crate) pitch_deg: f64,
    /// Vertical field of view, degrees: a phone's usual lens held level shows about 39.
    pub(crate) view_deg: f64,
    /// The way the lifter faces.
    pub(crate) facing: &'static str,
    /// Large plates on each side.
    pub(crate) plates: usize,
    /// Mean speed of the first way up, metres per second.
    pub(crate) velocity_m_s: f64,
    /// Skin, hair, clothes and colour of the plates.
    pub(crate) seed: u32,
}

/// Repetitions of each clip, all alike.
pub(crate) const REPETITIONS: usize = 2;
/// Size of the picture and frames a second.
pub(crate) const SIZE: &str = "1920x1080";
pub(crate) const RATE: u32 = 30;

const fn cell(camera: [f64; 5], facing: &'static str, plates: usize, velocity_m_s: f64, seed: u32) -> Cell {
    let [yaw_deg, distance_m, height_m, pitch_deg, view_deg] = camera;
    Cell { yaw_deg, distance_m, height_m, pitch_deg, view_deg, facing, plates, velocity_m_s, seed }
}

/// Yaw 0, 15 and 30 degrees at 3, 4.5 and 6 metres; what else may differ between clips differs from cell to cell.
pub(crate) const GRID: [Cell; 9] = [
    cell([0.0, 3.0, 0.90, 2.0, 42.0], "right", 2, 0.53, 1),
    cell([0.0, 4.5, 0.90, 0.0, 36.0], "left", 1, 0.42, 2),
    cell([0.0, 6.0, 1.30, 4.0, 39.0], "right", 2, 0.60, 3),
    cell([15.0, 3.0, 0.90, 2.0, 42.0], "left", 1, 0.60, 4),
    cell([-15.0, 4.5, 1.30, 4.0, 39.0], "right", 2, 0.48, 5),
    cell([15.0, 6.0, 0.60, -2.0, 36.0], "left", 2, 0.53, 6),
    cell([30.0, 3.0, 0.90, 2.0, 42.0], "right", 2, 0.48, 7),
    cell([30.0, 4.5, 0.60, -3.0, 39.0], "left", 1, 0.53, 8),
    cell([-30.0, 6.0, 1.05, 1.0, 36.0], "right", 1, 0.42, 9),
];

impl Cell {
    /// Name of the clip's files.
    pub(crate) fn name(&self) -> String {
        format!("yaw{:+.0}-{:.1}m", self.yaw_deg, self.distance_m)
    }

    /// What the renderer is asked for, but for the files.
    pub(crate) fn options(&self) -> Vec<String> {
        let pairs = [
            ("--yaw", self.yaw_deg.to_string()),
            ("--distance", self.distance_m.to_string()),
            ("--height", self.height_m.to_string()),
            ("--pitch", self.pitch_deg.to_string()),
            ("--fov", self.view_deg.to_string()),
            ("--facing", self.facing.to_owned()),
            ("--plates", self.plates.to_string()),
            ("--velocity", self.velocity_m_s.to_string()),
            ("--seed", self.seed.to_string()),
            ("--size", SIZE.to_owned()),
            ("--fps", RATE.to_string()),
            ("--reps", REPETITIONS.to_string()),
            ("--descent", "mirrored".to_owned()),
            ("--rounding", "0".to_owned()),
            ("--hips-first", "0".to_owned()),
            ("--quality", "20".to_owned()),
            ("--room-samples", "3".to_owned()),
        ];
        let flat = pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]);
        std::iter::once("side".to_owned()).chain(flat).collect()
    }
}

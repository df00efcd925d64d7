//! What is filmed and how.

/// What the lifter does wrong; nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Errors {
    /// Flexion of the lower back that comes between lift-off and the knee, on top of that at the start, degrees.
    pub lumbar_added_deg: f64,
    /// Flexion of the upper back that comes between lift-off and the knee, degrees.
    pub thoracic_added_deg: f64,
    /// Bar ahead of its good place at the start, metres.
    pub bar_ahead_m: f64,
    /// Largest way of the bar forward of the straight line from lift-off to lockout, metres.
    pub bow_m: f64,
    /// Share of the legs' work done in the first third of the pull beyond its due: 0 is even, 1 is hips shooting up first.
    pub hips_first: f64,
    /// Head raised against the neutral neck, degrees.
    pub head_up_deg: f64,
    /// Bend of the elbows until just before lift-off, degrees; straightened with a snap.
    pub bent_arms_deg: f64,
    /// Thighs at the start nearer to the horizontal than good, degrees.
    pub low_hips_deg: f64,
    /// Knees bent at lockout, degrees.
    pub soft_knees_deg: f64,
    /// Both hands shifted to the lifter's right along the bar, metres.
    pub grip_offset_m: f64,
    /// Bar's right end above its left at lockout, degrees.
    pub bar_tilt_deg: f64,
    /// Heels above the floor during the pull, metres.
    pub heel_rise_m: f64,
    /// Knees moved in at the knee's height during the pull, metres each.
    pub knees_in_m: f64,
    /// Speed of the first third of the pull against even: 0 is even, 1 is twice.
    pub fast_first_pull: f64,
}

/// What the camera and the pose model add.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shake {
    /// Standard deviation of every joint's place, pixels.
    pub joints_px: f64,
    /// Standard deviation of the plate's centre, pixels.
    pub plate_px: f64,
    /// Largest shift of a frame's time against even steps, as a share of a step: 0 is a constant frame rate.
    pub time_share: f64,
    /// Share of the frames on which the lifter is not seen at all.
    pub lost_share: f64,
    /// Share of the joints, drawn anew on each frame, that are unsure and far off.
    pub unsure_share: f64,
    /// Share of the frames on which left and right are exchanged.
    pub swapped_share: f64,
}

impl Default for Shake {
    fn default() -> Self {
        Self { joints_px: 1.5, plate_px: 0.5, time_share: 0.0, lost_share: 0.0, unsure_share: 0.0, swapped_share: 0.0 }
    }
}

/// A set and the way it is filmed. The default is three clean repetitions filmed from the side, 4 m away, at 30 frames a second.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that is there or is not")]
pub struct Scene {
    /// Repetitions.
    pub reps: usize,
    /// Standing height, metres.
    pub stature_m: f64,
    /// Diameter of the plates, metres.
    pub plate_m: f64,
    /// Lift-off to lockout, seconds.
    pub pull_s: f64,
    /// Pause at the top, seconds.
    pub hold_s: f64,
    /// Way down, seconds.
    pub lower_s: f64,
    /// Pause on the floor between repetitions, seconds; 0 is touch-and-go.
    pub rest_s: f64,
    /// Still set-up before the first repetition, seconds.
    pub before_s: f64,
    /// Pause after the last repetition, seconds.
    pub after_s: f64,
    /// Time cut off the clip's start, seconds.
    pub cut_start_s: f64,
    /// Time cut off the clip's end, seconds.
    pub cut_end_s: f64,
    /// Flexion of the lower back at the start position against standing, degrees
    /// (about 33 in trained lifters: Bengtsson et al. 2022).
    pub lumbar_at_start_deg: f64,
    /// What the lifter does wrong.
    pub errors: Errors,
    /// View: 0 from the lifter's right side, 90 from the front, 180 from the left side, degrees.
    pub yaw_deg: f64,
    /// Camera turned clockwise, degrees.
    pub roll_deg: f64,
    /// Camera to the middle of the bar, metres.
    pub distance_m: f64,
    /// Lens above the floor, metres.
    pub camera_height_m: f64,
    /// Way of the camera to the picture's right of the lifter, metres; the lifter is then left of the picture's centre.
    pub aside_m: f64,
    /// Horizontal field of view along the picture's longer side, degrees.
    pub field_of_view_deg: f64,
    /// Picture width, pixels.
    pub width_px: usize,
    /// Picture height, pixels.
    pub height_px: usize,
    /// Frames a second.
    pub fps: f64,
    /// The picture is mirrored left to right; a pose model then takes the right side for the left.
    pub mirrored: bool,
    /// Whether plates are followed.
    pub plates: bool,
    /// Whether the far plate is told apart.
    pub far_plate: bool,
    /// Whether the model gives the five points of the back.
    pub back_points: bool,
    /// What camera and model add.
    pub shake: Shake,
    /// Fixes the pseudo-random numbers.
    pub seed: u64,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            reps: 3,
            stature_m: 1.75,
            plate_m: 0.45,
            pull_s: 1.2,
            hold_s: 0.7,
            lower_s: 1.2,
            rest_s: 0.8,
            before_s: 1.0,
            after_s: 0.8,
            cut_start_s: 0.0,
            cut_end_s: 0.0,
            lumbar_at_start_deg: 30.0,
            errors: Errors::default(),
            yaw_deg: 0.0,
            roll_deg: 0.0,
            distance_m: 4.0,
            camera_height_m: 0.9,
            aside_m: 0.0,
            field_of_view_deg: 65.0,
            width_px: 1080,
            height_px: 1920,
            fps: 30.0,
            mirrored: false,
            plates: true,
            far_plate: false,
            back_points: true,
            shake: Shake::default(),
            seed: 1,
        }
    }
}

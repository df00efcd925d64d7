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
    /// Head raised against the neutral neck from the set-up to past the knee, degrees; neutral when standing.
    pub head_up_deg: f64,
    /// Bend of the elbows until just before lift-off, degrees; straightened with a snap.
    pub bent_arms_deg: f64,
    /// Elbows bent from the set-up to lockout, degrees.
    pub arms_bent_deg: f64,
    /// Thighs at the start nearer to the horizontal than good, degrees; negative is hips high.
    pub low_hips_deg: f64,
    /// Thighs nearer to the horizontal before the pull than at lift-off, degrees: the hips rise before the bar does.
    pub deep_before_deg: f64,
    /// Shoulders further ahead of the bar at the start, degrees of the arms' slant.
    pub reach_deg: f64,
    /// Knees bent at lockout, degrees.
    pub soft_knees_deg: f64,
    /// Trunk behind the upright at lockout, degrees; negative is short of it.
    pub lean_back_deg: f64,
    /// Way that the bar sinks once above the knee on its way up, metres.
    pub hitch_m: f64,
    /// Bend that the knees gain while the bar sinks, degrees.
    pub hitch_knees_deg: f64,
    /// Both hands shifted to the lifter's right along the bar, metres.
    pub grip_offset_m: f64,
    /// Bar's right end above its left at lockout, degrees.
    pub bar_tilt_deg: f64,
    /// Heels above the floor during the pull, metres.
    pub heel_rise_m: f64,
    /// Feet moved forward in a step during the pull, and back when the bar is nearly down, metres.
    pub foot_shift_m: f64,
    /// Knees moved in at the knee's height during the pull, metres each.
    pub knees_in_m: f64,
    /// Hips moved to the lifter's right during the pull, metres.
    pub hip_shift_m: f64,
    /// Knees bent before the hips on the way down, and the bar led round them: 0 is hips first, 1 is knees first.
    pub knees_first_down: f64,
    /// Speed of the first third of the pull against even: 0 is even, 1 is twice.
    pub fast_first_pull: f64,
}

impl Errors {
    /// The errors at a share (0..=1) of the way to other ones.
    pub(super) fn toward(self, other: Self, share: f64) -> Self {
        let mix = |a: f64, b: f64| a + (b - a) * share;
        Self {
            lumbar_added_deg: mix(self.lumbar_added_deg, other.lumbar_added_deg),
            thoracic_added_deg: mix(self.thoracic_added_deg, other.thoracic_added_deg),
            bar_ahead_m: mix(self.bar_ahead_m, other.bar_ahead_m),
            bow_m: mix(self.bow_m, other.bow_m),
            hips_first: mix(self.hips_first, other.hips_first),
            head_up_deg: mix(self.head_up_deg, other.head_up_deg),
            bent_arms_deg: mix(self.bent_arms_deg, other.bent_arms_deg),
            arms_bent_deg: mix(self.arms_bent_deg, other.arms_bent_deg),
            low_hips_deg: mix(self.low_hips_deg, other.low_hips_deg),
            deep_before_deg: mix(self.deep_before_deg, other.deep_before_deg),
            reach_deg: mix(self.reach_deg, other.reach_deg),
            soft_knees_deg: mix(self.soft_knees_deg, other.soft_knees_deg),
            lean_back_deg: mix(self.lean_back_deg, other.lean_back_deg),
            hitch_m: mix(self.hitch_m, other.hitch_m),
            hitch_knees_deg: mix(self.hitch_knees_deg, other.hitch_knees_deg),
            grip_offset_m: mix(self.grip_offset_m, other.grip_offset_m),
            bar_tilt_deg: mix(self.bar_tilt_deg, other.bar_tilt_deg),
            heel_rise_m: mix(self.heel_rise_m, other.heel_rise_m),
            foot_shift_m: mix(self.foot_shift_m, other.foot_shift_m),
            knees_in_m: mix(self.knees_in_m, other.knees_in_m),
            hip_shift_m: mix(self.hip_shift_m, other.hip_shift_m),
            knees_first_down: mix(self.knees_first_down, other.knees_first_down),
            fast_first_pull: mix(self.fast_first_pull, other.fast_first_pull),
        }
    }
}

/// The kind of pull.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pull {
    /// Feet hip-wide, hands outside the legs.
    Conventional,
    /// Wide stance, feet turned out, hands inside the knees.
    Sumo,
    /// Legs nearly straight, from the floor.
    StiffLeg,
    /// Legs nearly straight, from standing down to the shins and up again.
    Romanian,
    /// The plates stand on blocks of a height in metres.
    Block(f64),
    /// Inside a hexagonal bar, hands beside the thighs.
    TrapBar,
}

/// Lengths of the lifter's segments as multiples of the average's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Build {
    /// Ankle to knee.
    pub shank: f64,
    /// Knee to hip.
    pub thigh: f64,
    /// Hip to neck.
    pub trunk: f64,
    /// Shoulder to grip.
    pub arm: f64,
    /// Widths of hips, shoulders, stance and grip.
    pub width: f64,
}

impl Default for Build {
    fn default() -> Self {
        Self { shank: 1.0, thigh: 1.0, trunk: 1.0, arm: 1.0, width: 1.0 }
    }
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
    /// Standard deviation of each joint's slow wandering, pixels, and the time in which it is forgotten, seconds.
    pub wander_px: f64,
    /// See `wander_px`.
    pub wander_s: f64,
    /// Standard deviation of what the model misses each joint by, metres: mostly alike in all postures, in part not.
    pub miss_m: f64,
    /// Standard deviation of the plate's seen width and height over the true ones, share, drawn once a clip.
    pub rim_share: f64,
    /// Joints behind the near plate are guessed: unsure and off by this standard deviation, metres; 0 is seen through.
    pub guess_m: f64,
    /// Times at which neither lifter nor plate is seen for `gap_s` seconds: so many a minute.
    pub gaps_a_minute: f64,
    /// See `gaps_a_minute`.
    pub gap_s: f64,
}

impl Default for Shake {
    fn default() -> Self {
        Self {
            joints_px: 1.5,
            plate_px: 0.5,
            time_share: 0.0,
            lost_share: 0.0,
            unsure_share: 0.0,
            swapped_share: 0.0,
            wander_px: 0.0,
            wander_s: 0.15,
            miss_m: 0.0,
            rim_share: 0.0,
            guess_m: 0.0,
            gaps_a_minute: 0.0,
            gap_s: 0.15,
        }
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
    /// The lifter's proportions.
    pub build: Build,
    /// The kind of pull.
    pub pull: Pull,
    /// Diameter of the plates, metres.
    pub plate_m: f64,
    /// Lift-off to lockout, seconds.
    pub pull_s: f64,
    /// The same of the last repetition, seconds, where the set grows slower; those between lie between.
    pub last_pull_s: Option<f64>,
    /// How much slower the bar is at the sticking point above the knee than without one, 0..1.
    pub sticking: f64,
    /// Pause at the top, seconds.
    pub hold_s: f64,
    /// Way down, seconds.
    pub lower_s: f64,
    /// Speed at which the bar meets the floor: 0 is slowed down to rest, 1 is not slowed at all.
    pub impact: f64,
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
    /// The same in the last repetition, where it changes over the set; those between lie between.
    pub last_errors: Option<Errors>,
    /// Share of the way up at which the last repetition fails and goes down again.
    pub fails_at: Option<f64>,
    /// Ways of the hips down and up again over the bar before the first pull.
    pub pumps: usize,
    /// Time in which the lifter walks up to the bar and bends down to it, and leaves it, seconds; 0 is none.
    pub walk_in_s: f64,
    /// See `walk_in_s`.
    pub walk_out_s: f64,
    /// View: 0 from the lifter's right side, 90 from the front, 180 from the left side, degrees.
    pub yaw_deg: f64,
    /// Camera turned clockwise, degrees.
    pub roll_deg: f64,
    /// Posts and other upright edges of the room that are seen.
    pub posts: usize,
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
            build: Build::default(),
            pull: Pull::Conventional,
            plate_m: 0.45,
            pull_s: 1.2,
            last_pull_s: None,
            sticking: 0.0,
            hold_s: 0.7,
            lower_s: 1.2,
            impact: 0.0,
            rest_s: 0.8,
            before_s: 1.0,
            after_s: 0.8,
            cut_start_s: 0.0,
            cut_end_s: 0.0,
            lumbar_at_start_deg: 30.0,
            errors: Errors::default(),
            last_errors: None,
            fails_at: None,
            pumps: 0,
            walk_in_s: 0.0,
            walk_out_s: 0.0,
            yaw_deg: 0.0,
            roll_deg: 0.0,
            posts: 0,
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

impl Scene {
    /// What the lifter does wrong at a share (0..=1) of the set.
    pub(super) fn errors_at(&self, share: f64) -> Errors {
        self.last_errors.map_or(self.errors, |last| self.errors.toward(last, share.clamp(0.0, 1.0)))
    }
}

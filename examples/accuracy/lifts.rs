//! The random lifts: who lifts, what goes wrong, how it is filmed. Seeded, so the same on every machine.

use plumbline::synthetic::{Build, Pull, Random, Scene, Shake};

/// Every fault that a lift can be given, by its id.
pub(crate) const FAULTS: [&str; 25] = [
    "bar-too-far",
    "bar-drift",
    "looking-up",
    "reaching-forward",
    "over-deep-hips",
    "too-heavy",
    "yanking",
    "uneven-grip",
    "too-fast",
    "lumbar-rounding",
    "thoracic-rounding",
    "back-dominant",
    "hips-first",
    "soft-lockout",
    "lean-back",
    "knees-cave",
    "bent-arms",
    "bar-tilt",
    "hitching",
    "bounced",
    "dropped",
    "knees-first-descent",
    "heels-lift",
    "side-shift",
    "rep-drift",
];

/// After so many lifts the same stories are told again.
pub(crate) const EVERY: usize = 40;

/// What a lift is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Story {
    /// Nothing is wrong.
    Clean,
    /// One fault was asked for.
    Fault(&'static str),
    /// Another kind of pull.
    Kind,
    /// A hard case for counting repetitions.
    Odd(&'static str),
}

/// One lift of the run.
#[derive(Clone, Debug)]
pub(crate) struct Lifted {
    pub(crate) story: Story,
    pub(crate) scene: Scene,
    /// From where the lifter is seen: angle of the ray from the camera to the lifter off the side view, degrees in 0..=90.
    pub(crate) yaw_deg: f64,
}

const ODD: [&str; 11] = [
    "touch-and-go",
    "starts late",
    "ends early",
    "only the way up",
    "hip pumps",
    "walks in and out",
    "failed pull",
    "grinder",
    "grinder that sticks",
    "long pauses",
    "without plates",
];

/// The lift of a number in a run of a seed.
pub(crate) fn lift(seed: u64, number: usize) -> Lifted {
    let mut dice = Dice(Random::new(seed.wrapping_mul(1_000_003).wrapping_add(number as u64)));
    let mut scene = Scene { seed: seed.wrapping_add(31 * number as u64), ..Scene::default() };
    // Of every forty lifts: 25 with one fault each, 8 clean, 2 of another kind, 5 odd ones.
    let story = match number % EVERY {
        fault if fault < FAULTS.len() => Story::Fault(FAULTS[fault]),
        clean if clean < FAULTS.len() + 8 => Story::Clean,
        kind if kind < FAULTS.len() + 10 => Story::Kind,
        _ => Story::Odd(ODD[dice.pick(ODD.len())]),
    };
    lifter(&mut scene, &mut dice);
    set(&mut scene, &mut dice);
    let wanted = match story {
        Story::Fault(id) if dice.chance(0.75) => Some(id),
        _ => None,
    };
    let yaw_deg = camera(&mut scene, wanted, &mut dice);
    shake(&mut scene, &mut dice);
    match story {
        Story::Fault(id) => wrong(&mut scene, id, &mut dice),
        Story::Kind => {
            let kinds = [Pull::Sumo, Pull::StiffLeg, Pull::Romanian, Pull::Block(dice.between(0.08, 0.2)), Pull::TrapBar];
            scene.pull = kinds[dice.pick(kinds.len())];
        }
        Story::Odd(what) => odd(&mut scene, what, &mut dice),
        Story::Clean => {}
    }
    Lifted { story, scene, yaw_deg }
}

struct Dice(Random);

impl Dice {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.uniform()
    }

    fn normal(&mut self, mean: f64, sd: f64, within: (f64, f64)) -> f64 {
        (mean + sd * self.0.normal()).clamp(within.0, within.1)
    }

    fn chance(&mut self, share: f64) -> bool {
        self.0.uniform() < share
    }

    fn pick(&mut self, count: usize) -> usize {
        ((self.0.uniform() * count as f64) as usize).min(count - 1)
    }

    fn sign(&mut self) -> f64 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }
}

/// Stature and proportions: 1.74 m with a spread of 9 cm, every segment by itself with a spread of 4 %.
fn lifter(scene: &mut Scene, dice: &mut Dice) {
    scene.stature_m = dice.normal(1.74, 0.09, (1.52, 2.02));
    let mut part = || dice.normal(1.0, 0.04, (0.9, 1.1));
    scene.build = Build { shank: part(), thigh: part(), trunk: part(), arm: part(), width: part() };
    scene.lumbar_at_start_deg = dice.normal(33.0, 6.0, (18.0, 48.0));
}

fn set(scene: &mut Scene, dice: &mut Dice) {
    scene.reps = 1 + dice.pick(6);
    // Mean velocities from about 0.75 down to 0.22 m/s.
    scene.pull_s = dice.between(0.75_f64.ln(), 2.2_f64.ln()).exp();
    scene.hold_s = dice.between(0.4, 1.2);
    scene.lower_s = dice.between(1.0, 2.2);
    scene.rest_s = dice.between(0.6, 2.5);
    scene.before_s = dice.between(1.2, 2.5);
    scene.after_s = dice.between(0.6, 1.5);
}

/// Where the camera stands; from where the fault shows, where one is wanted. Gives the yaw off the side view, degrees.
fn camera(scene: &mut Scene, wanted: Option<&str>, dice: &mut Dice) -> f64 {
    let yaw_deg: f64 = match wanted.map(super::views::view) {
        Some(super::views::View::Side(most)) => dice.between(0.0, super::views::inside(most)),
        Some(super::views::View::Between(least, most)) => dice.between(least, super::views::inside(most)),
        Some(super::views::View::Front(least)) => dice.between(least + super::views::MARGIN_DEG, 90.0),
        // Half from the side, the rest from anywhere.
        None if dice.chance(0.5) => dice.between(0.0, 20.0),
        Some(super::views::View::Any) | None => dice.between(0.0, 90.0),
    };
    scene.yaw_deg = match dice.pick(4) {
        0 => yaw_deg,
        1 => 180.0 - yaw_deg,
        2 => 180.0 + yaw_deg,
        _ => 360.0 - yaw_deg,
    };
    scene.far_plate = if yaw_deg > 60.0 { dice.chance(0.9) } else { dice.chance(0.2) };
    scene.distance_m = dice.between(3.0, 6.0);
    scene.camera_height_m = dice.between(0.4, 1.4);
    scene.aside_m = dice.between(-0.3, 0.3);
    scene.roll_deg = dice.normal(0.0, 1.0, (-3.0, 3.0));
    scene.field_of_view_deg = dice.between(58.0, 72.0);
    (scene.width_px, scene.height_px) = [(1080, 1920), (1920, 1080), (720, 1280), (1080, 1920)][dice.pick(4)];
    let rates = [24.0, 25.0, 30.0, 30.0, 50.0, 60.0, 60.0, 60.0, 60.0, 60.0, 120.0, 240.0];
    scene.fps = rates[dice.pick(rates.len())];
    if wanted.is_some_and(super::views::needs_quick) && scene.fps < 50.0 {
        scene.fps = 60.0;
    }
    scene.mirrored = dice.chance(0.2);
    // Drawn apart, so that lifts without posts are the same.
    let mut room = Dice(Random::new(scene.seed ^ 0x0000_5077));
    scene.posts = if room.chance(0.4) { 0 } else { 3 + room.pick(8) };
    seen_from(scene)
}

/// Angle of the ray from the camera to the lifter off the side view, degrees in 0..=90: a lifter beside the middle of the picture is seen
/// from another side than the camera looks at.
fn seen_from(scene: &Scene) -> f64 {
    let off_axis = (scene.aside_m / scene.distance_m).atan().to_degrees();
    let off_side = (scene.yaw_deg + off_axis).rem_euclid(180.0);
    off_side.min(180.0 - off_side)
}

/// What camera and model add: see the page for the reasons.
fn shake(scene: &mut Scene, dice: &mut Dice) {
    let longer = scene.width_px.max(scene.height_px) as f64;
    let px_per_m = longer / 2.0 / (scene.field_of_view_deg / 2.0).to_radians().tan() / scene.distance_m;
    scene.shake = Shake {
        joints_px: 0.004 * px_per_m,
        wander_px: 0.004 * px_per_m,
        wander_s: 0.15,
        miss_m: 0.012,
        plate_px: dice.between(0.3, 1.0),
        rim_share: 0.012,
        guess_m: 0.04,
        time_share: if dice.chance(0.3) { 0.6 } else { 0.0 },
        lost_share: if dice.chance(0.3) { dice.between(0.0, 0.05) } else { 0.0 },
        unsure_share: if dice.chance(0.5) { dice.between(0.0, 0.02) } else { 0.0 },
        swapped_share: if dice.chance(0.2) { 0.01 } else { 0.0 },
        gaps_a_minute: if dice.chance(0.3) { 4.0 } else { 0.0 },
        gap_s: dice.between(0.05, 0.18),
    };
}

/// Gives the lift a fault, from about its lowest grade to well past its highest.
fn wrong(scene: &mut Scene, id: &str, dice: &mut Dice) {
    let errors = &mut scene.errors;
    match id {
        "bar-too-far" => errors.bar_ahead_m = dice.between(0.05, 0.16),
        "bar-drift" => errors.bow_m = dice.between(0.05, 0.14),
        "looking-up" => errors.head_up_deg = dice.between(25.0, 70.0),
        "reaching-forward" => errors.reach_deg = dice.between(7.0, 24.0),
        "over-deep-hips" => {
            if dice.chance(0.5) {
                errors.low_hips_deg = dice.between(8.0, 40.0);
            } else {
                errors.deep_before_deg = dice.between(8.0, 26.0);
            }
        }
        "too-heavy" => {
            scene.pull_s = dice.between(2.2, 4.5);
            scene.sticking = dice.between(0.0, 0.6);
            if dice.chance(0.5) {
                scene.reps = 3 + dice.pick(4);
                scene.pull_s = dice.between(1.0, 1.6);
                scene.last_pull_s = Some(scene.pull_s * dice.between(1.3, 2.2));
            }
        }
        "yanking" => {
            errors.bent_arms_deg = dice.between(12.0, 45.0);
            scene.rest_s = scene.rest_s.max(1.4);
        }
        "uneven-grip" => errors.grip_offset_m = dice.sign() * dice.between(0.015, 0.05),
        "too-fast" => {
            errors.fast_first_pull = dice.between(1.0, 4.0);
            scene.pull_s = dice.between(0.75, 1.5);
        }
        "lumbar-rounding" => errors.lumbar_added_deg = dice.between(12.0, 45.0),
        "thoracic-rounding" => errors.thoracic_added_deg = dice.between(20.0, 70.0),
        "back-dominant" | "hips-first" => errors.hips_first = dice.between(0.5, 2.6),
        "soft-lockout" => {
            stands_first(scene, dice);
            let errors = &mut scene.errors;
            if dice.chance(0.5) {
                errors.soft_knees_deg = dice.between(14.0, 50.0);
            } else {
                errors.lean_back_deg = -dice.between(5.0, 22.0);
            }
        }
        "lean-back" => {
            stands_first(scene, dice);
            scene.errors.lean_back_deg = dice.between(8.0, 26.0);
        }
        "knees-cave" => errors.knees_in_m = dice.between(0.03, 0.10),
        "bent-arms" => errors.arms_bent_deg = dice.between(12.0, 45.0),
        "bar-tilt" => errors.bar_tilt_deg = dice.sign() * dice.between(1.5, 6.0),
        "hitching" => {
            errors.hitch_m = dice.between(0.01, 0.045);
            errors.hitch_knees_deg = dice.between(3.0, 12.0);
            scene.pull_s = dice.between(1.4, 2.5);
        }
        "bounced" => {
            scene.reps = 3 + dice.pick(4);
            scene.impact = dice.between(0.6, 1.0);
            scene.lower_s = dice.between(0.45, 1.0);
            scene.rest_s = dice.between(0.0, 0.15);
        }
        "dropped" => {
            scene.impact = 1.0;
            scene.lower_s = dice.between(0.28, 0.6);
        }
        "knees-first-descent" => errors.knees_first_down = dice.between(0.5, 1.5),
        "heels-lift" => {
            if dice.chance(0.6) {
                errors.heel_rise_m = dice.between(0.025, 0.08);
            } else {
                errors.foot_shift_m = dice.between(0.06, 0.25);
            }
        }
        "side-shift" => errors.hip_shift_m = dice.sign() * dice.between(0.03, 0.12),
        "rep-drift" => {
            scene.reps = 4 + dice.pick(3);
            let mut last = scene.errors;
            match dice.pick(3) {
                0 => last.bow_m = dice.between(0.03, 0.12),
                1 => last.reach_deg = dice.between(8.0, 20.0),
                _ => scene.last_pull_s = Some(scene.pull_s * dice.between(1.3, 2.5)),
            }
            scene.last_errors = Some(last);
        }
        _ => {}
    }
}

/// The lifter is seen standing without the bar before the set: what lockout is compared with.
fn stands_first(scene: &mut Scene, dice: &mut Dice) {
    scene.walk_in_s = dice.between(2.5, 4.0);
}

/// A hard case for counting repetitions.
fn odd(scene: &mut Scene, what: &str, dice: &mut Dice) {
    match what {
        "touch-and-go" => {
            scene.rest_s = dice.between(0.0, 0.2);
            scene.reps = 3 + dice.pick(6);
            scene.hold_s = dice.between(0.1, 0.5);
        }
        // In the middle of the first way up, where much of it is still to be seen.
        "starts late" => scene.cut_start_s = scene.before_s + scene.pull_s * dice.between(0.2, 0.45),
        // In the middle of the last way up, where most of it was seen.
        "ends early" => {
            scene.cut_end_s = scene.after_s + scene.lower_s + scene.hold_s + scene.pull_s * dice.between(0.1, 0.25);
        }
        "only the way up" => {
            scene.reps = 1;
            scene.cut_end_s = scene.after_s + scene.lower_s + scene.hold_s * dice.between(0.0, 0.6);
        }
        "hip pumps" => scene.pumps = 1 + dice.pick(4),
        "walks in and out" => {
            scene.walk_in_s = dice.between(2.5, 4.0);
            scene.walk_out_s = dice.between(2.5, 4.0);
        }
        "failed pull" => scene.fails_at = Some(if dice.chance(0.5) { dice.between(0.08, 0.3) } else { dice.between(0.6, 0.8) }),
        "grinder" => scene.pull_s = dice.between(4.0, 8.0),
        "grinder that sticks" => {
            scene.reps = 1 + dice.pick(2);
            scene.pull_s = dice.between(6.0, 11.5);
            scene.sticking = dice.between(0.4, 0.8);
        }
        "long pauses" => {
            scene.rest_s = dice.between(4.0, 10.0);
            scene.hold_s = dice.between(1.5, 3.0);
        }
        _ => scene.plates = false,
    }
}

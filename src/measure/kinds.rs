//! The name of every measurement and the sentence in which it is said.

use super::{Level, Measurement};

/// Half of the 90 % interval in standard errors: what is written after ± everywhere.
pub const INTERVAL_90: f64 = 1.645;

/// How a measurement is called and said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Id, as in [`Measurement::id`].
    pub id: &'static str,
    /// Name for a table, in sentence case.
    pub name: &'static str,
    /// A plain sentence without its full stop; `{}` stands for the value with its error.
    pub phrase: &'static str,
}

const fn kind(id: &'static str, name: &'static str, phrase: &'static str) -> Kind {
    Kind { id, name, phrase }
}

/// Every kind of measurement.
pub static KINDS: &[Kind] = &[
    kind("range-of-motion", "Range of motion", "The bar rises {}"),
    kind("range-of-motion-of-body", "Range of motion (of body height)", "The bar rises {} of the body's height"),
    kind("mean-velocity", "Mean concentric velocity", "The bar rises at {} on average"),
    kind("peak-velocity", "Peak concentric velocity", "The bar's highest upward speed is {}"),
    kind("first-peak-velocity", "Highest speed up to the knee", "The bar's highest speed up to the knee is {}"),
    kind("first-peak-ratio", "First peak over mean velocity", "Below the knee the bar reaches {} times its mean speed"),
    kind("peak-acceleration", "Peak acceleration", "The bar gains speed at up to {}"),
    kind("sticking-height", "Height of the sticking point", "The bar is slowest between two peaks at {} of its way up"),
    kind(
        "sticking-loss",
        "Speed lost at the sticking point",
        "At the sticking point the bar has lost {} of its first peak's speed",
    ),
    kind("descent-velocity", "Highest descent velocity", "The bar comes down at up to {}"),
    kind("hands-off", "Hand above bar on the way down", "On the way down the hand is {} further above the bar than at lockout"),
    kind("floor-time", "Time on the floor before", "The bar is on the floor for {} before the repetition"),
    kind("landing-speed", "Landing speed of the one before", "The repetition before lands at {}"),
    kind("rebound-gain", "First 10 cm against the first repetition", "The first 10 cm go {} faster than in the first repetition"),
    kind("brace-pause", "Brace pause", "From taking the bar to lift-off pass {}"),
    kind("fall-above-knee", "Fall of the bar above the knee", "Above the knee the bar sinks by {}"),
    kind("knee-bend-at-stops", "Knee bend while the bar stops", "While the bar stops above the knee the knees bend {} again"),
    kind("quicker-down", "Descent against the tempo", "The descent is {} quicker than the tempo target"),
    kind("quicker-up", "Way up against the tempo", "The way up is {} quicker than the tempo target"),
    kind("velocity-loss", "Velocity loss over the set", "The last repetition is {} slower than the fastest"),
    kind("form-lost", "Measures of form outside the own band", "{} measures of form lie outside the band of the light sets"),
    kind("drift-of-trunk-at-lift-off", "Drift of the trunk", "From first to last repetition the trunk at lift-off changes by {}"),
    kind(
        "scatter-of-trunk-at-lift-off",
        "Scatter of the trunk",
        "From one repetition to the next the trunk at lift-off differs by {}",
    ),
    kind("drift-of-thigh-angle", "Drift of the thighs", "From first to last repetition the thighs at set-up change by {}"),
    kind("scatter-of-thigh-angle", "Scatter of the thighs", "From one repetition to the next the thighs at set-up differ by {}"),
    kind(
        "drift-of-added-lumbar-flexion",
        "Drift of the lower back",
        "From first to last repetition the lower back's added rounding changes by {}",
    ),
    kind(
        "scatter-of-added-lumbar-flexion",
        "Scatter of the lower back",
        "From one repetition to the next the lower back's added rounding differs by {}",
    ),
    kind("drift-of-bar-bow", "Drift of the bow", "From first to last repetition the bar's forward bow changes by {}"),
    kind("scatter-of-bar-bow", "Scatter of the bow", "From one repetition to the next the bar's forward bow differs by {}"),
    kind("drift-of-range-of-motion", "Drift of the range", "From first to last repetition the range of motion changes by {}"),
    kind(
        "scatter-of-range-of-motion",
        "Scatter of the range",
        "From one repetition to the next the range of motion differs by {}",
    ),
    kind(
        "drift-of-hip-to-shoulder-rise",
        "Drift of hip over shoulder rise",
        "From first to last repetition hip over shoulder rise changes by {}",
    ),
    kind(
        "scatter-of-hip-to-shoulder-rise",
        "Scatter of hip over shoulder rise",
        "From one repetition to the next hip over shoulder rise differs by {}",
    ),
    kind("concentric-time", "Concentric time", "The pull takes {}"),
    kind("time-to-knee", "Time from floor to knee", "The bar takes {} from floor to knee"),
    kind("descent-time", "Descent time", "The descent takes {}"),
    kind("trunk-at-lift-off", "Trunk above horizontal at lift-off", "At lift-off the trunk stands {} above the horizontal"),
    kind("trunk-at-lockout", "Trunk above horizontal at lockout", "At lockout the trunk stands {} above the horizontal"),
    kind("hip-at-lift-off", "Hip angle at lift-off", "At lift-off the hip angle is {}"),
    kind("knee-at-lift-off", "Knee angle at lift-off", "At lift-off the knee angle is {}"),
    kind("hip-at-lockout", "Hip angle at lockout", "At lockout the hip angle is {}"),
    kind("knee-at-lockout", "Knee angle at lockout", "At lockout the knee angle is {}"),
    kind(
        "locked-knee",
        "Knee at lockout against standing",
        "At lockout the knee is at {}, 180° being as straight as when standing",
    ),
    kind("locked-hip", "Hip at lockout against standing", "At lockout the hip is at {}, 180° being as straight as when standing"),
    kind(
        "shoulder-ahead-at-lockout",
        "Shoulder ahead of the hip at lockout",
        "At lockout the shoulder is {} further ahead of the hip than when standing",
    ),
    kind("trunk-lean", "Lean back at lockout", "At lockout the trunk leans back by {}"),
    kind("pelvis-ahead", "Pelvis ahead of the feet at lockout", "At lockout the hip is {} ahead of the middle of the foot"),
    kind("least-elbow", "Least elbow angle in the pull", "The elbow bends to {} in the pull"),
    kind("neck-extension", "Neck extension against standing", "The neck is extended {} more than when standing"),
    kind("added-lumbar-flexion", "Added lumbar flexion", "The lower back rounds {} more between floor and knee than at set-up"),
    kind("set-up-lumbar-flexion", "Lumbar flexion of the set-up", "At set-up the lower back is {} rounder than when standing"),
    kind(
        "added-thoracic-flexion",
        "Added thoracic flexion",
        "The upper back rounds {} more between floor and knee than at set-up",
    ),
    kind(
        "chord-shortening",
        "Shortening of the back's chord",
        "From neck to hip the back is {} shorter at the knee than at set-up",
    ),
    kind("back-sagitta-at-lift-off", "Bulge of the back at lift-off", "At lift-off the back stands out {} of its chord"),
    kind(
        "set-up-thoracic-flexion",
        "Thoracic flexion of the set-up",
        "At set-up the upper back is {} rounder than when standing",
    ),
    kind(
        "lumbar-range-used",
        "Share of the own lumbar range used",
        "The lower back uses {} of its own way from standing to a toe-touch",
    ),
    kind(
        "added-back-sagitta",
        "Added bulge of the back",
        "Between floor and knee the back stands out {} of its chord more than at set-up",
    ),
    kind(
        "back-sagitta-against-standing",
        "Bulge of the back at lift-off against standing",
        "At lift-off the back stands out {} of its chord more than when standing",
    ),
    kind("back-finish", "Back straightening after the hips", "After the hips are done the back still straightens by {}"),
    kind(
        "hip-lever-at-lift-off",
        "Lever from hip to bar at lift-off",
        "At lift-off the bar is {} of the trunk's length ahead of the hip",
    ),
    kind("bar-bow", "Forward bow of the bar's way", "The bar swings {} forward of its straight way"),
    kind("bar-shift", "Forward shift of the bar", "From floor to lockout the bar shifts {} forward"),
    kind("bar-gap", "Gap between bar and shins", "Below the knee the bar moves {} away from the shins"),
    kind("thigh-gap", "Gap between bar and thighs", "Above the knee the bar is {} further from the thighs than at lockout"),
    kind("descent-bow", "Forward bow of the bar's way down", "On the way down the bar swings {} forward of its straight way"),
    kind(
        "descent-knee-bend",
        "Knee bend at 20° of hip bend on the way down",
        "On the way down the knees have bent by {} when the hips have bent by 20°",
    ),
    kind("bar-ahead-of-foot", "Bar ahead of the middle of the foot", "At set-up the bar is {} ahead of the middle of the foot"),
    kind(
        "bar-ahead-of-foot-of-foot",
        "Bar ahead of the middle of the foot (of heel to toe)",
        "At set-up the bar is {} of the foot's length ahead of the middle of the foot",
    ),
    kind("arm-slant", "Arms against the vertical at set-up", "At set-up the arms slant by {}, shoulders ahead of the bar"),
    kind("shoulder-ahead-of-bar", "Shoulder ahead of the bar at set-up", "At set-up the shoulder is {} ahead of the bar"),
    kind("heel-rise", "Heel rise", "The heel comes {} off the floor"),
    kind("foot-shift", "Foot shift", "The foot moves {} along the floor"),
    kind("thigh-angle", "Thigh above horizontal at set-up", "At set-up the thighs stand {} above the horizontal"),
    kind("hip-rise-before-lift-off", "Hip rise before lift-off", "The hips rise {} before the bar leaves the floor"),
    kind(
        "hip-to-shoulder-rise",
        "Hip rise over shoulder rise",
        "In the first quarter of the pull the hips rise {} times as far as the shoulders",
    ),
    kind(
        "early-trunk-change",
        "Change of the trunk in the first quarter",
        "In the first quarter of the pull the trunk turns {} (down is minus)",
    ),
    kind(
        "trunk-change-to-knee",
        "Change of the trunk from floor to knee",
        "From floor to knee the trunk turns {} (down is minus)",
    ),
    kind("grip-to-bar-middle", "Grip against the bar's middle", "One hand is {} further from the bar's middle than the other"),
    kind("bar-tilt", "Tilt of the bar", "The bar tilts by {} against its place on the floor"),
    kind("lift-off-delay", "Delay between the bar's ends", "One end of the bar leaves the floor {} after the other"),
    kind("knee-gap-change", "Change of the knees' distance", "Off the floor the knees' distance changes by {} (nearer is minus)"),
    kind("knees-inside", "Knees inside the leg's line", "The knees stand {} inside the lines from hip to ankle"),
    kind("knee-turn-in", "Knee's turn to the inside", "One knee moves {} to the inside of its line from hip to ankle"),
    kind("hip-shift", "Shift of the hips to a side", "The hips move to one side of their way by {} of the stance"),
    kind("shoulder-tilt", "Tilt of shoulders against hips", "The line of the shoulders tilts by {} against that of the hips"),
    kind("grip-to-middle", "Grip against the body's middle", "One hand is {} further from the body's middle than the other"),
    kind("grip-to-shins", "Grip against the shins", "One hand is {} further from its shin than the other"),
    kind(
        "tension-time",
        "Tension before lift-off",
        "The arms are long and the body tight for {} before the bar leaves the floor",
    ),
    kind("elbow-snap", "Elbow snap at lift-off", "The elbows snap open by {} as the bar leaves the floor"),
    kind("shoulder-speed", "Shoulder speed at lift-off", "The shoulders already rise at {} as the bar leaves the floor"),
];

impl Measurement {
    /// Half of the 90 % interval, in the measurement's unit: 1.645 standard errors.
    pub fn half_interval(&self) -> f64 {
        INTERVAL_90 * self.sd
    }

    /// Value and half of the 90 % interval with unit and honest decimals, for example `14 ± 4°` or `3.2 ± 1.1 cm`; the interval is
    /// never rounded to nothing.
    pub fn text(&self) -> String {
        let decimals = self.unit.decimals();
        let (value, half) =
            (format!("{:.decimals$}", self.value), self.unit.format(self.half_interval().max(0.1_f64.powi(decimals as i32))));
        // A rounded value must not read "-0".
        let zero = value.trim_start_matches(['-', '0', '.']).is_empty();
        format!("{} ± {half}", if zero { value.trim_start_matches('-') } else { &value })
    }

    /// The same with a further standard error, in the measurement's unit.
    pub(super) fn wider(self, sd: f64) -> Self {
        Self { sd: self.sd.hypot(sd), ..self }
    }

    /// Value, error and unit alone.
    pub fn level(&self) -> Level {
        Level { median: self.value, sd: self.sd, unit: self.unit }
    }

    /// The name for a table; the id where it is not listed.
    pub fn name(&self) -> &'static str {
        KINDS.iter().find(|kind| kind.id == self.id).map_or(self.id, |kind| kind.name)
    }

    /// What was measured as a plain sentence without its full stop.
    pub fn phrase(&self) -> String {
        KINDS
            .iter()
            .find(|kind| kind.id == self.id)
            .map_or_else(|| format!("{}: {}", self.id, self.text()), |kind| kind.phrase.replace("{}", &self.text()))
    }
}

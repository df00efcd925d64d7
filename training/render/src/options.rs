//! What to render, from the command line.

use crate::motion::Faults;

/// Everything that can be chosen.
#[derive(Clone, Debug)]
pub struct Options {
    /// Camera azimuth in degrees: 0 looks at the lifter's side, positive is turned towards the front, negative
    /// towards the back, 90 is the front.
    pub yaw: f32,
    /// Height of the camera above the floor, metres.
    pub height: f32,
    /// Horizontal distance from the camera to the middle of the foot, metres.
    pub distance: f32,
    /// How far the camera looks down, degrees.
    pub pitch: f32,
    /// Camera roll in degrees, positive turns the picture clockwise.
    pub roll: f32,
    /// Vertical field of view, degrees.
    pub field_of_view: f32,
    /// Picture width in pixels.
    pub width: usize,
    /// Picture height in pixels.
    pub rows: usize,
    /// Pictures a second.
    pub rate: f32,
    /// Whether the lifter faces the picture's right.
    pub facing_right: bool,
    /// Number of repetitions.
    pub repetitions: usize,
    /// Mean speed of the bar on the way up in the first repetition, metres a second.
    pub velocity: f32,
    /// Faults of the last repetition.
    pub faults: Faults,
    /// Chooses clothes and colours.
    pub seed: u32,
    /// Rays for every pixel of the room: few are quick and grainy.
    pub room_samples: u32,
    /// Leave the room out: a still is then a picture with an opacity, to be laid on another ground.
    pub no_room: bool,
    /// Render one picture at this time (seconds) in place of a clip.
    pub still: Option<f32>,
    /// Where the clip or picture goes.
    pub output: String,
    /// Where the true data go; none writes none.
    pub truth: Option<String>,
    /// Write the true data only.
    pub no_pictures: bool,
    /// Quality of the clip: the constant rate factor of libx264.
    pub quality: u32,
}

/// How to call the program.
pub const USAGE: &str = "usage: plumbline-render side|front [--option value]...
  --yaw --height --distance --pitch --roll --fov   the camera, degrees and metres
  --size 720x1280 --fps 30 --quality 23     the picture
  --facing right|left --reps 3 --velocity 0.52 --seed 1
  --rounding degrees --drift metres --hips-first 0..1   faults of the last repetition
  --room-samples 28     rays for every pixel of the room
  --room traced|none    none: a still of lifter and barbell alone, with its opacity
  --still seconds       one picture in place of a clip
  --output file --truth file|none --pictures all|none";

impl Options {
    fn side() -> Self {
        Self {
            yaw: -8.0,
            height: 1.05,
            distance: 4.2,
            pitch: 3.0,
            roll: 0.0,
            field_of_view: 36.0,
            width: 720,
            rows: 1280,
            rate: 30.0,
            facing_right: true,
            repetitions: 3,
            velocity: 0.53,
            faults: Faults { rounding: 27.0, drift: 0.0, hips_first: 1.0 },
            seed: 1,
            room_samples: 28,
            no_room: false,
            still: None,
            output: "demo-side.mp4".to_owned(),
            truth: Some("demo-side.truth.json".to_owned()),
            no_pictures: false,
            quality: 23,
        }
    }

    fn front() -> Self {
        Self {
            yaw: 90.0,
            width: 640,
            rows: 480,
            field_of_view: 37.0,
            distance: 4.2,
            repetitions: 2,
            faults: Faults::default(),
            output: "demo-front.mp4".to_owned(),
            truth: Some("demo-front.truth.json".to_owned()),
            ..Self::side()
        }
    }

    /// Reads the arguments after the program's name.
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = match arguments.first().map(String::as_str) {
            Some("side") => Self::side(),
            Some("front") => Self::front(),
            _ => return Err(USAGE.to_owned()),
        };
        for pair in arguments[1..].chunks(2) {
            let [name, value] = pair else { return Err(format!("{} needs a value\n{USAGE}", pair[0])) };
            options.set(name, value)?;
        }
        if options.no_room && options.still.is_none() {
            return Err(format!("--room none is for a picture: give --still too\n{USAGE}"));
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let number = || value.parse::<f32>().map_err(|_| format!("{name}: '{value}' is not a number"));
        match name {
            "--yaw" => self.yaw = number()?,
            "--height" => self.height = number()?,
            "--distance" => self.distance = number()?,
            "--pitch" => self.pitch = number()?,
            "--roll" => self.roll = number()?,
            "--fov" => self.field_of_view = number()?,
            "--fps" => self.rate = number()?,
            "--quality" => self.quality = number()? as u32,
            "--pictures" => self.no_pictures = value == "none",
            "--facing" => self.facing_right = value != "left",
            "--reps" => self.repetitions = number()? as usize,
            "--velocity" => self.velocity = number()?,
            "--seed" => self.seed = number()? as u32,
            "--rounding" => self.faults.rounding = number()?,
            "--drift" => self.faults.drift = number()?,
            "--hips-first" => self.faults.hips_first = number()?,
            "--room-samples" => self.room_samples = (number()? as u32).max(1),
            "--room" => self.no_room = value == "none",
            "--still" => self.still = Some(number()?),
            "--output" => self.output = value.to_owned(),
            "--truth" => self.truth = (value != "none").then(|| value.to_owned()),
            "--size" => {
                let sizes = value.split_once('x').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
                (self.width, self.rows) = sizes.ok_or_else(|| format!("{name}: '{value}' is not like 960x540"))?;
            }
            _ => return Err(format!("unknown option {name}\n{USAGE}")),
        }
        Ok(())
    }
}

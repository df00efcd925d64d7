//! Renders a synthetic lifter who deadlifts, and writes the true data beside the clip.

mod barbell;
mod camera;
#[cfg(test)]
mod checks;
mod figure;
mod head;
mod lettering;
mod loft;
mod motion;
mod noise;
mod options;
mod paint;
mod posture;
mod render;
mod room;
mod scene;
mod shape;
mod truth;
mod vector;

use std::error::Error;
use std::io::Write;
use std::process::{Child, Command, ExitCode, Stdio};

use camera::Camera;
use motion::{Moment, Motion};
use options::Options;
use render::Studio;

fn encoder(options: &Options) -> std::io::Result<Child> {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", if options.no_room { "rgba" } else { "rgb24" }]);
    command.args(["-s", &format!("{}x{}", options.width, options.rows)]);
    command.args(["-r", &options.rate.to_string(), "-i", "-"]);
    if options.still.is_none() {
        command.args(["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"]);
        command.args(["-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]);
        command.args(["-c:v", "libx264", "-preset", "slow", "-pix_fmt", "yuv420p"]);
        command.args(["-crf", &options.quality.to_string(), "-movflags", "+faststart"]);
    }
    command.arg(&options.output).stdin(Stdio::piped()).spawn()
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let camera = Camera::new(options);
    let motion = Motion::plan(options);
    let times: Vec<f32> = match options.still {
        Some(time) => vec![time],
        None => (0..(motion.duration * options.rate) as usize).map(|i| i as f32 / options.rate).collect(),
    };
    let moments: Vec<(f32, Moment)> = times.into_iter().map(|time| (time, motion.at(time))).collect();
    if let Some(path) = &options.truth {
        let text = serde_json::to_string(&truth::truth(options, &camera, &motion, &moments))?;
        std::fs::write(path, text.replace("},{\"bar_m\"", "},\n{\"bar_m\"") + "\n")?;
    }
    if options.no_pictures {
        return Ok(());
    }
    let studio = Studio::new(camera, options);
    let mut child = encoder(options)?;
    let mut pipe = child.stdin.take().ok_or("ffmpeg takes no input")?;
    let mut drawn: Option<(f32, Vec<u8>)> = None;
    for (index, (_, moment)) in moments.iter().enumerate() {
        // While the lifter stands still the last picture serves again.
        let height = moment.posture.bar.y;
        let picture = match drawn.take() {
            Some((last, picture)) if last == height => picture,
            _ => studio.picture(&moment.posture),
        };
        pipe.write_all(&picture)?;
        drawn = Some((height, picture));
        if index % 30 == 29 {
            eprintln!("{} of {} pictures", index + 1, moments.len());
        }
    }
    drop(pipe);
    if child.wait()?.success() { Ok(()) } else { Err("ffmpeg failed".into()) }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match Options::parse(&arguments).map_err(Into::into).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

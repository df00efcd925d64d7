//! Odd, rotated, variable-rate and damaged clips: the reader must give true times and upright pictures, or say what is wrong.

#![cfg(feature = "video")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/clips.rs"]
mod clips;

use std::path::Path;

use clips::{H264, PATTERN, Studio, difference, true_picture, true_times};
use plumbline::frame::Frame;
use plumbline::units::Seconds;
use plumbline::video::{QUIET, ReadOptions, VideoError, VideoReader, VideoWriter, quiet_decoder, samples};

/// A film as the reader gives it.
struct Film {
    size: (usize, usize),
    expected: Option<usize>,
    frames: Vec<Frame>,
    notes: Vec<String>,
}

impl Film {
    fn times(&self) -> Vec<f64> {
        self.frames.iter().map(|frame| frame.at.0).collect()
    }

    fn has_note(&self, code: &str) -> bool {
        self.notes.iter().any(|note| note == code)
    }
}

fn read_with(path: &Path, options: &ReadOptions) -> Result<Film, VideoError> {
    let mut reader = VideoReader::open(path, options)?;
    let facts = reader.info();
    let mut frames = Vec::new();
    while let Some(frame) = reader.next_frame()? {
        assert_eq!((frame.index, frame.width, frame.height), (frames.len(), facts.width_px, facts.height_px));
        assert_eq!(frame.rgb.len(), frame.width * frame.height * 3);
        frames.push(frame);
    }
    let notes = reader.notes().iter().map(|note| note.code.to_string()).collect();
    Ok(Film { size: (facts.width_px, facts.height_px), expected: facts.expected_frames, frames, notes })
}

fn read(path: &Path) -> Film {
    read_with(path, &ReadOptions::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn error(path: &Path) -> VideoError {
    match read_with(path, &ReadOptions::default()) {
        Ok(film) => panic!("{} was read: {} frames", path.display(), film.frames.len()),
        Err(error) => error,
    }
}

/// Checks a whole clip against `ffprobe` and `ffmpeg`. The last frames' times are not given by OpenCV 4.6 and are carried on with
/// the mean interval; how many depends on the number of processors. `tail_s` is how far off they may be.
fn check(path: &Path, tail_s: f64) -> Film {
    let film = read(path);
    let (times, truth) = (film.times(), true_times(path));
    assert_eq!(times.len(), truth.len(), "{}: frames", path.display());
    let tail = 40.min(truth.len() / 2);
    for (number, (at, truth)) in times.iter().zip(&truth).enumerate() {
        let tolerance = if number + tail < times.len() { 0.0011 } else { tail_s };
        assert!((at - truth).abs() <= tolerance, "{}: frame {number} at {at}, truly {truth}", path.display());
    }
    let picture = true_picture(path, film.size.0, film.size.1);
    let off = difference(&film.frames[0].rgb, &picture);
    assert!(off < 8.0, "{}: the first picture differs by {off} levels", path.display());
    film
}

/// Where the red corner is: (right, bottom).
fn red_corner(frame: &Frame) -> Option<(bool, bool)> {
    let red = |x: usize, y: usize| frame.pixel(x, y).is_some_and(|[r, g, b]| r > 180 && g < 80 && b < 80);
    let (right, bottom) = (frame.width - 9, frame.height - 9);
    let corners: Vec<_> =
        [(8, 8, (false, false)), (right, 8, (true, false)), (8, bottom, (false, true)), (right, bottom, (true, true))]
            .into_iter()
            .filter_map(|(x, y, corner)| red(x, y).then_some(corner))
            .collect();
    if let [corner] = corners[..] { Some(corner) } else { None }
}

#[test]
fn every_rate_and_clock_keeps_its_true_times() {
    let Some(studio) = Studio::open() else { return };
    for (rate, scale) in
        [("24", "24000"), ("30000/1001", "30000"), ("60", "15360"), ("120", "90000"), ("240", "90000"), ("240", "600")]
    {
        let source = format!("testsrc2=size=128x96:rate={rate}:duration=1");
        let name = format!("{}-{scale}.mov", rate.replace('/', "-"));
        let film = check(&studio.film(&name, &source, &[H264, &["-video_track_timescale", scale]].concat()), 0.004);
        assert!(!film.has_note("frame-rate-varies"), "{name}: {:?}", film.notes);
    }
}

#[test]
fn variable_rates_keep_their_true_times_and_are_told() {
    let Some(studio) = Studio::open() else { return };
    let dropped = "testsrc2=size=128x96:rate=120:duration=3,select='not(mod(n\\,4))*not(between(mod(n\\,101)\\,60\\,80))+eq(mod(n\\,37)\\,5)'";
    let jitter =
        "testsrc2=size=128x96:rate=30:duration=3,settb=1/90000,setpts='PTS+floor(1200*sin(N*1.7))+if(gt(N,45),1500*(N-45),0)'";
    let timed = [H264, &["-video_track_timescale", "90000", "-enc_time_base", "1/90000"]].concat();
    for (name, source, way) in [("dropped.mp4", dropped, "vfr"), ("jitter.mp4", jitter, "passthrough")] {
        let film = check(&studio.film(name, source, &[&timed, &["-vsync", way][..]].concat()), 0.16);
        assert!(film.has_note("frame-rate-varies"), "{name}: {:?}", film.notes);
    }
}

#[test]
fn codecs_and_containers_are_read() {
    let Some(studio) = Studio::open() else { return };
    let hevc = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-tag:v", "hvc1"];
    let ten_bit =
        ["-pix_fmt", "yuv420p10le", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc", "-color_primaries", "bt2020"];
    let vp9 = ["-c:v", "libvpx-vp9", "-b:v", "1M", "-deadline", "realtime", "-cpu-used", "8"];
    check(&studio.film("hevc8.mov", PATTERN, &[&hevc[..], &["-pix_fmt", "yuv420p"]].concat()), 0.002);
    check(&studio.film("hevc10.mov", PATTERN, &[&hevc[..], &ten_bit].concat()), 0.002);
    check(&studio.film("vp9.webm", PATTERN, &vp9), 0.002);
    check(&studio.film("mpeg4.avi", PATTERN, &["-c:v", "mpeg4", "-q:v", "5"]), 0.002);
    check(&studio.film("stream.ts", PATTERN, H264), 0.002);
    check(&studio.film("pieces.mp4", PATTERN, &[H264, &["-movflags", "frag_keyframe+empty_moov", "-g", "10"]].concat()), 0.002);
    let endless = check(&studio.film("live.webm", PATTERN, &[&vp9[..], &["-live", "1"]].concat()), 0.002);
    assert!(endless.expected.is_none_or(|frames| frames < 1000), "{:?}", endless.expected);
}

#[test]
fn rotated_clips_come_upright() {
    let Some(studio) = Studio::open() else { return };
    let plain = studio.plain("plain.mp4");
    let corners = [("0", (false, false)), ("90", (false, true)), ("180", (true, true)), ("270", (true, false))];
    for (turn, corner) in corners {
        let rotate = format!("rotate={turn}");
        let film = check(&studio.copy(&format!("turned{turn}.mov"), &plain, &["-c", "copy", "-metadata:s:v:0", &rotate]), 0.002);
        let sideways = turn == "90" || turn == "270";
        assert_eq!(film.size, if sideways { (128, 192) } else { (192, 128) }, "turned by {turn}");
        assert_eq!(red_corner(&film.frames[0]), Some(corner), "turned by {turn}");
    }
}

#[test]
fn wide_pixels_become_square() {
    let Some(studio) = Studio::open() else { return };
    let source = format!("{PATTERN},scale=180:144,setsar=16/11");
    let film = check(&studio.film("sar.mp4", &source, H264), 0.002);
    assert_eq!(film.size, (262, 144));
}

#[test]
fn cuts_and_offsets_start_at_zero() {
    let Some(studio) = Studio::open() else { return };
    let long = studio.film("long.mp4", "testsrc2=size=128x96:rate=30:duration=3", &[H264, &["-g", "30"]].concat());
    check(&studio.make("cut.mp4", &["-ss", "1.35", "-i", long.to_str().unwrap(), "-c", "copy"]), 0.002);
    let tone = ["-f", "lavfi", "-i", "sine=duration=5"];
    let late = [&["-itsoffset", "2.5", "-i", long.to_str().unwrap()], &tone[..], &["-map", "0:v", "-map", "1:a"]].concat();
    let film = check(&studio.make("late.mp4", &[&late[..], &["-c:v", "copy", "-c:a", "aac"]].concat()), 0.002);
    assert_eq!(film.frames[0].at, Seconds(0.0));
}

#[test]
fn damaged_clips_give_what_is_left_and_say_so() {
    let Some(studio) = Studio::open() else { return };
    let source = "testsrc2=size=192x128:rate=30:duration=3,noise=alls=20:allf=t";
    let index_first = studio.film("whole.mp4", source, &[H264, &["-movflags", "+faststart"]].concat());
    let bytes = std::fs::read(&index_first).unwrap();
    let cut = read(&studio.bytes("cut-short.mp4", &bytes[..bytes.len() * 6 / 10]));
    assert!((30..=60).contains(&cut.frames.len()), "{} frames", cut.frames.len());
    assert!(cut.has_note("frames-damaged"), "{:?}", cut.notes);

    let mut holed = bytes.clone();
    let (mut random, length) = (12345_u32, bytes.len());
    for byte in &mut holed[length * 35 / 100..length * 65 / 100] {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if random >> 24 < 5 {
            *byte = (random >> 16) as u8;
        }
    }
    let holed = read(&studio.bytes("holed.mp4", &holed));
    assert!(holed.frames.len() >= 75, "{} frames: the reader gave up at the damage", holed.frames.len());
    assert!(holed.times().windows(2).all(|pair| pair[0] < pair[1]));
    let truth = true_times(&index_first);
    assert!((holed.times().last().unwrap() - truth.last().unwrap()).abs() < 0.1);

    let index_last = studio.film("last.mp4", source, H264);
    let bytes = std::fs::read(&index_last).unwrap();
    let cut = error(&studio.bytes("no-index.mp4", &bytes[..bytes.len() * 6 / 10]));
    assert!(matches!(cut, VideoError::CutOff { .. }), "{cut}");
}

/// Tells whether an error is the one expected.
type Is = fn(&VideoError) -> bool;

#[test]
fn what_is_no_film_is_refused_with_its_reason_and_the_path_last() {
    let Some(studio) = Studio::open() else { return };
    let sound = studio.film("sound.m4a", "sine=duration=1", &["-c:a", "aac"]);
    let cover = studio.film("cover.jpg", "testsrc2=size=300x300", &["-frames:v", "1"]);
    let with_cover = ["-i", sound.to_str().unwrap(), "-i", cover.to_str().unwrap(), "-map", "0", "-map", "1", "-c", "copy"];
    let with_cover = studio.make("with-cover.m4a", &[&with_cover[..], &["-disposition:v:0", "attached_pic"]].concat());
    let noise: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let folder = studio.path("folder.mp4");
    std::fs::create_dir(&folder).unwrap();
    let single = studio.film("single.mp4", "testsrc2=size=192x128:rate=30", &[H264, &["-frames:v", "1"]].concat());
    let tiny = studio.film("tiny.mp4", "testsrc2=size=8x8:rate=30:duration=1", H264);

    let fast = studio.film("fast.mp4", "testsrc2=size=128x96:rate=2000:duration=0.03", H264);

    let refused: [(&str, &Path, Is); 11] = [
        ("missing", &studio.path("missing.mp4"), |e| matches!(e, VideoError::Missing { .. })),
        ("folder", &folder, |e| matches!(e, VideoError::Folder { .. })),
        ("empty", &studio.bytes("zero.mp4", b""), |e| matches!(e, VideoError::Empty { .. })),
        ("text", &studio.bytes("text.mp4", b"this is not a video\n"), |e| matches!(e, VideoError::NoVideo { .. })),
        ("random bytes", &studio.bytes("random.mp4", &noise), |e| matches!(e, VideoError::NoVideo { .. })),
        ("sound", &sound, |e| matches!(e, VideoError::NoVideo { .. })),
        ("sound with a cover", &with_cover, |e| matches!(e, VideoError::OnePicture { .. })),
        ("photo", &cover, |e| matches!(e, VideoError::OnePicture { .. })),
        ("one frame", &single, |e| matches!(e, VideoError::OnePicture { .. })),
        ("2000 frames a second", &fast, |e| matches!(e, VideoError::FrameRate { .. })),
        ("8 x 8 px", &tiny, |e| matches!(e, VideoError::TooSmall { width: 8, height: 8, .. })),
    ];
    for (what, path, expected) in refused {
        let error = error(path);
        assert!(expected(&error), "{what}: {error:?}");
        assert!(error.to_string().ends_with(&format!(": {}", path.display())), "{what}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_read_are_told_apart() {
    use std::os::unix::ffi::OsStringExt;
    use std::os::unix::fs::PermissionsExt;

    let Some(studio) = Studio::open() else { return };
    let bytes = std::fs::read(studio.plain("plain.mp4")).unwrap();
    let odd = studio.path("").join(std::ffi::OsString::from_vec(b"odd-\xff.mp4".to_vec()));
    std::fs::write(&odd, &bytes).unwrap();
    assert!(matches!(error(&odd), VideoError::NotUtf8 { .. }));

    let locked = studio.bytes("locked.mp4", &bytes);
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&locked).is_ok() {
        eprintln!("skipped: this user (root) may read every file, so a refused one cannot be made");
        return;
    }
    assert!(matches!(error(&locked), VideoError::NoPermission { .. }));
}

#[test]
fn odd_names_are_no_obstacle() {
    let Some(studio) = Studio::open() else { return };
    let bytes = std::fs::read(studio.plain("plain.mp4")).unwrap();
    for name in ["my lift é.mp4", "%03d set.mp4", "a:b.mp4", "-dash.mp4"] {
        assert_eq!(read(&studio.bytes(name, &bytes)).frames.len(), 30, "{name}");
    }
}

#[test]
fn a_part_is_read_with_the_clip_s_own_times() {
    let Some(studio) = Studio::open() else { return };
    let clip = studio.film("long.mp4", "testsrc2=size=128x96:rate=30:duration=3", H264);
    let part = |from, to| ReadOptions { from: Some(Seconds(from)), to: Some(Seconds(to)), ..ReadOptions::default() };
    let film = read_with(&clip, &part(1.0, 2.0)).unwrap();
    assert_eq!(film.frames.len(), 31);
    assert_eq!(film.expected, Some(30));
    assert!((film.frames[0].at.0 - 1.0).abs() < 0.001);
    let whole = read(&clip);
    assert_eq!(film.frames[0].rgb, whole.frames[30].rgb);
    assert!(matches!(read_with(&clip, &part(5.0, 6.0)), Err(VideoError::OutsideClip { .. })));
    assert!(matches!(read_with(&clip, &part(2.0, 1.0)), Err(VideoError::EmptyPart { .. })));
    assert!(matches!(read_with(&clip, &part(-2.0, 1.0)), Err(VideoError::EmptyPart { .. })));
}

#[test]
fn slow_motion_is_undone_after_the_part_is_chosen() {
    let Some(studio) = Studio::open() else { return };
    let clip = studio.film("slow.mp4", "testsrc2=size=128x96:rate=30:duration=3", H264);
    let options = ReadOptions { slow_motion: 8.0, from: Some(Seconds(1.0)), ..ReadOptions::default() };
    let film = read_with(&clip, &options).unwrap();
    assert!((film.frames[0].at.0 - 0.125).abs() < 0.001);
    assert!((film.frames[8].at.0 - film.frames[0].at.0 - 1.0 / 30.0).abs() < 0.001);
}

#[test]
fn large_pictures_are_made_smaller_on_reading() {
    let Some(studio) = Studio::open() else { return };
    let clip = studio.plain("plain.mp4");
    let turned = studio.copy("turned.mov", &clip, &["-c", "copy", "-metadata:s:v:0", "rotate=90"]);
    let film = read_with(&turned, &ReadOptions { max_side: Some(96), ..ReadOptions::default() }).unwrap();
    assert_eq!(film.size, (64, 96));
    assert_eq!(red_corner(&film.frames[0]), Some((false, true)));
}

#[test]
fn samples_are_spread_over_the_clip_whether_it_is_short_long_or_of_unknown_length() {
    let Some(studio) = Studio::open() else { return };
    let source = "testsrc2=size=128x96:rate=30:duration=12";
    let long = studio.film("long.mp4", source, &[H264, &["-g", "30"]].concat());
    let live = studio.film("live.webm", source, &["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-live", "1"]);
    for (clip, n) in [(&long, 5), (&long, 24), (&live, 6), (&live, 60)] {
        let frames = samples(clip, &ReadOptions::default(), n).unwrap();
        let times: Vec<f64> = frames.iter().map(|frame| frame.at.0).collect();
        assert!(frames.len() <= n && frames.len() * 3 >= n, "{} frames of {n} from {}", frames.len(), clip.display());
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
        assert!(times[0] < 3.0 && times[times.len() - 1] > 9.0, "{} {n}: {times:?}", clip.display());
    }
    let part = ReadOptions { from: Some(Seconds(4.0)), to: Some(Seconds(8.0)), ..ReadOptions::default() };
    let times: Vec<f64> = samples(&long, &part, 3).unwrap().iter().map(|frame| frame.at.0).collect();
    assert_eq!(times.len(), 3);
    assert!(times.iter().all(|at| (3.9..8.1).contains(at)), "{times:?}");
    assert_eq!(samples(&studio.plain("short.mp4"), &ReadOptions::default(), 50).unwrap().len(), 30);
}

fn grey(index: usize, width: usize, height: usize) -> Frame {
    Frame { index, at: Seconds(index as f64 / 25.0), width, height, rgb: vec![(index * 8) as u8; width * height * 3] }
}

#[test]
fn a_film_is_written_whole_or_not_at_all() {
    let Some(studio) = Studio::open() else { return };
    let target = studio.path("copy é.mp4");
    let mut writer = VideoWriter::create(&target, 161, 121, 25.0).unwrap();
    for index in 0..25 {
        writer.write(&grey(index, 161, 121), 1).unwrap();
    }
    assert!(!target.exists());
    writer.finish().unwrap();
    let film = check(&target, 0.002);
    assert_eq!((film.size, film.frames.len()), ((160, 120), 25));
    let level = film.frames[20].pixel(80, 60).unwrap();
    assert!(level.iter().all(|&level| level.abs_diff(160) < 12), "{level:?}");

    let dropped = studio.path("dropped.mp4");
    let mut writer = VideoWriter::create(&dropped, 160, 120, 25.0).unwrap();
    writer.write(&grey(0, 160, 120), 3).unwrap();
    drop(writer);
    let left: Vec<_> = std::fs::read_dir(studio.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["copy é.mp4"], "only the finished copy is left");
}

#[test]
fn a_film_that_cannot_be_written_is_refused_at_once() {
    let Some(studio) = Studio::open() else { return };
    let create = |path: &Path, width, fps| VideoWriter::create(path, width, 120, fps).map(|_| ());
    for refused in [
        create(&studio.path("no/such/folder.mp4"), 160, 25.0),
        create(&studio.path(""), 160, 25.0),
        create(&studio.path("a.mp4"), 0, 25.0),
        create(&studio.path("a.mp4"), 160, f64::NAN),
    ] {
        assert!(matches!(refused, Err(VideoError::NotWritten { .. })), "{refused:?}");
    }
}

#[test]
#[ignore = "a part of the test below, which runs it in a process of its own"]
fn opens_a_damaged_clip() {
    if std::env::var_os("PLUMBLINE_TEST_QUIET").is_some() {
        quiet_decoder();
    }
    let clip = std::env::var_os("PLUMBLINE_TEST_CLIP").unwrap();
    assert!(VideoReader::open(Path::new(&clip), &ReadOptions::default()).is_err());
}

#[test]
fn the_decoder_is_silent_once_told_to_be() {
    let Some(studio) = Studio::open() else { return };
    let clip = studio.bytes("text.mp4", b"this is not a video\n");
    let remarks = |quiet: bool| {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "opens_a_damaged_clip", "--ignored", "--nocapture"]).env("PLUMBLINE_TEST_CLIP", &clip);
        for (name, _) in QUIET {
            child.env_remove(name);
        }
        if quiet {
            child.env("PLUMBLINE_TEST_QUIET", "1");
        }
        let output = child.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(remarks(false).contains("moov"), "without it the decoder remarks on the file");
    assert_eq!(remarks(true), "");
}

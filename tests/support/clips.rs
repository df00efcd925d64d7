//! Makes odd and damaged clips with the `ffmpeg` command, and asks `ffprobe` and `ffmpeg` what is in them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that is filled with clips and removed at the end.
pub(crate) struct Studio {
    folder: tempfile::TempDir,
}

/// A moving pattern of 30 frames a second with a red block in the upper left corner and black ones in the others.
pub(crate) const PATTERN: &str = "testsrc2=size=192x128:rate=30:duration=1,drawbox=x=144:y=0:w=48:h=32:color=black:t=fill,\
    drawbox=x=0:y=96:w=192:h=32:color=black:t=fill,drawbox=x=0:y=0:w=48:h=32:color=red:t=fill";
/// How ordinary H.264 is encoded here.
pub(crate) const H264: &[&str] = &["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"];

impl Studio {
    /// A studio, or `None` and one line that says so where the `ffmpeg` and `ffprobe` commands are missing.
    pub(crate) fn open() -> Option<Self> {
        let there = |name: &str| Command::new(name).arg("-version").output().is_ok_and(|output| output.status.success());
        if there("ffmpeg") && there("ffprobe") {
            return Some(Self { folder: tempfile::tempdir().unwrap() });
        }
        eprintln!("skipped: the ffmpeg and ffprobe commands, which make the clips of this test, are not installed");
        None
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `ffmpeg` with these arguments and the file as output.
    pub(crate) fn make(&self, name: &str, arguments: &[&str]) -> PathBuf {
        let path = self.path(name);
        let output = Command::new("ffmpeg")
            .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-threads", "2"])
            .args(arguments)
            .arg(format!("file:{}", path.display()))
            .output()
            .unwrap();
        assert!(output.status.success(), "ffmpeg {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        path
    }

    /// A clip from a source filter and encoder arguments.
    pub(crate) fn film(&self, name: &str, source: &str, encoder: &[&str]) -> PathBuf {
        self.make(name, &[&["-f", "lavfi", "-i", source], encoder].concat())
    }

    /// The ordinary clip: 30 frames of the pattern in H.264.
    pub(crate) fn plain(&self, name: &str) -> PathBuf {
        self.film(name, PATTERN, H264)
    }

    /// A copy of another clip's stream with other container settings.
    pub(crate) fn copy(&self, name: &str, of: &Path, arguments: &[&str]) -> PathBuf {
        self.make(name, &[&["-i", of.to_str().unwrap()], arguments].concat())
    }

    pub(crate) fn bytes(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// Presentation times of the frames by `ffprobe`, seconds from the first.
pub(crate) fn true_times(path: &Path) -> Vec<f64> {
    let output = Command::new("ffprobe")
        .args(["-v", "quiet", "-select_streams", "v:0", "-show_entries", "frame=best_effort_timestamp_time", "-of", "csv=p=0"])
        .arg(format!("file:{}", path.display()))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let times: Vec<f64> = text.lines().filter_map(|line| line.trim_end_matches(',').parse().ok()).collect();
    times.iter().map(|at| at - times[0]).collect()
}

/// The first picture by `ffmpeg`, upright, scaled to a size, RGB.
pub(crate) fn true_picture(path: &Path, width: usize, height: usize) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-loglevel", "quiet", "-nostdin", "-i"])
        .arg(format!("file:{}", path.display()))
        .args(["-frames:v", "1", "-vf", &format!("scale={width}:{height}"), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        .output()
        .unwrap();
    assert_eq!(output.stdout.len(), width * height * 3, "{}", path.display());
    output.stdout
}

/// Mean difference of two pictures, levels of 255.
pub(crate) fn difference(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / a.len() as f64
}

//! Voice notes: recorded from the microphone into a WAV file, and played back. Each runs on a thread of its own that is told to stop
//! by a flag; nobody waits for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{Device, Sample, SampleFormat, Stream, SupportedStreamConfig};

/// Longest voice note, seconds (our default): what is longer belongs into a text.
pub const LONGEST_S: f64 = 600.0;
/// Pieces of sound that may wait to be written or heard.
const WAITING: usize = 64;
/// How often a thread looks whether it is to stop, and says how far it is.
const LOOKS: Duration = Duration::from_millis(50);
/// Longest time without any sound before the microphone or the loudspeaker counts as gone.
const SILENT: Duration = Duration::from_secs(3);

/// Why nothing could be recorded or played.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// There is no microphone, or it may not be used.
    #[error("no microphone could be opened ({0}); plug one in or allow its use, then try again")]
    NoMicrophone(String),
    /// There is no loudspeaker.
    #[error("no loudspeaker could be opened ({0}); plug one in, then try again")]
    NoLoudspeaker(String),
    /// The device gives sound in a form that is not understood.
    #[error("the sound device works with {0}, which is not understood; expected 16 or 32 bits a sample")]
    Format(String),
    /// The device stopped.
    #[error("the sound device stopped ({0}); check that it is plugged in")]
    Stopped(String),
    /// The file could not be written or read.
    #[error("the voice note cannot be written or read: {reason}: {}", path.display())]
    File {
        /// What failed.
        reason: String,
        /// The file.
        path: PathBuf,
    },
}

fn file(path: &Path) -> impl Fn(hound::Error) -> VoiceError + '_ {
    |error| VoiceError::File { reason: error.to_string(), path: path.to_path_buf() }
}

/// Records until it is told to stop, at most [`LONGEST_S`], as 16 bits mono at the microphone's own rate; the length in seconds is returned.
/// The file is written beside the path and then renamed onto it. `hear` is told the length so far and the loudness of the last piece, 0..=1.
pub fn record(path: &Path, stop: &AtomicBool, hear: &dyn Fn(f64, f32)) -> Result<f64, VoiceError> {
    let none = |error: cpal::Error| VoiceError::NoMicrophone(error.to_string());
    let device = cpal::default_host().default_input_device().ok_or_else(|| VoiceError::NoMicrophone("none is there".into()))?;
    let config = device.default_input_config().map_err(none)?;
    let (sender, pieces) = sync_channel(WAITING);
    let stream = listen(&device, &config, sender)?;
    stream.play().map_err(none)?;
    write(path, config.sample_rate(), &pieces, stop, hear)
}

/// What a stream says: a piece of mono sound, or why there is no more.
type Piece = Result<Vec<i16>, String>;

fn listen(device: &Device, config: &SupportedStreamConfig, sender: SyncSender<Piece>) -> Result<Stream, VoiceError> {
    let channels = usize::from(config.channels().max(1));
    let ended = sender.clone();
    let failed = move |error: cpal::Error| {
        use cpal::ErrorKind::{DeviceChanged, RealtimeDenied, Xrun};
        if !matches!(error.kind(), DeviceChanged | Xrun | RealtimeDenied) {
            let _ = ended.try_send(Err(error.to_string()));
        }
    };
    // A piece that finds no room is lost: the sound must not wait.
    macro_rules! stream {
        ($sample:ty) => {
            device.build_input_stream(
                config.config(),
                move |data: &[$sample], _: &cpal::InputCallbackInfo| {
                    let _ = sender.try_send(Ok(mono(data, channels)));
                },
                failed,
                None,
            )
        };
    }
    let built = match config.sample_format() {
        SampleFormat::I16 => stream!(i16),
        SampleFormat::I32 => stream!(i32),
        SampleFormat::F32 => stream!(f32),
        other => return Err(VoiceError::Format(other.to_string())),
    };
    built.map_err(|error| VoiceError::NoMicrophone(error.to_string()))
}

/// The mean of the channels.
fn mono<T: Sample>(data: &[T], channels: usize) -> Vec<i16>
where
    i16: cpal::FromSample<T>,
{
    let mean = |frame: &[T]| {
        let sum: i32 = frame.iter().map(|sample| i32::from(i16::from_sample(*sample))).sum();
        (sum / frame.len().max(1) as i32) as i16
    };
    data.chunks_exact(channels).map(mean).collect()
}

/// Writes pieces as they come.
fn write(
    path: &Path,
    rate: u32,
    pieces: &Receiver<Piece>,
    stop: &AtomicBool,
    hear: &dyn Fn(f64, f32),
) -> Result<f64, VoiceError> {
    let failed = |reason: String| VoiceError::File { reason, path: path.to_path_buf() };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".plumbline-");
    // As readable as any file the user saves.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let beside = builder.tempfile_in(folder).map_err(|error| failed(error.to_string()))?;
    let spec = hound::WavSpec { channels: 1, sample_rate: rate, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut writer = hound::WavWriter::new(std::io::BufWriter::new(beside.as_file()), spec).map_err(file(path))?;
    let (mut samples, mut silent) = (0_u64, Duration::ZERO);
    let length = |samples: u64| samples as f64 / f64::from(rate.max(1));
    while !stop.load(Ordering::Relaxed) && length(samples) < LONGEST_S {
        match pieces.recv_timeout(LOOKS) {
            Ok(Ok(piece)) => {
                silent = Duration::ZERO;
                for sample in &piece {
                    writer.write_sample(*sample).map_err(file(path))?;
                }
                samples += piece.len() as u64;
                let loudest = piece.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
                hear(length(samples), f32::from(loudest) / f32::from(i16::MAX));
            }
            Ok(Err(reason)) if samples == 0 => return Err(VoiceError::Stopped(reason)),
            Err(RecvTimeoutError::Timeout) if silent < SILENT => silent += LOOKS,
            Err(_) if samples == 0 => return Err(VoiceError::Stopped("it gives no sound".into())),
            // What was said until the microphone went is kept.
            _ => break,
        }
    }
    writer.finalize().map_err(file(path))?;
    beside.as_file().sync_all().map_err(|error| failed(error.to_string()))?;
    beside.persist(path).map_err(|error| failed(error.error.to_string()))?;
    Ok(length(samples))
}

/// Plays a file to its end, or until it is told to stop.
pub fn play(path: &Path, stop: &AtomicBool) -> Result<(), VoiceError> {
    let (samples, rate) = read(path)?;
    let none = |error: cpal::Error| VoiceError::NoLoudspeaker(error.to_string());
    let device = cpal::default_host().default_output_device().ok_or_else(|| VoiceError::NoLoudspeaker("none is there".into()))?;
    let config = device.default_output_config().map_err(none)?;
    let samples: Arc<[f32]> = at_rate(&samples, rate, config.sample_rate()).into();
    let (done, ended) = sync_channel(2);
    let stream = speak(&device, &config, samples, done)?;
    stream.play().map_err(none)?;
    while !stop.load(Ordering::Relaxed) {
        match ended.recv_timeout(LOOKS) {
            Ok(Some(reason)) => return Err(VoiceError::Stopped(reason)),
            Ok(None) | Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    Ok(())
}

fn speak(
    device: &Device,
    config: &SupportedStreamConfig,
    samples: Arc<[f32]>,
    done: SyncSender<Option<String>>,
) -> Result<Stream, VoiceError> {
    let channels = usize::from(config.channels().max(1));
    let ended = done.clone();
    let failed = move |error: cpal::Error| {
        use cpal::ErrorKind::{DeviceChanged, RealtimeDenied, Xrun};
        if !matches!(error.kind(), DeviceChanged | Xrun | RealtimeDenied) {
            let _ = ended.try_send(Some(error.to_string()));
        }
    };
    let mut next = 0;
    macro_rules! stream {
        ($sample:ty) => {
            device.build_output_stream(
                config.config(),
                move |data: &mut [$sample], _: &cpal::OutputCallbackInfo| {
                    for frame in data.chunks_mut(channels) {
                        let value = samples.get(next).copied().unwrap_or(0.0);
                        frame.fill(<$sample>::from_sample(value));
                        next += 1;
                    }
                    // One whole piece of silence after the end, so that the end is heard.
                    if next > samples.len() + data.len() / channels {
                        let _ = done.try_send(None);
                    }
                },
                failed,
                None,
            )
        };
    }
    let built = match config.sample_format() {
        SampleFormat::I16 => stream!(i16),
        SampleFormat::I32 => stream!(i32),
        SampleFormat::F32 => stream!(f32),
        other => return Err(VoiceError::Format(other.to_string())),
    };
    built.map_err(|error| VoiceError::NoLoudspeaker(error.to_string()))
}

/// The samples of a file as mono, -1..=1, and their rate a second.
fn read(path: &Path) -> Result<(Vec<f32>, u32), VoiceError> {
    let mut reader = hound::WavReader::open(path).map_err(file(path))?;
    let spec = reader.spec();
    let most = (LONGEST_S * f64::from(spec.sample_rate)) as usize * usize::from(spec.channels.max(1));
    let all: Vec<f32> = match spec.sample_format {
        hound::SampleFormat::Float => reader.samples::<f32>().take(most).collect::<Result<_, _>>().map_err(file(path))?,
        hound::SampleFormat::Int => {
            let full = (1_i64 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f32;
            let samples = reader.samples::<i32>().take(most).map(|sample| sample.map(|sample| sample as f32 / full));
            samples.collect::<Result<_, _>>().map_err(file(path))?
        }
    };
    let channels = usize::from(spec.channels.max(1));
    Ok((all.chunks_exact(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32).collect(), spec.sample_rate.max(1)))
}

/// The same sound at another rate: straight between its samples, which is good enough for speech.
fn at_rate(samples: &[f32], from: u32, to: u32) -> Vec<f32> {
    if from == to || samples.is_empty() {
        return samples.to_vec();
    }
    let step = f64::from(from) / f64::from(to.max(1));
    let count = (samples.len() as f64 / step) as usize;
    let sample = |index: usize| {
        let place = index as f64 * step;
        let (before, share) = (place as usize, place.fract() as f32);
        let at = |index: usize| samples.get(index.min(samples.len() - 1)).copied().unwrap_or(0.0);
        at(before) + (at(before + 1) - at(before)) * share
    };
    (0..count).map(sample).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes pieces of a tone as if a microphone gave them.
    fn written(path: &Path, rate: u32, pieces: usize, end: Option<Piece>) -> Result<f64, VoiceError> {
        let (sender, receiver) = sync_channel(pieces + 1);
        for _ in 0..pieces {
            sender.send(Ok((0..rate as usize / 10).map(|n| ((n as f64 * 0.2).sin() * 8_000.0) as i16).collect())).unwrap();
        }
        if let Some(end) = end {
            sender.send(end).unwrap();
        }
        drop(sender);
        write(path, rate, &receiver, &AtomicBool::new(false), &|_, loud| assert!(loud > 0.2 && loud < 0.3))
    }

    #[test]
    fn what_is_heard_is_written_whole_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        assert!((written(&path, 16_000, 12, None).unwrap() - 1.2).abs() < 1e-9);
        let (samples, rate) = read(&path).unwrap();
        assert_eq!((samples.len(), rate), (19_200, 16_000));
        assert!((samples[5] - (1.0_f32).sin() * 8_000.0 / 32_768.0).abs() < 1e-3, "{}", samples[5]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing stays beside it");
    }

    #[test]
    fn what_was_said_until_the_microphone_went_is_kept_and_nothing_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        let gone = || Some(Err("unplugged".to_owned()));
        assert!((written(&path, 16_000, 3, gone()).unwrap() - 0.3).abs() < 1e-9);
        let none = folder.path().join("b.wav");
        let said = written(&none, 16_000, 0, gone()).unwrap_err().to_string();
        assert!(said.contains("unplugged") && !none.exists(), "{said}");
        assert!(written(&none, 16_000, 0, None).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn channels_are_mixed_and_rates_changed_without_changing_the_length() {
        assert_eq!(mono(&[100_i16, 300, -50, 50], 2), [200, 0]);
        assert_eq!(mono(&[0.5_f32], 1), [16_384]);
        let tone: Vec<f32> = (0..16_000).map(|n| (n as f32 * 0.01).sin()).collect();
        let other = at_rate(&tone, 16_000, 48_000);
        assert_eq!(other.len(), 48_000);
        assert!(other.iter().step_by(3).zip(&tone).all(|(a, b)| (a - b).abs() < 1e-3));
        assert!(at_rate(&[], 16_000, 48_000).is_empty());
    }

    #[test]
    fn a_file_that_is_no_sound_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        std::fs::write(&path, "no sound").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("a.wav"));
    }
}
